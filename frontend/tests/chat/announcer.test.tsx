import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Announcer } from "@/features/chat/announcer";
import { type JobView, newJob } from "@/jobs/job-view";
import { Suggestions } from "@/features/chat/suggestions";
import { GOOD_EVENTS, jobAfter } from "../support/events";
import { progress } from "../support/fake-platform";
import { show } from "../support/render";

const ids = { runId: "r", threadId: "t" };
const started = { type: "RUN_STARTED", ...ids } as const;

function saidOf(job: JobView | undefined): string {
  const { unmount } = show(<Announcer job={job} />);
  const said = screen.getByRole("status").textContent;
  unmount();
  return said;
}

describe("what screen readers are told", () => {
  it("is nothing without a question", () => {
    expect(saidOf(undefined)).toBe("");
  });

  it("is each stage with how far it is", () => {
    expect(saidOf(newJob(ids, "What?", 1))).toBe("Sending your question, 0 percent");
    expect(saidOf(jobAfter([started, progress(60, "working", "Adding up")]))).toBe("Adding up, 60 percent");
  });

  it("is the headline at the end", () => {
    const job = jobAfter(GOOD_EVENTS);
    expect(saidOf(job)).toBe(`Answered. ${job.answer?.headline ?? "missing"}`);
  });

  it("is the text where there is no typed answer", () => {
    expect(saidOf({ ...jobAfter([started]), state: "done", text: "You spent nothing." })).toBe(
      "Answered. You spent nothing.",
    );
  });

  it("is what went wrong, with what to do", () => {
    const problem = { code: "TIMEOUT", message: "It took too long. Ask for less." };
    expect(saidOf({ ...jobAfter([started]), state: "failed", problem })).toBe(
      "Failed. It took too long. Ask for less.",
    );
    expect(saidOf({ ...jobAfter([started]), state: "cancelled" })).toBe("Stopped.");
  });

  it("is nothing of an answer of long ago that is still to be read", () => {
    expect(saidOf({ ...jobAfter([started]), state: "unread" })).toBe("");
  });
});

describe("suggested questions", () => {
  it("are asked with one click, each as it is written", async () => {
    const asked: string[] = [];
    const { user } = show(<Suggestions texts={["And by region?", "Why?"]} onAsk={(text) => asked.push(text)} />);
    await user.click(screen.getByRole("button", { name: "And by region?" }));
    await user.click(screen.getByRole("button", { name: "Why?" }));
    expect(asked).toEqual(["And by region?", "Why?"]);
  });

  it("are no empty list", () => {
    show(<Suggestions texts={[]} onAsk={() => undefined} />);
    expect(screen.queryByRole("list")).toBeNull();
  });
});
