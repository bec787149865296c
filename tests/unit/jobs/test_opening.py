"""A log may begin in its job's record: it reads as if the beginning had been stored, and old logs read as before."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from finops_core.jobs import items
from finops_core.jobs.events import Progress, RunFailed, RunStarted
from finops_core.jobs.model import Job, JobStatus
from finops_core.jobs.opening import opening
from finops_core.table.port import Put
from tests.unit.jobs.books import DONE, Books, open_books
from tests.unit.jobs.schedules import new_job

QUESTION = "What did I spend?"


@pytest.fixture(params=[False, True], ids=["in the record", "as earlier releases"])
def either(request: pytest.FixtureRequest) -> Iterator[Books]:
    yield from open_books(plain_records=request.param)


def asked(books: Books, **changes: Any) -> Job:
    job, duplicate = books.jobs.submit(replace(new_job(books.clock), question=QUESTION, **changes), opening(QUESTION))
    assert not duplicate
    return job


def kinds(books: Books, job: Job) -> list[str]:
    return [str(item["sk"]) for item in books.table.query(items.job_key(job.job_id).pk)]


def test_the_beginning_takes_no_item_of_its_own(books: Books):
    assert kinds(books, asked(books)) == ["JOB"]


def test_as_earlier_releases_it_takes_one():
    for books in open_books(plain_records=True):
        assert kinds(books, asked(books)) == ["JOB", "SEG#00000001"]


def test_another_beginning_is_stored(books: Books):
    assert kinds(books, books.submit()) == ["JOB", "SEG#00000001"]


def test_a_log_reads_the_same_either_way(either: Books):
    job = asked(either)
    ended = either.finish(job)
    assert either.jobs.events(job.job_id) == (*opening(QUESTION), *DONE)
    numbered = [number for segment in either.jobs.log(job.job_id) for number, _ in segment.numbered()]
    assert numbered == list(range(1, ended.next_seq))
    first = either.jobs.log(job.job_id)[0]
    assert (first.user_id, first.thread_id, first.run_id, first.percent) == ("ada", "t", "run-1", 0)
    assert (first.attempt, first.written_at) == (0, job.created_at)


@pytest.mark.parametrize("after", range(5))
def test_the_rest_of_a_log_begins_behind_what_is_known(either: Books, after: int):
    job = asked(either)
    either.finish(job)
    rest = [number for segment in either.jobs.log(job.job_id, after=after) for number, _ in segment.numbered()]
    assert rest == list(range(after + 1, 5))


def test_the_rest_knows_the_progress_before_it(either: Books):
    job = asked(either)
    (rest,) = either.jobs.log(job.job_id, after=1)
    assert isinstance(rest.events[0], Progress)
    assert (rest.percent, rest.events[0].percent) == (0, 5)


def test_findings_and_feedback_beside_it_are_no_part_of_the_log(either: Books):
    job = either.claim(asked(either))
    either.jobs.add_artifact(job, "b1", 2)
    assert either.jobs.events(job.job_id) == opening(QUESTION)


@pytest.mark.parametrize("torn", ["one field", "all fields"])
def test_a_damaged_record_ends_after_the_beginning_that_was_told(either: Books, torn: str):
    job = asked(either)
    key = items.job_key(job.job_id)
    record: dict[str, Any] = {**(either.table.get(key) or {}), "next_seq": "none"}
    if torn == "all fields":
        record = {"pk": key.pk, "sk": key.sk}
    either.table.put_if(Put(item=record))
    assert either.stored(job).status is JobStatus.FAILED
    log = either.jobs.log(job.job_id)
    assert [number for segment in log for number, _ in segment.numbered()] == [1, 2, 3]
    assert isinstance(log[0].events[0], RunStarted)
    assert isinstance(log[-1].events[-1], RunFailed)


def test_a_log_of_which_nothing_is_left_is_empty(either: Books):
    job = asked(either)
    either.jobs.erase(job.job_id)
    assert either.jobs.log(job.job_id) == []
