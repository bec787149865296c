import { createContext, useContext, useEffect, useMemo, useSyncExternalStore } from "react";
import { JobBoard, type Wanted } from "./job-board";
import type { JobStore } from "./job-store";
import type { JobView } from "./job-view";

export const JobsContext = createContext<JobStore | undefined>(undefined);

export function useJobs(): JobStore {
  const jobs = useContext(JobsContext);
  if (!jobs) throw new Error("useJobs needs a JobsContext around it");
  return jobs;
}

/** Runs what a page shows, and forgets what waits when the page is left; what has begun goes on and is kept. */
export function useJobBoard(
  threadId: string,
  wanted: readonly Wanted[],
): { jobs: ReadonlyMap<string, JobView>; retry: (wanted: Wanted) => void } {
  const store = useJobs();
  const board = useMemo(() => new JobBoard({ jobs: store, threadId }), [store, threadId]);
  const jobs = useSyncExternalStore(board.subscribe, board.snapshot);
  useEffect(() => {
    board.show(wanted);
    return () => board.show([]);
  }, [board, wanted]);
  return { jobs, retry: (one) => board.retry(one) };
}
