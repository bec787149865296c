import Box from "@mui/material/Box";
import { useMemo } from "react";
import { VisuallyHidden } from "@/components/visually-hidden";
import { isActive, type JobView } from "@/jobs/job-view";
import { BlockActionsContext } from "../actions/block-actions";
import type { OfferedTile } from "../bill/bill";
import { type BillPageProps, offered } from "../page";
import { NoAnswer } from "../page-jobs/no-answer";
import { PageHead } from "../page-jobs/page-head";
import { Refresh, workedOutAt } from "../page-jobs/refresh";
import { usePageJobs } from "../page-jobs/use-page-jobs";
import { Holdings } from "./holdings";
import { inventoryPage, OFFER } from "./page";

/** What is in the accounts: the inventory agent's whole list, to be narrowed and sorted. */
export default function Inventory({ bill, ...rest }: BillPageProps) {
  const tile = offered(bill, OFFER);
  if (!tile) return null;
  return (
    <Box className="scroller" sx={{ flex: 1, minHeight: 0, overflowY: "auto" }}>
      <Box sx={{ maxWidth: 1320, mx: "auto", px: { xs: 2, sm: 3 }, pt: 2, pb: 5 }}>
        <Told bill={bill} tile={tile} {...rest} />
      </Box>
    </Box>
  );
}

type Props = Pick<BillPageProps, "bill" | "version" | "onAsk"> & { tile: OfferedTile };

function Told({ bill, tile, version, onAsk }: Props) {
  const asked = useMemo(() => [tile], [tile]);
  const { jobs, retry, anew } = usePageJobs({ page: inventoryPage.route, bill, version }, asked);
  const actions = useMemo(() => ({ ask: onAsk }), [onAsk]);
  const job = jobs[0];
  return (
    <BlockActionsContext.Provider value={actions}>
      <PageHead title={inventoryPage.name} bill={bill}>
        <Refresh at={workedOutAt(jobs)} onClick={anew} />
      </PageHead>
      {job?.answer ? (
        <Holdings runId={job.runId} answer={job.answer} />
      ) : (
        <NoAnswer job={job} onRetry={() => retry(0)} />
      )}
      <VisuallyHidden role="status" aria-live="polite">
        {progressWords(job)}
      </VisuallyHidden>
    </BlockActionsContext.Provider>
  );
}

function progressWords(job: JobView | undefined): string {
  if (!job || isActive(job)) return "Reading the inventory";
  return job.answer ? "The inventory is loaded" : "The inventory could not be loaded";
}
