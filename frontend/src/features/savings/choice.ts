import type { Written } from "@/components/address-state";
import { KINDS } from "./saving";

/** What of the list the reader wants to see, and how. Empty texts choose nothing. */
export interface Choice {
  readonly text: string;
  readonly service: string;
  readonly account: string;
  readonly kind: string;
  readonly effort: string;
  readonly risk: string;
  readonly counted: string;
  readonly sort: Sort;
  readonly group: Grouping;
}

export const SORTS = { saving: "Saving", service: "Service", account: "Account" } as const;
export type Sort = keyof typeof SORTS;

export const GROUPINGS = {
  kind: "Kind",
  service: "Service",
  account: "Account",
  check: "Check",
  none: "Nothing",
} as const;
export type Grouping = keyof typeof GROUPINGS;

/** Filters that have a few words to choose from, whatever the list holds. */
export const DEGREES = { none: "None", low: "Low", medium: "Medium", high: "High", unsaid: "Not said" } as const;
export const COUNTED = { yes: "In the total", no: "Not counted" } as const;
export const KIND_NAMES: Readonly<Record<string, string>> = KINDS;

export const EVERYTHING: Choice = {
  text: "",
  service: "",
  account: "",
  kind: "",
  effort: "",
  risk: "",
  counted: "",
  sort: "saving",
  group: "kind",
};

const FILTERS = ["text", "service", "account", "kind", "effort", "risk", "counted"] as const;

export function isFiltered(choice: Choice): boolean {
  return FILTERS.some((name) => choice[name].trim() !== "");
}

/** The same order and groups over the whole list. */
export function unfiltered({ sort, group }: Choice): Choice {
  return { ...EVERYTHING, sort, group };
}

/** An address is written by anybody: longer words than these are cut. */
const LONGEST = 200;

/** A choice as a page's address: `#/savings?service=Amazon+RDS&group=account`; what is as usual is left away. */
export const IN_ADDRESS: Written<Choice> = {
  read: (query) => {
    const text = (name: (typeof FILTERS)[number]) => (query.get(name) ?? "").slice(0, LONGEST);
    return {
      text: text("text"),
      service: text("service"),
      account: text("account"),
      kind: text("kind"),
      effort: text("effort"),
      risk: text("risk"),
      counted: text("counted"),
      sort: oneOf(SORTS, query.get("sort")) ?? EVERYTHING.sort,
      group: oneOf(GROUPINGS, query.get("group")) ?? EVERYTHING.group,
    };
  },
  write: (choice) => {
    const query = new URLSearchParams();
    for (const name of [...FILTERS, "sort", "group"] as const) {
      if (choice[name] !== EVERYTHING[name]) query.set(name, choice[name]);
    }
    return query;
  },
};

function oneOf<Name extends string>(names: Readonly<Record<Name, string>>, given: string | null): Name | undefined {
  return given !== null && Object.hasOwn(names, given) ? (given as Name) : undefined;
}
