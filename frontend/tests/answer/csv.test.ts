import { describe, expect, it } from "vitest";
import { toCsv } from "@/features/answer/csv";
import { serviceTable } from "../support/answers";

const columns = [
  { key: "name", label: "Name", kind: "text", unit: "" },
  { key: "cost", label: "Cost", kind: "money", unit: "USD" },
] as const;

function lines(rows: readonly (readonly (string | null)[])[]): string[] {
  return toCsv({ title: "T", columns, rows }, []).split("\r\n").slice(2, -1);
}

describe("CSV", () => {
  it("begins with title and basis as comments, then the names with their units", () => {
    const basis = [
      { term: "Metric", words: "Unblended cost" },
      { term: "Notes", words: "Two\nlines" },
    ];
    const text = toCsv({ title: "Cost by service", columns, rows: [["EC2", "1.5"]] }, basis);
    expect(text).toBe(
      "# Cost by service\r\n# Metric: Unblended cost\r\n# Notes: Two lines\r\nName,Cost (USD)\r\nEC2,1.5\r\n",
    );
  });

  it("keeps every digit and leaves missing values empty", () => {
    expect(
      lines([
        ["a", "105.7106199600"],
        ["b", null],
      ]),
    ).toEqual(["a,105.7106199600", "b,"]);
  });

  it("keeps a name on one line and quotes what would break it", () => {
    expect(lines([['say "hi", twice\nor more', "1"]])).toEqual(['"say ""hi"", twice or more",1']);
  });

  it.each(["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=x", "\r+x"])("does not let %j run in a spreadsheet", (evil) => {
    const [line = ""] = lines([[evil, "1"]]);
    expect(line.replace(/^"/, "").startsWith("'")).toBe(true);
  });

  it("leaves negative amounts alone", () => {
    expect(
      lines([
        ["credit", "-250"],
        ["tiny", "-1E-7"],
      ]),
    ).toEqual(["credit,-250", "tiny,-1E-7"]);
  });

  it("has a line for each row of a table", () => {
    const text = toCsv(serviceTable, []);
    expect(text.trimEnd().split("\r\n")).toHaveLength(2 + serviceTable.rows.length);
  });
});
