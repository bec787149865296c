import { lazy } from "react";
import type { AnomaliesBlock, Anomaly, TableBlock } from "@/api";
import { formatMoney, formatPeriod } from "@/values/format";
import { type Items, recordsOf } from "../../rows";
import { entityWords, named, oneLine, plainWord } from "../../words";
import { type BlockKind, shownAndTotal, tableOfRows } from "../kind";
import { missing } from "../markdown-grid";

/** `expected $120.00, between $90.00 and $150.00`; nothing where nobody said. */
export function expectedWords({ expected, low, high, unit }: Anomaly): string {
  const range = low == null || high == null ? "" : `between ${formatMoney(low, unit)} and ${formatMoney(high, unit)}`;
  const value = expected == null ? "" : formatMoney(expected, unit);
  return value || range ? `expected ${[value, range].filter(Boolean).join(", ")}` : "";
}

export function anomaliesTable({ title, items }: AnomaliesBlock): TableBlock {
  const units = new Set(items.map((item) => item.unit));
  const [unit = ""] = units.size === 1 ? units : [];
  const text = (key: string, label: string) => ({ key, label, kind: "text", unit: "" }) as const;
  const money = (key: string, label: string) => ({ key, label, kind: "money", unit }) as const;
  return tableOfRows(
    title,
    [
      text("label", "What"),
      { key: "start", label: "From", kind: "date", unit: "" },
      { key: "end", label: "Up to, not including", kind: "date", unit: "" },
      money("value", "Cost"),
      money("expected", "Expected"),
      money("low", "Low"),
      money("high", "High"),
      money("impact", "Impact"),
      ...(unit === "" ? [text("currency", "Currency")] : []),
      text("cause", "Cause"),
      text("where", "Where"),
      text("status", "Status"),
      text("note", "Note"),
    ],
    items.map((item) => [
      item.label,
      item.start,
      item.end,
      item.value,
      item.expected ?? null,
      item.low ?? null,
      item.high ?? null,
      item.impact ?? null,
      ...(unit === "" ? [item.unit] : []),
      item.cause || null,
      item.entity ? entityWords(item.entity) : null,
      plainWord(item.status),
      item.note || null,
    ]),
  );
}

export function wholeAnomalies(block: AnomaliesBlock, items: Items): AnomaliesBlock {
  return { ...block, items: recordsOf<Anomaly>(items), artifactId: null };
}

export const anomalies: BlockKind<AnomaliesBlock> = {
  View: lazy(() => import("./view")),
  table: anomaliesTable,
  markdown: (block) => {
    const lines = block.items.map((item) => {
      const status = item.status === "open" ? "" : plainWord(item.status);
      const details = [expectedWords(item), item.cause, item.note || status];
      const more = details.filter(Boolean).map(oneLine).join("; ");
      const cost = oneLine(formatMoney(item.value, item.unit));
      return `- ${named(item.label)}, ${oneLine(formatPeriod(item))}: ${cost}${more && ` (${more})`}`;
    });
    const [shown, total] = shownAndTotal(block);
    const more = missing(total - shown, "anomalies");
    return [...lines, ...(more ? ["", more] : [])].join("\n");
  },
  whole: wholeAnomalies,
};
