import { VisuallyHidden } from "@/components/visually-hidden";
import type { JobView } from "@/jobs/job-view";

/** Tells screen readers how the newest question fares: each stage once, then the headline or the problem. */
export function Announcer({ job }: { job: JobView | undefined }) {
  return (
    <VisuallyHidden role="status" aria-live="polite" data-testid="announcer">
      {job ? words(job) : ""}
    </VisuallyHidden>
  );
}

function words(job: JobView): string {
  switch (job.state) {
    case "done":
      return `${job.answer?.answered === false ? "Not answered" : "Answered"}. ${job.answer?.headline ?? job.text}`;
    case "failed":
      return `Failed. ${job.problem?.message ?? ""}`;
    case "cancelled":
      return "Stopped.";
    case "unread":
      return "";
    default:
      return `${job.message}, ${job.percent} percent`;
  }
}
