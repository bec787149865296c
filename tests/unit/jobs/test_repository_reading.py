"""Reading: whose jobs, in which order, and for how long they are kept."""

from dataclasses import replace

import pytest

from finops_core.answers import Finding
from finops_core.errors import JobNotFound
from finops_core.jobs.events import StepStarted
from finops_core.jobs.model import Job
from tests.unit.jobs.books import DONE, KEEP_S, Books, open_books
from tests.unit.jobs.schedules import FIRST, new_job


def submit_each_second(books: Books, count: int, *, user_id: str = "ada", thread_id: str = "t") -> list[Job]:
    jobs: list[Job] = []
    for number in range(count):
        new = new_job(books.clock, run_id=f"{thread_id}-{number}", user_id=user_id, thread_id=thread_id)
        jobs.append(books.jobs.submit(replace(new, question=f"Question {number}"), FIRST)[0])
        books.clock.advance(1)
    return jobs


@pytest.mark.parametrize("user", ["bob", "", "ADA", "ada#t"])
def test_a_job_is_its_users_alone(books: Books, user: str):
    job = books.submit()
    assert books.jobs.of_user("ada", job.job_id) == job
    with pytest.raises(JobNotFound, match="There is no job"):
        books.jobs.of_user(user, job.job_id)


def test_an_unknown_job_is_not_found_in_the_same_words(books: Books):
    job = books.submit()
    with pytest.raises(JobNotFound) as unknown:
        books.jobs.of_user("ada", "nothing")
    with pytest.raises(JobNotFound) as foreign:
        books.jobs.of_user("bob", job.job_id)
    assert str(unknown.value).replace("nothing", job.job_id) == str(foreign.value)


def test_recent_jobs_are_ones_own_newest_first_and_as_many_as_asked_for(books: Books):
    mine = submit_each_second(books, 4)
    submit_each_second(books, 2, user_id="bob")
    assert books.jobs.recent("ada") == mine[::-1]
    assert books.jobs.recent("ada", limit=2) == [mine[3], mine[2]]
    assert books.jobs.recent("nobody") == []


def test_a_threads_jobs_come_oldest_first_and_a_limit_keeps_the_newest():
    for books in open_books(max_active_jobs=100):
        jobs = submit_each_second(books, 6, thread_id="a")
        submit_each_second(books, 2, thread_id="b")
        assert books.jobs.of_thread("ada", "a") == jobs
        assert books.jobs.of_thread("ada", "a", limit=2) == jobs[-2:]
        assert books.jobs.of_thread("bob", "a") == []


def test_a_thread_of_the_same_name_of_another_user_is_another_thread(books: Books):
    submit_each_second(books, 2, thread_id="a")
    theirs = submit_each_second(books, 1, user_id="bob", thread_id="a")
    assert books.jobs.of_thread("bob", "a") == theirs


@pytest.mark.parametrize("after", range(8))
def test_the_log_after_any_number_is_exactly_the_rest(books: Books, after: int):
    held = books.claimed()
    held = books.jobs.append(held, tuple(StepStarted(stage=str(number)) for number in range(3)))
    books.jobs.append(held, DONE)
    whole = [pair for segment in books.jobs.log(held.job_id) for pair in segment.numbered()]
    assert len(whole) == 7
    rest = [pair for segment in books.jobs.log(held.job_id, after=after) for pair in segment.numbered()]
    assert rest == whole[after:]


def test_the_log_of_an_unknown_job_is_empty(books: Books):
    assert books.jobs.log("nothing") == []
    assert books.jobs.findings("nothing") == {}
    assert books.jobs.artifact_parts("nothing", "a") == 0


def test_logs_of_two_jobs_are_not_mixed(books: Books):
    first, second = books.claimed("run-1"), books.claimed("run-2")
    books.jobs.append(first, (StepStarted(stage="mine"),), findings={"cost": Finding(headline="mine")})
    assert books.jobs.events(second.job_id) == FIRST
    assert books.jobs.findings(second.job_id) == {}


def test_a_large_result_is_known_once_all_its_parts_are(books: Books):
    job = books.submit()
    assert books.jobs.artifact_parts(job.job_id, "table-0") == 0
    books.jobs.add_artifact(job, "table-0", 3)
    assert books.jobs.artifact_parts(job.job_id, "table-0") == 3
    assert books.jobs.artifact_parts(job.job_id, "table-1") == 0


def test_a_job_and_all_that_belongs_to_it_are_kept_seven_days(books: Books):
    held = books.jobs.append(books.claimed(), (StepStarted(stage="s"),), findings={"cost": Finding(headline="h")})
    held = books.jobs.append(held, DONE)
    books.jobs.add_artifact(held, "table-0", 1)
    books.clock.advance(KEEP_S - 1)
    assert books.stored(held) == held
    assert len(books.jobs.events(held.job_id)) == 5
    assert books.jobs.findings(held.job_id)
    assert books.jobs.artifact_parts(held.job_id, "table-0") == 1
    books.clock.advance(1)
    assert books.jobs.find(held.job_id) is None
    assert books.jobs.log(held.job_id) == []
    assert books.jobs.findings(held.job_id) == {}
    assert books.jobs.artifact_parts(held.job_id, "table-0") == 0
    assert books.jobs.recent("ada") == []
    assert books.jobs.of_thread("ada", "t") == []


def test_what_is_appended_late_does_not_outlive_its_job(books: Books):
    held = books.claimed()
    books.clock.advance(KEEP_S - 10)
    held = books.claim(held, owner="worker-2")
    books.jobs.append(held, (StepStarted(stage="late"),), findings={"cost": Finding(headline="late")})
    books.clock.advance(10)
    assert books.jobs.log(held.job_id) == []
    assert books.jobs.findings(held.job_id) == {}
