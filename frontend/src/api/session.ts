import { Alarm, type Clock, systemClock } from "./clock";
import { Channel } from "./channel";
import { ApiError } from "./errors";
import { type JobEvent, parseFrame } from "./frames";
import { JobStreams } from "./job-streams";
import { Link, type LinkState, type Socket } from "./link";
import type { ControlFrame, ThreadChange } from "./protocol";
import { Requests } from "./requests";
import { defaultTimings, type Timings } from "./timings";
import { expiryOf } from "./token";
import type { Ack, Artifact, JobSummary, ResumeEntry, ThreadSummary } from "./types";

export interface ConnectOptions {
  readonly url: string;
  /** Called for each connection, and before a token that says when it expires does; reject to give up. */
  readonly token: () => string | Promise<string>;
  /** Asked when a handshake failed: false when the server refuses the token, so that trying again is no use. */
  readonly accepts?: (token: string) => Promise<boolean>;
  readonly open?: (url: string, protocols: string[]) => Socket;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly timings?: Partial<Timings>;
}

/** Ids made by the client: `runId` names the question, `threadId` the conversation. */
export interface RunIds {
  readonly runId: string;
  readonly threadId: string;
}

/** A job's events, each once and in order, ending behind the job's end. */
export interface Run extends AsyncIterable<JobEvent> {
  /** Resolves once the job is durable on the server; rejects with ApiError when it is refused. */
  readonly accepted: Promise<Ack>;
}

/** Everything a program does with the server, over whatever connections it takes. */
export class Session {
  private readonly link: Link;
  private readonly requests: Requests;
  private readonly streams: JobStreams;
  private readonly clock: Clock;
  private readonly timings: Timings;
  private readonly token: ConnectOptions["token"];
  private readonly renewal: Alarm;
  private readonly stateListeners = new Set<(state: LinkState) => void>();
  private readonly threadListeners = new Set<(change: ThreadChange) => void>();
  private readonly jobListeners = new Set<(jobId: string, threadId: string) => void>();

  constructor(options: ConnectOptions) {
    this.clock = options.clock ?? systemClock;
    this.timings = { ...defaultTimings, ...options.timings };
    this.token = options.token;
    this.renewal = new Alarm(this.clock);
    const { clock, timings } = this;
    const send = (frame: object): boolean => this.link.send(frame);
    this.link = new Link({
      url: options.url,
      token: async () => this.scheduleRenewal(await this.token()),
      open: options.open ?? ((url, protocols) => new WebSocket(url, protocols) as unknown as Socket),
      accepts: options.accepts,
      clock,
      random: options.random ?? Math.random,
      timings,
      onState: (state) => this.stateChanged(state),
      onFrame: (text) => this.heard(text),
    });
    this.requests = new Requests({
      clock,
      answerWithin: timings.answerWithin,
      send,
      onSilence: () => this.link.restart(),
      renewToken: () => this.renewToken(),
    });
    this.streams = new JobStreams({
      clock,
      timings,
      send,
      expectAnswer: () => this.link.expectAnswer(),
      renewToken: () => this.renewToken(),
      onOtherJob: (jobId, threadId) => this.jobListeners.forEach((listener) => listener(jobId, threadId)),
    });
    this.link.start();
  }

  get state(): LinkState {
    return this.link.state;
  }

  onState(listener: (state: LinkState) => void): () => void {
    this.stateListeners.add(listener);
    return () => this.stateListeners.delete(listener);
  }

  /** Hears of events of jobs that something else of the same user started: another tab, a shell. */
  onOtherJob(listener: (jobId: string, threadId: string) => void): () => void {
    this.jobListeners.add(listener);
    return () => this.jobListeners.delete(listener);
  }

  /** Hears of conversations that were renamed or deleted, here or by something else of the same user. */
  onThreadChange(listener: (change: ThreadChange) => void): () => void {
    this.threadListeners.add(listener);
    return () => this.threadListeners.delete(listener);
  }

  /** To be called when the network or the tab comes back: checks the connection, or makes one at once. */
  wake(): void {
    this.link.wake();
    if (this.link.state === "open") this.streams.catchUp();
  }

  /** Ends what is awaited here with an ApiError. Jobs go on: they belong to the server. */
  close(): void {
    const closed = new ApiError("CLOSED", "The session was closed.");
    this.renewal.clear();
    this.link.close();
    this.streams.close(closed);
    this.requests.failAll(closed);
  }

  /** Asks. The same `runId` is the same job, however often it is asked. */
  run(text: string, { runId, threadId }: RunIds, forwardedProps: Record<string, unknown> = {}): Run {
    const messages = [{ id: `${runId}-question`, role: "user", content: text }];
    const input = { runId, threadId, messages, tools: [], context: [], state: {}, forwardedProps };
    return this.submit({ type: "run", input });
  }

  /** Decides what a job waits for. The decision makes another job, which goes on from there. */
  decide(jobId: string, resume: readonly ResumeEntry[]): Run {
    return this.submit({ type: "approve", jobId, resume });
  }

  /** The events of a job after the first `after` ones, whether it goes on or has ended. */
  follow(jobId: string, after = 0): AsyncIterable<JobEvent> {
    const channel: Channel<JobEvent> = new Channel(() => unfollow());
    const unfollow = this.streams.follow(jobId, after, channel);
    return channel;
  }

  /** Asks the job to stop; its own last event tells when it has. */
  cancel(jobId: string): void {
    this.streams.stop(jobId);
  }

  async jobs(): Promise<JobSummary[]> {
    return (await this.request({ type: "jobs.list" }, "jobs")).jobs;
  }

  async threads(): Promise<ThreadSummary[]> {
    return (await this.request({ type: "threads.list" }, "threads")).threads;
  }

  async thread(threadId: string): Promise<JobSummary[]> {
    return (await this.request({ type: "thread.get", threadId }, "thread")).jobs;
  }

  /** Names a conversation; resolves with the title as it is kept. */
  async renameThread(threadId: string, title: string): Promise<string> {
    return (await this.request({ type: "thread.rename", threadId, title }, "thread.renamed")).title;
  }

  /** Deletes a conversation with its jobs, and stops those that still run. */
  async deleteThread(threadId: string): Promise<void> {
    await this.request({ type: "thread.delete", threadId }, "thread.deleted");
  }

  /** A large result: its parts in order, each a JSON text of its own. */
  async artifact(jobId: string, artifactId: string): Promise<readonly string[]> {
    const ask = (part: number): Promise<Artifact> => this.request({ type: "get", jobId, artifactId, part }, "artifact");
    const first = await ask(0);
    const texts = [first.data];
    for (let part = 1; part < first.parts; part += 1) texts.push((await ask(part)).data);
    return texts;
  }

  private submit(frame: { readonly type: string; readonly [field: string]: unknown }): Run {
    let unfollow: (() => void) | undefined;
    const channel = new Channel<JobEvent>(() => unfollow?.());
    this.streams.awaitAck();
    const accepted = this.request(frame, "ack").then(
      (ack) => {
        unfollow = this.streams.acknowledged(ack, channel);
        return ack;
      },
      (error: unknown) => {
        this.streams.ackSettled();
        channel.fail(error as ApiError);
        throw error;
      },
    );
    accepted.catch(() => undefined);
    return { accepted, [Symbol.asyncIterator]: () => channel[Symbol.asyncIterator]() };
  }

  /** Sends a control frame and resolves with its answer, of that type. Rejects with ApiError. */
  async request<T extends ControlFrame["type"]>(
    frame: { readonly type: string; readonly [field: string]: unknown },
    answer: T,
  ): Promise<Extract<ControlFrame, { type: T }>> {
    const reply = await this.requests.ask(frame);
    if (reply.type !== answer) throw new ApiError("INTERNAL", `The server answered ${frame.type} with ${reply.type}.`);
    return reply as Extract<ControlFrame, { type: T }>;
  }

  private heard(text: string): void {
    const incoming = parseFrame(text);
    if (incoming?.kind === "event") this.streams.offer(incoming.event);
    else if (incoming) this.answered(incoming.frame);
  }

  private answered(frame: ControlFrame): void {
    const settled = this.requests.settle(frame) || this.streams.settle(frame);
    if (!settled && frame.type === "error" && frame.code === "TOKEN_EXPIRED")
      this.streams.expired(ApiError.from(frame));
    if (frame.type === "thread.renamed" || frame.type === "thread.deleted")
      this.threadListeners.forEach((listener) => listener(frame));
  }

  private stateChanged(state: LinkState): void {
    if (state === "open") {
      this.requests.repeat();
      this.streams.reconnected();
    }
    for (const listener of this.stateListeners) listener(state);
  }

  private scheduleRenewal(token: string): string {
    const expiry = expiryOf(token);
    if (expiry !== undefined) {
      const delay = Math.max(this.timings.answerWithin, expiry - this.clock.now() - this.timings.renewBefore);
      this.renewal.set(delay, () => void this.renewToken().catch((error: unknown) => this.notRenewed(error)));
    }
    return token;
  }

  /** Where trying again would not help, another connection finds out what does, or says that nobody is signed in. */
  private notRenewed(error: unknown): void {
    if (error instanceof ApiError && !error.retryable && error.code !== "CLOSED") this.link.restart();
  }

  private async renewToken(): Promise<void> {
    await this.request({ type: "auth", token: this.scheduleRenewal(await this.token()) }, "auth.ok");
  }
}

export function connect(options: ConnectOptions): Session {
  return new Session(options);
}
