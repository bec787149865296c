import { describe, expect, it } from "vitest";
import { exploreAddress, exploreLinks } from "@/features/explore/call-links";
import { argumentsOf, FIRST, scopeOf, type View, withFilter } from "@/features/explore/view";
import { addressOf, IN_ADDRESS } from "@/features/explore/view-address";

const read = (address: string) => IN_ADDRESS.read(new URLSearchParams(address.split("?")[1] ?? ""));

const VIEWS: readonly View[] = [
  FIRST,
  { ...FIRST, period: "2026-01-01/2026-03-31", grain: "weekly", compare: "none" },
  { ...FIRST, groups: [], chart: "lines", metric: "effective", sort: "change" },
  { ...FIRST, groups: ["tag:cost center", "account"], period: "last_month", grain: "daily" },
  { ...FIRST, period: "last_month", grain: "monthly" },
  {
    ...FIRST,
    filters: [
      { dimension: "service", values: ["Amazon EC2", "A=B & C?#/ü"], exclude: false },
      { dimension: "region", values: [""], exclude: true },
      { dimension: "tag:team", values: ["x"], exclude: false },
    ],
    said: { service: ["EC2", "RDS"], exclude: ["credit"], by_invoice: ["true"], currency: ["EUR"], tag: ["team=a"] },
  },
];

describe("a view", () => {
  it.each(VIEWS)("is the same after it was written into the address and read back (%#)", (view) => {
    expect(read(addressOf(view))).toEqual(view);
  });

  it("as usual has a bare address", () => {
    expect(addressOf(FIRST)).toBe("#/explore");
  });

  it.each([
    "?grain=hourly&chart=pie&metric=guess&sort=x&compare=y",
    "?by=&by=" + "x".repeat(300),
    "?is.=a&not.=b&other=1",
    `?is.service=${"y".repeat(3000)}&service=${"z".repeat(300)}`,
  ])("of an address that makes no sense is the usual one: %.40s", (address) => {
    expect(read(address)).toEqual(FIRST);
  });

  it("takes two groups and a bounded number of filters from an address", () => {
    const many = Array.from({ length: 300 }, (_, index) => `is.service=${index}&is.d${index}=1`).join("&");
    const view = read(`?by=a&by=b&by=c&${many}`);
    expect(view.groups).toEqual(["a", "b"]);
    expect(view.filters).toHaveLength(20);
    expect(view.filters[0]?.values).toHaveLength(100);
  });

  it("has the step that suits its period where the address names none", () => {
    expect(read("?period=2026-05-01%2F2026-05-31").grain).toBe("daily");
    expect(read("?period=2026-01-01%2F2026-05-31").grain).toBe("weekly");
    expect(read("?period=2025-01-01%2F2026-05-31").grain).toBe("monthly");
    expect(read("?period=past_30_days").grain).toBe("daily");
    expect(read("?period=all").grain).toBe("monthly");
  });
});

describe("the arguments of a view", () => {
  it("are those of the tool", () => {
    expect(argumentsOf(FIRST)).toEqual({
      period: "past_6_months",
      group_by: ["service"],
      granularity: "monthly",
      compare_to: "previous",
      lines: 7,
    });
    expect(argumentsOf(VIEWS[5] ?? FIRST)).toMatchObject({
      service: ["EC2", "RDS"],
      by_invoice: true,
      currency: "EUR",
      only: ["service=Amazon EC2", "service=A=B & C?#/ü", "tag:team=x"],
      without: ["region="],
    });
  });

  it("for the values of a dimension leave its own filter out", () => {
    const view = withFilter(FIRST, { dimension: "service", values: ["S"], exclude: false });
    expect(scopeOf(view, "service")).toEqual({ period: "past_6_months" });
    expect(scopeOf(view, "region")).toEqual({ period: "past_6_months", only: ["service=S"] });
  });

  it("forget a filter without values", () => {
    const view = withFilter(FIRST, { dimension: "service", values: ["S"], exclude: false });
    expect(withFilter(view, { dimension: "service", values: [], exclude: false })).toEqual(FIRST);
  });
});

describe("a call of a tool", () => {
  it.each([
    [{}, "#/explore?period=usual&by=none"],
    [{ granularity: "monthly" }, "#/explore?period=usual_monthly&by=none"],
    [{ period: "last_month", group_by: ["service"], top_n: 5 }, "#/explore?period=last_month"],
    [{ period: "2026-05", service: ["EC2"], exclude: ["credit", "refund"] }, undefined],
  ])("is a view: %j", (args, address) => {
    const found = exploreAddress({ agent: "cost", tool: "spend", args });
    if (address) expect(found).toBe(address);
    expect(read(found ?? "").said).toEqual(
      Object.fromEntries(Object.entries(args).filter(([name]) => name === "service" || name === "exclude")),
    );
  });

  it("of another tool is none", () => {
    expect(exploreAddress({ agent: "cost", tool: "forecast", args: {} })).toBeUndefined();
    expect(exploreAddress({ agent: "toy", tool: "spend", args: {} })).toBeUndefined();
  });

  it("of an answer is linked once, whatever its arguments look like", () => {
    const tool = (args: string) => ({ callId: "c", tool: "spend", args });
    const agent = (args: string[]) => ({
      ...{ runId: "r", name: "cost", description: "", state: "done" as const },
      tools: args.map(tool),
    });
    expect(exploreLinks({ agents: [agent(['{"period":"all"}', '{"period":"all"}'])] })).toEqual([
      "#/explore?period=all&by=none",
    ]);
    expect(exploreLinks({ agents: [agent(["{", "7", "null"])] })).toEqual([]);
    expect(exploreLinks({ agents: [] })).toEqual([]);
  });
});
