import { act, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { placesOf } from "@/app/places";
import { april, withSavings } from "../support/bill";
import { settle } from "../support/fake-clock";
import { ALL, answerOf, give, IDLE, open, SELLER, titles } from "../support/savings";

describe("a list that is not there", () => {
  it("says how far it is, and why it failed", async () => {
    const { bench } = await open();
    expect(screen.getByText("Looking for savings")).toBeDefined();
    await act(async () => {
      const { reqId } = bench.socket.last("run");
      bench.socket.deliver({ type: "error", reqId, code: "INTERNAL", message: "Broken.", retryable: false });
      await settle();
    });
    expect(screen.getByRole("alert").textContent).toContain("Broken.");
    expect(screen.getByRole("button", { name: "Try again" })).toBeDefined();
  });

  it("says in the answer's own words that nothing can be saved", async () => {
    const { bench } = await open();
    await give(bench, { ...answerOf([]), headline: "The bill alone shows nothing that can be saved." });
    expect(screen.getByText("The bill alone shows nothing that can be saved.")).toBeDefined();
    expect(screen.queryByLabelText("Totals")).toBeNull();
  });

  it("is read whole when only a part came, and says so when that fails", async () => {
    const { bench } = await open();
    await give(bench, answerOf([SELLER], 4, "a-1"));
    expect(screen.getByText("Reading all 4 recommendations")).toBeDefined();
    const { reqId } = bench.socket.last("get");
    await act(async () => {
      const data = JSON.stringify(ALL);
      bench.socket.deliver({ type: "artifact", reqId, jobId: "job-s", artifactId: "a-1", part: 0, parts: 1, data });
      await settle();
    });
    expect(titles()).toHaveLength(4);
  });

  it("says of how many the totals are when the rest cannot be read", async () => {
    const { bench } = await open();
    await give(bench, answerOf([IDLE], 4, "a-1"));
    await act(async () => {
      const { reqId } = bench.socket.last("get");
      bench.socket.deliver({ type: "error", reqId, code: "ARTIFACT_NOT_FOUND", message: "Gone.", retryable: false });
      await settle();
    });
    expect(screen.getByRole("alert").textContent).toMatch(/Only 1 of 4 .* totals below are of these 1. Gone\./);
  });
});

describe("a platform without the advice agent", () => {
  it("has no such page in its menu, and says so at its address", async () => {
    expect(placesOf(april).map(({ name }) => name)).not.toContain("Savings");
    expect(placesOf(withSavings(april)).map(({ name }) => name)).toContain("Savings");
    expect(placesOf(undefined).map(({ name }) => name)).toContain("Savings");
    await open(april);
    expect(screen.getByRole("status").textContent).toBe("No agent of this platform has anything for Savings.");
  });
});
