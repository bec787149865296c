import type { Rows } from "./csv";

/**
 * The rows of a large result, which comes in parts: each is JSON, an array of arrays of texts and nulls. Throws
 * SyntaxError for anything else.
 */
export function parseRows(parts: readonly string[]): Rows {
  return parts.flatMap(partRows);
}

function partRows(text: string): Rows {
  const rows: unknown = JSON.parse(text);
  if (!Array.isArray(rows)) throw new SyntaxError("The result is not a table.");
  return rows.map((row: unknown) => {
    if (!Array.isArray(row)) throw new SyntaxError("A row of the result is not a list.");
    return row.map((cell: unknown) => (typeof cell === "string" ? cell : cell === null ? null : JSON.stringify(cell)));
  });
}
