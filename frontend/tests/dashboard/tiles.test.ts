import { describe, expect, it } from "vitest";
import type { Bill, OfferedTile } from "@/features/bill/bill";
import { type Choice, hasGrains, keyOf, PERIODS, type Tile, tilesOf } from "@/features/dashboard/tiles";
import { april } from "../support/bill";

const lastMonth: Choice = { period: "last_month", grain: "monthly" };
const RUN_ID = /^[\x21-\x7e]{1,120}$/;

const offered: OfferedTile = {
  ...{ agent: "ec2", name: "idle", title: "Idle", question: "What is idle?", tool: "idle", arguments: { top_n: 3 } },
  ...{ kind: "whole", takesPeriod: false, grain: null },
};

function withTiles(...tiles: OfferedTile[]): Bill {
  return { ...april, tiles };
}

function tile(id: string, choice: Choice = lastMonth, bill = april): Tile {
  const found = tilesOf(bill, choice).find((other) => other.id === id);
  if (!found) throw new Error(`there is no tile ${id}`);
  return found;
}

describe("the tiles of a bill", () => {
  it("are those that the agents offer, in their order", () => {
    const second = { ...offered, agent: "s3", name: "classes" };
    expect(tilesOf(withTiles(offered, second), lastMonth)).toMatchObject([
      { id: "ec2.idle", title: "Idle", question: "What is idle?", look: "whole" },
      { id: "s3.classes" },
    ]);
    expect(tile("ec2.idle", lastMonth, withTiles(offered)).call).toEqual({
      agent: "ec2",
      tool: "idle",
      args: { top_n: 3 },
    });
    expect(tilesOf(withTiles(), lastMonth)).toEqual([]);
  });

  it("are about the chosen period, in words and in arguments, where they take it", () => {
    for (const { period, words } of PERIODS) {
      const service = tile("cost.service", { period, grain: "monthly" });
      expect(service.call.args).toMatchObject({ group_by: ["service"], period });
      expect(service.question).toBe(`What did I spend by service ${words}?`);
      expect(tile("cost.run-rate", { period, grain: "monthly" }).call.args).toEqual({});
    }
  });

  it("that are alternatives are shown one at a time, as the reader looks", () => {
    expect(tile("cost.trend").call.args).toMatchObject({ granularity: "monthly" });
    expect(tile("cost.trend", { ...lastMonth, grain: "daily" }).call.args).toMatchObject({ granularity: "daily" });
    const twice = withTiles({ ...offered, title: "First" }, { ...offered, title: "Second" });
    expect(tilesOf(twice, lastMonth).map(({ title }) => title)).toEqual(["First"]);
  });

  it("ask how to look only where that makes a difference", () => {
    expect([hasGrains(april), hasGrains(withTiles(offered))]).toEqual([true, false]);
  });

  it("are shown in some way when their own is not known", () => {
    expect(tile("ec2.idle", lastMonth, withTiles({ ...offered, kind: "hologram" })).look).toBe("half");
  });

  it("take names as they are, whatever signs are in them", () => {
    const odd = { ...offered, question: "By $& and $1 {period}?", takesPeriod: true };
    expect(tile("ec2.idle", lastMonth, withTiles(odd)).question).toBe("By $& and $1 last month?");
  });
});

describe("the name of a tile's job", () => {
  const key = (changes: Partial<typeof april> = {}, today = "2026-05-04", version = "0.1.0") =>
    keyOf(tile("cost.service"), { ...april, ...changes }, today, version);

  it("is the same for the same bill on the same day", () => {
    expect(key()).toBe(key());
    expect(key()).toMatch(/^dashboard\.cost_service\./);
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
    const keys = PERIODS.map(({ period }) => keyOf(tile("cost.service", { period, grain: "daily" }), april, "d", "v"));
    expect(new Set(keys).size).toBe(PERIODS.length);
  });

  it("does not depend on what the bill is called", () => {
    expect(key({ label: "Spring" })).toBe(key());
  });

  it("is an id the server takes, whatever a tag is called", () => {
    const odd = { ...tile("cost.service"), id: `Kostenträger ${"x".repeat(200)}` };
    expect(keyOf(odd, april, "2026-05-04", "0.1.0")).toMatch(RUN_ID);
  });
});
