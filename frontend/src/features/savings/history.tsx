import type { Fact } from "@/api";
import { AnswerBody } from "../page-jobs/answer-body";
import { PageHead } from "../page-jobs/page-head";
import { Refresh, workedOutAt } from "../page-jobs/refresh";
import { type Asked, usePageJobs } from "../page-jobs/use-page-jobs";
import { savingsPage } from "./page";
import type { ViewProps } from "./views";

/** What became of recommendations: what was carried out, what it was said to save and what the bill shows it saves. */
export function History({ asked, bill, version, switcher }: ViewProps & { asked: Asked }) {
  const { jobs, retry, anew } = usePageJobs({ page: savingsPage.route, bill, version }, [asked]);
  return (
    <>
      <PageHead title={savingsPage.name} bill={bill}>
        {switcher}
        <Refresh at={workedOutAt(jobs)} onClick={anew} />
      </PageHead>
      <AnswerBody job={jobs[0]} onRetry={() => retry(0)} figures={figuresOf} />
    </>
  );
}

const MOST_FIGURES = 3;

/** What is saved a month and so far, beside what was estimated. */
function figuresOf(facts: readonly Fact[]): readonly Fact[] {
  return facts.filter(({ kind }) => kind === "money").slice(0, MOST_FIGURES);
}
