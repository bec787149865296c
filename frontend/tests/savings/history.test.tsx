import { act, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Answer, Fact } from "@/api";
import { tilesOf } from "@/features/dashboard/tiles";
import { byService } from "../support/answers";
import { april, withHistory } from "../support/bill";
import { settle } from "../support/fake-clock";
import { give, open, openWith } from "../support/savings";

const fact = (id: string, subject: string, value: string, kind: Fact["kind"] = "money"): Fact => ({
  ...{ id, subject, value, kind, unit: kind === "money" ? "USD" : "", period: null, derivedFrom: [] },
});
const SAVED: Answer = {
  ...byService,
  headline: "You save $42.85 a month through 2 recommendations that were carried out.",
  markdown: "The estimates were $50.00 a month.",
  facts: [
    fact("f1", "recommendations that were carried out", "2", "number"),
    fact("f2", "saved a month by what was carried out", "42.85"),
    fact("f3", "saved so far by what was carried out", "85.70"),
    fact("f4", "estimated saving a month of what was carried out", "50"),
  ],
};

describe("what was saved", () => {
  it("is asked of the advice agent once it is wanted, in large figures and in its own words", async () => {
    window.location.hash = "#/savings";
    const { bench, user } = await open(withHistory(april));
    expect(bench.socket.count("run")).toBe(1);
    await user.click(screen.getByRole("button", { name: "What was saved" }));
    await act(settle);
    expect(window.location.hash).toBe("#/savings?show=history");
    expect(bench.socket.last("run")["input"]).toMatchObject({
      forwardedProps: { finops: { agent: "advice", tool: "savings_history", args: {} } },
    });
    await give(bench, SAVED);
    expect(screen.getAllByRole("definition").map((one) => one.textContent)).toEqual(["$42.85", "$85.70", "$50.00"]);
    expect(screen.getByText(SAVED.headline)).toBeDefined();
    expect(screen.getByText("The estimates were $50.00 a month.")).toBeDefined();

    await user.click(screen.getByRole("button", { name: "Can be saved" }));
    expect(window.location.hash).toBe("#/savings");
    expect(screen.getByText("Looking for savings")).toBeDefined();
    expect(screen.queryByText(SAVED.headline)).toBeNull();
  });

  it("is where its address leads", async () => {
    window.location.hash = "#/savings?show=history";
    const { bench } = await open(withHistory(april));
    expect(bench.socket.last("run")["input"]).toMatchObject({
      forwardedProps: { finops: { tool: "savings_history" } },
    });
    const switcher = within(screen.getByRole("group", { name: "What is shown" }));
    expect(switcher.getByRole("button", { name: "What was saved", pressed: true })).toBeDefined();
  });

  it("is not offered where no agent tells it, and shows the list at its address", async () => {
    const { bench } = await openWith([], "#/savings?show=history");
    expect(bench.socket.last("run")["input"]).toMatchObject({ forwardedProps: { finops: { tool: "savings" } } });
    expect(screen.queryByRole("button", { name: "What was saved" })).toBeNull();
  });

  it("is no tile of the dashboard", () => {
    const ids = tilesOf(withHistory(april), { period: "last_month", grain: "monthly" }).map(({ id }) => id);
    expect(ids).toContain("advice.savings");
    expect(ids).not.toContain("advice.savings_history");
  });
});
