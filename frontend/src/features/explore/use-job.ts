import { useMemo } from "react";
import type { Wanted } from "@/jobs/job-board";
import type { JobView } from "@/jobs/job-view";
import { useJobBoard } from "@/jobs/jobs-context";
import { pageThread } from "@/jobs/page-thread";
import type { Bill } from "../bill/bill";
import { jobKey } from "../page-jobs/job-key";
import { explorePage } from "./page";

const THREAD = pageThread(explorePage.route);
const NOTHING: readonly Wanted[] = [];

/** What names a job of the page beside its call. */
export interface Asking {
  readonly bill: Bill;
  readonly today: string;
  readonly version: string;
}

export interface Asked {
  readonly key: string;
  readonly job: JobView | undefined;
  readonly retry: () => void;
}

/** Asks one of the cost agent's tools; the same arguments are the same job. Nothing is asked without arguments. */
export function useJob(
  { bill, today, version }: Asking,
  tool: string,
  question: string,
  args: Readonly<Record<string, unknown>> | undefined,
): Asked {
  const text = args && JSON.stringify(args);
  const wanted = useMemo(() => {
    if (text === undefined) return NOTHING;
    const call = { agent: "cost", tool, args: JSON.parse(text) as Record<string, unknown> };
    return [{ key: jobKey({ page: explorePage.route, id: tool, bill, call, today, version }), question, call }];
  }, [bill, today, version, tool, question, text]);
  const { jobs, retry } = useJobBoard(THREAD, wanted);
  const key = wanted[0]?.key ?? "";
  return { key, job: jobs.get(key), retry: () => wanted.forEach((one) => retry(one)) };
}
