import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Skeleton from "@mui/material/Skeleton";
import Typography from "@mui/material/Typography";
import { useDeferredValue, useMemo } from "react";
import type { Answer } from "@/api";
import { useAddressState } from "@/components/address-state";
import { Markdown } from "@/components/markdown";
import { formatValue } from "@/values/format";
import { BasisDisclosure } from "../answer/basis-disclosure";
import { CsvButton } from "../answer/blocks/csv-button";
import { recommendationsTable } from "../answer/blocks/recommendations/table";
import type { Bill } from "../bill/bill";
import { useLoadItems } from "../page-jobs/use-load-items";
import { type Choice, IN_ADDRESS, isFiltered, unfiltered } from "./choice";
import { Controls } from "./controls";
import { CostByDayContext, costByDayOf } from "./cost-by-day-context";
import { chosen, grouped, sorted, totalsOf } from "./list";
import { type AccountNames, type Saving, savingOf } from "./saving";
import { SavingsGroup } from "./savings-group";
import { TotalsView } from "./totals-view";
import { asChanged, type Changed, keyOf } from "./use-changes";
import { type Found, useSavings } from "./use-savings";

interface Props {
  readonly bill: Bill;
  readonly runId: string;
  readonly answer: Answer;
  readonly changed: Changed;
}

/** The whole list of an answer, or in words why there is none. */
export function SavingsList({ bill, runId, answer, changed }: Props) {
  const found = useSavings(answer, useLoadItems(runId));
  const names = useMemo(
    () => new Map(bill.accounts.filter(({ name }) => name !== "").map(({ id, name }) => [id, name] as const)),
    [bill],
  );
  const savings = useMemo(
    () => found.items.map((item) => savingOf(asChanged(item, changed.get(keyOf(item))), names)),
    [found.items, changed, names],
  );
  const costByDay = useMemo(() => costByDayOf(bill), [bill]);
  if (found.loading) return <Reading total={found.total} />;
  if (found.total === 0) return <Nothing answer={answer} />;
  return (
    <CostByDayContext.Provider value={costByDay}>
      {found.items.length < found.total && <Cut found={found} />}
      <Chosen savings={savings} names={names} answer={answer} />
    </CostByDayContext.Provider>
  );
}

function Chosen({ savings, names, answer }: { savings: readonly Saving[]; names: AccountNames; answer: Answer }) {
  const [choice, choose] = useAddressState<Choice>(IN_ADDRESS);
  // What is typed is shown at once, what it does to a long list as soon as there is time.
  const wanted = useDeferredValue(choice);
  const shown = useMemo(() => sorted(chosen(savings, wanted), wanted, names), [savings, wanted, names]);
  const groups = useMemo(() => grouped(shown, wanted, names), [shown, wanted, names]);
  const all = useMemo(() => totalsOf(savings), [savings]);
  const isPart = isFiltered(wanted);
  const count = shownWords(shown.length, savings.length);
  return (
    <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: "minmax(0, 1fr)" }}>
      <TotalsView totals={isPart ? totalsOf(shown) : all} all={isPart ? all : undefined} />
      <BasisDisclosure basis={answer.basis} />
      <Controls choice={choice} onChoose={choose} savings={savings} names={names} />
      <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: 1, minHeight: 32 }}>
        <Typography role="status" variant="body2" color="textSecondary">
          {count}
        </Typography>
        {isFiltered(choice) && <Button onClick={() => choose(unfiltered(choice))}>Clear filters</Button>}
        <Box className="no-print" sx={{ ml: "auto" }}>
          <Export
            savings={shown}
            title={isPart ? `What can be saved: ${count}` : "What can be saved"}
            answer={answer}
          />
        </Box>
      </Box>
      {groups.map((group) => (
        <SavingsGroup key={group.name} group={group} names={names} />
      ))}
      {shown.length === 0 && (
        <Typography color="textSecondary">
          No recommendation fits these filters. {savings.length} are there without them.
        </Typography>
      )}
    </Box>
  );
}

function shownWords(shown: number, all: number): string {
  const count = (value: number) => formatValue(String(value), "number");
  const things = all === 1 ? "recommendation" : "recommendations";
  return shown === all ? `${count(all)} ${things}` : `${count(shown)} of ${count(all)} ${things}`;
}

function Export({ savings, title, answer }: { savings: readonly Saving[]; title: string; answer: Answer }) {
  const table = recommendationsTable({
    type: "recommendations",
    id: "",
    title,
    items: savings.map(({ item }) => item),
  });
  return <CsvButton table={table} basis={answer.basis} rows={() => Promise.resolve(table.rows)} />;
}

function Reading({ total }: { total: number }) {
  return (
    <Box aria-busy>
      <Skeleton width="60%" animation={false} sx={{ fontSize: "1.75rem" }} />
      <Typography variant="caption" color="textSecondary">
        {total > 0 ? `Reading all ${formatValue(String(total), "number")} recommendations` : "Reading the list"}
      </Typography>
    </Box>
  );
}

function Nothing({ answer }: { answer: Answer }) {
  return (
    <Box sx={{ display: "grid", gap: 1.25, gridTemplateColumns: "minmax(0, 1fr)" }}>
      <Typography component="p" variant="h3" sx={{ overflowWrap: "anywhere" }}>
        {answer.headline}
      </Typography>
      {answer.markdown !== "" && <Markdown text={answer.markdown} />}
      <Box sx={{ pt: 0.75 }}>
        <BasisDisclosure basis={answer.basis} />
      </Box>
    </Box>
  );
}

function Cut({ found: { items, total, problem, retry } }: { found: Found }) {
  const [here, all] = [items.length, total].map((value) => formatValue(String(value), "number"));
  return (
    <Box
      role="alert"
      sx={{ mb: 2, px: 2, py: 1.25, border: 1, borderColor: "warning.main", borderRadius: 2.5, typography: "body2" }}
    >
      Only {here} of {all} recommendations could be read, so all totals below are of these {here}. {problem}{" "}
      <Button onClick={retry}>Try again</Button>
    </Box>
  );
}
