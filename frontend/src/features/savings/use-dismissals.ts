import { useCallback, useState } from "react";
import { dismissAdvice, type Recommendation, reopenAdvice } from "@/api";
import { formatMoment } from "@/values/format";
import type { BlockActions } from "../actions/block-actions";
import { useSession } from "../session/session-context";

/** What was dismissed since the list was asked for, as the platform will tell it from now on. */
export type Changed = ReadonlyMap<string, Recommendation>;

export interface Dismissals extends Required<Pick<BlockActions, "dismiss" | "reopen">> {
  readonly changed: Changed;
}

const NONE: Changed = new Map();

/**
 * Dismisses recommendations of the answer to `asked` and opens them again. `onStale` hears that it is no more what the
 * platform would say; `onReopened` that one counts again of which the answer does not tell what it counts.
 */
export function useDismissals(asked: string, onStale: () => void, onReopened: () => void): Dismissals {
  const session = useSession();
  const [state, setState] = useState({ of: asked, changed: NONE });
  const changed = state.of === asked ? state.changed : NONE;
  const dismiss = useCallback<Dismissals["dismiss"]>(
    async (item, reason, days) => {
      const kept = await dismissAdvice(session, item, reason, days);
      const known = [keyOf(item), asDismissed(item, kept)] as const;
      setState(({ of, changed }) => ({ of: asked, changed: new Map([...(of === asked ? changed : NONE), known]) }));
      onStale();
    },
    [session, asked, onStale],
  );
  const reopen = useCallback<Dismissals["reopen"]>(
    async (item) => {
      await reopenAdvice(session, item);
      onStale();
      if (changed.has(keyOf(item)))
        setState({ of: asked, changed: new Map([...changed].filter(([key]) => key !== keyOf(item))) });
      else onReopened();
    },
    [session, asked, changed, onStale, onReopened],
  );
  return { changed, dismiss, reopen };
}

/** What a recommendation is known by, whatever it saves today. */
export function keyOf({ check, entity, resource }: Recommendation): string {
  return JSON.stringify([check, entity?.account ?? "", resource]);
}

function asDismissed(item: Recommendation, { reason, until }: { reason: string; until: number }): Recommendation {
  const notCounted = `Dismissed until ${formatMoment(until)}: ${reason}`;
  return { ...item, status: "dismissed", countedPerMonth: "0", notCounted };
}
