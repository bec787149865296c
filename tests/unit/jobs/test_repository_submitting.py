"""Submitting: what exists afterwards, what does not when it is refused, and how many jobs a user may have."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from finops_core.errors import BadFrame, RateLimited, StorageUnavailable
from finops_core.jobs.events import Event, Progress, RunFailed, RunFinished, RunStarted
from finops_core.jobs.model import Job, JobStatus
from finops_core.jobs.repository import JobSettings, StaleClaim
from tests.unit.jobs.books import Books, open_books
from tests.unit.jobs.schedules import FIRST, new_job

LIMIT = JobSettings().max_active_jobs


def test_a_user_may_have_five_active_jobs_by_default():
    assert LIMIT == 5


def test_a_submitted_job_is_stored_as_it_is_told(books: Books):
    told = books.submit(accounts=("111111111111",), props={"finops": {"tool": "spend"}})
    assert books.stored(told) == told
    assert (told.status, told.next_seq, told.percent, told.attempt) == (JobStatus.QUEUED, 3, 5, 0)
    assert books.jobs.events(told.job_id) == FIRST


@pytest.mark.parametrize("accounts", [None, (), ("1",), ("1", "2")])
def test_no_accounts_and_all_accounts_are_not_mixed_up(books: Books, accounts: tuple[str, ...] | None):
    assert books.stored(books.submit(accounts=accounts)).accounts == accounts


def test_the_first_segment_has_all_a_publisher_needs(books: Books):
    job = books.submit()
    (segment,) = books.jobs.log(job.job_id)
    assert (segment.user_id, segment.thread_id, segment.run_id) == ("ada", "t", "run-1")
    assert (segment.first_seq, segment.last_seq, segment.percent, segment.attempt) == (1, 2, 0, 0)
    assert segment.written_at == books.clock.now()


def test_the_last_job_allowed_is_taken_and_the_next_one_is_not(books: Books):
    for number in range(LIMIT):
        books.submit(f"run-{number}")
    with pytest.raises(RateLimited, match=f"You have {LIMIT} questions running") as refused:
        books.submit("one too many")
    assert (refused.value.retryable, refused.value.retry_after_ms) == (True, 1000)


def test_a_refused_job_leaves_no_trace(books: Books):
    for number in range(LIMIT):
        books.submit(f"run-{number}")
    refused = replace(new_job(books.clock, run_id="too-many", thread_id="new"), question="Too many?")
    with pytest.raises(RateLimited):
        books.jobs.submit(refused, FIRST)
    assert books.jobs.find(refused.job_id) is None
    assert books.jobs.log(refused.job_id) == []
    assert [job.run_id for job in books.jobs.of_thread("ada", "new")] == []
    assert len(books.jobs.running()) == LIMIT


def test_another_users_jobs_do_not_count(books: Books):
    for number in range(LIMIT):
        books.submit(f"run-{number}")
    theirs = new_job(books.clock, user_id="bob")
    assert books.jobs.submit(theirs, FIRST)[1] is False


def test_a_repeated_submit_counts_once(books: Books):
    job = new_job(books.clock)
    for repeat in range(LIMIT + 1):
        stored, duplicate = books.jobs.submit(job, FIRST)
        assert (stored.job_id, duplicate) == (job.job_id, repeat > 0)
    for number in range(LIMIT - 1):
        books.submit(f"other-{number}")
    with pytest.raises(RateLimited):
        books.submit("one too many")


def test_a_repeated_submit_at_the_limit_is_still_the_same_job(books: Books):
    first = books.submit("run-0")
    for number in range(1, LIMIT):
        books.submit(f"run-{number}")
    assert books.jobs.submit(new_job(books.clock, run_id="run-0"), FIRST) == (first, True)


def test_a_repeated_submit_tells_how_far_the_job_is_and_adds_nothing(books: Books):
    job = books.submit()
    done = books.finish(job)
    stored, duplicate = books.jobs.submit(new_job(books.clock), FIRST)
    assert (stored, duplicate) == (done, True)
    assert len(books.jobs.events(job.job_id)) == 4


def test_the_same_run_with_another_input_is_refused_by_its_run_id(books: Books):
    books.submit()
    with pytest.raises(BadFrame, match=r"Run run-1 was submitted before with another input\. Use a new runId\."):
        books.jobs.submit(replace(new_job(books.clock), input_hash="other"), FIRST)


@pytest.mark.parametrize(
    "end",
    [
        RunFinished(),
        RunFinished(outcome="cancelled"),
        RunFinished(outcome="interrupt", interrupts=("i1",)),
        RunFailed(code="TIMEOUT", message="m"),
    ],
    ids=["success", "cancelled", "interrupt", "failed"],
)
def test_every_way_a_job_can_end_makes_room_for_exactly_one_more(books: Books, end: Event):
    jobs = [books.submit(f"run-{number}") for number in range(LIMIT)]
    books.jobs.append(books.claim(jobs[0]), (end,))
    books.submit("instead")
    with pytest.raises(RateLimited):
        books.submit("one too many")


def test_a_job_that_somebody_else_ended_makes_room_once(books: Books):
    jobs = [books.submit(f"run-{number}") for number in range(LIMIT)]
    held = books.claim(jobs[0])
    books.jobs.append(held, (RunFinished(),))
    with pytest.raises(StaleClaim):
        books.jobs.append(held, (RunFinished(outcome="cancelled"),))
    books.submit("instead")
    with pytest.raises(RateLimited):
        books.submit("one too many")


def test_users_that_submit_at_once_never_get_more_than_the_limit(books: Books):
    def attempt(number: int) -> bool:
        try:
            books.others.submit(new_job(books.clock, run_id=f"run-{number}"), FIRST)
        except RateLimited:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(attempt, range(24)))
    assert taken.count(True) == LIMIT
    assert len(books.jobs.running()) == LIMIT


def test_one_run_submitted_from_many_connections_at_once_is_one_job(books: Books):
    def attempt(_: int) -> tuple[Job, bool]:
        return books.others.submit(new_job(books.clock), FIRST)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(attempt, range(16)))
    assert [duplicate for _, duplicate in answers].count(False) == 1
    assert len({job.job_id for job, _ in answers}) == 1
    assert [job.run_id for job in books.jobs.recent("ada")] == ["run-1"]


@pytest.mark.parametrize("after_it_happened", [False, True])
def test_a_submit_without_an_answer_may_be_repeated(books: Books, after_it_happened: bool):
    books.table.fail_write(after_it_happened=after_it_happened)
    with pytest.raises(StorageUnavailable):
        books.submit()
    stored, duplicate = books.jobs.submit(new_job(books.clock), FIRST)
    assert duplicate is after_it_happened
    assert books.jobs.events(stored.job_id) == FIRST
    assert len(books.jobs.recent("ada")) == 1


def test_a_job_with_higher_limits_is_counted_by_them():
    for books in open_books(max_active_jobs=1):
        books.submit("run-1")
        with pytest.raises(RateLimited, match="You have 1 questions running"):
            books.submit("run-2")


def test_first_events_beyond_a_segment_are_an_error_of_their_maker(books: Books):
    many: tuple[Event, ...] = tuple(RunStarted(question="x" * 20_000) for _ in range(2))
    with pytest.raises(ValueError, match="too many values"):
        books.jobs.submit(new_job(books.clock), many)
    assert books.jobs.recent("ada") == []


def test_progress_of_the_first_events_never_goes_back(books: Books):
    events: tuple[Event, ...] = (
        Progress(percent=5, stage="s", message="m"),
        Progress(percent=3, stage="s", message="m"),
    )
    stored, _ = books.jobs.submit(new_job(books.clock), events)
    told = [event.percent for event in books.jobs.events(stored.job_id) if isinstance(event, Progress)]
    assert (told, stored.percent) == ([5, 5], 5)
