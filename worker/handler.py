"""The worker's Lambda functions: doorbells from SQS, the sweep from EventBridge, dead letters from their queue."""

import logging
from collections.abc import Mapping
from typing import Any

from finops_core.blobs.port import Blobs
from finops_core.errors import FinOpsError
from finops_core.jobs import ending
from finops_core.jobs.repository import JobRepository
from finops_core.queue.port import Message, Queue
from worker.deps import artifacts, job_repository, lambda_worker, queue
from worker.process import Worker, process_job
from worker.sweep import sweep

logger = logging.getLogger(__name__)

MAX_DELAY_S = 300


def handler(event: Mapping[str, Any], context: object, *, worker: Worker | None = None) -> dict[str, Any]:
    """Processes an SQS batch; names the messages that failed, so that only those come again."""
    failed: list[dict[str, str]] = []
    for record in event["Records"]:
        try:
            at_work = worker or lambda_worker()
            try:
                process_job(record["body"], at_work)
            finally:
                at_work.tracing.sink.flush()  # once this returns, nothing here runs until the next message
        except Exception:
            logger.exception("job_id=%s, message_id=%s | message failed", record["body"], record["messageId"])
            failed.append({"itemIdentifier": record["messageId"]})
            _ring_again_soon(record, worker.queue if worker else queue())
    return {"batchItemFailures": failed}


def _ring_again_soon(record: Mapping[str, Any], doorbells: Queue) -> None:
    """Ends the message's visibility time, which outlasts any attempt, after 2, 4, 8 seconds.

    What failed within seconds is tried again within seconds, and reaches the dead letters while its user still waits.
    """
    deliveries = int(record["attributes"]["ApproximateReceiveCount"])
    message = Message(body=record["body"], receipt=record["receiptHandle"], deliveries=deliveries)
    try:
        doorbells.hand_back(message, delay_s=min(2**deliveries, MAX_DELAY_S))
    except FinOpsError:
        logger.warning("job_id=%s | message could not be handed back, it comes again after its time", message.body)


def sweep_handler(
    event: Mapping[str, Any],
    context: object,
    *,
    jobs: JobRepository | None = None,
    doorbells: Queue | None = None,
    blobs: Blobs | None = None,
) -> dict[str, int]:
    """Rings for every job that nobody moved, and erases what users deleted."""
    return {"rang": sweep(jobs or job_repository(), doorbells or queue(), blobs or (None if jobs else artifacts()))}


def dead_letter_handler(
    event: Mapping[str, Any], context: object, *, jobs: JobRepository | None = None
) -> dict[str, Any]:
    """Ends each job whose doorbell nobody could answer, so that its user sees an error.

    A message that is not a job's is logged and gone; one whose job could not be ended now comes again.
    """
    failed: list[dict[str, str]] = []
    for record in event["Records"]:
        try:
            if not ending.dead_letter(record["body"], jobs or job_repository()):
                logger.warning("body=%s | dead letter of no open job", str(record["body"])[:80])
        except Exception:
            logger.exception("body=%s | dead letter failed", str(record["body"])[:80])
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
