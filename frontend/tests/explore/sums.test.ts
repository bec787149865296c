import { describe, expect, it } from "vitest";
import type { TableBlock } from "@/api";
import { changeOf } from "@/features/explore/change";
import { type Frame, intervalAt, lineAt, segmentAt, xOf, yOf } from "@/features/explore/chart/pointing";
import { scaleOf, stacked } from "@/features/explore/chart/scale";
import { drilled, drilledIntoOthers, zoomed } from "@/features/explore/drill";
import { sumsOfTables } from "@/features/explore/sums";
import { questionOf } from "@/features/explore/question";
import { forgetView, savedViews, saveView } from "@/features/explore/view-store";
import { groupsCsv, linesCsv } from "@/features/explore/sheets";
import { sortedGroups } from "@/features/explore/sorting";
import { FIRST } from "@/features/explore/view";

const column = (key: string, kind: "text" | "money" = "text", unit = "") => ({ key, label: key, kind, unit });

function table(columns: TableBlock["columns"], rows: TableBlock["rows"], totalRows = rows.length): TableBlock {
  return { type: "table", id: "", title: "T", columns, rows, totalRows, artifactId: null, entities: [] };
}

const GROUPS = table(
  ["key0", "value0", "line", "currency", "amount", "share", "before", "change"].map((key) => column(key)),
  [
    ["EC2", "AmazonEC2", "0", "USD", "30.10", "0.6", "20.10", "10.00"],
    ["RDS", "AmazonRDS", null, "USD", "20", "0.4", "0", "20"],
    ["no service", "", null, "USD", "0", "0", "7.5", "-7.5"],
  ],
);
const TIMED = table(
  [column("start"), column("partial"), column("line0", "money", "USD"), column("line1", "money", "USD")],
  [
    ["2026-04-01", null, "20.00", null],
    ["2026-06-01", "only in part", "10.10", "20"],
  ],
);
const FOUND = sumsOfTables(GROUPS, TIMED, "monthly");

describe("what was explored", () => {
  it("has every interval in a row, each line with its group, all others in the neutral colour", () => {
    expect(FOUND.starts).toEqual(["2026-04-01", "2026-05-01", "2026-06-01"]);
    expect(FOUND.partial).toEqual([false, false, true]);
    expect(FOUND.lines.map(({ values, isOthers, color, amounts }) => ({ values, isOthers, color, amounts }))).toEqual([
      { values: ["AmazonEC2"], isOthers: false, color: "var(--series-1)", amounts: ["20.00", null, "10.10"] },
      { values: undefined, isOthers: true, color: "var(--series-8)", amounts: [null, null, "20"] },
    ]);
    expect(FOUND.isCompared).toBe(true);
  });

  it("without groups is one line, which is no rest", () => {
    const found = sumsOfTables(undefined, TIMED, "monthly");
    expect(found.groups).toEqual([]);
    expect(found.lines.map(({ isOthers }) => isOthers)).toEqual([false, false]);
  });

  it("is sorted by amount, by the size of the change, or by name", () => {
    const names = (sort: "amount" | "change" | "name") =>
      sortedGroups(FOUND.groups, sort).map(({ labels }) => labels[0]);
    expect(names("amount")).toEqual(["EC2", "RDS", "no service"]);
    expect(names("change")).toEqual(["RDS", "EC2", "no service"]);
    expect(names("name")).toEqual(["EC2", "no service", "RDS"]);
  });

  it("is saved with exact amounts", () => {
    expect(groupsCsv(FOUND, FIRST, []).rows[0]).toEqual(["EC2", "USD", "30.10", "0.6", "20.10", "10.00"]);
    expect(linesCsv(FOUND).rows[2]).toEqual(["2026-06-01", "10.10", "20"]);
  });
});

describe("a change", () => {
  it.each([
    ["20", "1", { tone: "up", amount: "+$1.00", part: "+5.0 %" }],
    ["20", "-1", { tone: "down", amount: "-$1.00", part: "-5.0 %" }],
    ["0", "7", { tone: "up", amount: "+$7.00", part: "new" }],
    ["7", "-7", { tone: "down", amount: "-$7.00", part: "gone" }],
    ["7", "0", { tone: "same", amount: "$0.00", part: "0.0 %" }],
    ["0", "0", { tone: "same", amount: "$0.00", part: "" }],
    ["0.01", "50", { tone: "up", amount: "+$50.00", part: "+5,000×" }],
    ["-10", "5", { tone: "up", amount: "+$5.00", part: "+50.0 %" }],
  ])("of %s by %s says its way by sign and words", (before, change, told) => {
    expect(changeOf(before, change, "USD")).toEqual(told);
  });
});

describe("going deeper", () => {
  const offered = new Set(["service", "usage_type", "resource", "account", "region", "tag:team"]);

  it.each([
    [["service"], ["AmazonEC2"], ["usage_type"]],
    [["account"], ["1"], ["service"]],
    [["tag:team"], [""], ["service"]],
    [["service", "region"], ["AmazonEC2", ""], ["usage_type"]],
  ])("from %j keeps one group and shows what it is made of", (groups, values, next) => {
    const view = drilled({ ...FIRST, groups }, values, offered);
    expect(view.groups).toEqual(next);
    expect(view.filters).toEqual(
      groups.map((dimension, index) => ({ dimension, values: [values[index]], exclude: false })),
    );
  });

  it("step by step ends at the resources of one usage type", () => {
    const once = drilled(FIRST, ["AmazonEC2"], offered);
    const twice = drilled(once, ["BoxUsage"], offered);
    expect(twice.groups).toEqual(["resource"]);
    expect(drilled(twice, ["i-1"], offered).groups).toEqual(["account"]);
  });

  it("passes over what the bill has no values of", () => {
    expect(drilled(FIRST, ["S"], new Set(["service", "region"])).groups).toEqual(["region"]);
  });

  it("into all others leaves out what was shown, and more each time", () => {
    const once = drilledIntoOthers(FIRST, [["A"], ["B"]]);
    expect(once?.filters).toEqual([{ dimension: "service", values: ["A", "B"], exclude: true }]);
    expect(drilledIntoOthers(once ?? FIRST, [["C"]])?.filters[0]?.values).toEqual(["A", "B", "C"]);
    expect(drilledIntoOthers({ ...FIRST, groups: ["service", "region"] }, [["A", "r"]])).toBeUndefined();
  });

  it("into days keeps the marked ones whole, whichever end came first", () => {
    const starts = ["2026-01-01", "2026-02-01", "2026-03-01"];
    expect(zoomed(FIRST, starts, 1, 0, "2026-04-01")).toMatchObject({
      period: "2026-01-01/2026-02-28",
      grain: "daily",
    });
    expect(zoomed(FIRST, starts, 0, 2, "2026-04-01")).toMatchObject({
      period: "2026-01-01/2026-03-31",
      grain: "weekly",
    });
  });
});

describe("the chart", () => {
  it.each([
    [0, 0],
    [0, 7],
    [-3, 12.5],
    [-900, -1],
    [0, 123_456_789],
  ])("has a round scale with room for %f to %f", (least, most) => {
    const { low, high, ticks } = scaleOf(least, most);
    expect(low).toBeLessThanOrEqual(Math.min(0, least));
    expect(high).toBeGreaterThanOrEqual(Math.max(0, most));
    expect(ticks[0]).toBe(low);
    expect(ticks.at(-1)).toBeCloseTo(high);
    expect(ticks.length).toBeLessThan(8);
  });

  it("stacks what was spent upwards and what was given back downwards", () => {
    expect(stacked([[5], [-2], [null], [3]], 1)).toEqual([
      [
        { line: 0, from: 0, to: 5 },
        { line: 1, from: 0, to: -2 },
        { line: 3, from: 5, to: 8 },
      ],
    ]);
  });

  it("finds the interval, the part of a bar and the line at a place", () => {
    const frame: Frame = { width: 466, intervals: 4, scale: scaleOf(0, 8) };
    expect([0, 61, 161, 300, 900].map((x) => intervalAt(frame, x))).toEqual([0, 0, 1, 2, 3]);
    expect(intervalAt(frame, xOf(frame, 3))).toBe(3);
    const [segments = []] = stacked([[5], [3]], 1);
    expect([1, 6, 8.5].map((value) => segmentAt(frame, segments, yOf(frame, value)))).toEqual([0, 1, undefined]);
    expect([1.1, 6.9, 4].map((value) => lineAt(frame, [1, 7], yOf(frame, value)))).toEqual([0, 1, undefined]);
  });
});

describe("a view in words", () => {
  it.each([
    [FIRST, "What did I spend by service from 2026-04-01 to 2026-04-30 monthly?"],
    [
      {
        ...FIRST,
        groups: [],
        period: "2026-05-01/2026-05-31",
        grain: "daily" as const,
        filters: [
          { dimension: "service", values: ["Amazon EC2"], exclude: false },
          { dimension: "region", values: ["eu-west-1"], exclude: false },
        ],
      },
      "What did I spend on Amazon EC2 in eu-west-1 from 2026-05-01 to 2026-05-31 daily?",
    ],
  ])("is a question that can be asked (%#)", (view, question) => {
    expect(questionOf(view, { start: "2026-04-01", end: "2026-05-01" })).toBe(question);
  });
});

describe("saved views", () => {
  it("are kept by name, replaced, forgotten, and never broken by what else is kept there", () => {
    window.localStorage.clear();
    expect(savedViews(window.localStorage)).toEqual([]);
    saveView(window.localStorage, { name: " B ", query: "by=region" });
    saveView(window.localStorage, { name: "A", query: "" });
    expect(saveView(window.localStorage, { name: "B", query: "by=account" })).toEqual([
      { name: "A", query: "" },
      { name: "B", query: "by=account" },
    ]);
    expect(saveView(window.localStorage, { name: "  ", query: "x" })).toHaveLength(2);
    expect(forgetView(window.localStorage, "A").map(({ name }) => name)).toEqual(["B"]);
    window.localStorage.setItem("finops.explore.views", '[1,{"name":2},{"name":"C","query":"q"}]');
    expect(savedViews(window.localStorage)).toEqual([{ name: "C", query: "q" }]);
    window.localStorage.setItem("finops.explore.views", "{");
    expect(savedViews(window.localStorage)).toEqual([]);
  });
});
