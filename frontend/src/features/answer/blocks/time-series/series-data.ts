import type { TimeSeriesBlock } from "@/api";
import { approximate } from "@/values/decimal";
import { axisOf } from "./time-axis";

export type Shape = "bars" | "stack" | "lines";

export const CHART_HEIGHT = 280;

/** The colour of the n-th series, the same in a chart and its legend. */
export function colorOf(index: number): string {
  return `var(--series-${(index % 8) + 1})`;
}

/** More bars than this are too thin to tell apart. */
const BARS_AT_MOST = 62;

/** Amounts of whole periods are bars, several that add up are stacked, estimates and long runs are lines. */
export function shapeOf(block: TimeSeriesBlock): Shape {
  if (block.series.some(isEstimate) || axisOf(block).length > BARS_AT_MOST) return "lines";
  return block.series.length > 1 ? "stack" : "bars";
}

type Series = TimeSeriesBlock["series"][number];

/** What was not billed but expected comes with bounds. */
export function isEstimate({ points }: Series): boolean {
  return points.some((point) => point.low != null && point.high != null);
}

export interface Plot {
  readonly name: string;
  readonly values: readonly (number | null)[];
  readonly low?: readonly (number | null)[];
  /** How far `high` lies above `low`, as a stacked area needs it. */
  readonly spread?: readonly (number | null)[];
  /** Where an estimate sets out from the last amount that is known; no value of its own. */
  readonly joinedAt?: number;
}

/** The series over the common periods, as lengths; a period without a value is a gap, not zero. */
export function plotsOf(block: TimeSeriesBlock): Plot[] {
  const starts = axisOf(block);
  const plots = block.series.map((series) => plotOf(series, starts));
  return plots.map((plot) => joined(plot, plots));
}

function plotOf(series: Series, starts: readonly string[]): Plot {
  const { name, points } = series;
  const byStart = new Map(points.map((point) => [point.start, point]));
  const pick = (of: (point: (typeof points)[number]) => number | null) =>
    starts.map((start) => {
      const point = byStart.get(start);
      return point ? of(point) : null;
    });
  const values = pick((point) => approximate(point.value));
  if (!isEstimate(series)) return { name, values };
  return {
    name,
    values,
    low: pick((point) => (point.low == null ? null : approximate(point.low))),
    spread: pick((point) =>
      point.low == null || point.high == null ? null : approximate(point.high) - approximate(point.low),
    ),
  };
}

/** An estimate goes on from what was billed: its line begins where the only other one ends. */
function joined(plot: Plot, plots: readonly Plot[]): Plot {
  const at = plot.values.findIndex((value) => value !== null) - 1;
  const known = plots.filter((other) => !other.low && other.values[at] != null);
  const from = known[0]?.values[at];
  if (!plot.low || !plot.spread || at < 0 || from == null || known.length > 1) return plot;
  return {
    ...plot,
    values: plot.values.with(at, from),
    low: plot.low.with(at, from),
    spread: plot.spread.with(at, 0),
    joinedAt: at,
  };
}
