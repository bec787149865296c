import type { Clock } from "@/api/clock";

interface Due {
  readonly at: number;
  readonly callback: () => void;
}

/** Time that passes when a test says so. */
export class FakeClock implements Clock {
  private time = 1_000_000;
  private readonly timers = new Map<number, Due>();
  private lastId = 0;

  now(): number {
    return this.time;
  }

  setTimeout(callback: () => void, delayMs: number): number {
    this.timers.set(++this.lastId, { at: this.time + delayMs, callback });
    return this.lastId;
  }

  clearTimeout(id: unknown): void {
    this.timers.delete(id as number);
  }

  get pending(): number {
    return this.timers.size;
  }

  /** Lets `ms` pass; whatever falls due runs in order, and what it promises is settled before the next. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    await settle();
    for (let next = this.next(end); next; next = this.next(end)) {
      const [id, due] = next;
      this.timers.delete(id);
      this.time = Math.max(this.time, due.at);
      due.callback();
      await settle();
    }
    this.time = end;
  }

  private next(end: number): [number, Due] | undefined {
    const due = [...this.timers].filter(([, { at }]) => at <= end);
    return due.sort(([idA, a], [idB, b]) => a.at - b.at || idA - idB)[0];
  }
}

/** Runs every promise that can be run now. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
}
