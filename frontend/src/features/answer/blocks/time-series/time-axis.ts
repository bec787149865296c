import type { TimeSeriesBlock } from "@/api";
import { formatDay } from "@/values/format";

/** Every period any series has, in order. */
export function startsOf(block: TimeSeriesBlock): string[] {
  return [...new Set(block.series.flatMap((series) => series.points.map((point) => point.start)))].sort();
}

/** Longer runs than these come without what is missing in between. */
const PERIODS_AT_MOST = 800;

/** The periods of the axis, so that one without any amount leaves a hole. */
export function axisOf(block: TimeSeriesBlock): string[] {
  return inARow(startsOf(block), block.granularity);
}

/** Days, weeks and months with those that are missing in between; what is none of these is left as it is. */
export function inARow(starts: string[], granularity: string): string[] {
  const [first, last, next] = [starts[0], starts.at(-1), NEXT[granularity.toLowerCase()]];
  if (first === undefined || last === undefined || !next || !starts.every((start) => DAY.test(start))) return starts;
  const all: string[] = [];
  for (let at = first; at <= last && all.length <= PERIODS_AT_MOST; at = next(at)) all.push(at);
  const known = new Set(all);
  return starts.every((start) => known.has(start)) ? all : starts;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

const NEXT: Readonly<Record<string, (start: string) => string>> = {
  daily: (start) => dayAfter(start, { days: 1 }),
  weekly: (start) => dayAfter(start, { days: 7 }),
  monthly: (start) => dayAfter(start, { months: 1 }),
};

function dayAfter(start: string, { days = 0, months = 0 }: { days?: number; months?: number }): string {
  const [year = 0, month = 1, day = 1] = start.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 + months, day + days)).toISOString().slice(0, 10);
}

const STEPS = [1, 2, 3, 4, 6, 7, 12, 14, 28, 56, 84, 168, 365];

/** The periods that get a label: evenly spaced, `most` of them at most. */
export function labelled(starts: readonly string[], most: number): ReadonlySet<string> {
  const step = STEPS.find((size) => Math.ceil(starts.length / size) <= most) ?? starts.length;
  return new Set(starts.filter((_, index) => index % step === 0));
}

/** The period of the axis that an event falls into, if any does. */
export function periodOf(starts: readonly string[], moment: string): string | undefined {
  return starts.findLast((start) => start <= moment);
}

export function labelOf(start: string, granularity: string): string {
  const grain = granularity.toLowerCase();
  if (grain === "monthly" || grain === "quarterly") return formatDay(start, "month");
  if (grain === "yearly") return start.slice(0, 4);
  return formatDay(start, "short");
}
