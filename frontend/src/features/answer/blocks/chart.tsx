import { useTheme } from "@mui/material/styles";
import { BarPlot } from "@mui/x-charts/BarChart";
import { ChartsContainer } from "@mui/x-charts/ChartsContainer";
import { ChartsAxisHighlight } from "@mui/x-charts/ChartsAxisHighlight";
import { ChartsGrid } from "@mui/x-charts/ChartsGrid";
import { ChartsReferenceLine } from "@mui/x-charts/ChartsReferenceLine";
import { ChartsTooltip } from "@mui/x-charts/ChartsTooltip";
import { ChartsXAxis } from "@mui/x-charts/ChartsXAxis";
import { ChartsYAxis } from "@mui/x-charts/ChartsYAxis";
import { AreaPlot, LinePlot, MarkPlot } from "@mui/x-charts/LineChart";
import type { TimeSeriesBlock } from "@/api";
import { formatCompact, formatDay, formatValue } from "@/values/format";
import { labelOf, type Plot, plotsOf, type Shape, shapeOf, startsOf } from "./series-data";

export const CHART_HEIGHT = 280;
const FEW_POINTS = 40;

/** Loaded when the first chart is shown. */
export default function Chart({ block, hidden }: { block: TimeSeriesBlock; hidden: ReadonlySet<string> }) {
  const theme = useTheme();
  const starts = startsOf(block);
  const shape = shapeOf(block);
  const series = plotsOf(block)
    .map((plot, index) => ({ plot, color: `var(--series-${(index % 8) + 1})` }))
    .filter(({ plot }) => !hidden.has(plot.name))
    .flatMap(({ plot, color }) => toSeries(plot, color, shape, block.unit));
  const text = { fontFamily: theme.typography.fontFamily, fontSize: 12 };
  return (
    <ChartsContainer
      height={CHART_HEIGHT}
      series={series}
      margin={{ top: 18, right: 16, bottom: 4, left: 4 }}
      xAxis={[
        {
          id: "time",
          scaleType: shape === "lines" ? "point" : "band",
          data: starts,
          categoryGapRatio: 0.28,
          valueFormatter: (start: string, context: { location: string }) =>
            context.location === "tick" ? labelOf(start, block.granularity) : formatDay(start),
        },
      ]}
      yAxis={[{ id: "amount", width: 64, valueFormatter: (value: number) => formatCompact(value, block.unit) }]}
    >
      <ChartsGrid horizontal />
      <BarPlot borderRadius={3} skipAnimation />
      <AreaPlot skipAnimation />
      <LinePlot skipAnimation />
      {starts.length <= FEW_POINTS && shape === "lines" && <MarkPlot skipAnimation />}
      {block.marks.map((mark, index) => (
        <ChartsReferenceLine
          key={index}
          x={mark.start}
          label={mark.label}
          labelAlign="start"
          labelStyle={text}
          lineStyle={{ strokeDasharray: "4 3" }}
        />
      ))}
      <ChartsAxisHighlight x={shape === "lines" ? "line" : "band"} />
      <ChartsXAxis axisId="time" disableTicks tickLabelStyle={text} />
      <ChartsYAxis axisId="amount" disableLine disableTicks tickLabelStyle={text} />
      <ChartsTooltip trigger="axis" />
    </ChartsContainer>
  );
}

type ChartSeries = NonNullable<React.ComponentProps<typeof ChartsContainer>["series"]>[number];

function toSeries({ name, values, low, spread }: Plot, color: string, shape: Shape, unit: string): ChartSeries[] {
  const valueFormatter = (value: number | null) => (value === null ? null : formatValue(String(value), "money", unit));
  if (shape !== "lines") {
    const bars: ChartSeries = { type: "bar", id: name, label: name, data: [...values], color, valueFormatter };
    return [shape === "stack" ? { ...bars, stack: "all" } : bars];
  }
  const line: ChartSeries = {
    type: "line",
    id: name,
    label: name,
    data: [...values],
    color,
    curve: "linear",
    connectNulls: false,
    showMark: true,
    valueFormatter,
  };
  if (!low || !spread) return [line];
  // The range is an invisible area up to `low` with the visible one stacked on top of it.
  const base = {
    type: "line",
    stack: `${name} range`,
    area: true,
    curve: "linear",
    showMark: false,
    valueFormatter: () => null,
  } as const;
  return [
    { ...base, id: `${name} low`, data: [...low], color: "transparent" },
    { ...base, id: `${name} range`, data: [...spread], color: `color-mix(in srgb, ${color} 22%, transparent)` },
    line,
  ];
}
