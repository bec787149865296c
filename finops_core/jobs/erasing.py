"""Erasing what users deleted: active jobs are stopped, ended ones go, in pieces that any later pass goes on from."""

import logging
from collections.abc import Sequence
from datetime import timedelta

from finops_core.blobs.port import Blobs
from finops_core.clock import from_epoch_ms
from finops_core.errors import StorageUnavailable
from finops_core.jobs import ending
from finops_core.jobs.repository import JobRepository
from finops_core.jobs.threads import Deletion

logger = logging.getLogger(__name__)

PAGE = 100
"""Jobs of one deletion that one pass looks at."""

LEFT_READABLE = timedelta(minutes=1)
"""For so long after its end a job stays for those who follow it; an index, too, may lag behind a deletion."""


def stop_deleted(deletion: Deletion, jobs: JobRepository) -> None:
    """Stops the active jobs among the newest of a deleted thread."""
    for job in jobs.deleted(deletion, limit=PAGE, newest_first=True).values():
        if job is not None and job.active:
            ending.stop(job.user_id, job.job_id, jobs)


def erase_deleted(jobs: JobRepository, blobs: Blobs | None = None, *, page: int = PAGE) -> int:
    """One pass over the deletions that are due; returns how many jobs it erased. Safe to run any number of times.

    A job's large results go before it does, so that a crash between leaves the job, which is erased again.
    A deletion of more jobs than a `page` stays due, so that the next pass goes on with it at once.
    """
    return sum(_erase(deletion, jobs, blobs, page) for deletion in jobs.threads.deletions())


def _erase(deletion: Deletion, jobs: JobRepository, blobs: Blobs | None, page: int) -> int:
    found, now = jobs.deleted(deletion, limit=page), jobs.now()
    erased = 0
    for job_id, job in found.items():
        if job is not None and job.active:
            ending.stop(job.user_id, job_id, jobs)
        elif job is None or job.finished_at is None or job.finished_at + LEFT_READABLE <= now:
            erased += _erase_job(job_id, jobs, blobs)
    if erased == len(found) < page and from_epoch_ms(deletion.through_ms) + LEFT_READABLE <= now:
        jobs.threads.erased(deletion)
    elif not erased or len(found) < page:
        jobs.threads.postpone(deletion, by=LEFT_READABLE)
    logger.info("thread_id=%s, erased=%s, found=%s | deleted jobs erased", deletion.thread_id, erased, len(found))
    return erased


def _erase_job(job_id: str, jobs: JobRepository, blobs: Blobs | None) -> bool:
    try:
        if blobs is not None:
            blobs.delete_below(job_id)
        jobs.erase(job_id)
    except StorageUnavailable as error:
        logger.warning("job_id=%s, reason=%s | not erased yet", job_id, error)
        return False
    return True


def erase_orphans(job_ids: Sequence[str], jobs: JobRepository, blobs: Blobs) -> int:
    """Removes the large results of jobs that are gone, expired ones among them; returns of how many.

    A job is there before its results are and as long as they may be read, so nothing that is needed goes.
    """
    gone = [job_id for job_id in job_ids if jobs.find(job_id) is None]
    for job_id in gone:
        blobs.delete_below(job_id)
    if gone:
        logger.info("jobs=%d | large results of jobs that are gone removed", len(gone))
    return len(gone)
