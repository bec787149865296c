// What browsers have and jsdom has not. Sizes do not exist here: tests that need them run in a real browser.
import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeEach } from "vitest";

// How long a test waits for what has to come; it ends as soon as that is there.
configure({ asyncUtilTimeout: 20_000 });

class NoObserver {
  observe(): void {
    return undefined;
  }
  unobserve(): void {
    return undefined;
  }
  disconnect(): void {
    return undefined;
  }
}

/** Everything is in view at once. */
class SeesEverything extends NoObserver {
  private readonly callback: IntersectionObserverCallback;

  constructor(callback: IntersectionObserverCallback) {
    super();
    this.callback = callback;
  }

  override observe(): void {
    this.callback([{ isIntersecting: true } as IntersectionObserverEntry], this as unknown as IntersectionObserver);
  }
}

beforeEach(() => {
  if (typeof window === "undefined") return;
  window.IntersectionObserver = SeesEverything as unknown as typeof IntersectionObserver;
  window.ResizeObserver = NoObserver;
  window.matchMedia = (query) =>
    ({
      matches: query.includes("min-width"),
      media: query,
      addListener: () => undefined,
      removeListener: () => undefined,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    }) as unknown as MediaQueryList;
  Element.prototype.scrollIntoView = () => undefined;
  window.localStorage.clear();
  window.sessionStorage.clear();
  window.location.hash = "";
});

afterEach(() => cleanup());
