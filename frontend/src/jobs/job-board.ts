import type { JobStore, ToolCall } from "./job-store";
import type { JobView } from "./job-view";

/** A job that a page shows, under the key that names it: the same key is the same job, today and after a reload. */
export interface Wanted {
  readonly key: string;
  readonly question: string;
  readonly call: ToolCall;
}

export interface JobBoardOptions {
  readonly jobs: JobStore;
  /** Where the page's jobs belong together. */
  readonly threadId: string;
  /** The server runs a limited number of jobs for a user; a page leaves room for questions. */
  readonly atOnce?: number;
}

/** More ended jobs than these are not kept for when they are wanted again. */
const KEPT = 64;

/** Tool calls that a page shows at the same time, run a few at once. Knows nothing of React. */
export class JobBoard {
  private readonly jobs: JobStore;
  private readonly threadId: string;
  private readonly atOnce: number;
  private wanted: readonly Wanted[] = [];
  private waiting: readonly Wanted[] = [];
  /** Runs asked for, the latest last. */
  private readonly asked = new Set<string>();
  private shown: ReadonlyMap<string, JobView> = new Map();
  private readonly listeners = new Set<() => void>();

  constructor({ jobs, threadId, atOnce = 5 }: JobBoardOptions) {
    this.jobs = jobs;
    this.threadId = threadId;
    this.atOnce = atOnce;
  }

  /** Hears of every change of the page's jobs; as long as someone listens, what waits is begun when there is room. */
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    const leave = this.jobs.onChange((changed) => {
      if (!changed.some((job) => job.threadId === this.threadId)) return;
      this.work();
      listener();
    });
    return () => {
      leave();
      this.listeners.delete(listener);
    };
  };

  /** Jobs by key, as far as they have been begun; another map whenever one has changed. */
  snapshot = (): ReadonlyMap<string, JobView> => {
    const jobs = this.wanted.flatMap(({ key }) => {
      const job = this.jobs.job(this.runIdOf(key));
      return job ? [[key, job] as const] : [];
    });
    const same = jobs.length === this.shown.size && jobs.every(([key, job]) => this.shown.get(key) === job);
    if (!same) this.shown = new Map(jobs);
    return this.shown;
  };

  /** Asks for what is not there yet; what waited and is no longer wanted is forgotten. */
  show(wanted: readonly Wanted[]): void {
    this.wanted = wanted;
    this.waiting = wanted.filter(({ key }) => !this.jobs.job(this.runIdOf(key)));
    this.work();
    const before = this.shown;
    if (this.snapshot() !== before) for (const listener of this.listeners) listener();
  }

  /** Asks again after a failure, as another job: the failed one would only be replayed. */
  retry(wanted: Wanted): void {
    if (!this.jobs.job(this.runIdOf(wanted.key))) return;
    this.begin(wanted, this.attempts(wanted.key) + 1);
  }

  private work(): void {
    while (this.waiting.length > 0 && this.jobs.active(this.threadId) < this.atOnce) {
      const [next, ...others] = this.waiting;
      // First, for beginning one is a change that leads here again.
      this.waiting = others;
      if (next) this.begin(next, 1);
    }
  }

  private begin({ key, question, call }: Wanted, attempt: number): void {
    const runId = runIdOf(key, attempt);
    this.asked.add(runId);
    this.jobs.forget([...this.asked].slice(0, -KEPT));
    void this.jobs.ask({ runId, threadId: this.threadId, question, call });
  }

  private runIdOf(key: string): string {
    return runIdOf(key, this.attempts(key));
  }

  /** How often this tab has asked for it; at least once, as what is not there yet is about to be. */
  private attempts(key: string): number {
    let attempt = 1;
    while (this.jobs.job(runIdOf(key, attempt + 1))) attempt += 1;
    return attempt;
  }
}

function runIdOf(key: string, attempt: number): string {
  return `${key}.${attempt}`;
}
