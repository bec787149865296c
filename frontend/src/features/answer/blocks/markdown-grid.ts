import type { TableBlock } from "@/api";
import { formatValue } from "@/values/format";
import { named, valued } from "../words";

/** A table as Markdown, and a line about the rows that are not in it. */
export function markdownGrid({ columns, rows, totalRows }: Pick<TableBlock, "columns" | "rows" | "totalRows">): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const rule = columns.map((column) => (column.kind === "text" || column.kind === "date" ? "---" : "---:"));
  const body = rows.map((row) => line(columns.map((column, index) => cell(row[index], column))));
  const grid = [line(columns.map((column) => named(column.label))), line(rule), ...body].join("\n");
  return `${grid}\n\n${missing(totalRows - rows.length, "rows")}`.trim();
}

/** What a copy of an answer says about what it does not hold. */
export function missing(count: number, things: string): string {
  return count > 0 ? `${formatValue(String(count), "number")} more ${things} are not shown here.` : "";
}

function cell(value: string | null | undefined, { kind, unit }: TableBlock["columns"][number]): string {
  return kind === "text" ? named(formatValue(value, kind, unit)) : valued(value, kind, unit);
}
