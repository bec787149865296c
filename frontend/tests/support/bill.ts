import type { Bill, OfferedTile } from "@/features/bill/bill";

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
  tiles: [
    tile("run-rate", "Month in progress", "What have I spent so far this month?", "run_rate", {}, "figures"),
    { ...tile("trend", "Trend", "Show my monthly costs", "spend", by("monthly")), grain: "monthly" },
    { ...tile("trend", "Trend", "Show my daily costs", "spend", by("daily")), grain: "daily" },
    tile("forecast", "Next month", "What will I spend next month?", "forecast", { period: "next_month" }),
    parts("service", "service"),
    parts("account", "account"),
    parts("team", "team"),
    parts("region", "region"),
    {
      ...tile("commitments", "Coverage of commitments", "Covered {period}?", "commitments", {}, "whole"),
      takesPeriod: true,
    },
    { ...tile("changes", "Largest changes", "What changed {period}?", "compare", {}, "whole"), takesPeriod: true },
  ],
  terms: "0",
  model: null,
};

/** The bill on a platform whose advice agent looks for savings. */
export function withSavings(bill: Bill): Bill {
  const savings = {
    ...tile("savings", "Savings", "Where can we save money?", "savings", {}, "whole"),
    agent: "advice",
  };
  return { ...bill, tiles: [...bill.tiles, savings] };
}

/** The same where the advice agent tells what was saved, too. */
export function withHistory(bill: Bill): Bill {
  const past = { ...tile("savings_history", "Saved", "What have we saved?", "savings_history", {}, "page") };
  const { tiles, ...rest } = withSavings(bill);
  return { ...rest, tiles: [...tiles, { ...past, agent: "advice" }] };
}

function tile(
  name: string,
  title: string,
  question: string,
  tool: string,
  args: OfferedTile["arguments"],
  kind = "half",
): OfferedTile {
  return { agent: "cost", name, title, question, tool, arguments: args, kind, takesPeriod: false, grain: null };
}

function by(granularity: string): OfferedTile["arguments"] {
  return { granularity, period: "past_12_months" };
}

function parts(name: string, group: string): OfferedTile {
  const args = { group_by: [group], top_n: 8 };
  return {
    ...tile(name, `By ${name}`, `What did I spend by ${name} {period}?`, "spend", args),
    takesPeriod: true,
  };
}
