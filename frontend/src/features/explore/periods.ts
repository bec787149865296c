import type { Grain } from "./view";

/** Periods to choose from, in the words of the tools' period grammar. */
export const PRESETS = [
  { period: "past_7_days", label: "7 days" },
  { period: "past_30_days", label: "30 days" },
  { period: "past_90_days", label: "90 days" },
  { period: "month_to_date", label: "This month" },
  { period: "last_month", label: "Last month" },
  { period: "past_3_months", label: "3 months" },
  { period: "past_6_months", label: "6 months" },
  { period: "past_12_months", label: "12 months" },
  { period: "past_24_months", label: "24 months" },
  { period: "year_to_date", label: "This year" },
  { period: "last_year", label: "Last year" },
  { period: "all", label: "Whole bill" },
] as const;

const DAY_MS = 86_400_000;
const RANGE = /^(\d{4}-\d{2}-\d{2})\/(\d{4}-\d{2}-\d{2})$/;
const BY_DAY =
  /^(past_\d{1,2}_days|\d{4}-\d{2}|\d{4}-\d{2}-\d{2}|(last|this)_(week|month)|(week|month)_to_date|usual)$/;

/** Longer runs than these are shown by the next larger grain, unless the reader wants it otherwise. */
const DAYS_AT_MOST = 62;
const WEEKS_AT_MOST_DAYS = 190;

/** The width of an interval that shows a period well. */
export function grainOf(period: string): Grain {
  const range = rangeOf(period);
  if (!range) return BY_DAY.test(period) ? "daily" : "monthly";
  const days = daysBetween(range.first, range.last) + 1;
  if (days <= DAYS_AT_MOST) return "daily";
  return days <= WEEKS_AT_MOST_DAYS ? "weekly" : "monthly";
}

export interface Range {
  readonly first: string;
  readonly last: string;
}

/** The first and the last day of a period of the reader's own choice; undefined for all others. */
export function rangeOf(period: string): Range | undefined {
  const [, first, last] = RANGE.exec(period) ?? [];
  return first !== undefined && last !== undefined && first <= last ? { first, last } : undefined;
}

export function periodOf({ first, last }: Range): string {
  return `${first}/${last}`;
}

export function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10);
}

function daysBetween(first: string, last: string): number {
  return Math.round((Date.parse(`${last}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / DAY_MS);
}
