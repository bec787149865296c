import { useMemo } from "react";
import { type Anomaly, dismissAnomaly, restoreAnomaly } from "@/api";
import { useSession } from "../session/session-context";
import type { BlockActions } from "./block-actions";

type Actions = Required<Pick<BlockActions, "dismissAnomaly" | "restoreAnomaly">>;

/** Dismisses anomalies and takes that back. `onStale` hears that an answer is no more what the platform would say. */
export function useAnomalyActions(onStale?: () => void): Actions {
  const session = useSession();
  return useMemo(
    () => ({
      dismissAnomaly: async (item: Anomaly, reason: string, days: number) => {
        const kept = await dismissAnomaly(session, item, reason, days);
        onStale?.();
        return kept;
      },
      restoreAnomaly: async (item: Anomaly) => {
        await restoreAnomaly(session, item);
        onStale?.();
      },
    }),
    [session, onStale],
  );
}
