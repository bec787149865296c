import { approximate, compareDecimals, sumDecimals } from "@/values/decimal";
import type { Choice } from "./choice";
import { type AccountNames, accountWords, KINDS, type Saving } from "./saving";

/** The savings that a choice lets through. */
export function chosen(savings: readonly Saving[], choice: Choice): readonly Saving[] {
  const words = choice.text.toLowerCase().split(/\s+/).filter(Boolean);
  return savings.filter(
    (saving) =>
      words.every((word) => saving.text.includes(word)) &&
      fits(choice.service, saving.service) &&
      fits(choice.account, saving.account) &&
      fits(choice.kind, saving.kind) &&
      fits(choice.effort, saving.item.effort || "unsaid") &&
      fits(choice.risk, saving.item.risk || "unsaid") &&
      fitsCounted(choice.counted, saving),
  );
}

function fits(wanted: string, value: string): boolean {
  return wanted === "" || wanted === value;
}

function fitsCounted(wanted: string, saving: Saving): boolean {
  if (wanted === "yes") return isMore(saving.counted);
  return wanted !== "no" || isUncounted(saving);
}

/** Whether a part of the saving, or all of it, is in no total. */
export function isUncounted({ item }: Saving): boolean {
  return item.notCounted !== "";
}

export function isMore(amount: string): boolean {
  return compareDecimals(amount, "0") > 0;
}

/** Largest saving first within a service or an account; amounts of several currencies stand apart. */
export function sorted(savings: readonly Saving[], { sort }: Choice, names: AccountNames): readonly Saving[] {
  const key = (saving: Saving) =>
    sort === "service" ? saving.service : sort === "account" ? accountWords(saving.account, names) : "";
  return [...savings].sort((a, b) => key(a).localeCompare(key(b)) || bySaving(a, b));
}

function bySaving({ item: a }: Saving, { item: b }: Saving): number {
  const byAmount = approximate(b.savingPerMonth) - approximate(a.savingPerMonth);
  return a.unit.localeCompare(b.unit) || byAmount || a.title.localeCompare(b.title);
}

/** A part of the list under a name. */
export interface Group {
  readonly name: string;
  readonly savings: readonly Saving[];
}

/** The groups, those that save most first; in the order of their names when the list is in that of names. */
export function grouped(savings: readonly Saving[], { group, sort }: Choice, names: AccountNames): readonly Group[] {
  if (group === "none") return savings.length > 0 ? [{ name: "", savings }] : [];
  const groups = new Map<string, Saving[]>();
  for (const saving of savings) {
    const name = nameOf(saving, group, names);
    const known = groups.get(name);
    if (known) known.push(saving);
    else groups.set(name, [saving]);
  }
  const found = [...groups].map(([name, members]) => ({ name, savings: members }));
  if (sort === group) return found;
  const sized = found.map((one) => ({ one, counted: sizeOf(one, "counted"), uncounted: sizeOf(one, "uncounted") }));
  sized.sort((a, b) => b.counted - a.counted || b.uncounted - a.uncounted || a.one.name.localeCompare(b.one.name));
  return sized.map(({ one }) => one);
}

function nameOf(saving: Saving, by: Exclude<Choice["group"], "none">, names: AccountNames): string {
  switch (by) {
    case "kind":
      return KINDS[saving.kind];
    case "service":
      return saving.service;
    case "account":
      return accountWords(saving.account, names);
    case "check":
      return saving.item.title;
  }
}

/** To bring groups into an order: what is counted comes before what is not. */
function sizeOf({ savings }: Group, part: "counted" | "uncounted"): number {
  return approximate(sumDecimals(savings.map((saving) => saving[part])));
}

/** What a list comes to, by currency. What is counted and what is not are never one sum. */
export interface Totals {
  readonly counted: Part;
  readonly uncounted: Part;
}

export interface Part {
  readonly amounts: readonly (readonly [unit: string, amount: string])[];
  readonly recommendations: number;
  readonly estimated: boolean;
}

export function totalsOf(savings: readonly Saving[]): Totals {
  return {
    counted: partOf(
      savings.filter((one) => isMore(one.counted) || !isUncounted(one)),
      ({ counted }) => counted,
    ),
    uncounted: partOf(savings.filter(isUncounted), ({ uncounted }) => uncounted),
  };
}

function partOf(savings: readonly Saving[], amountOf: (saving: Saving) => string): Part {
  const units = [...new Set(savings.map(({ item }) => item.unit))].sort();
  return {
    amounts: units.map((unit) => [unit, sumDecimals(savings.filter(({ item }) => item.unit === unit).map(amountOf))]),
    recommendations: savings.length,
    estimated: savings.some(({ item }) => item.estimated),
  };
}
