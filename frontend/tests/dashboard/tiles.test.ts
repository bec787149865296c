import { describe, expect, it } from "vitest";
import { type Choice, keyOf, PERIODS, type Tile, tilesOf } from "@/features/dashboard/tiles";
import { april } from "../support/bill";

const lastMonth: Choice = { period: "last_month", grain: "monthly" };
const RUN_ID = /^[\x21-\x7e]{1,120}$/;

function titles(tagKeys: readonly string[]): string[] {
  return tilesOf({ ...april, tagKeys }, lastMonth).map((tile) => tile.title);
}

function tile(id: string, choice: Choice = lastMonth, bill = april): Tile {
  const found = tilesOf(bill, choice).find((other) => other.id === id);
  if (!found) throw new Error(`there is no tile ${id}`);
  return found;
}

describe("the tiles of a bill", () => {
  it("begin with the month in progress and have an id each", () => {
    const tiles = tilesOf(april, lastMonth);
    expect(tiles[0]).toMatchObject({ id: "run-rate", tool: "run_rate", look: "figures" });
    expect(new Set(tiles.map(({ id }) => id)).size).toBe(tiles.length);
  });

  it("say by team only where the bill has teams", () => {
    expect(titles(["environment", "team"])).toContain("By team");
    expect(titles(["environment"]).filter((title) => /team/i.test(title))).toEqual([]);
  });

  it.each([
    [["Team"], "team"],
    [["cost-center", "project"], "tag:cost-center"],
    [["project", "Cost_Center"], "tag:Cost_Center"],
    [["owner", "team"], "team"],
  ])("group the owners of %j by %s", (tagKeys, group) => {
    const grouped = tilesOf({ ...april, tagKeys }, lastMonth).flatMap(({ args }) => args["group_by"] ?? []);
    expect(grouped).toContain(group);
  });

  it("fill two columns, with and without an owner", () => {
    for (const tagKeys of [["team"], []]) {
      const halves = tilesOf({ ...april, tagKeys }, lastMonth).filter(({ look }) => look === "half");
      expect(halves.length % 2).toBe(0);
    }
  });

  it("are about the chosen period, in words and in arguments", () => {
    for (const { period, words } of PERIODS) {
      const service = tile("service", { period, grain: "monthly" });
      expect(service.args["period"]).toBe(period);
      expect(service.question).toBe(`What did I spend by service ${words}?`);
      expect(tile("changes", { period, grain: "monthly" }).args["period"]).toBe(period);
    }
  });

  it("show the trend by month over a year or by day over a month", () => {
    expect(tile("trend").args).toEqual({ granularity: "monthly", period: "past_12_months" });
    const daily = tile("trend", { period: "last_month", grain: "daily" });
    expect(daily.args).toEqual({ granularity: "daily", period: "past_30_days" });
  });

  it("pass on texts, numbers and lists only, as the server takes them", () => {
    for (const { args } of tilesOf(april, lastMonth)) {
      for (const value of Object.values(args)) {
        const isPlain = typeof value === "string" || Number.isInteger(value);
        expect(isPlain || (Array.isArray(value) && value.every((text) => typeof text === "string"))).toBe(true);
      }
    }
  });
});

describe("the name of a tile's job", () => {
  const key = (changes: Partial<typeof april> = {}, today = "2026-05-04", version = "0.1.0") =>
    keyOf(tile("service"), { ...april, ...changes }, today, version);

  it("is the same for the same bill on the same day", () => {
    expect(key()).toBe(key());
    expect(key()).toMatch(/^dashboard\.service\./);
  });

  it("changes with the bill, the terms, the day and the version", () => {
    const others = [
      key({ asOf: "2026-05-04T04:00:00Z" }),
      key({ source: "/other/april.parquet" }),
      key({ rows: 48_212 }),
      key({ terms: "1" }),
      key({ currencies: { USD: { BilledCost: "34161.35" } } }),
      key({ period: { start: "2026-04-01", end: "2026-05-02" } }),
      key({}, "2026-05-05"),
      key({}, "2026-05-04", "0.2.0"),
    ];
    expect(new Set([key(), ...others]).size).toBe(others.length + 1);
  });

  it("changes with the arguments", () => {
    const keys = PERIODS.map(({ period }) => keyOf(tile("service", { period, grain: "daily" }), april, "d", "v"));
    expect(new Set(keys).size).toBe(PERIODS.length);
  });

  it("does not depend on what the bill is called", () => {
    expect(key({ label: "Spring" })).toBe(key());
  });

  it("is an id the server takes, whatever a tag is called", () => {
    const odd = { ...tile("service"), id: `Kostenträger ${"x".repeat(200)}` };
    expect(keyOf(odd, april, "2026-05-04", "0.1.0")).toMatch(RUN_ID);
  });
});
