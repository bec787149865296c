import type { Written } from "@/components/address-state";
import type { OfferedTile } from "../bill/bill";
import type { Asked } from "../page-jobs/use-page-jobs";

/** What is looked at: how much follows the policy, what breaks it, what it is probably meant to be, and since when. */
export const SHOWN = {
  coverage: "Coverage",
  violations: "What breaks it",
  suggestions: "Likely values",
  drift: "Over time",
} as const;
export type Shown = keyof typeof SHOWN;

export const GROUPS = { account: "Account", service: "Service", region: "Region", team: "Team" } as const;

/** Periods in the words of the tools' grammar; months come by themselves over time. */
export const PERIODS = {
  last_month: "Last month",
  month_to_date: "This month",
  past_3_months: "Past 3 months",
  past_12_months: "Past 12 months",
} as const;

/** Empty texts choose nothing: all keys, no groups, the usual period. */
export interface View {
  readonly shown: Shown;
  readonly group: keyof typeof GROUPS | "";
  readonly key: string;
  readonly period: keyof typeof PERIODS | "";
}

export const FIRST: View = { shown: "coverage", group: "", key: "", period: "" };

/** AWS lets a key have so many characters. */
const LONGEST_KEY = 128;

/** `#/tagging?show=violations&key=team&period=past_3_months`; what is as usual is left away. */
export const IN_ADDRESS: Written<View> = {
  read: (query) => ({
    shown: oneOf(SHOWN, query.get("show")) ?? FIRST.shown,
    group: oneOf(GROUPS, query.get("by")) ?? "",
    key: (query.get("key") ?? "").slice(0, LONGEST_KEY),
    period: oneOf(PERIODS, query.get("period")) ?? "",
  }),
  write: ({ shown, group, key, period }) => {
    const words = { show: shown === FIRST.shown ? "" : shown, by: group, key, period };
    return new URLSearchParams(Object.entries(words).filter(([, value]) => value !== ""));
  },
};

/** What is asked of the tool for a view; over time always by month, whatever the period and group of other views. */
export function askedFor({ shown, group, key, period }: View, offer: OfferedTile): Asked {
  const args = {
    ...offer.arguments,
    ...(shown === FIRST.shown ? {} : { view: shown }),
    ...(key === "" ? {} : { key }),
    ...(shown === "drift" || period === "" ? {} : { period }),
    ...(shown !== "coverage" || group === "" ? {} : { group_by: [group] }),
  };
  return {
    agent: offer.agent,
    tool: offer.tool,
    name: shown,
    question: questionOf({ shown, group, key, period }, offer),
    arguments: args,
  };
}

/** The same in words: what the job is called. */
function questionOf({ shown, group, key, period }: View, offer: OfferedTile): string {
  const of = key === "" ? "" : ` for ${key}`;
  const when = period === "" ? "" : `, ${PERIODS[period].toLowerCase()}`;
  switch (shown) {
    case "coverage":
      return group === "" && of === "" && when === ""
        ? offer.question
        : `Tag compliance${of}${group === "" ? "" : ` by ${group}`}${when}`;
    case "violations":
      return `What breaks the tag policy${of}${when}`;
    case "suggestions":
      return `Likely values of wrong and missing tags${of}${when}`;
    case "drift":
      return `Tag compliance${of} by month`;
  }
}

export function oneOf<Name extends string>(
  names: Readonly<Record<Name, string>>,
  given: string | null,
): Name | undefined {
  return given !== null && Object.hasOwn(names, given) ? (given as Name) : undefined;
}
