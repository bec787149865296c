"""A question that says nothing for too long is ended for its user, and a thread that never comes back is noticed."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from finops_core.errors import ErrorCode, StorageUnavailable
from finops_core.jobs.events import Event, Progress, RunFailed
from finops_core.jobs.model import Job, JobStatus
from finops_core.jobs.repository import JobRepository
from tests.unit.worker.shop import Gate, Shop, in_thread, joined
from worker.loop import WorkerLoop
from worker.monitor import GRACE_S, Monitor
from worker.run import JobRun, Stopped

LIMIT_S = 60.0
STEP = Progress(percent=30, stage="s", message="m")


class Watched:
    """Runs under a monitor that looks when told to, at a time that is told."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.hung: list[str] = []
        self._now = 0.0
        self.monitor = Monitor(
            shop.jobs,
            silence_limit_s=LIMIT_S,
            on_hung=lambda run: self.hung.append(run.job.job_id),
            monotonic=lambda: self._now,
        )
        self._stack = ExitStack()

    def run(self, run_id: str = "run-1") -> JobRun:
        job = self.shop.jobs.claim(self.shop.submit(run_id), owner="worker")
        assert job is not None
        run = JobRun(job, self.shop.jobs)
        self._stack.enter_context(self.monitor.watching(run))
        self.monitor.look()
        return run

    def after(self, seconds: float) -> None:
        self._now += seconds
        self.monitor.look()


def test_a_silent_question_is_ended_for_its_user_in_words(shop: Shop):
    watched = Watched(shop)
    run = watched.run()
    run.say(STEP)
    watched.after(0)
    watched.after(LIMIT_S - 1)
    assert shop.job(run.job.job_id).active
    watched.after(1)
    job = shop.job(run.job.job_id)
    assert (job.status, job.error_code) == (JobStatus.FAILED, ErrorCode.TIMEOUT)
    end = shop.events(job.job_id)[-1]
    assert isinstance(end, RunFailed)
    assert "no sign of life for 60 seconds" in end.message
    assert job.job_id in end.message
    assert run.cancelled.is_set()
    with pytest.raises(Stopped):
        run.say(STEP)


def test_a_question_that_says_something_now_and_then_may_take_as_long_as_it_likes(shop: Shop):
    watched = Watched(shop)
    run = watched.run()
    for _ in range(20):
        run.say(STEP)
        watched.after(LIMIT_S - 1)
    assert shop.job(run.job.job_id).active
    assert watched.hung == []


def test_only_the_silent_one_of_several_is_ended(shop: Shop):
    watched = Watched(shop)
    silent, talking = watched.run("run-1"), watched.run("run-2")
    watched.after(LIMIT_S / 2)
    talking.say(STEP)
    watched.after(0)
    watched.after(LIMIT_S / 2)
    assert shop.job(silent.job.job_id).status is JobStatus.FAILED
    assert shop.job(talking.job.job_id).active


@pytest.mark.parametrize("cancelled", [False, True])
def test_a_thread_that_does_not_come_back_is_noticed_once(shop: Shop, cancelled: bool):
    watched = Watched(shop)
    run = watched.run()
    if cancelled:
        run.cancel()
        watched.after(0)
    watched.after(LIMIT_S if not cancelled else 0)
    watched.after(0)
    grace = LIMIT_S if cancelled else GRACE_S
    watched.after(grace - 1)
    assert watched.hung == []
    for _ in range(3):
        watched.after(1)
    assert watched.hung == [run.job.job_id]


def test_a_store_that_is_away_does_not_keep_the_silent_one_from_its_end(shop: Shop):
    class Away(JobRepository):
        away = True

        def append(self, job: Job, events: tuple[Event, ...], **more: object) -> Job:
            if self.away:
                raise StorageUnavailable("gone")
            return super().append(job, events)

    jobs = Away(shop.table, shop.clock, shop.jobs.settings)
    watched = Watched(shop)
    job = shop.jobs.claim(shop.submit(), owner="worker")
    assert job is not None
    with watched.monitor.watching(JobRun(job, jobs)):
        watched.after(LIMIT_S)
        assert shop.job(job.job_id).active
        jobs.away = False
        watched.after(1)
    assert shop.job(job.job_id).status is JobStatus.FAILED


def test_a_loop_takes_another_thread_for_one_that_is_stuck(shop: Shop):
    gate = Gate()

    def answer(run: JobRun) -> Iterator[Event]:
        if run.job.run_id == "run-1":
            gate.wait()
        yield Progress(percent=100, stage="answer", message="Done.")

    loop = WorkerLoop(shop.worker(answer), threads=1)
    stuck = shop.submit("run-1")
    loop.start()
    gate.wait_until_reached()
    after = shop.submit("run-2")
    loop.replace_thread()
    ended = in_thread(lambda: _until_ended(shop, after))
    joined(ended)
    assert shop.job(stuck).active
    gate.open()
    loop.stop()


def _until_ended(shop: Shop, job_id: str) -> None:
    while shop.job(job_id).active:
        shop.table.wait_for_feed(shop.table.feed_position(), 0.05)
