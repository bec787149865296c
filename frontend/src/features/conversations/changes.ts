import type { ThreadSummary } from "@/api";

/** What the user wants of conversations and the server has not confirmed yet: another title, or null for deleted. */
export type Changes = ReadonlyMap<string, string | null>;

export const NO_CHANGES: Changes = new Map();

export function withChange(changes: Changes, threadId: string, title: string | null): Changes {
  return new Map(changes).set(threadId, title);
}

/** Without the change, unless another one was made meanwhile. */
export function withoutChange(changes: Changes, threadId: string, title: string | null): Changes {
  if (changes.get(threadId) !== title) return changes;
  const rest = new Map(changes);
  rest.delete(threadId);
  return rest;
}

/** The list as it will be, the latest conversation first. */
export function applied(threads: readonly ThreadSummary[], changes: Changes): ThreadSummary[] {
  return threads
    .filter(({ threadId }) => changes.get(threadId) !== null)
    .map((thread) => ({ ...thread, title: changes.get(thread.threadId) ?? thread.title }))
    .sort((a, b) => b.updatedAt - a.updatedAt);
}
