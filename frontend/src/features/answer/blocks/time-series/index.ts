import type { TimeSeriesBlock } from "@/api";
import { type BlockKind, shownAndTotal } from "../kind";
import { markdownGrid, missing } from "../markdown-grid";
import { seriesTable } from "./series-table";
import { TimeSeries } from "./view";
import { wholeSeries } from "./whole-series";

export const timeSeries: BlockKind<TimeSeriesBlock> = {
  View: TimeSeries,
  table: seriesTable,
  markdown: (block) => {
    const [shown, total] = shownAndTotal(block);
    return `${markdownGrid(seriesTable(block))}\n\n${missing(total - shown, "points")}`.trim();
  },
  whole: wholeSeries,
};
