import { act, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { JobSummary } from "@/api";
import { Announcer } from "@/features/chat/announcer";
import { Conversation } from "@/features/chat/conversation";
import { settle } from "../support/fake-clock";
import { byService } from "../support/answers";
import { GOOD_EVENTS, jobAfter } from "../support/events";
import { progress } from "../support/fake-platform";
import { envelope } from "../support/fake-socket";
import { show, showInChat } from "../support/render";
import { ack } from "../support/session-bench";

async function showConversation(threadId?: string) {
  const begun: string[] = [];
  const welcome = (ask: (text: string) => void) => <button onClick={() => ask("An example?")}>example</button>;
  const shown = await showInChat(
    <Conversation threadId={threadId} onBegin={(id) => begun.push(id)} welcome={welcome} />,
  );
  const deliver = (...frames: object[]) =>
    act(async () => {
      for (const frame of frames) shown.bench.socket.deliver(frame);
      await settle();
    });
  return { ...shown, begun, deliver };
}

const summary: JobSummary = {
  jobId: "job",
  runId: "r",
  threadId: "t",
  question: "What did I spend by service?",
  status: "SUCCEEDED",
  percent: 100,
  seq: GOOD_EVENTS.length,
  createdAt: 1_000,
  finishedAt: 2_000,
};

describe("before the first question", () => {
  it("the reader is welcomed and can write at once", async () => {
    await showConversation();
    expect(screen.getByRole("button", { name: "example" })).toBeDefined();
    expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "Your question" }));
  });

  it("asking begins a conversation", async () => {
    const { user, begun, bench } = await showConversation();
    await user.type(screen.getByRole("textbox", { name: "Your question" }), "What did I spend?{Enter}");
    expect(begun).toHaveLength(1);
    expect(bench.socket.last("run")["input"]).toMatchObject({ threadId: begun[0] });
    expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Your question" }).value).toBe("");
  });

  it("an example asks as well", async () => {
    const { user, begun } = await showConversation();
    await user.click(screen.getByRole("button", { name: "example" }));
    expect(begun).toHaveLength(1);
  });
});

describe("the composer", () => {
  it("asks nothing when there is nothing to ask", async () => {
    const { user, bench } = await showConversation();
    const box = screen.getByRole("textbox", { name: "Your question" });
    await user.type(box, "   {Enter}");
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Ask" }).disabled).toBe(true);
    expect(bench.socket.count("run")).toBe(0);
  });

  it("begins a line on Shift+Enter and asks on a click", async () => {
    const { user, bench } = await showConversation();
    await user.type(screen.getByRole("textbox", { name: "Your question" }), "one{Shift>}{Enter}{/Shift}two");
    await user.click(screen.getByRole("button", { name: "Ask" }));
    expect(bench.socket.last("run")["input"]).toMatchObject({ messages: [{ content: "one\ntwo" }] });
  });
});

describe("a conversation of before", () => {
  it("is read again, answers included", async () => {
    const { bench, deliver } = await showConversation("t");
    expect(screen.getByText("Loading the conversation")).toBeDefined();
    await deliver({ type: "thread", reqId: bench.socket.last("thread.get").reqId, threadId: "t", jobs: [summary] });
    expect(bench.socket.last("resume")["jobs"]).toEqual([{ jobId: "job", after: 0 }]);
    await deliver(...GOOD_EVENTS.map((event, index) => envelope("job", index + 1, event)));
    expect(screen.getByRole("heading", { level: 3 }).textContent).toBe(byService.headline);
  });

  it("goes on with another question", async () => {
    const { user, bench, deliver } = await showConversation("t");
    await deliver({ type: "thread", reqId: bench.socket.last("thread.get").reqId, threadId: "t", jobs: [summary] });
    await user.type(screen.getByRole("textbox", { name: "Your question" }), "And by account?{Enter}");
    await deliver(ack(bench.socket.last("run").reqId, "next", 0));
    expect(screen.getAllByRole("article")).toHaveLength(2);
    expect(bench.socket.last("run")["input"]).toMatchObject({ threadId: "t" });
  });

  it("that cannot be loaded can be tried again", async () => {
    const { user, bench, deliver } = await showConversation("t");
    const refusal = { type: "error", code: "INTERNAL", message: "No.", retryable: false };
    await deliver({ ...refusal, reqId: bench.socket.last("thread.get").reqId });
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(bench.socket.count("thread.get")).toBe(2);
  });

  it("that is no more says so", async () => {
    const { bench, deliver } = await showConversation("t");
    await deliver({ type: "thread", reqId: bench.socket.last("thread.get").reqId, threadId: "t", jobs: [] });
    expect(screen.getByText(/This conversation has no questions/)).toBeDefined();
  });
});

describe("a screen reader", () => {
  const said = (job: Parameters<typeof Announcer>[0]["job"]) => {
    const { getByRole, unmount } = show(<Announcer job={job} />);
    const text = getByRole("status").textContent;
    unmount();
    return text;
  };

  it("hears each stage with its percentage, then the answer", () => {
    expect(said(jobAfter([progress(30, "routing", "The cost agent answers this")]))).toBe(
      "The cost agent answers this, 30 percent",
    );
    expect(said(jobAfter(GOOD_EVENTS))).toBe(`Answered. ${byService.headline}`);
  });

  it("hears of failures and of nothing that is old", () => {
    expect(said(jobAfter([{ type: "RUN_ERROR", message: "It failed." }]))).toBe("Failed. It failed.");
    expect(said(jobAfter([], { state: "cancelled" }))).toBe("Stopped.");
    expect(said(jobAfter([], { state: "unread" }))).toBe("");
    expect(said(undefined)).toBe("");
  });
});
