import { useCallback, useMemo, useState } from "react";
import { dismissAdvice, markAdvice, type Recommendation, reopenAdvice, unmarkAdvice } from "@/api";
import { formatMoment } from "@/values/format";
import type { BlockActions } from "../actions/block-actions";
import { useSession } from "../session/session-context";

/** What the reader said of a recommendation since the list was asked for. */
interface Change {
  readonly dismissal?: { readonly reason: string; readonly until: number } | undefined;
  readonly isDone?: boolean;
}

export type Changed = ReadonlyMap<string, Change>;

type Actions = Required<Pick<BlockActions, "dismiss" | "reopen" | "mark" | "unmark">>;

const NONE: Changed = new Map();

/**
 * Dismisses recommendations of the answer to `asked`, marks them as done, and takes both back. `onStale` hears that the
 * answer is no more what the platform would say; `onReopened` that one counts again of which the answer does not tell
 * what it counts.
 */
export function useChanges(
  asked: string,
  onStale: () => void,
  onReopened: () => void,
): { readonly changed: Changed; readonly actions: Actions } {
  const session = useSession();
  const [state, setState] = useState({ of: asked, changed: NONE });
  const changed = state.of === asked ? state.changed : NONE;
  const change = useCallback(
    (item: Recommendation, said: Change) => {
      setState(({ of, changed: earlier }) => {
        const known = of === asked ? earlier : NONE;
        return { of: asked, changed: new Map([...known, [keyOf(item), { ...known.get(keyOf(item)), ...said }]]) };
      });
      onStale();
    },
    [asked, onStale],
  );
  const dismiss = useCallback<Actions["dismiss"]>(
    async (item, reason, days) => change(item, { dismissal: await dismissAdvice(session, item, reason, days) }),
    [session, change],
  );
  const reopen = useCallback<Actions["reopen"]>(
    async (item) => {
      await reopenAdvice(session, item);
      const isToldSo = changed.get(keyOf(item))?.dismissal === undefined;
      change(item, { dismissal: undefined });
      if (isToldSo) onReopened();
    },
    [session, changed, change, onReopened],
  );
  const mark = useCallback<Actions["mark"]>(
    async (item) => {
      await markAdvice(session, item);
      change(item, { isDone: true });
    },
    [session, change],
  );
  const unmark = useCallback<Actions["unmark"]>(
    async (item) => {
      await unmarkAdvice(session, item);
      change(item, { isDone: false });
    },
    [session, change],
  );
  const actions = useMemo(() => ({ dismiss, reopen, mark, unmark }), [dismiss, reopen, mark, unmark]);
  return { changed, actions };
}

/** What a recommendation is known by, whatever it saves today. */
export function keyOf({ check, entity, resource }: Recommendation): string {
  return JSON.stringify([check, entity?.account ?? "", resource]);
}

/** A recommendation as the platform will tell it from now on. */
export function asChanged(item: Recommendation, change: Change | undefined): Recommendation {
  if (!change) return item;
  const { dismissal, isDone } = change;
  if (dismissal) {
    const notCounted = `Dismissed until ${formatMoment(dismissal.until)}: ${dismissal.reason}`;
    return { ...item, status: "dismissed", countedPerMonth: "0", notCounted };
  }
  if (isDone === undefined || item.status === "dismissed") return item;
  return { ...item, status: isDone ? "done" : "open" };
}
