import { useMemo } from "react";
import { VisuallyHidden } from "@/components/visually-hidden";
import { isActive, type JobView } from "@/jobs/job-view";
import { BlockActionsContext } from "../actions/block-actions";
import { NoAnswer } from "../page-jobs/no-answer";
import { PageHead } from "../page-jobs/page-head";
import { Refresh, workedOutAt } from "../page-jobs/refresh";
import { nextRound } from "../page-jobs/round";
import { type Asked, usePageJobs } from "../page-jobs/use-page-jobs";
import { savingsPage } from "./page";
import { SavingsList } from "./savings-list";
import { useChanges } from "./use-changes";
import type { ViewProps } from "./views";

const PAGE = savingsPage.route;

/** What can be saved, and what the reader says of each of it. */
export function OpenSavings({ asked, bill, version, onAsk, switcher }: ViewProps & { asked: Asked }) {
  const { jobs, keys, retry, anew } = usePageJobs({ page: PAGE, bill, version }, [asked]);
  const { changed, actions: said } = useChanges(keys[0] ?? "", markStale, anew);
  const actions = useMemo(() => ({ ask: onAsk, ...said }), [onAsk, said]);
  const job = jobs[0];
  return (
    <BlockActionsContext.Provider value={actions}>
      <PageHead title={savingsPage.name} bill={bill}>
        {switcher}
        <Refresh at={workedOutAt(jobs)} onClick={anew} />
      </PageHead>
      {job?.answer ? (
        <SavingsList bill={bill} runId={job.runId} answer={job.answer} changed={changed} />
      ) : (
        <NoAnswer job={job} onRetry={() => retry(0)} />
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
