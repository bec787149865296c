import Box from "@mui/material/Box";
import { useTheme } from "@mui/material/styles";
import useMediaQuery from "@mui/material/useMediaQuery";
import { BarPlot } from "@mui/x-charts/BarChart";
import { ChartsAxisHighlight } from "@mui/x-charts/ChartsAxisHighlight";
import { ChartsContainer } from "@mui/x-charts/ChartsContainer";
import { ChartsGrid } from "@mui/x-charts/ChartsGrid";
import { ChartsReferenceLine } from "@mui/x-charts/ChartsReferenceLine";
import { ChartsTooltip } from "@mui/x-charts/ChartsTooltip";
import { ChartsXAxis } from "@mui/x-charts/ChartsXAxis";
import { ChartsYAxis } from "@mui/x-charts/ChartsYAxis";
import { AreaPlot, LinePlot, MarkPlot } from "@mui/x-charts/LineChart";
import type { TimeSeriesBlock } from "@/api";
import { formatCompact, formatDay } from "@/values/format";
import { CHART_HEIGHT, colorOf, plotsOf, shapeOf } from "./series-data";
import { axisOf, labelled, labelOf, periodOf } from "./time-axis";
import { toSeries } from "./to-series";

const FEW_POINTS = 40;
const LABELS = { wide: 7, narrow: 4 };

/** Loaded when the first chart is shown. */
export default function Chart({ block, hidden }: { block: TimeSeriesBlock; hidden: ReadonlySet<string> }) {
  const theme = useTheme();
  const isNarrow = useMediaQuery("(max-width: 600px)");
  const starts = axisOf(block);
  const shape = shapeOf(block);
  const ticks = labelled(starts, isNarrow ? LABELS.narrow : LABELS.wide);
  const series = plotsOf(block)
    .map((plot, index) => ({ plot, color: colorOf(index) }))
    .filter(({ plot }) => !hidden.has(plot.name))
    .flatMap(({ plot, color }) => toSeries(plot, color, shape, block.unit));
  const text = { fontFamily: theme.typography.fontFamily, fontSize: 12, fill: theme.vars.palette.text.secondary };
  return (
    <Box sx={LINES}>
      <ChartsContainer
        height={CHART_HEIGHT}
        series={series}
        margin={{ top: 20, right: 30, bottom: 2, left: 0 }}
        xAxis={[
          {
            id: "time",
            scaleType: shape === "lines" ? "point" : "band",
            data: starts,
            categoryGapRatio: 0.28,
            tickInterval: (start: string) => ticks.has(start),
            tickLabelInterval: (start: string) => ticks.has(start),
            valueFormatter: (start: string, context: { location: string }) =>
              context.location === "tick" ? labelOf(start, block.granularity) : formatDay(start),
          },
        ]}
        yAxis={[{ id: "amount", width: 58, valueFormatter: (value: number) => formatCompact(value, block.unit) }]}
      >
        <ChartsGrid horizontal />
        <BarPlot borderRadius={3} skipAnimation />
        <AreaPlot skipAnimation />
        <LinePlot skipAnimation />
        {starts.length <= FEW_POINTS && shape === "lines" && <MarkPlot skipAnimation />}
        {block.marks.map((mark, index) => (
          <ChartsReferenceLine
            key={index}
            x={periodOf(starts, mark.start) ?? mark.start}
            label={mark.label}
            labelAlign="start"
            labelStyle={text}
            lineStyle={{ strokeDasharray: "2 3", stroke: theme.vars.palette.text.secondary }}
          />
        ))}
        <ChartsAxisHighlight x={shape === "lines" ? "line" : "band"} />
        <ChartsXAxis axisId="time" disableTicks tickLabelStyle={text} />
        <ChartsYAxis axisId="amount" disableLine disableTicks tickLabelStyle={text} />
        <ChartsTooltip trigger="axis" />
      </ChartsContainer>
    </Box>
  );
}

/** An estimate is told from what was billed by its dashes, not by its colour alone; its range has no outline. */
const LINES = {
  "& .MuiLineElement-root[data-series$=' estimate'], & path[data-series$=' estimate'][fill=none]": {
    strokeDasharray: "7 5",
  },
  "& path[data-series$=' low'][fill=none], & path[data-series$=' range'][fill=none]": { stroke: "none" },
  "& .MuiChartsAxis-line": { stroke: "var(--mui-palette-divider)" },
};
