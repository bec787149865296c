import { approximate, compareDecimals, sumDecimals } from "@/values/decimal";
import type { Choice, Sort } from "./choice";
import type { Thing } from "./things";

/** The things that a choice lets through. */
export function chosen(things: readonly Thing[], choice: Choice): readonly Thing[] {
  const words = choice.text.toLowerCase().split(/\s+/).filter(Boolean);
  return things.filter(
    (thing) =>
      fits(choice.kind, thing.kind) &&
      fits(choice.account, thing.account) &&
      fits(choice.region, thing.region) &&
      fits(choice.state, thing.state) &&
      fits(choice.type, thing.type) &&
      fitsOnly(choice.only, thing) &&
      words.every((word) => thing.text.includes(word)),
  );
}

function fits(wanted: string, value: string): boolean {
  return wanted === "" || wanted === value;
}

/** What is not known is not so. */
export function fitsOnly(only: Choice["only"], { tags, isEncrypted, isNew }: Thing): boolean {
  switch (only) {
    case "untagged":
      return tags !== null && tags.length === 0;
    case "unencrypted":
      return isEncrypted === false;
    case "new":
      return isNew === true;
    case "":
      return true;
  }
}

/** In the order of a column; what has no value there comes last, whatever the direction. */
export function sorted(things: readonly Thing[], { sort, descending }: Choice, units: readonly string[]): Thing[] {
  const sign = descending ? -1 : 1;
  const key = keyOf(sort, units);
  const keyed = things.map((thing) => ({ thing, key: key(thing) }));
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null) || byName(a, b);
    return sign * compare(a.key, b.key) || byName(a, b);
  });
  return keyed.map(({ thing }) => thing);
}

type Key = string | number | null;

function keyOf(sort: Sort, units: readonly string[]): (thing: Thing) => Key {
  switch (sort) {
    case "name":
      return ({ name }) => name.toLowerCase();
    case "kind":
      return ({ what, type }) => `${what}\n${type}`.toLowerCase();
    case "place":
      return ({ account, accountName, region }) => `${accountName || account}\n${region}`.toLowerCase();
    case "state":
      return ({ state }) => state || null;
    case "age":
      // The older, the more.
      return ({ created }) => (created === "" ? null : -Date.parse(created));
    case "cost":
      return ({ costs }) => {
        const unit = units.find((one) => costs.has(one));
        return unit === undefined ? null : approximate(costs.get(unit) ?? "0");
      };
  }
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byName({ thing: a }: { thing: Thing }, { thing: b }: { thing: Thing }): number {
  return compare(a.name, b.name) || compare(a.id, b.id);
}

/** How many things of a kind there are, and what they cost by unit. */
export interface OfKind {
  readonly kind: string;
  readonly what: string;
  readonly count: number;
  readonly costs: readonly (readonly [unit: string, amount: string])[];
}

/** The kinds of a list, those that cost most first. */
export function kindsOf(things: readonly Thing[], units: readonly string[]): readonly OfKind[] {
  const byKind = new Map<string, Thing[]>();
  for (const thing of things) {
    const known = byKind.get(thing.kind);
    if (known) known.push(thing);
    else byKind.set(thing.kind, [thing]);
  }
  const kinds = [...byKind].map(([kind, own]) => ({
    kind,
    what: own[0]?.what ?? kind,
    count: own.length,
    costs: costsOf(own, units),
  }));
  const first = ({ costs }: OfKind) => costs[0]?.[1] ?? "-1";
  return kinds.sort((a, b) => compareDecimals(first(b), first(a)) || b.count - a.count || a.what.localeCompare(b.what));
}

/** What things cost together, by unit; none of what the bill does not name. */
export function costsOf(things: readonly Thing[], units: readonly string[]): OfKind["costs"] {
  return units.flatMap((unit) => {
    const amounts = things.flatMap(({ costs }) => costs.get(unit) ?? []);
    return amounts.length > 0 ? [[unit, sumDecimals(amounts)] as const] : [];
  });
}

/** What a column of the list has to choose from, among things of the chosen kind. */
export function valuesOf(things: readonly Thing[], kind: string, of: (thing: Thing) => string): readonly string[] {
  const found = new Set(things.filter((thing) => fits(kind, thing.kind)).map(of));
  return [...found].filter(Boolean).sort();
}

const DAY_MS = 86_400_000;

/** How old something was at a moment: `today`, `5 days`, `7 months`, `2 years`. Empty where nobody says. */
export function ageWords(created: string, at: string | null): string {
  const days = Math.floor((Date.parse(at ?? "") - Date.parse(created)) / DAY_MS);
  if (Number.isNaN(days)) return "";
  if (days < 1) return "today";
  if (days < 61) return count(days, "day");
  if (days < 730) return count(Math.floor(days / 30.44), "month");
  return count(Math.floor(days / 365.25), "year");
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}
