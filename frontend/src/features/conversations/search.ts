import type { ThreadSummary } from "@/api";

export function searchThreads(threads: readonly ThreadSummary[], query: string): ThreadSummary[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return threads.filter(({ title }) => words.every((word) => title.toLowerCase().includes(word)));
}

/** Today, yesterday, the last seven days, earlier: as lists of mail have it. */
export function ageOf(updatedAt: number, now: number): string {
  const days = Math.floor((startOfDay(now) - startOfDay(updatedAt)) / 86_400_000);
  if (days <= 0) return "Today";
  if (days === 1) return "Yesterday";
  return days < 7 ? "Last 7 days" : "Earlier";
}

function startOfDay(epochMs: number): number {
  return new Date(epochMs).setHours(0, 0, 0, 0);
}
