import type { Bill } from "../bill/bill";

interface Named {
  readonly page: string;
  /** Which of the page's jobs it is. */
  readonly id: string;
  readonly bill: Bill;
  /** All that is asked, as JSON can hold it. */
  readonly call: unknown;
  readonly today: string;
  readonly version: string;
}

/**
 * The runId of a page's job: the same for the same bill, terms, call, day and version of the product, so that opening
 * the page again replays the job. The day counts because `last_month` means other days tomorrow.
 */
export function jobKey({ page, id, bill, call, today, version }: Named): string {
  const { source, asOf, rows, period, currencies, terms } = bill;
  return `${page}.${id.replaceAll(/[^\w-]/g, "_").slice(0, 40)}.${fingerprint(
    JSON.stringify([source, asOf, rows, period, currencies, terms, call, today, version]),
  )}`;
}

/** FNV-1a, 64 bits: to tell inputs apart, not to hide them. */
function fingerprint(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(36);
}
