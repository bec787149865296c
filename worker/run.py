"""One attempt at one job: a buffer between the events of a run and the job's log.

Events come from the thread that runs the supervisor; the monitor flushes, renews and stops from another. A run that
was stopped refuses further events, so that the result of a call that could not be interrupted is dropped.
"""

import logging
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock

from finops_core.answers import Finding
from finops_core.errors import ErrorCode, FinOpsError, StorageUnavailable
from finops_core.jobs import log as joblog
from finops_core.jobs.events import TERMINAL_EVENTS, AgentFinished, Event, RunFinished, TextDelta
from finops_core.jobs.model import Job
from finops_core.jobs.repository import JobRepository, StaleClaim
from finops_core.stopping import Stop
from worker.fit import shortened
from worker.question_log import log_end

logger = logging.getLogger(__name__)

TEXT_DELAY_S = 0.25
"""Text waits this long for more, which bounds a job to four writes a second."""

EVENT_DELAY_S = 0.05
"""Other events wait this long, so that a fast job is one write and a slow one is still seen moving."""


class Stopped(Exception):
    """The run is over for this attempt: cancelled, handed back, or taken over by another worker."""


@dataclass(slots=True)
class _Buffer:
    events: list[Event]
    findings: dict[str, Finding]
    since: float


class JobRun:
    """Appends a run's events to its job's log under the claim it was made with. Thread-safe."""

    def __init__(self, job: Job, jobs: JobRepository, *, earlier: tuple[Event, ...] = (), stack: str = "") -> None:
        """`stack` is whose metrics the end of the job counts in; without it in none."""
        self.job = job
        self._stack = stack
        self.cancelled = Stop()
        self._jobs = jobs
        self._said = list(earlier)
        self._buffer = _Buffer([], {}, 0.0)
        self._lock = RLock()
        self._over = False
        self._began = time.monotonic()

    @property
    def over(self) -> bool:
        """Whether nothing more can be said in this attempt."""
        return self._over

    @property
    def said(self) -> int:
        """How many events were said, those of earlier attempts included."""
        return len(self._said)

    def say(self, *events: Event) -> None:
        """Takes events for the log; they are written soon, a terminal one at once. Raises Stopped."""
        with self._lock:
            if self._over or self._ending:
                raise Stopped(self.job.job_id)
            if not self._buffer.events:
                self._buffer.since = time.monotonic()
            for event in events:
                self._buffer.events.append(event)
                self._said.append(event)
                if isinstance(event, AgentFinished) and event.finding is not None:
                    self._buffer.findings[event.step] = event.finding
            if isinstance(events[-1], TERMINAL_EVENTS):
                self.flush()

    @property
    def _ending(self) -> bool:
        """Whether the run's end was said and could not be written yet."""
        return bool(self._buffer.events) and isinstance(self._buffer.events[-1], TERMINAL_EVENTS)

    def flush_if_due(self) -> None:
        """Writes what has waited long enough. Raises Stopped."""
        with self._lock:
            waiting = self._buffer.events
            if not waiting or self._over:
                return
            delay = TEXT_DELAY_S if all(isinstance(event, TextDelta) for event in waiting) else EVENT_DELAY_S
            if self._ending or time.monotonic() - self._buffer.since >= delay:
                self.flush()

    def flush(self) -> None:
        """Writes everything said so far. Raises Stopped when another worker has the job by now.

        Raises StorageUnavailable when the store stays away; what was said is kept for the next flush.
        """
        with self._lock:
            if not self._buffer.events:
                return
            buffer, self._buffer = self._buffer, _Buffer([], {}, 0.0)
            try:
                self.job = self._jobs.append(self.job, joblog.coalesce(buffer.events), findings=buffer.findings)
            except StaleClaim as error:
                self._over = True
                raise Stopped(self.job.job_id) from error
            except StorageUnavailable:
                self._buffer = buffer
                raise
            self._over = not self.job.active
            if self._over:
                run_ms = round((time.monotonic() - self._began) * 1000)
                log_end(self.job, self._said, run_ms=run_ms, stack=self._stack)

    def finish(self) -> None:
        """The run ended well. Raises Stopped."""
        self.say(*joblog.closing(self._said, "finished"), RunFinished())

    def fail(self, error: FinOpsError) -> None:
        """The run failed for good. Raises Stopped."""
        code = ErrorCode.INTERNAL if error.code is ErrorCode.BAD_FRAME else error.code
        self.say(*joblog.failed(self._said, code=code, message=shortened(str(error))))

    def give_up(self, error: FinOpsError) -> None:
        """Ends the run from outside because it does not end by itself. Raises Stopped."""
        with self._stopping():
            self.fail(error)

    def cancel(self) -> None:
        """The user stopped the job: its end is written now, whatever the run is doing."""
        with self._stopping():
            if not (self._over or self._ending):
                self.say(*joblog.cancelled(self._said))
                logger.info("job_id=%s | cancelled", self.job.job_id)

    @contextmanager
    def _stopping(self) -> Generator[None]:
        """Stops the work, whose own end is not heard before the body has said why it was stopped."""
        with self._lock:
            self.cancelled.set()
            yield

    def renew(self) -> None:
        """Keeps the lease. Raises Stopped when it is lost."""
        with self._lock:
            if self._over:
                return
            try:
                self._jobs.renew(self.job)
            except StaleClaim as error:
                self._over = True
                self.cancelled.set()
                raise Stopped(self.job.job_id) from error

    def hand_back(self) -> None:
        """Lets go of the job, written as far as it is, for the next attempt to continue."""
        with self._stopping():
            if self._over:
                return
            self.flush()
            if self._over:
                return
            self._over = True
            try:
                self._jobs.hand_back(self.job)
            except StaleClaim:
                logger.info("job_id=%s | was taken over already", self.job.job_id)
