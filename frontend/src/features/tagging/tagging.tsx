import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { useMemo } from "react";
import type { Answer, Fact } from "@/api";
import { useAddressSteps } from "@/components/address-state";
import { VisuallyHidden } from "@/components/visually-hidden";
import { isActive, type JobView } from "@/jobs/job-view";
import { BlockActionsContext } from "../actions/block-actions";
import type { OfferedTile } from "../bill/bill";
import { type BillPageProps, offered } from "../page";
import { AnswerBody } from "../page-jobs/answer-body";
import { PageHead } from "../page-jobs/page-head";
import { Refresh, workedOutAt } from "../page-jobs/refresh";
import { usePageJobs } from "../page-jobs/use-page-jobs";
import { Controls } from "./controls";
import { KeyBars } from "./key-bars";
import { OFFER, taggingPage } from "./page";
import { policyKeys } from "./policy-keys";
import { askedFor, FIRST, IN_ADDRESS, type View } from "./view";

/** How far the bill follows the organisation's tag policy: the tagging agent's answers, by view, group, key and period. */
export default function Tagging({ bill, ...rest }: BillPageProps) {
  const tile = offered(bill, OFFER);
  if (!tile) return null;
  return (
    <Box className="scroller" sx={{ flex: 1, minHeight: 0, overflowY: "auto" }}>
      <Box sx={{ maxWidth: 1080, mx: "auto", px: { xs: 2, sm: 3 }, pt: 2, pb: 5 }}>
        <Compliance bill={bill} tile={tile} {...rest} />
      </Box>
    </Box>
  );
}

type Props = Pick<BillPageProps, "bill" | "version" | "onAsk"> & { tile: OfferedTile };

function Compliance({ bill, tile, version, onAsk }: Props) {
  const [view, show] = useAddressSteps(IN_ADDRESS);
  // All keys are told by the first question, whatever is looked at: they are what the others choose from.
  const [ofAll, own] = [askedFor({ ...FIRST, period: view.period }, tile), askedFor(view, tile)];
  const asked = own.question === ofAll.question ? [ofAll] : [ofAll, own];
  const { jobs, retry, anew } = usePageJobs({ page: taggingPage.route, bill, version }, asked);
  const [all, job] = [jobs[0], jobs.at(-1)];
  const keys = all?.answer ? policyKeys(all.answer) : [];
  const actions = useMemo(() => ({ ask: onAsk }), [onAsk]);
  const isPolicy = !all?.answer || keys.length > 0;
  return (
    <BlockActionsContext.Provider value={actions}>
      <PageHead title={taggingPage.name} bill={bill}>
        <Refresh at={workedOutAt(jobs)} onClick={anew} />
      </PageHead>
      {isPolicy && <Controls view={view} onShow={show} keys={keys.map(({ key }) => key)} />}
      {isPolicy ? (
        <Looked view={view} job={job} onRetry={() => retry(asked.length - 1)} onShow={show} />
      ) : (
        <AnswerBody job={all} onRetry={() => retry(0)} />
      )}
      <VisuallyHidden role="status" aria-live="polite">
        {progressWords(job)}
      </VisuallyHidden>
    </BlockActionsContext.Provider>
  );
}

interface LookedProps {
  readonly view: View;
  readonly job: JobView | undefined;
  readonly onRetry: () => void;
  readonly onShow: (view: View) => void;
}

function Looked({ view, job, onRetry, onShow }: LookedProps) {
  const isCoverage = view.shown === "coverage";
  return (
    <AnswerBody job={job} onRetry={onRetry} {...(isCoverage ? { figures: figuresOf } : {})}>
      {isCoverage && job?.answer && (
        <Keys answer={job.answer} onKey={(key) => onShow({ ...view, shown: "violations", key })} />
      )}
    </AnswerBody>
  );
}

function Keys({ answer, onKey }: { answer: Answer; onKey: (key: string) => void }) {
  const keys = useMemo(() => policyKeys(answer), [answer]);
  if (keys.length === 0) return null;
  return (
    <Box component="section" aria-label="Keys of the policy" sx={{ my: 1 }}>
      <Typography variant="h2" component="h3" sx={{ mb: 1.5 }}>
        By key
      </Typography>
      <KeyBars keys={keys} onKey={onKey} />
    </Box>
  );
}

const MOST_FIGURES = 4;

/** What can be tagged, how much of it follows the policy, what does not, and what cannot be tagged. */
function figuresOf(facts: readonly Fact[]): readonly Fact[] {
  return facts.filter(({ kind }) => kind === "money" || kind === "percent").slice(0, MOST_FIGURES);
}

function progressWords(job: JobView | undefined): string {
  if (!job || isActive(job)) return "Looking at the tags";
  return job.answer ? "The tags are looked at" : "The tags could not be looked at";
}
