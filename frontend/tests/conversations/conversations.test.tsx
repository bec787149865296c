import { act, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { ThreadSummary } from "@/api";
import { ConversationList } from "@/features/conversations/conversation-list";
import { ageOf, ConversationNames, searchThreads } from "@/features/conversations/conversation-names";
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
    <ConversationList current={current} hrefOf={(id) => `#/c/${id}`} onRemovedCurrent={() => left.push("left")} />,
  );
  const answer = (threads: readonly ThreadSummary[]) =>
    act(async () => {
      shown.bench.socket.deliver({ type: "threads", reqId: shown.bench.socket.last("threads.list").reqId, threads });
      await settle();
    });
  await answer(THREADS);
  const titles = () => screen.queryAllByRole("link").map((link) => link.textContent);
  return { ...shown, answer, titles, left };
}

async function choose(shown: Awaited<ReturnType<typeof showList>>, title: string, item: string): Promise<void> {
  await shown.user.click(screen.getByRole("button", { name: `More for ${title}` }));
  await shown.user.click(screen.getByRole("menuitem", { name: item }));
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

  it("renames a conversation, for later visits too", async () => {
    const shown = await showList();
    await choose(shown, "Daily costs", "Rename");
    const box = screen.getByRole("textbox", { name: "Name of the conversation" });
    await shown.user.clear(box);
    await shown.user.type(box, "April review{Enter}");
    expect(shown.titles()).toContain("April review");
    expect(new ConversationNames(window.localStorage).apply(THREADS).map(({ title }) => title)).toContain(
      "April review",
    );
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

  it("takes a conversation off and brings it back", async () => {
    const shown = await showList("b");
    await choose(shown, "Daily costs", "Remove from list");
    expect(shown.titles()).not.toContain("Daily costs");
    expect(shown.left).toEqual(["left"]);
    await shown.user.click(screen.getByRole("button", { name: "Undo" }));
    expect(shown.titles()).toContain("Daily costs");
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

describe("names given here", () => {
  it("survive what cannot be read", () => {
    window.localStorage.setItem("finops.conversations", "{broken");
    expect(new ConversationNames(window.localStorage).apply(THREADS)).toHaveLength(3);
  });

  it("are searched whatever their case and order", () => {
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
