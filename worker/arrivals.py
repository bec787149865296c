"""The Lambda function that prepares a delivery when it has arrived: what the bucket tells comes from a queue.

One message says that something was written; which file it was does not matter. The queue gives one batch at a time.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from billing.roll_up.distributed import Unfinished
from finops_core.clock import Clock, SystemClock
from finops_core.errors import FinOpsError
from finops_core.queue.port import Message, Queue
from worker.deps import arrivals as deployed_arrivals
from worker.deps import arrivals_queue

logger = logging.getLogger(__name__)

TRIED_AGAIN_AFTER_S = 20


class Preparing(Protocol):
    """What prepares deliveries: `billing.roll_up.arrival.Arrivals`."""

    def prepare(self, *, again: bool = False, until: datetime | None = None) -> object: ...


class LambdaContext(Protocol):
    """What Lambda tells of this call."""

    def get_remaining_time_in_millis(self) -> int: ...


def handler(
    event: Mapping[str, Any],
    context: LambdaContext,
    *,
    arrivals: Preparing | None = None,
    messages: Queue | None = None,
    clock: Clock | None = None,
) -> dict[str, Any]:
    """Prepares what lies at the bill's place. When that fails one message of the batch comes again, for all of them.

    It reaches the dead letters after three times, and its alarm rings once for a delivery and not for each file of it.
    What takes longer than this call may last goes on by a message of its own, which counts from one.
    """
    oldest = _oldest(event["Records"])
    left = timedelta(milliseconds=context.get_remaining_time_in_millis())
    try:
        try:
            until = (clock or SystemClock()).now() + left
            (arrivals or deployed_arrivals()).prepare(again=oldest.deliveries > 1, until=until)
        except Unfinished as more:
            logger.info("done=%s | a delivery is prepared in another call", more)
            (messages or arrivals_queue()).send(str(more))
    except Exception:
        logger.exception("delivery=%s | a delivery could not be prepared", oldest.deliveries)
        _try_again_soon(oldest, messages or arrivals_queue())
        failed = next(record for record in event["Records"] if record["receiptHandle"] == oldest.receipt)
        return {"batchItemFailures": [{"itemIdentifier": failed["messageId"]}]}
    return {"batchItemFailures": []}


def _oldest(records: Sequence[Mapping[str, Any]]) -> Message:
    messages = [
        Message(
            body=record["body"],
            receipt=record["receiptHandle"],
            deliveries=int(record["attributes"]["ApproximateReceiveCount"]),
        )
        for record in records
    ]
    return max(messages, key=lambda message: message.deliveries)


def _try_again_soon(message: Message, messages: Queue) -> None:
    try:
        messages.hand_back(message, delay_s=TRIED_AGAIN_AFTER_S)
    except FinOpsError:
        logger.warning("delivery=%s | the message comes again after its time", message.deliveries)
