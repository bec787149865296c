import { lazy } from "react";
import type { Figure, FiguresBlock, TableBlock } from "@/api";
import { type Items, recordsOf } from "../../rows";
import { changeWords, kindOf, named, oneLine, valued } from "../../words";
import { type BlockKind, tableOfRows } from "../kind";
import { formatValue } from "@/values/format";

export function figuresTable({ title, items }: FiguresBlock): TableBlock {
  const text = (key: string, label: string) => ({ key, label, kind: "text", unit: "" }) as const;
  return tableOfRows(
    title,
    [
      text("label", "Figure"),
      text("shown", "Value"),
      text("value", "Exact value"),
      text("unit", "Unit"),
      { key: "change", label: "Change", kind: "percent", unit: "" },
      text("from", "From"),
      text("note", "Note"),
    ],
    items.map((item) => [
      item.label,
      formatValue(item.value, kindOf(item.kind), item.unit),
      item.value,
      item.unit || null,
      item.change ?? null,
      item.changeFrom || null,
      item.note || null,
    ]),
  );
}

export function wholeFigures(block: FiguresBlock, items: Items): FiguresBlock {
  return { ...block, items: recordsOf<Figure>(items), artifactId: null };
}

export const figures: BlockKind<FiguresBlock> = {
  View: lazy(() => import("./view")),
  table: figuresTable,
  markdown: ({ items }) =>
    items
      .map(({ label, value, kind, unit, change, changeFrom, note }) => {
        const details = [change == null ? "" : oneLine(changeWords(change, changeFrom)), oneLine(note)].filter(Boolean);
        const more = details.length > 0 ? ` (${details.join("; ")})` : "";
        return `- ${named(label)}: ${valued(value, kindOf(kind), unit)}${more}`;
      })
      .join("\n"),
  whole: wholeFigures,
};
