import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { useCallback, useMemo, useState } from "react";
import { VisuallyHidden } from "@/components/visually-hidden";
import { isActive, type JobView } from "@/jobs/job-view";
import { useJobBoard } from "@/jobs/jobs-context";
import { pageThread } from "@/jobs/page-thread";
import { formatDay } from "@/values/format";
import { BlockActionsContext } from "../actions/block-actions";
import { type Bill, nameOf, type OfferedTile } from "../bill/bill";
import { type BillPageProps, offered } from "../page";
import { jobKey } from "../page-jobs/job-key";
import { NoAnswer } from "../page-jobs/no-answer";
import { Refresh, workedOutAt } from "../page-jobs/refresh";
import { nextRound, round } from "../page-jobs/round";
import { OFFER, savingsPage } from "./page";
import { SavingsList } from "./savings-list";
import { useDismissals } from "./use-dismissals";

const PAGE = savingsPage.route;
const THREAD = pageThread(PAGE);

/** What can be saved: the advice agent's answer, as a list to be filtered, sorted and grouped. */
export default function Savings({ bill, version, onAsk }: BillPageProps) {
  const tile = offered(bill, OFFER);
  if (!tile) return null;
  return (
    <Box className="scroller" sx={{ flex: 1, minHeight: 0, overflowY: "auto" }}>
      <Box sx={{ maxWidth: 1080, mx: "auto", px: { xs: 2, sm: 3 }, pt: 2, pb: 5 }}>
        <Asked bill={bill} tile={tile} version={version} onAsk={onAsk} />
      </Box>
    </Box>
  );
}

type AskedProps = Pick<BillPageProps, "version" | "onAsk"> & { bill: Bill; tile: OfferedTile };

function Asked({ bill, tile, version, onAsk }: AskedProps) {
  const [edition, setEdition] = useState(() => round(window.localStorage, PAGE));
  const [today] = useState(() => new Date().toISOString().slice(0, 10));
  const wanted = useMemo(() => {
    const call = { agent: tile.agent, tool: tile.tool, args: tile.arguments };
    const key = jobKey({ page: PAGE, id: tile.name, bill, call, today, version: version + edition });
    return { key, question: tile.question, call };
  }, [bill, tile, today, version, edition]);
  const { jobs, retry } = useJobBoard(
    THREAD,
    useMemo(() => [wanted], [wanted]),
  );
  const job = jobs.get(wanted.key);
  const anew = useCallback(() => setEdition(nextRound(window.localStorage, PAGE, Date.now())), []);
  const { changed, dismiss, reopen } = useDismissals(wanted.key, markStale, anew);
  const actions = useMemo(() => ({ ask: onAsk, dismiss, reopen }), [onAsk, dismiss, reopen]);
  return (
    <BlockActionsContext.Provider value={actions}>
      <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: 1.5, mb: 2 }}>
        <Box sx={{ flex: "1 1 220px", minWidth: 0 }}>
          <Typography variant="h1" component="h2">
            {savingsPage.name}
          </Typography>
          <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: "anywhere" }}>
            {nameOf(bill)}
            {bill.asOf && `, data as of ${formatDay(bill.asOf)}`}
          </Typography>
        </Box>
        <Refresh at={workedOutAt([job])} onClick={anew} />
      </Box>
      {job?.answer ? (
        <SavingsList bill={bill} runId={job.runId} answer={job.answer} changed={changed} />
      ) : (
        <NoAnswer job={job} onRetry={() => retry(wanted)} />
      )}
      <VisuallyHidden role="status" aria-live="polite">
        {progressWords(job)}
      </VisuallyHidden>
    </BlockActionsContext.Provider>
  );
}

/** The next visit asks anew; what is shown now stays where it is. */
function markStale() {
  nextRound(window.localStorage, PAGE, Date.now());
}

function progressWords(job: JobView | undefined): string {
  if (!job || isActive(job)) return "Looking for savings";
  return job.answer ? "The savings are loaded" : "The savings could not be loaded";
}
