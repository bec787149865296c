import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LinkState, Session } from "@/api";
import { ConnectionNotice } from "@/features/session/connection-notice";
import { SessionContext } from "@/features/session/session-context";

/** Of a session only what the notice looks at. */
class Link {
  state: LinkState = "open";
  woken = 0;
  private readonly listeners = new Set<(state: LinkState) => void>();

  onState(listener: (state: LinkState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  wake(): void {
    this.woken += 1;
  }

  becomes(state: LinkState): void {
    this.state = state;
    act(() => this.listeners.forEach((listener) => listener(state)));
  }
}

let link: Link;

beforeEach(() => {
  vi.useFakeTimers();
  link = new Link();
  render(
    <SessionContext.Provider value={link as unknown as Session}>
      <ConnectionNotice />
    </SessionContext.Provider>,
  );
});

afterEach(() => {
  vi.useRealTimers();
});

const said = () => screen.getByRole("status").textContent;

function pass(milliseconds: number): void {
  act(() => {
    vi.advanceTimersByTime(milliseconds);
  });
}

describe("the word about the connection", () => {
  it("is not there while all is well, and its place is announced from the start", () => {
    expect(said()).toBe("");
    expect(screen.getByRole("status").getAttribute("aria-live")).toBe("polite");
  });

  it("does not come for a reconnection that hardly takes time", () => {
    link.becomes("connecting");
    pass(1_000);
    link.becomes("open");
    pass(5_000);
    expect(said()).toBe("");
  });

  it("says that questions go on, from the second on that it takes", () => {
    link.becomes("waiting");
    pass(1_300);
    expect(said()).toContain("Reconnecting. Your questions go on meanwhile.");
    link.becomes("open");
    expect(said()).toBe("");
  });

  it("stays while one attempt follows another", () => {
    link.becomes("waiting");
    pass(1_300);
    link.becomes("connecting");
    expect(said()).toContain("Reconnecting");
    link.becomes("waiting");
    expect(said()).toContain("Reconnecting");
  });

  it("offers to try at once", () => {
    link.becomes("waiting");
    pass(1_300);
    act(() => screen.getByRole("button", { name: "Try now" }).click());
    expect(link.woken).toBe(1);
  });

  it("comes at once and offers no further try when the token is refused", () => {
    link.becomes("refused");
    expect(said()).toBe("This tab is no longer signed in. Open the printed link again.");
    expect(screen.queryByRole("button")).toBeNull();
  });
});
