import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { type ReactNode, useMemo, useState } from "react";
import { useAddressSteps } from "@/components/address-state";
import { VisuallyHidden } from "@/components/visually-hidden";
import { isActive } from "@/jobs/job-view";
import { formatDay } from "@/values/format";
import { AnswerHead } from "../answer/answer-head";
import { type Bill, nameOf } from "../bill/bill";
import type { BillPageProps } from "../page";
import { NoAnswer } from "../page-jobs/no-answer";
import { Refresh, workedOutAt } from "../page-jobs/refresh";
import { nextRound, round } from "../page-jobs/round";
import { Controls } from "./controls";
import { type Dimension, dimensionsOf, USUAL } from "./dimensions";
import { Filters } from "./filters";
import { explorePage } from "./page";
import { questionOf } from "./question";
import { Result } from "./result";
import { type Shown, useSums } from "./use-sums";
import { type Asked, type Asking, useJob } from "./use-job";
import { argumentsOf, type View } from "./view";
import { IN_ADDRESS } from "./view-address";
import { ViewTools } from "./view-tools";

const PAGE = explorePage.route;

/** Any question of sums, by pointing: the bill by group and over time, in jobs as every other question is. */
export default function Explore({ bill, version, onAsk }: BillPageProps) {
  const [view, show] = useAddressSteps(IN_ADDRESS);
  const [today] = useState(() => new Date().toISOString().slice(0, 10));
  const [edition, setEdition] = useState(() => round(window.localStorage, PAGE));
  const asking = useMemo(() => ({ bill, today, version: version + edition }), [bill, today, version, edition]);
  const asked = useJob(asking, "explore", questionOf(view), argumentsOf(view));
  const { shown, problem } = useSums(view, asked);
  const dimensions = useDimensions(asking);
  const days = (shown?.key === asked.key && shown.answer.basis.period) || undefined;
  return (
    <Box className="scroller" sx={{ flex: 1, minHeight: 0, overflowY: "auto" }}>
      <Box sx={{ maxWidth: 1560, mx: "auto", px: { xs: 2, sm: 3 }, pt: 2, pb: 5 }}>
        <Head bill={bill}>
          <ViewTools view={view} onShow={show} onAsk={() => onAsk(questionOf(view, days))} />
          <Refresh
            at={workedOutAt([asked.job])}
            onClick={() => setEdition(nextRound(window.localStorage, PAGE, Date.now()))}
          />
        </Head>
        <Box sx={GRID}>
          <Controls view={view} onShow={show} dimensions={dimensions} bill={bill} days={days} />
          <Filters asking={asking} view={view} dimensions={dimensions} onShow={show} />
          {problem !== "" && <Box role="alert">{problem}</Box>}
          <Told {...{ view, asked, shown, dimensions }} onShow={show} />
        </Box>
      </Box>
    </Box>
  );
}

const GRID = { display: "grid", gap: 1.5, gridTemplateColumns: "minmax(0, 1fr)" };
const NO_ARGUMENTS = {};

/** What the bill can be grouped and filtered by; the usual ones until it has said so. */
function useDimensions(asking: Asking): readonly Dimension[] {
  const answer = useJob(asking, "values", "What the bill can be grouped by", NO_ARGUMENTS).job?.answer;
  return useMemo(() => (answer ? dimensionsOf(answer) : USUAL), [answer]);
}

function Head({ bill, children }: { bill: Bill; children: ReactNode }) {
  return (
    <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: 1.5, mb: 2 }}>
      <Box sx={{ flex: "1 1 220px", minWidth: 0 }}>
        <Typography variant="h1" component="h2">
          {explorePage.name}
        </Typography>
        <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: "anywhere" }}>
          {nameOf(bill)}
          {bill.asOf && `, data as of ${formatDay(bill.asOf)}`}
        </Typography>
      </Box>
      {children}
    </Box>
  );
}

interface ToldProps {
  readonly view: View;
  readonly asked: Asked;
  readonly shown: Shown | undefined;
  readonly dimensions: readonly Dimension[];
  readonly onShow: (view: View) => void;
}

/** The answer, faint while it is still that of the view before; or how far it is, or why there is none. */
function Told({ view, asked: { key, job, retry }, shown, dimensions, onShow }: ToldProps) {
  // What changes the look alone is seen at once; what is asked anew leaves the drawing alone until it is here.
  const look = useMemo(
    () => shown && { ...shown.view, chart: view.chart, sort: view.sort },
    [shown, view.chart, view.sort],
  );
  const hasFailed = job !== undefined && !isActive(job) && !job.answer;
  if (!shown || !look || hasFailed) return <NoAnswer job={job} onRetry={retry} />;
  const isCurrent = shown.key === key;
  const { answer, sums } = shown;
  return (
    <Box
      data-state={isCurrent ? "done" : "working"}
      aria-busy={!isCurrent}
      sx={{ ...GRID, opacity: isCurrent ? 1 : 0.55 }}
    >
      <AnswerHead answer={answer} variant="h2" />
      {sums && <Result view={look} {...{ answer, sums, dimensions, onShow }} />}
      <VisuallyHidden role="status" aria-live="polite">
        {isCurrent ? answer.headline : "Working it out"}
      </VisuallyHidden>
    </Box>
  );
}
