import type { BreakdownBlock, BreakdownItem, TableBlock } from "@/api";
import { type Items, recordsOf } from "../../rows";
import { tableOfRows } from "../kind";

/** The parts as a table, for who wants to sort or save them. */
export function breakdownTable(block: BreakdownBlock): TableBlock {
  return tableOfRows(
    block.title,
    [
      { key: "label", label: "Part", kind: "text", unit: "" },
      { key: "value", label: "Amount", kind: "money", unit: block.unit },
      { key: "share", label: "Share", kind: "percent", unit: "" },
    ],
    block.items.map((item) => [item.label, item.value, item.share ?? null]),
  );
}

export function wholeBreakdown(block: BreakdownBlock, items: Items): BreakdownBlock {
  return { ...block, items: recordsOf<BreakdownItem>(items), artifactId: null };
}
