import { WebSocketServer, type WebSocket } from "ws";
import type { AgUiEvent, Answer, JobSummary } from "@/api";

/** One step of a scripted job: what to log, and how long after the step before. */
export interface Step {
  readonly afterMs?: number;
  readonly event: AgUiEvent;
}

interface Job {
  readonly summary: JobSummary;
  readonly log: { seq: number; ts: number; event: AgUiEvent }[];
  readonly steps: readonly Step[];
  cancelled: boolean;
}

interface Frame {
  readonly type: string;
  readonly reqId?: string;
  readonly jobId?: string;
  readonly threadId?: string;
  readonly title?: string;
  readonly artifactId?: string;
  readonly part?: number;
  readonly jobs?: { jobId: string; after: number }[];
  readonly input?: { runId: string; threadId: string; messages: { content: string }[] };
}

/** What is answered the same to everybody at any time. */
const ALWAYS = new Map<string, object>([
  ["access.get", { type: "access", role: "admin", may: ["ask", "curate", "approve", "administer"] }],
  ["ping", { type: "pong" }],
]);

/**
 * A platform in memory with scripted answers, for tests of the page's own parts and for working on its looks. It
 * speaks the wire and keeps its promises as to acknowledgement, order and resume; it computes nothing.
 */
export class FakePlatform {
  readonly jobs = new Map<string, Job>();
  readonly artifacts = new Map<string, readonly string[]>();
  readonly received: Frame[] = [];
  private readonly titles = new Map<string, string>();
  private readonly sockets = new Set<WebSocket>();
  private readonly scriptOf: (question: string) => readonly Step[];

  constructor(scriptOf: (question: string) => readonly Step[]) {
    this.scriptOf = scriptOf;
  }

  attach(server: WebSocketServer): void {
    server.on("connection", (socket) => {
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
      socket.on("message", (data: Buffer) => this.receive(socket, JSON.parse(data.toString()) as Frame));
    });
  }

  /** Drops every connection, as a restart does. */
  disconnect(): void {
    for (const socket of this.sockets) socket.terminate();
  }

  private receive(socket: WebSocket, frame: Frame): void {
    this.received.push(frame);
    const { reqId } = frame;
    const reply = (answer: object) => socket.send(JSON.stringify({ reqId, ...answer }));
    const summaries = [...this.jobs.values()].map((job) => job.summary);
    const always = ALWAYS.get(frame.type);
    if (always) return reply(always);
    switch (frame.type) {
      case "run":
        return this.run(frame, reply);
      case "resume":
        return this.resume(socket, frame, reply);
      case "cancel":
        return this.cancel(frame.jobId ?? "");
      case "jobs.list":
        return reply({ type: "jobs", jobs: summaries });
      case "threads.list":
        return reply({ type: "threads", threads: threadsOf(summaries, this.titles) });
      case "thread.get":
        return reply({
          type: "thread",
          threadId: frame.threadId,
          jobs: summaries.filter((job) => job.threadId === frame.threadId),
        });
      case "thread.rename":
      case "thread.delete":
        return this.change(socket, frame);
      case "get":
        return this.artifact(frame, reply);
    }
  }

  /** Renames or deletes a conversation and tells everyone; who asked is told as the answer. */
  private change(asker: WebSocket, { type, reqId, threadId = "", title = "" }: Frame): void {
    const renames = type === "thread.rename";
    if (renames) this.titles.set(threadId, title);
    else for (const [jobId, { summary }] of this.jobs) if (summary.threadId === threadId) this.jobs.delete(jobId);
    const change = renames ? { type: "thread.renamed", threadId, title } : { type: "thread.deleted", threadId };
    for (const socket of this.sockets)
      socket.send(JSON.stringify({ reqId: socket === asker ? reqId : null, ...change }));
  }

  private run(frame: Frame, reply: (answer: object) => void): void {
    const { runId, threadId, messages } = frame.input ?? { runId: "", threadId: "", messages: [] };
    const jobId = `job-${runId}`;
    const duplicate = this.jobs.has(jobId);
    if (!duplicate) {
      const question = messages[0]?.content ?? "";
      const summary = {
        jobId,
        runId,
        threadId,
        question,
        status: "RUNNING",
        percent: 5,
        seq: 0,
        createdAt: Date.now(),
        finishedAt: null,
      };
      const job: Job = { summary, log: [], steps: this.scriptOf(question), cancelled: false };
      this.jobs.set(jobId, job);
      void this.play(job);
    }
    reply({ type: "ack", jobId, runId, threadId, seq: this.jobs.get(jobId)?.log.length ?? 0, duplicate });
  }

  private async play(job: Job): Promise<void> {
    for (const { afterMs, event } of job.steps) {
      if (afterMs) await new Promise((resolve) => setTimeout(resolve, afterMs));
      const { threadId, runId } = job.summary;
      if (job.cancelled) {
        this.append(job, { type: "RUN_FINISHED", threadId, runId, outcome: { type: "cancelled" } });
        return;
      }
      this.append(job, event);
    }
  }

  private append(job: Job, event: AgUiEvent): void {
    const entry = { seq: job.log.length + 1, ts: Date.now(), event };
    job.log.push(entry);
    if (event.type === "RUN_FINISHED") Object.assign(job.summary, { status: "SUCCEEDED", finishedAt: entry.ts });
    for (const socket of this.sockets) socket.send(envelope(job, entry));
  }

  private resume(socket: WebSocket, frame: Frame, reply: (answer: object) => void): void {
    for (const { jobId, after } of frame.jobs ?? []) {
      const job = this.jobs.get(jobId);
      if (!job) {
        reply({ type: "error", code: "JOB_NOT_FOUND", message: "There is no such job.", retryable: false });
        continue;
      }
      for (const entry of job.log.slice(after)) socket.send(envelope(job, entry));
      reply({ type: "resume.done", jobId, through: job.log.length });
    }
  }

  private cancel(jobId: string): void {
    const job = this.jobs.get(jobId);
    if (job) job.cancelled = true;
  }

  private artifact(frame: Frame, reply: (answer: object) => void): void {
    const { artifactId = "", part = 0, jobId } = frame;
    const parts = this.artifacts.get(artifactId) ?? [];
    reply({ type: "artifact", jobId, artifactId, part, parts: parts.length, data: parts[part] ?? "" });
  }
}

function envelope(job: Job, { seq, ts, event }: Job["log"][number]): string {
  const { jobId, threadId } = job.summary;
  return JSON.stringify({ id: String(seq), jobId, threadId, ts, chunk: event });
}

function threadsOf(jobs: readonly JobSummary[], titles: ReadonlyMap<string, string>): object[] {
  return [...new Set(jobs.map((job) => job.threadId))].map((threadId) => {
    const list = jobs.filter((job) => job.threadId === threadId);
    const updatedAt = Math.max(...list.map((job) => job.createdAt));
    return { threadId, title: titles.get(threadId) ?? list[0]?.question ?? "", updatedAt, jobs: list.length };
  });
}

export const progress = (percent: number, stage: string, message: string): AgUiEvent => ({
  type: "CUSTOM",
  name: "job.progress",
  value: { percent, stage, message },
});

/** The events of a job that goes well. */
export function goodJob(answer: Answer, stepMs = 0): Step[] {
  const ids = { threadId: "t", runId: "r" };
  const tool = { toolCallId: "c1", subagentRunId: "a1" };
  return [
    { event: { type: "RUN_STARTED", ...ids } },
    { event: progress(5, "queued", "Your question is in the queue") },
    { afterMs: stepMs, event: progress(30, "routing", "Deciding who answers") },
    {
      event: {
        type: "CUSTOM",
        name: "job.route",
        value: { path: "fast", agents: ["cost"], reason: "Cost by service was asked for.", micros: 212 },
      },
    },
    {
      event: {
        type: "SUBAGENT_STARTED",
        subagentRunId: "a1",
        name: "cost",
        description: "What was spent, on what and by whom",
      },
    },
    { event: { type: "TOOL_CALL_START", ...tool, toolCallName: "cost.by_dimension" } },
    { event: { type: "TOOL_CALL_ARGS", ...tool, delta: '{"dimension":"service"}' } },
    { event: { type: "TOOL_CALL_END", ...tool } },
    { afterMs: stepMs, event: progress(60, "working", "Adding up the bill by service") },
    { event: { type: "TOOL_CALL_RESULT", ...tool, messageId: "c1-result", content: '{"rows":34}' } },
    { event: { type: "SUBAGENT_FINISHED", subagentRunId: "a1" } },
    { afterMs: stepMs, event: progress(90, "writing", "Writing the answer") },
    { event: { type: "TEXT_MESSAGE_START", messageId: "m1", role: "assistant" } },
    ...`${answer.headline}\n\n${answer.markdown}`.split(/(?<= )/).map((delta): Step => ({
      afterMs: stepMs / 20,
      event: { type: "TEXT_MESSAGE_CONTENT", messageId: "m1", delta },
    })),
    { event: { type: "TEXT_MESSAGE_END", messageId: "m1" } },
    { event: { type: "CUSTOM", name: "answer", value: answer } },
    { event: progress(100, "done", "Done") },
    { event: { type: "RUN_FINISHED", ...ids, outcome: { type: "success" } } },
  ];
}
