import type { Column, TableBlock } from "@/api";
import { formatValue } from "@/values/format";
import type { Bill } from "./bill";

/** One line for each metric, one column for each currency: amounts of different currencies are never added up. */
export function totalsTable({ currencies }: Bill): TableBlock {
  const given = Object.entries(currencies);
  const metrics = [...new Set(given.flatMap(([, amounts]) => Object.keys(amounts)))];
  const columns: Column[] = given.map(([unit]) => ({ key: unit, label: unit, kind: "money", unit }));
  const rows = metrics.map((metric) => [metric, ...given.map(([, amounts]) => amounts[metric] ?? null)]);
  return table("Totals by metric", [text("metric", "Metric"), ...columns], rows);
}

export function accountsTable(accounts: Bill["accounts"]): TableBlock {
  const rows = accounts.map(({ id, name }) => [name === "" ? id : name, id]);
  return table("Accounts", [text("name", "Name"), text("id", "Account")], rows);
}

/** What is wrong with the export, what costs most rows first. */
export function problemsTable(problems: Bill["problems"]): TableBlock {
  const columns = [
    text("message", "Problem"),
    text("place", "Where"),
    { key: "rows", label: "Rows left out", kind: "number", unit: "" } as const,
  ];
  const rows = problems
    .toSorted((a, b) => (b.rows ?? 0) - (a.rows ?? 0))
    .map((problem) => [problem.message, placeOf(problem), String(problem.rows ?? 0)]);
  return table("Problems by rows left out", columns, rows);
}

function placeOf({ file, row, column }: Bill["problems"][number]): string | null {
  const parts = [
    file,
    row == null ? "" : `row ${formatValue(String(row), "number")}`,
    column ? `column ${column}` : "",
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(", ") : null;
}

function text(key: string, label: string): Column {
  return { key, label, kind: "text", unit: "" };
}

function table(title: string, columns: Column[], rows: (string | null)[][]): TableBlock {
  return { type: "table", id: "", title, columns, rows, totalRows: rows.length, artifactId: null, entities: [] };
}
