import type { Socket } from "@/api/link";

export interface SentFrame {
  readonly type: string;
  readonly reqId: string;
  readonly [field: string]: unknown;
}

/** A WebSocket whose other end is the test. */
export class FakeSocket implements Socket {
  onopen: Socket["onopen"] = null;
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;
  onerror: Socket["onerror"] = null;
  readonly sent: SentFrame[] = [];
  closed = false;
  readonly url: string;
  readonly protocols: readonly string[];

  constructor(url: string, protocols: readonly string[]) {
    this.url = url;
    this.protocols = protocols;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as SentFrame);
  }

  close(): void {
    this.closed = true;
  }

  accept(): void {
    this.onopen?.(undefined as never);
  }

  drop(): void {
    this.onclose?.(undefined as never);
  }

  deliver(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  /** The last frame of this type the session sent. */
  last(type: string): SentFrame {
    const frame = this.sent.findLast((other) => other.type === type);
    if (!frame) throw new Error(`no ${type} was sent, only ${this.sent.map((other) => other.type).join(", ")}`);
    return frame;
  }

  count(type: string): number {
    return this.sent.filter((frame) => frame.type === type).length;
  }
}

/** The envelope of one event. */
export function envelope(
  jobId: string,
  seq: number,
  chunk: object = { type: "STEP_STARTED", stepName: `step ${seq}` },
) {
  return { id: String(seq), jobId, threadId: "thread", ts: seq, chunk };
}

export const FINISHED = { type: "RUN_FINISHED", threadId: "thread", runId: "run", outcome: { type: "success" } };
