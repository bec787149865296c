import { lazy } from "react";
import type { Gauge, GaugesBlock, TableBlock } from "@/api";
import { approximate } from "@/values/decimal";
import { formatValue } from "@/values/format";
import { type Items, recordsOf } from "../../rows";
import { entityWords, kindOf, named, oneLine, plainWord } from "../../words";
import { type BlockKind, tableOfRows } from "../kind";

/** `$900.00 of $1,000.00`. */
export function usedWords({ value, limit, kind, unit }: Gauge): string {
  return `${formatValue(value, kindOf(kind), unit)} of ${formatValue(limit, kindOf(kind), unit)}`;
}

/** How much of the limit is used: 0.9 is 90 %; undefined where there is none. */
export function usedOf(value: string, limit: string): number | undefined {
  const share = approximate(value) / approximate(limit);
  return Number.isFinite(share) && share >= 0 ? share : undefined;
}

export function gaugesTable({ title, items }: GaugesBlock): TableBlock {
  const text = (key: string, label: string) => ({ key, label, kind: "text", unit: "" }) as const;
  return tableOfRows(
    title,
    [
      text("label", "Limit of"),
      text("used", "Used"),
      text("value", "Exact value"),
      text("limit", "Exact limit"),
      text("expected", "Expected"),
      text("unit", "Unit"),
      text("status", "Status"),
      text("where", "Where"),
      text("note", "Note"),
    ],
    items.map((item) => [
      item.label,
      usedWords(item),
      item.value,
      item.limit,
      item.expected ?? null,
      item.unit || null,
      item.status ? plainWord(item.status) : null,
      item.entity ? entityWords(item.entity) : null,
      item.note || null,
    ]),
  );
}

export function wholeGauges(block: GaugesBlock, items: Items): GaugesBlock {
  return { ...block, items: recordsOf<Gauge>(items), artifactId: null };
}

export const gauges: BlockKind<GaugesBlock> = {
  View: lazy(() => import("./view")),
  table: gaugesTable,
  markdown: ({ items }) =>
    items
      .map((item) => {
        const { expected, kind, unit, status, note } = item;
        const heading = expected == null ? "" : `expected ${formatValue(expected, kindOf(kind), unit)}`;
        const details = [heading, status ? plainWord(status) : "", note].filter(Boolean).map(oneLine);
        return `- ${named(item.label)}: ${oneLine(usedWords(item))}${details.length > 0 ? ` (${details.join("; ")})` : ""}`;
      })
      .join("\n"),
  whole: wholeGauges,
};
