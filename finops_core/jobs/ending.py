"""Ending a job from outside its run: cancelling, giving up, dead letters. All of them claim first."""

import logging

from finops_core.errors import ErrorCode, JobTimeout
from finops_core.jobs.log import cancelled, failed
from finops_core.jobs.model import Job, JobStatus
from finops_core.jobs.repository import JobRepository, StaleClaim

logger = logging.getLogger(__name__)


def stop(user_id: str, job_id: str, jobs: JobRepository) -> None:
    """Stops a user's own job: a queued one ends now, a running one by its worker. Raises JobNotFound."""
    flagged = jobs.request_cancel(user_id, job_id)
    if flagged.status is JobStatus.QUEUED:
        cancel(flagged.job_id, jobs)


def cancel(job_id: str, jobs: JobRepository) -> bool:
    """Ends a job that nobody holds because its user stopped it; False when somebody else moved it first."""
    return _end(job_id, jobs, owner="cancel", code=None, message="")


def dead_letter(job_id: str, jobs: JobRepository) -> bool:
    """Ends a job whose doorbell could not be answered; False when it is held or has ended."""
    message = "The question could not be processed after several tries. Ask again; if it fails again, see the log."
    return _end(job_id, jobs, owner="dead-letters", code=ErrorCode.DEAD_LETTERED, message=message)


def exhausted(job: Job, jobs: JobRepository) -> None:
    """Ends a claimed job that was attempted too often."""
    error = never_finished(jobs.settings.max_attempts)
    jobs.append(job, failed(jobs.events(job.job_id), code=error.code, message=str(error)))


def never_finished(attempts: int) -> JobTimeout:
    """Why a job ends that no attempt had time enough for."""
    return JobTimeout(
        f"The question was tried {attempts} times and never finished in time. "
        "Narrow its period or scope, then ask again."
    )


def _end(job_id: str, jobs: JobRepository, *, owner: str, code: ErrorCode | None, message: str) -> bool:
    job = jobs.claim(job_id, owner=owner)
    if job is None:
        return False
    log = jobs.events(job_id)
    events = cancelled(log) if code is None else failed(log, code=code, message=message)
    try:
        jobs.append(job, events)
    except StaleClaim:
        return False
    logger.info("job_id=%s, owner=%s | job ended", job_id, owner)
    return True
