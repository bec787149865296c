import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import BillView from "@/features/bill/bill-view";
import { accountsTable, problemsTable, totalsTable } from "@/features/bill/bill-tables";
import { april } from "../support/bill";
import { show } from "../support/render";

describe("the bill's page", () => {
  it("says what is loaded", () => {
    show(<BillView loaded={{ bill: april }} />);
    expect(screen.getByRole("heading", { level: 2 }).textContent).toBe("April");
    const facts = Object.fromEntries(
      screen.getAllByRole("term").map((term) => [term.textContent, term.nextElementSibling?.textContent]),
    );
    expect(facts).toMatchObject({
      Source: "april.parquet",
      Format: "FOCUS 1.2",
      Period: "Apr 1\u2009–\u200930, 2026",
      Rows: "48,211",
      Detail: "Days",
      "Tag keys": "environment, team",
      "Data as of": "May 3, 2026",
      "Complete until": "Apr 30, 2026",
    });
  });

  it("has totals, accounts and problems as tables", () => {
    show(<BillView loaded={{ bill: april }} />);
    const row = (table: string, name: RegExp) =>
      within(screen.getByRole("table", { name: table })).getByRole("row", { name });
    expect(row("Totals by metric", /BilledCost/).textContent).toContain("$34,161.34");
    expect(row("Accounts", /Production/).textContent).toContain("1111");
    expect(row("Problems by rows left out", /no service/).textContent).toContain("12");
  });

  it("says when nothing is wrong", () => {
    show(<BillView loaded={{ bill: { ...april, problems: [] } }} />);
    expect(screen.getByText(/Every row of the export was read/)).toBeDefined();
    expect(screen.queryByRole("table", { name: /Problems/ })).toBeNull();
  });

  it.each([
    [undefined, "Reading the bill"],
    [{ problem: "The server cannot be reached." }, "The server cannot be reached."],
    [{ refused: true } as const, "This tab is no longer signed in. Open the printed link again."],
  ])("given %j still says how to load another", async (loaded, words) => {
    show(<BillView loaded={loaded} />);
    expect(screen.getByRole("status").textContent).toBe(words);
    expect((await screen.findByLabelText("bash code")).textContent).toContain("finops up --bill PATH");
  });
});

describe("totals", () => {
  const currencies = { USD: { BilledCost: "10.50", ListCost: "12" }, EUR: { BilledCost: "3" } };

  it("have a line for each metric and never add up two currencies", () => {
    const { columns, rows } = totalsTable({ ...april, currencies });
    expect(columns.map(({ label, unit }) => [label, unit])).toEqual([
      ["Metric", ""],
      ["USD", "USD"],
      ["EUR", "EUR"],
    ]);
    expect(rows).toEqual([
      ["BilledCost", "10.50", "3"],
      ["ListCost", "12", null],
    ]);
  });

  it("of a bill without rows are none", () => {
    expect(totalsTable({ ...april, currencies: {} }).rows).toEqual([]);
  });
});

describe("accounts", () => {
  it("without a name are called by their number", () => {
    expect(accountsTable(april.accounts).rows).toEqual([
      ["Production", "1111"],
      ["2222", "2222"],
    ]);
  });
});

describe("problems", () => {
  it("that cost most rows come first, with the place as exactly as it is known", () => {
    const problems = [
      { message: "No currency.", file: "", rows: 0 },
      { message: "Not a date.", file: "a.csv", row: 17_000, column: "BillingPeriodStart", rows: 3 },
      { message: "Cut off.", file: "b.csv", rows: 900 },
    ];
    expect(problemsTable(problems).rows).toEqual([
      ["Cut off.", "b.csv", "900"],
      ["Not a date.", "a.csv, row 17,000, column BillingPeriodStart", "3"],
      ["No currency.", null, "0"],
    ]);
  });

  it("keep the order they were given in", () => {
    const problems = [1, 2, 3].map((rows) => ({ message: `${rows}`, file: "", rows }));
    problemsTable(problems);
    expect(problems.map(({ rows }) => rows)).toEqual([1, 2, 3]);
  });
});
