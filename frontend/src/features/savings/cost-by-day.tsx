import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { useContext, useMemo, useState } from "react";
import type { Wanted } from "@/jobs/job-board";
import { useJobBoard } from "@/jobs/jobs-context";
import { pageThread } from "@/jobs/page-thread";
import type { JobView } from "@/jobs/job-view";
import { Blocks } from "../answer/answer-view";
import { BasisDisclosure } from "../answer/basis-disclosure";
import { NoAnswer } from "../page-jobs/no-answer";
import { useLoadItems } from "../page-jobs/use-load-items";
import { CostByDayContext } from "./cost-by-day-context";

const THREAD = pageThread("savings");

/** A chart of what a resource cost, by day: the series behind the figures, read from the bill when it is asked for. */
export function CostByDay({ resource, account }: { resource: string; account: string }) {
  const wantedOf = useContext(CostByDayContext);
  const [open, setOpen] = useState(false);
  if (!wantedOf || resource === "") return null;
  if (open) return <Chart wanted={wantedOf(resource, account)} />;
  return (
    <div>
      <button type="button" className="entry-ask" onClick={() => setOpen(true)}>
        Show its cost by day
      </button>
    </div>
  );
}

function Chart({ wanted: { key, question, call } }: { wanted: Wanted }) {
  // Made anew at each drawing, the same as long as its key is.
  const [wanted] = useState<readonly Wanted[]>(() => [{ key, question, call }]);
  const { jobs, retry } = useJobBoard(THREAD, wanted);
  const job = jobs.get(key);
  return (
    <Box role="group" aria-label={question} sx={{ my: 1, "& h4": { typography: "caption", color: "text.secondary" } }}>
      {job?.answer ? (
        <Answered job={job} />
      ) : (
        <NoAnswer job={job} onRetry={() => wanted.forEach((one) => retry(one))} />
      )}
    </Box>
  );
}

function Answered({ job: { runId, answer } }: { job: JobView }) {
  const loadRows = useLoadItems(runId);
  const charts = useMemo(
    () => answer && { ...answer, sections: [], blocks: answer.blocks.filter((block) => block.type === "time_series") },
    [answer],
  );
  if (!charts) return null;
  return (
    <Box sx={{ display: "grid", gap: 1.5, gridTemplateColumns: "minmax(0, 1fr)" }}>
      <Typography variant="body2" sx={{ overflowWrap: "anywhere" }}>
        {charts.headline}
      </Typography>
      <BasisDisclosure basis={charts.basis} of="its cost by day" />
      <Blocks answer={charts} loadRows={loadRows} />
    </Box>
  );
}
