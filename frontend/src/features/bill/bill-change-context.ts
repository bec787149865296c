import { createContext, useContext, useEffect, useSyncExternalStore } from "react";
import type { BillChange, ChangeState } from "./bill-change";

export const BillChangeContext = createContext<BillChange | undefined>(undefined);

/** Undefined where the page has no platform that could be given another bill. */
export function useBillChange(): BillChange | undefined {
  return useContext(BillChangeContext);
}

export function useChangeState(change: BillChange): ChangeState {
  return useSyncExternalStore(change.subscribe, change.snapshot);
}

/** Asks before a tab is closed in the middle of an upload, which would be lost. */
export function useUploadGuard(change: BillChange): void {
  const uploading = useChangeState(change).phase === "uploading";
  useEffect(() => {
    if (!uploading) return undefined;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [uploading]);
}
