"""Watches the runs of a worker: flushes what waited, renews leases, honours cancelling, ends attempts in time.

An attempt that used up its time is handed back for another one; the last one ends in words.

A run that says nothing for too long is ended for its user. Its thread may be stuck for good all the same: then the
worker is hung, which whoever started it is told.
"""

import logging
import os
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Condition, Thread

from finops_core.errors import FinOpsError, JobTimeout
from finops_core.jobs import ending
from finops_core.jobs.repository import JobRepository
from finops_core.settings import SILENCE_LIMIT_S
from worker.run import JobRun, Stopped

logger = logging.getLogger(__name__)

TICK_S = 0.025
CANCEL_POLL_S = 0.5
"""Cancelling is recorded within a second of the request."""
RENEW_S = 15.0
GRACE_S = 30.0
"""For so long a thread whose run was ended may take to notice."""
EXIT_HUNG = 70
"""How a process ends whose thread is stuck: an internal error (sysexits.h), to be replaced."""


@dataclass(slots=True)
class _Watch:
    run: JobRun
    started: float
    polled: float
    renewed: float
    moved: float
    said: int = 0
    given_up: bool = False
    hung: bool = False


def end_process(run: JobRun) -> None:
    """What a worker that is a process of its own does when a thread is stuck: nothing else ends a thread."""
    logger.critical("job_id=%s, exit_code=%d | a thread is stuck, the process ends", run.job.job_id, EXIT_HUNG)
    os._exit(EXIT_HUNG)


def _only_told(run: JobRun) -> None:
    logger.error("job_id=%s | a thread is stuck and stays behind", run.job.job_id)


class Monitor:
    """One thread for all runs of a process; it sleeps while there are none.

    `attempt_limit_s` is how long an attempt may take; one that has no time at all ends before it begins.
    `silence_limit_s` is how long a run may say nothing. `on_hung` is called for a run that was ended and whose thread
    did not come back.
    """

    def __init__(
        self,
        jobs: JobRepository,
        *,
        attempt_limit_s: float | None = None,
        silence_limit_s: float = SILENCE_LIMIT_S,
        on_hung: Callable[[JobRun], None] = _only_told,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._jobs = jobs
        self._attempt_limit_s = attempt_limit_s
        self._silence_limit_s = silence_limit_s
        self._on_hung = on_hung
        self._monotonic = monotonic
        self._watched: dict[int, _Watch] = {}
        self._changed = Condition()
        self._closed = False
        self._thread = Thread(target=self._watch, name="worker-monitor", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Hands every run back, for another worker to go on, and ends the thread."""
        with self._changed:
            self._closed = True
            runs = [watch.run for watch in self._watched.values()]
            self._changed.notify_all()
        for run in runs:
            self._guarded(run, run.hand_back)
        if self._thread.is_alive():
            self._thread.join()

    @contextmanager
    def watching(self, run: JobRun) -> Generator[None]:
        """Watches a run while the body works on it."""
        now = self._monotonic()
        watch = _Watch(run, started=now, polled=now, renewed=now, moved=now)
        with self._changed:
            self._watched[id(run)] = watch
            if len(self._watched) == 1:
                self._changed.notify_all()
        try:
            self._look_after(watch, now)
            yield
        finally:
            with self._changed:
                self._watched.pop(id(run), None)

    def _watch(self) -> None:
        while True:
            with self._changed:
                while not self._watched and not self._closed:
                    self._changed.wait()
                if self._closed:
                    return
                self._changed.wait(TICK_S)
            self.look()

    def look(self) -> None:
        """One look at every run; the thread looks again and again."""
        with self._changed:
            watches = list(self._watched.values())
        now = self._monotonic()
        for watch in watches:
            self._guarded(watch.run, watch.run.flush_if_due)
            self._look_after(watch, now)
            self._notice_silence(watch, now)

    def _look_after(self, watch: _Watch, now: float) -> None:
        if now - watch.polled >= CANCEL_POLL_S:
            watch.polled = now
            self._guarded(watch.run, lambda: self._honour_cancel(watch.run))
        if now - watch.renewed >= RENEW_S:
            watch.renewed = now
            self._guarded(watch.run, watch.run.renew)
        if self._attempt_limit_s is not None and now - watch.started >= self._attempt_limit_s:
            self._guarded(watch.run, lambda: self._end_attempt(watch.run))

    def _end_attempt(self, run: JobRun) -> None:
        attempts = self._jobs.settings.max_attempts
        if run.job.attempt < attempts:
            run.hand_back()
        elif not run.over:
            run.give_up(ending.never_finished(attempts))

    def _notice_silence(self, watch: _Watch, now: float) -> None:
        if watch.run.said != watch.said:
            watch.said, watch.moved = watch.run.said, now
            return
        silent = now - watch.moved
        if not watch.run.over:
            if silent >= self._silence_limit_s:
                watch.given_up = True
                self._guarded(watch.run, lambda: watch.run.give_up(_gave_no_sign(watch.run, self._silence_limit_s)))
        elif not watch.hung and silent >= (GRACE_S if watch.given_up else self._silence_limit_s):
            watch.hung = True
            self._guarded(watch.run, lambda: self._on_hung(watch.run))

    def _honour_cancel(self, run: JobRun) -> None:
        job = self._jobs.find(run.job.job_id)
        if job is not None and job.cancel_requested:
            run.cancel()

    def _guarded(self, run: JobRun, act: Callable[[], None]) -> None:
        """One run's trouble must not keep the others from being looked after."""
        try:
            act()
        except Stopped:
            run.cancelled.set()
        except FinOpsError as error:
            logger.warning("job_id=%s, reason=%s | looking after the run failed, trying again", run.job.job_id, error)
        except Exception:
            logger.exception("job_id=%s | looking after the run failed", run.job.job_id)


def _gave_no_sign(run: JobRun, limit_s: float) -> JobTimeout:
    return JobTimeout(
        f"The question gave no sign of life for {limit_s:.0f} seconds and was ended. Ask about a shorter period or "
        f"fewer things; if it happens again, the platform's log has job {run.job.job_id}."
    )
