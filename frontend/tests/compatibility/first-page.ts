/**
 * How the first release of the page read an answer. Frozen: never changed, only run against answers of today. What it
 * drew is left away; which parts it took, and what it did with each, is as it was.
 */
export interface FirstBlock {
  readonly type: string;
  readonly title: string;
}

interface FirstTable extends FirstBlock {
  readonly columns: readonly { readonly key: string; readonly label: string; readonly kind: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly totalRows: number;
  readonly artifactId?: string | null;
}

export interface FirstAnswer {
  readonly headline: string;
  readonly markdown: string;
  readonly blocks: readonly FirstBlock[];
  readonly basis: FirstBasis;
  readonly suggestions: readonly string[];
}

interface FirstBasis {
  readonly metric: string;
  readonly period?: { readonly start: string; readonly end: string } | null;
  readonly granularity?: string | null;
  readonly currency?: string | null;
  readonly included: readonly string[];
  readonly excluded: readonly string[];
  readonly filters: readonly string[];
  readonly partialPeriods: readonly string[];
  readonly accounts: readonly string[];
  readonly source: string;
  readonly sample: boolean;
  readonly notes: readonly string[];
}

interface Pair {
  readonly block: FirstBlock;
  readonly table: FirstTable | undefined;
}

/** A picture and the table of the same title behind it share a place. */
export function firstPairs(blocks: readonly FirstBlock[]): Pair[] {
  const pairs: Pair[] = [];
  for (const block of blocks) {
    const before = pairs.at(-1);
    const isPicture = before?.block.type === "time_series" || before?.block.type === "breakdown";
    if (block.type === "table" && isPicture && !before.table && before.block.title === block.title) {
      pairs[pairs.length - 1] = { block: before.block, table: block as FirstTable };
    } else {
      pairs.push({ block, table: undefined });
    }
  }
  return pairs;
}

/** What was drawn for a block: of an unknown type, nothing. */
export function firstDrawn(block: FirstBlock): string | undefined {
  switch (block.type) {
    case "table": {
      const { columns, rows, totalRows } = block as FirstTable;
      return `table of ${columns.length} columns, ${rows.length} of ${totalRows} rows`;
    }
    case "time_series":
      return `chart of ${(block as FirstBlock & { series: unknown[] }).series.length} lines`;
    case "breakdown":
      return `bars of ${(block as FirstBlock & { items: unknown[] }).items.length} parts`;
    case "recommendations":
      return (block as FirstBlock & { items: Record<string, string>[] }).items
        .map(({ title, resource, savingPerMonth, unit, detail }) =>
          [title, resource, savingPerMonth, unit, detail].join("|"),
        )
        .join("\n");
    case "action_proposal":
      return (block as FirstBlock & { detail: string }).detail;
    case "code":
      return (block as FirstBlock & { code: string }).code;
  }
  return undefined;
}

export function firstBasisLines(basis: FirstBasis): [string, string][] {
  const lines: [string, string][] = [
    ["Metric", basis.metric],
    ["Period", basis.period ? `${basis.period.start} to ${basis.period.end}` : ""],
    ["Granularity", basis.granularity ?? ""],
    ["Currency", basis.currency ?? ""],
    ["Included", basis.included.join(", ")],
    ["Left out", basis.excluded.join(", ")],
    ["Only", basis.filters.join(", ")],
    ["Incomplete", basis.partialPeriods.join(", ")],
    ["Accounts", basis.accounts.join(", ")],
    ["Source", basis.sample ? `${basis.source} (sample data, not your own)` : basis.source],
    ["Notes", basis.notes.join(" ")],
  ];
  return lines.filter(([, words]) => words !== "");
}
