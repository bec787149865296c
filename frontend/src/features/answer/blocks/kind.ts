import type { ComponentType } from "react";
import type { Answer, Basis, TableBlock } from "@/api";
import type { Items, LoadItems } from "../rows";

export type AnswerBlock = Answer["blocks"][number];

export interface ViewProps<B extends AnswerBlock> {
  readonly block: B;
  /** The table of the same numbers, if the answer has one. */
  readonly table?: TableBlock | undefined;
  readonly basis: Basis;
  readonly loadRows: LoadItems;
}

/** All that the page knows about one type of block. A new one is a folder with this, and a line in `kinds.ts`. */
export interface BlockKind<B extends AnswerBlock> {
  readonly View: ComponentType<ViewProps<B>>;
  /** Its shown items as a table: exact, to be sorted and saved. */
  readonly table?: (block: B) => TableBlock;
  /** Its body as Markdown, without the title. */
  readonly markdown: (block: B) => string;
  /** The block with all items of its artifact. Throws SyntaxError when they are something else. */
  readonly whole?: (block: B, items: Items) => B;
}

/** How much of a block came with the answer, and how much there is: rows, points or entries. */
export function shownAndTotal(block: AnswerBlock): readonly [number, number] {
  switch (block.type) {
    case "table":
      return [block.rows.length, block.totalRows];
    case "time_series": {
      const shown = block.series.reduce((sum, series) => sum + series.points.length, 0);
      return [shown, Math.max(shown, block.totalItems ?? 0)];
    }
    case "breakdown":
    case "recommendations":
    case "figures":
    case "gauges":
    case "anomalies":
      return [block.items.length, Math.max(block.items.length, block.totalItems ?? 0)];
    default:
      return [1, 1];
  }
}

/** A table of the page's own making, with everything in it. */
export function tableOfRows(title: string, columns: TableBlock["columns"], rows: TableBlock["rows"]): TableBlock {
  return { type: "table", id: "", title, columns, rows, totalRows: rows.length, artifactId: null, entities: [] };
}
