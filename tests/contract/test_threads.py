"""Conversations over every storage backend: listed, renamed, deleted, erased, begun anew."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from finops_core.clock import ManualClock
from finops_core.errors import ConditionFailed, JobNotFound, RateLimited
from finops_core.jobs.erasing import LEFT_READABLE, erase_deleted, stop_deleted
from finops_core.jobs.events import Event, Progress, RunFinished, RunStarted, TextDelta
from finops_core.jobs.items import job_key, thread_item_key
from finops_core.jobs.model import Job, JobStatus, job_id_of
from finops_core.jobs.repository import JobRepository, JobSettings
from finops_core.jobs.thread_records import unchanged
from finops_core.table.port import Delete, Item, Key, Put, Table, Update, Value, Write
from finops_core.table.sqlite import SqliteTable

FIRST: tuple[Event, ...] = (RunStarted(question="q"), Progress(percent=5, stage="queued", message="Queued"))
DONE: tuple[Event, ...] = (Progress(percent=100, stage="answer", message="Done."), RunFinished())
LATER_S = LEFT_READABLE.total_seconds() + 1


class CountedTable:
    """Passes everything on and counts the requests of a caller; `before_update` runs once, before its next update."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self.requests = 0
        self.before_update: Callable[[], object] | None = None

    def get(self, key: Key) -> Item | None:
        self.requests += 1
        return self._table.get(key)

    def get_many(self, keys: Iterable[Key]) -> dict[Key, Item]:
        self.requests += 1
        return self._table.get_many(keys)

    def query(
        self, pk: str, *, prefix: str = "", after: str | None = None, limit: int | None = None, reverse: bool = False
    ) -> list[Item]:
        self.requests += 1
        return self._table.query(pk, prefix=prefix, after=after, limit=limit, reverse=reverse)

    def query_index(
        self, index: str, hash: str, *, up_to: str | None = None, limit: int | None = None, reverse: bool = False
    ) -> list[Item]:
        self.requests += 1
        return self._table.query_index(index, hash, up_to=up_to, limit=limit, reverse=reverse)

    def put_if(self, write: Put) -> None:
        self._table.put_if(write)

    def update_if(self, write: Update) -> Item:
        first, self.before_update = self.before_update, None
        if first is not None:
            first()
        return self._table.update_if(write)

    def update_each(self, writes: Sequence[Update]) -> list[Item | None]:
        return self._table.update_each(writes)

    def delete_if(self, write: Delete) -> None:
        self._table.delete_if(write)

    def transact(self, writes: Sequence[Write]) -> None:
        self._table.transact(writes)


class Talks:
    """A job repository and short words for what users do."""

    def __init__(self, table: Table, clock: ManualClock) -> None:
        self.table = CountedTable(table)
        self.clock = clock
        settings = JobSettings(max_active_jobs=10_000)
        self.jobs = JobRepository(self.table, clock, settings)
        self.others = JobRepository(table, clock, settings)

    def ask(self, run_id: str = "run", *, thread_id: str = "t", user_id: str = "ada", question: str = "Q?") -> Job:
        now = self.clock.now()
        job = Job(
            job_id=job_id_of(user_id, run_id),
            user_id=user_id,
            thread_id=thread_id,
            run_id=run_id,
            input_hash=run_id,
            question=question,
            props={},
            accounts=None,
            status=JobStatus.QUEUED,
            created_at=now,
            updated_at=now,
        )
        stored, duplicate = self.others.submit(job, FIRST)
        assert not duplicate
        return stored

    def answered(self, run_id: str = "run", **more: str) -> Job:
        job = self.others.claim(self.ask(run_id, **more).job_id, owner="worker")
        assert job is not None
        return self.others.append(job, DONE)

    def delete(self, thread_id: str = "t", user_id: str = "ada") -> None:
        """As the front door does it."""
        stop_deleted(self.jobs.threads.delete(user_id, thread_id), self.jobs)

    def titles(self, user_id: str = "ada") -> list[tuple[str, str, int]]:
        return [(thread.thread_id, thread.title, thread.jobs) for thread in self.jobs.threads.of_user(user_id)]

    def runs(self, user_id: str = "ada") -> list[str]:
        return [job.run_id for job in self.jobs.recent(user_id)]

    def active(self, user_id: str = "ada") -> object:
        item = self.table.get(Key(f"USER#{user_id}", "ACTIVE"))
        return item and item["jobs"]


@pytest.fixture
def talks(table: Table, clock: ManualClock) -> Talks:
    return Talks(table, clock)


class TestListing:
    def test_threads_come_the_latest_first_with_their_first_question(self, talks: Talks) -> None:
        for number, thread in enumerate(("a", "b", "a")):
            talks.ask(f"run-{number}", thread_id=thread, question=f"Q{number}?")
            talks.clock.advance(1)
        assert talks.titles() == [("a", "Q0?", 2), ("b", "Q1?", 1)]
        assert talks.titles("bob") == []

    def test_a_list_takes_a_handful_of_requests_however_long_it_is(self, talks: Talks) -> None:
        for number in range(12):
            talks.ask(f"run-{number}", thread_id=f"t{number % 3}")
            talks.clock.advance(1)
        for read in (lambda: talks.jobs.recent("ada"), lambda: talks.jobs.of_thread("ada", "t1")):
            talks.table.requests = 0
            assert len(read()) in (12, 4)
            assert talks.table.requests == 3

    def test_a_thread_is_gone_with_its_last_job(self, talks: Talks) -> None:
        talks.ask("run-1")
        talks.clock.advance(timedelta(days=6).total_seconds())
        talks.ask("run-2")
        talks.clock.advance(timedelta(days=2).total_seconds())
        assert talks.titles() == [("t", "Q?", 2)]
        talks.clock.advance(timedelta(days=5).total_seconds())
        assert talks.titles() == talks.runs() == []


class TestRenaming:
    def test_a_thread_keeps_its_name_whatever_is_asked_in_it(self, talks: Talks) -> None:
        talks.ask("run-1")
        talks.jobs.threads.rename("ada", "t", "March, by team 🚀")
        talks.clock.advance(1)
        talks.ask("run-2", question="And April?")
        assert talks.titles() == [("t", "March, by team 🚀", 2)]

    def test_a_name_does_not_keep_a_thread_alive(self, talks: Talks) -> None:
        talks.ask()
        talks.clock.advance(timedelta(days=6).total_seconds())
        talks.jobs.threads.rename("ada", "t", "March")
        talks.clock.advance(timedelta(days=1).total_seconds())
        with pytest.raises(JobNotFound):
            talks.jobs.threads.rename("ada", "t", "April")
        assert talks.titles() == []

    def test_a_thread_deleted_meanwhile_is_not_renamed(self, talks: Talks) -> None:
        talks.ask()
        talks.table.before_update = lambda: talks.others.threads.delete("ada", "t")
        with pytest.raises(JobNotFound):
            talks.jobs.threads.rename("ada", "t", "March")
        assert talks.titles() == []


@pytest.mark.parametrize("user", ["ada", "bob"])
def test_what_is_not_there_or_anothers_is_neither_renamed_nor_deleted(talks: Talks, user: str) -> None:
    talks.ask(user_id="carol")
    with pytest.raises(JobNotFound):
        talks.jobs.threads.rename(user, "t", "Mine")
    with pytest.raises(JobNotFound):
        talks.jobs.threads.delete(user, "t")
    assert talks.titles("carol") == [("t", "Q?", 1)]


class TestDeleting:
    def test_nothing_lists_a_deleted_thread_or_its_jobs(self, talks: Talks) -> None:
        talks.answered("run-1")
        talks.answered("run-2", thread_id="other")
        talks.delete()
        assert talks.titles() == [("other", "Q?", 1)]
        assert talks.runs() == ["run-2"]
        assert talks.jobs.of_thread("ada", "t") == []
        with pytest.raises(JobNotFound):
            talks.jobs.threads.rename("ada", "t", "Back")

    def test_deleting_again_changes_nothing(self, talks: Talks) -> None:
        talks.answered()
        first = talks.jobs.threads.delete("ada", "t")
        talks.clock.advance(5)
        assert talks.jobs.threads.delete("ada", "t") == first

    def test_its_active_jobs_are_cancelled(self, talks: Talks) -> None:
        queued, held = talks.ask("run-1"), talks.others.claim(talks.ask("run-2").job_id, owner="worker")
        assert held is not None
        talks.delete()
        ended = talks.jobs.find(queued.job_id)
        assert ended is not None
        assert ended.status is JobStatus.CANCELLED
        running = talks.jobs.find(held.job_id)
        assert running is not None
        assert (running.status, running.cancel_requested) == (JobStatus.RUNNING, True)
        assert talks.active() == 1

    def test_a_question_asked_later_begins_the_thread_anew(self, talks: Talks) -> None:
        talks.answered("run-1", question="Old?")
        talks.delete()
        talks.clock.advance(1)
        talks.ask("run-2", question="New?")
        assert talks.titles() == [("t", "New?", 1)]
        assert [job.run_id for job in talks.jobs.of_thread("ada", "t")] == ["run-2"]
        assert talks.runs() == ["run-2"]
        talks.clock.advance(LATER_S)
        erase_deleted(talks.jobs)
        assert talks.runs() == ["run-2"]

    def test_a_question_from_before_the_deletion_comes_too_late(self, talks: Talks) -> None:
        talks.ask("run-1")
        talks.delete()
        with pytest.raises(RateLimited, match="deleted"):
            talks.ask("run-2")
        assert talks.active() == 0
        talks.clock.advance(1)
        talks.ask("run-2")

    def test_a_question_that_came_first_is_deleted_too(self, talks: Talks) -> None:
        talks.ask("run-1")

        def ask_by_a_clock_that_runs_ahead() -> None:
            talks.clock.advance(2)
            talks.ask("run-2")
            talks.clock.advance(-2)

        talks.table.before_update = ask_by_a_clock_that_runs_ahead
        talks.delete()
        assert talks.titles() == talks.runs() == []

    def test_a_list_reaches_behind_what_is_deleted_and_not_erased(self, talks: Talks) -> None:
        talks.answered("old", thread_id="other")
        for number in range(12):
            talks.clock.advance(1)
            talks.answered(f"run-{number}")
        talks.delete()
        assert [job.run_id for job in talks.jobs.recent("ada", limit=3)] == ["old"]


class TestErasing:
    def erased(self, talks: Talks, job: Job) -> bool:
        return talks.table.query(job_key(job.job_id).pk) == []

    def test_nothing_of_an_ended_job_is_left(self, talks: Talks) -> None:
        job, other = talks.answered("run-1"), talks.answered("run-2", thread_id="other")
        talks.delete()
        talks.clock.advance(LATER_S)
        assert erase_deleted(talks.jobs) == 1
        assert self.erased(talks, job)
        assert not self.erased(talks, other)
        assert talks.jobs.threads.deletions() == []
        assert erase_deleted(talks.jobs) == 0

    def test_a_job_that_just_ended_stays_readable_for_those_who_follow_it(self, talks: Talks) -> None:
        held = talks.others.claim(talks.ask().job_id, owner="worker")
        assert held is not None
        talks.delete()
        assert erase_deleted(talks.jobs) == 0
        talks.others.append(held, (RunFinished(outcome="cancelled"),))
        talks.clock.advance(LATER_S - 2)
        assert erase_deleted(talks.jobs) == 0
        assert talks.jobs.events(held.job_id)[-1] == RunFinished(outcome="cancelled")
        talks.clock.advance(LATER_S)
        assert erase_deleted(talks.jobs) == 1
        assert self.erased(talks, held)
        assert talks.active() == 0

    def test_a_job_the_deletion_did_not_see_is_stopped_by_the_next_pass(self, talks: Talks) -> None:
        job = talks.ask()
        talks.jobs.threads.delete("ada", "t")
        assert erase_deleted(talks.jobs) == 0
        found = talks.jobs.find(job.job_id)
        assert found is not None
        assert found.status is JobStatus.CANCELLED

    def test_a_large_thread_goes_in_pieces_and_a_pass_that_breaks_off_is_gone_on_from(self, talks: Talks) -> None:
        jobs = [talks.answered(f"run-{number}") for number in range(7)]
        talks.delete()
        talks.clock.advance(LATER_S)
        assert erase_deleted(talks.jobs, page=5) == 5
        assert erase_deleted(talks.jobs, page=5) == 2
        assert all(self.erased(talks, job) for job in jobs)
        assert talks.jobs.threads.deletions() == []

    def test_a_log_of_more_parts_than_a_transaction_takes_goes_too_its_record_last(self, talks: Talks) -> None:
        job = talks.others.claim(talks.ask().job_id, owner="worker")
        assert job is not None
        for number in range(30):
            job = talks.others.append(job, (TextDelta(message_id="m", delta=str(number)),))
        job = talks.others.append(job, DONE)
        talks.jobs.erase(job.job_id)
        assert self.erased(talks, job)

    def test_a_job_that_expired_meanwhile_does_not_hold_up_the_rest(self, talks: Talks) -> None:
        talks.answered("run-1")
        talks.clock.advance(timedelta(days=6, hours=23).total_seconds())
        kept = talks.answered("run-2")
        talks.delete()
        talks.clock.advance(timedelta(hours=2).total_seconds())
        erase_deleted(talks.jobs)
        assert self.erased(talks, kept)
        assert talks.jobs.threads.deletions() == []

    def test_another_deletion_of_a_thread_begun_anew_is_carried_out_too(self, talks: Talks) -> None:
        talks.answered("run-1")
        first = talks.jobs.threads.delete("ada", "t")
        talks.clock.advance(1)
        again = talks.answered("run-2")
        talks.delete()
        talks.jobs.threads.erased(first)
        talks.jobs.threads.postpone(first, by=timedelta(days=1))
        talks.clock.advance(LATER_S)
        assert erase_deleted(talks.jobs) == 2
        assert self.erased(talks, again)


def test_a_repeated_run_of_a_deleted_thread_is_the_same_job_until_it_is_erased(talks: Talks) -> None:
    job = talks.answered()
    talks.delete()
    same, duplicate = talks.jobs.submit(replace(job, status=JobStatus.QUEUED), FIRST)
    assert (same.job_id, duplicate) == (job.job_id, True)


ODD: dict[str, dict[str, Value]] = {
    "a title that is a number": {"title": 7},
    "no title": {"title": None},
    "a moment in words": {"updated_at": "yesterday"},
    "a moment beyond all": {"updated_at": 10**18},
    "a beginning that is none": {"created_at_ms": True},
}
COMPARED: dict[str, dict[str, Value]] = {
    "a count in words": {"jobs": "two"},
    "a count that is a list": {"jobs": [1]},
    "a deletion in words": {"deleted_at_ms": "today"},
    "a deletion that is a mapping": {"deleted_at_ms": {"a": 1}},
    "an end in words": {"expires_at_s": "never"},
}
"""What conditions compare with numbers: to DynamoDB a text is then not below one, and moto breaks."""
MISSING = ("title", "updated_at", "created_at_ms", "jobs", "expires_at_s")


class TestDamage:
    """A record of a conversation that no version of the product writes hinders nobody, its own user least."""

    def write(self, talks: Talks, changes: dict[str, Value], *, without: str = "") -> None:
        key = thread_item_key("ada", "t")
        item = {**(talks.table.get(key) or {"pk": key.pk, "sk": key.sk}), **changes}
        talks.table.put_if(Put(item={name: value for name, value in item.items() if name != without}))

    @pytest.mark.parametrize("odd", ODD)
    def test_it_is_listed_asked_in_renamed_and_deleted_beside_the_others(self, talks: Talks, odd: str) -> None:
        self.use(talks, ODD[odd])

    @pytest.mark.parametrize("odd", COMPARED)
    def test_so_it_is_where_a_number_is_compared(self, clock: ManualClock, tmp_path: Path, odd: str) -> None:
        with closing(SqliteTable(tmp_path / "table.db", clock=clock).open()) as table:
            self.use(Talks(table, clock), COMPARED[odd])

    def use(self, talks: Talks, changes: dict[str, Value]) -> None:
        talks.answered("run-1")
        talks.answered("run-2", thread_id="other", question="Other?")
        self.write(talks, changes)
        assert {title[0] for title in talks.titles()} == {"t", "other"}
        talks.clock.advance(1)
        self.write(talks, changes)
        talks.answered("run-3")
        assert "run-3" in talks.runs()
        self.write(talks, changes)
        talks.jobs.threads.rename("ada", "t", "Mine")
        assert ("t", "Mine") in [title[:2] for title in talks.titles()]
        self.write(talks, changes)
        talks.delete()
        assert talks.titles() == [("other", "Other?", 1)]
        assert talks.runs() == ["run-2"]

    @pytest.mark.parametrize("missing", MISSING)
    def test_a_field_that_is_missing_hinders_nothing(self, talks: Talks, missing: str) -> None:
        talks.answered("run-1")
        self.write(talks, {}, without=missing)
        assert [title[0] for title in talks.titles()] == ["t"]
        talks.answered("run-2")
        assert set(talks.runs()) == {"run-1", "run-2"}

    @pytest.mark.parametrize("moment", ["today", -1, 10**18, None, [1], True])
    def test_a_deletion_whose_moment_is_lost_is_carried_out_and_holds_up_no_other(
        self, talks: Talks, moment: Value
    ) -> None:
        talks.answered("run-1")
        talks.answered("run-2", thread_id="other")
        talks.delete()
        talks.delete("other")
        self.write(talks, {"deleted_at_ms": moment})
        assert talks.runs() == []
        assert talks.titles() == []
        talks.clock.advance(LATER_S)
        assert erase_deleted(talks.jobs) == 2
        talks.clock.advance(LATER_S)
        erase_deleted(talks.jobs)
        assert talks.jobs.threads.deletions() == []
        talks.answered("run-3", question="Anew?")
        assert talks.titles() == [("t", "Anew?", 1)]

    def test_ever_so_many_damaged_deletions_do_not_keep_a_sound_one_waiting(self, talks: Talks) -> None:
        for number in range(12):
            talks.answered(f"run-{number}", thread_id=f"t{number}")
            talks.delete(f"t{number}")
            key = thread_item_key("ada", f"t{number}")
            if number < 11:
                talks.table.put_if(Put(item={**(talks.table.get(key) or {}), "deleted_at_ms": "x"}))
        talks.clock.advance(LATER_S)
        assert sum(erase_deleted(talks.jobs) for _ in range(2)) == 12

    def test_mending_undoes_no_deletion_of_the_same_moment(self, talks: Talks) -> None:
        talks.answered("run-1")
        self.write(talks, {"jobs": "two"})
        before = talks.table.get(thread_item_key("ada", "t"))
        assert before is not None
        self.write(talks, {"deleted_at_ms": 1, "jobs": 1}, without="title")
        with pytest.raises(ConditionFailed):
            talks.table.put_if(Put(item=before, conditions=unchanged(before)))
