import { ApiError } from "@/api";
import { isolated } from "@/values/texts";

/** What the server says of the loaded bill at `GET bill.json`. */
export interface Bill {
  readonly label: string;
  readonly source: string;
  readonly format: string;
  readonly period: { readonly start: string; readonly end: string } | null;
  readonly rows: number | null;
  /** Whether amounts are known by the hour. */
  readonly hours: boolean;
  readonly accounts: readonly { readonly id: string; readonly name: string }[];
  /** Exact totals by currency, then by metric. */
  readonly currencies: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly tagKeys: readonly string[];
  /** Not the reader's own bill. */
  readonly sample: boolean;
  readonly asOf: string | null;
  /** The first day that is not fully billed yet. */
  readonly completeUntil: string | null;
  readonly problems: readonly BillProblem[];
  readonly suggestions: readonly string[];
  /** What the agents offer for a dashboard over this bill. */
  readonly tiles: readonly OfferedTile[];
  /** Another one whenever the organisation's terms, by which answers are given, are others. */
  readonly terms: string;
  /** The language models that questions may go to; null without one. */
  readonly model: ModelUse | null;
}

/** Which model chooses what to look up, and which writes about it; `writes` is empty where none does. */
export interface ModelUse {
  readonly plans: string;
  readonly writes: string;
}

/** A tool's call that an agent offers for the dashboard. */
export interface OfferedTile {
  readonly agent: string;
  /** Tiles of one agent and name are alternatives: the first that fits the reader's choice is shown. */
  readonly name: string;
  readonly title: string;
  /** The same in words, with `{period}` for those of the chosen period. */
  readonly question: string;
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly kind: string;
  /** The chosen period becomes the argument `period`. */
  readonly takesPeriod: boolean;
  /** Shown only while the reader looks by these; null for always. */
  readonly grain: string | null;
}

export interface BillProblem {
  readonly message: string;
  readonly file: string;
  readonly row?: number | null;
  readonly column?: string;
  /** How many rows were left out because of it. */
  readonly rows: number | null;
}

export type BillResult = { readonly bill: Bill } | { readonly refused: true } | { readonly problem: string };

/** Offered when the server names none. */
export const FALLBACK_SUGGESTIONS = ["What did I spend by service?"];

export type TokenSource = string | (() => Promise<string>);

export async function fetchBill(token: TokenSource, fetcher: typeof fetch = fetch): Promise<BillResult> {
  try {
    const given = typeof token === "string" ? token : await token();
    const response = await fetcher("bill.json", { headers: { authorization: `Bearer ${given}` }, cache: "no-store" });
    if (response.status === 401 || response.status === 403) return { refused: true };
    if (!response.ok) return { problem: `The server answered ${response.status} when asked about the bill.` };
    return { bill: billOf((await response.json()) as Partial<Bill>) };
  } catch (error) {
    if (error instanceof ApiError && error.code === "UNAUTHENTICATED") return { refused: true };
    return { problem: "The server cannot be reached." };
  }
}

const UNKNOWN: Bill = {
  label: "Bill",
  source: "",
  format: "",
  period: null,
  rows: null,
  hours: false,
  accounts: [],
  currencies: {},
  tagKeys: [],
  sample: false,
  asOf: null,
  completeUntil: null,
  problems: [],
  suggestions: [],
  tiles: [],
  terms: "",
  model: null,
};

export function billOf(given: Partial<Bill>): Bill {
  const bill = { ...UNKNOWN, ...given };
  return bill.suggestions.length > 0 ? bill : { ...bill, suggestions: FALLBACK_SUGGESTIONS };
}

/** What to call the bill in a few words: of a path only its end. */
export function nameOf({ label }: Bill): string {
  const last = label
    .replace(/[/\\]+$/, "")
    .split(/[/\\]/)
    .at(-1);
  return isolated(last ?? label);
}
