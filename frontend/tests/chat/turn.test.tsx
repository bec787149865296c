import { act, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { AgUiEvent } from "@/api";
import { type JobView, newJob } from "@/jobs/job-view";
import { Turn } from "@/features/chat/turn";
import { byService } from "../support/answers";
import { GOOD_EVENTS, jobAfter } from "../support/events";
import { progress } from "../support/fake-platform";
import { showInChat } from "../support/render";

const ids = { threadId: "t", runId: "r" };
const started: AgUiEvent = { type: "RUN_STARTED", ...ids };

async function showTurn(job: JobView, isLast = true) {
  const asked: string[] = [];
  const kept: string[] = [];
  const ask = (text: string, mayGoToModel?: boolean) => void (mayGoToModel === false ? kept : asked).push(text);
  const shown = await showInChat(<Turn job={job} isLast={isLast} onAsk={ask} />);
  shown.jobs.adopt([job]);
  return { ...shown, asked, kept };
}

describe("a question that was kept from language models", () => {
  it("is so when it is asked again", async () => {
    const job: JobView = { ...newJob(ids, "Is Ada too dear?", 0), state: "failed", model: false };
    const { user, asked, kept } = await showTurn(job);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect([asked, kept]).toEqual([[], ["Is Ada too dear?"]]);
  });
});

describe("a question under way", () => {
  const working = jobAfter([started, progress(30, "routing", "The cost agent answers this.")]);

  it("shows percent, sentence and a way to stop", async () => {
    await showTurn(working);
    expect(screen.getByRole("progressbar", { name: "Progress" }).getAttribute("aria-valuenow")).toBe("30");
    expect(screen.getByText("The cost agent answers this.")).toBeDefined();
    expect(screen.getByText(/^30 % · /)).toBeDefined();
    expect(screen.getByRole("article").getAttribute("aria-busy")).toBe("true");
  });

  it("is stopped by its button", async () => {
    const { user, bench } = await showTurn(working);
    await user.click(screen.getByRole("button", { name: "Stop" }));
    expect(bench.socket.last("cancel")["jobId"]).toBe("job");
  });

  it("says that it stops, and cannot be stopped twice", async () => {
    await showTurn({ ...working, stopping: true });
    expect(screen.getAllByText("Stopping").at(-1)?.closest("button")?.disabled).toBe(true);
  });

  it("cannot be stopped before the server knows it", async () => {
    await showTurn(newJob({ runId: "r", threadId: "t" }, "What?", 1));
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Stop" }).disabled).toBe(true);
  });

  it("shows the text that has come, the headline in its place", async () => {
    const text: AgUiEvent = { type: "TEXT_MESSAGE_CONTENT", messageId: "m", delta: "You spent $5.\n\nMostly on EC2" };
    await showTurn(jobAfter([started, text]));
    expect(screen.getByRole("heading", { level: 3 }).textContent).toBe("You spent $5.");
    expect(screen.getByText("Mostly on EC2")).toBeDefined();
  });

  it("counts attempts when a worker was lost", async () => {
    const retry: AgUiEvent = { type: "CUSTOM", name: "job.retry", value: { attempt: 2, reason: "lost" } };
    await showTurn(jobAfter([started, progress(30, "a", "Working"), retry]));
    expect(screen.getByText("Working (attempt 2)")).toBeDefined();
  });

  it("offers neither tools nor suggestions", async () => {
    await showTurn(working);
    expect(screen.queryByRole("toolbar")).toBeNull();
    expect(screen.queryByRole("list", { name: "Suggested questions" })).toBeNull();
  });
});

describe("an answered question", () => {
  it("shows headline, prose, blocks and how it was answered", async () => {
    await showTurn(jobAfter(GOOD_EVENTS));
    expect(screen.getByRole("heading", { level: 2 }).textContent).toBe("What did I spend by service?");
    expect(screen.getByRole("heading", { level: 3 }).textContent).toBe(byService.headline);
    expect(screen.getByRole("table", { name: "Cost by service" })).toBeDefined();
    expect(screen.getByRole("button", { name: "Answered" })).toBeDefined();
    expect(screen.queryByRole("progressbar")).toBeNull();
  });

  it("unfolds who worked on it, with input and result", async () => {
    const { user } = await showTurn(jobAfter(GOOD_EVENTS));
    await user.click(screen.getByRole("button", { name: /^Answered/ }));
    const agent = screen.getByRole("group", { name: "Agent cost" });
    expect(agent.textContent).toContain("cost is done");
    expect(within(agent).getByText("cost.by_dimension")).toBeDefined();
    expect(
      within(agent)
        .getAllByLabelText("json code")
        .map((code) => code.textContent),
    ).toEqual(['{\n  "dimension": "service"\n}', '{\n  "rows": 34\n}']);
    expect(screen.getByText(/understood at once, in 212 µs/)).toBeDefined();
  });

  it("offers what to ask next, if it is the latest", async () => {
    const { user, asked } = await showTurn(jobAfter(GOOD_EVENTS));
    await user.click(screen.getByRole("button", { name: "What did I spend by account?" }));
    expect(asked).toEqual(["What did I spend by account?"]);
  });

  it("offers nothing more when others came after it", async () => {
    await showTurn(jobAfter(GOOD_EVENTS), false);
    expect(screen.queryByRole("list", { name: "Suggested questions" })).toBeNull();
  });

  it("is copied with its basis, and its link leads back to it", async () => {
    const { user } = await showTurn(jobAfter(GOOD_EVENTS));
    await user.click(screen.getByRole("button", { name: "Copy answer as Markdown" }));
    expect(await navigator.clipboard.readText()).toContain("## Basis");
    await user.click(screen.getByRole("button", { name: "Copy link to this answer" }));
    expect(await navigator.clipboard.readText()).toMatch(/#\/c\/t\/r$/);
  });

  it("is asked again as it was, or changed", async () => {
    const { user, asked } = await showTurn(jobAfter(GOOD_EVENTS));
    await user.click(screen.getByRole("button", { name: "Ask again" }));
    await user.click(screen.getByRole("button", { name: "Edit and ask again" }));
    const editor = screen.getByRole("textbox", { name: "Question" });
    await user.clear(editor);
    await user.type(editor, "And by region?{Enter}");
    expect(asked).toEqual(["What did I spend by service?", "And by region?"]);
    expect(screen.queryByRole("textbox", { name: "Question" })).toBeNull();
  });

  it("keeps its question when editing is given up", async () => {
    const { user, asked } = await showTurn(jobAfter(GOOD_EVENTS));
    await user.click(screen.getByRole("button", { name: "Edit and ask again" }));
    await user.type(screen.getByRole("textbox", { name: "Question" }), " changed{Escape}");
    expect(screen.getByRole("heading", { level: 2 }).textContent).toBe("What did I spend by service?");
    expect(asked).toEqual([]);
  });

  it("loads the rest of a large table over the socket", async () => {
    const [table] = byService.blocks;
    if (table?.type !== "table") throw new Error("the answer has no table");
    const answer = { ...byService, blocks: [{ ...table, totalRows: 10, artifactId: "rows" }] };
    const { user, bench } = await showTurn({ ...jobAfter(GOOD_EVENTS), answer });
    await user.click(screen.getByRole("button", { name: "Load all 10 rows" }));
    const { reqId } = bench.socket.last("get");
    expect(bench.socket.last("get")).toMatchObject({ jobId: "job", artifactId: "rows", part: 0 });
    const data = JSON.stringify([...table.rows, ["One more", "1", "0"]]);
    await act(async () => {
      bench.socket.deliver({ type: "artifact", reqId, jobId: "job", artifactId: "rows", part: 0, parts: 1, data });
      await Promise.resolve();
    });
    expect(await screen.findByText("One more")).toBeDefined();
  });
});

describe("a question that ended otherwise", () => {
  it("says what happened and can be tried again", async () => {
    const failure: AgUiEvent = { type: "RUN_ERROR", code: "TIMEOUT", message: "It took too long. Ask for less." };
    const { user, asked } = await showTurn(jobAfter([started, failure]));
    expect(screen.getByRole("alert").textContent).toBe("It took too long. Ask for less.Error code TIMEOUT");
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(asked).toEqual(["What did I spend by service?"]);
  });

  it("says that it was stopped", async () => {
    await showTurn(jobAfter([started, { type: "RUN_FINISHED", ...ids, outcome: { type: "cancelled" } }]));
    expect(screen.getByRole("button", { name: "Stopped" })).toBeDefined();
    expect(screen.queryByRole("heading", { level: 3 })).toBeNull();
  });

  it("names the agent that failed and why", async () => {
    const agent: AgUiEvent = { type: "SUBAGENT_STARTED", subagentRunId: "a", name: "budgets" };
    const failure: AgUiEvent = { type: "SUBAGENT_ERROR", subagentRunId: "a", message: "Access is denied." };
    const { user } = await showTurn(jobAfter([started, agent, failure, progress(60, "x", "Going on")]));
    await user.click(screen.getByRole("button", { name: "Going on" }));
    expect(screen.getByRole("group", { name: "Agent budgets" }).textContent).toContain("Access is denied.");
  });
});
