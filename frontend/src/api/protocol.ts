import type {
  Ack,
  Answer,
  Artifact,
  AuthOk,
  ClientFrame,
  CustomEvent,
  Envelope,
  Error as ErrorFrame,
  Jobs,
  Pong,
  ResumeDone,
  ThreadJobs,
  Threads,
} from "./types";

/** A control frame of the server; events have no `type` of their own. */
export type ControlFrame = Ack | Pong | AuthOk | ResumeDone | Jobs | Threads | ThreadJobs | Artifact | ErrorFrame;

interface Custom<Name extends string, Value> extends Omit<CustomEvent, "name" | "value"> {
  name: Name;
  value: Value;
}

/** How far the job is, with a stage and a sentence a person understands. */
export interface Progress {
  percent: number;
  stage: string;
  message: string;
}

/** Who answers, how that was decided, and how many microseconds deciding took. */
export interface Route {
  path: "fast" | "model" | "fallback";
  agents: string[];
  reason: string;
  micros: number;
}

/** A worker was lost, and attempt number `attempt` goes on. */
export interface Retry {
  attempt: number;
  reason: string;
}

export type FinopsEvent =
  Custom<"job.progress", Progress> | Custom<"job.route", Route> | Custom<"job.retry", Retry> | Custom<"answer", Answer>;

/** An AG-UI event; the custom ones are this product's own. */
export type AgUiEvent = Exclude<Envelope["chunk"], CustomEvent> | FinopsEvent;

export type Request = ClientFrame;
export type { ErrorFrame };
