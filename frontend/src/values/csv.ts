/**
 * Cells of CSV that a spreadsheet opens as text and numbers, as the Python client writes them; both run the cases of
 * `tests/data/csv_cells.json`.
 */
const BREAKS = / *[\t\n\v\f\r\u0085\u2028\u2029]+ */g;
const ACTING =
  // eslint-disable-next-line no-control-regex -- these are what must not get through
  /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2061-\u2064\u2066-\u206f\ufeff\u{e0000}-\u{e01ef}]|\p{Surrogate}|(?:\u00ad|\u034f|\u115f|\u1160|[\u180b-\u180f]|[\u200b-\u200f]|\u2060|\u3164|[\ufe00-\ufe0f]|\uffa0){3,}/gu;
const STARTS = /^[\s\u200b-\u200f\u2060]*[=+\-@＝＋－＠]/;
const AFTER_SEPARATOR = /([;,][\s\u200b-\u200f\u2060]*)(?=[=+\-@＝＋－＠])/g;
const AFTER_SEMICOLON = /(;[\s\u200b-\u200f\u2060]*)(?=[=+\-@＝＋－＠])/g;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/**
 * What a spreadsheet could run as a formula gets an apostrophe in front. Numbers are left alone. A cell is one line; a
 * semicolon parts cells where decimals have commas, so what follows one is guarded as well.
 */
export function csvCell(text: string): string {
  const plain = oneLine(text);
  if (NUMBER.test(plain)) return plain;
  const guarded = plain.replaceAll(AFTER_SEMICOLON, "$1'");
  return STARTS.test(guarded) ? `'${guarded}` : guarded;
}

/** Cells as one line of RFC 4180. */
export function csvLine(cells: readonly (string | null)[]): string {
  return cells.map((cell) => quoted(csvCell(cell ?? ""))).join(",");
}

/** A line for people, marked by `#`; it may be parted into cells at any comma or semicolon, and none of them runs. */
export function csvComment(text: string): string {
  return `# ${oneLine(text).trim().replaceAll('"', "'").replaceAll(AFTER_SEPARATOR, "$1'")}`;
}

function quoted(cell: string): string {
  return /[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function oneLine(text: string): string {
  return text.replaceAll(BREAKS, " ").replaceAll(ACTING, "");
}
