import { describe, expect, it } from "vitest";
import type { TimeSeriesBlock } from "@/api";
import { axisOf, labelled, periodOf } from "@/features/answer/blocks/time-series/time-axis";

function block(granularity: string, ...starts: string[]): TimeSeriesBlock {
  const points = starts.map((start) => ({ start, value: "1", partial: false }));
  return {
    type: "time_series",
    id: "",
    title: "Spend",
    unit: "USD",
    granularity,
    marks: [],
    series: [{ name: "A", points }],
  };
}

describe("the time axis", () => {
  it("has every day between the first and the last, so that a missing one can be seen", () => {
    expect(axisOf(block("daily", "2026-02-27", "2026-03-02"))).toEqual([
      "2026-02-27",
      "2026-02-28",
      "2026-03-01",
      "2026-03-02",
    ]);
  });

  it("has every month, across years", () => {
    expect(axisOf(block("MONTHLY", "2025-11-01", "2026-02-01"))).toEqual([
      "2025-11-01",
      "2025-12-01",
      "2026-01-01",
      "2026-02-01",
    ]);
  });

  it("has every week, from whichever day it begins", () => {
    expect(axisOf(block("weekly", "2026-01-05", "2026-01-26"))).toEqual([
      "2026-01-05",
      "2026-01-12",
      "2026-01-19",
      "2026-01-26",
    ]);
  });

  it.each([
    ["quarterly", ["2026-01-01", "2026-07-01"]],
    ["hourly", ["2026-01-05T01:00+00:00", "2026-01-05T04:00+00:00"]],
    ["daily", ["2026-01-05T01:00+00:00", "2026-01-06"]],
    ["monthly", ["2026-01-26", "2026-02-23"]],
    ["daily", ["1900-01-01", "2026-02-23"]],
    ["daily", []],
  ])("keeps to what is there where periods cannot be counted out: %s %s", (granularity, starts) => {
    expect(axisOf(block(granularity, ...starts))).toEqual(starts);
  });
});

describe("labels of the axis", () => {
  const months = axisOf(block("monthly", "2025-01-01", "2026-12-01"));

  it("are evenly spaced and as many as have room", () => {
    expect([...labelled(months, 7)]).toEqual([
      "2025-01-01",
      "2025-05-01",
      "2025-09-01",
      "2026-01-01",
      "2026-05-01",
      "2026-09-01",
    ]);
    expect(labelled(months, 4).size).toBe(4);
  });

  it("are all there when they fit", () => {
    expect([...labelled(months.slice(0, 5), 7)]).toEqual(months.slice(0, 5));
    expect(labelled([], 7).size).toBe(0);
  });
});

describe("an event", () => {
  it("stands at the period it falls into", () => {
    const months = ["2026-01-01", "2026-02-01"];
    expect(periodOf(months, "2026-01-31")).toBe("2026-01-01");
    expect(periodOf(months, "2026-02-01")).toBe("2026-02-01");
    expect(periodOf(months, "2025-12-31")).toBeUndefined();
  });
});
