"""The worker's Lambda functions: doorbells from SQS, the sweep from EventBridge, dead letters from their queue."""

import logging
from collections.abc import Mapping
from typing import Any

from finops_core.jobs import ending
from finops_core.jobs.repository import JobRepository
from finops_core.queue.port import Queue
from worker.deps import job_repository, lambda_worker, queue
from worker.process import Worker, process_job
from worker.sweep import sweep

logger = logging.getLogger(__name__)


def handler(event: Mapping[str, Any], context: object, *, worker: Worker | None = None) -> dict[str, Any]:
    """Processes an SQS batch; names the messages that failed, so that only those come again."""
    failed: list[dict[str, str]] = []
    for record in event["Records"]:
        try:
            process_job(record["body"], worker or lambda_worker())
        except Exception:
            logger.exception("job_id=%s, message_id=%s | message failed", record["body"], record["messageId"])
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def sweep_handler(
    event: Mapping[str, Any], context: object, *, jobs: JobRepository | None = None, doorbells: Queue | None = None
) -> dict[str, int]:
    """Rings for every job that nobody moved."""
    return {"rang": sweep(jobs or job_repository(), doorbells or queue())}


def dead_letter_handler(
    event: Mapping[str, Any], context: object, *, jobs: JobRepository | None = None
) -> dict[str, Any]:
    """Ends each job whose doorbell nobody could answer, so that its user sees an error.

    A message that is not a job's is logged and gone.
    """
    repository = jobs or job_repository()
    for record in event["Records"]:
        if not ending.dead_letter(record["body"], repository):
            logger.warning("body=%s | dead letter of no open job", str(record["body"])[:80])
    return {"batchItemFailures": []}
