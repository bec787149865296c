/** Which time a page was worked out anew; part of its jobs' names, so that a reload replays the latest. */
export function round(storage: Storage, page: string): string {
  return storage.getItem(keyOf(page)) ?? "";
}

export function nextRound(storage: Storage, page: string, now: number): string {
  const next = now.toString(36);
  storage.setItem(keyOf(page), next);
  return next;
}

function keyOf(page: string): string {
  return `finops.${page}.round`;
}
