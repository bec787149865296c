import type { Session } from "@/api";
import type { JobStore } from "@/jobs/job-store";
import { isActive, jobOf, type JobView } from "@/jobs/job-view";

/** A conversation as far as it is known. `loading` until the server has said which questions it holds. */
export interface ThreadView {
  readonly threadId: string;
  readonly state: "loading" | "ready" | "failed";
  readonly jobs: readonly JobView[];
}

/** Jobs that ended before the conversation was opened are read when they come into view; this many at once. */
const READ_AT_ONCE = 6;

/** The conversations of this tab: which questions each holds, and in which order. Knows nothing of React. */
export class ChatStore {
  private readonly session: Session;
  private readonly jobs: JobStore;
  private readonly threads = new Map<string, ThreadView>();
  private readonly listeners = new Set<() => void>();
  private readonly askedListeners = new Set<() => void>();

  constructor({ session, jobs }: { session: Session; jobs: JobStore }) {
    this.session = session;
    this.jobs = jobs;
    jobs.onChange((changed) => this.follow(changed));
  }

  /** Asks again what was not acknowledged before a reload, and watches for other tabs' questions. */
  start(): () => void {
    for (const { runId, threadId, text, model } of this.jobs.unsent()) this.submit(threadId, runId, text, model);
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

  /** Without `model` the question is kept from any language model. */
  ask(threadId: string, text: string, model = true): string {
    const runId = crypto.randomUUID();
    this.submit(threadId, runId, text, model);
    return runId;
  }

  stop(job: JobView): void {
    this.jobs.stop(job.runId);
  }

  /** Reads a job that is only known from a list. */
  read(job: JobView): void {
    this.jobs.read(job.runId);
  }

  /** True while anything of the conversation is under way. */
  isBusy(threadId: string): boolean {
    return this.threads.get(threadId)?.jobs.some(isActive) ?? false;
  }

  private submit(threadId: string, runId: string, question: string, model = true): void {
    this.threads.set(threadId, this.known(threadId));
    void this.jobs.ask({ runId, threadId, question, model }).then((accepted) => {
      if (accepted) this.tellAsked();
    });
  }

  private async refresh(threadId: string): Promise<void> {
    const summaries = await this.session.thread(threadId);
    const listed = this.jobs.adopt(summaries.map(jobOf).sort((a, b) => a.startedAt - b.startedAt));
    this.update(threadId, (thread) => {
      const unlisted = thread.jobs.filter((job) => !listed.some((other) => other.runId === job.runId));
      return { ...thread, state: "ready", jobs: [...listed, ...unlisted] };
    });
    const unread = listed.filter((job) => job.state === "unread");
    for (const job of unread) if (job.endedAt === undefined) this.read(job);
    for (const job of unread.slice(-READ_AT_ONCE)) this.read(job);
  }

  private noticed(jobId: string, threadId: string): void {
    if (this.jobs.follows(jobId)) return;
    this.tellAsked();
    if (this.threads.get(threadId)?.state === "ready") void this.refresh(threadId).catch(() => undefined);
  }

  /** Jobs of conversations that are known here take their places; those of other pages are none of ours. */
  private follow(changed: readonly JobView[]): void {
    let concerned = false;
    for (const job of changed) {
      const thread = this.threads.get(job.threadId);
      if (!thread) continue;
      concerned = true;
      this.threads.set(job.threadId, { ...thread, jobs: withJob(thread.jobs, job) });
    }
    if (concerned) this.tell();
  }

  private known(threadId: string): ThreadView {
    return this.threads.get(threadId) ?? { threadId, state: "loading", jobs: [] };
  }

  private update(threadId: string, to: (thread: ThreadView) => ThreadView): void {
    this.threads.set(threadId, to(this.known(threadId)));
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  private tellAsked(): void {
    for (const listener of this.askedListeners) listener();
  }
}

function withJob(jobs: readonly JobView[], job: JobView): readonly JobView[] {
  return jobs.some((other) => other.runId === job.runId)
    ? jobs.map((other) => (other.runId === job.runId ? job : other))
    : [...jobs, job];
}
