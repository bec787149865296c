import type { Session } from "./session";
import type { FeedbackGive, FeedbackGiven } from "./types";

/** What a reader says of an answer: it helped, or not. */
export type Verdict = NonNullable<FeedbackGive["verdict"]>;

/** Says whether a job's answer helped, and why; null takes it back. Resolves with what is kept of it. */
export function giveFeedback(
  session: Session,
  jobId: string,
  verdict: Verdict | null,
  reason = "",
): Promise<FeedbackGiven> {
  return session.request({ type: "feedback.give", jobId, verdict, reason }, "feedback.given");
}
