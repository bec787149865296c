"""The sweep: nothing goes silent. Rings again for jobs nobody moved, and takes over what dead workers left.

It also erases what users deleted.
"""

import logging

from finops_core.blobs.port import Blobs
from finops_core.errors import StorageUnavailable
from finops_core.jobs import ending
from finops_core.jobs.erasing import erase_deleted
from finops_core.jobs.model import Job, JobStatus
from finops_core.jobs.repository import JobRepository
from finops_core.queue.port import Queue

logger = logging.getLogger(__name__)


def sweep(jobs: JobRepository, queue: Queue, blobs: Blobs | None = None) -> int:
    """Rings for every job that is due; returns how many. Safe to run anywhere, any number of times."""
    due = jobs.due()
    for job in due:
        _ring(job, jobs, queue)
    erase_deleted(jobs, blobs)
    return len(due)


def recover(jobs: JobRepository, queue: Queue) -> int:
    """For a start that knows no other worker lives: ends every lease and rings for every open job at once."""
    left = jobs.running()
    for job in left:
        if job.status is JobStatus.RUNNING:
            jobs.release(job)
        _ring(job, jobs, queue)
    return len(left)


def _ring(job: Job, jobs: JobRepository, queue: Queue) -> None:
    if job.cancel_requested and ending.cancel(job.job_id, jobs):
        return
    try:
        queue.send(job.job_id)
    except StorageUnavailable:
        logger.warning("job_id=%s | doorbell failed, the next sweep rings again", job.job_id)
        return
    jobs.postpone(job)
    logger.info("job_id=%s, status=%s | rang again", job.job_id, job.status)
