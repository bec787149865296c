import { beforeEach, describe, expect, it } from "vitest";
import { JobStore } from "@/jobs/job-store";
import { jobOf, type JobView } from "@/jobs/job-view";
import { Outbox } from "@/jobs/outbox";
import { byService } from "../support/answers";
import { settle } from "../support/fake-clock";
import { goodJob } from "../support/fake-platform";
import { envelope } from "../support/fake-socket";
import { ack, SessionBench } from "../support/session-bench";

const words = { runId: "words", threadId: "t", question: "What did I spend?" };
const call = { agent: "cost", tool: "spend", args: { period: "last_month" } };
const tool = { runId: "tool", threadId: "dashboard", question: "Last month", call };

let bench: SessionBench;
let outbox: Outbox;
let jobs: JobStore;

beforeEach(async () => {
  bench = new SessionBench();
  outbox = new Outbox(window.sessionStorage);
  jobs = new JobStore({ session: bench.session, outbox, now: () => 77 });
  await bench.open();
});

async function answerAs(jobId: string): Promise<void> {
  bench.socket.deliver(ack(bench.socket.last("run").reqId, jobId, 0));
  await settle();
  for (const [at, { event }] of goodJob(byService).entries()) {
    bench.socket.deliver(envelope(jobId, at + 1, event));
    await settle();
  }
}

describe("one store of jobs", () => {
  it("follows a question in words and a tool's call alike", async () => {
    const accepted = jobs.ask(words);
    await answerAs("job-words");
    void jobs.ask(tool);
    await answerAs("job-tool");
    expect(await accepted).toBe(true);
    for (const { runId, threadId } of [words, tool]) {
      expect(jobs.job(runId)).toMatchObject({ jobId: `job-${runId}`, threadId, state: "done", answer: byService });
      expect(jobs.follows(`job-${runId}`)).toBe(true);
      expect(jobs.active(threadId)).toBe(0);
    }
  });

  it("sends the tool's call beside its words, and nothing beside mere words", () => {
    void jobs.ask(words);
    expect(bench.socket.last("run")["input"]).toMatchObject({ forwardedProps: {} });
    void jobs.ask(tool);
    expect(bench.socket.last("run")["input"]).toMatchObject({ forwardedProps: { finops: call } });
  });

  it("sends that a question is kept from language models, alone and beside a call, and keeps that over a reload", () => {
    void jobs.ask({ ...words, model: false });
    expect(bench.socket.last("run")["input"]).toMatchObject({ forwardedProps: { finops: { model: false } } });
    expect(jobs.job("words")?.model).toBe(false);
    expect(jobs.unsent()).toEqual([{ runId: "words", threadId: "t", text: "What did I spend?", model: false }]);
    void jobs.ask({ ...tool, model: false });
    expect(bench.socket.last("run")["input"]).toMatchObject({ forwardedProps: { finops: { ...call, model: false } } });
  });

  it("keeps what was typed over a reload, and no page's own calls, which the page asks for again", () => {
    void jobs.ask(words);
    void jobs.ask(tool);
    expect(jobs.unsent()).toEqual([{ runId: "words", threadId: "t", text: "What did I spend?" }]);
  });

  it("tells of each change with the jobs it concerns", async () => {
    const told: string[][] = [];
    const leave = jobs.onChange((changed) => told.push(changed.map(({ runId, state }) => `${runId} ${state}`)));
    void jobs.ask(words);
    await answerAs("job-words");
    void jobs.ask(tool);
    expect(told[0]).toEqual(["words sending"]);
    expect(told.at(-2)).toEqual(["words done"]);
    expect(told.at(-1)).toEqual(["tool sending"]);
    const before = told.length;
    leave();
    await answerAs("job-tool");
    expect(told).toHaveLength(before);
  });

  it("counts what is under way by the page or conversation it belongs to", () => {
    void jobs.ask(words);
    void jobs.ask({ ...words, runId: "more" });
    void jobs.ask(tool);
    expect([jobs.active("t"), jobs.active("dashboard"), jobs.active("elsewhere")]).toEqual([2, 1, 0]);
  });

  it("says that the server refused, and keeps why in the job", async () => {
    const accepted = jobs.ask(words);
    const { reqId } = bench.socket.last("run");
    bench.socket.deliver({ type: "error", reqId, code: "BAD_FRAME", message: "Too large.", retryable: false });
    expect(await accepted).toBe(false);
    expect(jobs.job("words")).toMatchObject({ state: "failed", endedAt: 77, problem: { code: "BAD_FRAME" } });
    expect(outbox.list()).toEqual([]);
  });
});

describe("a job known from a list", () => {
  const listed: JobView = jobOf({
    ...{ jobId: "job-old", runId: "old", threadId: "t", question: "Once?", status: "SUCCEEDED" },
    ...{ percent: 100, seq: 3, createdAt: 1_000, finishedAt: 2_000 },
  });

  it("is read when it is wanted, once", () => {
    expect(jobs.adopt([listed])).toEqual([listed]);
    expect(bench.socket.count("resume")).toBe(0);
    jobs.read("old");
    jobs.read("old");
    expect(bench.socket.count("resume")).toBe(1);
  });

  it("does not replace what is known of it already", async () => {
    void jobs.ask({ ...words, runId: "old" });
    await answerAs("job-old");
    expect(jobs.adopt([listed])).toMatchObject([{ state: "done", answer: byService }]);
  });
});

describe("what nobody needs any more", () => {
  it("is let go of when it has ended, and kept while it is under way", async () => {
    void jobs.ask(words);
    await answerAs("job-words");
    void jobs.ask(tool);
    jobs.forget(["words", "tool", "unknown"]);
    expect(jobs.job("words")).toBeUndefined();
    expect(jobs.job("tool")).toMatchObject({ state: "sending" });
  });

  it("is nothing that could be stopped, read or loaded", async () => {
    jobs.stop("gone");
    jobs.read("gone");
    expect(bench.socket.sent.filter(({ type }) => type !== "ping")).toEqual([]);
    await expect(jobs.artifact("gone", "a")).rejects.toMatchObject({ code: "JOB_NOT_FOUND" });
  });
});

describe("a job that waits for decisions", () => {
  const waits = (...ids: string[]) => ({
    type: "RUN_FINISHED",
    ...{ threadId: "t", runId: "words" },
    outcome: { type: "interrupt", interrupts: ids.map((id) => ({ id, reason: "approval" })) },
  });

  async function waiting(...ids: string[]): Promise<void> {
    void jobs.ask(words);
    bench.socket.deliver(ack(bench.socket.last("run").reqId, "job-words", 0));
    await settle();
    bench.socket.deliver(envelope("job-words", 1, waits(...ids)));
    await settle();
  }

  const decisions = () => jobs.job("words")?.interrupts.map(({ decision }) => decision?.state);

  it("tells the server what was decided, of exactly which call, and follows the job that goes on", async () => {
    await waiting("i1");
    expect(jobs.job("words")).toMatchObject({ state: "waiting", interrupts: [{ id: "i1", message: "" }] });
    jobs.decide("words", { interruptId: "i1", approved: true, argumentsHash: "abc" });
    expect(decisions()).toEqual(["sending"]);
    const frame = bench.socket.last("approve");
    expect(frame).toMatchObject({
      jobId: "job-words",
      resume: [{ interruptId: "i1", status: "resolved", payload: { approved: true, argumentsHash: "abc" } }],
    });
    const next = { type: "ack", reqId: frame.reqId, jobId: "job-2", runId: "run-2", threadId: "t", seq: 0 };
    bench.socket.deliver({ ...next, duplicate: false });
    await settle();
    expect(decisions()).toEqual(["accepted"]);
    bench.socket.deliver(envelope("job-2", 1, { type: "RUN_FINISHED", threadId: "t", runId: "run-2" }));
    await settle();
    expect(jobs.job("run-2")).toMatchObject({ jobId: "job-2", threadId: "t", state: "done" });
  });

  it("is decided once everything it waits for is, and not twice", async () => {
    await waiting("i1", "i2");
    jobs.decide("words", { interruptId: "i1", approved: true });
    jobs.decide("words", { interruptId: "i1", approved: false });
    expect(decisions()).toEqual(["chosen", undefined]);
    expect(bench.socket.count("approve")).toBe(0);
    jobs.decide("words", { interruptId: "i2", approved: false });
    jobs.decide("words", { interruptId: "i2", approved: true });
    expect(bench.socket.count("approve")).toBe(1);
    const resume = bench.socket.last("approve")["resume"] as { payload: object }[];
    expect(resume.map(({ payload }) => payload)).toEqual([{ approved: false }, { approved: false }]);
  });

  it("stays open with the server's own words when the decision is refused", async () => {
    await waiting("i1");
    jobs.decide("words", { interruptId: "i1", approved: true });
    const message = "Approving actions is not available in this version.";
    const { reqId } = bench.socket.last("approve");
    bench.socket.deliver({ type: "error", reqId, code: "BAD_FRAME", message, retryable: false });
    await settle();
    expect(jobs.job("words")?.interrupts[0]?.decision).toEqual({ approved: true, state: "refused", message });
    jobs.decide("words", { interruptId: "i1", approved: false });
    expect(bench.socket.count("approve")).toBe(2);
  });

  it.each([
    ["does not wait for that", "i9"],
    ["is not known", "i1"],
  ])("sends nothing when the job %s", async (_, interruptId) => {
    if (interruptId === "i9") await waiting("i1");
    jobs.decide("words", { interruptId, approved: true });
    expect(bench.socket.count("approve")).toBe(0);
  });
});
