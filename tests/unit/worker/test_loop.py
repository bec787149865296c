"""The loop over a queue: what it takes together it claims together, and what it cannot claim does not stop it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from threading import Event as Flag

from finops_core.errors import StorageUnavailable
from finops_core.jobs.events import Event, Progress, RunFinished
from finops_core.jobs.model import Job, JobStatus
from finops_core.jobs.repository import JobRepository
from tests.unit.worker.shop import DEADLINE_S, Gate, Shop, in_thread, joined
from worker.loop import WorkerLoop
from worker.monitor import Monitor
from worker.run import JobRun


def quick(run: JobRun) -> Iterator[Event]:
    yield Progress(percent=100, stage="answer", message="Done.")


class Claims(JobRepository):
    """Notes which jobs were claimed together; `away` makes the next claim fail."""

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop.table, shop.clock, shop.jobs.settings)
        self.together: list[list[str]] = []
        self.away = False
        self.failed = Flag()

    def claim_each(self, job_ids: Sequence[str], *, owner: str) -> list[Job | None]:
        self.together.append(sorted(job_ids))
        if self.away:
            self.away = False
            self.failed.set()
            raise StorageUnavailable("gone")
        return super().claim_each(job_ids, owner=owner)


def wait_until(shop: Shop, job_ids: list[str]) -> None:
    while any(shop.job(job_id).active for job_id in job_ids):
        shop.table.wait_for_feed(shop.table.feed_position(), 0.05)


def test_jobs_whose_messages_come_together_are_claimed_together(shop: Shop):
    jobs = [shop.submit(f"run-{number}") for number in range(4)]
    claims = Claims(shop)
    loop = WorkerLoop(replace(shop.worker(quick), jobs=claims), threads=8)
    loop.start()
    wait_until(shop, jobs)
    loop.stop()
    assert claims.together == [sorted(jobs)]
    assert {shop.job(job_id).attempt for job_id in jobs} == {1}


def test_messages_of_jobs_that_cannot_be_claimed_are_gone_and_take_no_thread(shop: Shop):
    ended, held = shop.submit("run-1"), shop.submit("run-2")
    shop.process(ended, quick)
    shop.jobs.claim(held, owner="other")
    shop.queue.send("nobody's", "x" * 100_000)
    loop = WorkerLoop(shop.worker(quick), threads=1)
    loop.start()
    later = shop.submit("run-3")
    wait_until(shop, [later])
    loop.stop()
    shop.clock.advance(60)
    assert shop.queue.receive() == []
    assert (shop.job(ended).attempt, shop.job(held).attempt) == (1, 1)


def test_what_could_not_be_claimed_comes_again(shop: Shop):
    claims = Claims(shop)
    claims.away = True
    job_id = shop.submit()
    loop = WorkerLoop(replace(shop.worker(quick), jobs=claims), threads=1)
    loop.start()
    assert claims.failed.wait(DEADLINE_S)
    assert shop.job(job_id).status is JobStatus.QUEUED
    shop.clock.advance(30)
    wait_until(shop, [job_id])
    loop.stop()
    assert claims.together == [[job_id], [job_id]]
    assert shop.events(job_id).count(RunFinished()) == 1


def test_a_job_claimed_when_the_loop_is_told_to_stop_is_free_at_once(shop: Shop):
    """Its thread finds the loop stopping: neither the lease nor the message's visibility holds up another worker."""
    gate, told = Gate(), Flag()

    class Slow(Claims):
        def claim_each(self, job_ids: Sequence[str], *, owner: str) -> list[Job | None]:
            claimed = super().claim_each(job_ids, owner=owner)
            gate.wait()
            return claimed

    class Told(Monitor):
        def close(self) -> None:
            told.set()
            super().close()

    job_id = shop.submit()
    loop = WorkerLoop(replace(shop.worker(quick), jobs=Slow(shop), monitor=Told(shop.jobs)), threads=1)
    loop.start()
    gate.wait_until_reached()
    stopping = in_thread(lambda: loop.stop(wait_s=DEADLINE_S))
    assert told.wait(DEADLINE_S)
    gate.open()
    joined(stopping)
    assert not shop.job(job_id).leased(shop.clock.now())
    assert [message.body for message in shop.queue.receive()] == [job_id]
    assert shop.process(job_id, quick).status is JobStatus.SUCCEEDED
