"""Ending a job from outside its run: its user always sees one end, with words that say what to do."""

from collections.abc import Callable

import pytest

from finops_core.errors import StorageUnavailable
from finops_core.jobs import ending
from finops_core.jobs.events import AgentFailed, AgentStarted, RunFailed, RunFinished, StepFinished, StepStarted
from finops_core.jobs.model import JobStatus
from finops_core.jobs.repository import JobRepository
from tests.unit.jobs.books import LEASE_S, Books, open_books

End = Callable[[str, JobRepository], bool]
ENDS: tuple[End, ...] = (ending.cancel, ending.dead_letter)


def test_a_queued_job_is_cancelled_with_one_end(books: Books):
    job = books.submit()
    assert ending.cancel(job.job_id, books.jobs)
    assert books.stored(job).status is JobStatus.CANCELLED
    assert books.jobs.events(job.job_id)[2:] == (RunFinished(outcome="cancelled"),)


@pytest.mark.parametrize("end", ENDS)
def test_a_job_that_a_worker_holds_is_left_to_it(books: Books, end: End):
    held = books.claimed()
    assert end(held.job_id, books.jobs) is False
    assert books.stored(held) == held


@pytest.mark.parametrize("end", ENDS)
def test_what_has_ended_or_never_was_stays_as_it_is(books: Books, end: End):
    done = books.finish(books.submit())
    assert end(done.job_id, books.jobs) is False
    assert end("unknown", books.jobs) is False
    assert books.stored(done) == done


def test_an_abandoned_job_is_closed_before_it_is_ended(books: Books):
    held = books.claimed()
    books.jobs.append(held, (StepStarted(stage="agents"), AgentStarted(agent_run_id="a1", agent="cost")))
    books.clock.advance(LEASE_S)
    assert ending.dead_letter(held.job_id, books.jobs)
    closed, finished, end = books.jobs.events(held.job_id)[4:]
    assert isinstance(closed, AgentFailed)
    assert finished == StepFinished(stage="agents")
    assert isinstance(end, RunFailed)
    assert (end.code, books.stored(held).error_code) == ("DEAD_LETTERED", "DEAD_LETTERED")
    assert "Ask again" in end.message


def test_ending_a_job_that_is_taken_over_meanwhile_leaves_it_to_the_taker(books: Books):
    job = books.submit()

    books.table.before_write(lambda: books.finish_in_another_attempt(job), nth=2)
    assert ending.cancel(job.job_id, books.jobs) is False
    assert books.stored(job).status is JobStatus.SUCCEEDED
    assert [type(event) for event in books.jobs.events(job.job_id)].count(RunFinished) == 1


@pytest.mark.parametrize("end", ENDS)
def test_a_store_that_stays_away_is_not_taken_for_an_end(books: Books, end: End):
    job = books.submit()
    books.table.fail_write(after_it_happened=False, nth=2)
    with pytest.raises(StorageUnavailable):
        end(job.job_id, books.jobs)
    assert books.stored(job).active
    books.clock.advance(LEASE_S)
    assert books.due() == ["run-1"]
    assert end(job.job_id, books.jobs)


def test_a_job_tried_too_often_says_how_often_and_what_to_do():
    for books in open_books(max_attempts=3):
        held = books.claimed()
        ending.exhausted(held, books.jobs)
        end = books.jobs.events(held.job_id)[-1]
        assert isinstance(end, RunFailed)
        assert (end.code, books.stored(held).status) == ("TIMEOUT", JobStatus.FAILED)
        assert "3 times" in end.message
        assert "Narrow its period" in end.message
