"""The error tree of the client. Every error knows its wire code and whether trying again may help."""

from typing import ClassVar

from finops_client.faults import FAULTS


class FinOpsClientError(Exception):
    """Root of every error this library raises on purpose.

    `str(error)` is a sentence for a person: what happened and what to do. `retryable` says whether the same call
    may work later; `retry_after_s` when, if the platform said so; `job_id` the job it is about, if any.
    """

    default_code: ClassVar[str] = "CLIENT"
    default_retryable: ClassVar[bool] = False

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        retryable: bool | None = None,
        retry_after_s: float | None = None,
        job_id: str | None = None,
    ) -> None:
        super().__init__(message)
        self.code = self.default_code if code is None else code
        fault = FAULTS.get(self.code)
        by_code = self.default_retryable if fault is None else fault.retryable
        self.retryable = by_code if retryable is None else retryable
        self.retry_after_s = retry_after_s
        self.job_id = job_id


class ConnectionFailed(FinOpsClientError):
    """The platform could not be reached, or not again within the time allowed. Running jobs go on without us."""

    default_code = "UNREACHABLE"
    default_retryable = True


class InsecureUrl(FinOpsClientError):
    """The URL would send the token in clear text to another machine."""

    default_code = "INSECURE_URL"


class ClientClosed(FinOpsClientError):
    """The client was closed, or never opened."""

    default_code = "CLOSED"


class ClientTimeout(FinOpsClientError, TimeoutError):
    """The caller's time ran out. The job, if there is one, goes on and can be resumed by its id."""

    default_code = "CLIENT_TIMEOUT"
    default_retryable = True


class NoLocalPlatform(FinOpsClientError):
    """No platform runs over that data directory."""

    default_code = "NO_LOCAL_PLATFORM"


class MissingDependency(FinOpsClientError):
    """An optional library is needed for this call."""

    default_code = "MISSING_DEPENDENCY"


class NoTable(FinOpsClientError):
    """The answer carries no table."""

    default_code = "NO_TABLE"


class Refused(FinOpsClientError):
    """The platform answered with an `error` frame; the subclasses are the wire's codes."""

    default_code = "INTERNAL"


class Unauthenticated(Refused):
    """The token is missing, not valid, or could not be had."""

    default_code = "UNAUTHENTICATED"


class TokenExpired(Refused):
    """The token's time is over and the client has no way to get another."""

    default_code = "TOKEN_EXPIRED"


class Forbidden(Refused):
    """The user, or the page's origin, may not do that."""

    default_code = "FORBIDDEN"


class BadFrame(Refused):
    """The request is wrong, or its run id was used for another question."""

    default_code = "BAD_FRAME"


class TooLarge(Refused):
    """The question, or what was sent with it, is too large."""

    default_code = "TOO_LARGE"


class RateLimited(Refused):
    """Too many active jobs or too many requests a second, for longer than the client waits by itself."""

    default_code = "RATE_LIMITED"


class JobNotFound(Refused):
    """There is no such job, conversation or result of this user's."""

    default_code = "JOB_NOT_FOUND"


class JobFailed(FinOpsClientError):
    """The job ended with `RUN_ERROR`; `code` is the run's."""

    default_code = "INTERNAL"


class JobCancelled(FinOpsClientError):
    """The job was cancelled before it had an answer."""

    default_code = "CANCELLED"


class JobInterrupted(FinOpsClientError):
    """The job waits for a person's decision instead of giving an answer."""

    default_code = "INTERRUPTED"


_REFUSALS: dict[str, type[Refused]] = {
    refusal.default_code: refusal
    for refusal in (Unauthenticated, TokenExpired, Forbidden, BadFrame, TooLarge, RateLimited, JobNotFound)
}


def refusal_of(code: str, message: str, *, retryable: bool | None = None, retry_after_ms: int | None = None) -> Refused:
    """The error of a wire code; a code this version does not know is a plain `Refused` that carries it."""
    return _REFUSALS.get(code, Refused)(
        message,
        code=code,
        retryable=retryable,
        retry_after_s=None if retry_after_ms is None else retry_after_ms / 1000,
    )
