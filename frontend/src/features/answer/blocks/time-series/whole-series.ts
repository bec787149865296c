import type { TimeSeriesBlock } from "@/api";
import { type Items, recordsOf } from "../../rows";

type Series = TimeSeriesBlock["series"][number];

/** The chart with all its points: they come in pieces of series, a piece of the same name going on where time does. */
export function wholeSeries(block: TimeSeriesBlock, items: Items): TimeSeriesBlock {
  const series: Series[] = [];
  for (const piece of recordsOf<Series>(items)) {
    if (!Array.isArray(piece.points)) throw new SyntaxError("A piece of the chart has no points.");
    const before = series.at(-1);
    if (before?.name === piece.name && goesOn(before, piece)) {
      series[series.length - 1] = { ...before, points: [...before.points, ...piece.points] };
    } else {
      series.push(piece);
    }
  }
  return { ...block, series, artifactId: null };
}

function goesOn(before: Series, piece: Series): boolean {
  const [last, next] = [before.points.at(-1), piece.points[0]];
  return last !== undefined && next !== undefined && next.start > last.start;
}
