"""Frames of ours that are sent again until they are answered. Without I/O; times are monotonic seconds.

Every request of the protocol may be repeated: a `run` by its run id, the others because they only read or set a flag.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from finops_client.errors import FinOpsClientError, refusal_of
from finops_client.frames import Control, ErrorFrame, JsonObject, to_text

PARKED = float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLimits:
    """`resend_s`: an unanswered frame goes out again after this, doubling up to `max_resend_s`.

    `max_refusals`: so many retryable refusals of the same frame are waited out before its caller is told.
    """

    resend_s: float = 5.0
    max_resend_s: float = 30.0
    max_refusals: int = 5


@dataclass(slots=True, kw_only=True, eq=False)
class Call:
    """One frame and what became of it: `answer` or `error`, then `done`."""

    req_id: str
    frame: JsonObject
    due_at: float
    wait_s: float
    on_change: Callable[[], None]
    refusals: int = 0
    answer: Control | None = None
    error: FinOpsClientError | None = None

    @property
    def done(self) -> bool:
        return self.answer is not None or self.error is not None


@dataclass(slots=True, eq=False)
class Calls:
    """The open calls by request id."""

    limits: CallLimits
    _open: dict[str, Call] = field(default_factory=dict[str, Call])

    def add(self, req_id: str, frame: JsonObject, *, now: float, on_change: Callable[[], None]) -> Call:
        call = Call(
            req_id=req_id,
            frame={**frame, "reqId": req_id},
            due_at=now,
            wait_s=self.limits.resend_s,
            on_change=on_change,
        )
        self._open[req_id] = call
        return call

    def drop(self, call: Call) -> None:
        """Nobody waits for the answer any more."""
        self._open.pop(call.req_id, None)

    def connected(self, now: float) -> None:
        """A new connection: everything unanswered goes out again."""
        for call in self._open.values():
            call.due_at = now
            call.wait_s = self.limits.resend_s

    def due(self, now: float) -> list[str]:
        """The texts to send now, in the order they were asked for."""
        texts: list[str] = []
        for call in self._open.values():
            if call.due_at <= now:
                texts.append(to_text(call.frame))
                call.due_at = now + call.wait_s
                call.wait_s = min(call.wait_s * 2, self.limits.max_resend_s)
        return texts

    def due_at(self) -> float | None:
        return min((call.due_at for call in self._open.values()), default=None)

    def answered(self, req_id: str | None, answer: Control) -> Call | None:
        """Closes the call this answers; None when it was answered before or is not ours."""
        call = self._open.pop(req_id, None) if req_id is not None else None
        if call is not None:
            call.answer = answer
            call.on_change()
        return call

    def refused(self, error: ErrorFrame, now: float, *, park: bool = False) -> Call | None:
        """Waits a retryable refusal out, or fails the call. None when it is not about a call of ours.

        With `park` the call waits for `release` (a fresh token) instead of for a time.
        """
        call = self._open.get(error.req_id) if error.req_id is not None else None
        if call is None:
            return None
        call.refusals += 1
        if call.refusals > self.limits.max_refusals or not (error.retryable or park):
            refusal = refusal_of(
                error.code, error.message, retryable=error.retryable, retry_after_ms=error.retry_after_ms
            )
            self.fail(call, refusal)
        elif park:
            call.due_at = PARKED
        else:
            call.due_at = now + (call.wait_s if error.retry_after_ms is None else error.retry_after_ms / 1000)
        return call

    def release(self, now: float) -> None:
        """Sends what was held back."""
        for call in self._open.values():
            if call.due_at == PARKED:
                call.due_at = now

    def fail_parked(self, error: FinOpsClientError) -> None:
        """There will be no fresh token."""
        for call in tuple(self._open.values()):
            if call.due_at == PARKED:
                self.fail(call, error)

    def fail(self, call: Call, error: FinOpsClientError) -> None:
        self._open.pop(call.req_id, None)
        call.error = error
        call.on_change()

    def fail_all(self, error: FinOpsClientError) -> None:
        for call in tuple(self._open.values()):
            self.fail(call, error)
