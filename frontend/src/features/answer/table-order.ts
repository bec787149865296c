import type { Column } from "@/api";
import { approximate, compareDecimals, isDecimal } from "@/values/decimal";
import { formatDay } from "@/values/format";
import type { Rows } from "./csv";

export interface Order {
  readonly column: number;
  readonly descending: boolean;
}

/** Amounts by their exact value, the rest as text with numbers inside in their natural order; no value comes last. */
export function sortRows(rows: Rows, columns: readonly Column[], order: Order | undefined): Rows {
  if (!order) return rows;
  const { column, descending } = order;
  const sort = isAmount(columns[column]) ? sortAmounts : sortTexts;
  const valued: Valued[] = [];
  const unvalued: Rows[number][] = [];
  for (const row of rows) {
    const value = row[column] ?? null;
    if (value === null) unvalued.push(row);
    else valued.push({ row, value });
  }
  return [...sort(valued, descending ? -1 : 1), ...unvalued];
}

interface Valued {
  readonly row: Rows[number];
  readonly value: string;
}

function isAmount(column: Column | undefined): boolean {
  return column !== undefined && column.kind !== "text" && column.kind !== "date";
}

/** Rounding to floats keeps the order, so only equal floats need the exact and slower comparison. */
function sortAmounts(valued: readonly Valued[], sign: 1 | -1): Rows {
  const keyed = valued.map((one) => ({ ...one, key: approximate(one.value) }));
  keyed.sort((a, b) => sign * (a.key - b.key || compareExactly(a.value, b.value)));
  return keyed.map(({ row }) => row);
}

function compareExactly(a: string, b: string): number {
  return isDecimal(a) && isDecimal(b) ? compareDecimals(a, b) : a.localeCompare(b);
}

/** Keys made once and compared by their code units: a collator asked at each comparison is many times slower. */
function sortTexts(valued: readonly Valued[], sign: 1 | -1): Rows {
  const keyed = valued.map((one) => ({ ...one, key: naturalKey(one.value) }));
  keyed.sort((a, b) => (a.key < b.key ? -sign : a.key > b.key ? sign : 0));
  return keyed.map(({ row }) => row);
}

const ASCII = /^[ -~]*$/;
const LONGEST_NUMBER = 16;

/** Case and accents make no difference, and `node-9` comes before `node-10`. */
function naturalKey(text: string): string {
  const plain = ASCII.test(text) ? text : text.normalize("NFKD").replaceAll(/\p{M}/gu, "");
  return plain.toLowerCase().replaceAll(/\d+/g, (digits) => digits.padStart(LONGEST_NUMBER, "0"));
}

/** Rows in which every word of `query` occurs; amounts are found as they are shown and as they are. */
export function filterRows(rows: Rows, columns: readonly Column[], query: string): Rows {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean).map(withoutSeparators);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = searchText(row, columns);
    return words.every((word) => text.includes(word));
  });
}

const searchTexts = new WeakMap<Rows[number], string>();

/** Made once a row: formatting ten thousand amounts for each letter typed would be felt. */
function searchText(row: Rows[number], columns: readonly Column[]): string {
  const known = searchTexts.get(row);
  if (known !== undefined) return known;
  const text = columns.map((column, index) => cellText(row[index] ?? "", column)).join("\u0000");
  searchTexts.set(row, text);
  return text;
}

function cellText(value: string, { kind }: Column): string {
  if (kind === "money") return `${value} ${approximate(value).toFixed(2)}`;
  if (kind === "percent") return `${value} ${(approximate(value) * 100).toFixed(1)}%`;
  return kind === "date" ? `${value} ${formatDay(value)}`.toLowerCase() : value.toLowerCase();
}

/** `$18,244.11` is looked for as `18244.11`; words that are no amount stay as they are. */
function withoutSeparators(word: string): string {
  const parts = new Intl.NumberFormat(navigator.language).formatToParts(1_000.5);
  const sign = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  const amount = word
    .replace(/^[^\p{L}\d-]+/u, "")
    .replaceAll(sign("group"), "")
    .replace(sign("decimal"), ".");
  return isDecimal(amount) ? amount : word;
}

/** What a click on a column's head does: amounts start with the largest, text with A, a third click undoes. */
export function nextOrder(order: Order | undefined, column: number, kind: Column["kind"]): Order | undefined {
  const first = kind !== "text" && kind !== "date";
  if (order?.column !== column) return { column, descending: first };
  return order.descending === first ? { column, descending: !first } : undefined;
}
