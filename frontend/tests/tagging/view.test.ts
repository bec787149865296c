import { describe, expect, it } from "vitest";
import type { OfferedTile } from "@/features/bill/bill";
import { askedFor, FIRST, IN_ADDRESS, type View } from "@/features/tagging/view";

const OFFERED: OfferedTile = {
  ...{ agent: "tagging", name: "compliance", title: "Tags", question: "How compliant?", tool: "compliance" },
  ...{ arguments: {}, kind: "page", takesPeriod: false, grain: null },
};
const there = (view: Partial<View>) => IN_ADDRESS.write({ ...FIRST, ...view }).toString();
const back = (query: string) => IN_ADDRESS.read(new URLSearchParams(query));

describe("the address of a view", () => {
  it.each<[Partial<View>, string]>([
    [{}, ""],
    [{ shown: "violations", key: "cost center" }, "show=violations&key=cost+center"],
    [{ group: "team", period: "past_3_months" }, "by=team&period=past_3_months"],
    [{ shown: "drift" }, "show=drift"],
    [{ shown: "suggestions", period: "month_to_date" }, "show=suggestions&period=month_to_date"],
  ])("%o is %s, there and back", (view, query) => {
    expect(there(view)).toBe(query);
    expect(back(query)).toEqual({ ...FIRST, ...view });
  });

  it("with words that nobody knows is the first view, and a key is cut where no key is as long", () => {
    expect(back("show=toString&by=cost&period=yesterday")).toEqual(FIRST);
    expect(back(`key=${"x".repeat(300)}`).key).toHaveLength(128);
  });
});

describe("what is asked for a view", () => {
  it.each<[Partial<View>, object]>([
    [{}, {}],
    [
      { group: "team", period: "past_3_months" },
      { group_by: ["team"], period: "past_3_months" },
    ],
    [
      { shown: "violations", key: "env", group: "team" },
      { view: "violations", key: "env" },
    ],
    [
      { shown: "suggestions", period: "last_month" },
      { view: "suggestions", period: "last_month" },
    ],
    [
      { shown: "drift", key: "env", period: "last_month", group: "region" },
      { view: "drift", key: "env" },
    ],
  ])("%o has what the tool takes for it, and no more", (view, args) => {
    expect(askedFor({ ...FIRST, ...view }, OFFERED)).toMatchObject({ agent: "tagging", tool: "compliance" });
    expect(askedFor({ ...FIRST, ...view }, OFFERED).arguments).toEqual(args);
  });

  it("is named by all that is asked, so that two views are two jobs", () => {
    const views: Partial<View>[] = [{}, { key: "env" }, { group: "team" }, { period: "last_month" }];
    const shown = (["coverage", "violations", "suggestions"] as const).flatMap((name) =>
      views.slice(0, name === "coverage" ? 4 : 2).map((view) => askedFor({ ...FIRST, ...view, shown: name }, OFFERED)),
    );
    expect(new Set(shown.map(({ question }) => question)).size).toBe(shown.length);
  });
});
