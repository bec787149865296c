import { useCallback, useEffect, useMemo, useState } from "react";
import type { ThreadSummary } from "@/api";
import { useChat } from "../chat/chat-context";
import { useLinkState, useSession } from "../session/session-context";
import { ConversationNames } from "./conversation-names";

export interface Conversations {
  /** Undefined until the server has answered. */
  readonly threads: readonly ThreadSummary[] | undefined;
  rename(threadId: string, name: string): void;
  remove(threadId: string): void;
  restore(threadId: string): void;
}

/** The user's conversations, read again whenever a question is asked here or in another tab. */
export function useConversations(): Conversations {
  const session = useSession();
  const chat = useChat();
  const isOpen = useLinkState() === "open";
  const names = useMemo(() => new ConversationNames(window.localStorage), []);
  const [listed, setListed] = useState<readonly ThreadSummary[]>();
  const [, redraw] = useState(0);

  const read = useCallback(() => {
    session.threads().then(setListed, () => undefined);
  }, [session]);
  useEffect(() => {
    if (isOpen) read();
    return chat.onAsked(read);
  }, [isOpen, read, chat]);

  const changing = (change: () => void) => {
    change();
    redraw((count) => count + 1);
  };
  return {
    threads: listed && names.apply(listed),
    rename: (threadId, name) => changing(() => names.rename(threadId, name)),
    remove: (threadId) => changing(() => names.hide(threadId)),
    restore: (threadId) => changing(() => names.unhide(threadId)),
  };
}
