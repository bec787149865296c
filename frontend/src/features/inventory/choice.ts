import type { Written } from "@/components/address-state";

/** What of the list the reader wants to see, and in which order. Empty texts choose nothing. */
export interface Choice {
  readonly text: string;
  readonly kind: string;
  readonly account: string;
  readonly region: string;
  readonly state: string;
  readonly type: string;
  readonly only: keyof typeof ONLY | "";
  readonly sort: Sort;
  readonly descending: boolean;
}

export const ONLY = { untagged: "Without tags", unencrypted: "Not encrypted", new: "New since last week" } as const;

/** Columns that the list is sorted by; amounts and times begin with the most. */
export const SORTS = { name: "Name", kind: "Kind", place: "Place", state: "State", age: "Age", cost: "Cost" } as const;
export type Sort = keyof typeof SORTS;

export const EVERYTHING: Choice = {
  text: "",
  kind: "",
  account: "",
  region: "",
  state: "",
  type: "",
  only: "",
  sort: "cost",
  descending: true,
};

const FILTERS = ["text", "kind", "account", "region", "state", "type", "only"] as const;
export type Filter = (typeof FILTERS)[number];

export function isFiltered(choice: Choice): boolean {
  return FILTERS.some((name) => choice[name].trim() !== "");
}

/** The same order over the whole list. */
export function unfiltered({ sort, descending }: Choice): Choice {
  return { ...EVERYTHING, sort, descending };
}

/** Of another kind the states and types are others. */
export function withKind(choice: Choice, kind: string): Choice {
  return { ...choice, kind, state: "", type: "" };
}

/** A click on a column's head: its own first direction, then the other one. */
export function sortedBy(choice: Choice, sort: Sort): Choice {
  const first = sort === "cost" || sort === "age";
  return { ...choice, sort, descending: choice.sort === sort ? !choice.descending : first };
}

/** An address is written by anybody: longer words than these are cut. */
const LONGEST = 200;

/** `#/inventory?kind=ec2%3Avolume&only=untagged&sort=-age`; what is as usual is left away. */
export const IN_ADDRESS: Written<Choice> = {
  read: (query) => {
    const text = (name: Filter) => (query.get(name) ?? "").slice(0, LONGEST);
    const sort = query.get("sort");
    const by = oneOf(SORTS, (sort ?? "").replace(/^-/, ""));
    return {
      text: text("text"),
      kind: text("kind"),
      account: text("account"),
      region: text("region"),
      state: text("state"),
      type: text("type"),
      only: oneOf(ONLY, query.get("only")) ?? "",
      sort: by ?? EVERYTHING.sort,
      descending: by ? sort?.startsWith("-") === true : EVERYTHING.descending,
    };
  },
  write: (choice) => {
    const query = new URLSearchParams();
    for (const name of FILTERS) if (choice[name] !== "") query.set(name, choice[name]);
    const order = `${choice.descending ? "-" : ""}${choice.sort}`;
    if (order !== "-cost") query.set("sort", order);
    return query;
  },
};

function oneOf<Name extends string>(names: Readonly<Record<Name, string>>, given: string | null): Name | undefined {
  return given !== null && Object.hasOwn(names, given) ? (given as Name) : undefined;
}
