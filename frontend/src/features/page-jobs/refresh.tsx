import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { RefreshCw } from "lucide-react";
import type { JobView } from "@/jobs/job-view";
import { formatMoment } from "@/values/format";

/** When the oldest of what is shown was worked out: jobs of the same bill and day are replayed, not run again. */
export function workedOutAt(jobs: readonly (JobView | undefined)[]): number | undefined {
  const times = jobs.map((job) => job?.endedAt);
  return times.every((time) => time !== undefined) ? Math.min(...times) : undefined;
}

/** Works a page out anew, and says how old it is; `at` is undefined while it is on its way. */
export function Refresh({ at, onClick }: { at: number | undefined; onClick: () => void }) {
  return (
    <Box className="no-print" sx={{ display: "flex", alignItems: "center", gap: 1 }}>
      <Button
        color="inherit"
        variant="outlined"
        disabled={at === undefined}
        startIcon={<RefreshCw size={14} />}
        onClick={onClick}
        sx={{ borderColor: "divider", py: 0.5 }}
      >
        Refresh
      </Button>
      <Typography variant="caption" color="textSecondary" sx={{ minWidth: 96 }}>
        {at === undefined ? "" : formatMoment(at)}
      </Typography>
    </Box>
  );
}
