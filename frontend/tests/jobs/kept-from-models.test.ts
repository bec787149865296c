import { describe, expect, it } from "vitest";
import type { JobSummary } from "@/api";
import { jobOf } from "@/jobs/job-view";

const summary: JobSummary = {
  jobId: "job",
  runId: "r",
  threadId: "t",
  question: "Is Ada too dear?",
  status: "SUCCEEDED",
  percent: 100,
  seq: 3,
  createdAt: 1_000,
  finishedAt: 2_000,
};

describe("a question of a list that was kept from language models", () => {
  it("is known as such, and no other is", () => {
    const listed = [summary, { ...summary, model: null }, { ...summary, model: false }];
    expect(listed.map((one) => jobOf(one).model)).toEqual([undefined, undefined, false]);
  });
});
