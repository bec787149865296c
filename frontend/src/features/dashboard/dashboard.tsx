import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { useMemo, useState } from "react";
import { ChoiceButtons } from "@/components/choice-buttons";
import { VisuallyHidden } from "@/components/visually-hidden";
import { formatDay } from "@/values/format";
import { isActive, type JobView } from "@/jobs/job-view";
import { useJobBoard } from "@/jobs/jobs-context";
import { pageThread } from "@/jobs/page-thread";
import { nameOf } from "../bill/bill";
import type { BillPageProps } from "../page";
import { Refresh, workedOutAt } from "../page-jobs/refresh";
import { nextRound, round } from "../page-jobs/round";
import { TileView } from "./tile-view";
import { type Grain, hasGrains, keyOf, PERIODS, type PeriodName, tilesOf } from "./tiles";

const GRAINS: readonly { value: Grain; label: string }[] = [
  { value: "monthly", label: "Months" },
  { value: "daily", label: "Days" },
];

const THREAD = pageThread("dashboard");

/** What the bill comes to at a glance: structured jobs through the same socket as every question. */
export default function Dashboard({ bill, version, onAsk }: BillPageProps) {
  return (
    <Box className="scroller" sx={{ flex: 1, minHeight: 0, overflowY: "auto" }}>
      <Box sx={{ maxWidth: 1240, mx: "auto", px: { xs: 2, sm: 3 }, pt: 2, pb: 5 }}>
        <Tiles bill={bill} version={version} onAsk={onAsk} />
      </Box>
    </Box>
  );
}

function Tiles({ bill, version, onAsk }: Omit<BillPageProps, "loaded">) {
  const [period, setPeriod] = useState<PeriodName>("last_month");
  const [grain, setGrain] = useState<Grain>("monthly");
  const [edition, setEdition] = useState(() => round(window.localStorage, "dashboard"));
  const [today] = useState(() => new Date().toISOString().slice(0, 10));
  const wanted = useMemo(
    () =>
      tilesOf(bill, { period, grain }).map((tile) => ({
        tile,
        key: keyOf(tile, bill, today, version + edition),
        question: tile.question,
        call: tile.call,
      })),
    [bill, period, grain, today, version, edition],
  );
  const { jobs, retry } = useJobBoard(THREAD, wanted);
  return (
    <>
      <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: 1.5, mb: 2 }}>
        <Box sx={{ flex: "1 1 220px", minWidth: 0 }}>
          <Typography variant="h1" component="h2">
            Dashboard
          </Typography>
          <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: "anywhere" }}>
            {nameOf(bill)}
            {bill.asOf && `, data as of ${formatDay(bill.asOf)}`}
          </Typography>
        </Box>
        {hasGrains(bill) && <ChoiceButtons label="Trend by" value={grain} options={GRAINS} onChange={setGrain} />}
        <ChoiceButtons
          label="Period"
          value={period}
          options={PERIODS.map(({ period: value, label }) => ({ value, label }))}
          onChange={setPeriod}
        />
        <Refresh
          at={workedOutAt(wanted.map(({ key }) => jobs.get(key)))}
          onClick={() => setEdition(nextRound(window.localStorage, "dashboard", Date.now()))}
        />
      </Box>
      <Box
        sx={{
          display: "grid",
          gap: 2,
          gridTemplateColumns: { xs: "minmax(0, 1fr)", lg: "repeat(2, minmax(0, 1fr))" },
        }}
      >
        {wanted.map((one) => (
          <TileView
            key={one.tile.id}
            tile={one.tile}
            job={jobs.get(one.key)}
            onRetry={() => retry(one)}
            onAsk={onAsk}
          />
        ))}
      </Box>
      {wanted.length === 0 && (
        <Typography color="textSecondary">No agent of this platform offers anything for the dashboard.</Typography>
      )}
      <VisuallyHidden role="status" aria-live="polite">
        {progressWords(wanted.map(({ key }) => jobs.get(key)))}
      </VisuallyHidden>
    </>
  );
}

function progressWords(jobs: readonly (JobView | undefined)[]): string {
  const ended = jobs.filter((job) => job && !isActive(job));
  const failed = ended.filter((job) => !job?.answer).length;
  if (ended.length < jobs.length) return "Loading the dashboard";
  return failed > 0 ? `The dashboard is loaded, ${failed} parts failed` : "The dashboard is loaded";
}
