"""The worker's functions at their edges: how often, how long, in which order, and what one failure costs others."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from finops_core.errors import StorageUnavailable
from finops_core.jobs.events import Event, Progress, Retried, RunFailed, RunFinished
from finops_core.jobs.model import JobStatus
from finops_core.queue.port import Message
from tests.unit.jobs.books import LEASE_S, RING_AGAIN_S
from tests.unit.worker.shop import Gate, Shop, in_thread, joined, open_shop
from worker.handler import dead_letter_handler, handler
from worker.process import process_job
from worker.run import JobRun
from worker.sweep import recover, sweep


def quick(run: JobRun) -> Iterator[Event]:
    yield Progress(percent=100, stage="answer", message="Done.")


def given_up(run: JobRun) -> Iterator[Event]:
    run.hand_back()
    yield from ()


def unlucky(run: JobRun) -> Iterator[Event]:
    raise StorageUnavailable("gone")
    yield


class Doorbells:
    """A queue that notes what it is told; `away` makes it fail."""

    def __init__(self, *, away: bool = False) -> None:
        self.rung: list[str] = []
        self.handed_back: list[tuple[str, int]] = []
        self.away = away

    def send(self, *bodies: str, delay_s: int = 0) -> None:
        self._answer()
        self.rung += bodies

    def hand_back(self, message: Message, *, delay_s: int = 0) -> None:
        self._answer()
        self.handed_back.append((message.body, delay_s))

    def receive(self, *, limit: int = 10, wait_s: float = 0) -> list[Message]:
        return []

    def delete(self, *messages: Message) -> None:
        self._answer()

    def _answer(self) -> None:
        if self.away:
            raise StorageUnavailable("The queue did not answer.")


def record(body: str, *, deliveries: int = 1, message_id: str = "m1") -> dict[str, Any]:
    attributes = {"ApproximateReceiveCount": str(deliveries)}
    return {"body": body, "messageId": message_id, "receiptHandle": "r", "attributes": attributes}


def failed(*message_ids: str) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in message_ids]}


@pytest.mark.parametrize(("deliveries", "delay_s"), [(1, 2), (2, 4), (3, 8), (8, 256), (9, 300), (50, 300)])
def test_a_message_that_failed_comes_again_ever_later(shop: Shop, deliveries: int, delay_s: int):
    doorbells = Doorbells()
    worker = replace(shop.worker(unlucky), queue=doorbells)
    job_id = shop.submit()
    answer = handler({"Records": [record(job_id, deliveries=deliveries)]}, None, worker=worker)
    assert answer == failed("m1")
    assert doorbells.handed_back == [(job_id, delay_s)]


def test_a_message_that_cannot_be_handed_back_is_still_named_as_failed(shop: Shop):
    worker = replace(shop.worker(unlucky), queue=Doorbells(away=True))
    assert handler({"Records": [record(shop.submit())]}, None, worker=worker) == failed("m1")


def test_one_failed_message_does_not_keep_the_rest_of_its_batch(shop: Shop):
    first, second = shop.submit("run-1"), shop.submit("run-2")

    def moody(run: JobRun) -> Iterator[Event]:
        yield from unlucky(run) if run.job.run_id == "run-1" else quick(run)

    records = [record(first, message_id="m1"), record(second, message_id="m2")]
    worker = replace(shop.worker(moody), queue=Doorbells())
    assert handler({"Records": records}, None, worker=worker) == failed("m1")
    assert shop.job(second).status is JobStatus.SUCCEEDED
    assert shop.job(first).active


def test_an_empty_batch_fails_nothing(shop: Shop):
    assert handler({"Records": []}, None, worker=shop.worker(quick)) == failed()
    assert dead_letter_handler({"Records": []}, None, jobs=shop.jobs) == failed()


@pytest.mark.parametrize("attempts", [1, 2, 5])
def test_the_last_attempt_allowed_is_made_and_no_other(tmp_path: Path, attempts: int):
    for shop in open_shop(tmp_path, max_attempts=attempts):
        job_id = shop.submit()
        for _ in range(attempts - 1):
            shop.process(job_id, given_up)
        assert shop.process(job_id, quick).status is JobStatus.SUCCEEDED
        assert shop.job(job_id).attempt == attempts


def test_one_attempt_too_many_ends_the_job_without_asking(tmp_path: Path):
    asked: list[str] = []

    def counting(run: JobRun) -> Iterator[Event]:
        asked.append(run.job.job_id)
        run.hand_back()
        yield from ()

    for shop in open_shop(tmp_path, max_attempts=3):
        job_id = shop.submit()
        for _ in range(4):
            shop.process(job_id, counting)
        assert len(asked) == 3
        end = shop.events(job_id)[-1]
        assert isinstance(end, RunFailed)
        assert (end.code, "3 times" in end.message) == ("TIMEOUT", True)
        assert shop.jobs.running() == []


def test_an_attempt_that_was_handed_back_rings_for_the_next(shop: Shop):
    job_id = shop.submit()
    (first,) = shop.queue.receive()
    shop.queue.delete(first)
    shop.process(job_id, given_up)
    assert [doorbell.body for doorbell in shop.queue.receive()] == [job_id]


def test_an_attempt_stopped_by_its_user_rings_for_nobody(shop: Shop):
    def stopped(run: JobRun) -> Iterator[Event]:
        run.cancel()
        yield Progress(percent=60, stage="s", message="too late")

    job_id = shop.submit()
    (first,) = shop.queue.receive()
    shop.queue.delete(first)
    assert shop.process(job_id, stopped).status is JobStatus.CANCELLED
    assert shop.queue.receive() == []
    assert shop.events(job_id)[-1] == RunFinished(outcome="cancelled")


def test_an_attempt_that_lost_its_lease_leaves_the_job_to_the_taker(shop: Shop):
    def outlived(run: JobRun) -> Iterator[Event]:
        shop.clock.advance(LEASE_S)
        assert shop.jobs.claim(run.job.job_id, owner="taker") is not None
        yield Progress(percent=60, stage="s", message="too late")

    job_id = shop.submit()
    shop.process(job_id, outlived)
    job = shop.job(job_id)
    assert (job.attempt, job.lease.owner if job.lease else None) == (2, "taker")
    assert len(shop.events(job_id)) == 2


def test_every_retry_is_told_with_its_number(shop: Shop):
    job_id = shop.submit()
    for _ in range(3):
        shop.process(job_id, given_up)
    shop.process(job_id, quick)
    assert [event.attempt for event in shop.events(job_id) if isinstance(event, Retried)] == [2, 3, 4]


def test_two_doorbells_at_once_run_a_job_once(shop: Shop):
    gate = Gate()

    def slow(run: JobRun) -> Iterator[Event]:
        gate.wait()
        yield from quick(run)

    job_id = shop.submit()
    worker = shop.worker(slow)
    thread = in_thread(lambda: process_job(job_id, worker))
    gate.wait_until_reached()
    process_job(job_id, shop.worker(unlucky))
    gate.open()
    joined(thread)
    assert (shop.job(job_id).status, shop.job(job_id).attempt) == (JobStatus.SUCCEEDED, 1)


# The sweep


def test_a_job_is_rung_for_once_until_it_is_due_again(shop: Shop):
    job_id = shop.submit()
    doorbells = Doorbells()
    shop.clock.advance(RING_AGAIN_S)
    for _ in range(3):
        sweep(shop.jobs, doorbells)
    assert doorbells.rung == [job_id]
    shop.clock.advance(RING_AGAIN_S)
    sweep(shop.jobs, doorbells)
    assert doorbells.rung == [job_id, job_id]


def test_a_queue_that_is_away_is_rung_again_by_the_very_next_sweep(shop: Shop):
    job_id = shop.submit()
    shop.clock.advance(RING_AGAIN_S)
    doorbells = Doorbells(away=True)
    sweep(shop.jobs, doorbells)
    doorbells.away = False
    sweep(shop.jobs, doorbells)
    assert doorbells.rung == [job_id]


def test_a_stop_whose_worker_died_is_carried_out_by_the_sweep(shop: Shop):
    job_id = shop.submit()
    shop.jobs.claim(job_id, owner="dead")
    shop.jobs.request_cancel("ada", job_id)
    doorbells = Doorbells()
    shop.clock.advance(LEASE_S - 1)
    sweep(shop.jobs, doorbells)
    assert shop.job(job_id).active
    shop.clock.advance(1)
    sweep(shop.jobs, doorbells)
    assert shop.job(job_id).status is JobStatus.CANCELLED
    assert doorbells.rung == []


def test_a_job_in_good_hands_is_not_rung_for(shop: Shop):
    shop.jobs.claim(shop.submit(), owner="alive")
    doorbells = Doorbells()
    shop.clock.advance(LEASE_S - 1)
    assert sweep(shop.jobs, doorbells) == 0
    assert doorbells.rung == []


def test_a_start_that_knows_all_workers_are_gone_ends_what_was_to_be_stopped(shop: Shop):
    job_id = shop.submit()
    shop.jobs.claim(job_id, owner="dead")
    shop.jobs.request_cancel("ada", job_id)
    doorbells = Doorbells()
    assert recover(shop.jobs, doorbells) == 1
    assert shop.job(job_id).status is JobStatus.CANCELLED
    assert doorbells.rung == []


def test_a_start_rings_for_nothing_that_has_ended(shop: Shop):
    shop.process(shop.submit(), quick)
    doorbells = Doorbells()
    assert recover(shop.jobs, doorbells) == 0
    assert doorbells.rung == []


# Dead letters


def test_a_dead_letter_of_a_job_in_good_hands_does_it_no_harm(shop: Shop):
    job_id = shop.submit()
    held = shop.jobs.claim(job_id, owner="alive")
    assert dead_letter_handler({"Records": [record(job_id)]}, None, jobs=shop.jobs) == failed()
    assert shop.job(job_id) == held


def test_a_dead_letter_of_a_job_that_ended_changes_nothing(shop: Shop):
    job_id = shop.submit()
    done = shop.process(job_id, quick)
    assert dead_letter_handler({"Records": [record(job_id)]}, None, jobs=shop.jobs) == failed()
    assert shop.job(job_id) == done


@pytest.mark.parametrize("body", ["", "x" * 100_000, "\x00", "nothing"])
def test_a_dead_letter_that_is_no_jobs_is_gone(shop: Shop, body: str):
    assert dead_letter_handler({"Records": [record(body)]}, None, jobs=shop.jobs) == failed()
