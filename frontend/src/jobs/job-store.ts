import { ApiError, giveFeedback, type JobEvent, type ResumeEntry, type Run, type Session, type Verdict } from "@/api";
import type { Asking } from "./asking";
import { canDecide, withDecision, withState } from "./decisions";
import { applyEvent, isActive, type JobView, newJob } from "./job-view";
import type { Outbox, Unsent } from "./outbox";
import { ServerClock } from "./server-clock";

export type { Asking, ToolCall } from "./asking";

/** A person's decision; `argumentsHash` says of exactly which call, so that it is a decision on no other. */
export interface Choice {
  readonly interruptId: string;
  readonly approved: boolean;
  readonly argumentsHash?: string;
}

export interface JobStoreOptions {
  readonly session: Session;
  /** Keeps what a reader has typed until the server has it. */
  readonly outbox: Outbox;
  readonly now?: () => number;
}

/** Details of an answer on its way are shown together, this long after the first of them. */
const TOGETHER_MS = 30;

/** Every job this tab knows, folded from the session's events, whichever page shows it. Knows nothing of React. */
export class JobStore {
  private readonly session: Session;
  private readonly outbox: Outbox;
  private readonly now: () => number;
  private readonly clock: ServerClock;
  private readonly jobs = new Map<string, JobView>();
  private readonly followed = new Set<string>();
  private readonly listeners = new Set<(changed: readonly JobView[]) => void>();
  private readonly resumes = new Map<string, readonly ResumeEntry[]>();
  private readonly untold = new Set<string>();
  private telling: ReturnType<typeof setTimeout> | undefined;

  constructor({ session, outbox, now = Date.now }: JobStoreOptions) {
    this.session = session;
    this.outbox = outbox;
    this.now = now;
    this.clock = new ServerClock(now);
  }

  job(runId: string): JobView | undefined {
    return this.jobs.get(runId);
  }

  /** Hears of the jobs that have changed, those that changed together at once. */
  onChange(listener: (changed: readonly JobView[]) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Events of this job come here already. */
  follows(jobId: string): boolean {
    return this.followed.has(jobId);
  }

  /** How many jobs of a conversation or a page are under way. */
  active(threadId: string): number {
    return [...this.jobs.values()].filter((job) => job.threadId === threadId && isActive(job)).length;
  }

  /** What was sent before a reload and not acknowledged; asking it again is the same job. */
  unsent(): readonly Unsent[] {
    return this.outbox.list();
  }

  /** Asks and follows to the end. Resolves once the server has the job, with false when it refuses. */
  ask(asking: Asking): Promise<boolean> {
    const { runId, threadId, question, call, model = true } = asking;
    if (!call) this.outbox.add({ runId, threadId, text: question, ...(!model && { model }) });
    const job: JobView = { ...newJob({ runId, threadId }, question, this.now()), model };
    this.jobs.set(runId, job);
    const options = { ...call, ...(!model && { model }) };
    const props = Object.keys(options).length > 0 ? { finops: options } : undefined;
    const run = this.session.run(question, { runId, threadId }, props);
    void this.consume(runId, run);
    const accepted = this.acknowledged(runId, run);
    // Last, for whoever hears of it may ask for more.
    this.put(job);
    return accepted;
  }

  /** Takes in jobs known from a list; returns each as far as it is known here. */
  adopt(listed: readonly JobView[]): JobView[] {
    return listed.map((job) => {
      const known = this.jobs.get(job.runId) ?? job;
      this.jobs.set(job.runId, known);
      return known;
    });
  }

  /** Reads a job that is only known from a list. */
  read(runId: string): void {
    const job = this.jobs.get(runId);
    if (!job?.jobId || job.state !== "unread" || this.followed.has(job.jobId)) return;
    this.followed.add(job.jobId);
    void this.consume(runId, this.session.follow(job.jobId));
  }

  /** Asks the server to stop a job; the job's own last event tells when it has. */
  stop(runId: string): void {
    const job = this.jobs.get(runId);
    if (!job?.jobId) return;
    this.session.cancel(job.jobId);
    this.put({ ...job, stopping: true });
  }

  /**
   * Approves or declines what a job waits for. The server is told once everything that the job waits for is decided;
   * from then on another job goes on with it, in the same conversation.
   */
  decide(runId: string, { interruptId, approved, argumentsHash }: Choice): void {
    const job = this.jobs.get(runId);
    if (!job?.jobId || !canDecide(job, interruptId)) return;
    const entry: ResumeEntry = { interruptId, status: "resolved", payload: { approved, argumentsHash } };
    const resume = [...(this.resumes.get(runId) ?? []).filter((other) => other.interruptId !== interruptId), entry];
    const isLast = resume.length === job.interrupts.length;
    this.resumes.set(runId, resume);
    this.put(withDecision(job, interruptId, { approved, state: "chosen" }));
    if (isLast) void this.resume(runId, job.jobId, resume);
  }

  /** Says whether an answer helped; undefined takes it back. Rejects with ApiError when that is not kept. */
  async judge(runId: string, verdict: Verdict | undefined, reason = ""): Promise<void> {
    const jobId = this.jobs.get(runId)?.jobId;
    if (jobId === undefined) throw new ApiError("JOB_NOT_FOUND", "This answer is not there any more.");
    const kept = await giveFeedback(this.session, jobId, verdict ?? null, reason);
    const feedback = kept.verdict ? { verdict: kept.verdict, reason: kept.reason } : undefined;
    this.change(runId, (job) => ({ ...job, feedback }));
  }

  /** The parts of a large result of a job. Rejects with ApiError. */
  artifact(runId: string, artifactId: string): Promise<readonly string[]> {
    const jobId = this.jobs.get(runId)?.jobId;
    if (jobId === undefined) return Promise.reject(new ApiError("JOB_NOT_FOUND", "This answer is not there any more."));
    return this.session.artifact(jobId, artifactId);
  }

  /** Lets go of jobs that have ended; those under way stay. */
  forget(runIds: Iterable<string>): void {
    for (const runId of runIds) {
      const job = this.jobs.get(runId);
      if (job && !isActive(job)) this.jobs.delete(runId);
    }
  }

  private async resume(runId: string, jobId: string, resume: readonly ResumeEntry[]): Promise<void> {
    this.change(runId, (job) => withState(job, { state: "sending" }));
    const run = this.session.decide(jobId, resume);
    try {
      const next = await run.accepted;
      this.followed.add(next.jobId);
      this.change(runId, (job) => withState(job, { state: "accepted" }));
      const ids = { runId: next.runId, threadId: next.threadId };
      this.put({ ...newJob(ids, this.jobs.get(runId)?.question ?? "", this.now()), jobId: next.jobId });
      void this.consume(next.runId, run);
    } catch (error) {
      this.resumes.delete(runId);
      const message = error instanceof ApiError ? error.message : String(error);
      this.change(runId, (job) => withState(job, { state: "refused", message }));
    }
  }

  private async acknowledged(runId: string, run: Run): Promise<boolean> {
    try {
      const { jobId } = await run.accepted;
      this.outbox.remove(runId);
      this.followed.add(jobId);
      this.change(runId, (job) => ({ ...job, jobId }));
      return true;
    } catch {
      return false;
    }
  }

  private async consume(runId: string, events: AsyncIterable<JobEvent>): Promise<void> {
    try {
      const job = this.jobs.get(runId);
      if (job && job.endedAt !== undefined) {
        this.put(await this.foldAll(job, events));
        return;
      }
      for await (const event of events) this.take(runId, event);
    } catch (error) {
      this.outbox.remove(runId);
      const problem = error instanceof ApiError ? error : new ApiError("INTERNAL", String(error));
      if (problem.code === "CLOSED") return;
      this.change(runId, (job) => ({ ...job, state: "failed", endedAt: this.now(), problem }));
    }
  }

  /** A stage or a state is shown at once; drawing each of twenty small events apart would be felt in a long conversation. */
  private take(runId: string, event: JobEvent): void {
    const job = this.jobs.get(runId);
    if (!job) return;
    const next = this.fold(job, event);
    this.jobs.set(runId, next);
    this.untold.add(runId);
    if (next.percent !== job.percent || next.state !== job.state) this.tell();
    else this.telling ??= setTimeout(() => this.tell(), TOGETHER_MS);
  }

  private fold(job: JobView, event: JobEvent): JobView {
    return applyEvent({ ...job, jobId: event.jobId, clockOffsetMs: this.clock.heard(event.ts) }, event);
  }

  /** A job that ended long ago is shown once it is known, not event by event. */
  private async foldAll(job: JobView, events: AsyncIterable<JobEvent>): Promise<JobView> {
    let whole = job;
    for await (const event of events) whole = this.fold(whole, event);
    return whole;
  }

  private change(runId: string, to: (job: JobView) => JobView): void {
    const job = this.jobs.get(runId);
    if (job) this.put(to(job));
  }

  private put(job: JobView): void {
    this.jobs.set(job.runId, job);
    this.untold.add(job.runId);
    this.tell();
  }

  private tell(): void {
    clearTimeout(this.telling);
    this.telling = undefined;
    const changed = [...this.untold];
    this.untold.clear();
    // Looked up for each listener: one of them may have asked for more meanwhile.
    for (const listener of this.listeners) listener(changed.flatMap((runId) => this.jobs.get(runId) ?? []));
  }
}
