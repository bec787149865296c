import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import ButtonBase from "@mui/material/ButtonBase";
import LinearProgress from "@mui/material/LinearProgress";
import {
  ChevronDown,
  CircleAlert,
  CircleCheck,
  CircleQuestionMark,
  CircleSlash,
  Hand,
  LoaderCircle,
  type LucideIcon,
  Square,
} from "lucide-react";
import { formatElapsed } from "@/values/format";
import { elapsedMs, isActive, type JobState, type JobView } from "@/jobs/job-view";
import { useNow } from "./use-now";

const ICONS: Readonly<Partial<Record<JobState, LucideIcon>>> = {
  done: CircleCheck,
  failed: CircleAlert,
  cancelled: CircleSlash,
  waiting: Hand,
};

interface Props {
  readonly job: JobView;
  readonly open: boolean;
  readonly detailsId: string;
  readonly onToggle: () => void;
  readonly onStop: () => void;
}

/** One line that says how far the job is, or how it ended; it keeps its height, so that what is below stays put. */
export function ProgressLine({ job, open, detailsId, onToggle, onStop }: Props) {
  const active = isActive(job);
  const now = useNow(active);
  const elapsed = formatElapsed(elapsedMs(job, now));
  const Icon = iconOf(job);
  return (
    <Box className="no-print">
      <Box
        sx={{
          display: "flex",
          alignItems: "center",
          gap: 1,
          minHeight: 36,
          typography: "body2",
          color: "text.secondary",
        }}
      >
        <ButtonBase
          aria-expanded={open}
          aria-controls={detailsId}
          onClick={onToggle}
          sx={{
            gap: 1,
            py: 0.5,
            pr: 0.75,
            minWidth: 0,
            borderRadius: 1.5,
            typography: "body2",
            color: "text.secondary",
            "&:hover": { color: "text.primary" },
          }}
        >
          <Box
            component={Icon}
            size={16}
            aria-hidden
            sx={{
              flex: "none",
              color: colorOf(job),
              ...(active && {
                animation: "turn 1.1s linear infinite",
                "@keyframes turn": { to: { transform: "rotate(1turn)" } },
              }),
            }}
          />
          <Box component="span" sx={{ overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" }}>
            {sentenceOf(job)}
          </Box>
          <Box
            component={ChevronDown}
            size={15}
            aria-hidden
            sx={{ flex: "none", transform: open ? "rotate(180deg)" : "none" }}
          />
        </ButtonBase>
        <Box
          component="span"
          sx={{ ml: "auto", flex: "none", fontVariantNumeric: "tabular-nums", minWidth: 52, textAlign: "right" }}
        >
          {active && `${job.percent} % · `}
          {job.state === "unread" ? "" : elapsed}
        </Box>
        {active && (
          <Button
            color="inherit"
            variant="outlined"
            disabled={job.stopping || !job.jobId}
            startIcon={<Square size={11} fill="currentColor" />}
            onClick={onStop}
            sx={{ flex: "none", borderColor: "divider", color: "text.primary" }}
          >
            {job.stopping ? "Stopping" : "Stop"}
          </Button>
        )}
      </Box>
      <LinearProgress
        variant="determinate"
        value={active ? job.percent : 100}
        aria-label="Progress"
        aria-hidden={!active}
        sx={{
          height: 3,
          borderRadius: 2,
          opacity: active ? 1 : 0,
          transition: "opacity 0.6s 0.2s",
          bgcolor: "action.hover",
        }}
      />
    </Box>
  );
}

/** A job that ended well and whose answer is that there is none: no sign of success belongs to it. */
function isUnanswered({ state, answer }: JobView): boolean {
  return state === "done" && answer?.answered === false;
}

function sentenceOf(job: JobView): string {
  if (job.stopping) return "Stopping";
  switch (job.state) {
    case "done":
      if (isUnanswered(job)) return "Not answered";
      return job.route && job.route.path !== "fast" ? `Answered · ${routeWords(job.route.path)}` : "Answered";
    case "failed":
      return "Failed";
    case "cancelled":
      return "Stopped";
    case "waiting":
      return "Waits for a decision";
    case "unread":
      return "Reading";
    default:
      return job.retries > 0 ? `${job.message} (attempt ${job.retries + 1})` : job.message;
  }
}

export function routeWords(path: "fast" | "model" | "fallback"): string {
  return { fast: "understood at once", model: "planned by the model", fallback: "closest match, no model" }[path];
}

function iconOf(job: JobView): LucideIcon {
  return isUnanswered(job) ? CircleQuestionMark : (ICONS[job.state] ?? LoaderCircle);
}

function colorOf(job: JobView): string {
  if (isUnanswered(job)) return "text.secondary";
  const colors: Partial<Record<JobState, string>> = {
    done: "success.main",
    failed: "error.main",
    waiting: "warning.main",
    cancelled: "text.secondary",
  };
  return colors[job.state] ?? "primary.main";
}
