import type { TableBlock } from "@/api";
import { rowsOf } from "../../rows";
import type { BlockKind } from "../kind";
import { markdownGrid } from "../markdown-grid";
import { TableBlock as View } from "./view";

export const table: BlockKind<TableBlock> = {
  View,
  table: (block) => block,
  markdown: markdownGrid,
  whole: (block, items) => {
    const rows = rowsOf(items);
    return { ...block, rows, totalRows: Math.max(block.totalRows, rows.length), artifactId: null };
  },
};
