import type { ThreadSummary } from "@/api";

const KEY = "finops.conversations";

interface Changes {
  readonly names: Readonly<Record<string, string>>;
  readonly hidden: readonly string[];
}

const NONE: Changes = { names: {}, hidden: [] };

/**
 * Names given to conversations and conversations taken off the list, in this browser. The server's record of them is
 * not changed: it ends by its own retention.
 */
export class ConversationNames {
  private readonly storage: Storage;

  constructor(storage: Storage) {
    this.storage = storage;
  }

  rename(threadId: string, name: string): void {
    const { names, hidden } = this.read();
    this.write({ names: { ...names, [threadId]: name }, hidden });
  }

  hide(threadId: string): void {
    const { names, hidden } = this.read();
    this.write({ names, hidden: [...new Set([...hidden, threadId])] });
  }

  unhide(threadId: string): void {
    const { names, hidden } = this.read();
    this.write({ names, hidden: hidden.filter((other) => other !== threadId) });
  }

  /** The list with these changes, the latest conversation first. */
  apply(threads: readonly ThreadSummary[]): ThreadSummary[] {
    const { names, hidden } = this.read();
    return threads
      .filter((thread) => !hidden.includes(thread.threadId))
      .map((thread) => ({ ...thread, title: names[thread.threadId] ?? thread.title }))
      .sort((a, b) => b.updatedAt - a.updatedAt);
  }

  private read(): Changes {
    try {
      const parsed = JSON.parse(this.storage.getItem(KEY) ?? "null") as Partial<Changes> | null;
      return { ...NONE, ...parsed };
    } catch {
      return NONE;
    }
  }

  private write(changes: Changes): void {
    this.storage.setItem(KEY, JSON.stringify(changes));
  }
}

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
