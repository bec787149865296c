import { describe, expect, it } from "vitest";
import type { AgUiEvent } from "@/api";
import { applyEvent, isActive, jobOf, newJob, splitText } from "@/jobs/job-view";
import { byService } from "../support/answers";
import { GOOD_EVENTS, jobAfter, logged } from "../support/events";
import { progress } from "../support/fake-platform";

const ids = { threadId: "t", runId: "r" };
const started: AgUiEvent = { type: "RUN_STARTED", ...ids };

describe("a job that goes well", () => {
  it("ends with its answer, its route and its agents", () => {
    const job = jobAfter(GOOD_EVENTS);
    expect(job).toMatchObject({ state: "done", percent: 100, answer: byService, retries: 0 });
    expect(job.route).toMatchObject({ path: "fast", agents: ["cost"] });
    expect(job.agents).toHaveLength(1);
    expect(job.agents[0]).toMatchObject({ name: "cost", state: "done" });
    expect(job.agents[0]?.tools).toEqual([
      { callId: "c1", tool: "cost.by_dimension", args: '{"dimension":"service"}', result: '{"rows":34}' },
    ]);
  });

  it("has its text put together from the deltas", () => {
    expect(jobAfter(GOOD_EVENTS).text).toBe(`${byService.headline}\n\n${byService.markdown}`);
  });

  it("takes as long as the server says, whatever the clock here shows", () => {
    const job = jobAfter(GOOD_EVENTS);
    expect(job.startedAt).toBe(5_000);
    expect(job.endedAt).toBe(5_000 + (GOOD_EVENTS.length - 1) * 100);
  });

  it("never goes backwards", () => {
    const percents = [started, progress(30, "a", "A"), progress(60, "b", "B"), progress(40, "c", "C")];
    const job = jobAfter(percents);
    expect(job.percent).toBe(60);
    expect(job.message).toBe("C");
  });

  it("takes the whole question from the log, where a list has it shortened", () => {
    const input = { ...ids, messages: [{ id: "q", role: "user" as const, content: "A very long question" }] };
    expect(jobAfter([{ ...started, input }]).question).toBe("A very long question");
    expect(jobAfter([started]).question).toBe("What did I spend by service?");
  });
});

describe("a job that does not go well", () => {
  it("says what happened", () => {
    const job = jobAfter([started, { type: "RUN_ERROR", code: "TIMEOUT", message: "It took too long." }]);
    expect(job).toMatchObject({ state: "failed", problem: { code: "TIMEOUT", message: "It took too long." } });
    expect(isActive(job)).toBe(false);
  });

  it("that was stopped is stopping no more", () => {
    const end: AgUiEvent = { type: "RUN_FINISHED", ...ids, outcome: { type: "cancelled" } };
    const job = jobAfter([started, progress(30, "a", "A")], { stopping: true });
    expect(logged([end]).reduce(applyEvent, job)).toMatchObject({ state: "cancelled", stopping: false, percent: 30 });
  });

  it("that waits for a decision says so", () => {
    const end: AgUiEvent = { type: "RUN_FINISHED", ...ids, outcome: { type: "interrupt", interrupts: [] } };
    expect(jobAfter([started, end]).state).toBe("waiting");
  });

  it("begins its text anew after a lost worker, and counts the attempts", () => {
    const text = (delta: string): AgUiEvent => ({ type: "TEXT_MESSAGE_CONTENT", messageId: "m", delta });
    const retry: AgUiEvent = { type: "CUSTOM", name: "job.retry", value: { attempt: 2, reason: "worker lost" } };
    const job = jobAfter([started, text("You spe"), retry, text("You spent $5.")]);
    expect(job).toMatchObject({ text: "You spent $5.", retries: 1 });
  });

  it("keeps an agent's failure beside the others' success", () => {
    const agent = (subagentRunId: string): AgUiEvent => ({
      type: "SUBAGENT_STARTED",
      subagentRunId,
      name: subagentRunId,
    });
    const job = jobAfter([
      started,
      agent("cost"),
      agent("budgets"),
      { type: "SUBAGENT_ERROR", subagentRunId: "budgets", message: "No access." },
      { type: "SUBAGENT_FINISHED", subagentRunId: "cost" },
    ]);
    expect(job.agents.map(({ name, state, problem }) => [name, state, problem])).toEqual([
      ["cost", "done", undefined],
      ["budgets", "failed", "No access."],
    ]);
  });

  it("is not disturbed by events it does not know", () => {
    const job = jobAfter([started]);
    const unknown = { type: "CUSTOM", name: "job.weather", value: 1 } as unknown as AgUiEvent;
    expect(logged([unknown, { type: "STEP_STARTED", stepName: "x" }]).reduce(applyEvent, job)).toEqual(job);
  });
});

describe("a job known from a list", () => {
  const summary = {
    ...ids,
    jobId: "j",
    question: "What?",
    status: "SUCCEEDED",
    percent: 100,
    seq: 9,
    createdAt: 1_000,
  };

  it("is unread, and its time is the server's", () => {
    expect(jobOf({ ...summary, finishedAt: 3_000 })).toMatchObject({
      state: "unread",
      startedAt: 1_000,
      endedAt: 3_000,
    });
  });

  it("has no end while it goes on", () => {
    expect(jobOf({ ...summary, finishedAt: null }).endedAt).toBeUndefined();
  });
});

describe("text on its way", () => {
  it("begins with the headline", () => {
    expect(splitText("You spent $5.\n\nMostly on EC2.\n\nAnd S3.")).toEqual({
      headline: "You spent $5.",
      body: "Mostly on EC2.\n\nAnd S3.",
    });
    expect(splitText("You sp")).toEqual({ headline: "You sp", body: "" });
    expect(splitText("")).toEqual({ headline: "", body: "" });
  });
});

describe("a new job", () => {
  it("is active before anybody has heard of it", () => {
    expect(isActive(newJob(ids, "What?", 1))).toBe(true);
  });
});
