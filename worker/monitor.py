"""Watches the runs of a worker: flushes what waited, renews leases, honours cancelling, ends attempts in time."""

import logging
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition, Thread

from finops_core.errors import FinOpsError
from finops_core.jobs.repository import JobRepository
from worker.run import JobRun, Stopped

logger = logging.getLogger(__name__)

TICK_S = 0.025
CANCEL_POLL_S = 0.5
"""Cancelling is recorded within a second of the request."""
RENEW_S = 15.0


@dataclass(slots=True)
class _Watch:
    run: JobRun
    started: float
    polled: float
    renewed: float = field(default=0.0)


class Monitor:
    """One thread for all runs of a process; it sleeps while there are none."""

    def __init__(self, jobs: JobRepository, *, attempt_limit_s: float | None = None) -> None:
        self._jobs = jobs
        self._attempt_limit_s = attempt_limit_s
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
        now = time.monotonic()
        with self._changed:
            self._watched[id(run)] = _Watch(run, started=now, polled=now, renewed=now)
            if len(self._watched) == 1:
                self._changed.notify_all()
        try:
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
                watches = list(self._watched.values())
            now = time.monotonic()
            for watch in watches:
                self._guarded(watch.run, watch.run.flush_if_due)
                self._look_after(watch, now)

    def _look_after(self, watch: _Watch, now: float) -> None:
        if now - watch.polled >= CANCEL_POLL_S:
            watch.polled = now
            self._guarded(watch.run, lambda: self._honour_cancel(watch.run))
        if now - watch.renewed >= RENEW_S:
            watch.renewed = now
            self._guarded(watch.run, watch.run.renew)
        if self._attempt_limit_s is not None and now - watch.started >= self._attempt_limit_s:
            self._guarded(watch.run, watch.run.hand_back)

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
