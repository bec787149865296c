import { beforeEach, describe, expect, it, vi } from "vitest";
import type { JobSummary } from "@/api";
import { ChatStore } from "@/features/chat/chat-store";
import { JobStore } from "@/jobs/job-store";
import { Outbox } from "@/jobs/outbox";
import { settle } from "../support/fake-clock";
import { envelope, FINISHED } from "../support/fake-socket";
import { ack, SessionBench } from "../support/session-bench";

const STARTED = { type: "RUN_STARTED", threadId: "t", runId: "r" };

let bench: SessionBench;
let outbox: Outbox;
let chat: ChatStore;

beforeEach(async () => {
  bench = new SessionBench();
  outbox = new Outbox(window.sessionStorage);
  chat = chatOf(bench, outbox);
  await bench.open();
});

function chatOf({ session }: SessionBench, kept: Outbox): ChatStore {
  return new ChatStore({ session, jobs: new JobStore({ session, outbox: kept, now: () => 77 }) });
}

function summary(runId: string, changes: Partial<JobSummary> = {}): JobSummary {
  const job = { jobId: `job-${runId}`, runId, threadId: "t", question: `Question ${runId}`, status: "SUCCEEDED" };
  return { ...job, percent: 100, seq: 3, createdAt: 1_000, finishedAt: 2_000, ...changes };
}

async function answerThread(jobs: readonly JobSummary[]): Promise<void> {
  bench.socket.deliver({ type: "thread", reqId: bench.socket.last("thread.get").reqId, threadId: "t", jobs });
  await settle();
}

async function acknowledge(jobId = "job"): Promise<void> {
  bench.socket.deliver(ack(bench.socket.last("run").reqId, jobId, 0));
  await settle();
}

function jobs() {
  return chat.thread("t")?.jobs ?? [];
}

function resumed(): string[] {
  return bench.socket.sent
    .filter(({ type }) => type === "resume")
    .flatMap((frame) => (frame["jobs"] as { jobId: string }[]).map(({ jobId }) => jobId));
}

describe("a question that is kept from language models", () => {
  it("is so when it is asked again after a reload", () => {
    chat.ask("t", "Is Ada too dear?", false);
    chatOf(bench, outbox).start();
    const runs = bench.socket.sent.filter(({ type }) => type === "run");
    expect(runs.map((frame) => (frame["input"] as { forwardedProps: unknown }).forwardedProps)).toEqual([
      { finops: { model: false } },
      { finops: { model: false } },
    ]);
  });
});

describe("events of an answer on its way", () => {
  it("are shown at once when they are a stage, and together when they are details", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const runId = chat.ask("t", "What?");
    await acknowledge();
    const shown: unknown[] = [];
    chat.subscribe(() => shown.push([jobs()[0]?.percent, jobs()[0]?.agents[0]?.tools[0]?.args]));
    const agent = { subagentRunId: "a" };
    bench.socket.deliver(envelope("job", 1, { ...STARTED, runId }));
    bench.socket.deliver(envelope("job", 2, { type: "SUBAGENT_STARTED", ...agent, name: "cost" }));
    const call = { toolCallId: "c", ...agent };
    bench.socket.deliver(envelope("job", 3, { type: "TOOL_CALL_START", ...call, toolCallName: "spend" }));
    for (const [index, delta] of ["{", "}"].entries())
      bench.socket.deliver(envelope("job", 4 + index, { type: "TOOL_CALL_ARGS", ...call, delta }));
    await settle();
    expect(shown).toEqual([[0, undefined]]);
    vi.runAllTimers();
    expect(shown).toEqual([
      [0, undefined],
      [0, "{}"],
    ]);
    vi.useRealTimers();
  });
});

describe("a job that ended long ago", () => {
  it("is shown once it is known to its end, not event by event", async () => {
    void chat.open("t");
    await answerThread([summary("old")]);
    let changes = 0;
    chat.subscribe(() => (changes += 1));
    bench.socket.deliver(envelope("job-old", 1, STARTED));
    bench.socket.deliver(envelope("job-old", 2, { type: "TEXT_MESSAGE_CONTENT", messageId: "m", delta: "You spent" }));
    await settle();
    expect(changes).toBe(0);
    expect(jobs()).toMatchObject([{ state: "unread" }]);
    bench.socket.deliver(envelope("job-old", 3, FINISHED));
    await settle();
    expect(changes).toBe(1);
    expect(jobs()).toMatchObject([{ state: "done", text: "You spent", percent: 100 }]);
  });
});

describe("asking", () => {
  it("shows the question at once and follows it to its end", async () => {
    const runId = chat.ask("t", "What?");
    expect(jobs()).toMatchObject([{ runId, question: "What?", state: "sending", startedAt: 77 }]);
    await acknowledge();
    bench.socket.deliver(envelope("job", 1, STARTED));
    await settle();
    expect(jobs()).toMatchObject([{ jobId: "job", state: "working" }]);
    bench.socket.deliver(envelope("job", 2, FINISHED));
    await settle();
    expect(jobs()).toMatchObject([{ state: "done", endedAt: 2 }]);
  });

  it("shows a refusal in the question's place, and tries it no more", async () => {
    chat.ask("t", "What?");
    const refusal = { type: "error", code: "RATE_LIMITED", message: "Five jobs are under way.", retryable: false };
    bench.socket.deliver({ ...refusal, reqId: bench.socket.last("run").reqId });
    await settle();
    expect(jobs()).toMatchObject([{ state: "failed", problem: { message: "Five jobs are under way." } }]);
    expect(outbox.list()).toEqual([]);
  });

  it("tells who listens that there is something new", async () => {
    let told = 0;
    chat.onAsked(() => (told += 1));
    chat.ask("t", "What?");
    expect(told).toBe(0);
    await acknowledge();
    expect(told).toBe(1);
  });

  it("survives a reload before the acknowledgement under the same run", async () => {
    const runId = chat.ask("t", "What?");
    const again = new SessionBench();
    await again.open();
    const reloaded = chatOf(again, new Outbox(window.sessionStorage));
    reloaded.start();
    await settle();
    expect(again.socket.last("run")["input"]).toMatchObject({ runId, threadId: "t" });
    again.socket.deliver(ack(again.socket.last("run").reqId, "job", 0, true));
    await settle();
    expect(outbox.list()).toEqual([]);
    expect(reloaded.thread("t")?.jobs).toHaveLength(1);
  });
});

describe("opening a conversation", () => {
  it("lists its questions in the order in which they were asked", async () => {
    void chat.open("t");
    expect(chat.thread("t")?.state).toBe("loading");
    await answerThread([summary("b", { createdAt: 2_000 }), summary("a", { createdAt: 1_000 })]);
    expect(chat.thread("t")?.state).toBe("ready");
    expect(jobs().map((job) => job.runId)).toEqual(["a", "b"]);
  });

  it("reads what is under way and the latest answers, and the rest when it is seen", async () => {
    const list = Array.from({ length: 20 }, (_, index) => summary(`${index}`, { createdAt: index }));
    list[0] = summary("0", { createdAt: 0, finishedAt: null, status: "RUNNING" });
    void chat.open("t");
    await answerThread(list);
    expect(resumed()).toEqual(["job-0", ...list.slice(-6).map((job) => job.jobId)]);
    const third = jobs()[3];
    if (!third) throw new Error("the conversation has no fourth question");
    chat.read(third);
    chat.read(third);
    expect(resumed().filter((jobId) => jobId === "job-3")).toHaveLength(1);
  });

  it("asks the server once only", async () => {
    void chat.open("t");
    await answerThread([]);
    await chat.open("t");
    expect(bench.socket.count("thread.get")).toBe(1);
  });

  it("that fails can be tried again", async () => {
    const opening = chat.open("t");
    const refusal = { type: "error", code: "INTERNAL", message: "No.", retryable: false };
    bench.socket.deliver({ ...refusal, reqId: bench.socket.last("thread.get").reqId });
    await opening;
    expect(chat.thread("t")?.state).toBe("failed");
    void chat.open("t");
    await answerThread([summary("a")]);
    expect(chat.thread("t")?.state).toBe("ready");
  });

  it("begun here needs no question to the server", async () => {
    const threadId = chat.begin();
    await chat.open(threadId);
    expect(bench.socket.count("thread.get")).toBe(0);
    expect(chat.thread(threadId)).toMatchObject({ state: "ready", jobs: [] });
  });
});

describe("another tab's question", () => {
  it("appears in a conversation that is open", async () => {
    chat.start();
    void chat.open("t");
    await answerThread([]);
    bench.socket.deliver({ ...envelope("job-x", 1, STARTED), threadId: "t" });
    await answerThread([summary("x", { finishedAt: null })]);
    expect(jobs()).toMatchObject([{ runId: "x" }]);
    expect(resumed()).toEqual(["job-x"]);
  });

  it("is told of even when its conversation is not open", () => {
    let told = 0;
    chat.start();
    chat.onAsked(() => (told += 1));
    bench.socket.deliver({ ...envelope("job-x", 1, STARTED), threadId: "elsewhere" });
    expect(told).toBe(1);
    expect(bench.socket.count("thread.get")).toBe(0);
  });
});

describe("stopping", () => {
  it("asks the server and says so until the job has ended", async () => {
    chat.ask("t", "What?");
    await acknowledge();
    const [job] = jobs();
    if (!job) throw new Error("nothing was asked");
    chat.stop(job);
    expect(bench.socket.last("cancel")["jobId"]).toBe("job");
    expect(jobs()).toMatchObject([{ stopping: true }]);
    bench.socket.deliver(envelope("job", 1, { ...FINISHED, outcome: { type: "cancelled" } }));
    await settle();
    expect(jobs()).toMatchObject([{ state: "cancelled", stopping: false }]);
  });

  it("does nothing to a question the server does not know yet", () => {
    chat.ask("t", "What?");
    const [job] = jobs();
    if (!job) throw new Error("nothing was asked");
    chat.stop(job);
    expect(bench.socket.count("cancel")).toBe(0);
    expect(jobs()).toMatchObject([{ stopping: false }]);
  });
});
