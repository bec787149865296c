import type { ErrorFrame } from "./protocol";

/** The server refused a request, or the session cannot serve it. `message` is meant for people. */
export class ApiError extends Error {
  readonly code: string;
  readonly retryable: boolean;

  constructor(code: string, message: string, retryable = false) {
    super(message);
    this.name = "ApiError";
    this.code = code;
    this.retryable = retryable;
  }

  static from(frame: ErrorFrame): ApiError {
    return new ApiError(frame.code, frame.message, frame.retryable);
  }
}
