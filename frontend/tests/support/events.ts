import type { AgUiEvent, JobEvent } from "@/api";
import { applyEvent, type JobView, newJob } from "@/jobs/job-view";
import { goodJob } from "./fake-platform";
import { byService } from "./answers";

/** Events as a job's log has them, a tenth of a second apart. */
export function logged(events: readonly AgUiEvent[]): JobEvent[] {
  return events.map((event, index) => ({
    seq: index + 1,
    jobId: "job",
    threadId: "t",
    ts: 5_000 + index * 100,
    event,
  }));
}

export const GOOD_EVENTS: readonly AgUiEvent[] = goodJob(byService).map((step) => step.event);

/** A question and what has happened to it. */
export function jobAfter(events: readonly AgUiEvent[], changes: Partial<JobView> = {}): JobView {
  const asked = { ...newJob({ runId: "r", threadId: "t" }, "What did I spend by service?", 4_000), jobId: "job" };
  return { ...logged(events).reduce(applyEvent, asked), ...changes };
}
