import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { csvCell, csvComment, csvLine } from "@/values/csv";

interface Case {
  readonly text: string;
  readonly cell: string;
}

const CASES = JSON.parse(readFileSync(resolve("../tests/data/csv_cells.json"), "utf8")) as readonly Case[];

describe("a cell of CSV", () => {
  it.each(CASES)("$text is $cell, as the Python client writes it", ({ text, cell }) => {
    expect(csvCell(text)).toBe(cell);
  });

  it("is quoted where it has a comma or a quotation mark", () => {
    expect(csvLine(["a,b", 'say "x"', null, "=1,2"])).toBe(`"a,b","say ""x""",,"'=1,2"`);
  });
});

describe("a comment of CSV", () => {
  it.each([
    ["Accounts: a, =HYPERLINK(1)", "# Accounts: a, '=HYPERLINK(1)"],
    ["a,=1+1;@x", "# a,'=1+1;'@x"],
    ['a,"b\r\n=1', "# a,'b =1"],
    ["  spend, by  service ", "# spend, by  service"],
  ])("%j is %s: no part of it runs, and no quotation opens", (text, line) => {
    expect(csvComment(text)).toBe(line);
  });
});
