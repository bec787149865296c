import type { Column } from "@/api";
import { compareDecimals, isDecimal } from "@/values/decimal";
import { formatValue } from "@/values/format";
import type { Rows } from "./csv";

export interface Order {
  readonly column: number;
  readonly descending: boolean;
}

/** Amounts by their exact value, the rest as text with numbers inside in their natural order; no value comes last. */
export function sortRows(rows: Rows, columns: readonly Column[], order: Order | undefined): Rows {
  if (!order) return rows;
  const numeric = ["money", "number", "percent"].includes(columns[order.column]?.kind ?? "text");
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const compare = (a: string, b: string): number =>
    numeric && isDecimal(a) && isDecimal(b) ? compareDecimals(a, b) : collator.compare(a, b);
  return rows.toSorted((left, right) => {
    const [a, b] = [left[order.column] ?? null, right[order.column] ?? null];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return order.descending ? compare(b, a) : compare(a, b);
  });
}

/** Rows in which every word of `query` occurs, as shown or as exact value. */
export function filterRows(rows: Rows, columns: readonly Column[], query: string): Rows {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = row.map((value, index) => searchText(value, columns[index])).join("\u0000");
    return words.every((word) => text.includes(word));
  });
}

function searchText(value: string | null, column: Column | undefined): string {
  if (value === null || !column) return "";
  if (column.kind === "text") return value.toLowerCase();
  return `${value} ${formatValue(value, column.kind, column.unit)}`.toLowerCase();
}

/** What a click on a column's head does: amounts start with the largest, text with A, a third click undoes. */
export function nextOrder(order: Order | undefined, column: number, kind: Column["kind"]): Order | undefined {
  const first = kind !== "text" && kind !== "date";
  if (order?.column !== column) return { column, descending: first };
  return order.descending === first ? { column, descending: !first } : undefined;
}
