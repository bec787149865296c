import { act, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { hashOf, type Route, routeOf } from "@/app/route";
import { Shell } from "@/app/shell";
// Loaded here, so that a page that is opened lazily does not first wait for its charts to be compiled.
import "@/features/bill/bill-view";
import "@/features/dashboard/dashboard";
import { april } from "../support/bill";
import { settle } from "../support/fake-clock";
import { showInChat } from "../support/render";

const loaded = { bill: april };

async function goTo(hash: string): Promise<void> {
  await act(async () => {
    window.location.hash = hash;
    window.dispatchEvent(new HashChangeEvent("hashchange"));
    await settle();
  });
}

function pages() {
  return within(screen.getByRole("navigation", { name: "Pages" }));
}

describe("the address of a page", () => {
  it.each<[string, Route]>([
    ["#/dashboard", { page: "dashboard" }],
    ["#/bill", { page: "bill" }],
  ])("%s leads there and back", (hash, route) => {
    expect(routeOf(hash)).toEqual(route);
    expect(hashOf(route)).toBe(hash);
  });
});

describe("the pages", () => {
  it("are in the menu, and the one that is open is marked", async () => {
    await showInChat(<Shell loaded={loaded} />);
    const links = () =>
      pages()
        .getAllByRole("link")
        .map((link) => [link.textContent, link.getAttribute("aria-current")]);
    expect(links()).toEqual([
      ["New conversation", "page"],
      ["Dashboard", null],
      ["Bill", null],
    ]);
    await goTo("#/bill");
    expect(links()).toEqual([
      ["New conversation", null],
      ["Dashboard", null],
      ["Bill", "page"],
    ]);
  });

  it("come when they are first opened", async () => {
    await showInChat(<Shell loaded={loaded} />);
    await goTo("#/bill");
    expect((await screen.findByRole("heading", { level: 2 })).textContent).toBe("April");
    await goTo("#/dashboard");
    expect(await screen.findByRole("heading", { level: 2, name: "Dashboard" })).toBeDefined();
    await goTo("#/");
    expect(screen.getByRole("heading", { level: 2 }).textContent).toBe("What do you want to know about your bill?");
  });

  it("lead from a tile to a conversation that asks its question", async () => {
    const { user, bench } = await showInChat(<Shell loaded={loaded} />);
    await goTo("#/dashboard");
    await user.click(
      await screen.findByRole("button", { name: /^Ask in a conversation: What did I spend by service/ }),
    );
    const { threadId, forwardedProps } = bench.socket.last("run")["input"] as Record<string, unknown>;
    expect(threadId).not.toBe("dashboard");
    expect(forwardedProps).toEqual({});
    expect(window.location.hash).toBe(`#/c/${String(threadId)}`);
  });

  it("keep the dashboard's jobs off the list of conversations", async () => {
    const { bench } = await showInChat(<Shell loaded={loaded} />);
    const thread = (threadId: string, title: string) => ({ threadId, title, updatedAt: Date.now(), jobs: 1 });
    const { reqId } = bench.socket.last("threads.list");
    await act(async () => {
      bench.socket.deliver({
        type: "threads",
        reqId,
        threads: [thread("dashboard", "What will I spend?"), thread("t", "What did I spend?")],
      });
      await settle();
    });
    const list = within(screen.getByRole("navigation", { name: "Conversations" }));
    expect(list.getAllByRole("link").map((link) => link.textContent)).toEqual(["What did I spend?"]);
  });

  it("on a phone hide the menu until it is asked for", async () => {
    const wide = window.matchMedia.bind(window);
    window.matchMedia = (query) => Object.assign(wide(query), { matches: false });
    const { user } = await showInChat(<Shell loaded={loaded} />);
    expect(screen.queryByRole("navigation", { name: "Pages" })).toBeNull();
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("FinOps Agent");
    await user.click(screen.getByRole("button", { name: "Menu" }));
    expect(pages().getByRole("link", { name: "Dashboard" })).toBeDefined();
  });
});
