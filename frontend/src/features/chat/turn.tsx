import Box from "@mui/material/Box";
import Skeleton from "@mui/material/Skeleton";
import Typography from "@mui/material/Typography";
import { memo, type ReactNode, useCallback, useEffect, useId, useMemo, useRef, useState } from "react";
import { Markdown } from "@/components/markdown";
import { isActive, type JobView, splitText } from "@/jobs/job-view";
import type { Choice } from "@/jobs/job-store";
import { useJobs } from "@/jobs/jobs-context";
import { BlockActionsContext } from "../actions/block-actions";
import { Decisions, withoutDecisions } from "../actions/decisions";
import { useAnomalyActions } from "../actions/use-anomaly-actions";
import { Blocks } from "../answer/answer-view";
import { BasisDisclosure } from "../answer/basis-disclosure";
import { parseRows } from "../answer/rows";
import { Activity } from "./activity";
import { AnswerTools } from "./answer-tools";
import { useChat } from "./chat-context";
import { Feedback } from "./feedback";
import { ProgressLine } from "./progress-line";
import { Question } from "./question";
import { Suggestions } from "./suggestions";
import { useNear } from "./use-near";

interface Props {
  readonly job: JobView;
  readonly onAsk: (text: string, mayGoToModel?: boolean) => void;
  /** The newest answer offers what to ask next, and has room to grow without moving anything. */
  readonly isLast: boolean;
}

/** What a turn takes up that has not been drawn yet. */
const UNSEEN_HEIGHT = 480;

/** One question with its answer. Far from the screen there is only the question, and the room that the answer took. */
export const Turn = memo(function Turn({ job, onAsk, isLast }: Props) {
  const chat = useChat();
  const element = useRef<HTMLElement>(null);
  const { isNear, height = UNSEEN_HEIGHT } = useNear(element, isLast);
  useEffect(() => {
    if (isNear) chat.read(job);
  }, [chat, isNear, job]);
  return (
    <Box
      component="article"
      ref={element}
      id={`run-${job.runId}`}
      data-state={job.state}
      aria-label={`Question: ${job.question}`}
      aria-busy={isActive(job)}
      sx={ARTICLE}
      style={{ minHeight: isLast ? "calc(100cqh - 48px)" : isNear ? 0 : height }}
    >
      {isNear ? <Drawn job={job} onAsk={onAsk} isLast={isLast} /> : <h2>{job.question}</h2>}
    </Box>
  );
});

const ARTICLE = {
  display: "grid",
  gap: 1.5,
  gridTemplateColumns: "minmax(0, 1fr)",
  alignContent: "start",
  scrollMarginTop: 24,
  // What changes in one answer is no matter of the layout of the others.
  contain: "layout style",
};

function Drawn({ job, onAsk, isLast }: Props) {
  const chat = useChat();
  const jobs = useJobs();
  const id = useId();
  const { runId, interrupts } = job;
  const said = useAnomalyActions();
  const actions = useMemo(
    () => ({ ask: onAsk, ...said, interrupts, decide: (choice: Choice) => jobs.decide(runId, choice) }),
    [onAsk, said, interrupts, jobs, runId],
  );
  const again = (text: string) => onAsk(text, job.model);
  const [open, setOpen] = useState(false);
  const active = isActive(job);
  return (
    <>
      <Question text={job.question} askedAt={job.startedAt} onAsk={again} />
      <ProgressLine
        job={job}
        open={open}
        detailsId={`${id}-activity`}
        onToggle={() => setOpen(!open)}
        onStop={() => chat.stop(job)}
      />
      {open && <Activity job={job} id={`${id}-activity`} />}
      <BlockActionsContext.Provider value={actions}>
        <Answer job={job} />
        <Decisions answer={job.answer} />
      </BlockActionsContext.Provider>
      {job.problem && <Problem {...job.problem} />}
      {!active && job.state !== "unread" && <AnswerTools job={job} onRetry={() => again(job.question)} />}
      {job.state === "done" && job.answer && <Feedback job={job} />}
      {isLast && !active && job.answer && <Suggestions texts={job.answer.suggestions} onAsk={onAsk} />}
    </>
  );
}

/** The headline's place is kept from the start, so that text already streamed does not move when it comes. */
function Answer({ job }: { job: JobView }) {
  const jobs = useJobs();
  const { answer, runId, interrupts } = job;
  const loadRows = useCallback(
    async (artifactId: string) => parseRows(await jobs.artifact(runId, artifactId)),
    [jobs, runId],
  );
  const shown = useMemo(() => answer && withoutDecisions(answer, interrupts), [answer, interrupts]);
  if (answer && shown) {
    return (
      <>
        <Headline>{answer.headline}</Headline>
        <BasisDisclosure basis={answer.basis} />
        {answer.markdown !== "" && <Markdown text={answer.markdown} />}
        <Blocks answer={shown} loadRows={loadRows} />
      </>
    );
  }
  const { headline, body } = splitText(job.text);
  if (!isActive(job) && headline === "") return null;
  return (
    <>
      <Headline>{headline || <Skeleton width="62%" animation={false} />}</Headline>
      {isActive(job) && <Skeleton width="34%" animation={false} sx={{ mt: -0.75, fontSize: "0.9rem" }} />}
      {body !== "" && <Markdown text={body} />}
    </>
  );
}

function Headline({ children }: { children: ReactNode }) {
  return (
    <Typography variant="h2" component="h3" sx={{ minHeight: "1.35em", mt: 0.5, overflowWrap: "anywhere" }}>
      {children}
    </Typography>
  );
}

function Problem({ message, code }: { message: string; code: string }) {
  return (
    <Box
      role="alert"
      sx={{ px: 2, py: 1.25, borderRadius: 2.5, border: 1, borderColor: "error.main", typography: "body2" }}
    >
      {message}
      <Box component="span" sx={{ display: "block", color: "text.secondary", typography: "caption" }}>
        Error code {code}
      </Box>
    </Box>
  );
}
