import { FAULTS } from "./faults";
import type { ErrorFrame } from "./protocol";

function mayWorkLater(code: string): boolean {
  return new Map(Object.entries(FAULTS)).get(code)?.retryable ?? false;
}

/** The server refused a request, or the session cannot serve it. `message` is meant for people. */
export class ApiError extends Error {
  readonly code: string;
  readonly retryable: boolean;

  constructor(code: string, message: string, retryable = mayWorkLater(code)) {
    super(message);
    this.name = "ApiError";
    this.code = code;
    this.retryable = retryable;
  }

  static from(frame: ErrorFrame): ApiError {
    return new ApiError(frame.code, frame.message, frame.retryable);
  }
}
