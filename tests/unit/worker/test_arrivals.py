"""What a bucket tells comes from a queue: one message of a batch looks after a delivery that was not prepared."""

from typing import Any

from finops_core.errors import BillError, StorageUnavailable
from finops_core.queue.port import Message
from worker.arrivals import TRIED_AGAIN_AFTER_S, handler


class Prepared:
    """What is asked to prepare, and fails as it is told."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked: list[bool] = []

    def prepare(self, *, again: bool = False) -> object:
        self.asked.append(again)
        if self.error is not None:
            raise self.error
        return None


class HandedBack:
    """A queue of which only handing back is asked."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.messages: list[tuple[str, int]] = []

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
    answer = handler(event, None, arrivals=prepared, messages=queue)  # type: ignore[arg-type]
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
