"""Reading a job's events: in order, to the end, and what is raised when there is no end."""

import asyncio
import gc
from collections.abc import Callable
from typing import Any

import pytest

from finops_client.errors import ClientTimeout, ConnectionFailed, JobCancelled, JobFailed, JobInterrupted
from finops_client.events import Finished, Progress
from finops_client.frames import Envelope
from finops_client.job_events import JobEvents
from finops_client.session import Following
from finops_client.stream import JobStream
from tests.unit.client.frames_made import JOB, envelope


class Desk:
    """A client as far as the iterator knows it: a clock that stands still, and what it was told."""

    def __init__(self) -> None:
        self.woken = 0
        self.left: list[Following] = []
        self.left_soon: list[Following] = []

    def now(self) -> float:
        return 100.0

    def wake(self) -> None:
        self.woken += 1

    def leave(self, following: Following) -> None:
        self.left.append(following)

    def leave_soon(self, following: Following) -> None:
        self.left_soon.append(following)


class Job:
    """A job whose frames a test delivers."""

    def __init__(self, *, known: bool = True) -> None:
        self.following = Following(on_change=lambda: None, run_id="run", thread_id="thread")
        if known:
            self.acknowledge()

    def acknowledge(self) -> None:
        self.following.job_id = JOB
        self.following.stream = JobStream(JOB, now=100.0)
        self.following.on_change()

    def follow(self, on_change: Callable[[], None]) -> Following:
        self.following.on_change = on_change
        return self.following

    def deliver(self, *frames: Envelope) -> None:
        assert self.following.stream is not None
        for frame in frames:
            self.following.stream.receive(frame, 100.0)
        self.following.on_change()

    def fail(self, error: ConnectionFailed) -> None:
        self.following.failure = error
        self.following.on_change()


def ending(seq: int, **chunk: Any) -> Envelope:
    return envelope(seq, end=0).model_copy(update={"chunk": {"type": "RUN_FINISHED", **chunk}})


def answered(seq: int) -> Envelope:
    value = {"headline": "You spent $1.00.", "markdown": ""}
    return envelope(seq, end=0).model_copy(update={"chunk": {"type": "CUSTOM", "name": "answer", "value": value}})


def reading(job: Job, desk: Desk, **more: Any) -> JobEvents:
    return JobEvents(desk, job.follow, **more)


async def test_events_come_in_order_and_end_with_the_job() -> None:
    job, desk = Job(), Desk()
    events = reading(job, desk)
    job.deliver(*(envelope(seq, end=3) for seq in (2, 1, 3)))
    found = [event async for event in events]

    assert [event.seq for event in found] == [1, 2, 3]
    assert isinstance(found[0], Progress)
    assert isinstance(found[-1], Finished)
    assert [event async for event in events] == []
    assert desk.left == [job.following]


async def test_the_client_is_woken_when_reading_begins_and_whenever_there_is_room_again() -> None:
    job, desk = Job(), Desk()
    events = reading(job, desk)
    assert desk.woken == 1
    job.deliver(envelope(1, end=3))
    await anext(events)

    assert desk.woken == 2


async def test_a_reader_that_waits_is_woken_by_what_comes() -> None:
    job = Job()
    waiting = asyncio.ensure_future(anext(reading(job, Desk())))
    await asyncio.sleep(0)
    assert not waiting.done()
    job.deliver(envelope(1, end=3))

    assert (await waiting).seq == 1


async def test_a_run_is_accepted_once_the_platform_knows_it() -> None:
    job = Job(known=False)
    events = reading(job, Desk())
    assert (events.run_id, events.thread_id, events.job_id) == ("run", "thread", None)
    waiting = asyncio.ensure_future(events.accepted())
    await asyncio.sleep(0)
    assert not waiting.done()
    job.acknowledge()

    assert await waiting == JOB
    assert await events.accepted() == JOB
    assert events.job_id == JOB


async def test_what_ended_the_client_is_raised_with_the_job_it_is_about() -> None:
    job = Job()
    events = reading(job, Desk())
    job.deliver(envelope(1, end=3))
    job.fail(ConnectionFailed("no platform answers"))

    assert (await anext(events)).seq == 1, "what had come is read first"
    with pytest.raises(ConnectionFailed, match="no platform") as raised:
        await anext(events)
    assert raised.value.job_id == JOB


async def test_a_run_that_was_never_accepted_raises_what_refused_it() -> None:
    job = Job(known=False)
    events = reading(job, Desk())
    job.fail(ConnectionFailed("no platform answers"))

    with pytest.raises(ConnectionFailed):
        await events.accepted()


async def test_the_time_allowed_is_counted_from_the_question_and_the_job_goes_on() -> None:
    job, desk = Job(), Desk()
    events = reading(job, desk, timeout_s=0.0)

    with pytest.raises(ClientTimeout, match="the job goes on") as raised:
        await anext(events)
    assert raised.value.job_id == JOB
    assert desk.left == []
    job.deliver(envelope(1, end=3))
    assert (await anext(events)).seq == 1, "what comes later can still be read"


async def test_without_a_time_allowed_reading_waits() -> None:
    job = Job()
    waiting = asyncio.ensure_future(anext(reading(job, Desk())))
    for _ in range(5):
        await asyncio.sleep(0)
    assert not waiting.done()
    job.deliver(envelope(1, end=1))

    assert isinstance(await waiting, Finished)


async def test_the_answer_is_that_of_the_last_attempt() -> None:
    job = Job()
    events = reading(job, Desk())
    job.deliver(answered(1), ending(2, outcome={"type": "success"}))

    assert (await events.answer()).headline == "You spent $1.00."


@pytest.mark.parametrize(
    ("chunk", "error", "code"),
    [
        ({"outcome": {"type": "success"}}, JobFailed, "INTERNAL"),
        ({"outcome": {"type": "cancelled"}}, JobCancelled, "CANCELLED"),
        ({"outcome": {"type": "interrupt"}}, JobInterrupted, "INTERRUPTED"),
        ({"type": "RUN_ERROR", "code": "TIMEOUT", "message": "It took too long."}, JobFailed, "TIMEOUT"),
    ],
)
async def test_a_job_without_an_answer_raises_what_became_of_it(
    chunk: dict[str, Any], error: type[JobFailed], code: str
) -> None:
    job = Job()
    events = reading(job, Desk())
    job.deliver(ending(1, **chunk))

    with pytest.raises(error) as raised:
        await events.answer()
    assert (raised.value.code, raised.value.job_id) == (code, JOB)


async def test_leaving_early_is_told_once_however_it_is_left() -> None:
    job, desk = Job(), Desk()
    async with reading(job, desk) as events:
        job.deliver(envelope(1, end=9), envelope(2, end=9))
        async for _ in events:
            break
        await events.aclose()

    assert desk.left == [job.following]
    assert [event async for event in events] == [], "nothing is read after leaving"


@pytest.mark.parametrize("cancel", [True, False])
async def test_a_job_stops_with_its_reader_only_when_that_was_asked(cancel: bool) -> None:
    job = Job()
    reading(job, Desk(), cancel_on_exit=cancel)

    assert job.following.cancel_on_exit is cancel


async def test_a_reader_nobody_holds_is_left_by_the_garbage_collector() -> None:
    job, desk = Job(), Desk()
    events = reading(job, desk)
    assert desk.left_soon == []
    del events
    gc.collect()

    assert (desk.left, desk.left_soon) == ([], [job.following])
