/** What the server says of the loaded bill at `GET bill.json`. */
export interface Bill {
  readonly label: string;
  readonly source: string;
  readonly format: string;
  readonly period: { readonly start: string; readonly end: string } | null;
  readonly rows: number | null;
  readonly accounts: readonly string[];
  readonly currencies: Readonly<Record<string, string>>;
  /** Real, but not the reader's own. */
  readonly sample: boolean;
  readonly bundled: boolean;
  readonly asOf: string | null;
  readonly suggestions: readonly string[];
}

export type BillResult = { readonly bill: Bill } | { readonly refused: true } | { readonly problem: string };

const FALLBACK_SUGGESTIONS = ["What did I spend by service?"];

export async function fetchBill(token: string, fetcher: typeof fetch = fetch): Promise<BillResult> {
  try {
    const response = await fetcher("bill.json", { headers: { authorization: `Bearer ${token}` }, cache: "no-store" });
    if (response.status === 401 || response.status === 403) return { refused: true };
    if (!response.ok) return { problem: `The server answered ${response.status} when asked about the bill.` };
    return { bill: billOf((await response.json()) as Partial<Bill>) };
  } catch {
    return { problem: "The server cannot be reached." };
  }
}

function billOf(given: Partial<Bill>): Bill {
  return {
    label: given.label ?? "Bill",
    source: given.source ?? "",
    format: given.format ?? "",
    period: given.period ?? null,
    rows: given.rows ?? null,
    accounts: given.accounts ?? [],
    currencies: given.currencies ?? {},
    sample: given.sample ?? false,
    bundled: given.bundled ?? false,
    asOf: given.asOf ?? null,
    suggestions: given.suggestions?.length ? given.suggestions : FALLBACK_SUGGESTIONS,
  };
}
