import type { Session } from "./session";
import type { Recommendation } from "./types";

/** What a dismissal was kept as; `until` is Unix milliseconds. */
export interface Kept {
  readonly reason: string;
  readonly until: number;
}

/** Leaves a recommendation out of the totals of later answers, for a reason and some days. Rejects with ApiError. */
export async function dismissAdvice(
  session: Session,
  item: Recommendation,
  reason: string,
  days: number,
): Promise<Kept> {
  const saving = { savingPerMonth: item.savingPerMonth, unit: item.unit };
  const frame = { type: "advice.dismiss", ...nameOf(item), ...saving, reason, days };
  return session.request(frame, "advice.dismissed");
}

/** Counts a dismissed recommendation again. Rejects with ApiError. */
export async function reopenAdvice(session: Session, item: Recommendation): Promise<void> {
  await session.request({ type: "advice.reopen", ...nameOf(item) }, "advice.reopened");
}

/** Says that a recommendation was carried out; `at` is Unix milliseconds. Rejects with ApiError. */
export async function markAdvice(session: Session, item: Recommendation): Promise<{ readonly at: number }> {
  return session.request({ type: "advice.mark", ...nameOf(item) }, "advice.marked");
}

/** Says that a recommendation was not carried out after all. Rejects with ApiError. */
export async function unmarkAdvice(session: Session, item: Recommendation): Promise<void> {
  await session.request({ type: "advice.unmark", ...nameOf(item) }, "advice.unmarked");
}

/** What a recommendation is known by. */
function nameOf({ check, entity, resource }: Recommendation) {
  return { check, account: entity?.account ?? "", resource };
}
