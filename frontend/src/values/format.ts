import { approximate, isDecimal } from "./decimal";

export type Kind = "text" | "money" | "number" | "percent" | "date";

/** Shown where there is no value, which is not the same as zero. */
export const NO_VALUE = "–";

/** The language is English; how digits are grouped is the reader's. */
function numberLocale(): string {
  return navigator.language;
}

function dateLocale(): string {
  return navigator.languages.find((language) => language.startsWith("en-")) ?? "en-GB";
}

/** `value` as a person reads it. Formats from the decimal string, so no digit passes through a float. */
export function formatValue(value: string | null | undefined, kind: Kind, unit = ""): string {
  if (value === null || value === undefined || value === "") return NO_VALUE;
  if (kind === "date") return formatDay(value);
  if (kind === "text" || !isDecimal(value)) return value;
  if (kind === "money") return formatMoney(value, unit);
  if (kind === "percent") return formatPercent(value);
  return `${number({ maximumFractionDigits: 6 }).format(value as `${number}`)} ${unit}`.trim();
}

/** To the cent; an amount below half a cent that is not zero is shown as less than a cent. */
export function formatMoney(value: string, currency: string): string {
  const format = money(currency, {});
  const size = Math.abs(approximate(value));
  if (size > 0 && size < 0.005) return `${value.startsWith("-") ? ">-" : "<"}${format.format(0.01)}`;
  return format.format(value as `${number}`);
}

/** From a fraction, to a tenth of a percent; less than that is not shown as nothing. */
function formatPercent(fraction: string): string {
  const format = number({ style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const size = Math.abs(approximate(fraction));
  if (size > 0 && size < 0.0005) return `${fraction.startsWith("-") ? ">-" : "<"}${format.format(0.001)}`;
  return format.format(fraction as `${number}`);
}

/** A short form for axes: `$1.2K`. */
export function formatCompact(value: number, unit: string): string {
  return money(unit, { notation: "compact", minimumFractionDigits: 0, maximumFractionDigits: 1 }).format(value);
}

function money(unit: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  if (!/^[A-Z]{3}$/.test(unit)) return number({ maximumFractionDigits: 2, ...options });
  return number({ style: "currency", currency: unit, currencyDisplay: "narrowSymbol", ...options });
}

const formats = new Map<string, Intl.NumberFormat>();

function number(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const locale = numberLocale();
  const key = locale + JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.NumberFormat(locale, options);
  formats.set(key, known);
  return known;
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
