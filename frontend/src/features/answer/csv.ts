import type { Column } from "@/api";
import { isDecimal } from "@/values/decimal";
import type { BasisLine } from "./basis-words";

export type Rows = readonly (readonly (string | null)[])[];

/** A table as CSV (RFC 4180): exact values, with the basis in comment lines at its head. */
export function toCsv(
  table: { title: string; columns: readonly Column[]; rows: Rows },
  basis: readonly BasisLine[],
): string {
  const head = [`# ${oneLine(table.title)}`, ...basis.map(({ term, words }) => `# ${term}: ${oneLine(words)}`)];
  const names = table.columns.map((column) => (column.unit ? `${column.label} (${column.unit})` : column.label));
  const lines = [names, ...table.rows].map((row) => row.map(cell).join(","));
  return [...head, ...lines].join("\r\n") + "\r\n";
}

function cell(value: string | null): string {
  if (value === null) return "";
  const safe = startsFormula(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Spreadsheets run what begins like this; a tag or a resource name may have been chosen to. Numbers are left alone. */
function startsFormula(value: string): boolean {
  return /^[=+\-@\t\r]/.test(value) && !isDecimal(value);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
