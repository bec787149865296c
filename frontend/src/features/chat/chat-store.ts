import { ApiError, type JobEvent, type Session } from "@/api";
import { applyEvent, isActive, jobOf, type JobView, newJob } from "./job-view";
import type { Outbox } from "./outbox";
import { ServerClock } from "./server-clock";

/** A conversation as far as it is known. `loading` until the server has said which questions it holds. */
export interface ThreadView {
  readonly threadId: string;
  readonly state: "loading" | "ready" | "failed";
  readonly jobs: readonly JobView[];
}

/** Jobs that ended before the conversation was opened are read when they come into view; this many at once. */
const READ_AT_ONCE = 6;

/** Details of an answer on its way are shown together, this long after the first of them. */
const TOGETHER_MS = 30;

/** The conversations of this tab, folded from the session's events. Knows nothing of React. */
export class ChatStore {
  private readonly session: Session;
  private readonly outbox: Outbox;
  private readonly now: () => number;
  private readonly clock: ServerClock;
  private readonly threads = new Map<string, ThreadView>();
  private readonly listeners = new Set<() => void>();
  private readonly askedListeners = new Set<() => void>();
  private readonly followed = new Set<string>();
  private untold: ReturnType<typeof setTimeout> | undefined;

  constructor(options: { session: Session; outbox: Outbox; now?: () => number }) {
    this.session = options.session;
    this.outbox = options.outbox;
    this.now = options.now ?? Date.now;
    this.clock = new ServerClock(this.now);
  }

  /** Asks again what was not acknowledged before a reload, and watches for other tabs' questions. */
  start(): () => void {
    for (const { runId, threadId, text } of this.outbox.list())
      this.submit(newJob({ runId, threadId }, text, this.now()));
    return this.session.onOtherJob((jobId, threadId) => this.noticed(jobId, threadId));
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Called whenever a question became a job, here or elsewhere: lists of conversations may want to be read again. */
  onAsked(listener: () => void): () => void {
    this.askedListeners.add(listener);
    return () => this.askedListeners.delete(listener);
  }

  thread(threadId: string): ThreadView | undefined {
    return this.threads.get(threadId);
  }

  /** A conversation that so far exists only here. */
  begin(): string {
    const threadId = crypto.randomUUID();
    this.threads.set(threadId, { threadId, state: "ready", jobs: [] });
    return threadId;
  }

  async open(threadId: string): Promise<void> {
    if (this.threads.get(threadId)?.state === "ready") return;
    this.update(threadId, (thread) => ({ ...thread, state: "loading" }));
    try {
      await this.refresh(threadId);
    } catch {
      this.update(threadId, (thread) => ({ ...thread, state: "failed" }));
    }
  }

  ask(threadId: string, text: string): string {
    const runId = crypto.randomUUID();
    this.outbox.add({ runId, threadId, text });
    this.submit(newJob({ runId, threadId }, text, this.now()));
    return runId;
  }

  stop(job: JobView): void {
    if (!job.jobId) return;
    this.session.cancel(job.jobId);
    this.change(job, (current) => ({ ...current, stopping: true }));
  }

  /** Reads a job that is only known from a list. */
  read(job: JobView): void {
    if (job.jobId && job.state === "unread") void this.follow(job.jobId, job.threadId);
  }

  artifact(jobId: string, artifactId: string): Promise<readonly string[]> {
    return this.session.artifact(jobId, artifactId);
  }

  private submit(job: JobView): void {
    this.update(job.threadId, (thread) => ({
      ...thread,
      jobs: [...thread.jobs.filter((other) => other.runId !== job.runId), job],
    }));
    const run = this.session.run(job.question, { runId: job.runId, threadId: job.threadId });
    void run.accepted.then(
      ({ jobId }) => {
        this.outbox.remove(job.runId);
        this.followed.add(jobId);
        this.change(job, (current) => ({ ...current, jobId }));
        for (const listener of this.askedListeners) listener();
      },
      () => undefined,
    );
    void this.consume(job, run);
  }

  private async refresh(threadId: string): Promise<void> {
    const summaries = await this.session.thread(threadId);
    const listed = summaries.map(jobOf).sort((a, b) => a.startedAt - b.startedAt);
    this.update(threadId, (thread) => {
      const known = new Map(thread.jobs.map((job) => [job.runId, job]));
      const jobs = listed.map((job) => known.get(job.runId) ?? job);
      const unlisted = thread.jobs.filter((job) => !listed.some((other) => other.runId === job.runId));
      return { ...thread, state: "ready", jobs: [...jobs, ...unlisted] };
    });
    const unread = this.threads.get(threadId)?.jobs.filter((job) => job.state === "unread") ?? [];
    for (const job of unread) if (job.endedAt === undefined) this.read(job);
    for (const job of unread.slice(-READ_AT_ONCE)) this.read(job);
  }

  private noticed(jobId: string, threadId: string): void {
    if (this.followed.has(jobId)) return;
    for (const listener of this.askedListeners) listener();
    if (this.threads.get(threadId)?.state === "ready") void this.refresh(threadId).catch(() => undefined);
  }

  private async follow(jobId: string, threadId: string): Promise<void> {
    if (this.followed.has(jobId)) return;
    this.followed.add(jobId);
    const job = this.threads.get(threadId)?.jobs.find((other) => other.jobId === jobId);
    if (job) await this.consume(job, this.session.follow(jobId));
  }

  private async consume(job: JobView, events: AsyncIterable<JobEvent>): Promise<void> {
    try {
      if (job.endedAt !== undefined) {
        const whole = await this.foldAll(job, events);
        this.change(job, () => whole);
        return;
      }
      for await (const event of events) this.follows(job, event);
    } catch (error) {
      this.outbox.remove(job.runId);
      const problem = error instanceof ApiError ? error : new ApiError("INTERNAL", String(error));
      if (problem.code === "CLOSED") return;
      this.change(job, (current) => ({ ...current, state: "failed", endedAt: this.now(), problem }));
    }
  }

  /** A stage or a state is shown at once; drawing each of twenty small events apart would be felt in a long conversation. */
  private follows({ runId, threadId }: JobView, event: JobEvent): void {
    const thread = this.threads.get(threadId);
    const job = thread?.jobs.find((other) => other.runId === runId);
    if (!thread || !job) return;
    const next = this.fold(job, event);
    const jobs = thread.jobs.map((other) => (other === job ? next : other));
    this.threads.set(threadId, { ...thread, jobs });
    if (next.percent !== job.percent || next.state !== job.state) this.tell();
    else this.untold ??= setTimeout(() => this.tell(), TOGETHER_MS);
  }

  private tell(): void {
    clearTimeout(this.untold);
    this.untold = undefined;
    for (const listener of this.listeners) listener();
  }

  private fold(job: JobView, event: JobEvent): JobView {
    return applyEvent({ ...job, clockOffsetMs: this.clock.heard(event.ts) }, event);
  }

  /** A job that ended long ago is shown once it is known, not event by event. */
  private async foldAll(job: JobView, events: AsyncIterable<JobEvent>): Promise<JobView> {
    let whole = job;
    for await (const event of events) whole = this.fold(whole, event);
    return whole;
  }

  private change({ runId, threadId }: JobView, to: (job: JobView) => JobView): void {
    this.update(threadId, (thread) => ({
      ...thread,
      jobs: thread.jobs.map((job) => (job.runId === runId ? to(job) : job)),
    }));
  }

  private update(threadId: string, to: (thread: ThreadView) => ThreadView): void {
    const thread = this.threads.get(threadId) ?? { threadId, state: "loading", jobs: [] };
    this.threads.set(threadId, to(thread));
    this.tell();
  }

  /** True while anything of the conversation is under way. */
  isBusy(threadId: string): boolean {
    return this.threads.get(threadId)?.jobs.some(isActive) ?? false;
  }
}
