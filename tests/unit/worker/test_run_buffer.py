"""Between a run's events and its job's log: nothing said is lost, doubled or written after the end."""

from collections.abc import Iterator

import pytest

from finops_core.answers import Finding
from finops_core.errors import (
    BillError,
    FinOpsError,
    Forbidden,
    JobTimeout,
    RateLimited,
    StorageUnavailable,
    ToolError,
    ToolRetry,
)
from finops_core.jobs.events import (
    AgentFinished,
    AgentStarted,
    Event,
    Progress,
    RunFailed,
    RunFinished,
    StepFinished,
    StepStarted,
    TextDelta,
    TextEnded,
    TextStarted,
)
from finops_core.jobs.model import JobStatus
from tests.unit.jobs.books import LEASE_S, Books, open_books
from worker.run import JobRun, Stopped

STEP = StepStarted(stage="agents")


@pytest.fixture
def books() -> Iterator[Books]:
    yield from open_books()


@pytest.fixture
def run(books: Books) -> JobRun:
    return JobRun(books.claimed(), books.jobs)


def logged(books: Books, run: JobRun) -> tuple[Event, ...]:
    """What the run has in the log beyond the job's first events."""
    return books.jobs.events(run.job.job_id)[2:]


def progress(percent: int) -> Progress:
    return Progress(percent=percent, stage="s", message="m")


def test_what_is_said_is_written_when_flushed(books: Books, run: JobRun):
    run.say(STEP, progress(30))
    assert logged(books, run) == ()
    run.flush()
    assert logged(books, run) == (STEP, progress(30))
    assert (run.job.percent, run.job) == (30, books.stored(run.job))


def test_a_flush_of_nothing_writes_nothing(books: Books, run: JobRun):
    before = books.stored(run.job)
    run.flush()
    run.flush_if_due()
    assert books.stored(run.job) == before


def test_the_end_is_written_at_once_with_all_that_was_said(books: Books, run: JobRun):
    run.say(STEP)
    run.finish()
    assert logged(books, run) == (STEP, StepFinished(stage="agents"), RunFinished())
    assert run.over


def test_after_the_end_nothing_more_is_taken(books: Books, run: JobRun):
    run.finish()
    for more in (run.finish, lambda: run.say(STEP), lambda: run.fail(ToolError("late"))):
        with pytest.raises(Stopped):
            more()
    run.cancel()
    run.hand_back()
    run.renew()
    run.flush_if_due()
    assert logged(books, run) == (RunFinished(),)
    assert books.stored(run.job).status is JobStatus.SUCCEEDED


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ToolError("No such tag."), "INTERNAL"),
        (ToolRetry("Name a service."), "INTERNAL"),
        (BillError("bill.csv cannot be read."), "INTERNAL"),
        (JobTimeout("Too slow."), "TIMEOUT"),
        (Forbidden("Not your account."), "FORBIDDEN"),
        (RateLimited("The cap is reached."), "RATE_LIMITED"),
    ],
)
def test_a_failure_ends_the_log_with_its_code_and_words(books: Books, run: JobRun, error: FinOpsError, code: str):
    run.say(TextStarted(message_id="m1"))
    run.fail(error)
    assert logged(books, run)[1:] == (TextEnded(message_id="m1"), RunFailed(code=code, message=str(error)))
    assert books.stored(run.job).error_code == code


def test_cancelling_writes_the_end_once(books: Books, run: JobRun):
    run.say(STEP)
    run.cancel()
    run.cancel()
    assert run.cancelled.is_set()
    assert logged(books, run) == (STEP, StepFinished(stage="agents"), RunFinished(outcome="cancelled"))
    with pytest.raises(Stopped):
        run.say(progress(100))


def test_handing_back_writes_what_was_said_and_lets_go(books: Books, run: JobRun):
    run.say(STEP)
    run.hand_back()
    assert run.cancelled.is_set()
    assert logged(books, run) == (STEP,)
    assert books.claim(run.job, owner="worker-2").attempt == 2
    with pytest.raises(Stopped):
        run.say(progress(60))


def test_a_lost_lease_ends_the_run_at_its_next_write(books: Books, run: JobRun):
    books.clock.advance(LEASE_S)
    taken = books.claim(run.job, owner="worker-2")
    run.say(STEP)
    with pytest.raises(Stopped):
        run.flush()
    assert run.over
    assert books.stored(run.job) == taken


def test_a_lost_lease_is_noticed_by_renewing(books: Books, run: JobRun):
    books.clock.advance(LEASE_S)
    books.claim(run.job, owner="worker-2")
    with pytest.raises(Stopped):
        run.renew()
    assert run.over
    assert run.cancelled.is_set()


def test_handing_back_what_another_has_by_now_leaves_it_to_them(books: Books, run: JobRun):
    books.clock.advance(LEASE_S)
    taken = books.claim(run.job, owner="worker-2")
    run.hand_back()
    assert run.over
    assert books.stored(run.job) == taken


def test_renewing_keeps_the_lease(books: Books, run: JobRun):
    books.clock.advance(LEASE_S - 1)
    run.renew()
    books.clock.advance(LEASE_S - 1)
    assert books.jobs.claim(run.job.job_id, owner="worker-2") is None


def test_what_an_agent_found_is_stored_with_its_event_and_not_before(books: Books, run: JobRun):
    found = Finding(headline="h")
    run.say(AgentFinished(agent_run_id="a1", agent="cost", step="cost", finding=found))
    assert books.jobs.findings(run.job.job_id) == {}
    run.flush()
    assert books.jobs.findings(run.job.job_id) == {"cost": found}


def test_neighbouring_text_is_one_event_in_the_log(books: Books, run: JobRun):
    for word in ("You ", "spent ", "it."):
        run.say(TextDelta(message_id="m1", delta=word))
    run.flush()
    assert logged(books, run) == (TextDelta(message_id="m1", delta="You spent it."),)


def test_a_retry_closes_what_an_earlier_attempt_left_open_when_it_ends(books: Books):
    first = JobRun(books.claimed(), books.jobs)
    first.say(STEP, AgentStarted(agent_run_id="a1", agent="cost"))
    first.hand_back()
    again = JobRun(books.claim(first.job, owner="worker-2"), books.jobs, earlier=books.jobs.events(first.job.job_id))
    again.finish()
    assert [event.type for event in logged(books, again)] == [
        "step_started",
        "agent_started",
        "agent_failed",
        "step_finished",
        "run_finished",
    ]


# How long events wait for more


class Stopwatch:
    """Time that moves when told to, for the run's own waiting."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def stopwatch(monkeypatch: pytest.MonkeyPatch) -> Stopwatch:
    watch = Stopwatch()
    monkeypatch.setattr("worker.run.time", watch)
    return watch


WORD = TextDelta(message_id="m", delta="word ")


@pytest.mark.parametrize(
    ("said", "waits_s"),
    [((progress(30),), 0.05), ((WORD,), 0.25), ((WORD, WORD), 0.25), ((WORD, progress(30)), 0.05)],
    ids=["progress", "text", "more text", "text and progress"],
)
def test_events_are_seen_within_a_twentieth_of_a_second_and_text_within_a_quarter(
    books: Books, run: JobRun, stopwatch: Stopwatch, said: tuple[Event, ...], waits_s: float
):
    run.say(*said)
    stopwatch.now += waits_s - 0.01
    run.flush_if_due()
    assert logged(books, run) == ()
    stopwatch.now += 0.011
    run.flush_if_due()
    assert len(logged(books, run)) > 0


def test_the_first_event_that_waits_counts_and_the_next_ones_begin_anew(
    books: Books, run: JobRun, stopwatch: Stopwatch
):
    run.say(progress(30))
    stopwatch.now += 0.04
    run.say(progress(60))
    stopwatch.now += 0.02
    run.flush_if_due()
    assert logged(books, run) == (progress(30), progress(60))
    run.say(progress(90))
    stopwatch.now += 0.04
    run.flush_if_due()
    assert len(logged(books, run)) == 2
    stopwatch.now += 0.02
    run.flush_if_due()
    assert len(logged(books, run)) == 3


def test_endless_text_is_written_four_times_a_second_at_most(books: Books, run: JobRun, stopwatch: Stopwatch):
    for _ in range(200):
        run.say(WORD)
        stopwatch.now += 0.01
        run.flush_if_due()
    assert 6 <= len(books.jobs.log(run.job.job_id)) - 1 <= 8


# The store goes away


@pytest.mark.parametrize("after_it_happened", [False, True])
def test_what_could_not_be_written_is_written_by_the_next_flush(books: Books, run: JobRun, after_it_happened: bool):
    found = Finding(headline="h")
    run.say(STEP, AgentFinished(agent_run_id="a1", agent="cost", step="cost", finding=found))
    books.table.fail_write(after_it_happened=after_it_happened)
    if after_it_happened:
        run.flush()
    else:
        with pytest.raises(StorageUnavailable):
            run.flush()
        assert logged(books, run) == ()
    run.say(progress(60))
    run.flush()
    assert [event.type for event in logged(books, run)] == ["step_started", "agent_finished", "progress"]
    assert books.jobs.findings(run.job.job_id) == {"cost": found}


def test_an_answer_said_while_the_store_was_away_is_in_the_log_of_a_job_that_succeeded(books: Books, run: JobRun):
    run.say(STEP, progress(90))
    books.table.fail_write(after_it_happened=False)
    with pytest.raises(StorageUnavailable):
        run.flush()
    run.finish()
    assert logged(books, run) == (STEP, progress(90), StepFinished(stage="agents"), RunFinished())


def test_an_end_that_could_not_be_written_is_written_when_the_job_is_handed_back(books: Books, run: JobRun):
    run.say(STEP)
    books.table.fail_write(after_it_happened=False)
    with pytest.raises(StorageUnavailable):
        run.finish()
    assert not run.over
    run.hand_back()
    assert run.over
    assert logged(books, run) == (STEP, StepFinished(stage="agents"), RunFinished())
    assert books.stored(run.job).status is JobStatus.SUCCEEDED


def test_a_stop_that_could_not_be_written_is_written_by_the_next_flush_and_only_once(books: Books, run: JobRun):
    run.say(STEP)
    books.table.fail_write(after_it_happened=False)
    with pytest.raises(StorageUnavailable):
        run.cancel()
    with pytest.raises(Stopped):
        run.say(progress(100))
    run.cancel()
    run.flush()
    assert logged(books, run) == (STEP, StepFinished(stage="agents"), RunFinished(outcome="cancelled"))
    assert run.over


def test_a_write_that_broke_off_between_two_segments_leaves_the_job_to_the_next_attempt(books: Books, run: JobRun):
    run.say(TextStarted(message_id="m"))
    for part in range(8):
        run.say(TextDelta(message_id="m", delta=f"{part}" * 6000))
    books.table.fail_write(after_it_happened=False, nth=2)
    with pytest.raises(StorageUnavailable):
        run.flush()
    with pytest.raises(Stopped):
        run.flush()
    seqs = [seq for segment in books.jobs.log(run.job.job_id) for seq, _ in segment.numbered()]
    assert seqs == list(range(1, len(seqs) + 1))
    books.clock.advance(LEASE_S)
    again = JobRun(books.claim(run.job, owner="worker-2"), books.jobs, earlier=books.jobs.events(run.job.job_id))
    again.finish()
    assert logged(books, again)[-2:] == (TextEnded(message_id="m"), RunFinished())
