import { createContext, useContext, useSyncExternalStore } from "react";
import type { ChatStore, ThreadView } from "./chat-store";

export const ChatContext = createContext<ChatStore | undefined>(undefined);

export function useChat(): ChatStore {
  const store = useContext(ChatContext);
  if (!store) throw new Error("useChat needs a ChatContext around it");
  return store;
}

export function useThread(threadId: string): ThreadView | undefined {
  const store = useChat();
  return useSyncExternalStore(store.subscribe, () => store.thread(threadId));
}
