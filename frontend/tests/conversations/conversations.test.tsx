import { act, screen, waitForElementToBeRemoved, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { ThreadSummary } from "@/api";
import { ConversationList } from "@/features/conversations/conversation-list";
import { applied, NO_CHANGES, withChange, withoutChange } from "@/features/conversations/changes";
import { ageOf, searchThreads } from "@/features/conversations/search";
import { settle } from "../support/fake-clock";
import { showInChat } from "../support/render";

const thread = (threadId: string, title: string, updatedAt = Date.now()): ThreadSummary => ({
  threadId,
  title,
  updatedAt,
  jobs: 1,
});
const THREADS = [thread("a", "Spend by service", 1_000), thread("b", "Daily costs"), thread("c", "Top accounts")];

async function showList(current?: string) {
  const left: string[] = [];
  const shown = await showInChat(
    <ConversationList current={current} hrefOf={(id) => `#/c/${id}`} onDeletedCurrent={() => left.push("left")} />,
  );
  const answer = (threads: readonly ThreadSummary[]) =>
    act(async () => {
      shown.bench.socket.deliver({ type: "threads", reqId: shown.bench.socket.last("threads.list").reqId, threads });
      await settle();
    });
  await answer(THREADS);
  const titles = () => screen.queryAllByRole("link").map((link) => link.textContent);
  const deliver = (frame: object) =>
    act(async () => {
      shown.bench.socket.deliver(frame);
      await settle();
    });
  /** The server's reply to the last frame of a type. */
  const reply = (type: string, frame: object) =>
    deliver({ reqId: shown.bench.socket.last(type).reqId, threadId: "b", ...frame });
  return { ...shown, answer, deliver, reply, titles, left };
}

async function choose(shown: Awaited<ReturnType<typeof showList>>, title: string, item: string): Promise<void> {
  await shown.user.click(screen.getByRole("button", { name: `More for ${title}` }));
  await shown.user.click(screen.getByRole("menuitem", { name: item }));
}

async function rename(shown: Awaited<ReturnType<typeof showList>>, title: string, name: string): Promise<void> {
  await choose(shown, title, "Rename");
  const box = screen.getByRole("textbox", { name: "Name of the conversation" });
  await shown.user.clear(box);
  await shown.user.type(box, `${name}{Enter}`);
}

async function remove(shown: Awaited<ReturnType<typeof showList>>, title: string): Promise<void> {
  await choose(shown, title, "Delete");
  await shown.user.click(screen.getByRole("button", { name: "Delete" }));
  await waitForElementToBeRemoved(screen.queryByRole("dialog"));
}

describe("the list of conversations", () => {
  it("has the latest first, under when it was", async () => {
    const { titles } = await showList();
    expect(titles()).toEqual(["Daily costs", "Top accounts", "Spend by service"]);
    expect(within(screen.getByRole("region", { name: "Earlier" })).getByRole("link").textContent).toBe(
      "Spend by service",
    );
    expect(screen.getByRole("region", { name: "Today" })).toBeDefined();
  });

  it("marks the one that is open and links to each", async () => {
    await showList("c");
    const link = screen.getByRole("link", { name: "Top accounts" });
    expect(link.getAttribute("aria-current")).toBe("page");
    expect(link.getAttribute("href")).toBe("#/c/c");
    expect(screen.getByRole("link", { name: "Daily costs" }).getAttribute("aria-current")).toBeNull();
  });

  it("is searched by words of the titles", async () => {
    const { user, titles } = await showList();
    await user.type(screen.getByRole("searchbox", { name: "Search conversations" }), "by spend");
    expect(titles()).toEqual(["Spend by service"]);
    await user.type(screen.getByRole("searchbox", { name: "Search conversations" }), " nothing");
    expect(screen.getByText("Nothing found")).toBeDefined();
  });

  it("renames a conversation at once, and on the server", async () => {
    const shown = await showList();
    await rename(shown, "Daily costs", "April review");
    expect(shown.titles()).toContain("April review");
    expect(shown.bench.socket.last("thread.rename")).toMatchObject({ threadId: "b", title: "April review" });
    await shown.reply("thread.rename", { type: "thread.renamed", title: "April review" });
    expect(shown.titles()).toContain("April review");
  });

  it("takes a refused name back and says why", async () => {
    const shown = await showList();
    await rename(shown, "Daily costs", "April review");
    await shown.reply("thread.rename", { type: "error", code: "BAD_FRAME", message: "Too odd.", retryable: false });
    expect(shown.titles()).toContain("Daily costs");
    expect(screen.getByText("The conversation was not renamed. Too odd.")).toBeDefined();
  });

  it("keeps the name when renaming is given up or empty", async () => {
    const shown = await showList();
    await choose(shown, "Daily costs", "Rename");
    await shown.user.type(screen.getByRole("textbox", { name: "Name of the conversation" }), "X{Escape}");
    expect(shown.titles()).toContain("Daily costs");
    await choose(shown, "Daily costs", "Rename");
    await shown.user.clear(screen.getByRole("textbox", { name: "Name of the conversation" }));
    await shown.user.keyboard("{Enter}");
    expect(shown.titles()).toContain("Daily costs");
  });

  it("asks before it deletes a conversation", async () => {
    const shown = await showList();
    await choose(shown, "Daily costs", "Delete");
    expect(screen.getByRole("dialog", { name: "Delete this conversation?" }).textContent).toContain("“Daily costs”");
    await shown.user.click(screen.getByRole("button", { name: "Keep it" }));
    await waitForElementToBeRemoved(screen.queryByRole("dialog"));
    expect(shown.titles()).toContain("Daily costs");
    expect(shown.bench.socket.count("thread.delete")).toBe(0);
  });

  it("deletes a conversation at once, leaves it, and tells the server", async () => {
    const shown = await showList("b");
    await remove(shown, "Daily costs");
    expect(shown.titles()).not.toContain("Daily costs");
    expect(shown.left).toEqual(["left"]);
    expect(shown.bench.socket.last("thread.delete")).toMatchObject({ threadId: "b" });
    await shown.reply("thread.delete", { type: "thread.deleted" });
    expect(shown.titles()).not.toContain("Daily costs");
    expect(shown.left).toEqual(["left"]);
  });

  it("brings a conversation back that could not be deleted", async () => {
    const shown = await showList();
    await remove(shown, "Daily costs");
    const refusal = { type: "error", code: "INTERNAL", message: "The store is away.", retryable: false };
    await shown.reply("thread.delete", refusal);
    expect(shown.titles()).toContain("Daily costs");
    expect(screen.getByText("The conversation was not deleted. The store is away.")).toBeDefined();
  });

  it("shows what another tab renamed or deleted, and leaves what is gone", async () => {
    const shown = await showList("b");
    await shown.deliver({ type: "thread.renamed", reqId: null, threadId: "a", title: "Services" });
    expect(shown.titles()).toContain("Services");
    await shown.deliver({ type: "thread.deleted", reqId: null, threadId: "c" });
    expect(shown.titles()).not.toContain("Top accounts");
    expect(shown.left).toEqual([]);
    await shown.deliver({ type: "thread.deleted", reqId: null, threadId: "b" });
    expect(shown.left).toEqual(["left"]);
  });

  it("is read again when something was asked", async () => {
    const { chat, bench, answer, titles } = await showList();
    chat.ask("d", "New question");
    const { reqId, input } = bench.socket.last("run");
    const { runId } = input as { runId: string };
    await act(async () => {
      bench.socket.deliver({ type: "ack", reqId, jobId: "j", runId, threadId: "d", seq: 0, duplicate: false });
      await settle();
    });
    await answer([...THREADS, thread("d", "New question", Date.now() + 1_000)]);
    expect(titles()[0]).toBe("New question");
  });

  it("says what it is for while it is empty", async () => {
    const { answer, chat, bench } = await showList();
    expect(chat.isBusy("d")).toBe(false);
    bench.socket.drop();
    await act(() => bench.clock.advance(20_000));
    await act(async () => {
      await bench.open();
    });
    await answer([]);
    expect(screen.getByText("What you ask is kept here")).toBeDefined();
  });
});

describe("changes not confirmed yet", () => {
  it("show on whatever list comes meanwhile", () => {
    const changes = withChange(withChange(NO_CHANGES, "a", "Services"), "b", null);
    expect(applied(THREADS, changes).map(({ title }) => title)).toEqual(["Top accounts", "Services"]);
  });

  it("end with their answer, unless there is a newer one", () => {
    const changes = withChange(withChange(NO_CHANGES, "a", "Old"), "a", "New");
    expect(withoutChange(changes, "a", "Old").get("a")).toBe("New");
    expect(withoutChange(changes, "a", "New").size).toBe(0);
  });
});

describe("a search", () => {
  it("finds words whatever their case and order", () => {
    expect(searchThreads(THREADS, "SERVICE spend")).toHaveLength(1);
    expect(searchThreads(THREADS, "")).toHaveLength(3);
  });
});

describe("the age of a conversation", () => {
  const noon = new Date(2026, 3, 15, 12).getTime();
  const hours = 3_600_000;

  it.each([
    [noon - 11 * hours, "Today"],
    [noon - 13 * hours, "Yesterday"],
    [noon - 3 * 24 * hours, "Last 7 days"],
    [noon - 30 * 24 * hours, "Earlier"],
    [noon + hours, "Today"],
  ])("counts days, not hours", (updatedAt, age) => {
    expect(ageOf(updatedAt, noon)).toBe(age);
  });
});
