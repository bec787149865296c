import { type RefObject, useEffect, useRef } from "react";
import { useChat } from "./chat-context";
import type { JobView } from "./job-view";

/** Answers of long ago are asked for when they come near the screen. */
export function useReadWhenSeen(job: JobView): RefObject<HTMLElement> {
  const chat = useChat();
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    if (job.state !== "unread" || !element.current) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) chat.read(job);
      },
      { rootMargin: "600px" },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [chat, job]);
  return element;
}
