import { describe, expect, it } from "vitest";
import type { Answer, Basis } from "@/api";
import { basisLines, basisSummary } from "@/features/answer/basis-words";
import { toMarkdown } from "@/features/answer/markdown-export";
import { pairBlocks } from "@/features/answer/pairs";
import { parseRows, rowsOf } from "@/features/answer/rows";
import { basis, byService, recommendation, serviceTable } from "../support/answers";

const words = (given: Basis) => Object.fromEntries(basisLines(given).map(({ term, words: text }) => [term, text]));

describe("a basis in words", () => {
  it("says which money, when, what is in and what is out", () => {
    expect(words(basis)).toMatchObject({
      Metric: "Unblended cost",
      Period: "Apr 1\u2009–\u200930, 2026 (UTC, both days included)",
      Included: "usage, support",
      "Left out": "tax, credits",
      Accounts: "111122223333",
      Source: "sample-april.parquet (sample data, not your own)",
      Read: "48,211 rows",
    });
  });

  it("has no line for what does not apply", () => {
    const terms = Object.keys(words(basis));
    for (const absent of ["Only", "Incomplete", "Notes", "Cost of asking"]) expect(terms).not.toContain(absent);
  });

  it("says what the question itself has cost", () => {
    const asked = { ...basis, apiRequests: 1, apiCostUsd: "0.01", pagesRead: 1, rowsRead: null };
    expect(words(asked)).toMatchObject({ "Cost of asking": "1 API request, $0.01", Read: "1 page" });
  });

  it("is short under a headline", () => {
    expect(basisSummary(basis)).toBe("Unblended cost · Apr 1\u2009–\u200930, 2026 · USD");
    expect(basisSummary({ ...basis, period: null, currency: null })).toBe("Unblended cost");
    expect(basisSummary({ ...basis, metric: "EffectiveCost", period: null })).toBe("Effective cost · USD");
  });
});

describe("an answer as Markdown", () => {
  it("says what FOCUS's costs mean, by their own names", () => {
    const metricOf = (metric: string) => basisLines({ ...basis, metric }).find(({ term }) => term === "Metric")?.words;
    expect(metricOf("BilledCost")).toBe("BilledCost (what is invoiced)");
    expect(metricOf("Unblended cost")).toBe("Unblended cost");
  });

  it("has question, headline, prose, tables and basis", () => {
    const text = toMarkdown("What did I spend?", byService);
    expect(text.startsWith(`# What did I spend?\n\n**${byService.headline}**\n\n${byService.markdown}\n\n`)).toBe(true);
    expect(text).toContain("| Service | Cost | Share |\n| --- | ---: | ---: |\n");
    expect(text).toContain("| Amazon Elastic Compute Cloud | $18,244.11 | 53.4 % |");
    expect(text).toContain("## Basis\n\n- Metric: Unblended cost\n");
  });

  it("says what is left out of a long table", () => {
    const blocks = [{ ...serviceTable, totalRows: 1_009 }];
    expect(toMarkdown("?", { ...byService, blocks })).toContain("1,000 more rows are not shown here.");
  });

  it("keeps names with bars in them in their cell", () => {
    const blocks = [{ ...serviceTable, rows: [["a|b", "1", null]], totalRows: 1 }];
    expect(toMarkdown("?", { ...byService, blocks })).toContain("| a\\|b | $1.00 | – |");
  });

  it("has every kind of block", () => {
    const blocks: Answer["blocks"] = [
      {
        type: "breakdown",
        id: "",
        title: "Shares",
        unit: "USD",
        total: "5",
        items: [{ label: "EC2", value: "5", share: "1" }],
      },
      {
        type: "time_series",
        id: "",
        title: "Daily",
        unit: "USD",
        granularity: "daily",
        marks: [],
        series: [{ name: "Cost", points: [{ start: "2026-04-01", value: "5", partial: false }] }],
      },
      {
        type: "recommendations",
        id: "",
        title: "Save",
        items: [recommendation({ title: "Delete it", resource: "vol-1", savingPerMonth: "3" })],
      },
      { type: "code", id: "", title: "Query", language: "sql", code: "SELECT 1" },
      { type: "action_proposal", id: "", title: "Delete", interruptId: "i", detail: "Deletes vol-1." },
    ];
    const text = toMarkdown("?", { ...byService, blocks });
    expect(text).toContain("- EC2: $5.00\n- Total: $5.00");
    expect(text).toContain("| Apr 1, 2026 | $5.00 |");
    expect(text).toContain("- Delete it (vol-1): $3.00 a month");
    expect(text).toContain("```sql\nSELECT 1\n```");
    expect(text).toContain("Deletes vol-1.");
  });
});

describe("blocks", () => {
  const shares = { type: "breakdown", id: "", title: serviceTable.title, unit: "USD", total: "5", items: [] } as const;

  it("that show the same numbers share a place", () => {
    expect(pairBlocks([{ ...shares, items: [] }, serviceTable])).toEqual([{ block: shares, table: serviceTable }]);
  });

  it("that do not, stay apart", () => {
    const other = { ...serviceTable, title: "Something else" };
    expect(pairBlocks([{ ...shares, items: [] }, other, serviceTable]).map(({ table }) => table)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(pairBlocks([serviceTable, { ...shares, items: [] }])).toHaveLength(2);
  });
});

describe("the rows of a large result", () => {
  it("are those of all its parts, one after the other", () => {
    expect(parseRows(['[["a","1"]]', '[["b",null]]'])).toEqual([
      ["a", "1"],
      ["b", null],
    ]);
  });

  it("keep what is not text as its JSON", () => {
    expect(rowsOf(parseRows(["[[1.50, true]]"]))).toEqual([["1.5", "true"]]);
  });

  it.each(["{}", "null", "[1]", '{"rows":5}', "nonsense"])("are not made out of %s", (text) => {
    expect(() => rowsOf(parseRows([text]))).toThrow(SyntaxError);
  });
});
