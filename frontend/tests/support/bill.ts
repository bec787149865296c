import type { Bill } from "@/features/bill/bill";

/** A bill of one month, with a problem. */
export const april: Bill = {
  label: "April",
  source: "april.parquet",
  format: "FOCUS 1.2",
  period: { start: "2026-04-01", end: "2026-05-01" },
  rows: 48_211,
  hours: false,
  accounts: [
    { id: "1111", name: "Production" },
    { id: "2222", name: "" },
  ],
  currencies: { USD: { BilledCost: "34161.34" } },
  tagKeys: ["environment", "team"],
  sample: true,
  asOf: "2026-05-03T04:00:00Z",
  completeUntil: "2026-05-01",
  problems: [{ message: "12 rows have no service.", file: "april.parquet", rows: 12 }],
  suggestions: ["What did I spend?"],
  terms: "0",
};
