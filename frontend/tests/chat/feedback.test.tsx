import { act, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Feedback } from "@/features/chat/feedback";
import type { JobView } from "@/jobs/job-view";
import type { JobStore } from "@/jobs/job-store";
import { JobsContext } from "@/jobs/jobs-context";
import { useContext, useEffect, useState } from "react";
import { GOOD_EVENTS, jobAfter } from "../support/events";
import { settle } from "../support/fake-clock";
import { showInChat } from "../support/render";

/** The job as the page's store knows it. */
function Shown({ first }: { first: JobView }) {
  const jobs = useContext(JobsContext) as JobStore;
  const [job, setJob] = useState(first);
  useEffect(() => {
    jobs.adopt([first]);
    return jobs.onChange((changed) => setJob((now) => changed.find(({ runId }) => runId === now.runId) ?? now));
  }, [jobs, first]);
  return <Feedback job={job} />;
}

async function showFeedback() {
  const shown = await showInChat(<Shown first={jobAfter(GOOD_EVENTS, { jobId: "job" })} />);
  const { socket } = shown.bench;
  const button = (name: string) => screen.getByRole("button", { name });
  const press = (name: string) => shown.user.click(button(name));
  const asked = () => {
    const { jobId, verdict, reason } = socket.last("feedback.give") as Record<string, unknown>;
    return { jobId, verdict, reason };
  };
  const answer = (frame: object) =>
    act(async () => {
      socket.deliver({ reqId: socket.last("feedback.give").reqId, ...frame });
      await settle();
    });
  const keep = () => answer({ type: "feedback.given", ...asked(), at: 1 });
  const pressed = () =>
    ["Helpful", "Not helpful"].filter((name) => button(name).getAttribute("aria-pressed") === "true");
  return { ...shown, press, asked, answer, keep, pressed };
}

describe("whether an answer helped", () => {
  it("is said with one click, and taken back with another", async () => {
    const { press, asked, keep, pressed } = await showFeedback();
    expect(pressed()).toEqual([]);
    expect(screen.queryByRole("textbox")).toBeNull();
    await press("Helpful");
    expect(asked()).toEqual({ jobId: "job", verdict: "up", reason: "" });
    expect(pressed()).toEqual([]);
    await keep();
    expect(pressed()).toEqual(["Helpful"]);
    await press("Helpful");
    expect(asked().verdict).toBeNull();
    await keep();
    expect(pressed()).toEqual([]);
  });

  it("may have a reason, which another verdict does not take over", async () => {
    const { user, press, asked, keep, pressed } = await showFeedback();
    await press("Not helpful");
    await keep();
    await user.type(screen.getByRole("textbox", { name: "Why it helped or did not" }), " No credits {Enter}");
    expect(asked()).toEqual({ jobId: "job", verdict: "down", reason: "No credits" });
    await keep();
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Kept" }).disabled).toBe(true);
    await press("Helpful");
    await keep();
    expect(pressed()).toEqual(["Helpful"]);
    expect(screen.getByRole<HTMLInputElement>("textbox").value).toBe("");
  });

  it("is not shown as said when it was not kept, and why", async () => {
    const { press, answer, pressed } = await showFeedback();
    await press("Not helpful");
    await answer({ type: "error", code: "JOB_NOT_FOUND", message: "There is no job.", retryable: false });
    expect(pressed()).toEqual([]);
    expect(screen.getByRole("alert").textContent).toBe("There is no job.");
  });
});
