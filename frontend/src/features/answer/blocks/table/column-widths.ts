import type { Column } from "@/api";
import { formatValue } from "@/values/format";
import type { Rows } from "../../csv";

const SAMPLE = 300;
/** Room beside a text, in digits: the padding of its cell. */
const PADDING = 3;
/** Letters are narrower than the digits that `ch` is made of. */
const LETTER = 0.88;
/** The arrow beside a label that is sorted by, in digits. */
const ARROW = 2;
const NARROWEST_TEXT = 18;

/**
 * CSS widths that hold while scrolling, from the longest values of a sample. Amounts are always seen whole; a text
 * gets what its share of the table allows, so that on a phone the amounts are in sight beside the names.
 */
export function columnWidths(columns: readonly Column[], rows: Rows): string[] {
  const sample = rows.slice(0, SAMPLE);
  const texts = columns.filter((column) => column.kind === "text").length;
  return columns.map((column, index) => {
    const longest = Math.max(0, ...sample.map((row) => formatValue(row[index], column.kind, column.unit).length));
    const head = longestWord(column.label) * LETTER + ARROW;
    if (column.kind !== "text") return `${inTenths(Math.max(longest, head) + PADDING)}ch`;
    const whole = Math.max(longest * LETTER, head) + PADDING;
    return `min(${inTenths(whole)}ch, max(${NARROWEST_TEXT}ch, ${texts > 1 ? 31 : 44}cqw))`;
  });
}

/** Labels may take two lines. */
function longestWord(label: string): number {
  return Math.max(...label.split(" ").map((word) => word.length));
}

function inTenths(value: number): number {
  return Math.round(value * 10) / 10;
}
