import type { Answer, TableBlock } from "@/api";
import { isDecimal } from "@/values/decimal";
import { type LoadItems, rowsOf } from "../answer/rows";

/** One resource of an account. What nobody knows is null; texts are empty where there is nothing to say. */
export interface Thing {
  /** As the account calls its kind, such as `ec2:volume`. */
  readonly kind: string;
  readonly what: string;
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly account: string;
  readonly accountName: string;
  readonly region: string;
  readonly state: string;
  readonly type: string;
  readonly tags: readonly (readonly [key: string, value: string])[] | null;
  readonly created: string;
  readonly isNew: boolean | null;
  readonly isEncrypted: boolean | null;
  /** What the bill calls it; empty where it does not name it. */
  readonly billedAs: string;
  /** By unit; none where the bill does not name it. */
  readonly costs: ReadonlyMap<string, string>;
  /** All words of it, in small letters. */
  readonly text: string;
}

/** The tool's table of resources; undefined for an answer that found none. */
export function tableOfThings({ blocks }: Pick<Answer, "blocks">): TableBlock | undefined {
  return blocks.find((block) => block.type === "table" && block.columns.some(({ key }) => key === "arn")) as
    TableBlock | undefined;
}

/** All resources, those that were too large for the answer too. Rejects with ApiError or SyntaxError. */
export async function thingsOf(table: TableBlock, load: LoadItems): Promise<readonly Thing[]> {
  const rows = table.artifactId ? rowsOf(await load(table.artifactId)) : table.rows;
  return thingsOfRows(table, rows);
}

export function thingsOfRows({ columns }: Pick<TableBlock, "columns">, rows: TableBlock["rows"]): readonly Thing[] {
  const places = new Map(columns.map(({ key }, at) => [key, at] as const));
  const costs = columns.flatMap(({ kind, unit }, at) => (kind === "money" ? [[unit, at] as const] : []));
  return rows.map((row) => {
    const cell = (key: string) => row[places.get(key) ?? -1] ?? null;
    const text = (key: string) => cell(key) ?? "";
    const thing = {
      kind: text("kind"),
      what: text("what"),
      name: text("name"),
      id: text("id"),
      arn: text("arn"),
      account: text("account"),
      accountName: text("account_name"),
      region: text("region"),
      state: text("state"),
      type: text("type"),
      tags: tagsOf(cell("tags")),
      created: text("created"),
      isNew: flag(cell("new")),
      isEncrypted: flag(cell("encrypted")),
      billedAs: text("billed_as"),
      costs: new Map(costs.flatMap(([unit, at]) => amount(unit, row[at] ?? null))),
    };
    return { ...thing, text: wordsOf(thing) };
  });
}

/** The currencies of the table, in its order. */
export function unitsOf({ columns }: Pick<TableBlock, "columns">): readonly string[] {
  return columns.filter(({ kind }) => kind === "money").map(({ unit }) => unit);
}

function amount(unit: string, value: string | null): [string, string][] {
  return value !== null && isDecimal(value) ? [[unit, value]] : [];
}

function flag(cell: string | null): boolean | null {
  return cell === "yes" ? true : cell === "no" ? false : null;
}

/** Tags come as one JSON object; what is none is not known. */
function tagsOf(cell: string | null): Thing["tags"] {
  if (cell === null) return null;
  try {
    const tags: unknown = JSON.parse(cell);
    if (typeof tags !== "object" || tags === null || Array.isArray(tags)) return null;
    return Object.entries(tags).map(([key, value]) => [key, String(value)] as const);
  } catch {
    return null;
  }
}

function wordsOf({ what, name, id, arn, account, accountName, region, state, type, tags }: Omit<Thing, "text">) {
  const tagged = (tags ?? []).map(([key, value]) => `${key}=${value}`);
  return [what, name, id, arn, account, accountName, region, state, type, ...tagged].join("\n").toLowerCase();
}
