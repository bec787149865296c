import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Skeleton from "@mui/material/Skeleton";
import Typography from "@mui/material/Typography";
import { useDeferredValue, useMemo } from "react";
import type { Answer } from "@/api";
import { useAddressState } from "@/components/address-state";
import { formatDay, formatMoney, formatValue } from "@/values/format";
import { isolated, readable } from "@/values/texts";
import { AnswerHead } from "../answer/answer-head";
import { CsvButton } from "../answer/blocks/csv-button";
import { useLoadItems } from "../page-jobs/use-load-items";
import { type Choice, IN_ADDRESS, isFiltered, unfiltered, withKind } from "./choice";
import { Controls } from "./controls";
import { KindsList } from "./kinds-list";
import { chosen, costsOf, kindsOf, sorted } from "./list";
import { sheetOf } from "./sheet";
import { ThingsTable } from "./things-table";
import { type Found, useThings } from "./use-things";

/** The whole answer: how much there is and of when, its kinds, and the list to be narrowed and sorted. */
export function Holdings({ runId, answer }: { runId: string; answer: Answer }) {
  const found = useThings(answer, useLoadItems(runId));
  return (
    <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: "minmax(0, 1fr)" }}>
      <AnswerHead answer={answer}>
        {answer.basis.dataAsOf && (
          <Typography variant="body2" color="textSecondary">
            The accounts as they were on {formatDay(answer.basis.dataAsOf)}; a new snapshot shows what has changed since.
          </Typography>
        )}
      </AnswerHead>
      <Refused answer={answer} />
      {found.loading ? <Reading total={found.total} /> : found.total > 0 && <Listed answer={answer} found={found} />}
    </Box>
  );
}

function Listed({ answer, found }: { answer: Answer; found: Found }) {
  const { things, units } = found;
  const [choice, choose] = useAddressState<Choice>(IN_ADDRESS);
  // What is typed is shown at once, what it does to a long list as soon as there is time.
  const wanted = useDeferredValue(choice);
  const shown = useMemo(() => sorted(chosen(things, wanted), wanted, units), [things, wanted, units]);
  const kinds = useMemo(() => kindsOf(chosen(things, withKind(wanted, "")), units), [things, wanted, units]);
  const words = shownWords(shown.length, things.length);
  const costs = costsOf(shown, units).map(([unit, amount]) => formatMoney(amount, unit));
  return (
    <>
      {things.length < found.total && <Cut found={found} />}
      <Controls choice={choice} onChoose={choose} things={things} />
      <KindsList kinds={kinds} chosen={wanted.kind} onChoose={(kind) => choose(withKind(choice, kind))} />
      <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: 1, minHeight: 32 }}>
        <Typography role="status" variant="body2" color="textSecondary">
          {[words, ...costs].join(" · ")}
        </Typography>
        {isFiltered(choice) && <Button onClick={() => choose(unfiltered(choice))}>Clear filters</Button>}
        <Box className="no-print" sx={{ ml: "auto" }}>
          <Export title={isFiltered(wanted) ? `Inventory: ${words}` : "Inventory"} {...{ answer, shown, units }} />
        </Box>
      </Box>
      {shown.length > 0 ? (
        <ThingsTable {...{ units, choice }} things={shown} at={answer.basis.dataAsOf ?? null} onChoose={choose} />
      ) : (
        <Typography color="textSecondary">No resource fits these filters.</Typography>
      )}
    </>
  );
}

function Export({
  title,
  answer,
  shown,
  units,
}: { title: string; answer: Answer; shown: Found["things"] } & Pick<Found, "units">) {
  const table = useMemo(() => sheetOf(title, shown, units), [title, shown, units]);
  return <CsvButton table={table} basis={answer.basis} rows={() => Promise.resolve(table.rows)} />;
}

/** What the account did not let be read: of that nobody knows what there is. */
function Refused({ answer: { basis } }: { answer: Answer }) {
  if (basis.gaps.length === 0) return null;
  const [count, noun] = [basis.gaps.length, basis.gaps.length === 1 ? "thing" : "things"];
  return (
    <Box
      component="details"
      sx={{
        px: 2,
        py: 1,
        border: 1,
        borderColor: "warning.main",
        borderRadius: 2.5,
        typography: "body2",
        "& > summary": { cursor: "pointer" },
        "& ul": { mt: 1, mb: 0.5, pl: 2.25, overflowWrap: "anywhere" },
      }}
    >
      <summary>
        {count} {noun} could not be read{basis.dataAsOf ? ` on ${formatDay(basis.dataAsOf)}` : ""}: what is missing, and
        what to do
      </summary>
      <ul>
        {basis.gaps.map(({ source, message, remedy }, index) => (
          <li key={index}>{[`${isolated(source)}:`, readable(message), readable(remedy)].filter(Boolean).join(" ")}</li>
        ))}
      </ul>
    </Box>
  );
}

function Cut({ found: { things, total, problem, retry } }: { found: Found }) {
  const [here, all] = [things.length, total].map((value) => formatValue(String(value), "number"));
  return (
    <Box
      role="alert"
      sx={{ px: 2, py: 1.25, border: 1, borderColor: "warning.main", borderRadius: 2.5, typography: "body2" }}
    >
      Only {here} of {all} resources could be read: all that is below is of these {here}. {problem}{" "}
      <Button onClick={retry}>Try again</Button>
    </Box>
  );
}

function Reading({ total }: { total: number }) {
  return (
    <Box aria-busy>
      <Skeleton width="60%" animation={false} sx={{ fontSize: "1.75rem" }} />
      <Typography variant="caption" color="textSecondary">
        Reading all {formatValue(String(total), "number")} resources
      </Typography>
    </Box>
  );
}

function shownWords(shown: number, all: number): string {
  const count = (value: number) => formatValue(String(value), "number");
  const things = all === 1 ? "resource" : "resources";
  return shown === all ? `${count(all)} ${things}` : `${count(shown)} of ${count(all)} ${things}`;
}
