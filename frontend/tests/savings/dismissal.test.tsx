import { act, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { settle } from "../support/fake-clock";
import { answerOf, give, IDLE, openWith, totals, VOLUME } from "../support/savings";

const DISK = { ...VOLUME, check: "ebs-unattached" };
const NAMED = { check: "rds-idle", account: "1111", resource: "db-1" };
const UNTIL = Date.UTC(2026, 6, 1);
type Shown = Awaited<ReturnType<typeof openWith>>;

const entry = (title: string) => screen.getByText(title).closest("li") as HTMLElement;

async function dismiss({ user, bench }: Shown, title: string, reason: string) {
  await user.click(within(entry(title)).getByText("Dismiss it"));
  await user.type(within(entry(title)).getByRole("textbox", { name: /Why/ }), reason);
  await user.click(within(entry(title)).getByRole("button", { name: "Dismiss" }));
  return bench.socket.last("advice.dismiss");
}

async function reply({ bench }: Shown, frame: object) {
  await act(async () => {
    bench.socket.deliver(frame);
    await settle();
  });
}

describe("a recommendation", () => {
  it("is dismissed with a reason, is in no total at once, and counts again when that is taken back", async () => {
    const shown = await openWith([IDLE, DISK]);
    const sent = await dismiss(shown, "Idle database", "Kept for the audit");
    expect(sent).toMatchObject({
      ...NAMED,
      savingPerMonth: "100.00",
      unit: "USD",
      reason: "Kept for the audit",
      days: 90,
    });
    await reply(shown, {
      type: "advice.dismissed",
      reqId: sent.reqId,
      ...NAMED,
      reason: "Kept for the audit",
      until: UNTIL,
    });
    expect(totals()).toContain("$7.50");
    expect(entry("Idle database").textContent).toContain("Kept for the audit");

    await shown.user.click(within(entry("Idle database")).getByRole("button", { name: "Count it again" }));
    const reopened = shown.bench.socket.last("advice.reopen");
    expect(reopened).toMatchObject(NAMED);
    await reply(shown, { type: "advice.reopened", reqId: reopened.reqId, ...NAMED });
    expect(totals()).toContain("about $107.50");
    expect(shown.bench.socket.count("run")).toBe(1);
  });

  it("that the platform told as dismissed counts again in a list that is asked for anew", async () => {
    const shown = await openWith([
      { ...IDLE, status: "dismissed", countedPerMonth: "0", notCounted: "Dismissed." },
      DISK,
    ]);
    await shown.user.click(within(entry("Idle database")).getByRole("button", { name: "Count it again" }));
    await reply(shown, { type: "advice.reopened", reqId: shown.bench.socket.last("advice.reopen").reqId, ...NAMED });
    expect(shown.bench.socket.count("run")).toBe(2);
    await give(shown.bench, answerOf([IDLE, DISK]));
    expect(totals()).toContain("about $107.50");
  });

  it("stays as it is when it cannot be dismissed, and says why", async () => {
    const shown = await openWith([IDLE, DISK]);
    const sent = await dismiss(shown, "Idle database", "Kept");
    const error = { code: "BAD_FRAME", message: "500 recommendations are dismissed.", retryable: false };
    await reply(shown, { type: "error", reqId: sent.reqId, ...error });
    expect(entry("Idle database").textContent).toContain("500 recommendations are dismissed.");
    expect(totals()).toContain("about $107.50");
  });

  it("without a reason, or of a platform that does not say which check it is, cannot be dismissed", async () => {
    const { user } = await openWith([IDLE, { ...VOLUME, check: "" }]);
    await user.click(within(entry("Idle database")).getByText("Dismiss it"));
    expect(within(entry("Idle database")).getByRole("button", { name: "Dismiss" })).toHaveProperty("disabled", true);
    expect(within(entry("Unattached volume")).queryByText("Dismiss it")).toBeNull();
  });
});
