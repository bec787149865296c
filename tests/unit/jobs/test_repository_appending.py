"""Appending: by its claimant alone, whole or not at all, and found again after an answer that never came."""

import pytest

from finops_core.answers import Finding
from finops_core.errors import StorageUnavailable
from finops_core.jobs import items
from finops_core.jobs.events import (
    MAX_EVENT_BYTES,
    AgentFinished,
    Event,
    Progress,
    RunFailed,
    RunFinished,
    StepFinished,
    StepStarted,
    TextDelta,
)
from finops_core.jobs.model import IllegalTransition, JobStatus
from finops_core.jobs.repository import StaleClaim
from tests.unit.jobs.books import DONE, LEASE_S, Books

STEP: tuple[Event, ...] = (StepStarted(stage="routing"),)


def text(size: int) -> TextDelta:
    return TextDelta(message_id="m", delta="x" * size)


def test_an_append_moves_number_and_progress_and_the_log_together(books: Books):
    held = books.claimed()
    books.clock.advance(1)
    advanced = books.jobs.append(held, (*STEP, Progress(percent=30, stage="routing", message="m")))
    assert (advanced.next_seq, advanced.percent, advanced.status) == (5, 30, JobStatus.RUNNING)
    assert advanced.updated_at == books.clock.now()
    assert books.stored(held) == advanced
    segment = books.jobs.log(held.job_id)[-1]
    assert (segment.first_seq, segment.percent, segment.attempt) == (3, 5, 1)
    assert segment.written_at == books.clock.now()


@pytest.mark.parametrize(
    ("end", "status", "code"),
    [
        (RunFinished(), JobStatus.SUCCEEDED, None),
        (RunFinished(outcome="cancelled"), JobStatus.CANCELLED, None),
        (RunFinished(outcome="interrupt", interrupts=("i",)), JobStatus.INTERRUPTED, None),
        (RunFailed(code="TIMEOUT", message="Too slow."), JobStatus.FAILED, "TIMEOUT"),
    ],
    ids=["success", "cancelled", "interrupt", "failed"],
)
def test_a_terminal_event_ends_the_job_in_the_write_that_stores_it(
    books: Books, end: Event, status: JobStatus, code: str | None
):
    held = books.claimed()
    books.clock.advance(2)
    done = books.jobs.append(held, (end,))
    assert books.stored(held) == done
    assert (done.status, done.error_code, done.lease) == (status, code, None)
    assert done.finished_at == books.clock.now()
    assert books.jobs.running() == []


def test_after_its_end_nothing_is_appended(books: Books):
    held = books.claimed()
    done = books.jobs.append(held, DONE)
    with pytest.raises(StaleClaim):
        books.jobs.append(held, STEP)
    with pytest.raises(IllegalTransition):
        books.jobs.append(done, STEP)
    assert books.jobs.events(held.job_id)[-1] == RunFinished()


def test_who_lost_the_job_appends_nothing(books: Books):
    held = books.claimed()
    books.clock.advance(LEASE_S)
    taken = books.claim(held, owner="worker-2")
    with pytest.raises(StaleClaim):
        books.jobs.append(held, DONE)
    assert books.stored(held) == taken
    assert len(books.jobs.events(held.job_id)) == 2


def test_a_claimant_that_missed_its_own_append_cannot_write_over_it(books: Books):
    held = books.claimed()
    books.jobs.append(held, STEP)
    with pytest.raises(StaleClaim):
        books.jobs.append(held, (StepStarted(stage="another"),))
    assert books.jobs.events(held.job_id)[2:] == STEP


def test_a_job_taken_over_between_two_appends_is_not_touched_by_the_second(books: Books):
    held = books.jobs.append(books.claimed(), STEP)
    books.clock.advance(LEASE_S)

    def take_over() -> None:
        books.others.append(books.claim(held, owner="worker-2"), (StepFinished(stage="routing"), *DONE))

    books.table.before_write(take_over)
    with pytest.raises(StaleClaim):
        books.jobs.append(held, (RunFailed(code="INTERNAL", message="late"),))
    assert books.stored(held).status is JobStatus.SUCCEEDED
    assert [type(event) for event in books.jobs.events(held.job_id)].count(RunFailed) == 0


def test_an_append_whose_answer_was_lost_counts_when_it_happened(books: Books):
    held = books.claimed()
    books.table.fail_write(after_it_happened=True)
    advanced = books.jobs.append(held, STEP)
    assert advanced == books.stored(held)
    books.jobs.append(advanced, DONE)
    assert books.jobs.events(held.job_id)[2:] == (*STEP, *DONE)


def test_an_append_that_did_not_happen_says_so_and_may_be_repeated(books: Books):
    held = books.claimed()
    books.table.fail_write(after_it_happened=False)
    with pytest.raises(StorageUnavailable):
        books.jobs.append(held, STEP)
    assert books.stored(held) == held
    books.jobs.append(held, STEP)
    assert books.jobs.events(held.job_id)[2:] == STEP


def test_anothers_segment_in_its_place_is_not_taken_for_ones_own(books: Books):
    held = books.claimed()

    def twin_appends() -> None:
        books.others.append(held, STEP)

    books.table.before_write(twin_appends)
    books.table.fail_write(after_it_happened=False)
    with pytest.raises(StorageUnavailable):
        books.jobs.append(held, STEP)
    assert books.jobs.events(held.job_id)[2:] == STEP


def test_the_end_is_counted_once_when_its_answer_was_lost(books: Books):
    held = books.claimed()
    books.table.fail_write(after_it_happened=True)
    assert books.jobs.append(held, DONE).status is JobStatus.SUCCEEDED
    counter = books.table.get(items.active_key("ada"))
    assert counter is not None
    assert counter["jobs"] == 0


def test_many_events_become_segments_without_a_gap(books: Books):
    held = books.claimed()
    events: tuple[Event, ...] = (*(text(10_000) for _ in range(7)), *DONE)
    done = books.jobs.append(held, events)
    segments = books.jobs.log(held.job_id)
    assert len(segments) > 3
    numbers = [seq for segment in segments for seq, _ in segment.numbered()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert books.jobs.events(held.job_id)[2:] == events
    assert (done.status, done.next_seq) == (JobStatus.SUCCEEDED, len(numbers) + 1)


def test_a_crash_between_two_segments_leaves_a_log_that_can_go_on(books: Books):
    held = books.claimed()
    books.table.fail_write(after_it_happened=False, nth=2)
    events: tuple[Event, ...] = (text(20_000), text(20_000), RunFinished())
    with pytest.raises(StorageUnavailable):
        books.jobs.append(held, events)
    stored = books.stored(held)
    assert stored.next_seq == len(books.jobs.events(held.job_id)) + 1
    assert stored.active
    books.clock.advance(LEASE_S)
    assert books.jobs.append(books.claim(stored), DONE).status is JobStatus.SUCCEEDED


def test_an_event_too_large_for_a_segment_stores_nothing(books: Books):
    held = books.claimed()
    with pytest.raises(ValueError, match="does not fit"):
        books.jobs.append(held, (*STEP, text(MAX_EVENT_BYTES)))
    assert books.stored(held) == held


def test_progress_below_what_was_reached_is_raised_to_it(books: Books):
    held = books.jobs.append(books.claimed(), (Progress(percent=60, stage="s", message="m"),))
    again = books.jobs.append(held, (Progress(percent=30, stage="s", message="from the start"),))
    assert again.percent == 60
    assert books.jobs.events(held.job_id)[-1] == Progress(percent=60, stage="s", message="from the start")


def test_findings_are_stored_with_the_events_that_tell_of_them(books: Books):
    held = books.claimed()
    found = Finding(headline="You spent it all.")
    event = AgentFinished(agent_run_id="a1", agent="cost", step="cost", finding=found)
    held = books.jobs.append(held, (event,), findings={"cost": found})
    assert books.jobs.findings(held.job_id) == {"cost": found}
    other = Finding(headline="Nothing saved.")
    books.jobs.append(held, STEP, findings={"trusted_advisor": other})
    assert books.jobs.findings(held.job_id) == {"cost": found, "trusted_advisor": other}


def test_a_finding_of_a_lost_attempt_is_not_stored(books: Books):
    held = books.claimed()
    books.clock.advance(LEASE_S)
    books.claim(held, owner="worker-2")
    with pytest.raises(StaleClaim):
        books.jobs.append(held, STEP, findings={"cost": Finding(headline="late")})
    assert books.jobs.findings(held.job_id) == {}


def test_findings_that_come_with_several_segments_are_stored_once_with_the_first(books: Books):
    held = books.claimed()
    found = Finding(headline="h")
    books.table.fail_write(after_it_happened=False, nth=2)
    with pytest.raises(StorageUnavailable):
        books.jobs.append(held, (text(20_000), text(20_000)), findings={"cost": found})
    assert books.jobs.findings(held.job_id) == {"cost": found}


@pytest.mark.parametrize(("over", "kept"), [(0, True), (1, False)])
def test_a_finding_is_kept_up_to_200_kilobytes(over: int, kept: bool):
    bare = len(Finding(headline="").model_dump_json(by_alias=True).encode())
    finding = Finding(headline="x" * (200 * 1024 - bare + over))
    item = items.finding_to_item("job", "cost", finding, expires_at_s=1)
    assert (item is not None) is kept
