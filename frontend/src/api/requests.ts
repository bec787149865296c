import { Alarm, type Clock } from "./clock";
import { ApiError } from "./errors";
import type { ControlFrame, ErrorFrame } from "./protocol";

/** Requests are repeated when an answer stays out, so every one of them has to be harmless to repeat. */
interface Pending {
  readonly frame: { readonly reqId: string };
  readonly resolve: (frame: ControlFrame) => void;
  readonly reject: (error: ApiError) => void;
  readonly alarm: Alarm;
  refusals: number;
}

/** A refusal that names a delay is obeyed this often before it is passed on. */
const PATIENCE = 4;
const LONGEST_DELAY_MS = 10_000;

export interface RequestsOptions {
  readonly clock: Clock;
  readonly answerWithin: number;
  readonly send: (frame: object) => boolean;
  /** Called when an answer is overdue although the connection looks open. */
  readonly onSilence: () => void;
  readonly renewToken: () => Promise<void>;
}

/** Pairs requests with their answers by `reqId`, and carries them over to the next connection. */
export class Requests {
  private readonly pending = new Map<string, Pending>();
  private readonly options: RequestsOptions;

  constructor(options: RequestsOptions) {
    this.options = options;
  }

  /** Resolves with the answer; rejects with ApiError when the server refuses for good. */
  ask(frame: { readonly type: string }): Promise<ControlFrame> {
    const reqId = crypto.randomUUID();
    return new Promise((resolve, reject) => {
      const pending = {
        frame: { ...frame, reqId },
        resolve,
        reject,
        alarm: new Alarm(this.options.clock),
        refusals: 0,
      };
      this.pending.set(reqId, pending);
      this.transmit(pending);
    });
  }

  /** Sends everything unanswered again, on a new connection. */
  repeat(): void {
    for (const pending of this.pending.values()) this.transmit(pending);
  }

  /** True when the frame answered one of these requests. */
  settle(frame: ControlFrame): boolean {
    const reqId = "reqId" in frame ? frame.reqId : undefined;
    const pending = reqId ? this.pending.get(reqId) : undefined;
    if (!pending || !reqId) return false;
    pending.alarm.clear();
    if (frame.type === "error") {
      this.refused(reqId, pending, frame);
    } else {
      this.pending.delete(reqId);
      pending.resolve(frame);
    }
    return true;
  }

  failAll(error: ApiError): void {
    for (const pending of this.pending.values()) {
      pending.alarm.clear();
      pending.reject(error);
    }
    this.pending.clear();
  }

  private transmit(pending: Pending): void {
    if (this.options.send(pending.frame)) pending.alarm.set(this.options.answerWithin, this.options.onSilence);
    else pending.alarm.clear();
  }

  private refused(reqId: string, pending: Pending, frame: ErrorFrame): void {
    pending.refusals += 1;
    const delay = frame.retryAfterMs ?? 0;
    if (pending.refusals <= PATIENCE) {
      if (frame.code === "TOKEN_EXPIRED") {
        void this.options.renewToken().then(
          () => this.transmit(pending),
          () => this.reject(reqId, pending, frame),
        );
        return;
      }
      if (frame.retryable && delay > 0 && delay <= LONGEST_DELAY_MS) {
        pending.alarm.set(delay, () => this.transmit(pending));
        return;
      }
    }
    this.reject(reqId, pending, frame);
  }

  private reject(reqId: string, pending: Pending, frame: ErrorFrame): void {
    this.pending.delete(reqId);
    pending.reject(ApiError.from(frame));
  }
}
