import type { Column, TableBlock } from "@/api";
import { tableOfRows } from "../answer/blocks/kind";
import { type Dimension, labelOf } from "./dimensions";
import type { Sums } from "./sums";
import { sortedGroups } from "./sorting";
import type { View } from "./view";

/** What is shown by group, to be saved: names and exact amounts. */
export function groupsCsv({ groups, isCompared }: Sums, view: View, dimensions: readonly Dimension[]): TableBlock {
  const columns: Column[] = [
    ...view.groups.map((name, index) => ({ key: `key${index}`, label: labelOf(name, dimensions), ...TEXT })),
    { key: "currency", label: "Currency", ...TEXT },
    { key: "amount", label: "Amount", kind: "number", unit: "" },
    { key: "share", label: "Share", kind: "number", unit: "" },
    ...(isCompared ? COMPARED : []),
  ];
  const rows = sortedGroups(groups, view.sort).map((group) => [
    ...group.labels,
    group.currency,
    group.amount,
    group.share,
    ...(isCompared ? [group.before, group.change] : []),
  ]);
  return tableOfRows(`Spend by ${view.groups.map((name) => labelOf(name, dimensions)).join(" and ")}`, columns, rows);
}

/** What is shown over time, to be saved. */
export function linesCsv({ lines, starts, unit }: Sums): TableBlock {
  const columns: Column[] = [
    { key: "start", label: "Starting", kind: "date", unit: "" },
    ...lines.map(({ name }, index) => ({ key: `line${index}`, label: name, kind: "money" as const, unit })),
  ];
  const rows = starts.map((start, at) => [start, ...lines.map(({ amounts }) => amounts[at] ?? null)]);
  return tableOfRows("Spend over time", columns, rows);
}

const TEXT = { kind: "text", unit: "" } as const;

const COMPARED: readonly Column[] = [
  { key: "before", label: "Before", kind: "number", unit: "" },
  { key: "change", label: "Change", kind: "number", unit: "" },
];
