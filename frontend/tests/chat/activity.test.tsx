import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { AgUiEvent } from "@/api";
import { Activity } from "@/features/chat/activity";
import type { JobView } from "@/jobs/job-view";
import { GOOD_EVENTS, jobAfter } from "../support/events";
import { progress } from "../support/fake-platform";
import { show } from "../support/render";

const STARTED: AgUiEvent = { type: "RUN_STARTED", threadId: "t", runId: "r" };
const AGENT: AgUiEvent = { type: "SUBAGENT_STARTED", subagentRunId: "a1", name: "cost", description: "Reads the bill" };
const TOOL = { toolCallId: "c1", subagentRunId: "a1" };

function showActivity(job: JobView) {
  return show(<Activity job={job} id="activity" />);
}

const stages = () =>
  within(screen.getByRole("list", { name: "Stages" }))
    .getAllByRole("listitem")
    .map((stage) => [stage.textContent, getComputedStyle(stage).fontWeight]);

describe("the stages", () => {
  it("that are behind the job stand out from those ahead", () => {
    showActivity(jobAfter([STARTED, progress(60, "working", "Adding up the bill")]));
    expect(stages()).toEqual([
      ["Queued · 5 %", "550"],
      ["Routed · 30 %", "550"],
      ["Worked out · 60 %", "550"],
      ["Written · 90 %", "400"],
      ["Done · 100 %", "400"],
    ]);
  });

  it("of a job that is done are all behind it", () => {
    showActivity(jobAfter(GOOD_EVENTS));
    expect(new Set(stages().map(([, weight]) => weight))).toEqual(new Set(["550"]));
  });
});

describe("the route", () => {
  it("says which way was taken, why, and how long deciding took", () => {
    showActivity(jobAfter(GOOD_EVENTS));
    expect(screen.getByText(/^Route: understood at once, in 212 µs\. Cost by service was asked for\.$/)).toBeDefined();
  });

  it("is left out before it is known", () => {
    showActivity(jobAfter([STARTED]));
    expect(screen.queryByText(/^Route:/)).toBeNull();
  });
});

describe("an agent", () => {
  it("is at work until it says otherwise", () => {
    const { rerender } = showActivity(jobAfter([STARTED, AGENT]));
    const words = () => screen.getByRole("group", { name: "Agent cost" }).textContent;
    expect(words()).toBe("cost is working · Reads the bill");
    const done: AgUiEvent = { type: "SUBAGENT_FINISHED", subagentRunId: "a1" };
    rerender(<Activity job={jobAfter([STARTED, AGENT, done])} id="activity" />);
    expect(words()).toBe("cost is done · Reads the bill");
  });

  it("that failed says why", () => {
    showActivity(jobAfter([STARTED, AGENT, { type: "SUBAGENT_ERROR", subagentRunId: "a1", message: "No such bill." }]));
    expect(screen.getByRole("group", { name: "Agent cost" }).textContent).toContain("failed");
    expect(screen.getByText("No such bill.")).toBeDefined();
  });
});

describe("a tool", () => {
  const start: AgUiEvent = { type: "TOOL_CALL_START", ...TOOL, toolCallName: "spend" };
  const args: AgUiEvent = { type: "TOOL_CALL_ARGS", ...TOOL, delta: '{"period":"last_month"}' };

  it("is running until its result has come", () => {
    showActivity(jobAfter([STARTED, AGENT, start, args]));
    expect(screen.getByText(/^Tool/).textContent).toBe("Tool spend, running");
    expect(screen.queryByText("Result")).toBeNull();
  });

  it("shows JSON indented and anything else as it is", () => {
    const result: AgUiEvent = { type: "TOOL_CALL_RESULT", ...TOOL, messageId: "m", content: "no rows" };
    showActivity(jobAfter([STARTED, AGENT, start, args, result]));
    expect(screen.getByText(/^Tool/).textContent).toBe("Tool spend");
    expect(screen.getByLabelText("json code").textContent).toBe('{\n  "period": "last_month"\n}');
    expect(screen.getByLabelText("Code").textContent).toBe("no rows");
  });
});
