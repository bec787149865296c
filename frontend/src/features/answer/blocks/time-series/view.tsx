import Box from "@mui/material/Box";
import ButtonBase from "@mui/material/ButtonBase";
import { lazy, Suspense, useState } from "react";
import type { TimeSeriesBlock } from "@/api";
import { isolated } from "@/values/texts";
import type { ViewProps } from "../kind";
import { Paged } from "../paged";
import { seriesTable } from "./series-table";
import { wholeSeries } from "./whole-series";
import { CHART_HEIGHT, colorOf, isEstimate, shapeOf } from "./series-data";
import { labelOf, startsOf } from "./time-axis";

const Chart = lazy(() => import("./chart"));

export function TimeSeries({ block, ...rest }: ViewProps<TimeSeriesBlock>) {
  return <Paged block={block} kind={{ table: seriesTable, whole: wholeSeries }} picture={plot} {...rest} />;
}

function plot(block: TimeSeriesBlock) {
  return <TimePlot block={block} />;
}

/** A chart over time, with a legend that hides and shows its series. */
export function TimePlot({ block }: { block: TimeSeriesBlock }) {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const toggle = (name: string) => {
    const next = new Set(hidden);
    if (!next.delete(name)) next.add(name);
    setHidden(next);
  };
  return (
    <>
      <Box sx={{ p: 1 }}>
        <Box role="img" aria-label={describe(block)} sx={{ height: CHART_HEIGHT }}>
          <Suspense fallback={null}>
            <Chart block={block} hidden={hidden} />
          </Suspense>
        </Box>
        {block.series.length > 1 && <Legend block={block} hidden={hidden} onToggle={toggle} />}
      </Box>
      <Partial block={block} />
    </>
  );
}

interface LegendProps {
  readonly block: TimeSeriesBlock;
  readonly hidden: ReadonlySet<string>;
  readonly onToggle: (name: string) => void;
}

function Legend({ block, hidden, onToggle }: LegendProps) {
  const isLines = shapeOf(block) === "lines";
  return (
    <Box sx={{ display: "flex", flexWrap: "wrap", gap: 0.5, px: 1, pb: 0.5 }}>
      {block.series.map((series, index) => (
        <ButtonBase
          key={series.name}
          aria-pressed={!hidden.has(series.name)}
          onClick={() => onToggle(series.name)}
          sx={{
            gap: 0.75,
            px: 0.75,
            py: 0.25,
            borderRadius: 1.5,
            typography: "caption",
            color: hidden.has(series.name) ? "text.secondary" : "text.primary",
            textDecoration: hidden.has(series.name) ? "line-through" : "none",
            "&:hover": { bgcolor: "action.hover" },
          }}
        >
          <Box sx={swatch(colorOf(index), isLines, isEstimate(series))} />
          {isolated(series.name)}
          {isEstimate(series) && (
            <Box component="span" sx={{ color: "text.secondary" }}>
              with its range
            </Box>
          )}
        </ButtonBase>
      ))}
    </Box>
  );
}

/** Drawn like the series: a square of bars, a line, or dashes within their range. */
function swatch(color: string, isLine: boolean, isEstimated: boolean) {
  if (!isLine) return { width: 10, height: 10, borderRadius: 0.5, bgcolor: color };
  const line = { width: 20, borderTop: `2px ${isEstimated ? "dashed" : "solid"} ${color}` };
  if (!isEstimated) return line;
  const range = `color-mix(in srgb, ${color} 24%, transparent)`;
  return { ...line, boxShadow: `0 4px 0 ${range}, 0 -4px 0 ${range}` };
}

function Partial({ block }: { block: TimeSeriesBlock }) {
  const points = block.series.flatMap((series) => series.points.filter((point) => point.partial));
  const starts = [...new Set(points.map((point) => point.start))].sort();
  if (starts.length === 0) return null;
  return (
    <Box sx={{ px: 1.5, pb: 1, typography: "caption", color: "text.secondary" }}>
      Not complete: {starts.map((start) => labelOf(start, block.granularity)).join(", ")}
    </Box>
  );
}

function describe(block: TimeSeriesBlock): string {
  const starts = startsOf(block);
  const span = [starts[0], starts.at(-1)].map((start) => (start ? labelOf(start, block.granularity) : ""));
  const names = block.series.map((series) => isolated(series.name)).join(", ");
  return `Chart: ${block.title}. ${names}, ${span.join(" to ")}. The Table button shows the numbers.`;
}
