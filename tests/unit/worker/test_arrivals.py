"""What a bucket tells comes from a queue: one message of a batch looks after a delivery that was not prepared."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from moto import mock_aws

from billing.roll_up.distributed import Unfinished
from finops_core.aws.clients import PlatformClients
from finops_core.clock import ManualClock
from finops_core.errors import BillError, StorageUnavailable
from finops_core.queue.port import Message
from finops_core.queue.sqs import SqsQueue
from worker.arrivals import TRIED_AGAIN_AFTER_S, handler
from worker.deps import ARRIVALS_GROUP, ArrivalSettings, preparing

NOW = datetime(2026, 11, 20, tzinfo=UTC)


class Prepared:
    """What is asked to prepare, and fails as it is told."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked: list[bool] = []

    def prepare(self, *, again: bool = False, until: datetime | None = None) -> object:
        self.asked.append(again)
        self.until = until
        if self.error is not None:
            raise self.error
        return None


class Call:
    """A call of the function that may last a quarter of an hour."""

    def get_remaining_time_in_millis(self) -> int:
        return 15 * 60 * 1000


class HandedBack:
    """A queue that takes messages back, and new ones."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.messages: list[tuple[str, int]] = []
        self.sent: list[str] = []

    def send(self, *bodies: str, delay_s: int = 0) -> None:
        if self.error is not None:
            raise self.error
        self.sent += bodies

    def hand_back(self, message: Message, *, delay_s: int = 0) -> None:
        self.messages.append((message.receipt, delay_s))
        if self.error is not None:
            raise self.error


def batch(*deliveries: int) -> dict[str, Any]:
    return {
        "Records": [
            {
                "messageId": f"m-{number}",
                "receiptHandle": f"r-{number}",
                "body": "{}",
                "attributes": {"ApproximateReceiveCount": str(count)},
            }
            for number, count in enumerate(deliveries)
        ]
    }


def handled(event: dict[str, Any], prepared: Prepared, queue: HandedBack) -> list[str]:
    """The messages that come again."""
    answer = handler(event, Call(), arrivals=prepared, messages=queue, clock=ManualClock(NOW))  # type: ignore[arg-type]
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def test_many_files_of_a_delivery_are_prepared_at_once():
    prepared, queue = Prepared(), HandedBack()
    assert handled(batch(1, 1, 1), prepared, queue) == []
    assert prepared.asked == [False]
    assert queue.messages == []


def test_the_message_that_failed_most_often_comes_again_for_all_of_them():
    prepared, queue = Prepared(BillError("no bill")), HandedBack()
    assert handled(batch(1, 2, 1), prepared, queue) == ["m-1"]
    assert prepared.asked == [True]
    assert queue.messages == [("r-1", TRIED_AGAIN_AFTER_S)]


def test_what_nobody_foresaw_comes_again_too_even_where_the_queue_is_away():
    prepared, queue = Prepared(RuntimeError("broken")), HandedBack(StorageUnavailable("away"))
    assert handled(batch(1), prepared, queue) == ["m-0"]


def test_it_is_told_when_it_will_be_ended():
    prepared = Prepared()
    handled(batch(1), prepared, HandedBack())
    assert prepared.until == NOW + timedelta(minutes=15)


def test_what_takes_longer_than_a_call_goes_on_by_a_message_of_its_own_and_is_no_failure():
    prepared, queue = Prepared(Unfinished("3 parts are rolled up")), HandedBack()
    assert handled(batch(1, 2), prepared, queue) == []
    assert queue.sent == ["3 parts are rolled up"]
    assert queue.messages == []


def test_where_it_cannot_be_told_to_go_on_the_message_comes_again():
    prepared, queue = Prepared(Unfinished("3 parts are rolled up")), HandedBack(StorageUnavailable("away"))
    assert handled(batch(1), prepared, queue) == ["m-0"]


def test_the_deployed_preparer_has_athena_roll_up_what_its_settings_say():
    given = {
        "FINOPS_BILL": "s3://bills/bill/",
        "FINOPS_PREPARED": "s3://bills/prepared/",
        "FINOPS_READER_ROLE": "arn:aws:iam::123456789012:role/reader",
        "FINOPS_QUEUE_URL": "https://queue",
    }
    assert preparing(ArrivalSettings.from_environment(given), ManualClock(NOW)).distributed is None
    chosen = '{"database": "stack", "max_scanned_gb": 20, "unload_over_gb": 0.5}'
    settings = ArrivalSettings.from_environment({**given, "FINOPS_ENGINE": "athena", "FINOPS_ENGINE_SETTINGS": chosen})
    by = preparing(settings, ManualClock(NOW)).distributed
    assert by is not None
    assert (by.over_bytes, by.most_bytes) == (500_000_000, 20_000_000_000)
    assert by.piece_s < 15 * 60, "a month of a table fits a call"


def test_it_goes_on_through_a_queue_that_drops_equal_messages(monkeypatch: pytest.MonkeyPatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        sqs = PlatformClients().sqs()
        made = sqs.create_queue(
            QueueName="told.fifo", Attributes={"FifoQueue": "true", "ContentBasedDeduplication": "true"}
        )
        queue = SqsQueue(sqs, made["QueueUrl"], group=ARRIVALS_GROUP)
        queue.send("3 parts are rolled up", "4 parts are rolled up", "4 parts are rolled up")
        assert [message.body for message in queue.receive()] == ["3 parts are rolled up", "4 parts are rolled up"]
        with pytest.raises(ValueError, match="delays no single message"):
            queue.send("5", delay_s=1)
