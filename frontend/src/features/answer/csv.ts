import type { Column } from "@/api";
import { csvComment, csvLine } from "@/values/csv";
import type { BasisLine } from "./basis-words";

export type Rows = readonly (readonly (string | null)[])[];

/** A table as CSV (RFC 4180): exact values, with the basis in comment lines at its head. */
export function toCsv(
  table: { title: string; columns: readonly Column[]; rows: Rows },
  basis: readonly BasisLine[],
): string {
  const head = [table.title, ...basis.map(({ term, words }) => `${term}: ${words}`)].map(csvComment);
  const names = table.columns.map((column) => (column.unit ? `${column.label} (${column.unit})` : column.label));
  return [...head, ...[names, ...table.rows].map(csvLine)].join("\r\n") + "\r\n";
}
