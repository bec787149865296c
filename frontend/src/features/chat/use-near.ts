import { type RefObject, useEffect, useState } from "react";
import { flushSync } from "react-dom";

/** How far from the screen a turn is drawn before it is seen. */
const MARGIN = "1000px 0px";

const SCROLLER = ".scroller";

export interface Near {
  readonly isNear: boolean;
  /** The height it had when it was last drawn, to be kept while it is not. */
  readonly height: number | undefined;
}

/**
 * Whether an element is on the screen or close to it. What has the focus counts as near, and for printing everything
 * does. One element a frame comes near, so that a leap through a long conversation stays smooth.
 */
export function useNear(element: RefObject<HTMLElement>, always: boolean): Near {
  const [near, setNear] = useState<Near>({ isNear: always, height: undefined });
  useEffect(() => {
    const target = element.current;
    if (!target || always) return undefined;
    let cancel = () => {};
    const observer = new IntersectionObserver(
      (entries) => {
        cancel();
        if (entries.at(-1)?.isIntersecting) {
          cancel = inItsOwnFrame(() => setNear((was) => ({ ...was, isNear: true })));
        } else if (!target.contains(document.activeElement)) {
          const height = target.offsetHeight;
          setNear((was) => (was.isNear ? { isNear: false, height } : was));
        }
      },
      // The margin is one of the root only, and what scrolls is not the window.
      { root: target.closest(SCROLLER), rootMargin: MARGIN },
    );
    const print = () => flushSync(() => setNear((was) => ({ ...was, isNear: true })));
    observer.observe(target);
    window.addEventListener("beforeprint", print);
    return () => {
      cancel();
      observer.disconnect();
      window.removeEventListener("beforeprint", print);
    };
  }, [element, always]);
  return near;
}

const waiting = new Set<() => void>();
let isDue = false;

/** Runs `work` in a frame that no other work of this kind has; returns what takes it back. */
function inItsOwnFrame(work: () => void): () => void {
  waiting.add(work);
  runSoon();
  return () => waiting.delete(work);
}

function runSoon(): void {
  if (isDue || waiting.size === 0) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    const [next] = waiting;
    if (next) waiting.delete(next);
    next?.();
    runSoon();
  });
}
