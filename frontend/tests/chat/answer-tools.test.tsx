import { screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AnswerTools } from "@/features/chat/answer-tools";
import type { JobView } from "@/jobs/job-view";
import { GOOD_EVENTS, jobAfter } from "../support/events";
import { show } from "../support/render";
import { catchFiles, type SavedFile } from "../support/saved-files";

let saved: SavedFile[];

beforeEach(() => {
  saved = catchFiles();
});

afterEach(() => {
  document.body.className = "";
});

function showTools(changes: Partial<JobView> = {}) {
  let retries = 0;
  const job = jobAfter(GOOD_EVENTS, changes);
  const shown = show(
    <article id="run-r">
      <AnswerTools job={job} onRetry={() => (retries += 1)} />
    </article>,
  );
  return { ...shown, retries: () => retries };
}

const names = () =>
  screen.getAllByRole("button").map((button) => button.getAttribute("aria-label") ?? button.textContent);

describe("the tools of an answer", () => {
  it("are a toolbar of buttons with names", () => {
    showTools();
    expect(screen.getByRole("toolbar", { name: "Answer" })).toBeDefined();
    expect(names()).toEqual([
      "Ask again",
      "Copy answer as Markdown",
      "Copy link to this answer",
      "Save as Markdown",
      "Print",
    ]);
  });

  it("save it as a file named after the question, with its basis", async () => {
    const { user } = showTools();
    await user.click(screen.getByRole("button", { name: "Save as Markdown" }));
    expect(saved.map(({ name }) => name)).toEqual(["what-did-i-spend-by-service.md"]);
    const text = await saved[0]?.text;
    expect(text).toMatch(/^# What did I spend by service\?\n/);
    expect(text).toContain("## Basis");
    expect(saved[0]?.type).toBe("text/markdown;charset=utf-8");
  });

  it("copy a link that leads to this answer in its conversation", async () => {
    const { user } = showTools();
    await user.click(screen.getByRole("button", { name: "Copy link to this answer" }));
    expect(await navigator.clipboard.readText()).toBe(`${window.location.href.split("#")[0] ?? ""}#/c/t/r`);
  });

  it("copy the same text that would be saved", async () => {
    const { user } = showTools();
    await user.click(screen.getByRole("button", { name: "Copy answer as Markdown" }));
    const copied = await navigator.clipboard.readText();
    await user.click(screen.getByRole("button", { name: "Save as Markdown" }));
    expect(await saved[0]?.text).toBe(copied);
  });

  it("print this answer and no other", async () => {
    const { user, container } = showTools();
    const printed: string[] = [];
    window.print = () => printed.push(container.querySelector(".printed")?.id ?? "");
    await user.click(screen.getByRole("button", { name: "Print" }));
    expect(printed).toEqual(["run-r"]);
    expect(container.querySelector(".printed")).toBeNull();
  });

  it("ask again", async () => {
    const { user, retries } = showTools();
    await user.click(screen.getByRole("button", { name: "Ask again" }));
    expect(retries()).toBe(1);
  });
});

describe("where there is no answer", () => {
  it.each(["failed", "cancelled"] as const)("a question that %s can only be tried again", (state) => {
    const { container } = show(
      <AnswerTools job={jobAfter(GOOD_EVENTS.slice(0, 2), { state })} onRetry={() => undefined} />,
    );
    expect([...container.querySelectorAll("button")].map((button) => button.textContent)).toEqual(["Try again"]);
  });
});
