/** What is too large for an answer, as it came: rows of a table, records of other blocks, pieces of text. */
export type Items = readonly unknown[];

/** Reads everything that an artifact holds. Rejects with ApiError when it is kept no longer. */
export type LoadItems = (artifactId: string) => Promise<Items>;

/** The items of a large result, which comes in parts: each is a JSON array. Throws SyntaxError for anything else. */
export function parseRows(parts: readonly string[]): Items {
  return parts.flatMap((text) => {
    const items: unknown = JSON.parse(text);
    if (!Array.isArray(items)) throw new SyntaxError("The result is not a list.");
    return items as Items;
  });
}

/** Items as rows of texts and nulls. Throws SyntaxError for what is no row. */
export function rowsOf(items: Items): (string | null)[][] {
  return items.map((row) => {
    if (!Array.isArray(row)) throw new SyntaxError("A row of the result is not a list.");
    return row.map((cell: unknown) => (typeof cell === "string" ? cell : cell === null ? null : JSON.stringify(cell)));
  });
}

/** Items as records of a kind that the platform promises. Throws SyntaxError for what is no record. */
export function recordsOf<T extends object>(items: Items): T[] {
  return items.map((item) => {
    if (typeof item !== "object" || item === null || Array.isArray(item)) {
      throw new SyntaxError("An entry of the result is not a record.");
    }
    return item as T;
  });
}

/** Pieces of a text, joined as they are. Throws SyntaxError for what is no text. */
export function textOf(items: Items): string {
  return items
    .map((item) => {
      if (typeof item !== "string") throw new SyntaxError("A piece of the result is not a text.");
      return item;
    })
    .join("");
}
