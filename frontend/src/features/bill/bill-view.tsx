import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { type ReactNode, useId } from "react";
import type { Basis, TableBlock as Table } from "@/api";
import { Code } from "@/components/code";
import { TableBlock } from "../answer/blocks/table-block";
import { type Bill, type BillResult, nameOf } from "./bill";
import { BillFacts } from "./bill-facts";
import { accountsTable, problemsTable, totalsTable } from "./bill-tables";

/** Everything that is known of the loaded bill, and how to load another. */
export default function BillView({ loaded }: { loaded: BillResult | undefined }) {
  const bill = loaded && "bill" in loaded ? loaded.bill : undefined;
  return (
    <Box className="scroller" sx={{ flex: 1, minHeight: 0, overflowY: "auto" }}>
      <Box
        sx={{
          maxWidth: 860,
          mx: "auto",
          px: { xs: 2, sm: 3 },
          pt: 2,
          pb: 5,
          display: "grid",
          gap: 3,
          gridTemplateColumns: "minmax(0, 1fr)",
        }}
      >
        <Typography variant="h1" component="h2" sx={{ overflowWrap: "anywhere" }}>
          {bill ? nameOf(bill) : "The bill"}
        </Typography>
        {bill ? <Parts bill={bill} /> : <Typography role="status">{reasonFor(loaded)}</Typography>}
        <Another />
      </Box>
    </Box>
  );
}

function reasonFor(loaded: BillResult | undefined): string {
  if (!loaded) return "Reading the bill";
  return "problem" in loaded ? loaded.problem : "This tab is no longer signed in. Open the printed link again.";
}

function Parts({ bill }: { bill: Bill }) {
  const show = (table: Table) => <TableBlock block={table} basis={basisOf(bill)} loadRows={allInTheTable} />;
  return (
    <>
      <BillFacts bill={bill} />
      <Section title="Problems">
        {bill.problems.length > 0 ? (
          show(problemsTable(bill.problems))
        ) : (
          <Typography variant="body2">None. Every row of the export was read.</Typography>
        )}
      </Section>
      <Section title="What is in it">
        <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: "minmax(0, 1fr)" }}>
          {show(totalsTable(bill))}
          {show(accountsTable(bill.accounts))}
        </Box>
      </Section>
    </>
  );
}

function Another() {
  return (
    <Section title="Load another bill">
      <Typography variant="body2" color="textSecondary">
        A bill is loaded when the platform starts: a FOCUS or CUR export as a file, a folder, a glob or an s3://
        address. Check it first, then start with it.
      </Typography>
      <Code language="bash" code={"finops bill check PATH\nfinops up --bill PATH"} />
    </Section>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <Box component="section" aria-labelledby={id}>
      <Typography id={id} component="h3" variant="h2" sx={{ mb: 1 }}>
        {title}
      </Typography>
      {children}
    </Box>
  );
}

/** These tables are never too large to send. */
function allInTheTable(): Promise<never> {
  return Promise.reject(new Error("All rows are in the table."));
}

/** What a saved table says of where it comes from. */
function basisOf(bill: Bill): Basis {
  return {
    metric: "",
    period: bill.period,
    granularity: null,
    currency: null,
    included: [],
    excluded: [],
    filters: [],
    partialPeriods: [],
    dataAsOf: bill.asOf,
    accounts: [],
    source: bill.source,
    sample: bill.sample,
    rowsRead: bill.rows,
    pagesRead: 0,
    apiRequests: 0,
    apiCostUsd: "0",
    notes: [],
  };
}
