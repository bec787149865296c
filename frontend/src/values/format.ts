import { isDecimal, leadingPlace, roundDecimal } from "./decimal";
import { currencyOf } from "./currencies";
import { readable } from "./texts";

export type Kind = "text" | "money" | "number" | "percent" | "date";

/** Shown where there is no value, which is not the same as zero. */
export const NO_VALUE = "–";

/** Digits that a quantity has in all, zeros at its end left away; see `finops_core/formats.py`. */
const NUMBER_DIGITS = 6;
const LEAST_DECIMALS = 2;
const SMALL_DIGITS = 3;
const MOST_DECIMALS = 12;

function dateLocale(): string {
  return navigator.languages.find((language) => language.startsWith("en-")) ?? "en-GB";
}

/** `value` as a person reads it. Formats from the decimal string, so no digit passes through a float. */
export function formatValue(value: string | null | undefined, kind: Kind, unit = ""): string {
  if (value === null || value === undefined || value === "") return NO_VALUE;
  if (kind === "date") return formatDay(value);
  if (kind === "text" || !isDecimal(value)) return readable(value);
  if (kind === "money") return formatMoney(value, unit);
  if (kind === "percent") return written(value, -2, { digits: 1, before: "", after: " %" });
  return formatNumber(value, unit);
}

/**
 * To the currency's smallest unit, half to even, as the server writes it in prose (`finops_core/formats.py`, whose
 * cases both run). What is less than half of that unit and yet not zero is shown as less than one: `<$0.01`, `>-$0.01`.
 */
export function formatMoney(value: string, unit: string): string {
  return written(value, 0, currencyOf(unit));
}

function formatNumber(value: string, unit: string): string {
  const text = written(value, 0, { digits: decimalsOf(value), before: "", after: "" });
  return `${text.startsWith("<") || text.startsWith(">") ? text : text.replace(/\.?0+$/, "")} ${unit}`.trim();
}

/** How many digits a quantity has behind the point: the larger it is, the fewer. */
function decimalsOf(value: string): number {
  const place = leadingPlace(value);
  if (place < 0) return Math.min(Math.max(NUMBER_DIGITS, SMALL_DIGITS - 1 - place), MOST_DECIMALS);
  return Math.max(NUMBER_DIGITS - 1 - place, LEAST_DECIMALS);
}

interface Form {
  readonly digits: number;
  readonly before: string;
  readonly after: string;
}

/** The language is English for every reader, digits and prose alike. `shift` moves the point to the left. */
function written(value: string, shift: number, { digits, before, after }: Form): string {
  const { negative, text, isZero, vanished } = roundDecimal(shift === 0 ? value : shifted(value, -shift), digits);
  const minus = negative ? "-" : "";
  if (vanished) return `${negative ? ">" : "<"}${minus}${before}${smallest(digits)}${after}`;
  return `${isZero ? "" : minus}${before}${grouped(text)}${after}`;
}

/** A decimal with its point moved to the right by `places`. */
function shifted(value: string, places: number): string {
  const [mantissa = "", exponent = "0"] = value.split(/[eE]/);
  return `${mantissa}e${Number(exponent) + places}`;
}

function smallest(digits: number): string {
  return digits === 0 ? "1" : `0.${"1".padStart(digits, "0")}`;
}

function grouped(text: string): string {
  const [whole = "", fraction] = text.split(".");
  const thousands = whole.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? thousands : `${thousands}.${fraction}`;
}

const COMPACT = new Intl.NumberFormat("en-US", {
  notation: "compact",
  minimumFractionDigits: 0,
  maximumFractionDigits: 1,
});

/** A short form for axes: `$1.2K`. */
export function formatCompact(value: number, unit: string): string {
  const { before, after } = currencyOf(unit);
  return `${value < 0 ? "-" : ""}${before}${COMPACT.format(Math.abs(value))}${after}`;
}

const dates = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs more than using it a thousand times. */
function date(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const locale = dateLocale();
  const key = locale + JSON.stringify(options);
  const known = dates.get(key) ?? new Intl.DateTimeFormat(locale, options);
  dates.set(key, known);
  return known;
}

const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;

const DAY_STYLES = {
  long: { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" },
  short: { day: "numeric", month: "short", timeZone: "UTC" },
  month: { month: "short", year: "numeric", timeZone: "UTC" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** An ISO date or time, in UTC, as bills are. What is neither is shown as it is. */
export function formatDay(value: string, style: keyof typeof DAY_STYLES = "long"): string {
  const day = new Date(ISO_DAY.test(value) ? `${value}T00:00:00Z` : value);
  return Number.isNaN(day.getTime()) ? value : date(DAY_STYLES[style]).format(day);
}

/** A moment in the reader's own time zone. */
export function formatMoment(epochMs: number): string {
  return date({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(epochMs);
}

/** Whole days [start, end) as the first and the last day: `1 – 30 Apr 2026`. */
export function formatPeriod(period: { readonly start: string; readonly end: string }): string {
  const first = new Date(`${period.start}T00:00:00Z`);
  const last = new Date(Date.parse(`${period.end}T00:00:00Z`) - 86_400_000);
  if (Number.isNaN(first.getTime()) || Number.isNaN(last.getTime())) return `${period.start} – ${period.end}`;
  return date({ dateStyle: "medium", timeZone: "UTC" }).formatRange(first, last);
}

/** How long something took or has been going on: `0.4 s`, `12 s`, `2 min 5 s`. */
export function formatElapsed(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1_000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}
