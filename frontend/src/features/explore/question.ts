import { formatDay } from "@/values/format";
import { rangeOf } from "./periods";
import type { ValueFilter, View } from "./view";

const GRAIN_WORDS = { daily: "daily", weekly: "weekly", monthly: "monthly" } as const;

const METRIC_WORDS: Readonly<Record<string, string>> = {
  billed: "billed",
  effective: "amortized",
  list: "list price",
  contracted: "contracted",
};

/** How a filter of a dimension stands in a question. */
const FILTER_WORDS: Readonly<Record<string, (values: string) => string>> = {
  account: (values) => `in account ${values}`,
  region: (values) => `in ${values}`,
  usage_type: (values) => `for usage type ${values}`,
  team: (values) => `for team ${values}`,
};

/** The view as a question in words; `days` are those that it shows, as its answer says. */
export function questionOf(view: View, days?: { readonly start: string; readonly end: string }): string {
  const by = view.groups.map((name) => name.replace(/^tag:/, "").replaceAll("_", " "));
  const said = Object.entries(view.said)
    .filter(([name]) => name !== "exclude" && name !== "by_invoice" && name !== "currency")
    .map(([dimension, values]) => ({ dimension, values, exclude: false }));
  return [
    "What did I spend",
    METRIC_WORDS[view.metric] && `(${METRIC_WORDS[view.metric] ?? ""})`,
    by.length > 0 && `by ${by.join(" and ")}`,
    ...[...said, ...view.filters].map(filterWords),
    periodWords(view.period, days),
    GRAIN_WORDS[view.grain],
  ]
    .filter(Boolean)
    .join(" ")
    .concat("?");
}

function filterWords({ dimension, values, exclude }: ValueFilter): string {
  const named = values.map((value) => (value === "" ? "nothing" : value)).join(" and ");
  if (exclude) return `without ${named}`;
  if (dimension.startsWith("tag:"))
    return `tagged ${values.map((value) => `${dimension.slice(4)}=${value}`).join(" or ")}`;
  return (FILTER_WORDS[dimension] ?? ((words: string) => `on ${words}`))(named);
}

function periodWords(period: string, days?: { readonly start: string; readonly end: string }): string {
  const range = rangeOf(period);
  if (range) return `from ${range.first} to ${range.last}`;
  if (!days) return `in ${period.replaceAll("_", " ")}`;
  return `from ${days.start} to ${lastDay(days.end)}`;
}

function lastDay(end: string): string {
  return new Date(Date.parse(`${end}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

/** For a list of views: `service, 1 – 31 Oct 2026`. */
export function shortName(view: View): string {
  const range = rangeOf(view.period);
  const period = range ? `${formatDay(range.first)} – ${formatDay(range.last)}` : view.period.replaceAll("_", " ");
  const by = view.groups.map((name) => name.replace(/^tag:/, "").replaceAll("_", " ")).join(" and ");
  return `${by === "" ? "Total" : `By ${by}`}, ${period}`;
}
