import { useCallback, useEffect, useState } from "react";
import { ApiError, type ThreadChange, type ThreadSummary } from "@/api";
import { isPageThread } from "@/jobs/page-thread";
import { useChat } from "../chat/chat-context";
import { useLinkState, useSession } from "../session/session-context";
import { applied, NO_CHANGES, withChange, withoutChange } from "./changes";

export interface Conversations {
  /** Undefined until the server has answered. */
  readonly threads: readonly ThreadSummary[] | undefined;
  /** When the list was read, in milliseconds since 1970. */
  readonly readAt: number;
  readonly rename: (threadId: string, title: string) => void;
  readonly remove: (threadId: string) => void;
  /** What could not be done last, in a sentence. */
  readonly problem: string | undefined;
  readonly dismissProblem: () => void;
}

/**
 * The user's conversations, read again whenever a question is asked here or in another tab. A change shows at once,
 * and is taken back when the server refuses it; `onDeleted` hears of deletions, those made elsewhere too.
 */
export function useConversations(onDeleted: (threadId: string) => void): Conversations {
  const session = useSession();
  const chat = useChat();
  const isOpen = useLinkState() === "open";
  const [{ listed, readAt }, setList] = useState<{ listed?: readonly ThreadSummary[]; readAt: number }>({ readAt: 0 });
  const [changes, setChanges] = useState(NO_CHANGES);
  const [problem, setProblem] = useState<string>();

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
  useEffect(
    () =>
      session.onThreadChange((change) => {
        setList((list) => (list.listed ? { ...list, listed: changed(list.listed, change) } : list));
        if (change.type === "thread.deleted" && !change.reqId) onDeleted(change.threadId);
      }),
    [session, onDeleted],
  );

  const change = (threadId: string, title: string | null, done: Promise<unknown>, failed: string) => {
    setChanges((before) => withChange(before, threadId, title));
    done
      .catch((error: unknown) => {
        if (error instanceof ApiError && error.code !== "CLOSED") setProblem(`${failed} ${error.message}`);
        read();
      })
      .finally(() => setChanges((before) => withoutChange(before, threadId, title)));
  };
  return {
    threads: listed && applied(listed, changes),
    readAt,
    rename: (threadId, title) =>
      change(threadId, title, session.renameThread(threadId, title), "The conversation was not renamed."),
    remove: (threadId) => {
      change(threadId, null, session.deleteThread(threadId), "The conversation was not deleted.");
      onDeleted(threadId);
    },
    problem,
    dismissProblem: () => setProblem(undefined),
  };
}

function changed(threads: readonly ThreadSummary[], change: ThreadChange): readonly ThreadSummary[] {
  if (change.type === "thread.deleted") return threads.filter(({ threadId }) => threadId !== change.threadId);
  const { threadId, title } = change;
  return threads.map((thread) => (thread.threadId === threadId ? { ...thread, title } : thread));
}

function isConversation({ threadId }: ThreadSummary): boolean {
  return !isPageThread(threadId);
}
