"""What becomes of a job in a worker's hands."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from finops_core.answers import Finding
from finops_core.errors import ErrorCode, StorageUnavailable, ToolError
from finops_core.jobs.events import (
    AgentFailed,
    AgentFinished,
    AgentStarted,
    Event,
    Progress,
    Retried,
    RunFailed,
    RunFinished,
    StepFinished,
    StepStarted,
    TextDelta,
    TextEnded,
    TextStarted,
)
from finops_core.jobs.model import Job, JobStatus
from finops_core.jobs.repository import JobRepository
from tests.unit.worker.shop import Gate, Shop, in_thread, joined, open_shop
from worker.handler import dead_letter_handler, handler, sweep_handler
from worker.loop import WorkerLoop
from worker.process import process_job
from worker.run import JobRun
from worker.sweep import recover


def progress(percent: int) -> Progress:
    return Progress(percent=percent, stage="s", message="m")


def quick(run: JobRun) -> Iterator[Event]:
    yield progress(30)
    yield progress(100)


def given_up(run: JobRun) -> Iterator[Event]:
    run.hand_back()
    yield from ()


def never(run: JobRun) -> Iterator[Event]:
    raise AssertionError("nobody may ask")
    yield


def test_a_job_is_run_to_its_end(shop: Shop):
    job_id = shop.submit()
    assert shop.process(job_id, quick).status is JobStatus.SUCCEEDED
    assert shop.events(job_id)[2:] == (progress(30), progress(100), RunFinished())


def test_a_job_without_a_model_takes_at_most_nine_write_requests(shop: Shop):
    before = shop.table.statistics().requests
    shop.process(shop.submit(), quick)
    assert shop.table.statistics().requests - before <= 9


def test_a_doorbell_for_a_job_that_ended_is_left_alone(shop: Shop):
    job_id = shop.submit()
    shop.process(job_id, quick)
    before = shop.events(job_id)
    shop.process(job_id, never)
    assert shop.events(job_id) == before


def test_a_doorbell_for_nothing_is_left_alone(shop: Shop):
    worker = shop.worker(never)
    process_job("unknown", worker)
    assert shop.queue.receive() == []


def test_a_job_held_by_another_worker_is_left_alone(shop: Shop):
    job_id = shop.submit()
    held = shop.jobs.claim(job_id, owner="other")
    assert shop.process(job_id, never) == held


def test_a_tool_that_fails_ends_the_job_with_its_words(shop: Shop):
    def failing(run: JobRun) -> Iterator[Event]:
        yield StepStarted(stage="agents")
        raise ToolError("The bill has no tag `team`. It has `project`.")

    job_id = shop.submit()
    job = shop.process(job_id, failing)
    assert (job.status, job.error_code) == (JobStatus.FAILED, "INTERNAL")
    assert shop.events(job_id)[-2:] == (
        StepFinished(stage="agents"),
        RunFailed(code="INTERNAL", message="The bill has no tag `team`. It has `project`."),
    )


def test_a_bug_ends_the_job_visibly_and_without_its_details(shop: Shop):
    def broken(run: JobRun) -> Iterator[Event]:
        yield progress(30)
        raise ZeroDivisionError("secret")

    job_id = shop.submit()
    assert shop.process(job_id, broken).status is JobStatus.FAILED
    end = shop.events(job_id)[-1]
    assert isinstance(end, RunFailed)
    assert job_id in end.message
    assert "secret" not in end.message


def test_a_store_that_goes_away_leaves_the_job_for_another_attempt(shop: Shop):
    def unlucky(run: JobRun) -> Iterator[Event]:
        yield progress(60)
        raise StorageUnavailable("the bucket did not answer")

    job_id = shop.submit()
    with pytest.raises(StorageUnavailable):
        shop.process(job_id, unlucky)
    assert shop.job(job_id).status is JobStatus.RUNNING
    assert shop.process(job_id, quick).status is JobStatus.SUCCEEDED


def test_a_second_attempt_closes_what_was_open_and_never_goes_back(shop: Shop):
    def lost(run: JobRun) -> Iterator[Event]:
        yield StepStarted(stage="agents")
        yield AgentStarted(agent_run_id="a1", agent="cost")
        yield TextStarted(message_id="m1")
        yield progress(60)
        run.hand_back()

    job_id = shop.submit()
    shop.process(job_id, lost)
    job = shop.process(job_id, quick)
    assert (job.status, job.attempt) == (JobStatus.SUCCEEDED, 2)
    assert shop.events(job_id)[6:] == (
        TextEnded(message_id="m1"),
        AgentFailed(agent_run_id="a1", message="the worker that ran this was lost"),
        StepFinished(stage="agents"),
        Retried(attempt=2, reason="the worker that ran this was lost"),
        progress(60),
        progress(100),
        RunFinished(),
    )


def test_what_an_agent_found_is_kept_for_the_next_attempt(shop: Shop):
    finding = Finding(headline="You spent it all.")

    def half(run: JobRun) -> Iterator[Event]:
        yield AgentStarted(agent_run_id="a1", agent="cost")
        yield AgentFinished(agent_run_id="a1", agent="cost", step="cost", finding=finding)
        run.hand_back()

    job_id = shop.submit()
    shop.process(job_id, half)
    assert shop.jobs.findings(job_id) == {"cost": finding}
    assert AgentFinished(agent_run_id="a1", agent="cost") in shop.events(job_id)


def test_a_finding_too_large_to_keep_is_found_again_and_the_job_goes_on(shop: Shop):
    huge = Finding(headline="h", prose="x" * 500_000)

    def wordy(run: JobRun) -> Iterator[Event]:
        yield AgentStarted(agent_run_id="a1", agent="cost")
        yield AgentFinished(agent_run_id="a1", agent="cost", step="cost", finding=huge)

    job_id = shop.submit()
    assert shop.process(job_id, wordy).status is JobStatus.SUCCEEDED
    assert shop.jobs.findings(job_id) == {}


def test_a_job_attempted_too_often_ends_with_timeout(tmp_path: Path):
    for shop in open_shop(tmp_path, max_attempts=2):
        job_id = shop.submit()
        for _ in range(2):
            shop.process(job_id, given_up)
        job = shop.process(job_id, never)
        assert (job.status, job.error_code) == (JobStatus.FAILED, "TIMEOUT")


def test_a_stop_is_recorded_while_a_tool_cannot_be_interrupted(shop: Shop):
    gate = Gate()

    def stuck(run: JobRun) -> Iterator[Event]:
        yield StepStarted(stage="agents")
        gate.wait()
        yield progress(100)

    job_id = shop.submit()
    worker = shop.worker(stuck)
    worker.monitor.start()
    thread = in_thread(lambda: process_job(job_id, worker))
    gate.wait_until_reached()
    shop.jobs.request_cancel("ada", job_id)
    while shop.job(job_id).active:
        shop.table.wait_for_feed(shop.table.feed_position(), 0.05)
    assert shop.job(job_id).status is JobStatus.CANCELLED
    assert shop.events(job_id)[-2:] == (StepFinished(stage="agents"), RunFinished(outcome="cancelled"))
    gate.open()
    joined(thread)
    worker.monitor.close()
    assert shop.events(job_id)[-1] == RunFinished(outcome="cancelled")


def test_a_job_stopped_before_it_was_claimed_is_not_run(shop: Shop):
    job_id = shop.submit()
    shop.jobs.request_cancel("ada", job_id)
    assert shop.process(job_id, never).status is JobStatus.CANCELLED


def test_progress_is_seen_while_a_tool_works(shop: Shop):
    gate = Gate()

    def slow(run: JobRun) -> Iterator[Event]:
        yield progress(30)
        gate.wait()

    job_id = shop.submit()
    worker = shop.worker(slow)
    worker.monitor.start()
    position = shop.table.feed_position()
    thread = in_thread(lambda: process_job(job_id, worker))
    gate.wait_until_reached()
    assert shop.table.wait_for_feed(position, 10)
    assert shop.job(job_id).percent == 30
    gate.open()
    joined(thread)
    worker.monitor.close()


def test_an_attempt_that_takes_too_long_is_handed_on(shop: Shop):
    gate = Gate()

    def slow(run: JobRun) -> Iterator[Event]:
        yield progress(30)
        run.cancelled.wait(10)
        yield progress(60)

    job_id = shop.submit()
    (doorbell,) = shop.queue.receive()
    shop.queue.delete(doorbell)
    worker = shop.worker(slow, attempt_limit_s=0.05)
    worker.monitor.start()
    process_job(job_id, worker)
    worker.monitor.close()
    gate.open()
    job = shop.job(job_id)
    assert (job.status, job.percent) == (JobStatus.RUNNING, 30)
    assert not job.leased(shop.clock.now())
    assert [message.body for message in shop.queue.receive()] == [job_id]


def test_the_last_attempt_that_takes_too_long_ends_in_words(shop: Shop):
    def slow(run: JobRun) -> Iterator[Event]:
        yield progress(30)
        run.cancelled.wait(10)
        yield progress(60)

    job_id = shop.submit()
    for _ in range(shop.jobs.settings.max_attempts - 1):
        claimed = shop.jobs.claim(job_id, owner="another")
        assert claimed is not None
        shop.jobs.hand_back(claimed)
    worker = shop.worker(slow, attempt_limit_s=0.05)
    worker.monitor.start()
    process_job(job_id, worker)
    worker.monitor.close()
    job = shop.job(job_id)
    assert (job.status, job.attempt) == (JobStatus.FAILED, shop.jobs.settings.max_attempts)
    (error,) = (event for event in shop.events(job_id) if isinstance(event, RunFailed))
    assert error.code == ErrorCode.TIMEOUT
    assert "Narrow its period" in error.message


def test_an_attempt_without_time_ends_before_it_begins(shop: Shop):
    job_id = shop.submit()
    worker = shop.worker(quick, attempt_limit_s=0.0)
    process_job(job_id, worker)
    assert shop.job(job_id).status is JobStatus.RUNNING
    assert not shop.job(job_id).leased(shop.clock.now())


def test_several_workers_share_a_queue_and_each_job_runs_once(shop: Shop):
    jobs = [shop.submit(f"run-{number}") for number in range(5)]
    loops = [WorkerLoop(shop.worker(quick), threads=3) for _ in range(2)]
    for loop in loops:
        loop.start()
    while any(shop.job(job_id).active for job_id in jobs):
        shop.table.wait_for_feed(shop.table.feed_position(), 0.05)
    for loop in loops:
        loop.stop()
    assert {shop.job(job_id).attempt for job_id in jobs} == {1}
    assert all(shop.events(job_id).count(RunFinished()) == 1 for job_id in jobs)


def test_stopping_hands_running_jobs_back_for_others(shop: Shop):
    gate = Gate()

    def slow(run: JobRun) -> Iterator[Event]:
        yield progress(30)
        gate.wait()
        yield progress(100)

    job_id = shop.submit()
    loop = WorkerLoop(shop.worker(slow), threads=1)
    loop.start()
    gate.wait_until_reached()
    stopping = in_thread(lambda: loop.stop(wait_s=10))
    while shop.job(job_id).leased(shop.clock.now()):
        shop.table.wait_for_feed(shop.table.feed_position(), 0.05)
    gate.open()
    joined(stopping)
    assert shop.process(job_id, quick).status is JobStatus.SUCCEEDED


def test_a_loop_takes_no_more_messages_than_it_has_free_threads(shop: Shop):
    gate = Gate()

    def slow(run: JobRun) -> Iterator[Event]:
        gate.wait()
        yield progress(100)

    first, second = shop.submit("run-1"), shop.submit("run-2")
    loop = WorkerLoop(shop.worker(slow), threads=1)
    loop.start()
    gate.wait_until_reached()
    assert [message.body for message in shop.queue.receive()] == [second]
    gate.open()
    while shop.job(first).active:
        shop.table.wait_for_feed(shop.table.feed_position(), 0.05)
    loop.stop()


def test_the_sweep_rings_for_a_job_whose_doorbell_was_lost(shop: Shop):
    job_id = shop.submit()
    (lost,) = shop.queue.receive()
    shop.queue.delete(lost)
    assert sweep_handler({}, None, jobs=shop.jobs, doorbells=shop.queue) == {"rang": 0}
    shop.clock.advance(20)
    assert sweep_handler({}, None, jobs=shop.jobs, doorbells=shop.queue) == {"rang": 1}
    assert [message.body for message in shop.queue.receive()] == [job_id]
    assert sweep_handler({}, None, jobs=shop.jobs, doorbells=shop.queue) == {"rang": 0}


def test_a_start_that_knows_all_workers_are_gone_takes_over_at_once(shop: Shop):
    held, queued = shop.submit("run-1"), shop.submit("run-2")
    shop.jobs.claim(held, owner="dead")
    for message in shop.queue.receive():
        shop.queue.delete(message)
    assert recover(shop.jobs, shop.queue) == 2
    assert {message.body for message in shop.queue.receive()} == {held, queued}
    assert shop.process(held, quick).status is JobStatus.SUCCEEDED


def test_a_batch_names_the_messages_that_failed(shop: Shop):
    def unlucky(run: JobRun) -> Iterator[Event]:
        raise StorageUnavailable("gone")
        yield

    job_id = shop.submit()
    worker = shop.worker(unlucky)
    worker.monitor.start()
    [message] = shop.queue.receive()
    failing = {
        "body": job_id,
        "messageId": "m2",
        "receiptHandle": message.receipt,
        "attributes": {"ApproximateReceiveCount": str(message.deliveries)},
    }
    records = [{"body": "unknown", "messageId": "m1"}, failing]
    assert handler({"Records": records}, None, worker=worker) == {"batchItemFailures": [{"itemIdentifier": "m2"}]}
    worker.monitor.close()
    shop.clock.advance(1.9)
    assert shop.queue.receive() == []
    shop.clock.advance(0.2)
    assert [again.body for again in shop.queue.receive()] == [job_id]


def test_a_dead_letter_ends_its_job_for_the_user(shop: Shop):
    job_id = shop.submit()
    records = [{"body": job_id, "messageId": "m1"}, {"body": "rubbish \x00", "messageId": "m2"}]
    assert dead_letter_handler({"Records": records}, None, jobs=shop.jobs) == {"batchItemFailures": []}
    assert (shop.job(job_id).status, shop.job(job_id).error_code) == (JobStatus.FAILED, "DEAD_LETTERED")


def test_a_dead_letter_whose_job_cannot_be_ended_comes_again_alone(shop: Shop):
    class Unavailable(JobRepository):
        def claim(self, job_id: str, *, owner: str) -> Job | None:
            if job_id == "unlucky":
                raise StorageUnavailable("gone")
            return super().claim(job_id, owner=owner)

    jobs = Unavailable(shop.table, shop.clock, shop.jobs.settings)
    job_id = shop.submit()
    records = [{"body": "unlucky", "messageId": "m1"}, {"body": job_id, "messageId": "m2"}]
    failed = {"batchItemFailures": [{"itemIdentifier": "m1"}]}
    assert dead_letter_handler({"Records": records}, None, jobs=jobs) == failed
    assert shop.job(job_id).status is JobStatus.FAILED


def test_text_is_joined_into_few_writes(shop: Shop):
    def talkative(run: JobRun) -> Iterator[Event]:
        yield TextStarted(message_id="m")
        for _ in range(500):
            yield TextDelta(message_id="m", delta="word ")
        yield TextEnded(message_id="m")

    job_id = shop.submit()
    before = shop.table.statistics().requests
    shop.process(job_id, talkative)
    assert shop.table.statistics().requests - before <= 4
    texts = [event.delta for event in shop.events(job_id) if isinstance(event, TextDelta)]
    assert "".join(texts) == "word " * 500
