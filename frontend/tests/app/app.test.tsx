import { act, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { ErrorBoundary } from "@/app/failed";
import { hashOf, type Route, routeOf } from "@/app/route";
import { Shell } from "@/app/shell";
import { socketUrl } from "@/app/start";
import { forgetToken, takeToken } from "@/app/token";
import { april } from "../support/bill";
import { show, showInChat } from "../support/render";

const loaded = { bill: { ...april, suggestions: ["Ask me"] } };

describe("the token of the printed link", () => {
  function place(hash: string) {
    const urls: string[] = [];
    const location = { hash, pathname: "/", search: "" };
    const history = { replaceState: (_: unknown, __: string, url: string) => urls.push(url) };
    return { place: { location, history, localStorage: window.localStorage }, urls };
  }

  it("is kept and taken out of the address", () => {
    const { place: link, urls } = place("#token=a-b_c");
    expect(takeToken(link)).toBe("a-b_c");
    expect(urls).toEqual(["/#/"]);
    expect(takeToken(place("#/c/t").place)).toBe("a-b_c");
  });

  it("of a new link replaces the old one", () => {
    takeToken(place("#token=old").place);
    expect(takeToken(place("#token=new").place)).toBe("new");
  });

  it("is missing where no link was opened, or it was forgotten", () => {
    expect(takeToken(place("").place)).toBeUndefined();
    takeToken(place("#token=x").place);
    forgetToken(place("").place);
    expect(takeToken(place("").place)).toBeUndefined();
  });
});

describe("an address", () => {
  it.each<[string, Route]>([
    ["#/", { page: "new" }],
    ["#/c/t1", { page: "conversation", threadId: "t1" }],
    ["#/c/t1/r1", { page: "conversation", threadId: "t1", runId: "r1" }],
  ])("%s leads there and back", (hash, route) => {
    expect(routeOf(hash)).toEqual(route);
    expect(hashOf(route)).toBe(hash);
  });

  it.each(["", "#", "#/c/", "#/unknown/x", "#nonsense"])("%j leads to the start", (hash) => {
    expect(routeOf(hash)).toEqual({ page: "new" });
  });
});

describe("the socket's address", () => {
  it("is beside the page, as safe as the page", () => {
    expect(socketUrl({ protocol: "http:", host: "127.0.0.1:8321", pathname: "/" })).toBe("ws://127.0.0.1:8321/ws");
    expect(socketUrl({ protocol: "https:", host: "x.example", pathname: "/app/index.html" })).toBe(
      "wss://x.example/app/ws",
    );
  });
});

describe("the page", () => {
  it("welcomes with examples of this bill", async () => {
    await showInChat(<Shell loaded={loaded} />);
    expect(screen.getByRole("heading", { level: 2 }).textContent).toBe("What do you want to know about your bill?");
    expect(screen.getByRole("button", { name: "Ask me" })).toBeDefined();
  });

  it("says when the bill cannot be read, and still offers a question", async () => {
    await showInChat(<Shell loaded={{ problem: "The server answered 500." }} />);
    expect(screen.getByText("The server answered 500.")).toBeDefined();
    expect(screen.getByRole("button", { name: "What did I spend by service?" })).toBeDefined();
  });

  it("goes to the conversation that a question began", async () => {
    const { user, bench } = await showInChat(<Shell loaded={loaded} />);
    await user.click(screen.getByRole("button", { name: "Ask me" }));
    const { threadId } = bench.socket.last("run")["input"] as { threadId: string };
    expect(window.location.hash).toBe(`#/c/${threadId}`);
    expect(await screen.findByRole("article", { name: "Question: Ask me" })).toBeDefined();
  });

  it("says that it reconnects only when that takes a while, and stops saying so", async () => {
    vi.useFakeTimers();
    const { bench } = await showInChat(<Shell loaded={loaded} />);
    const notice = () => screen.queryByText(/Reconnecting/);
    act(() => {
      bench.socket.drop();
    });
    void act(() => vi.advanceTimersByTime(500));
    expect(notice()).toBeNull();
    void act(() => vi.advanceTimersByTime(1_000));
    expect(notice()).not.toBeNull();
    await act(() => bench.clock.advance(1_000));
    await act(async () => {
      await bench.open();
    });
    expect(notice()).toBeNull();
    vi.useRealTimers();
  });

  it("switches its theme and remembers it", async () => {
    const { user } = await showInChat(<Shell loaded={loaded} />);
    await user.click(screen.getByRole("button", { name: /^Theme: as the system/ }));
    await user.click(screen.getByRole("button", { name: /^Theme: light/ }));
    expect(screen.getByRole("button", { name: /^Theme: dark/ })).toBeDefined();
    expect(document.documentElement.getAttribute("data-theme")).toBe("dark");
    expect(window.localStorage.getItem("mui-mode")).toBe("dark");
  });
});

describe("a failure while drawing", () => {
  it("says that nothing is lost", () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const Broken = () => {
      throw new Error("broken part");
    };
    show(
      <ErrorBoundary>
        <Broken />
      </ErrorBoundary>,
    );
    expect(screen.getByRole("alert").textContent).toContain("safe on the server");
    expect(screen.getByRole("alert").textContent).toContain("broken part");
  });
});
