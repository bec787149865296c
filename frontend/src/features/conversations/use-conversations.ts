import { useCallback, useEffect, useMemo, useState } from "react";
import type { ThreadSummary } from "@/api";
import { useChat } from "../chat/chat-context";
import { DASHBOARD_THREAD } from "../dashboard/thread";
import { useLinkState, useSession } from "../session/session-context";
import { ConversationNames } from "./conversation-names";

export interface Conversations {
  /** Undefined until the server has answered. */
  readonly threads: readonly ThreadSummary[] | undefined;
  /** When the list was read, in milliseconds since 1970. */
  readonly readAt: number;
  readonly rename: (threadId: string, name: string) => void;
  readonly remove: (threadId: string) => void;
  readonly restore: (threadId: string) => void;
}

/** The user's conversations, read again whenever a question is asked here or in another tab. */
export function useConversations(): Conversations {
  const session = useSession();
  const chat = useChat();
  const isOpen = useLinkState() === "open";
  const names = useMemo(() => new ConversationNames(window.localStorage), []);
  const [{ listed, readAt }, setList] = useState<{ listed?: readonly ThreadSummary[]; readAt: number }>({ readAt: 0 });
  const [, redraw] = useState(0);

  const read = useCallback(() => {
    session.threads().then(
      (threads) => setList({ listed: threads.filter(isConversation), readAt: Date.now() }),
      () => undefined,
    );
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
    readAt,
    rename: (threadId, name) => changing(() => names.rename(threadId, name)),
    remove: (threadId) => changing(() => names.hide(threadId)),
    restore: (threadId) => changing(() => names.unhide(threadId)),
  };
}

/** The dashboard's jobs are kept like a conversation but are none. */
function isConversation({ threadId }: ThreadSummary): boolean {
  return threadId !== DASHBOARD_THREAD;
}
