/**
 * How far the server's clock is ahead of or behind this machine's. An event arrives at the earliest when it was sent,
 * so the smallest distance ever seen is the nearest to the truth; replayed events only look later.
 */
export class ServerClock {
  private readonly now: () => number;
  private behindMs = Infinity;

  constructor(now: () => number) {
    this.now = now;
  }

  /** Takes note of an event that the server stamped `ts`; returns what to add to its times to get this machine's. */
  heard(ts: number): number {
    this.behindMs = Math.min(this.behindMs, this.now() - ts);
    return this.behindMs;
  }
}
