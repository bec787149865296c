import { useCallback, useMemo, useState } from "react";
import type { JobView } from "@/jobs/job-view";
import { useJobBoard } from "@/jobs/jobs-context";
import { pageThread } from "@/jobs/page-thread";
import type { Bill, OfferedTile } from "../bill/bill";
import { jobKey } from "./job-key";
import { nextRound, round } from "./round";

/** What a page asks: a tool's call under a name of its own, and the same in words. */
export type Asked = Pick<OfferedTile, "agent" | "name" | "question" | "tool" | "arguments">;

interface Page {
  readonly page: string;
  readonly bill: Bill;
  readonly version: string;
}

export interface PageJobs {
  /** The job of each thing that is asked; undefined before it was asked for. */
  readonly jobs: readonly (JobView | undefined)[];
  /** What names each of the jobs. */
  readonly keys: readonly string[];
  readonly retry: (at: number) => void;
  /** Asks all of it anew. */
  readonly anew: () => void;
}

/** The jobs that a page is made of: the same as long as the bill, the day and the product are, until asked anew. */
export function usePageJobs({ page, bill, version }: Page, asked: readonly Asked[]): PageJobs {
  const [edition, setEdition] = useState(() => round(window.localStorage, page));
  const [today] = useState(() => new Date().toISOString().slice(0, 10));
  const text = JSON.stringify(asked);
  const wanted = useMemo(
    () =>
      (JSON.parse(text) as Asked[]).map(({ agent, name, question, tool, arguments: args }) => {
        const call = { agent, tool, args };
        return { key: jobKey({ page, id: name, bill, call, today, version: version + edition }), question, call };
      }),
    [page, bill, version, edition, today, text],
  );
  const { jobs, retry } = useJobBoard(pageThread(page), wanted);
  const anew = useCallback(() => setEdition(nextRound(window.localStorage, page, Date.now())), [page]);
  return {
    jobs: wanted.map(({ key }) => jobs.get(key)),
    keys: wanted.map(({ key }) => key),
    retry: (at) => wanted.slice(at, at + 1).forEach((one) => retry(one)),
    anew,
  };
}
