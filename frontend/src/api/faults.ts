// Made by `python -m websocket.faults typescript`. Do not edit.
import type { ErrorCode } from "./types";

/** What a code means, what to do, and whether the same may work later where the platform does not say so. */
export interface Fault {
  readonly meaning: string;
  readonly remedy: string;
  readonly retryable: boolean;
}

export const FAULTS: Readonly<Record<ErrorCode, Fault>> = {
  UNAUTHENTICATED: {
    meaning: "The token is missing or not valid.",
    remedy: "Get another one.",
    retryable: false,
  },
  TOKEN_EXPIRED: {
    meaning: "The token's time is over.",
    remedy: "Send a fresh one in `Auth`, then the refused frame again.",
    retryable: false,
  },
  FORBIDDEN: {
    meaning: "This user may not do that.",
    remedy: "Do not try again.",
    retryable: false,
  },
  BAD_FRAME: {
    meaning: "The frame is wrong, or its `runId` was used for another input.",
    remedy: "Do not repeat it as it is.",
    retryable: false,
  },
  TOO_LARGE: {
    meaning: "The frame, the question or `forwardedProps` is too large.",
    remedy: "Send less.",
    retryable: false,
  },
  RATE_LIMITED: {
    meaning: "Too many active jobs, or too many frames a second.",
    remedy: "Send it again after `retryAfterMs`.",
    retryable: true,
  },
  JOB_NOT_FOUND: {
    meaning: "There is no such job, conversation or result of this user's. Another user's looks alike.",
    remedy: "Ask anew.",
    retryable: false,
  },
  TIMEOUT: {
    meaning: "The job was tried as often as allowed and never finished.",
    remedy: "Ask for less, or again when there is less to do.",
    retryable: true,
  },
  STILL_RUNNING: {
    meaning: "Over HTTP alone: the job goes on, and the response had to end before it.",
    remedy: "Send the same run again, with `Last-Event-ID` to read on, or without it to read all.",
    retryable: true,
  },
  DEAD_LETTERED: {
    meaning: "The job could not be processed at all.",
    remedy: "Ask again.",
    retryable: true,
  },
  INTERNAL: {
    meaning: "The platform failed.",
    remedy: "With `retryable`, sending the frame again is safe.",
    retryable: false,
  },
  INTERRUPT_EXPIRED: {
    meaning: "The decision came too late.",
    remedy: "Reserved for actions.",
    retryable: false,
  },
  INTERRUPT_CONFLICT: {
    meaning: "It was decided otherwise before.",
    remedy: "Reserved for actions.",
    retryable: false,
  },
};
