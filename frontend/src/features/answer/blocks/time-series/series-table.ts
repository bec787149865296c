import type { Column, TableBlock, TimeSeriesBlock } from "@/api";
import { tableOfRows } from "../kind";
import { isEstimate } from "./series-data";
import { startsOf } from "./time-axis";

type Series = TimeSeriesBlock["series"][number];
type Point = Series["points"][number];

/** The same numbers as a table: exact, sortable, and readable without seeing the chart. */
export function seriesTable(block: TimeSeriesBlock): TableBlock {
  const columns: Column[] = [{ key: "start", label: "Period", kind: "date", unit: "" }];
  const parts = block.series.map((series, index) => {
    const bounds = boundsOf(series);
    columns.push({ key: `v${index}`, label: series.name, kind: "money", unit: block.unit });
    for (const { key, label } of bounds) {
      columns.push({ key: `${key}${index}`, label: `${series.name}, ${label}`, kind: "money", unit: block.unit });
    }
    return { points: new Map(series.points.map((point) => [point.start, point])), bounds };
  });
  const rows = startsOf(block).map((start) => [
    start,
    ...parts.flatMap(({ points, bounds }) => {
      const point = points.get(start);
      return [point?.value ?? null, ...bounds.map(({ of }) => (point && of(point)) ?? null)];
    }),
  ]);
  return tableOfRows(block.title, columns, rows);
}

interface Bound {
  readonly key: string;
  readonly label: string;
  readonly of: (point: Point) => string | null | undefined;
}

const RANGE: readonly Bound[] = [
  { key: "l", label: "low", of: (point) => point.low },
  { key: "h", label: "high", of: (point) => point.high },
];
const WIDE_RANGE: readonly Bound[] = [
  { key: "ll", label: "low at 95 %", of: (point) => point.low95 },
  { key: "hh", label: "high at 95 %", of: (point) => point.high95 },
];

function boundsOf(series: Series): readonly Bound[] {
  const isWide = series.points.some((point) => point.low95 != null);
  return [...(isEstimate(series) ? RANGE : []), ...(isWide ? WIDE_RANGE : [])];
}
