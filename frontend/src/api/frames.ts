import type { AgUiEvent, ControlFrame } from "./protocol";

/** One event of a job, taken out of its envelope. `seq` counts from 1 without gaps within the job. */
export interface JobEvent {
  readonly seq: number;
  readonly jobId: string;
  readonly threadId: string;
  /** Milliseconds since 1970: when the event was logged. */
  readonly ts: number;
  readonly event: AgUiEvent;
}

export type Incoming =
  { readonly kind: "event"; readonly event: JobEvent } | { readonly kind: "control"; readonly frame: ControlFrame };

/** What a frame is, or undefined for anything this protocol does not know (API Gateway's own messages, say). */
export function parseFrame(text: string): Incoming | undefined {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(frame)) return undefined;
  if (typeof frame["type"] === "string") return { kind: "control", frame: frame as unknown as ControlFrame };
  const event = eventOf(frame);
  return event && { kind: "event", event };
}

function eventOf(frame: Record<string, unknown>): JobEvent | undefined {
  const { id, jobId, threadId, ts, chunk } = frame;
  const seq = Number(id);
  if (!Number.isSafeInteger(seq) || seq < 1 || typeof jobId !== "string") return undefined;
  if (!isRecord(chunk) || typeof chunk["type"] !== "string") return undefined;
  return {
    seq,
    jobId,
    threadId: typeof threadId === "string" ? threadId : "",
    ts: typeof ts === "number" ? ts : 0,
    event: chunk as unknown as AgUiEvent,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True for the one event that ends every job. */
export function isTerminal(event: AgUiEvent): boolean {
  return event.type === "RUN_FINISHED" || event.type === "RUN_ERROR";
}
