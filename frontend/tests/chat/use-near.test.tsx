import { act, render, screen } from "@testing-library/react";
import { useRef } from "react";
import { beforeEach, describe, expect, it } from "vitest";
import { useNear } from "@/features/chat/use-near";

let observers: { callback: IntersectionObserverCallback; target?: Element }[];
let frames: FrameRequestCallback[];

class Watched {
  private readonly entry: (typeof observers)[number];

  constructor(callback: IntersectionObserverCallback) {
    this.entry = { callback };
    observers.push(this.entry);
  }

  observe(target: Element): void {
    this.entry.target = target;
  }

  disconnect(): void {
    observers = observers.filter((other) => other !== this.entry);
  }
}

beforeEach(() => {
  observers = [];
  frames = [];
  window.IntersectionObserver = Watched as unknown as typeof IntersectionObserver;
  window.requestAnimationFrame = (callback) => frames.push(callback);
});

function see(index: number, isIntersecting: boolean): void {
  const { callback } = observers[index] ?? { callback: () => undefined };
  act(() => callback([{ isIntersecting } as IntersectionObserverEntry], {} as IntersectionObserver));
}

function nextFrame(): void {
  const due = frames;
  frames = [];
  act(() => due.forEach((callback) => callback(0)));
}

function Part({ always = false }: { always?: boolean }) {
  const element = useRef<HTMLButtonElement>(null);
  const { isNear } = useNear(element, always);
  return <button ref={element}>{isNear ? "drawn" : "far"}</button>;
}

const drawn = () => screen.queryAllByText("drawn").length;

describe("a part of a long page", () => {
  it("is drawn when it comes near, and not any more when it is far", () => {
    render(<Part />);
    expect(drawn()).toBe(0);
    see(0, true);
    nextFrame();
    expect(drawn()).toBe(1);
    see(0, false);
    expect(drawn()).toBe(0);
  });

  it("waits for a frame of its own when several come near at once", () => {
    render([1, 2, 3].map((key) => <Part key={key} />));
    for (const index of [0, 1, 2]) see(index, true);
    for (const count of [1, 2, 3]) {
      nextFrame();
      expect(drawn()).toBe(count);
    }
  });

  it("that is far again before its frame is not drawn", () => {
    render(<Part />);
    see(0, true);
    see(0, false);
    nextFrame();
    expect(drawn()).toBe(0);
  });

  it("with the focus in it stays", () => {
    render(<Part />);
    see(0, true);
    nextFrame();
    screen.getByRole("button").focus();
    see(0, false);
    expect(drawn()).toBe(1);
  });

  it("is drawn at once for printing", () => {
    render([1, 2].map((key) => <Part key={key} />));
    act(() => {
      window.dispatchEvent(new Event("beforeprint"));
    });
    expect(drawn()).toBe(2);
  });

  it("that is always drawn is so before anything is known of the screen, and stays when it no longer has to be", () => {
    const { rerender } = render(<Part always />);
    expect(drawn()).toBe(1);
    rerender(<Part />);
    expect(drawn()).toBe(1);
  });
});
