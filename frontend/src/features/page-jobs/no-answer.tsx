import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Skeleton from "@mui/material/Skeleton";
import Typography from "@mui/material/Typography";
import { CircleAlert } from "lucide-react";
import { isActive, type JobView } from "@/jobs/job-view";

/** How far a job is that has no answer yet, or why it has none. `job` is undefined before it was asked for. */
export function NoAnswer({ job, onRetry }: { job: JobView | undefined; onRetry: () => void }) {
  if (!job || isActive(job)) {
    return (
      <Box>
        <Skeleton width="72%" animation={false} sx={{ fontSize: "1rem" }} />
        <Skeleton width="44%" animation={false} sx={{ fontSize: "0.9rem" }} />
        <Typography variant="caption" color="textSecondary">
          {job?.state === "working" ? `${job.message} · ${job.percent} %` : "Waiting for its turn"}
        </Typography>
      </Box>
    );
  }
  return (
    <Box role="alert" sx={{ display: "flex", gap: 1, alignItems: "flex-start", typography: "body2" }}>
      <Box component={CircleAlert} size={17} aria-hidden sx={{ flex: "none", mt: 0.25, color: "error.main" }} />
      <Box sx={{ minWidth: 0, overflowWrap: "anywhere" }}>
        {job.problem?.message ?? "This was stopped before it had an answer."}
        <Box sx={{ mt: 0.75 }}>
          <Button variant="outlined" color="inherit" onClick={onRetry} sx={{ borderColor: "divider" }}>
            Try again
          </Button>
        </Box>
      </Box>
    </Box>
  );
}
