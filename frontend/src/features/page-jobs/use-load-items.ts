import { useCallback } from "react";
import { useJobs } from "@/jobs/jobs-context";
import { type LoadItems, parseRows } from "../answer/rows";

/** Reads what was too large for a job's answer. */
export function useLoadItems(runId: string): LoadItems {
  const jobs = useJobs();
  return useCallback(async (artifactId) => parseRows(await jobs.artifact(runId, artifactId)), [jobs, runId]);
}
