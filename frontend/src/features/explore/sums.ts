import type { Answer, TableBlock } from "@/api";
import type { LoadItems } from "../answer/rows";
import { rowsOf } from "../answer/rows";
import { inARow } from "../answer/blocks/time-series/time-axis";

/** One group over the whole period. Amounts are exact; null is what nobody can tell. */
export interface Group {
  readonly labels: readonly string[];
  /** As the bill spells them, for filters. */
  readonly values: readonly string[];
  /** Which line over time it is. */
  readonly line: number | null;
  readonly currency: string;
  readonly amount: string;
  readonly share: string | null;
  readonly before: string | null;
  readonly change: string | null;
}

export interface Line {
  readonly name: string;
  readonly color: string;
  /** The values of its group; undefined for what is no group: the total, or all others. */
  readonly values: readonly string[] | undefined;
  readonly isOthers: boolean;
  readonly amounts: readonly (string | null)[];
}

/** What the tool found, as the page shows it. */
export interface Sums {
  readonly groups: readonly Group[];
  readonly totalGroups: number;
  readonly isCompared: boolean;
  readonly starts: readonly string[];
  /** Intervals of which only a part is asked for or billed. */
  readonly partial: readonly boolean[];
  readonly lines: readonly Line[];
  readonly unit: string;
}

/** The neutral colour: all others. */
const NEUTRAL = "var(--series-8)";
const COLORS = 7;

/** The answer as data, with all of its rows. Undefined for an answer that found nothing. Rejects with ApiError. */
export async function sumsOf(answer: Answer, grain: string, load: LoadItems): Promise<Sums | undefined> {
  const tables = answer.blocks.filter((block) => block.type === "table");
  const [whole, timed] = [tables.find((block) => !isTimed(block)), tables.find(isTimed)];
  if (!timed) return undefined;
  const rows = await Promise.all([whole ? allRows(whole, load) : [], allRows(timed, load)]);
  return sumsOfTables(whole && { ...whole, rows: rows[0] }, { ...timed, rows: rows[1] }, grain);
}

function isTimed({ columns }: TableBlock): boolean {
  return columns[0]?.key === "start";
}

async function allRows({ artifactId, rows }: TableBlock, load: LoadItems): Promise<TableBlock["rows"]> {
  return artifactId ? rowsOf(await load(artifactId)) : rows;
}

/** The same without waiting, of tables that are complete. */
export function sumsOfTables(whole: TableBlock | undefined, timed: TableBlock, grain: string): Sums {
  const groups = whole ? groupsOf(whole) : [];
  const byLine = new Map(groups.flatMap((group) => (group.line === null ? [] : [[group.line, group] as const])));
  const columns = timed.columns.flatMap((column, index) => (column.key.startsWith("line") ? [{ column, index }] : []));
  const byStart = new Map(timed.rows.map((row) => [row[0] ?? "", row]));
  const starts = inARow([...byStart.keys()].sort(), grain);
  return {
    groups,
    totalGroups: Math.max(whole?.totalRows ?? 0, groups.length),
    isCompared: whole?.columns.some(({ key }) => key === "change") ?? false,
    starts,
    partial: starts.map((start) => (byStart.get(start)?.[1] ?? null) !== null),
    lines: columns.map(({ column, index }, at) => {
      const values = byLine.get(at)?.values;
      const isOthers = groups.length > 0 && !values;
      const color = isOthers ? NEUTRAL : `var(--series-${(at % COLORS) + 1})`;
      return {
        name: column.label,
        color,
        values,
        isOthers,
        amounts: starts.map((start) => byStart.get(start)?.[index] ?? null),
      };
    }),
    unit: columns[0]?.column.unit ?? "",
  };
}

function groupsOf(table: TableBlock): Group[] {
  const at = (key: string) => table.columns.findIndex((column) => column.key === key);
  const of = (name: string) => ["0", "1"].map((position) => at(`${name}${position}`)).filter((index) => index >= 0);
  const [keys, values] = [of("key"), of("value")];
  const [line, currency, amount, share] = [at("line"), at("currency"), at("amount"), at("share")];
  const [before, change] = [at("before"), at("change")];
  return table.rows.map((row) => ({
    labels: keys.map((index) => row[index] ?? ""),
    values: values.map((index) => row[index] ?? ""),
    line: row[line] == null ? null : Number(row[line]),
    currency: row[currency] ?? "",
    amount: row[amount] ?? "0",
    share: row[share] ?? null,
    before: row[before] ?? null,
    change: row[change] ?? null,
  }));
}
