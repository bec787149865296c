"""What looks after runs while they work: one run's trouble is not another's, and nothing is looked after for ever."""

from collections.abc import Iterator

import pytest

from finops_core.errors import StorageUnavailable
from finops_core.jobs.events import Event, Progress, RunFinished, TextDelta, TextStarted
from finops_core.jobs.model import Job, JobStatus
from finops_core.jobs.repository import JobRepository
from tests.unit.jobs.books import LEASE_S
from tests.unit.worker.shop import DEADLINE_S, Gate, Shop, in_thread, joined
from worker.loop import WorkerLoop
from worker.monitor import Monitor
from worker.process import process_job
from worker.run import JobRun


def progress(percent: int) -> Progress:
    return Progress(percent=percent, stage="s", message="m")


class Forgetful(JobRepository):
    """Cannot read one job, as often as told."""

    unlucky = ""

    def find(self, job_id: str) -> Job | None:
        if job_id == self.unlucky:
            raise StorageUnavailable("no answer")
        return super().find(job_id)


@pytest.fixture
def monitors() -> Iterator[list[Monitor]]:
    """Those a test started, closed at its end."""
    started: list[Monitor] = []
    yield started
    for monitor in started:
        monitor.close()


def wait_until_ended(shop: Shop, job_id: str) -> Job:
    """Looks at the feed until a job has ended; the worker's own deadline bounds it."""
    for _ in range(200):
        job = shop.job(job_id)
        if not job.active:
            return job
        shop.table.wait_for_feed(shop.table.feed_position(), 0.05)
    raise AssertionError("the job never ended")


def test_a_run_that_cannot_be_looked_after_does_not_keep_others_from_being_stopped(shop: Shop, monitors: list[Monitor]):
    jobs = Forgetful(shop.table, shop.clock, shop.jobs.settings)
    first, second = shop.submit("run-1"), shop.submit("run-2")
    jobs.unlucky = first
    monitor = Monitor(jobs)
    monitors.append(monitor)
    monitor.start()
    runs: list[JobRun] = []
    for job_id in (first, second):
        claimed = shop.jobs.claim(job_id, owner="worker")
        assert claimed is not None
        runs.append(JobRun(claimed, shop.jobs))
    with monitor.watching(runs[0]), monitor.watching(runs[1]):
        shop.jobs.request_cancel("ada", second)
        assert wait_until_ended(shop, second).status is JobStatus.CANCELLED
    assert runs[1].cancelled.is_set()
    assert shop.job(first).active


def test_text_is_seen_while_it_is_still_being_written(shop: Shop, monitors: list[Monitor]):
    gate = Gate()

    def talking(run: JobRun) -> Iterator[Event]:
        yield TextStarted(message_id="m")
        yield TextDelta(message_id="m", delta="You spent ")
        gate.wait()

    job_id = shop.submit()
    worker = shop.worker(talking)
    monitors.append(worker.monitor)
    worker.monitor.start()
    position = shop.table.feed_position()
    thread = in_thread(lambda: process_job(job_id, worker))
    gate.wait_until_reached()
    assert shop.table.wait_for_feed(position, DEADLINE_S)
    assert TextDelta(message_id="m", delta="You spent ") in shop.events(job_id)
    gate.open()
    joined(thread)


def test_a_run_whose_job_another_took_over_is_told_to_stop(shop: Shop, monitors: list[Monitor]):
    def outlived(run: JobRun) -> Iterator[Event]:
        shop.clock.advance(LEASE_S)
        assert shop.jobs.claim(run.job.job_id, owner="taker") is not None
        yield progress(60)
        assert run.cancelled.wait(DEADLINE_S)

    job_id = shop.submit()
    worker = shop.worker(outlived)
    monitors.append(worker.monitor)
    worker.monitor.start()
    process_job(job_id, worker)
    assert shop.job(job_id).attempt == 2
    assert len(shop.events(job_id)) == 2


def test_closing_hands_back_what_is_running_and_is_over_although_nothing_ever_ran(shop: Shop):
    idle = Monitor(shop.jobs)
    idle.start()
    idle.close()
    never_started = Monitor(shop.jobs)
    never_started.close()
    claimed = shop.jobs.claim(shop.submit(), owner="worker")
    assert claimed is not None
    busy, run = Monitor(shop.jobs), JobRun(claimed, shop.jobs)
    busy.start()
    with busy.watching(run):
        run.say(progress(30))
        busy.close()
    assert run.over
    assert shop.job(claimed.job_id).percent == 30
    assert shop.jobs.claim(claimed.job_id, owner="other") is not None


def test_a_run_that_is_over_is_not_looked_after_any_more(shop: Shop, monitors: list[Monitor]):
    claimed = shop.jobs.claim(shop.submit(), owner="worker")
    assert claimed is not None
    monitor, run = Monitor(shop.jobs), JobRun(claimed, shop.jobs)
    monitors.append(monitor)
    monitor.start()
    with monitor.watching(run):
        run.finish()
    before = shop.table.statistics().requests
    again = shop.jobs.claim(shop.submit("run-2"), owner="worker")
    assert again is not None
    with monitor.watching(JobRun(again, shop.jobs)) as _:
        pass
    assert shop.table.statistics().requests - before <= 2
    assert shop.events(claimed.job_id)[-1] == RunFinished()


def test_a_loop_goes_on_after_a_job_that_could_not_be_stored(shop: Shop):
    def moody(run: JobRun) -> Iterator[Event]:
        if run.job.run_id == "run-1" and run.job.attempt == 1:
            raise StorageUnavailable("gone")
        yield progress(100)

    first, second = shop.submit("run-1"), shop.submit("run-2")
    loop = WorkerLoop(shop.worker(moody), threads=1)
    loop.start()
    try:
        assert wait_until_ended(shop, second).status is JobStatus.SUCCEEDED
        assert shop.job(first).active
        shop.clock.advance(30)
        assert wait_until_ended(shop, first).status is JobStatus.SUCCEEDED
    finally:
        loop.stop()
    assert shop.job(first).attempt == 2
