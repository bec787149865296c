"""Claims, leases and due moments: who may append to a job, until when, and when somebody looks at it again."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from finops_core.errors import JobNotFound, StorageUnavailable
from finops_core.jobs.events import RunFinished, StepStarted
from finops_core.jobs.items import DUE_SHARDS, job_to_item
from finops_core.jobs.model import TERMINAL_STATUSES, Job, JobStatus, Lease
from finops_core.jobs.repository import JobSettings, StaleClaim
from finops_core.table.port import Put
from finops_core.table.schema import DUE_INDEX
from tests.unit.jobs.books import DONE, LEASE_S, RING_AGAIN_S, Books
from tests.unit.jobs.schedules import FIRST, new_job

STEP = (StepStarted(stage="routing"),)


def test_leases_and_retries_have_the_promised_lengths():
    settings = JobSettings()
    assert settings.lease_for == timedelta(seconds=LEASE_S)
    assert settings.ring_again_after == timedelta(seconds=RING_AGAIN_S)
    assert settings.max_attempts == 5
    assert settings.keep_for == timedelta(days=7)


def test_a_claim_is_stored_as_it_is_told(books: Books):
    held = books.claimed()
    assert books.stored(held) == held
    assert (held.status, held.attempt) == (JobStatus.RUNNING, 1)
    assert held.lease is not None
    assert (held.lease.owner, held.lease.until - books.clock.now()) == ("worker-1", timedelta(seconds=LEASE_S))


def test_nobody_else_may_claim_until_the_lease_has_passed(books: Books):
    held = books.claimed()
    books.clock.advance(LEASE_S - 0.001)
    assert books.jobs.claim(held.job_id, owner="worker-2") is None
    books.clock.advance(0.001)
    taken = books.jobs.claim(held.job_id, owner="worker-2")
    assert taken is not None
    assert (taken.attempt, taken.lease.owner if taken.lease else None) == (2, "worker-2")


def test_a_claim_of_what_has_ended_or_never_was_is_none(books: Books):
    done = books.finish(books.submit())
    assert books.jobs.claim(done.job_id, owner="worker-2") is None
    assert books.jobs.claim("unknown", owner="worker-2") is None
    assert books.stored(done) == done


QUEUED, RUNNING = JobStatus.QUEUED, JobStatus.RUNNING
STATES = {
    "queued": (QUEUED, None),
    "held": (RUNNING, LEASE_S),
    "held for a millisecond more": (RUNNING, 0.001),
    "lease passed": (RUNNING, -1),
    "handed back just now": (RUNNING, 0),
    **{status.value.lower(): (status, None) for status in sorted(TERMINAL_STATUSES)},
}
CLAIMABLE = {"queued", "lease passed", "handed back just now"}


@pytest.mark.parametrize("state", STATES)
def test_a_claim_succeeds_exactly_when_nobody_holds_an_active_job(books: Books, state: str):
    status, held_for_s = STATES[state]
    now = books.clock.now()
    lease = None if held_for_s is None else Lease(owner="worker-1", until=now + timedelta(seconds=held_for_s))
    before = replace(new_job(books.clock), status=status, lease=lease, attempt=1, next_seq=3, percent=5)
    books.table.put_if(Put(item=job_to_item(before, due_at_ms=None, expires_at_s=2**40)))
    after = books.jobs.claim(before.job_id, owner="worker-2")
    if state not in CLAIMABLE:
        assert after is None
        assert books.stored(before) == before
        return
    held = Lease(owner="worker-2", until=now + timedelta(seconds=LEASE_S))
    assert after == replace(before, status=RUNNING, attempt=2, lease=held)
    assert books.stored(before) == after


@pytest.mark.parametrize("state", STATES)
def test_a_stop_flags_an_active_job_and_leaves_a_finished_one(books: Books, state: str):
    status, _ = STATES[state]
    before = replace(new_job(books.clock), status=status)
    books.table.put_if(Put(item=job_to_item(before, due_at_ms=None, expires_at_s=2**40)))
    assert books.jobs.request_cancel(before.user_id, before.job_id).cancel_requested is before.active
    assert books.stored(before) == replace(before, cancel_requested=before.active)


def test_of_many_that_claim_at_once_one_gets_the_job(books: Books):
    job = books.submit()

    def attempt(number: int) -> Job | None:
        return books.others.claim(job.job_id, owner=f"worker-{number}")

    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(attempt, range(16)))
    (winner,) = [claim for claim in claims if claim is not None]
    assert books.stored(job) == winner


def test_a_claim_overtaken_between_its_read_and_its_write_gets_nothing(books: Books):
    job = books.submit()
    books.table.before_write(lambda: books.claim(job, owner="faster"))
    assert books.jobs.claim(job.job_id, owner="slower") is None
    lease = books.stored(job).lease
    assert lease is not None
    assert lease.owner == "faster"


def test_a_lease_renewed_between_a_claims_read_and_its_write_is_kept(books: Books):
    held = books.claimed()
    books.clock.advance(LEASE_S)
    books.table.before_write(lambda: books.others.renew(held))
    assert books.jobs.claim(held.job_id, owner="worker-2") is None
    kept = books.stored(held)
    assert kept.attempt == 1
    assert kept.leased(books.clock.now())


def test_renewing_moves_the_end_of_the_lease_from_now_on(books: Books):
    held = books.claimed()
    books.clock.advance(LEASE_S - 1)
    books.jobs.renew(held)
    books.clock.advance(LEASE_S - 1)
    assert books.jobs.claim(held.job_id, owner="worker-2") is None
    assert books.due() == []
    books.clock.advance(1)
    assert books.due() == ["run-1"]
    assert books.jobs.claim(held.job_id, owner="worker-2") is not None


def test_handing_back_lets_another_claim_at_once(books: Books):
    held = books.claimed()
    books.jobs.hand_back(held)
    assert books.due() == ["run-1"]
    again = books.jobs.claim(held.job_id, owner="worker-2")
    assert again is not None
    assert again.attempt == 2


@pytest.mark.parametrize("act", ["renew", "hand_back"])
def test_who_lost_the_job_can_neither_renew_nor_hand_back(books: Books, act: str):
    held = books.claimed()
    books.clock.advance(LEASE_S)
    taken = books.claim(held, owner="worker-2")
    with pytest.raises(StaleClaim):
        getattr(books.jobs, act)(held)
    assert books.stored(held) == taken


@pytest.mark.parametrize("act", ["renew", "hand_back"])
def test_a_job_that_ended_can_neither_be_renewed_nor_handed_back(books: Books, act: str):
    held = books.claimed()
    done = books.jobs.append(held, DONE)
    with pytest.raises(StaleClaim):
        getattr(books.jobs, act)(held)
    assert books.stored(held) == done
    assert books.jobs.running() == []


def test_an_append_does_not_shorten_a_lease_that_was_renewed_meanwhile(books: Books):
    held = books.claimed()
    books.clock.advance(30)
    books.jobs.renew(held)
    books.jobs.append(held, STEP)
    books.clock.advance(LEASE_S - 1)
    assert books.jobs.claim(held.job_id, owner="worker-2") is None


def test_a_queued_job_is_due_after_fifteen_seconds_and_not_before(books: Books):
    books.submit()
    books.clock.advance(RING_AGAIN_S - 0.001)
    assert books.due() == []
    books.clock.advance(0.001)
    assert books.due() == ["run-1"]


def test_a_running_job_is_due_when_its_lease_has_passed(books: Books):
    books.claimed()
    books.clock.advance(LEASE_S - 0.001)
    assert books.due() == []
    books.clock.advance(0.001)
    assert books.due() == ["run-1"]


def test_a_job_whose_worker_died_after_writing_is_due_when_its_lease_has_passed(books: Books):
    books.jobs.append(books.claimed(), STEP)
    assert [job.run_id for job in books.jobs.running()] == ["run-1"]
    books.clock.advance(LEASE_S)
    assert books.due() == ["run-1"]


def test_a_job_that_ended_costs_the_sweep_nothing(books: Books):
    books.finish(books.submit())
    shards = [books.table.query_index(DUE_INDEX.name, str(shard)) for shard in range(DUE_SHARDS)]
    assert shards == [[]] * DUE_SHARDS


def test_a_job_that_ended_is_never_due(books: Books):
    books.finish(books.submit())
    books.clock.advance(3600)
    assert books.due() == []
    assert books.jobs.running() == []


def test_every_active_job_is_found_whatever_its_id(books: Books):
    for number in range(40):
        books.jobs.submit(new_job(books.clock, run_id="r", user_id=f"user-{number}"), FIRST)
    assert len(books.jobs.running()) == 40
    assert books.jobs.due() == []
    books.clock.advance(RING_AGAIN_S)
    assert len(books.jobs.due()) == 40


def test_a_postponed_job_is_due_again_fifteen_seconds_later(books: Books):
    job = books.submit()
    books.clock.advance(20)
    books.jobs.postpone(job)
    assert books.due() == []
    books.clock.advance(RING_AGAIN_S - 1)
    assert books.due() == []
    books.clock.advance(1)
    assert books.due() == ["run-1"]


def test_postponing_a_job_that_moved_on_meanwhile_changes_nothing(books: Books):
    queued = books.submit()
    held = books.claim(queued)
    books.jobs.postpone(queued)
    assert books.stored(held) == held
    books.clock.advance(LEASE_S)
    assert books.due() == ["run-1"]


def test_postponing_a_job_that_ended_does_not_make_it_due(books: Books):
    queued = books.submit()
    done = books.finish(queued)
    books.jobs.postpone(queued)
    books.jobs.postpone(done)
    books.clock.advance(3600)
    assert books.due() == []


def test_releasing_a_dead_workers_job_makes_it_claimable_and_losing_that_race_is_fine(books: Books):
    held = books.claimed()
    books.jobs.release(held)
    taken = books.claim(held, owner="worker-2")
    books.jobs.release(held)
    assert books.stored(held) == taken


def test_a_stop_is_flagged_on_a_queued_and_on_a_running_job(books: Books):
    queued = books.submit("run-1")
    assert books.jobs.request_cancel("ada", queued.job_id).cancel_requested
    running = books.claimed("run-2")
    flagged = books.jobs.request_cancel("ada", running.job_id)
    assert (flagged.cancel_requested, flagged.status, flagged.lease) == (True, JobStatus.RUNNING, running.lease)
    assert books.stored(running) == flagged


def test_a_stop_does_not_keep_the_worker_from_appending(books: Books):
    held = books.claimed()
    books.jobs.request_cancel("ada", held.job_id)
    advanced = books.jobs.append(held, STEP)
    assert advanced.next_seq == held.next_seq + 1
    assert books.stored(held).cancel_requested


def test_a_claim_sees_that_a_stop_was_asked_for(books: Books):
    job = books.submit()
    books.jobs.request_cancel("ada", job.job_id)
    assert books.claim(job).cancel_requested


def test_a_stop_that_comes_after_the_end_changes_nothing(books: Books):
    done = books.finish(books.submit())
    assert books.jobs.request_cancel("ada", done.job_id) == done
    assert books.stored(done) == done


def test_a_stop_overtaken_by_the_end_tells_of_the_end(books: Books):
    held = books.claimed()
    books.table.before_write(lambda: books.others.append(held, (RunFinished(),)))
    told = books.jobs.request_cancel("ada", held.job_id)
    assert (told.status, told.cancel_requested) == (JobStatus.SUCCEEDED, False)


@pytest.mark.parametrize("user", ["bob", "", "ada "])
def test_a_stop_of_another_users_job_is_not_found(books: Books, user: str):
    job = books.submit()
    with pytest.raises(JobNotFound, match=f"There is no job {job.job_id}. Jobs are kept for 7 days."):
        books.jobs.request_cancel(user, job.job_id)
    assert books.stored(job) == job


@pytest.mark.parametrize("after_it_happened", [False, True])
def test_a_claim_without_an_answer_is_never_lost_for_longer_than_its_lease(books: Books, after_it_happened: bool):
    job = books.submit()
    books.table.fail_write(after_it_happened=after_it_happened)
    with pytest.raises(StorageUnavailable):
        books.jobs.claim(job.job_id, owner="worker-1")
    books.clock.advance(LEASE_S)
    assert books.due() == ["run-1"]
    again = books.jobs.claim(job.job_id, owner="worker-1")
    assert again is not None
    assert again.attempt == (2 if after_it_happened else 1)
