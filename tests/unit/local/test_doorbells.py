"""Doorbells rung by a thread of their own: all of them, together where they wait, whatever the queue does."""

from collections.abc import Iterator
from threading import Event

import pytest

from finops_core.errors import StorageUnavailable
from local.doorbells import Doorbells

DEADLINE_S = 10


class HeldQueue:
    """Notes what is sent together. The first time it is held until released, or fails with `failure`."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, ...]] = []
        self.began = Event()
        self.release = Event()
        self.failure: Exception | None = None

    def send(self, *bodies: str, delay_s: int = 0) -> None:
        self.sent.append(bodies)
        if len(self.sent) == 1:
            self.began.set()
            assert self.release.wait(DEADLINE_S)
            if self.failure:
                raise self.failure


@pytest.fixture
def queue() -> HeldQueue:
    return HeldQueue()


@pytest.fixture
def doorbells(queue: HeldQueue) -> Iterator[Doorbells]:
    doorbells = Doorbells(queue)
    doorbells.start()
    yield doorbells
    queue.release.set()
    doorbells.stop()


def rung(queue: HeldQueue) -> list[str]:
    return [body for bodies in queue.sent for body in bodies]


def test_what_is_sent_while_the_queue_is_busy_goes_together(doorbells: Doorbells, queue: HeldQueue) -> None:
    doorbells.send("first")
    assert queue.began.wait(DEADLINE_S)
    for number in range(3):
        doorbells.send(f"later-{number}")
    queue.release.set()
    doorbells.stop()
    assert queue.sent == [("first",), ("later-0", "later-1", "later-2")]


@pytest.mark.parametrize("failure", [StorageUnavailable("no answer"), ZeroDivisionError("a bug")])
def test_who_sends_waits_for_nobody_and_hears_of_no_failure(
    doorbells: Doorbells, queue: HeldQueue, failure: Exception
) -> None:
    queue.failure = failure
    doorbells.send("lost")
    assert queue.began.wait(DEADLINE_S)
    doorbells.send("next")  # returns although the queue holds its caller
    queue.release.set()
    doorbells.stop()
    assert rung(queue) == ["lost", "next"]


def test_stopping_rings_for_what_waits(doorbells: Doorbells, queue: HeldQueue) -> None:
    queue.release.set()
    doorbells.send(*map(str, range(1000)))
    doorbells.stop()
    assert rung(queue) == [str(number) for number in range(1000)]


def test_a_delay_is_refused(doorbells: Doorbells, queue: HeldQueue) -> None:
    with pytest.raises(ValueError, match="not after 5 s"):
        doorbells.send("a", delay_s=5)
    assert queue.sent == []
