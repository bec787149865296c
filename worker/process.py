"""Processing one doorbell: claim the job, run the supervisor, end the job in a way its user sees."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from finops_core.errors import FinOpsError, StorageUnavailable, ToolError
from finops_core.jobs import ending
from finops_core.jobs.events import Event
from finops_core.jobs.log import repair
from finops_core.jobs.model import Job
from finops_core.jobs.repository import JobRepository, StaleClaim
from finops_core.queue.port import Queue
from finops_core.tracing.port import UNTRACED, Tracing
from worker.fit import Fitter
from worker.job_trace import Trace, trace_of
from worker.monitor import Monitor
from worker.run import JobRun, Stopped

logger = logging.getLogger(__name__)


class Answerer(Protocol):
    """What answers a claimed job with events: the supervisor, or a test's own."""

    def __call__(self, run: JobRun, /) -> Iterator[Event]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Everything processing a job needs. `owner` names this process in leases.

    `stack` is whose metrics its questions count in; without it they are in none.
    """

    owner: str
    jobs: JobRepository
    queue: Queue
    answer: Answerer
    fitter: Fitter
    monitor: Monitor
    tracing: Tracing = UNTRACED
    stack: str = ""


def process_job(job_id: str, worker: Worker) -> None:
    """Runs one attempt at a job. A job that is leased, finished or unknown is left alone: the doorbell was late.

    Raises StorageUnavailable when the store stays away; the message then comes again.
    """
    job = worker.jobs.claim(job_id, owner=worker.owner)
    if job is not None:
        run_job(job, worker)


def run_job(job: Job, worker: Worker) -> None:
    """Runs the attempt that a claim began. Raises StorageUnavailable as `process_job` does."""
    job_id = job.job_id
    earlier = worker.jobs.events(job_id) if job.attempt > 1 else ()
    run = JobRun(job, worker.jobs, earlier=earlier, stack=worker.stack)
    try:
        if job.cancel_requested:
            run.cancel()
        elif job.attempt > worker.jobs.settings.max_attempts:
            ending.exhausted(job, worker.jobs)
        else:
            _traced_attempt(job, run, worker, earlier)
    except (Stopped, StaleClaim):
        logger.info("job_id=%s, attempt=%s | attempt ended early", job_id, job.attempt)
        _ring_if_open(job_id, worker)


def _traced_attempt(job: Job, run: JobRun, worker: Worker, earlier: tuple[Event, ...]) -> None:
    trace = trace_of(job, worker.tracing)
    try:
        _attempt(job, run, worker, earlier, trace)
    finally:
        trace.end(run.job)


def _attempt(job: Job, run: JobRun, worker: Worker, earlier: tuple[Event, ...], trace: Trace) -> None:
    with worker.monitor.watching(run):
        if earlier:
            run.say(*repair(earlier, attempt=job.attempt))
        try:
            for event in worker.answer(run):
                trace.hear(event)
                run.say(*worker.fitter.fit(event, job))
            run.finish()
        except StorageUnavailable:
            logger.warning(
                "job_id=%s, attempt=%s | store unavailable, another attempt will follow", job.job_id, job.attempt
            )
            run.hand_back()
            raise
        except FinOpsError as error:
            run.fail(error)
        except Stopped:
            raise
        except Exception:
            logger.exception("job_id=%s, attempt=%s | attempt failed", job.job_id, job.attempt)
            run.fail(_unforeseen(job))


def _unforeseen(job: Job) -> FinOpsError:
    return ToolError(f"The question could not be answered: the platform failed. Its log has job {job.job_id}.")


def _ring_if_open(job_id: str, worker: Worker) -> None:
    """A run that was handed back goes on at once elsewhere instead of waiting for the sweep."""
    job = worker.jobs.find(job_id)
    if job is not None and job.active:
        worker.queue.send(job_id)
