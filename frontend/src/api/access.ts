import { ApiError } from "./errors";
import type { Session } from "./session";
import type { Access } from "./types";

/** What somebody may do here: ask and read, say something of what was found, decide on actions, manage the platform. */
export type Right = "ask" | "curate" | "approve" | "administer";

/** The user's role and rights; undefined where an older platform knows none, and lets all be done. Rejects with ApiError. */
export async function accessOf(session: Session): Promise<Access | undefined> {
  try {
    return await session.request({ type: "access.get" }, "access");
  } catch (error: unknown) {
    if (error instanceof ApiError && error.code === "BAD_FRAME") return undefined;
    throw error;
  }
}
