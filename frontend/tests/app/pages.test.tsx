import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { PAGES } from "@/app/pages";
import { hashOf, type Route, routeOf } from "@/app/route";
import { Shell } from "@/app/shell";
import "@/app/go-to";
// Loaded here, so that a page that is opened lazily does not first wait for its charts to be compiled.
import "@/features/bill/bill-view";
import "@/features/dashboard/dashboard";
import "@/features/inventory/inventory";
import "@/features/savings/savings";
import "@/features/tagging/tagging";
import { april, withSavings } from "../support/bill";
import { settle } from "../support/fake-clock";
import { withInventory } from "../support/inventory";
import { showInChat } from "../support/render";
import { withTagging } from "../support/tagging";

const loaded = { bill: withSavings(april) };
/** On a platform that has something for every page. */
const full = { bill: withInventory(withTagging(withSavings(april))) };

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
    ["#/savings", { page: "savings" }],
    ["#/bill", { page: "bill" }],
  ])("%s leads there and back", (hash, route) => {
    expect(routeOf(hash)).toEqual(route);
    expect(hashOf(route)).toBe(hash);
  });
});

describe("a page of the table", () => {
  it.each(PAGES.map((page) => [page.name, page] as const))(
    "%s has an address, a link and a way by keyboard",
    async (_, page) => {
      expect(routeOf(`#/${page.route}`)).toEqual({ page: page.route });
      const { user } = await showInChat(<Shell loaded={full} />);
      expect(pages().getByRole("link", { name: page.name }).getAttribute("href")).toBe(`#/${page.route}`);
      await user.keyboard("{Control>}k{/Control}");
      await user.type(await screen.findByRole("combobox", { name: "Go to" }), `${page.name.slice(0, 4)}{Enter}`);
      expect(window.location.hash).toBe(`#/${page.route}`);
    },
  );
});

describe("going somewhere by its name", () => {
  async function open() {
    const shown = await showInChat(<Shell loaded={loaded} />);
    await shown.user.click(screen.getByRole("button", { name: "Go to" }));
    const input = await screen.findByRole("combobox", { name: "Go to" });
    const selected = () => screen.getByRole("option", { selected: true }).textContent;
    return { ...shown, input, selected };
  }

  it("moves through the places and around their ends", async () => {
    const { user, selected, input } = await open();
    expect(document.activeElement).toBe(input);
    expect(selected()).toBe("New conversation");
    await user.keyboard("{ArrowUp}");
    expect(selected()).toBe("Bill");
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(selected()).toBe("Dashboard");
    expect(input.getAttribute("aria-activedescendant")).toBe(screen.getByRole("option", { selected: true }).id);
  });

  it("goes where it is clicked, and closes", async () => {
    const { user } = await open();
    await user.click(screen.getByRole("option", { name: "Bill" }));
    expect(window.location.hash).toBe("#/bill");
    await waitFor(() => expect(screen.queryByRole("combobox", { name: "Go to" })).toBeNull());
  });

  it("says when nothing is called so, and goes nowhere", async () => {
    const { user } = await open();
    const before = window.location.hash;
    await user.keyboard("nonsense{Enter}{ArrowDown}");
    expect(screen.getByText("No page has that in its name.")).toBeDefined();
    expect(window.location.hash).toBe(before);
  });

  it("leaves the keys alone that others use", async () => {
    const { user } = await showInChat(<Shell loaded={loaded} />);
    await user.keyboard("k{Control>}{Shift>}k{/Shift}{/Control}{Alt>}k{/Alt}");
    expect(screen.queryByRole("combobox", { name: "Go to" })).toBeNull();
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
      ["Explore", null],
      ["Savings", null],
      ["Bill", null],
    ]);
    await goTo("#/bill");
    expect(links()).toEqual([
      ["New conversation", null],
      ["Dashboard", null],
      ["Explore", null],
      ["Savings", null],
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
