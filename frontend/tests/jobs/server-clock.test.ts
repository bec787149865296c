import { describe, expect, it } from "vitest";
import { applyEvent, elapsedMs, newJob } from "@/jobs/job-view";
import { ServerClock } from "@/jobs/server-clock";

describe("the server's clock", () => {
  it("is as far from this machine's as the quickest event says", () => {
    let now = 10_000;
    const clock = new ServerClock(() => now);
    expect(clock.heard(4_000)).toBe(6_000);
    now = 10_500;
    expect(clock.heard(5_000)).toBe(5_500);
  });

  it("is not moved by events of long ago that are replayed", () => {
    const clock = new ServerClock(() => 10_000);
    clock.heard(9_990);
    expect(clock.heard(1_000)).toBe(10);
  });
});

describe("the time a job has taken", () => {
  const ids = { runId: "r", threadId: "t" };
  const started = { event: { type: "RUN_STARTED", ...ids }, ts: 1_000, seq: 1, jobId: "j", threadId: "t" } as const;

  it("is right though the server's clock is an hour behind", () => {
    const now = 3_601_000;
    const clock = new ServerClock(() => now);
    const job = applyEvent({ ...newJob(ids, "What?", now), clockOffsetMs: clock.heard(started.ts) }, started);
    expect(elapsedMs(job, now)).toBe(0);
    expect(elapsedMs(job, now + 2_500)).toBe(2_500);
  });

  it("of an ended job is between two times of the server", () => {
    const job = { ...newJob(ids, "What?", 1_000), endedAt: 1_400, clockOffsetMs: -99_999 };
    expect(elapsedMs(job, 5)).toBe(400);
  });

  it("before the server has spoken is this machine's own", () => {
    expect(elapsedMs(newJob(ids, "What?", 500), 750)).toBe(250);
  });
});
