import type { Bill } from "../bill/bill";

/** One tool call whose answer the dashboard shows. */
export interface Tile {
  readonly id: string;
  readonly title: string;
  /** The same in words: what the job is called, and what a conversation about it begins with. */
  readonly question: string;
  readonly tool: string;
  readonly args: Readonly<Record<string, string | number | readonly string[]>>;
  readonly look: "figures" | "half" | "whole";
}

/** Months that the parts are shown for, in the words of the tools' period grammar. */
export const PERIODS = [
  { period: "last_month", label: "Last month", words: "last month" },
  { period: "month_to_date", label: "This month", words: "this month" },
  { period: "past_3_months", label: "3 months", words: "in the past 3 months" },
  { period: "past_12_months", label: "12 months", words: "in the past 12 months" },
] as const;

export type PeriodName = (typeof PERIODS)[number]["period"];
export type Grain = "monthly" | "daily";

export interface Choice {
  readonly period: PeriodName;
  readonly grain: Grain;
}

/** Parts beyond these are in the conversation one click away. */
const MOST_PARTS = 8;

export function tilesOf(bill: Bill, { period, grain }: Choice): Tile[] {
  const words = PERIODS.find((other) => other.period === period)?.words ?? "";
  const owner = ownerKey(bill.tagKeys);
  return [
    {
      id: "run-rate",
      title: "Month in progress",
      question: "What have I spent so far this month and where will it end?",
      tool: "run_rate",
      args: {},
      look: "figures",
    },
    trend(grain),
    {
      id: "forecast",
      title: "Next month",
      question: "What will I spend next month?",
      tool: "forecast",
      args: { period: "next_month" },
      look: "half",
    },
    parts("service", "By service", ["service"], words, period),
    parts("account", "By account", ["account"], words, period),
    // Two by two: without an owner's tag neither has a neighbour.
    ...(owner === undefined
      ? []
      : [
          parts(owner.name, `By ${owner.name}`, [owner.group], words, period),
          parts("region", "By region", ["region"], words, period),
        ]),
    {
      id: "commitments",
      title: "Coverage of commitments",
      question: `How much of my usage was covered by commitments ${words}?`,
      tool: "commitments",
      args: { period, aspect: "coverage" },
      look: "whole",
    },
    {
      id: "changes",
      title: "Largest changes",
      question: `What changed by service ${words}?`,
      tool: "compare",
      args: { period, group_by: ["service"], top_n: MOST_PARTS },
      look: "whole",
    },
  ];
}

function trend(grain: Grain): Tile {
  const daily = grain === "daily";
  return {
    id: "trend",
    title: "Trend",
    question: daily ? "Show my daily costs of the past 30 days" : "Show my monthly costs of the past 12 months",
    tool: "spend",
    args: { granularity: grain, period: daily ? "past_30_days" : "past_12_months" },
    look: "half",
  };
}

function parts(name: string, title: string, groupBy: readonly string[], words: string, period: PeriodName): Tile {
  return {
    id: name,
    title,
    question: `What did I spend by ${name} ${words}?`,
    tool: "spend",
    args: { group_by: groupBy, period, top_n: MOST_PARTS },
    look: "half",
  };
}

/** How organisations call who answers for a cost, the most exact first. */
const OWNERS = ["team", "owner", "squad", "costcenter", "department", "project"];

/** The tag that tells whose a cost is. `team` goes through the organisation's own terms, others are read as they are. */
function ownerKey(keys: readonly string[]): { name: string; group: string } | undefined {
  for (const owner of OWNERS) {
    const key = keys.find((other) => other.toLowerCase().replaceAll(/[^a-z]/g, "") === owner);
    if (key !== undefined) return { name: key, group: owner === "team" ? "team" : `tag:${key}` };
  }
  return undefined;
}

/**
 * The runId of a tile's job: the same for the same bill, terms, tile, day and version of the product, so that opening the
 * dashboard again replays the job. The day counts because `last_month` means other days tomorrow.
 */
export function keyOf(tile: Tile, bill: Bill, today: string, version: string): string {
  const { source, asOf, rows, period, currencies, terms } = bill;
  return `dashboard.${tile.id.replaceAll(/[^\w-]/g, "_").slice(0, 40)}.${fingerprint(
    JSON.stringify([source, asOf, rows, period, currencies, terms, tile, today, version]),
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
