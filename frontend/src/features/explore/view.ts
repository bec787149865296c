import { grainOf } from "./periods";

/** Charges with one of these values of a dimension, or with none of them; an empty text is "no value". */
export interface ValueFilter {
  readonly dimension: string;
  readonly values: readonly string[];
  readonly exclude: boolean;
}

export const GRAINS = { daily: "Days", weekly: "Weeks", monthly: "Months" } as const;
export type Grain = keyof typeof GRAINS;

export const METRICS = {
  usual: "As usual",
  billed: "Billed",
  effective: "Effective (amortised)",
  list: "List price",
  contracted: "Contracted price",
} as const;
export type Metric = keyof typeof METRICS;

export const COMPARISONS = {
  previous: "Period before",
  year_before: "Year before",
  none: "Nothing",
} as const;
export type Comparison = keyof typeof COMPARISONS;

export const CHARTS = { stack: "Stacked bars", lines: "Lines" } as const;
export type ChartKind = keyof typeof CHARTS;

export const SORTS = { amount: "Amount", change: "Change", name: "Name" } as const;
export type Sort = keyof typeof SORTS;

/** What the page shows. `said` are filters in an answer's own words, which the platform reads as it read them there. */
export interface View {
  /** In the words of the tools' period grammar: `past_6_months`, `2026-01-01/2026-03-31`. */
  readonly period: string;
  readonly compare: Comparison;
  /** Up to two dimensions, such as `service` or `tag:team`. */
  readonly groups: readonly string[];
  readonly grain: Grain;
  readonly metric: Metric;
  readonly chart: ChartKind;
  readonly filters: readonly ValueFilter[];
  readonly said: Readonly<Record<string, readonly string[]>>;
  readonly sort: Sort;
}

const PERIOD = "past_6_months";

export const FIRST: View = {
  period: PERIOD,
  compare: "previous",
  groups: ["service"],
  grain: grainOf(PERIOD),
  metric: "usual",
  chart: "stack",
  filters: [],
  said: {},
  sort: "amount",
};

/** More groups than these are one line, in the neutral colour. */
const LINES = 7;

/** The view as the arguments of the tool that answers it. */
export function argumentsOf(view: View): Record<string, unknown> {
  return {
    ...saidArguments(view.said),
    period: view.period,
    group_by: view.groups,
    granularity: view.grain,
    compare_to: view.compare === "none" ? "" : view.compare,
    lines: LINES,
    ...(view.metric === "usual" ? {} : { metric: view.metric }),
    ...picked(view.filters),
  };
}

/** The scope alone: what the values to choose from are told of. */
export function scopeOf(view: View, without?: string): Record<string, unknown> {
  const filters = view.filters.filter(({ dimension }) => dimension !== without);
  return {
    ...saidArguments(view.said),
    period: view.period,
    ...(view.metric === "usual" ? {} : { metric: view.metric }),
    ...picked(filters),
  };
}

/** Values as `dimension=value`, those to keep and those to leave out. */
function picked(filters: readonly ValueFilter[]): Record<string, readonly string[]> {
  const of = (wanted: boolean) =>
    filters
      .filter(({ exclude }) => exclude === wanted)
      .flatMap(({ dimension, values }) => values.map((value) => `${dimension}=${value}`));
  const [only, without] = [of(false), of(true)];
  return { ...(only.length === 0 ? {} : { only }), ...(without.length === 0 ? {} : { without }) };
}

function saidArguments(said: View["said"]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(said).map(([name, values]): readonly [string, unknown] => {
      if (name === "by_invoice") return [name, values.includes("true")];
      return [name, name === "currency" ? values[0] : values];
    }),
  );
}

/** With another filter of that dimension and way, or without it where no value is chosen. */
export function withFilter(view: View, filter: ValueFilter): View {
  const others = view.filters.filter(
    ({ dimension, exclude }) => dimension !== filter.dimension || exclude !== filter.exclude,
  );
  return { ...view, filters: filter.values.length === 0 ? others : [...others, filter] };
}
