"""Makes one backend of a storage port at a time, on moto where it is a cloud service.

moto handles calls of several threads at once without DynamoDB's atomicity, so its client is used one call at a time.
"""

import itertools
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import moto.sqs.models
import pytest

from finops_core.aws.clients import PlatformClients
from finops_core.blobs.s3 import S3Blobs
from finops_core.clock import ManualClock
from finops_core.queue.port import Queue
from finops_core.queue.sqlite import SqliteQueue
from finops_core.queue.sqs import SqsQueue
from finops_core.table.dynamodb import DynamoDbTable, table_definition, time_to_live_definition

REGION = "eu-central-1"
VISIBILITY_S = 30
MAX_DELIVERIES = 2

_numbers = itertools.count(1)


class OneCallAtATime:
    """A client whose calls exclude each other."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._lock = threading.Lock()

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._client, name)
        if not callable(attribute):
            return attribute

        def call(**parameters: Any) -> Any:
            with self._lock:
                return attribute(**parameters)

        return call


def new_dynamodb_table(aws: PlatformClients, clock: ManualClock) -> DynamoDbTable:
    """A table of its own, made as the stack makes it."""
    return dynamodb_table(aws, clock, new_table_name(aws))


def new_table_name(aws: PlatformClients) -> str:
    """The name of a table that was made as the stack makes it."""
    client, name = aws.dynamodb(), f"table-{next(_numbers)}"
    client.create_table(**table_definition(name))
    client.update_time_to_live(**cast(Any, time_to_live_definition(name)))
    return name


def dynamodb_table(aws: PlatformClients, clock: ManualClock, name: str, *, packs: bool = True) -> DynamoDbTable:
    """The port over an existing table."""
    return DynamoDbTable(cast(Any, OneCallAtATime(aws.dynamodb())), name, clock=clock, packs=packs)


class QueueUnderTest:
    """A queue with its dead letters, and the way to let time pass for it."""

    def __init__(
        self,
        queue: Queue,
        dead_letters: Queue,
        pass_time: Callable[[float], object],
        closing: tuple[Callable[[], None], ...] = (),
    ) -> None:
        self.queue = queue
        self.dead_letters = dead_letters
        self.pass_time = pass_time
        self._closing = closing

    def close(self) -> None:
        for close in self._closing:
            close()


def new_sqs_queues(aws: PlatformClients, monkeypatch: pytest.MonkeyPatch) -> QueueUnderTest:
    """moto has no clock to inject: its one reading of the time is moved instead."""
    client, number = aws.sqs(), next(_numbers)
    dead_url = client.create_queue(QueueName=f"dead-{number}")["QueueUrl"]
    dead_arn = client.get_queue_attributes(QueueUrl=dead_url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    redrive = json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": MAX_DELIVERIES})
    url = client.create_queue(
        QueueName=f"queue-{number}", Attributes={"VisibilityTimeout": str(VISIBILITY_S), "RedrivePolicy": redrive}
    )["QueueUrl"]
    offset_ms = 0.0
    real_ms = cast(Callable[[], float], vars(moto.sqs.models)["unix_time_millis"])

    def moved_ms() -> float:
        return real_ms() + offset_ms

    monkeypatch.setattr(moto.sqs.models, "unix_time_millis", moved_ms)

    def pass_time(seconds: float) -> None:
        nonlocal offset_ms
        offset_ms += seconds * 1000

    return QueueUnderTest(SqsQueue(client, url), SqsQueue(client, dead_url), pass_time)


def new_sqlite_queues(folder: Path | None, clock: ManualClock) -> QueueUnderTest:
    """In files of `folder`, or in memory."""
    dead_path, path = (":memory:", ":memory:") if folder is None else (folder / "dead.db", folder / "queue.db")
    dead = SqliteQueue(dead_path, clock=clock, visibility_s=VISIBILITY_S, max_deliveries=1000).open()
    queue = SqliteQueue(
        path, clock=clock, visibility_s=VISIBILITY_S, max_deliveries=MAX_DELIVERIES, dead_letters=dead
    ).open()
    return QueueUnderTest(queue, dead, clock.advance, (queue.close, dead.close))


def new_s3_blobs(aws: PlatformClients) -> S3Blobs:
    client, bucket = aws.s3(), f"bucket-{next(_numbers)}"
    client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    return S3Blobs(client, bucket, prefix="artifacts/")
