import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { memo, useEffect, useId, useRef, useState } from "react";
import { Markdown } from "@/components/markdown";
import { Blocks } from "../answer/answer-view";
import { BasisPanel } from "../answer/basis-panel";
import { basisSummary } from "../answer/basis-words";
import { parseRows } from "../answer/rows";
import { Activity } from "./activity";
import { AnswerTools } from "./answer-tools";
import { useChat } from "./chat-context";
import { isActive, type JobView } from "./job-view";
import { ProgressLine } from "./progress-line";
import { Question } from "./question";
import { Suggestions } from "./suggestions";

interface Props {
  readonly job: JobView;
  readonly onAsk: (text: string) => void;
  /** The newest answer offers what to ask next. */
  readonly isLast: boolean;
  readonly linked: boolean;
}

/** One question with its answer, from being sent to being read again weeks later. */
export const Turn = memo(function Turn({ job, onAsk, isLast, linked }: Props) {
  const chat = useChat();
  const id = useId();
  const [activityOpen, setActivityOpen] = useState(false);
  const [basisOpen, setBasisOpen] = useState(false);
  const element = useReadWhenSeen(job);
  const { answer } = job;
  const loadRows = async (artifactId: string) => parseRows(await chat.artifact(job.jobId ?? "", artifactId));
  return (
    <Box
      component="article"
      ref={element}
      id={`run-${job.runId}`}
      data-state={job.state}
      aria-label={`Question: ${job.question}`}
      aria-busy={isActive(job)}
      className={linked ? "linked" : ""}
      sx={{
        display: "grid",
        gap: 1.5,
        gridTemplateColumns: "minmax(0, 1fr)",
        alignContent: "start",
        scrollMarginTop: 24,
        minHeight: isLast ? "calc(100cqh - 48px)" : 0,
      }}
    >
      <Question text={job.question} askedAt={job.startedAt} onAsk={onAsk} />
      <ProgressLine
        job={job}
        open={activityOpen}
        detailsId={`${id}-activity`}
        onToggle={() => setActivityOpen(!activityOpen)}
        onStop={() => chat.stop(job)}
      />
      {activityOpen && <Activity job={job} id={`${id}-activity`} />}
      {(answer ?? isActive(job)) && (
        <Typography variant="h2" component="h3" sx={{ minHeight: "1.35em", mt: 0.5, overflowWrap: "anywhere" }}>
          {answer?.headline}
        </Typography>
      )}
      {answer && (
        <Typography variant="caption" color="text.secondary" sx={{ mt: -1 }}>
          {basisSummary(answer.basis)}
        </Typography>
      )}
      {(answer?.markdown ?? job.text) !== "" && <Markdown text={answer?.markdown ?? job.text} />}
      {answer && <Blocks answer={answer} loadRows={loadRows} />}
      {job.problem && <Problem job={job} />}
      {!isActive(job) && job.state !== "unread" && (
        <AnswerTools
          job={job}
          basisOpen={basisOpen}
          basisId={`${id}-basis`}
          onBasis={() => setBasisOpen(!basisOpen)}
          onRetry={() => onAsk(job.question)}
        />
      )}
      {answer && basisOpen && <BasisPanel basis={answer.basis} id={`${id}-basis`} />}
      {isLast && answer && !isActive(job) && <Suggestions texts={answer.suggestions} onAsk={onAsk} />}
    </Box>
  );
});

function Problem({ job }: { job: JobView }) {
  return (
    <Box
      role="alert"
      sx={{ px: 2, py: 1.25, borderRadius: 2.5, border: 1, borderColor: "error.main", typography: "body2" }}
    >
      {job.problem?.message}
      <Box component="span" sx={{ display: "block", color: "text.secondary", typography: "caption" }}>
        {job.problem?.code}
      </Box>
    </Box>
  );
}

/** Old answers are read when they come near the screen. */
function useReadWhenSeen(job: JobView) {
  const chat = useChat();
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    if (job.state !== "unread" || !element.current) return undefined;
    if (!("IntersectionObserver" in window)) {
      chat.read(job);
      return undefined;
    }
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && chat.read(job),
      { rootMargin: "600px" },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [chat, job]);
  return element;
}
