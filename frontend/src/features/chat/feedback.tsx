import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import InputBase from "@mui/material/InputBase";
import { ThumbsDown, ThumbsUp } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { ApiError, type Verdict } from "@/api";
import type { JobView } from "@/jobs/job-view";
import { useJobs } from "@/jobs/jobs-context";

/** The server refuses longer reasons. */
const LONGEST_REASON = 500;

const CHOICES = [
  ["up", "Helpful", ThumbsUp],
  ["down", "Not helpful", ThumbsDown],
] as const;

/** Whether an answer helped, and why. It is kept on the server as long as the answer, for whoever evaluates answers. */
export function Feedback({ job }: { job: JobView }) {
  const jobs = useJobs();
  const label = useId();
  const [problem, setProblem] = useState("");
  const { runId, feedback } = job;
  const say = async (verdict: Verdict | undefined, reason = ""): Promise<void> => {
    try {
      await jobs.judge(runId, verdict, reason);
      setProblem("");
    } catch (error) {
      setProblem(error instanceof ApiError ? error.message : String(error));
    }
  };
  return (
    <Box className="no-print" sx={{ display: "grid", gap: 0.75, color: "text.secondary", typography: "body2" }}>
      <Box role="group" aria-labelledby={label} sx={{ display: "flex", alignItems: "center", gap: 0.5 }}>
        <span id={label}>Did this answer help?</span>
        {CHOICES.map(([verdict, name, Icon]) => {
          const isSaid = feedback?.verdict === verdict;
          return (
            <IconButton
              key={verdict}
              size="small"
              color={isSaid ? "primary" : "inherit"}
              aria-label={name}
              aria-pressed={isSaid}
              onClick={() => void say(isSaid ? undefined : verdict)}
            >
              <Icon size={16} />
            </IconButton>
          );
        })}
      </Box>
      {feedback && (
        <Reason key={feedback.verdict} said={feedback.reason} onSay={(reason) => say(feedback.verdict, reason)} />
      )}
      {problem !== "" && <span role="alert">{problem}</span>}
    </Box>
  );
}

function Reason({ said, onSay }: { said: string; onSay: (reason: string) => Promise<void> }) {
  const [reason, setReason] = useState(said);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void onSay(reason.trim());
  };
  const isKept = reason.trim() === said;
  return (
    <Box component="form" onSubmit={submit} sx={{ display: "flex", alignItems: "center", gap: 1, maxWidth: "60ch" }}>
      <InputBase
        value={reason}
        onChange={({ target }) => setReason(target.value)}
        placeholder="Why? (optional)"
        inputProps={{ "aria-label": "Why it helped or did not", maxLength: LONGEST_REASON }}
        sx={{ flex: 1, px: 1, border: 1, borderColor: "divider", borderRadius: 1.5, typography: "body2" }}
      />
      <Button type="submit" size="small" color="inherit" disabled={isKept}>
        {isKept && said !== "" ? "Kept" : "Send"}
      </Button>
    </Box>
  );
}
