import { describe, expect, it } from "vitest";
import { type Choice, EVERYTHING, IN_ADDRESS, sortedBy, withKind } from "@/features/inventory/choice";
import { ageWords, chosen, costsOf, kindsOf, sorted } from "@/features/inventory/list";
import { sheetOf } from "@/features/inventory/sheet";
import { thingsOf, thingsOfRows, unitsOf } from "@/features/inventory/things";
import { resources } from "../support/inventory";

const things = thingsOfRows(resources, resources.rows);
const units = unitsOf(resources);
const ids = (choice: Partial<Choice>) => chosen(things, { ...EVERYTHING, ...choice }).map(({ id }) => id);
const order = (choice: Partial<Choice>) => sorted(things, { ...EVERYTHING, ...choice }, units).map(({ id }) => id);

describe("resources of an account", () => {
  it.each<[Partial<Choice>, string[]]>([
    [{ kind: "ec2:volume" }, ["vol-1"]],
    [{ region: "us-east-1" }, ["i-1", "mail", "nightly"]],
    [{ account: "999999999999" }, ["nightly"]],
    [{ state: "running" }, ["i-1"]],
    [{ type: "python3.12" }, ["mail"]],
    [{ text: "TEAM=shop" }, ["i-1"]],
    [{ text: "function mail" }, ["mail"]],
    [{ only: "untagged" }, ["vol-1", "mail"]],
    [{ only: "unencrypted" }, ["vol-1"]],
    [{ only: "new" }, ["vol-1"]],
    [{ region: "us-east-1", only: "new" }, []],
  ])("are narrowed by %o", (choice, expected) => {
    expect(ids(choice)).toEqual(expected);
  });

  it("stand in the order of a column, what has no value there last", () => {
    expect(order({})).toEqual(["i-1", "mail", "nightly", "vol-1"]);
    expect(order({ sort: "age", descending: true })).toEqual(["mail", "i-1", "vol-1", "nightly"]);
    expect(order({ sort: "age", descending: false })).toEqual(["vol-1", "i-1", "mail", "nightly"]);
    expect(order({ sort: "name", descending: false })).toEqual(["mail", "nightly", "vol-1", "i-1"]);
    expect(order({ sort: "state", descending: false })).toEqual(["vol-1", "i-1", "mail", "nightly"]);
  });

  it("are counted by kind with what they cost in each currency, the dearest kind first", () => {
    expect(kindsOf(things, ["USD"]).map(({ what, count, costs }) => [what, count, costs])).toEqual([
      ["EC2 instance", 1, [["USD", "51.5"]]],
      ["Lambda function", 1, [["USD", "3"]]],
      ["EBS volume", 1, []],
      ["Glue job", 1, []],
    ]);
    expect(costsOf(things, units)).toEqual([
      ["EUR", "2"],
      ["USD", "54.5"],
    ]);
  });

  it("are read whole where they did not fit the answer, and nothing that is no list is taken for one", async () => {
    const block = { ...resources, rows: [], artifactId: "rows-1" };
    await expect(thingsOf(block, () => Promise.resolve(resources.rows))).resolves.toHaveLength(4);
    await expect(thingsOf(block, () => Promise.resolve([{ id: "i-1" }]))).rejects.toThrow(SyntaxError);
  });

  it("keep what nobody knows apart from what is not there", () => {
    expect(things.map(({ tags }) => tags?.length)).toEqual([1, 0, 0, undefined]);
    const bad = resources.rows.map((row) => row.map((cell, at) => (at === 10 ? "[1" : cell)));
    expect(thingsOfRows(resources, bad).map(({ tags }) => tags)).toEqual([null, null, null, null]);
  });

  it("are saved with exact amounts", () => {
    const { columns, rows } = sheetOf("Inventory", things, units);
    expect(rows[2]?.slice(-2)).toEqual(["2", "3"]);
    expect(rows[0]?.[columns.findIndex(({ key }) => key === "Tags")]).toBe("team=shop");
  });
});

it.each([
  ["2026-06-01T00:00:00Z", "today"],
  ["2026-05-31T00:00:00Z", "1 day"],
  ["2026-04-02T00:00:00Z", "60 days"],
  ["2025-12-01T00:00:00Z", "5 months"],
  ["2022-06-01T00:00:00Z", "4 years"],
  ["", ""],
])("an age is told in words: %s", (created, words) => {
  expect(ageWords(created, "2026-06-01T00:00:00Z")).toBe(words);
});

describe("the choice in an address", () => {
  const read = (text: string) => IN_ADDRESS.read(new URLSearchParams(text));

  it("comes back as it was written", () => {
    const choice: Choice = {
      ...EVERYTHING,
      kind: "ec2:volume",
      only: "new",
      text: "a b",
      sort: "age",
      descending: false,
    };
    expect(read(IN_ADDRESS.write(choice).toString())).toEqual(choice);
    expect(IN_ADDRESS.write(EVERYTHING).toString()).toBe("");
  });

  it("takes nothing that there is not", () => {
    expect(read("only=everything&sort=-colour&kind=ec2:volume")).toEqual({ ...EVERYTHING, kind: "ec2:volume" });
    expect(read(`text=${"x".repeat(999)}`).text).toHaveLength(200);
  });

  it("turns a column round at the second click, and forgets states of another kind", () => {
    const byAge = sortedBy(EVERYTHING, "age");
    expect([byAge.descending, sortedBy(byAge, "age").descending]).toEqual([true, false]);
    expect(sortedBy(EVERYTHING, "name").descending).toBe(false);
    expect(withKind({ ...EVERYTHING, state: "running" }, "s3:bucket")).toEqual({ ...EVERYTHING, kind: "s3:bucket" });
  });
});
