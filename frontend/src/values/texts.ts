/**
 * Texts from a bill on their way out, as `finops_core/texts.py` writes them for every other medium; both run the cases
 * of `tests/data/texts.json`.
 */
const FSI = "\u2068";
const PDI = "\u2069";

// eslint-disable-next-line no-control-regex -- these are what must not get through
const CONTROLS = /[\u0000-\u001f\u007f]/g;
const SPACES = /[\t\v\f\u0085\u2028\u2029]/g;
const UNPRINTABLE = /[\u0080-\u009f\ufffe\uffff]|\p{Surrogate}/gu;
/** Turns of direction that are not isolates, operators that nobody sees, and letters that only machines see. */
const REMOVED = /[\u202a-\u202e\u2061-\u2064\u2066\u2067\u206a-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e01ef}]/gu;
/** Marks that nobody sees, in a row: one or two join letters or pick an emoji, more can only stand for a text. */
const HIDDEN =
  /(?:\u00ad|\u034f|\u115f|\u1160|[\u180b-\u180f]|[\u200b-\u200f]|\u2060|\u3164|[\ufe00-\ufe0f]|\uffa0){3,}/gu;

/**
 * A text on one line with everything visible in it that would otherwise act. Marks that turn the direction of what
 * follows are left away, save isolates that are closed again.
 */
export function readable(text: string, { lines = false } = {}): string {
  const kept = closed(
    text
      .replaceAll("\r\n", "\n")
      .replaceAll(SPACES, " ")
      .replaceAll(UNPRINTABLE, "\ufffd")
      .replaceAll(REMOVED, "")
      .replaceAll(HIDDEN, "")
      .replaceAll(CONTROLS, (letter) => (letter === "\n" ? letter : picture(letter))),
  );
  return lines ? kept : kept.replaceAll(/\s*\n\s*/g, " ");
}

function picture(letter: string): string {
  const code = letter.charCodeAt(0);
  return code === 0x7f ? "\u2421" : String.fromCharCode(0x2400 + code);
}

/** A name for the middle of a sentence or list: with marks around it where it is written from right to left. */
export function isolated(name: string): string {
  const plain = readable(name).replaceAll(FSI, "").replaceAll(PDI, "");
  return RIGHT_TO_LEFT.test(plain) ? FSI + plain + PDI : plain;
}

/** The blocks of scripts that are written from right to left, Arabic digits among them. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** The text without isolates that are never closed and without ends of none. */
function closed(text: string): string {
  if (!text.includes(FSI) && !text.includes(PDI)) return text;
  const open: number[] = [];
  const dropped = new Set<number>();
  const letters = Array.from(text);
  letters.forEach((letter, position) => {
    if (letter === FSI) open.push(position);
    else if (letter === PDI && open.pop() === undefined) dropped.add(position);
  });
  for (const position of open) dropped.add(position);
  return letters.filter((_, position) => !dropped.has(position)).join("");
}

/** What takes effect in the middle of a line; addresses become links in GitHub's Markdown. */
const MARKS =
  /[*`[~|]|\\(?=[!-/:-@[-`{-~]|$)|<(?=[a-z/!?])|&(?=#?\w{1,32};)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|@(?=[\p{L}\p{N}_])|:(?=\/\/)|(?<=www)\.|\$(?=[$`])/giu;
/** What makes a heading, a quotation or a list of a line. */
const HEADS = /^(?:#{1,6}(?:\s|$)|>|[+-](?:\s|$))/;
const UNDERLINE = /^[-=:][-=:\s]*$/;
const NUMBERED = /^\d{1,9}(?=[.)](?:\s|$))/;

/**
 * Plain text as Markdown that shows it as it is: no HTML, link, picture, heading, list or emphasis comes of it. Only
 * what would take effect is escaped, so that the source stays readable, too.
 */
export function markdownText(text: string): string {
  return readable(text, { lines: true })
    .split("\n")
    .map((line) => markdownLine(line.replaceAll(/^ +| +$/g, "")))
    .join("\n");
}

function markdownLine(line: string): string {
  const escaped = line.replaceAll(MARKS, "\\$&");
  if (UNDERLINE.test(line) || HEADS.test(line)) return `\\${escaped}`;
  const number = NUMBERED.exec(line)?.[0] ?? "";
  return number === "" ? escaped : `${number}\\${escaped.slice(number.length)}`;
}

/** The text that Markdown of nothing but escapes stands for. */
export function unescaped(markdown: string): string {
  return markdown.replaceAll(/\\([!-/:-@[-`{-~])/g, "$1");
}
