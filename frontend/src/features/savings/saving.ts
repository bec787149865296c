import type { Recommendation } from "@/api";
import { compareDecimals, isDecimal, subtractDecimals } from "@/values/decimal";
import { entityWords } from "../answer/words";

/** One recommendation as the page looks at it. */
export interface Saving {
  readonly item: Recommendation;
  readonly service: string;
  /** The account's id; empty where nobody said. */
  readonly account: string;
  readonly kind: Kind;
  /** What of the saving is in the totals a month, and what is not: together never more than the saving. */
  readonly counted: string;
  readonly uncounted: string;
  /** All words of it, in small letters. */
  readonly text: string;
}

/** Kinds of saving in the order in which they are done: removal before a smaller form before a commitment. */
export const KINDS = {
  waste: "Paid for nothing",
  rightsize: "Larger or dearer than needed",
  modernise: "A newer form costs less",
  review: "To be looked at by a person",
  commitment: "Commitments",
  other: "Other",
} as const;

export type Kind = keyof typeof KINDS;

export type AccountNames = ReadonlyMap<string, string>;

export function savingOf(item: Recommendation, names: AccountNames): Saving {
  const service = item.entity?.service || item.entity?.kind || "No service";
  const account = item.entity?.account ?? "";
  const kind = kindOf(item.savingClass);
  const where = item.entity ? entityWords(item.entity) : "";
  return {
    item,
    service,
    account,
    kind,
    ...partsOf(item),
    text: [item.title, item.resource, service, where, names.get(account), item.finding, item.detail, item.check]
      .join("\n")
      .toLowerCase(),
  };
}

function kindOf(name: string): Kind {
  return Object.hasOwn(KINDS, name) ? (name as Kind) : "other";
}

/** A platform that does not say what is counted counts all or nothing of a saving. */
function partsOf({
  savingPerMonth,
  countedPerMonth,
  notCounted,
}: Recommendation): Pick<Saving, "counted" | "uncounted"> {
  const saving = amount(savingPerMonth);
  const counted = amount(countedPerMonth ?? (notCounted === "" ? saving : "0"));
  if (notCounted === "") return { counted, uncounted: "0" };
  const rest = subtractDecimals(saving, [counted]);
  return { counted, uncounted: compareDecimals(rest, "0") > 0 ? rest : "0" };
}

function amount(text: string): string {
  return isDecimal(text) ? text : "0";
}

/** `fernway-production (444455556666)`. */
export function accountWords(account: string, names: AccountNames): string {
  const name = names.get(account);
  return name ? `${name} (${account})` : account || "No account";
}
