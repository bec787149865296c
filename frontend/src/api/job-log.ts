import type { JobEvent } from "./frames";

/** More than this held ahead of a gap is dropped: the resume that closes the gap brings it again. */
const HELD_AT_MOST = 1_000;

/**
 * Turns at-least-once frames of one job into exactly-once, in-order events: it drops what was seen and holds what is
 * ahead. Pure bookkeeping; whoever owns it asks the server for what a gap misses.
 */
export class JobLog {
  private readonly held = new Map<number, JobEvent>();
  /** The `seq` of the last event given out. */
  last: number;

  constructor(after = 0) {
    this.last = after;
  }

  /** True while something is held behind an event that has not come. */
  get hasGap(): boolean {
    return this.held.size > 0;
  }

  /** The events that are next in order now that `event` has come; often one, none for a duplicate or a gap. */
  accept(event: JobEvent): JobEvent[] {
    if (event.seq <= this.last) return [];
    if (this.held.size < HELD_AT_MOST || event.seq === this.last + 1) this.held.set(event.seq, event);
    const ready: JobEvent[] = [];
    for (let next = this.held.get(this.last + 1); next; next = this.held.get(this.last + 1)) {
      this.held.delete(next.seq);
      this.last = next.seq;
      ready.push(next);
    }
    return ready;
  }
}
