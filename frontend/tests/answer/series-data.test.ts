import { describe, expect, it } from "vitest";
import type { TimeSeriesBlock } from "@/api";
import { plotsOf, shapeOf } from "@/features/answer/blocks/time-series/series-data";
import { seriesTable } from "@/features/answer/blocks/time-series/series-table";
import { labelOf, startsOf } from "@/features/answer/blocks/time-series/time-axis";

type Point = TimeSeriesBlock["series"][number]["points"][number];

const point = (start: string, value: string, range: Partial<Point> = {}): Point => ({
  start,
  value,
  partial: false,
  ...range,
});

function block(...series: { name: string; points: Point[] }[]): TimeSeriesBlock {
  return { type: "time_series", id: "", title: "Daily", unit: "USD", granularity: "daily", marks: [], series };
}

const days = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    point(new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10), "1"),
  );

describe("the shape of a chart", () => {
  it("is bars for one series, a stack for several that add up", () => {
    expect(shapeOf(block({ name: "Cost", points: days(31) }))).toBe("bars");
    expect(shapeOf(block({ name: "A", points: days(31) }, { name: "B", points: days(31) }))).toBe("stack");
  });

  it("is lines for estimates and for more periods than bars can show", () => {
    expect(shapeOf(block({ name: "Cost", points: days(365) }))).toBe("lines");
    const estimated = point("2026-01-01", "2", { low: "1", high: "3" });
    expect(shapeOf(block({ name: "Expected", points: [estimated] }))).toBe("lines");
  });
});

describe("a plot", () => {
  const uneven = block(
    { name: "A", points: [point("2026-01-02", "2"), point("2026-01-01", "1")] },
    { name: "B", points: [point("2026-01-03", "3")] },
  );

  it("runs over the periods of all series, in order", () => {
    expect(startsOf(uneven)).toEqual(["2026-01-01", "2026-01-02", "2026-01-03"]);
  });

  it("has a gap, not zero, where a series has no value", () => {
    expect(plotsOf(uneven)).toEqual([
      { name: "A", values: [1, 2, null] },
      { name: "B", values: [null, null, 3] },
    ]);
  });

  it("has its range as a base and what lies on it", () => {
    const estimate = point("2026-01-01", "2", { low: "1.5", high: "4" });
    expect(plotsOf(block({ name: "E", points: [estimate] }))).toEqual([
      { name: "E", values: [2], low: [1.5], spread: [2.5] },
    ]);
  });
});

describe("the table behind a chart", () => {
  it("has a column for each series and its exact values", () => {
    const table = seriesTable(block({ name: "Cost", points: [point("2026-01-01", "105.7106199600")] }));
    expect(table.columns.map((column) => column.label)).toEqual(["Period", "Cost"]);
    expect(table.rows).toEqual([["2026-01-01", "105.7106199600"]]);
    expect(table.totalRows).toBe(1);
  });

  it("has the bounds of an estimate beside it", () => {
    const expected = { name: "Expected", points: [point("2026-01-02", "2", { low: "1", high: "3" })] };
    const table = seriesTable(block({ name: "Measured", points: [point("2026-01-01", "5")] }, expected));
    expect(table.columns.map((column) => column.label)).toEqual([
      "Period",
      "Measured",
      "Expected",
      "Expected, low",
      "Expected, high",
    ]);
    expect(table.rows).toEqual([
      ["2026-01-01", "5", null, null, null],
      ["2026-01-02", null, "2", "1", "3"],
    ]);
  });
});

describe("a label", () => {
  it("is as long as the period needs", () => {
    expect(labelOf("2026-04-01", "daily")).toBe("Apr 1");
    expect(labelOf("2026-04-01", "MONTHLY")).toBe("Apr 2026");
    expect(labelOf("2026-04-01", "quarterly")).toBe("Apr 2026");
    expect(labelOf("2026-01-01", "yearly")).toBe("2026");
  });
});
