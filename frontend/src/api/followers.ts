import { Channel } from "./channel";
import type { ApiError } from "./errors";
import { isTerminal, type JobEvent } from "./frames";
import { JobLog } from "./job-log";

interface Follower {
  readonly log: JobLog;
  readonly channel: Channel<JobEvent>;
}

export interface Cursor {
  readonly jobId: string;
  readonly after: number;
}

/** Who follows which job, and how far each has come. A job may be followed more than once. */
export class Followers {
  private readonly byJob = new Map<string, Set<Follower>>();

  get size(): number {
    return this.byJob.size;
  }

  has(jobId: string): boolean {
    return this.byJob.has(jobId);
  }

  /** Sends the job's events after `after` into `channel`, and closes it behind the job's end. */
  add(jobId: string, after: number, channel: Channel<JobEvent>): () => void {
    const follower = { log: new JobLog(after), channel };
    const others = this.byJob.get(jobId) ?? new Set<Follower>();
    this.byJob.set(jobId, others.add(follower));
    return () => this.remove(jobId, follower);
  }

  offer(event: JobEvent): void {
    for (const follower of this.byJob.get(event.jobId) ?? []) {
      for (const ready of follower.log.accept(event)) {
        follower.channel.push(ready);
        if (!isTerminal(ready.event)) continue;
        follower.channel.close();
        this.remove(event.jobId, follower);
        break;
      }
    }
  }

  hasGap(jobId: string): boolean {
    return [...(this.byJob.get(jobId) ?? [])].some((follower) => follower.log.hasGap);
  }

  /** The smallest position any follower of the job has reached, or undefined when none is left. */
  positionOf(jobId: string): number | undefined {
    const followers = this.byJob.get(jobId);
    return followers && Math.min(...[...followers].map((follower) => follower.log.last));
  }

  cursors(): Cursor[] {
    return [...this.byJob.keys()].map((jobId) => ({ jobId, after: this.positionOf(jobId) ?? 0 }));
  }

  fail(jobId: string, error: ApiError): void {
    for (const follower of this.byJob.get(jobId) ?? []) follower.channel.fail(error);
    this.byJob.delete(jobId);
  }

  failAll(error: ApiError): void {
    for (const jobId of [...this.byJob.keys()]) this.fail(jobId, error);
  }

  private remove(jobId: string, follower: Follower): void {
    const followers = this.byJob.get(jobId);
    followers?.delete(follower);
    if (followers?.size === 0) this.byJob.delete(jobId);
  }
}
