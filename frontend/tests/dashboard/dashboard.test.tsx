import { act, screen, within } from "@testing-library/react";
import { Suspense } from "react";
import { describe, expect, it } from "vitest";
import type { BillResult } from "@/features/bill/bill";
import { PageView } from "@/app/page-view";
import "@/features/dashboard/dashboard";
import { dashboardPage } from "@/features/dashboard/page";
import { byService } from "../support/answers";
import { april } from "../support/bill";
import { settle } from "../support/fake-clock";
import { goodJob } from "../support/fake-platform";
import { envelope } from "../support/fake-socket";
import { showInChat } from "../support/render";
import { ack, type SessionBench } from "../support/session-bench";

async function showDashboard(loaded: BillResult | undefined) {
  const asked: string[] = [];
  const shown = await showInChat(
    <Suspense fallback={null}>
      <PageView page={dashboardPage} loaded={loaded} version="0.1.0" onAsk={(text) => asked.push(text)} />
    </Suspense>,
  );
  // The page is loaded when it is first opened.
  await act(settle);
  return { ...shown, asked };
}

interface Call {
  readonly runId: string;
  readonly forwardedProps: { finops: { tool: string; args: Record<string, unknown> } };
}

function calls(bench: SessionBench): Call[] {
  return bench.socket.sent.filter((frame) => frame.type === "run").map((frame) => frame["input"] as Call);
}

/** Answers whatever is asked until nothing is asked any more. */
async function answerAll(bench: SessionBench): Promise<void> {
  const answered = new Set<string>();
  for (;;) {
    const open = bench.socket.sent.filter((frame) => frame.type === "run" && !answered.has(frame.reqId));
    if (open.length === 0) return;
    await act(async () => {
      for (const { reqId } of open) {
        answered.add(reqId);
        bench.socket.deliver(ack(reqId, `job-${reqId}`, 0));
        goodJob(byService).forEach(({ event }, at) => bench.socket.deliver(envelope(`job-${reqId}`, at + 1, event)));
      }
      await settle();
    });
  }
}

describe("a dashboard without a bill", () => {
  it.each<[string, BillResult | undefined, RegExp]>([
    ["is still reading", undefined, /^Reading the bill$/],
    ["cannot be read", { problem: "The server answered 500." }, /^The server answered 500\. Dashboard appears/],
    ["is not for this reader", { refused: true }, /Open the printed link again/],
    ["is empty", { bill: { ...april, rows: 0 } }, /no charges yet.*finops up --bill PATH/],
  ])("says so when it %s", async (_, loaded, words) => {
    const { bench } = await showDashboard(loaded);
    expect(screen.getByRole("status").textContent).toMatch(words);
    expect(calls(bench)).toEqual([]);
  });
});

describe("a dashboard", () => {
  it("shows a tile for each question and says when all have come", async () => {
    const { bench } = await showDashboard({ bill: april });
    expect(screen.getByRole("status").textContent).toBe("Loading the dashboard");
    await answerAll(bench);
    expect(screen.getByRole("status").textContent).toBe("The dashboard is loaded");
    expect(screen.getAllByRole("heading", { level: 3 }).map((heading) => heading.textContent)).toEqual([
      "Month in progress",
      "Trend",
      "Next month",
      "By service",
      "By account",
      "By team",
      "By region",
      "Coverage of commitments",
      "Largest changes",
    ]);
  });

  it("asks again for another period only what depends on it", async () => {
    const { bench, user } = await showDashboard({ bill: april });
    await answerAll(bench);
    const before = calls(bench).length;
    await user.click(within(screen.getByRole("group", { name: "Period" })).getByRole("button", { name: "12 months" }));
    await answerAll(bench);
    const again = calls(bench).slice(before);
    expect(again.map(({ forwardedProps }) => forwardedProps.finops.args["period"])).toEqual(
      again.map(() => "past_12_months"),
    );
    expect(again.map(({ forwardedProps }) => forwardedProps.finops.tool)).not.toContain("run_rate");
  });

  it("asks for nothing when going back to a period it has", async () => {
    const { bench, user } = await showDashboard({ bill: april });
    const period = within(screen.getByRole("group", { name: "Period" }));
    await answerAll(bench);
    await user.click(period.getByRole("button", { name: "This month" }));
    await answerAll(bench);
    const before = calls(bench).length;
    await user.click(period.getByRole("button", { name: "Last month" }));
    expect(calls(bench)).toHaveLength(before);
    expect(screen.getByRole("status").textContent).toBe("The dashboard is loaded");
  });

  it("keeps its choice when the chosen one is pressed again", async () => {
    const { user } = await showDashboard({ bill: april });
    const last = screen.getByRole("button", { name: "Last month" });
    await user.click(last);
    expect(last.getAttribute("aria-pressed")).toBe("true");
  });

  it("replays its jobs when it is opened again", async () => {
    const first = await showDashboard({ bill: april });
    await answerAll(first.bench);
    first.unmount();
    const second = await showDashboard({ bill: april });
    await answerAll(second.bench);
    expect(calls(second.bench).map(({ runId }) => runId)).toEqual(calls(first.bench).map(({ runId }) => runId));
  });

  it("counts what failed", async () => {
    const { bench } = await showDashboard({ bill: april });
    const { reqId } = bench.socket.sent.find((frame) => frame.type === "run") ?? { reqId: "" };
    await act(async () => {
      bench.socket.deliver({ type: "error", reqId, code: "INTERNAL", message: "Broken.", retryable: false });
      await settle();
    });
    expect(screen.getByRole("alert").textContent).toContain("Broken.");
    const others = bench.socket.sent.filter((frame) => frame.type === "run" && frame.reqId !== reqId);
    expect(others.length).toBeGreaterThan(4);
  });
});

describe("refreshing", () => {
  it("works everything out anew, says when, and is what a reload replays", async () => {
    const first = await showDashboard({ bill: april });
    const refresh = screen.getByRole<HTMLButtonElement>("button", { name: "Refresh" });
    expect(refresh.disabled).toBe(true);
    await answerAll(first.bench);
    const before = calls(first.bench).map(({ runId }) => runId);
    await first.user.click(refresh);
    await answerAll(first.bench);
    const anew = calls(first.bench)
      .map(({ runId }) => runId)
      .slice(before.length);
    expect(anew).toHaveLength(before.length);
    expect(anew.filter((runId) => before.includes(runId))).toEqual([]);
    first.unmount();
    const second = await showDashboard({ bill: april });
    await answerAll(second.bench);
    expect(calls(second.bench).map(({ runId }) => runId)).toEqual(anew);
  });

  it("names the day of the bill's data", async () => {
    await showDashboard({ bill: { ...april, asOf: "2026-05-02T00:00:00+00:00" } });
    expect(screen.getByText(/, data as of May 2, 2026$/)).toBeDefined();
  });
});
