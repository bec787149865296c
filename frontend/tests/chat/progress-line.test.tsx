import { act, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AgUiEvent } from "@/api";
import type { JobView } from "@/jobs/job-view";
import { ProgressLine, routeWords } from "@/features/chat/progress-line";
import { byService } from "../support/answers";
import { jobAfter, GOOD_EVENTS } from "../support/events";
import { progress } from "../support/fake-platform";
import { show } from "../support/render";

const STARTED: AgUiEvent = { type: "RUN_STARTED", threadId: "t", runId: "r" };
/** The first event of `jobAfter` is logged at this moment. */
const BEGAN_MS = 5_000;

function showLine(job: JobView, open = false) {
  const calls: string[] = [];
  show(
    <ProgressLine
      job={job}
      open={open}
      detailsId="details"
      onToggle={() => calls.push("toggle")}
      onStop={() => calls.push("stop")}
    />,
  );
  return calls;
}

const line = () => document.body.textContent;

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(BEGAN_MS + 2_400);
});

afterEach(() => {
  vi.useRealTimers();
});

it("does not call a question answered whose answer says why there is none", () => {
  const refused = { ...byService, answered: false };
  showLine(
    jobAfter([
      STARTED,
      { type: "CUSTOM", name: "answer", value: refused },
      { type: "RUN_FINISHED", threadId: "t", runId: "r", outcome: { type: "success" } },
    ]),
  );
  expect(line()).toContain("Not answered");
  expect(document.querySelector(".lucide-circle-check")).toBeNull();
  expect(document.querySelector(".lucide-circle-question-mark")).not.toBeNull();
});

describe("a job under way", () => {
  const job = jobAfter([STARTED, progress(30, "routing", "The cost agent answers this.")]);

  it("shows how long it has been going on, and goes on showing it", () => {
    showLine(job);
    expect(line()).toContain("30 % · 2.4 s");
    act(() => {
      vi.advanceTimersByTime(1_000);
    });
    expect(line()).toContain("30 % · 3.4 s");
  });

  it("tells its percentage to who cannot see the bar", () => {
    showLine(job);
    const bar = screen.getByRole("progressbar", { name: "Progress" });
    expect(["aria-valuenow", "aria-valuemin", "aria-valuemax"].map((name) => bar.getAttribute(name))).toEqual([
      "30",
      "0",
      "100",
    ]);
  });

  it("unfolds and stops by its two buttons", () => {
    const calls = showLine(job);
    const details = screen.getByRole("button", { name: "The cost agent answers this." });
    expect(details.getAttribute("aria-expanded")).toBe("false");
    expect(details.getAttribute("aria-controls")).toBe("details");
    act(() => details.click());
    act(() => screen.getByRole("button", { name: "Stop" }).click());
    expect(calls).toEqual(["toggle", "stop"]);
  });

  it("that is not on the server yet cannot be stopped", () => {
    const { jobId, ...unsent } = job;
    expect(jobId).toBe("job");
    showLine(unsent);
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Stop" }).disabled).toBe(true);
  });

  it("counts its attempts", () => {
    const retry: AgUiEvent = { type: "CUSTOM", name: "job.retry", value: { attempt: 2, reason: "worker lost" } };
    showLine(jobAfter([STARTED, retry, progress(40, "working", "Adding up the bill")]));
    expect(line()).toContain("Adding up the bill (attempt 2)");
  });
});

describe("a job that has ended", () => {
  it("says which way it was answered and in what time, and moves no more", () => {
    const job = jobAfter(GOOD_EVENTS);
    showLine(job);
    const shown = line();
    expect(shown).toContain("Answered");
    expect(shown).toContain(`${(((job.endedAt ?? 0) - BEGAN_MS) / 1_000).toFixed(1)} s`);
    act(() => {
      vi.advanceTimersByTime(60_000);
    });
    expect(line()).toBe(shown);
    expect(screen.queryByRole("progressbar")).toBeNull();
    expect(screen.queryByRole("button", { name: "Stop" })).toBeNull();
  });

  it.each([
    ["failed", "Failed"],
    ["cancelled", "Stopped"],
    ["waiting", "Waits for a decision"],
    ["unread", "Reading"],
  ] as const)("that is %s says %s", (state, words) => {
    showLine(jobAfter([STARTED], { state, endedAt: BEGAN_MS + 500 }));
    expect(line()).toContain(words);
    expect(line().includes("0.5 s")).toBe(state !== "unread");
  });
});

describe("the way an answer came", () => {
  it("is told in words for each route", () => {
    const words = (["fast", "model", "fallback"] as const).map(routeWords);
    expect(words).toEqual(["understood at once", "planned by the model", "closest match, no model"]);
  });
});
