import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { TimeSeriesBlock } from "@/api";
import { plotsOf, shapeOf } from "@/features/answer/blocks/time-series/series-data";
import { seriesTable } from "@/features/answer/blocks/time-series/series-table";
import { startsOf } from "@/features/answer/blocks/time-series/time-axis";
import { TimePlot } from "@/features/answer/blocks/time-series/view";
import { show } from "../support/render";

type Point = TimeSeriesBlock["series"][number]["points"][number];

const point = (start: string, value: string, changes: Partial<Point> = {}): Point => ({
  start,
  value,
  partial: false,
  ...changes,
});

const block = (series: Record<string, Point[]>, changes: Partial<TimeSeriesBlock> = {}): TimeSeriesBlock => ({
  type: "time_series",
  id: "",
  title: "Monthly spend",
  unit: "USD",
  granularity: "monthly",
  marks: [],
  series: Object.entries(series).map(([name, points]) => ({ name, points })),
  ...changes,
});

const two = block({
  EC2: [point("2026-02-01", "20"), point("2026-03-01", "25.5")],
  S3: [point("2026-01-01", "7"), point("2026-03-01", "8", { partial: true })],
});

describe("a chart with several series", () => {
  it("has a legend in which each can be hidden and shown", async () => {
    const { user } = show(<TimePlot block={two} />);
    const s3 = screen.getByRole("button", { name: "S3" });
    expect(s3.getAttribute("aria-pressed")).toBe("true");
    await user.click(s3);
    expect(s3.getAttribute("aria-pressed")).toBe("false");
    expect(screen.getByRole("button", { name: "EC2" }).getAttribute("aria-pressed")).toBe("true");
    await user.click(s3);
    expect(s3.getAttribute("aria-pressed")).toBe("true");
  });

  it("says which periods are not complete, each once", () => {
    const both = block({
      EC2: [point("2026-03-01", "1", { partial: true })],
      S3: [point("2026-03-01", "2", { partial: true })],
    });
    show(<TimePlot block={both} />);
    expect(screen.getByText("Not complete: Mar 2026")).toBeDefined();
  });
});

describe("a chart with one series", () => {
  it("needs no legend and has no word about complete periods", () => {
    show(<TimePlot block={block({ Total: [point("2026-01-01", "5")] })} />);
    expect(screen.queryByRole("button")).toBeNull();
    expect(screen.queryByText(/Not complete/)).toBeNull();
  });

  it("is described by its title, its series and its span", () => {
    show(<TimePlot block={block({ Total: [point("2026-01-01", "5"), point("2026-04-01", "6")] })} />);
    expect(screen.getByRole("img").getAttribute("aria-label")).toBe(
      "Chart: Monthly spend. Total, Jan 2026 to Apr 2026. The Table button shows the numbers.",
    );
  });
});

describe("series over different periods", () => {
  it("share one axis, with gaps where a series has nothing", () => {
    expect(startsOf(two)).toEqual(["2026-01-01", "2026-02-01", "2026-03-01"]);
    expect(plotsOf(two).map(({ values }) => values)).toEqual([
      [null, 20, 25.5],
      [7, null, 8],
    ]);
    expect(seriesTable(two).rows).toEqual([
      ["2026-01-01", null, "7"],
      ["2026-02-01", "20", null],
      ["2026-03-01", "25.5", "8"],
    ]);
  });

  it("of which one is an estimate are lines, and only the estimate has bounds", () => {
    const forecast = block({
      Billed: [point("2026-01-01", "10")],
      Forecast: [point("2026-02-01", "12", { low: "9", high: "16" })],
    });
    expect(shapeOf(forecast)).toBe("lines");
    const [billed, estimate] = plotsOf(forecast);
    expect(billed).toEqual({ name: "Billed", values: [10, null] });
    expect(estimate).toEqual({ name: "Forecast", values: [10, 12], low: [10, 9], spread: [0, 7], joinedAt: 0 });
    expect(seriesTable(forecast).columns.map(({ label }) => label)).toEqual([
      "Period",
      "Billed",
      "Forecast",
      "Forecast, low",
      "Forecast, high",
    ]);
  });

  it("without any point are an empty table", () => {
    expect(seriesTable(block({ Total: [] })).rows).toEqual([]);
    expect(plotsOf(block({ Total: [] }))).toEqual([{ name: "Total", values: [] }]);
  });
});
