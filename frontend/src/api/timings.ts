/** All durations in milliseconds. Defaults fit API Gateway: 10 minutes idle, 2 hours a connection. */
export interface Timings {
  /** Idle connections are kept by a ping this often. */
  readonly pingEvery: number;
  /** No answer to a ping or a request for this long means the connection is dead, whatever the socket says. */
  readonly answerWithin: number;
  /** The connection is replaced this long after it opened. */
  readonly replaceAfter: number;
  /** A gap in a job's events is given this long to close by itself (re-ordered frames). */
  readonly gapPatience: number;
  /** With a job under way and nothing heard for this long, ask for what may have been lost; doubles up to the next. */
  readonly quietFirst: number;
  readonly quietAtMost: number;
  /** Delay before reconnecting: doubles from the first to the second, with full jitter. */
  readonly backoffFirst: number;
  readonly backoffAtMost: number;
  /** A token is renewed this long before it expires. */
  readonly renewBefore: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

export const defaultTimings: Timings = {
  pingEvery: 4 * MINUTE,
  answerWithin: 10 * SECOND,
  replaceAfter: 110 * MINUTE,
  gapPatience: 250,
  quietFirst: 4 * SECOND,
  quietAtMost: 30 * SECOND,
  backoffFirst: 250,
  backoffAtMost: 15 * SECOND,
  renewBefore: MINUTE,
};

/** Full jitter: anything between 0 and the doubled ceiling, so that a restart is not met by all clients at once. */
export function backoff(attempt: number, random: () => number, timings: Timings): number {
  const ceiling = Math.min(timings.backoffAtMost, timings.backoffFirst * 2 ** Math.min(attempt, 16));
  return random() * ceiling;
}
