import type { BreakdownBlock } from "@/api";
import { named, valued } from "../../words";
import { type BlockKind, shownAndTotal } from "../kind";
import { missing } from "../markdown-grid";
import { breakdownTable, wholeBreakdown } from "./table";
import { Breakdown } from "./view";

export const breakdown: BlockKind<BreakdownBlock> = {
  View: Breakdown,
  table: breakdownTable,
  markdown: (block) => {
    const lines = block.items.map((item) => `- ${named(item.label)}: ${valued(item.value, "money", block.unit)}`);
    const [shown, total] = shownAndTotal(block);
    const more = missing(total - shown, "parts");
    return [...lines, `- Total: ${valued(block.total, "money", block.unit)}`, ...(more ? ["", more] : [])].join("\n");
  },
  whole: wholeBreakdown,
};
