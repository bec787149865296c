"""The error tree. Every error knows its wire code, whether trying again may help, and what the user is told."""

from enum import StrEnum
from typing import Any, ClassVar


class ErrorCode(StrEnum):
    """Codes of PROTOCOL `error` frames and of `RUN_ERROR.code`."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    TOKEN_EXPIRED = "TOKEN_EXPIRED"
    FORBIDDEN = "FORBIDDEN"
    BAD_FRAME = "BAD_FRAME"
    TOO_LARGE = "TOO_LARGE"
    RATE_LIMITED = "RATE_LIMITED"
    JOB_NOT_FOUND = "JOB_NOT_FOUND"
    TIMEOUT = "TIMEOUT"
    STILL_RUNNING = "STILL_RUNNING"
    DEAD_LETTERED = "DEAD_LETTERED"
    INTERNAL = "INTERNAL"
    INTERRUPT_EXPIRED = "INTERRUPT_EXPIRED"
    INTERRUPT_CONFLICT = "INTERRUPT_CONFLICT"


class FinOpsError(Exception):
    """Root of every error this product raises on purpose.

    `str(error)` is a sentence for the user: what happened, where, and what to do about it.
    It never carries a secret, a stack trace or another user's data.
    """

    code: ClassVar[ErrorCode] = ErrorCode.INTERNAL
    retryable: ClassVar[bool] = False

    retry_after_ms: int | None

    def __init__(self, message: str, *, retry_after_ms: int | None = None) -> None:
        super().__init__(message)
        self.retry_after_ms = retry_after_ms

    def __reduce__(self) -> tuple[Any, ...]:
        """Goes to another process as its words and plain details, however its own class is made."""
        plain = {name: value for name, value in vars(self).items() if isinstance(value, str | int | float | None)}
        return _restored, (type(self), str(self), plain)


def _restored(kind: type[FinOpsError], message: str, plain: dict[str, Any]) -> FinOpsError:
    error = kind.__new__(kind, message)
    vars(error).update(plain)
    return error


class Unauthenticated(FinOpsError):
    code = ErrorCode.UNAUTHENTICATED


class TokenExpired(FinOpsError):
    code = ErrorCode.TOKEN_EXPIRED


class Forbidden(FinOpsError):
    code = ErrorCode.FORBIDDEN


class BadFrame(FinOpsError):
    code = ErrorCode.BAD_FRAME


class TooLarge(FinOpsError):
    code = ErrorCode.TOO_LARGE


class RateLimited(FinOpsError):
    code = ErrorCode.RATE_LIMITED
    retryable = True


class JobNotFound(FinOpsError):
    code = ErrorCode.JOB_NOT_FOUND


class JobTimeout(FinOpsError):
    code = ErrorCode.TIMEOUT
    retryable = True


class BillError(FinOpsError):
    """A billing export cannot be read or cannot answer. The message names the file and the place in it."""

    code = ErrorCode.BAD_FRAME


class NothingDelivered(BillError):
    """A place that is to hold a billing export holds no file of one, or none yet."""


class SettingsError(FinOpsError):
    """A setting is missing or wrong. The message names the setting, its source and the accepted values."""

    code = ErrorCode.INTERNAL


class ToolError(FinOpsError):
    """A tool could not do its work for good: trying again with other arguments will not help."""


class ToolRetry(ToolError):
    """A tool was called wrongly; the message says how to call it, so that a model may try again."""

    retryable = True


class ConditionFailed(FinOpsError):
    """A conditional write found another state than it required. Nothing was written.

    `index` is the position of the first failing write in its transaction (0 for a single write).
    """

    def __init__(self, message: str = "the stored state has changed", *, index: int = 0) -> None:
        super().__init__(message)
        self.index = index


class StorageUnavailable(FinOpsError):
    """The store did not answer, or answered ambiguously: the write may or may not have happened."""

    retryable = True


class ConnectionGone(FinOpsError):
    """The WebSocket connection is closed, or its `$connect` has not returned yet (HTTP 410 of PostToConnection)."""


class ConnectionThrottled(FinOpsError):
    """The connection takes no more for now (HTTP 429): the frame was dropped, the client gets it by resuming."""

    code = ErrorCode.RATE_LIMITED
    retryable = True
