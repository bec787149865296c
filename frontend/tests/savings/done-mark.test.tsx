import { act, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { settle } from "../support/fake-clock";
import { IDLE, openWith, totals, VOLUME } from "../support/savings";

const NAMED = { check: "rds-idle", account: "1111", resource: "db-1" };
type Shown = Awaited<ReturnType<typeof openWith>>;

const entry = (title: string) => within(screen.getByText(title).closest("li") as HTMLElement);

async function press({ user, bench }: Shown, name: string, answer: object) {
  await user.click(entry("Idle database").getByRole("button", { name }));
  const sent = bench.socket.last(name === "Mark as done" ? "advice.mark" : "advice.unmark");
  await act(async () => {
    bench.socket.deliver({ reqId: sent.reqId, ...NAMED, ...answer });
    await settle();
  });
  return sent;
}

describe("what was done", () => {
  it("is marked, stays counted as long as the bill shows it, and the mark is taken back", async () => {
    const shown = await openWith([IDLE, VOLUME]);
    expect(await press(shown, "Mark as done", { type: "advice.marked", at: 0 })).toMatchObject(NAMED);
    expect(entry("Idle database").getByText(/as long as the bill shows it/)).toBeDefined();
    expect(entry("Idle database").queryByText("Dismiss it")).toBeNull();
    expect(totals()).toContain("about $107.50");

    expect(await press(shown, "Not done after all", { type: "advice.unmarked" })).toMatchObject(NAMED);
    expect(entry("Idle database").getByRole("button", { name: "Mark as done" })).toBeDefined();
    expect(entry("Idle database").getByText("Dismiss it")).toBeDefined();
    expect(shown.bench.socket.count("run")).toBe(1);
  });

  it("that the platform told as marked is taken back, too", async () => {
    const shown = await openWith([{ ...IDLE, status: "done" }]);
    await press(shown, "Not done after all", { type: "advice.unmarked" });
    expect(entry("Idle database").getByRole("button", { name: "Mark as done" })).toBeDefined();
  });

  it("stays open when it cannot be marked, and says why", async () => {
    const shown = await openWith([IDLE]);
    const error = { type: "error", code: "BAD_FRAME", message: "500 are marked as done.", retryable: false };
    await press(shown, "Mark as done", error);
    expect(entry("Idle database").getByText("500 are marked as done.")).toBeDefined();
    expect(entry("Idle database").getByRole("button", { name: "Mark as done" })).toBeDefined();
  });

  it("cannot be marked where it is dismissed, or where nobody says which check it is", async () => {
    await openWith([{ ...IDLE, status: "dismissed", countedPerMonth: "0", notCounted: "Dismissed." }, VOLUME]);
    expect(screen.queryByRole("button", { name: "Mark as done" })).toBeNull();
  });
});
