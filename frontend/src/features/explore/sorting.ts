import { compareDecimals } from "@/values/decimal";
import type { Group } from "./sums";
import type { Sort } from "./view";

/** Groups as the reader wants them: the largest amount or the largest movement first, or by name. */
export function sortedGroups(groups: readonly Group[], sort: Sort): Group[] {
  return [...groups].sort((one, other) => ORDER[sort](one, other) || compareNames(one, other));
}

type Order = (one: Group, other: Group) => number;

const ORDER: Readonly<Record<Sort, Order>> = {
  amount: (one, other) => compareDecimals(other.amount, one.amount),
  change: (one, other) => compareDecimals(size(other.change), size(one.change)),
  name: () => 0,
};

const NAMES = new Intl.Collator("en", { numeric: true });

function compareNames(one: Group, other: Group): number {
  return NAMES.compare(one.labels.join(" "), other.labels.join(" "));
}

/** What nobody can tell comes last. */
function size(change: string | null): string {
  return change === null ? "-1" : change.replace(/^-/, "");
}
