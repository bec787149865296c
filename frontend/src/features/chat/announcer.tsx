import Box from "@mui/material/Box";
import type { JobView } from "./job-view";

/** Tells screen readers how the newest question fares: each stage once, then the headline or the problem. */
export function Announcer({ job }: { job: JobView | undefined }) {
  return (
    <Box
      role="status"
      aria-live="polite"
      data-testid="announcer"
      sx={{
        position: "absolute",
        width: 1,
        height: 1,
        overflow: "hidden",
        clipPath: "inset(50%)",
        maxWidth: "1px",
        maxHeight: "1px",
      }}
    >
      {job ? words(job) : ""}
    </Box>
  );
}

function words(job: JobView): string {
  switch (job.state) {
    case "done":
      return `Answered. ${job.answer?.headline ?? job.text}`;
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
