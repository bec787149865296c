const KEY = "finops.dashboard.round";

/** Which time the dashboard was worked out anew; part of its jobs' names, so that a reload replays the latest. */
export function round(storage: Storage): string {
  return storage.getItem(KEY) ?? "";
}

export function nextRound(storage: Storage, now: number): string {
  const next = now.toString(36);
  storage.setItem(KEY, next);
  return next;
}
