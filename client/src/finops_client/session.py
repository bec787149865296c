"""Everything a client decides, without I/O: what to send, what to ask for again, when to reconnect.

The shell calls `connected`, `receive`, `outgoing` and `disconnected` with the time of a monotonic clock, and sends
what `outgoing` returns. Jobs and calls outlive connections.
"""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from finops_client.calls import Call, CallLimits, Calls
from finops_client.errors import FinOpsClientError, refusal_of
from finops_client.frames import (
    Ack,
    AuthOk,
    Envelope,
    ErrorFrame,
    JsonObject,
    ResumeDone,
    parse_frame,
    to_text,
)
from finops_client.keepalive import Keepalive, KeepaliveLimits
from finops_client.resumes import Resumes
from finops_client.stream import JobStream, StreamLimits

logger = logging.getLogger(__name__)

STRAYS = 256
"""Events kept that came before the ack that says whose they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLimits:
    """The parts' limits together."""

    stream: StreamLimits = field(default_factory=StreamLimits)
    keepalive: KeepaliveLimits = field(default_factory=KeepaliveLimits)
    calls: CallLimits = field(default_factory=CallLimits)


@dataclass(slots=True, kw_only=True, eq=False)
class Following:
    """A job whose events somebody reads. `stream` and `job_id` are there once the platform acknowledged the run.

    `cancel_on_exit`: the job stops when nobody reads it. `cancelling` is the open wish to stop it; `unread` says that
    only its end is still of interest.
    """

    on_change: Callable[[], None]
    run_id: str = ""
    thread_id: str = ""
    job_id: str | None = None
    stream: JobStream | None = None
    call: Call | None = None
    cancel_on_exit: bool = False
    cancelling: Call | None = None
    unread: bool = False
    failure: FinOpsClientError | None = None

    @property
    def error(self) -> FinOpsClientError | None:
        """Why there will be no more events, though the job did not end."""
        return self.failure or (self.call.error if self.call is not None else None)

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.error is not None or (self.stream is not None and self.stream.ended)

    def take(self, now: float) -> Envelope | None:
        """The next event, or None when there is none yet."""
        return self.stream.take(now) if self.stream is not None else None


class Session:
    """One client's jobs, calls and connection state.

    `renewable`: a fresh token can be had, so a call refused with TOKEN_EXPIRED waits for `auth.ok` instead of failing,
    and `token_wanted` tells the shell to fetch one.
    """

    def __init__(self, *, new_id: Callable[[], str], limits: SessionLimits, renewable: bool = False) -> None:
        self.token_wanted = False
        self.token_expires_at: int | None = None
        self._new_id = new_id
        self._limits = limits
        self._renewable = renewable
        self._calls = Calls(limits.calls)
        self._following: list[Following] = []
        self._strays: deque[Envelope] = deque(maxlen=STRAYS)
        self._resumes = Resumes(new_id)
        self._cut_off = 0
        self._keepalive: Keepalive | None = None

    # What the program wants

    def ask(self, run_input: JsonObject, now: float, on_change: Callable[[], None]) -> Following:
        """Submits a run; the same run id is the same job, so it may be sent any number of times."""
        following = Following(on_change=on_change, run_id=run_input["runId"], thread_id=run_input["threadId"])
        following.call = self.call({"type": "run", "input": run_input}, now, on_change)
        self._following.append(following)
        return following

    def follow(self, job_id: str, after: int, now: float, on_change: Callable[[], None]) -> Following:
        """Reads a known job's events after a number."""
        following = Following(on_change=on_change, job_id=job_id)
        following.stream = JobStream(job_id, after=after, now=now, limits=self._limits.stream)
        following.stream.ask_again(now)
        self._following.append(following)
        return following

    def call(self, frame: JsonObject, now: float, on_change: Callable[[], None]) -> Call:
        """Sends a frame until it is answered."""
        return self._calls.add(self._new_id(), frame, now=now, on_change=on_change)

    def cancel(self, following: Following, now: float) -> None:
        """Stops a job. The platform does not answer this frame, so it is repeated until the job's end is seen."""
        if following.over or following.cancelling is not None:
            return
        named = {"type": "cancel", "jobId": following.job_id}
        unnamed = {"type": "abort", "runId": following.run_id}
        frame = named if following.job_id is not None else unnamed
        following.cancelling = self.call(frame, now, following.on_change)

    @property
    def stopping(self) -> bool:
        """Whether a job is still to be stopped."""
        return any(following.cancelling is not None and not following.over for following in self._following)

    def forget(self, following: Following, now: float) -> None:
        """Nobody reads these events any more.

        The job goes on unless `cancel_on_exit`, and a run not yet acknowledged is still delivered. A job that is being
        cancelled is watched until its end.
        """
        following.unread = True
        if following.cancel_on_exit:
            self.cancel(following, now)
        if following in self._following and (following.cancelling is None or following.over):
            self._remove(following)

    def closing(self, now: float) -> None:
        """Nobody will read anything any more."""
        for following in self._following:
            if following.cancel_on_exit:
                self.cancel(following, now)

    def drop(self, call: Call) -> None:
        """Nobody waits for this answer any more."""
        self._calls.drop(call)

    def fail(self, error: FinOpsClientError) -> None:
        """Ends everything that is open."""
        self._calls.fail_all(error)
        self._end_all(self._following, error)
        self._following.clear()

    def token_failed(self, error: FinOpsClientError) -> None:
        """No fresh token could be had: what waited for it fails."""
        self.token_wanted = False
        self._calls.fail_parked(error)
        if self._cut_off:
            self._end_all([following for following in self._following if following.stream is not None], error)

    # What the transport does

    def connected(self, now: float) -> None:
        """A connection is open: everything unanswered and every open job's rest is asked for again."""
        self._keepalive = Keepalive(self._limits.keepalive, now=now)
        self._calls.connected(now)
        self.token_wanted = False
        self.token_expires_at = None
        self._resumes.connected()
        for stream in self._streams():
            stream.ask_again(now)

    def disconnected(self) -> None:
        self._keepalive = None

    def dead(self, now: float) -> bool:
        """Whether the other side stopped answering."""
        return self._keepalive is not None and self._keepalive.dead(now)

    def too_old(self, now: float) -> bool:
        """Whether the connection should be replaced before the platform cuts it."""
        return self._keepalive is not None and self._keepalive.too_old(now)

    def outgoing(self, now: float) -> list[str]:
        """The texts to send now, in order. Empty without a connection."""
        if self._keepalive is None:
            return []
        texts = [*self._calls.due(now), *self._resumes.due(self._streams(), now)]
        if not texts and self._keepalive.ping_due(now):
            texts.append(to_text({"type": "ping"}))
        if texts:
            self._keepalive.sent(now)
        return texts

    def deadline(self) -> float | None:
        """When to look at `outgoing`, `dead` and `too_old` again. None without a connection."""
        if self._keepalive is None:
            return None
        moments = [self._keepalive.deadline(), self._calls.due_at(), *(stream.due_at() for stream in self._streams())]
        return min(moment for moment in moments if moment is not None)

    def receive(self, text: str | bytes, now: float) -> None:
        """Takes in what the platform sent; never raises for its content."""
        if self._keepalive is not None:
            self._keepalive.received()
        frame = parse_frame(text)
        match frame:
            case None:
                logger.debug("bytes=%s | ignored what is no frame of this protocol", len(text))
            case Envelope():
                self._event(frame, now)
            case ErrorFrame():
                self._refused(frame, now)
            case ResumeDone():
                self._replayed(frame, now)
            case AuthOk():
                self.token_expires_at = frame.exp
                self.token_wanted = False
                self._calls.answered(frame.req_id, frame)
                self._calls.release(now)
                if self._cut_off:
                    for stream in self._streams():
                        stream.ask_again(now)
            case Ack():
                self._acknowledged(frame, now)
            case _:
                self._calls.answered(frame.req_id, frame)

    def _acknowledged(self, ack: Ack, now: float) -> None:
        call = self._calls.answered(ack.req_id, ack)
        for following in self._following:
            if following.call is not call or call is None or following.stream is not None:
                continue
            stream = JobStream(ack.job_id, now=now, limits=self._limits.stream)
            following.job_id, following.thread_id, following.stream = ack.job_id, ack.thread_id, stream
            for envelope in self._strays:
                if envelope.job_id == ack.job_id:
                    stream.receive(envelope, now)
            stream.learn(ack.seq, now)
            if ack.duplicate:
                stream.ask_again(now)
            if following.cancelling is not None and following.cancelling.done:
                following.cancelling = None
                self.cancel(following, now)
            self._changed(following, now)
        if not any(following.stream is None for following in self._following):
            self._strays.clear()

    def _event(self, envelope: Envelope, now: float) -> None:
        self._cut_off = 0
        for following in self._of(envelope.job_id):
            if following.stream is not None and following.stream.receive(envelope, now):
                self._changed(following, now)
        if any(following.stream is None for following in self._following):
            self._strays.append(envelope)

    def _replayed(self, done: ResumeDone, now: float) -> None:
        for following in self._of(done.job_id):
            if following.stream is not None:
                following.stream.learn(done.through, now)

    def _refused(self, error: ErrorFrame, now: float) -> None:
        expired = self._renewable and error.code == "TOKEN_EXPIRED"
        self.token_wanted = self.token_wanted or expired
        jobs = self._resumes.refused(error.req_id)
        if expired and (jobs or error.req_id is None):
            # Events were withheld: a fresh token brings them, unless even that is refused time and again.
            self._cut_off += 1
            if self._cut_off <= self._limits.calls.max_refusals:
                return
        if jobs:
            self._resume_refused(jobs, error, now)
            return
        if self._calls.refused(error, now, park=expired) is None:
            logger.warning("code=%s | the platform refused a frame: %s", error.code, error.message)

    def _resume_refused(self, jobs: list[str], error: ErrorFrame, now: float) -> None:
        """A retryable refusal passes: the stream asks again by itself. Otherwise the job, once known, has no more."""
        if error.retryable:
            return
        for following in [following for job_id in jobs for following in self._of(job_id)]:
            if len(jobs) > 1 and following.stream is not None:
                following.stream.ask_again(now)
            elif len(jobs) == 1:
                following.failure = refusal_of(error.code, error.message, retryable=False)
                following.failure.job_id = following.job_id
                self._remove(following)
                following.on_change()

    def _changed(self, following: Following, now: float) -> None:
        """Tells the reader; without one, lets the events go and the job with its last."""
        while following.unread and following.take(now) is not None:
            pass
        if following.over and following.cancelling is not None:
            self.drop(following.cancelling)
            if following.unread:
                self._remove(following)
        following.on_change()

    def _end_all(self, followings: list[Following], error: FinOpsClientError) -> None:
        for following in tuple(followings):
            following.failure = error
            following.on_change()

    def _remove(self, following: Following) -> None:
        self._following.remove(following)
        if following.cancelling is not None:
            self.drop(following.cancelling)

    def _streams(self) -> list[JobStream]:
        return [following.stream for following in self._following if following.stream is not None]

    def _of(self, job_id: str) -> list[Following]:
        return [following for following in self._following if following.job_id == job_id]
