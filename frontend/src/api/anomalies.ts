import type { Kept } from "./advice";
import type { Session } from "./session";
import type { Anomaly } from "./types";

/** Leaves an anomaly out of later answers' counts and of alerts, for a reason and some days. Rejects with ApiError. */
export async function dismissAnomaly(session: Session, item: Anomaly, reason: string, days: number): Promise<Kept> {
  const size = { impact: item.impact ?? "0", unit: item.unit };
  return session.request({ type: "anomaly.dismiss", ...nameOf(item), ...size, reason, days }, "anomaly.dismissed");
}

/** Tells a dismissed anomaly again. Rejects with ApiError. */
export async function restoreAnomaly(session: Session, item: Anomaly): Promise<void> {
  await session.request({ type: "anomaly.restore", ...nameOf(item) }, "anomaly.restored");
}

function nameOf({ anomalyId, entity }: Anomaly) {
  return { anomalyId, account: entity?.account ?? "" };
}
