"""The job's state machine: every transition from every state, legal or not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from finops_core.jobs.events import Event, Progress, RunFailed, RunFinished, StepStarted
from finops_core.jobs.model import (
    ACTIVE_STATUSES,
    TERMINAL_STATUSES,
    IllegalTransition,
    Job,
    JobStatus,
    Lease,
    append,
    hand_back,
    job_id_of,
    renew,
    with_log,
)

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
LEASE = timedelta(seconds=45)
HELD = Lease(owner="worker-1", until=NOW + LEASE)
LOST = Lease(owner="worker-1", until=NOW - timedelta(seconds=1))

SUCCESS = RunFinished()
CANCELLED = RunFinished(outcome="cancelled")
INTERRUPT = RunFinished(outcome="interrupt", interrupts=("i1",))
FAILED = RunFailed(code="TIMEOUT", message="too slow")


def job(status: JobStatus = JobStatus.QUEUED, lease: Lease | None = None, **changes: object) -> Job:
    base = Job(
        job_id=job_id_of("ada", "run-1"),
        user_id="ada",
        thread_id="t",
        run_id="run-1",
        input_hash="h",
        question="What did I spend?",
        props={},
        accounts=None,
        status=status,
        created_at=NOW,
        updated_at=NOW,
        next_seq=3,
        percent=5,
        attempt=0 if status is JobStatus.QUEUED else 1,
        lease=lease,
        finished_at=NOW if status in TERMINAL_STATUSES else None,
    )
    return replace(base, **changes)


STATES = {
    "queued": job(),
    "running, held": job(JobStatus.RUNNING, HELD),
    "running, lease passed": job(JobStatus.RUNNING, LOST),
    "running, handed back": job(JobStatus.RUNNING, Lease(owner="worker-1", until=NOW)),
    **{status.value.lower(): job(status) for status in sorted(TERMINAL_STATUSES)},
}

RUNNING = {"running, held", "running, lease passed", "running, handed back"}


def test_every_status_is_either_active_or_terminal():
    assert set(JobStatus) == ACTIVE_STATUSES | TERMINAL_STATUSES
    assert not ACTIVE_STATUSES & TERMINAL_STATUSES
    assert {status for status in JobStatus if job(status).active} == ACTIVE_STATUSES


@pytest.mark.parametrize("state", STATES)
def test_only_a_running_job_can_be_renewed_or_handed_back(state: str):
    before = STATES[state]
    if state not in RUNNING:
        for change in (renew, hand_back):
            with pytest.raises(IllegalTransition):
                change(before, now=NOW, **({"lease_for": LEASE} if change is renew else {}))
        return
    assert renew(before, now=NOW, lease_for=LEASE).leased(NOW + LEASE - timedelta(seconds=1))
    released = hand_back(before, now=NOW)
    assert not released.leased(NOW)


@pytest.mark.parametrize(
    ("event", "status"),
    [
        (StepStarted(stage="routing"), JobStatus.RUNNING),
        (SUCCESS, JobStatus.SUCCEEDED),
        (CANCELLED, JobStatus.CANCELLED),
        (INTERRUPT, JobStatus.INTERRUPTED),
        (FAILED, JobStatus.FAILED),
    ],
)
@pytest.mark.parametrize("state", STATES)
def test_only_a_running_job_takes_events_and_the_terminal_one_ends_it(state: str, event: Event, status: JobStatus):
    before = STATES[state]
    if state not in RUNNING:
        with pytest.raises(IllegalTransition):
            append(before, (event,), now=NOW)
        return
    after = append(before, (Progress(percent=30, stage="routing", message="m"), event), now=NOW)
    assert after.status is status
    assert (after.next_seq, after.percent) == (before.next_seq + 2, 30)
    if status in TERMINAL_STATUSES:
        assert after.lease is None
        assert after.finished_at == NOW
        with pytest.raises(IllegalTransition):
            append(after, (SUCCESS,), now=NOW)


def test_a_failure_keeps_its_code():
    assert append(STATES["running, held"], (FAILED,), now=NOW).error_code == "TIMEOUT"


@pytest.mark.parametrize(
    "events",
    [
        (),
        (Progress(percent=4, stage="s", message="m"),),
        (Progress(percent=60, stage="s", message="m"), Progress(percent=30, stage="s", message="m")),
        (SUCCESS, StepStarted(stage="s")),
        (FAILED, SUCCESS),
    ],
    ids=["nothing", "below the job", "going back", "after the end", "two ends"],
)
def test_events_that_make_no_sense_are_refused(events: tuple[Event, ...]):
    with pytest.raises(IllegalTransition):
        append(STATES["running, held"], events, now=NOW)


def test_the_same_run_of_the_same_user_is_the_same_job():
    assert job_id_of("ada", "run-1") == job_id_of("ada", "run-1")
    assert len(job_id_of("ada", "run-1")) == 26
    others = {job_id_of("ada", "run-2"), job_id_of("bob", "run-1"), job_id_of("ad", "arun-1")}
    assert job_id_of("ada", "run-1") not in others
    assert len(others) == 3


def test_a_new_job_knows_its_first_events():
    first = with_log(job(next_seq=1, percent=0), (StepStarted(stage="q"), Progress(percent=5, stage="q", message="m")))
    assert (first.next_seq, first.percent, first.status) == (3, 5, JobStatus.QUEUED)
