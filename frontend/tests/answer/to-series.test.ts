import { describe, expect, it } from "vitest";
import type { Plot } from "@/features/answer/blocks/time-series/series-data";
import { type ChartSeries, toSeries } from "@/features/answer/blocks/time-series/to-series";

const estimate: Plot = {
  name: "Forecast",
  values: [10, 12, 14],
  low: [10, 9, null],
  spread: [0, 7, null],
  joinedAt: 0,
};

/** What the tooltip says of the n-th point. */
function said(series: ChartSeries | undefined, index: number): unknown {
  const format = series?.valueFormatter as (value: unknown, context: { dataIndex: number }) => unknown;
  return format((series?.data as unknown[])[index], { dataIndex: index });
}

describe("amounts of whole periods", () => {
  it("are bars, and a stack when they add up", () => {
    const plot: Plot = { name: "EC2", values: [1, null] };
    expect(toSeries(plot, "red", "bars", "USD")).toMatchObject([{ type: "bar", id: "EC2", data: [1, null] }]);
    expect(toSeries(plot, "red", "stack", "USD")).toMatchObject([{ stack: "all" }]);
    expect(said(toSeries(plot, "red", "bars", "USD")[0], 0)).toBe("$1.00");
    expect(said(toSeries(plot, "red", "bars", "USD")[0], 1)).toBeNull();
  });
});

describe("an estimate", () => {
  const [floor, range, line] = toSeries(estimate, "red", "lines", "USD");

  it("is a line with other marks over a range on an invisible floor", () => {
    expect(floor).toMatchObject({ data: [10, 9, null], color: "transparent", area: true });
    expect(range).toMatchObject({ data: [0, 7, null], area: true });
    expect((floor as { stack: string }).stack).toBe((range as { stack: string }).stack);
    expect(line).toMatchObject({ label: "Forecast", shape: "diamond" });
    expect(toSeries({ name: "Billed", values: [1] }, "red", "lines", "USD")).toMatchObject([{ shape: "circle" }]);
  });

  it("is told with its range, and its range not again", () => {
    expect(said(line, 1)).toBe("$12.00 ($9.00 to $16.00)");
    expect(said(floor, 1)).toBeNull();
    expect(said(range, 1)).toBeNull();
  });

  it("has no value and no mark of its own where it sets out from what was billed", () => {
    expect(said(line, 0)).toBeNull();
    const { showMark } = line as unknown as { showMark: (context: { index: number }) => boolean };
    expect([0, 1].map((index) => showMark({ index }))).toEqual([false, true]);
  });

  it("without bounds at a point is told without them", () => {
    expect(said(line, 2)).toBe("$14.00");
  });
});
