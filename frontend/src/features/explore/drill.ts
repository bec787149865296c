import { dayBefore, grainOf, periodOf } from "./periods";
import { type View, withFilter } from "./view";

/** What a group is made of: the first of these that is not settled yet. */
const DEEPER = ["service", "usage_type", "resource", "account", "region"] as const;

/** Into one group: only its charges, by what they are made of. `offered` are the dimensions that the bill has. */
export function drilled(view: View, values: readonly string[], offered: ReadonlySet<string>): View {
  let next = view;
  view.groups.forEach((dimension, position) => {
    const value = values[position];
    if (value !== undefined) next = withFilter(next, { dimension, values: [value], exclude: false });
  });
  const settled = new Set([
    ...next.filters.filter(({ exclude, values: { length } }) => !exclude && length === 1).map((one) => one.dimension),
    ...view.groups,
  ]);
  const deeper = DEEPER.find((name) => !settled.has(name) && (offered.size === 0 || offered.has(name)));
  return { ...next, groups: deeper ? [deeper] : view.groups.slice(0, 1) };
}

/** Into all groups beyond those shown one by one; only of one dimension they can be told apart. */
export function drilledIntoOthers(view: View, shown: readonly (readonly string[])[]): View | undefined {
  const [dimension] = view.groups;
  if (dimension === undefined || view.groups.length !== 1) return undefined;
  const before = view.filters.find((one) => one.exclude && one.dimension === dimension)?.values ?? [];
  const values = [...new Set([...before, ...shown.flatMap((keys) => keys)])];
  return withFilter(view, { dimension, values, exclude: true });
}

/** Into some intervals in a row, by the grain that shows them well. `until` is the day after the period. */
export function zoomed(view: View, starts: readonly string[], from: number, to: number, until: string): View {
  const [low, high] = from <= to ? [from, to] : [to, from];
  const first = starts[low];
  if (first === undefined) return view;
  const end = starts[high + 1] ?? until;
  const period = periodOf({ first, last: dayBefore(end) });
  return { ...view, period, grain: grainOf(period) };
}
