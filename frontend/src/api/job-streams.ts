import { Alarm, type Clock } from "./clock";
import type { Channel } from "./channel";
import { ApiError } from "./errors";
import { type Cursor, Followers } from "./followers";
import { isTerminal, type JobEvent } from "./frames";
import type { ControlFrame, ErrorFrame } from "./protocol";
import type { Timings } from "./timings";
import type { Ack } from "./types";

/** The server takes this many jobs in one resume. */
const JOBS_A_RESUME = 20;
/** So often in a row a fresh token is tried for events that are withheld for an expired one. */
const RENEWALS = 4;
/** Events that overtook the acknowledgement of their job are kept up to this number; a resume brings the rest. */
const EARLY_AT_MOST = 500;

export interface JobStreamsOptions {
  readonly clock: Clock;
  readonly timings: Timings;
  readonly send: (frame: object) => boolean;
  /** Something was asked: silence from here on means that the connection is dead. */
  readonly expectAnswer: () => void;
  readonly renewToken: () => Promise<void>;
  /** An event of a job that nobody here asked for or follows. */
  readonly onOtherJob: (jobId: string, threadId: string) => void;
}

/**
 * Keeps every followed job's events complete over connections that drop, duplicate and re-order: resumes on a gap, on
 * a new connection, and when a running job has been quiet for long.
 */
export class JobStreams {
  private readonly options: JobStreamsOptions;
  private readonly followers = new Followers();
  private readonly gap: Alarm;
  private readonly quiet: Alarm;
  private quietFor: number;
  private awaitingAcks = 0;
  private early: JobEvent[] = [];
  private renewals = 0;
  private readonly resumes = new Map<string, Cursor[]>();
  private readonly stopping = new Set<string>();
  /** The `seq` a job is known to have reached, where that is more than has come. */
  private readonly known = new Map<string, number>();

  constructor(options: JobStreamsOptions) {
    this.options = options;
    this.gap = new Alarm(options.clock);
    this.quiet = new Alarm(options.clock);
    this.quietFor = options.timings.quietFirst;
  }

  /** A run was sent: until it is acknowledged or refused, events of unknown jobs may be its own. */
  awaitAck(): void {
    this.awaitingAcks += 1;
  }

  /** The run became this job; what of it came early is given to `channel`, and what is missing is asked for. */
  acknowledged(ack: Ack, channel: Channel<JobEvent>): () => void {
    const unfollow = this.followers.add(ack.jobId, 0, channel);
    const ours = this.early.filter((event) => event.jobId === ack.jobId);
    this.early = this.early.filter((event) => event.jobId !== ack.jobId);
    for (const event of ours) this.followers.offer(event);
    this.expect(ack.jobId, ack.seq);
    this.listen();
    this.ackSettled();
    return unfollow;
  }

  /** The run that `awaitAck` announced has been answered, whichever way. */
  ackSettled(): void {
    this.awaitingAcks -= 1;
    if (this.awaitingAcks > 0) return;
    const others = this.early;
    this.early = [];
    for (const event of others) this.options.onOtherJob(event.jobId, event.threadId);
  }

  follow(jobId: string, after: number, channel: Channel<JobEvent>): () => void {
    const unfollow = this.followers.add(jobId, after, channel);
    this.resume([{ jobId, after }]);
    return unfollow;
  }

  /** Asks for the job's end, again after a lost connection, until it has ended. */
  stop(jobId: string): void {
    this.stopping.add(jobId);
    this.options.send({ type: "cancel", jobId });
  }

  /** Events are withheld because the token has expired: a fresh one brings them. */
  expired(error: ApiError): void {
    this.renewals += 1;
    if (this.renewals > RENEWALS) this.followers.failAll(error);
    else
      void this.options.renewToken().then(
        () => this.catchUp(),
        () => this.followers.failAll(error),
      );
  }

  offer(event: JobEvent): void {
    this.renewals = 0;
    if (isTerminal(event.event)) this.stopping.delete(event.jobId);
    if (!this.followers.has(event.jobId)) {
      this.unknown(event);
      return;
    }
    this.followers.offer(event);
    if (this.followers.hasGap(event.jobId)) this.mindTheGap();
    this.quietFor = this.options.timings.quietFirst;
    this.listen();
  }

  /** True when the frame belongs to a resume of ours. */
  settle(frame: ControlFrame): boolean {
    const reqId = "reqId" in frame ? frame.reqId : undefined;
    const asked = reqId ? this.resumes.get(reqId) : undefined;
    if (!reqId || !asked) return false;
    if (frame.type === "error") this.refused(reqId, asked, frame);
    else if (frame.type === "resume.done") this.replayed(reqId, asked, frame.jobId, frame.through);
    return true;
  }

  /** A new connection is open: everything after what we have, and everything to stop, once more. */
  reconnected(): void {
    this.resumes.clear();
    this.gap.clear();
    this.catchUp();
  }

  /** Asks for whatever may have been lost. */
  catchUp(): void {
    this.resume(this.followers.cursors());
    for (const jobId of this.stopping) this.options.send({ type: "cancel", jobId });
  }

  close(error: ApiError): void {
    this.gap.clear();
    this.quiet.clear();
    this.followers.failAll(error);
  }

  private unknown(event: JobEvent): void {
    if (this.awaitingAcks === 0) this.options.onOtherJob(event.jobId, event.threadId);
    else if (this.early.length < EARLY_AT_MOST) this.early.push(event);
  }

  private resume(cursors: readonly Cursor[]): void {
    for (let start = 0; start < cursors.length; start += JOBS_A_RESUME) {
      const jobs = cursors.slice(start, start + JOBS_A_RESUME);
      const reqId = crypto.randomUUID();
      if (!this.options.send({ type: "resume", reqId, jobs })) return;
      this.resumes.set(reqId, jobs);
      for (const { jobId } of jobs) this.known.delete(jobId);
      this.options.expectAnswer();
    }
    this.listen();
  }

  private replayed(reqId: string, asked: Cursor[], jobId: string, through: number): void {
    const open = asked.filter((cursor) => cursor.jobId !== jobId);
    if (open.length > 0) this.resumes.set(reqId, open);
    else this.resumes.delete(reqId);
    this.expect(jobId, through);
  }

  /** The refusal does not name the job: with several asked for, each is asked for alone. */
  private refused(reqId: string, asked: Cursor[], frame: ErrorFrame): void {
    this.resumes.delete(reqId);
    const [only, ...others] = asked;
    if (frame.code === "TOKEN_EXPIRED") this.expired(ApiError.from(frame));
    else if (frame.retryable)
      for (const { jobId } of asked) this.expect(jobId, Infinity, frame.retryAfterMs ?? undefined);
    else if (only && others.length === 0) this.followers.fail(only.jobId, ApiError.from(frame));
    else for (const cursor of asked) this.resume([cursor]);
  }

  /** The job is known to have reached `seq`: what is short of it after a while is asked for. */
  private expect(jobId: string, seq: number, delayMs?: number): void {
    if ((this.followers.positionOf(jobId) ?? seq) >= seq) return;
    this.known.set(jobId, seq);
    this.mindTheGap(delayMs);
  }

  private mindTheGap(delayMs = this.options.timings.gapPatience): void {
    if (this.gap.isSet) return;
    this.gap.set(delayMs, () => {
      this.resume(this.followers.cursors().filter((cursor) => this.isBehind(cursor)));
    });
  }

  private isBehind({ jobId, after }: Cursor): boolean {
    return this.followers.hasGap(jobId) || (this.known.get(jobId) ?? 0) > after;
  }

  /** Frames may be lost without leaving a gap: the last one of a job, for example. */
  private listen(): void {
    if (this.followers.size === 0) {
      this.quiet.clear();
      return;
    }
    this.quiet.set(this.quietFor, () => {
      this.quietFor = Math.min(this.quietFor * 2, this.options.timings.quietAtMost);
      this.catchUp();
    });
  }
}
