import type { Session } from "./session";
import type { MemoryEntry } from "./types";

/** The names that the user asked to be remembered, the oldest first. */
export async function remembered(session: Session): Promise<readonly MemoryEntry[]> {
  return (await session.request({ type: "memory.list" }, "memories")).names;
}

/** Forgets one of these names, or all with null. Resolves with what is remembered then. */
export async function forgetName(session: Session, name: string | null): Promise<readonly MemoryEntry[]> {
  return (await session.request({ type: "memory.forget", name }, "memories")).names;
}
