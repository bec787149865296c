import Box from "@mui/material/Box";
import type { ReactNode } from "react";
import type { Fact } from "@/api";
import type { JobView } from "@/jobs/job-view";
import { AnswerHead } from "../answer/answer-head";
import { Blocks } from "../answer/answer-view";
import { Figures } from "../answer/fact-figures";
import { NoAnswer } from "./no-answer";
import { useLoadItems } from "./use-load-items";

interface Props {
  readonly job: JobView | undefined;
  readonly onRetry: () => void;
  /** Which of the answer's facts are shown as large figures. */
  readonly figures?: (facts: readonly Fact[]) => readonly Fact[];
  /** What the page draws of the answer itself, before the answer's own tables and charts. */
  readonly children?: ReactNode;
}

/** The whole answer of a page's job as a page shows it, or how far it is, or why there is none. */
export function AnswerBody({ job, onRetry, figures, children }: Props) {
  const loadRows = useLoadItems(job?.runId ?? "");
  const answer = job?.answer;
  if (!answer) return <NoAnswer job={job} onRetry={onRetry} />;
  const large = figures?.(answer.facts) ?? [];
  return (
    <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: "minmax(0, 1fr)" }}>
      {large.length > 0 && <Figures facts={large} />}
      <AnswerHead answer={answer} />
      {children}
      <Blocks answer={answer} loadRows={loadRows} />
    </Box>
  );
}
