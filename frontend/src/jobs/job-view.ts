import type { AgUiEvent, Answer, Interrupt, JobEvent, JobSummary, Route, Verdict } from "@/api";
import { unescaped } from "@/values/texts";

export interface ToolView {
  readonly callId: string;
  readonly tool: string;
  readonly args: string;
  readonly result?: string;
}

export interface AgentView {
  readonly runId: string;
  readonly name: string;
  readonly description: string;
  readonly state: "working" | "done" | "failed";
  readonly problem?: string;
  readonly tools: readonly ToolView[];
}

/** `unread`: known from a list, its events not asked for yet. */
export type JobState = "sending" | "unread" | "working" | "done" | "failed" | "cancelled" | "waiting";

/** What a person has to decide before the job goes on, and how that is going. */
export interface InterruptView {
  readonly id: string;
  /** Why the job waits, in words; empty when it does not say. */
  readonly message: string;
  /** When it can no longer be decided, in milliseconds since 1970 by the server's clock. */
  readonly expiresAt?: number;
  readonly decision?: Decision;
}

export interface Decision {
  readonly approved: boolean;
  /** `chosen` here only, while other decisions of the same job are open; `refused` by the server, for `message`. */
  readonly state: "chosen" | "sending" | "accepted" | "refused";
  readonly message?: string;
}

/** One question and all that is known of its answer: the fold of the job's events. */
export interface JobView {
  readonly runId: string;
  readonly threadId: string;
  readonly jobId?: string;
  readonly question: string;
  /** False when it is kept from any language model, so that asking it again is, too. */
  readonly model?: boolean;
  readonly state: JobState;
  readonly percent: number;
  readonly stage: string;
  readonly message: string;
  /** Milliseconds since 1970, by the server's clock once it has spoken. */
  readonly startedAt: number;
  readonly endedAt?: number;
  /** Add this to a time by the server's clock to have it by this machine's. */
  readonly clockOffsetMs: number;
  readonly stopping: boolean;
  readonly route?: Route;
  readonly agents: readonly AgentView[];
  readonly text: string;
  readonly answer?: Answer;
  readonly retries: number;
  readonly problem?: { readonly code: string; readonly message: string };
  /** What this tab has said of the answer. */
  readonly feedback?: { readonly verdict: Verdict; readonly reason: string } | undefined;
  /** Open decisions of a job in state `waiting`. */
  readonly interrupts: readonly InterruptView[];
}

export function newJob(ids: { runId: string; threadId: string }, question: string, now: number): JobView {
  return {
    ...ids,
    question,
    state: "sending",
    percent: 0,
    stage: "sending",
    message: "Sending your question",
    startedAt: now,
    clockOffsetMs: 0,
    stopping: false,
    agents: [],
    text: "",
    retries: 0,
    interrupts: [],
  };
}

export function jobOf(summary: JobSummary): JobView {
  const { runId, threadId, jobId, question, percent, createdAt, finishedAt, model } = summary;
  const job: JobView = {
    ...newJob({ runId, threadId }, question, createdAt),
    jobId,
    percent,
    state: "unread",
    ...(model === false && { model }),
  };
  return finishedAt == null ? job : { ...job, endedAt: finishedAt };
}

export function isActive(job: JobView): boolean {
  return job.state === "sending" || job.state === "working";
}

/** How long the job has taken so far, or took. Clocks of two machines are never compared. */
export function elapsedMs(job: JobView, now: number): number {
  return (job.endedAt ?? now - job.clockOffsetMs) - job.startedAt;
}

/**
 * Text on its way is Markdown and begins with the headline as a paragraph of its own; the answer brings the two apart,
 * its headline as plain text.
 */
export function splitText(text: string): { headline: string; body: string } {
  const [headline = "", ...body] = text.split(/\n{2,}/);
  return { headline: unescaped(headline), body: body.join("\n\n") };
}

/** The job after one more of its events. */
export function applyEvent(job: JobView, { event, ts }: JobEvent): JobView {
  switch (event.type) {
    case "RUN_STARTED":
      return { ...job, state: "working", startedAt: ts, question: questionOf(event) ?? job.question };
    case "RUN_FINISHED":
      return finished(job, event.outcome, ts);
    case "RUN_ERROR":
      return { ...job, ...ended("failed", ts), problem: { code: event.code ?? "INTERNAL", message: event.message } };
    case "TEXT_MESSAGE_CONTENT":
      return { ...job, text: job.text + event.delta };
    case "CUSTOM":
      return applyOwn(job, event);
    default:
      return { ...job, agents: applyAgent(job.agents, event) };
  }
}

function questionOf(event: Extract<AgUiEvent, { type: "RUN_STARTED" }>): string | undefined {
  const asked = event.input?.messages.findLast((message) => message.role === "user")?.content;
  return typeof asked === "string" && asked !== "" ? asked : undefined;
}

type Outcome = Extract<AgUiEvent, { type: "RUN_FINISHED" }>["outcome"];

function finished(job: JobView, outcome: Outcome, ts: number): JobView {
  switch (outcome?.type) {
    case "cancelled":
      return { ...job, ...ended("cancelled", ts) };
    case "interrupt":
      return { ...job, ...ended("waiting", ts), interrupts: outcome.interrupts.map(interruptOf) };
    default:
      return { ...job, ...ended("done", ts), percent: 100 };
  }
}

function interruptOf({ id, message, expiresAt }: Interrupt): InterruptView {
  const until = expiresAt ? Date.parse(expiresAt) : NaN;
  return { id, message: message ?? "", ...(Number.isNaN(until) ? {} : { expiresAt: until }) };
}

function ended(state: JobState, ts: number): Pick<JobView, "state" | "endedAt" | "stopping"> {
  return { state, endedAt: ts, stopping: false };
}

function applyOwn(job: JobView, event: Extract<AgUiEvent, { type: "CUSTOM" }>): JobView {
  switch (event.name) {
    case "job.progress":
      return { ...job, ...event.value, percent: Math.max(job.percent, event.value.percent) };
    case "job.route":
      return { ...job, route: event.value };
    case "job.retry":
      // The log closed everything that was open; the next attempt writes its text anew.
      return { ...job, retries: job.retries + 1, text: "" };
    case "answer":
      return { ...job, answer: event.value };
    default:
      return job;
  }
}

function applyAgent(agents: readonly AgentView[], event: AgUiEvent): readonly AgentView[] {
  switch (event.type) {
    case "SUBAGENT_STARTED": {
      const agent = { runId: event.subagentRunId, name: event.name, description: event.description ?? "", tools: [] };
      return [...agents.filter((other) => other.runId !== agent.runId), { ...agent, state: "working" }];
    }
    case "SUBAGENT_FINISHED":
      return change(agents, event.subagentRunId, (agent) => ({ ...agent, state: "done" }));
    case "SUBAGENT_ERROR":
      return change(agents, event.subagentRunId, (agent) => ({ ...agent, state: "failed", problem: event.message }));
    case "TOOL_CALL_START": {
      const tool = { callId: event.toolCallId, tool: event.toolCallName, args: "" };
      return change(agents, event.subagentRunId, (agent) => ({ ...agent, tools: [...agent.tools, tool] }));
    }
    case "TOOL_CALL_ARGS":
      return changeTool(agents, event.toolCallId, (tool) => ({ ...tool, args: tool.args + event.delta }));
    case "TOOL_CALL_RESULT":
      return changeTool(agents, event.toolCallId, (tool) => ({ ...tool, result: textOf(event.content) }));
    default:
      return agents;
  }
}

function textOf(content: string | readonly unknown[]): string {
  return typeof content === "string" ? content : JSON.stringify(content);
}

function change(agents: readonly AgentView[], runId: string | null | undefined, to: (agent: AgentView) => AgentView) {
  return agents.map((agent) => (agent.runId === runId ? to(agent) : agent));
}

function changeTool(agents: readonly AgentView[], callId: string, to: (tool: ToolView) => ToolView) {
  return agents.map((agent) => ({
    ...agent,
    tools: agent.tools.map((tool) => (tool.callId === callId ? to(tool) : tool)),
  }));
}
