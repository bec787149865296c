/** Time as the session sees it; tests drive their own. */
export interface Clock {
  now(): number;
  setTimeout(callback: () => void, delayMs: number): Timer;
  clearTimeout(timer: Timer): void;
}

export type Timer = unknown;

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, delayMs) => globalThis.setTimeout(callback, delayMs),
  clearTimeout: (timer) => globalThis.clearTimeout(timer as number),
};

/** One timer that can be set again and again; setting it replaces what was set before. */
export class Alarm {
  private timer: Timer;
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  get isSet(): boolean {
    return this.timer !== undefined;
  }

  set(delayMs: number, callback: () => void): void {
    this.clear();
    this.timer = this.clock.setTimeout(() => {
      this.timer = undefined;
      callback();
    }, delayMs);
  }

  clear(): void {
    if (this.timer !== undefined) this.clock.clearTimeout(this.timer);
    this.timer = undefined;
  }
}
