import { createContext } from "react";
import type { Wanted } from "@/jobs/job-board";
import type { Bill } from "../bill/bill";
import { offered } from "../page";
import { jobKey } from "../page-jobs/job-key";

/** The job that says what a resource cost by day; undefined where no agent of the platform can tell. */
export type CostByDayOf = ((resource: string, account: string) => Wanted) | undefined;

export const CostByDayContext = createContext<CostByDayOf>(undefined);

export function costByDayOf(bill: Bill): CostByDayOf {
  if (!offered(bill, { agent: "cost", tool: "spend" })) return undefined;
  const today = new Date().toISOString().slice(0, 10);
  return (resource, account) => {
    const scope = { resource: [resource], ...(account === "" ? {} : { account: [account] }) };
    const call = { agent: "cost", tool: "spend", args: { ...scope, granularity: "daily", period: "past_3_months" } };
    return {
      key: jobKey({ page: "savings", id: "cost-by-day", bill, call, today, version: "" }),
      question: `What did ${resource} cost by day in the past 3 months?`,
      call,
    };
  };
}
