import Box from "@mui/material/Box";
import ButtonBase from "@mui/material/ButtonBase";
import { lazy, Suspense, useState } from "react";
import type { TimeSeriesBlock } from "@/api";
import { labelOf, startsOf } from "./series-data";

const Chart = lazy(() => import("./chart"));
const CHART_HEIGHT = 280;

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
        {block.series.length > 1 && (
          <Legend names={block.series.map((series) => series.name)} hidden={hidden} onToggle={toggle} />
        )}
      </Box>
      <Partial block={block} />
    </>
  );
}

interface LegendProps {
  readonly names: readonly string[];
  readonly hidden: ReadonlySet<string>;
  readonly onToggle: (name: string) => void;
}

function Legend({ names, hidden, onToggle }: LegendProps) {
  return (
    <Box sx={{ display: "flex", flexWrap: "wrap", gap: 0.5, px: 1, pb: 0.5 }}>
      {names.map((name, index) => (
        <ButtonBase
          key={name}
          aria-pressed={!hidden.has(name)}
          onClick={() => onToggle(name)}
          sx={{
            gap: 0.75,
            px: 0.75,
            py: 0.25,
            borderRadius: 1.5,
            typography: "caption",
            color: hidden.has(name) ? "text.secondary" : "text.primary",
            textDecoration: hidden.has(name) ? "line-through" : "none",
          }}
        >
          <Box sx={{ width: 10, height: 10, borderRadius: 0.5, bgcolor: `var(--series-${(index % 8) + 1})` }} />
          {name}
        </ButtonBase>
      ))}
    </Box>
  );
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
  const names = block.series.map((series) => series.name).join(", ");
  return `Chart: ${block.title}. ${names}, ${span.join(" to ")}. The Table button shows the numbers.`;
}
