import type { Column, TableBlock, TimeSeriesBlock } from "@/api";
import { approximate } from "@/values/decimal";
import { formatDay } from "@/values/format";

export type Shape = "bars" | "stack" | "lines";

/** More bars than this are too thin to tell apart. */
const BARS_AT_MOST = 62;

/** Amounts of whole periods are bars, several that add up are stacked, estimates and long runs are lines. */
export function shapeOf(block: TimeSeriesBlock): Shape {
  const estimated = block.series.some((series) => series.points.some((point) => point.low != null));
  if (estimated || startsOf(block).length > BARS_AT_MOST) return "lines";
  return block.series.length > 1 ? "stack" : "bars";
}

/** Every period any series has, in order. */
export function startsOf(block: TimeSeriesBlock): string[] {
  return [...new Set(block.series.flatMap((series) => series.points.map((point) => point.start)))].sort();
}

export interface Plot {
  readonly name: string;
  readonly values: readonly (number | null)[];
  readonly low?: readonly (number | null)[];
  /** How far `high` lies above `low`, as a stacked area needs it. */
  readonly spread?: readonly (number | null)[];
}

/** The series over the common periods, as lengths; a period without a value is a gap, not zero. */
export function plotsOf(block: TimeSeriesBlock): Plot[] {
  const starts = startsOf(block);
  return block.series.map(({ name, points }) => {
    const byStart = new Map(points.map((point) => [point.start, point]));
    const pick = (of: (point: (typeof points)[number]) => number | null) =>
      starts.map((start) => {
        const point = byStart.get(start);
        return point ? of(point) : null;
      });
    const values = pick((point) => approximate(point.value));
    if (!points.some((point) => point.low != null && point.high != null)) return { name, values };
    return {
      name,
      values,
      low: pick((point) => (point.low == null ? null : approximate(point.low))),
      spread: pick((point) =>
        point.low == null || point.high == null ? null : approximate(point.high) - approximate(point.low),
      ),
    };
  });
}

export function labelOf(start: string, granularity: string): string {
  const grain = granularity.toLowerCase();
  if (grain === "monthly" || grain === "quarterly") return formatDay(start, "month");
  if (grain === "yearly") return start.slice(0, 4);
  return formatDay(start, "short");
}

/** The same numbers as a table: exact, sortable, and readable without seeing the chart. */
export function tableOf(block: TimeSeriesBlock): TableBlock {
  const estimated = (index: number) => block.series[index]?.points.some((point) => point.low != null) ?? false;
  const columns: Column[] = [{ key: "start", label: "Period", kind: "date", unit: "" }];
  block.series.forEach((series, index) => {
    columns.push({ key: `v${index}`, label: series.name, kind: "money", unit: block.unit });
    if (!estimated(index)) return;
    columns.push({ key: `l${index}`, label: `${series.name}, low`, kind: "money", unit: block.unit });
    columns.push({ key: `h${index}`, label: `${series.name}, high`, kind: "money", unit: block.unit });
  });
  const rows = startsOf(block).map((start) => [
    start,
    ...block.series.flatMap((series, index) => {
      const point = series.points.find((other) => other.start === start);
      const value = point?.value ?? null;
      return estimated(index) ? [value, point?.low ?? null, point?.high ?? null] : [value];
    }),
  ]);
  return { type: "table", title: block.title, columns, rows, totalRows: rows.length, artifactId: null };
}
