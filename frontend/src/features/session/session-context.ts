import { createContext, useContext, useSyncExternalStore } from "react";
import type { LinkState, Session } from "@/api";

export const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession needs a SessionContext around it");
  return session;
}

export function useLinkState(): LinkState {
  const session = useSession();
  return useSyncExternalStore(
    (listener) => session.onState(listener),
    () => session.state,
  );
}
