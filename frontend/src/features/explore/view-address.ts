import type { Written } from "@/components/address-state";
import { CHARTS, COMPARISONS, FIRST, GRAINS, METRICS, SORTS, type ValueFilter, type View } from "./view";
import { grainOf } from "./periods";

/** Filters that answers are about, as the platform's tools call them. */
export const SAID = [
  "service",
  "service_category",
  "account",
  "region",
  "usage_type",
  "usage_family",
  "provider",
  "resource",
  "tag",
  "team",
  "kind",
  "exclude",
  "by_invoice",
  "currency",
] as const;

/** An address is written by anybody: what is beyond these is left away. */
const MOST = { groups: 2, filters: 20, values: 100, said: 20, period: 60, name: 200, value: 2048 };

const IS = "is.";
const NOT = "not.";

/** `#/explore?period=2026-05&by=service&is.region=eu-west-1`; what is as usual is left away. */
export const IN_ADDRESS: Written<View> = {
  read: (query) => {
    const period = (query.get("period") ?? FIRST.period).slice(0, MOST.period);
    const by = query.getAll("by").filter((name) => name !== "" && name.length <= MOST.name);
    return {
      period,
      compare: oneOf(COMPARISONS, query.get("compare")) ?? FIRST.compare,
      groups: by.includes("none") ? [] : by.length === 0 ? FIRST.groups : [...new Set(by)].slice(0, MOST.groups),
      grain: oneOf(GRAINS, query.get("grain")) ?? grainOf(period),
      metric: oneOf(METRICS, query.get("metric")) ?? FIRST.metric,
      chart: oneOf(CHARTS, query.get("chart")) ?? FIRST.chart,
      filters: filtersOf(query),
      said: saidOf(query),
      sort: oneOf(SORTS, query.get("sort")) ?? FIRST.sort,
    };
  },
  write: (view) => {
    const query = new URLSearchParams();
    const put = (name: string, value: string, usual: string) => value !== usual && query.set(name, value);
    put("period", view.period, FIRST.period);
    put("compare", view.compare, FIRST.compare);
    if (view.groups.join() !== FIRST.groups.join()) {
      for (const name of view.groups.length === 0 ? ["none"] : view.groups) query.append("by", name);
    }
    put("grain", view.grain, grainOf(view.period));
    put("metric", view.metric, FIRST.metric);
    put("chart", view.chart, FIRST.chart);
    for (const [name, values] of Object.entries(view.said)) for (const value of values) query.append(name, value);
    for (const { dimension, values, exclude } of view.filters) {
      for (const value of values) query.append(`${exclude ? NOT : IS}${dimension}`, value);
    }
    put("sort", view.sort, FIRST.sort);
    return query;
  },
};

/** The address of a view. */
export function addressOf(view: View): string {
  const query = IN_ADDRESS.write(view).toString();
  return query === "" ? "#/explore" : `#/explore?${query}`;
}

function filtersOf(query: URLSearchParams): ValueFilter[] {
  const found = new Map<string, string[]>();
  for (const [name, value] of query) {
    const dimension = name.startsWith(IS) ? name.slice(IS.length) : name.startsWith(NOT) ? name.slice(NOT.length) : "";
    if (dimension === "" || dimension.length > MOST.name || value.length > MOST.value) continue;
    const values = found.get(name) ?? [];
    if (!values.includes(value) && values.length < MOST.values) found.set(name, [...values, value]);
  }
  return [...found].slice(0, MOST.filters).map(([name, values]) => {
    const exclude = name.startsWith(NOT);
    return { dimension: name.slice((exclude ? NOT : IS).length), values, exclude };
  });
}

function saidOf(query: URLSearchParams): View["said"] {
  const said: Record<string, readonly string[]> = {};
  for (const name of SAID) {
    const values = query.getAll(name).filter((value) => value !== "" && value.length <= MOST.name);
    if (values.length > 0) said[name] = values.slice(0, MOST.said);
  }
  return said;
}

export function oneOf<Name extends string>(names: Readonly<Record<Name, string>>, given: unknown): Name | undefined {
  return typeof given === "string" && Object.hasOwn(names, given) ? (given as Name) : undefined;
}
