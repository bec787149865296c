import type { Answer, TableBlock } from "@/api";
import type { Bill } from "@/features/bill/bill";
import { byService } from "./answers";

const column = (key: string, label: string, kind: "text" | "money" | "percent" = "text") => ({
  ...{ key, label, kind, unit: kind === "money" ? "USD" : "" },
});

/** The tool's table of the policy's keys: one that is required, and one that may be left out. */
export const byKey: TableBlock = {
  ...{ type: "table", id: "", title: "Tag policy by key", totalRows: 2, artifactId: null, entities: [] },
  columns: [
    column("key", "Tag key"),
    column("required", "Required"),
    column("right", "Right", "money"),
    column("missing", "Missing", "money"),
    column("wrong_key", "Key spelled otherwise", "money"),
    column("wrong_case", "Value spelled otherwise", "money"),
    column("wrong_value", "Value not allowed", "money"),
    column("share", "Share right", "percent"),
  ],
  rows: [
    ["team", "yes", "86", "0", "8", "0", "0", "0.914894"],
    ["env", "no", "73", "7", "0", "10", "4", "0.776596"],
  ],
};

export function table(block: TableBlock, rows: TableBlock["rows"]): TableBlock {
  return { ...block, rows, totalRows: rows.length };
}

/** The bill on a platform whose tagging agent holds it against a policy. */
export function withTagging(bill: Bill): Bill {
  const tile = {
    ...{ agent: "tagging", name: "compliance", title: "Tag compliance", question: "How compliant are we?" },
    ...{ tool: "compliance", arguments: {}, kind: "page", takesPeriod: false, grain: null },
  };
  return { ...bill, tiles: [...bill.tiles, tile] };
}

export const COVERAGE: Answer = {
  ...byService,
  headline: "69.1 % of the $94.00 that can be tagged follows the tag policy; $29.00 does not.",
  markdown: "",
  facts: [
    { id: "f1", subject: "cost that can be tagged", value: "94", kind: "money", unit: "USD" },
    { id: "f2", subject: "share that follows the tag policy", value: "0.6915", kind: "percent", unit: "" },
  ].map((fact) => ({ ...fact, period: null, derivedFrom: [] }) as Answer["facts"][number]),
  blocks: [byKey],
};
