import type { Answer, TableBlock } from "@/api";
import { approximate, compareDecimals, isDecimal, sumDecimals } from "@/values/decimal";

/** What the tags say of one key of the policy: `name` as the tool's column is called, in words, and in money. */
export interface Part {
  readonly name: string;
  readonly words: string;
  readonly amount: string;
  /** Of all that can be tagged, from 0 to 1: for drawing alone. */
  readonly width: number;
}

export interface PolicyKey {
  readonly key: string;
  /** Whether the tag has to be there, in words. */
  readonly standing: string;
  readonly unit: string;
  /** The share that is right, exact; null where nothing can be tagged. */
  readonly share: string | null;
  /** Right first, then what is wrong in the order of the tool; what costs nothing is no part. */
  readonly parts: readonly Part[];
}

export const RIGHT = "right";

/** By what the tool says of a key: one that is assumed stands in for a policy that nobody gave. */
const STANDINGS: Readonly<Record<string, string>> = { yes: "required", assumed: "in use, named by no policy" };

/** The keys of the policy, as the tool's table has them; none for an answer without that table. */
export function policyKeys({ blocks }: Pick<Answer, "blocks">): readonly PolicyKey[] {
  const table = blocks.find((block) => block.type === "table" && isOfKeys(block));
  return table?.type === "table" ? table.rows.map((row) => keyOf(table, row)) : [];
}

export function isOfKeys({ columns }: TableBlock): boolean {
  return columns[0]?.key === "key" && columns.some(({ key }) => key === RIGHT);
}

function keyOf({ columns }: TableBlock, row: TableBlock["rows"][number]): PolicyKey {
  const cell = (name: string) => row[columns.findIndex(({ key }) => key === name)] ?? null;
  const amounts = columns.flatMap(({ key, kind, label, unit }, at) => {
    const amount = row[at] ?? "";
    return kind === "money" && isDecimal(amount) ? [{ name: key, words: label, amount, unit }] : [];
  });
  const whole = approximate(sumDecimals(amounts.map(({ amount }) => amount)));
  return {
    key: cell("key") ?? "",
    standing: STANDINGS[cell("required") ?? ""] ?? "may be left out",
    unit: amounts[0]?.unit ?? "",
    share: cell("share"),
    parts: amounts
      .filter(({ amount }) => compareDecimals(amount, "0") > 0)
      .map(({ name, words, amount }) => ({ name, words, amount, width: whole > 0 ? approximate(amount) / whole : 0 })),
  };
}
