import type { ToolCall } from "@/jobs/job-store";
import type { Bill, OfferedTile } from "../bill/bill";
import { jobKey } from "../page-jobs/job-key";

/** One tool call whose answer the dashboard shows. */
export interface Tile {
  readonly id: string;
  readonly title: string;
  /** The same in words: what the job is called, and what a conversation about it begins with. */
  readonly question: string;
  readonly call: ToolCall;
  readonly look: Look;
}

/** Shown by a page of its own. */
const OF_A_PAGE = "page";
const LOOKS = ["figures", "half", "whole"] as const;
type Look = (typeof LOOKS)[number];

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

/** What the agents offer, as the reader wants to see it. */
export function tilesOf({ tiles }: Bill, choice: Choice): Tile[] {
  const shown = new Map<string, Tile>();
  for (const offered of tiles) {
    if (offered.kind === OF_A_PAGE) continue;
    if (offered.grain !== null && offered.grain !== choice.grain) continue;
    const tile = tileOf(offered, choice.period);
    if (!shown.has(tile.id)) shown.set(tile.id, tile);
  }
  return [...shown.values()];
}

/** True when what is shown depends on whether the reader looks by months or by days. */
export function hasGrains({ tiles }: Bill): boolean {
  return tiles.some(({ grain }) => grain !== null);
}

function tileOf(offered: OfferedTile, period: PeriodName): Tile {
  const { agent, name, title, question, tool, takesPeriod } = offered;
  const words = PERIODS.find((other) => other.period === period)?.words ?? "";
  return {
    id: `${agent}.${name}`,
    title,
    question: takesPeriod ? question.replace("{period}", () => words) : question,
    call: { agent, tool, args: takesPeriod ? { ...offered.arguments, period } : offered.arguments },
    // A look that only a later page knows still has an answer to show.
    look: LOOKS.find((look) => look === offered.kind) ?? "half",
  };
}

/** The runId of a tile's job, the same as long as the tile, the bill and the day are. */
export function keyOf(tile: Tile, bill: Bill, today: string, version: string): string {
  return jobKey({ page: "dashboard", id: tile.id, bill, call: tile, today, version });
}
