import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { type ReactNode, useContext, useEffect, useId, useState } from "react";
import type { Basis, Bills, Settings, TableBlock as Table } from "@/api";
import { Code } from "@/components/code";
import { TableBlock } from "../answer/blocks/table/view";
import { type Bill, type BillResult, nameOf } from "./bill";
import type { BillChange } from "./bill-change";
import { useBillChange } from "./bill-change-context";
import { BillFacts } from "./bill-facts";
import { accountsTable, problemsTable, totalsTable } from "./bill-tables";
import { type Dropped, NotDropped, useDropTarget } from "./dropped-files";
import type { PageProps } from "../page";
import { SessionContext } from "../session/session-context";
import { signedOutText, type SignedIn, useSignedIn } from "../session/sign-in-context";
import { LoadBill } from "./load-bill";
import { OwnNames } from "./own-names";
import { SettingsSection } from "./settings-section";

/** Everything that is known of the loaded bill, how to load another, and the settings it is read with. */
export default function BillView({ loaded }: Pick<PageProps, "loaded">) {
  const bill = loaded && "bill" in loaded ? loaded.bill : undefined;
  const change = useBillChange();
  const settings = useSettings(change?.bills, bill);
  const canChange = settings !== "absent" && change;
  const { over, handlers } = useDropTarget((dropped) => {
    if (change) void take(change, dropped);
  });
  return (
    <Box className="scroller" {...(canChange && handlers)} sx={{ flex: 1, minHeight: 0, overflowY: "auto" }}>
      <Box
        sx={{
          maxWidth: 1040,
          mx: "auto",
          px: { xs: 2, sm: 3 },
          pt: 2,
          pb: 5,
          display: "grid",
          gap: 3,
          columnGap: 5,
          alignItems: "start",
          gridTemplateColumns: { xs: "minmax(0, 1fr)", lg: "minmax(0, 1fr) 400px" },
          "& > section": { gridColumn: "1 / -1" },
        }}
      >
        <WhatIsLoaded loaded={loaded} bill={bill} />
        <Box component="aside" aria-labelledby="load-another">
          <Typography id="load-another" component="h3" variant="h2" sx={{ mb: 1 }}>
            Load another bill
          </Typography>
          {canChange ? <LoadBill change={change} over={over} sample={bill?.sample ?? true} /> : <ByCommand />}
        </Box>
        {bill && <Parts bill={bill} />}
        <YourNames />
        {change && typeof settings === "object" && (
          <Section title="Settings in finops.toml">
            <SettingsSection
              settings={settings}
              onReadAgain={() => void change.open({ again: true }, "The same bill")}
            />
          </Section>
        )}
      </Box>
    </Box>
  );
}

function YourNames() {
  return useContext(SessionContext) ? (
    <Section title="Names of your own">
      <OwnNames />
    </Section>
  ) : null;
}

function WhatIsLoaded({ loaded, bill }: { loaded: BillResult | undefined; bill: Bill | undefined }) {
  const signedIn = useSignedIn();
  return (
    <Box sx={{ display: "grid", gap: 3, gridTemplateColumns: "minmax(0, 1fr)" }}>
      <Typography variant="h1" component="h2" sx={{ overflowWrap: "anywhere" }}>
        {bill ? nameOf(bill) : "The bill"}
      </Typography>
      {bill ? <BillFacts bill={bill} /> : <Typography role="status">{reasonFor(loaded, signedIn)}</Typography>}
    </Box>
  );
}

async function take(change: BillChange, dropped: Promise<Dropped>): Promise<void> {
  try {
    const files = await dropped;
    if (files.size === 0) change.refuse("There are no files in what was dropped.");
    else await change.load([...files.keys()], files);
  } catch (error) {
    change.refuse(error instanceof NotDropped ? error.message : String(error));
  }
}

/** Read anew with each bill, because that reads the file anew. `absent` where the platform has none to tell. */
function useSettings(bills: Bills | undefined, bill: Bill | undefined): Settings | "absent" | undefined {
  const [settings, setSettings] = useState<Settings | "absent">();
  useEffect(() => {
    let current = true;
    const read = async () => {
      const found = (await bills?.settings()) ?? "absent";
      if (current) setSettings(found);
    };
    // What cannot be read now is read with the next bill; that the platform is away is said elsewhere.
    read().catch(() => undefined);
    return () => {
      current = false;
    };
  }, [bills, bill]);
  return settings;
}

function reasonFor(loaded: BillResult | undefined, signedIn: SignedIn | undefined): string {
  if (!loaded) return "Reading the bill";
  return "problem" in loaded ? loaded.problem : signedOutText(signedIn);
}

function Parts({ bill }: { bill: Bill }) {
  const show = (table: Table) => <TableBlock block={table} basis={basisOf(bill)} loadRows={allInTheTable} />;
  return (
    <>
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

/** Where the platform takes no bill from the page. */
function ByCommand() {
  if (useSignedIn()) {
    return (
      <Typography variant="body2" color="textSecondary">
        Whoever runs this installation uploads exports, or has them delivered: finops cloud bill upload PATH
      </Typography>
    );
  }
  return (
    <>
      <Typography variant="body2" color="textSecondary">
        A bill is loaded when the platform starts: a FOCUS or CUR export as a file, a folder, a glob or an s3://
        address. Check it first, then start with it.
      </Typography>
      <Code language="bash" code={"finops bill check PATH\nfinops up --bill PATH"} />
    </>
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
    periods: [],
    gaps: [],
  };
}
