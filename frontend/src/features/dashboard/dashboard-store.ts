import { ApiError, type Session } from "@/api";
import { applyEvent, type JobView, newJob } from "../chat/job-view";
import { DASHBOARD_THREAD } from "./thread";
import type { Tile } from "./tiles";

/** A tile to be shown, under the key that names its job. */
export interface Wanted {
  readonly key: string;
  readonly tile: Tile;
}

/** The server runs a limited number of jobs for a user; the dashboard leaves room for questions. */
const AT_ONCE = 5;

/** The dashboard's jobs by key, a few at a time. Knows nothing of React. */
export class DashboardStore {
  private readonly session: Session;
  private readonly now: () => number;
  private jobs: ReadonlyMap<string, JobView> = new Map();
  private waiting: Wanted[] = [];
  private running = 0;
  private readonly attempts = new Map<string, number>();
  private readonly listeners = new Set<() => void>();

  constructor(session: Session, now: () => number = Date.now) {
    this.session = session;
    this.now = now;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Another map whenever a job has changed. */
  snapshot = (): ReadonlyMap<string, JobView> => this.jobs;

  /** Asks for what is not there yet; what waited and is no longer wanted is forgotten. */
  show(wanted: readonly Wanted[]): void {
    const keys = new Set(wanted.map(({ key }) => key));
    for (const { key } of this.waiting) if (!keys.has(key)) this.set(key, undefined);
    this.waiting = this.waiting.filter(({ key }) => keys.has(key));
    for (const one of wanted) if (!this.jobs.has(one.key)) this.enqueue(one);
  }

  /** Asks again after a failure, as another job: the failed one would only be replayed. */
  retry(wanted: Wanted): void {
    this.attempts.set(wanted.key, this.attempt(wanted.key) + 1);
    this.enqueue(wanted);
  }

  artifact(job: JobView, artifactId: string): Promise<readonly string[]> {
    return this.session.artifact(job.jobId ?? "", artifactId);
  }

  private attempt(key: string): number {
    return this.attempts.get(key) ?? 1;
  }

  private enqueue(wanted: Wanted): void {
    const ids = { runId: `${wanted.key}.${this.attempt(wanted.key)}`, threadId: DASHBOARD_THREAD };
    this.set(wanted.key, newJob(ids, wanted.tile.question, this.now()));
    this.waiting.push(wanted);
    this.work();
  }

  private work(): void {
    while (this.running < AT_ONCE) {
      const next = this.waiting.shift();
      if (!next) return;
      this.running += 1;
      void this.run(next).finally(() => {
        this.running -= 1;
        this.work();
      });
    }
  }

  private async run({ key, tile }: Wanted): Promise<void> {
    const job = this.jobs.get(key);
    if (!job) return;
    const call = { agent: "cost", tool: tile.tool, args: tile.args };
    try {
      for await (const event of this.session.run(tile.question, job, { finops: call })) {
        this.change(key, (current) => ({ ...applyEvent(current, event), jobId: event.jobId }));
      }
    } catch (error) {
      const problem = error instanceof ApiError ? error : new ApiError("INTERNAL", String(error));
      if (problem.code !== "CLOSED") this.change(key, (current) => ({ ...current, state: "failed", problem }));
    }
  }

  private change(key: string, to: (job: JobView) => JobView): void {
    const job = this.jobs.get(key);
    if (job) this.set(key, to(job));
  }

  private set(key: string, job: JobView | undefined): void {
    const jobs = new Map(this.jobs);
    if (job) jobs.set(key, job);
    else jobs.delete(key);
    this.jobs = jobs;
    for (const listener of this.listeners) listener();
  }
}
