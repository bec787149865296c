"""The log: segments, what a broken-off log needs, and sizes."""

from datetime import UTC, datetime

import pytest

from finops_core.jobs import log
from finops_core.jobs.events import (
    MAX_EVENT_BYTES,
    AgentFailed,
    AgentFinished,
    AgentStarted,
    Event,
    Progress,
    Retried,
    RunFailed,
    RunFinished,
    RunStarted,
    StepFinished,
    StepStarted,
    TextDelta,
    TextEnded,
    TextStarted,
    ToolEnded,
    ToolResult,
    ToolStarted,
    from_json,
)

EVERYTHING_OPEN: tuple[Event, ...] = (
    RunStarted(question="q"),
    StepStarted(stage="agents"),
    AgentStarted(agent_run_id="a1", agent="cost"),
    ToolStarted(call_id="c1", agent_run_id="a1", tool="spend"),
    TextStarted(message_id="m1"),
)


def stored(*events: Event) -> str:
    (part,) = log.split(events)
    return part.text


def progress(percent: int) -> Progress:
    return Progress(percent=percent, stage="s", message="m")


def segment(events: tuple[Event, ...], first_seq: int = 1, percent: int = 0) -> log.Segment:
    return log.Segment(
        job_id="j",
        user_id="u",
        thread_id="t",
        run_id="r",
        attempt=1,
        first_seq=first_seq,
        percent=percent,
        written_at=datetime(2026, 5, 1, tzinfo=UTC),
        events=events,
    )


def test_events_survive_storing():
    events = (*EVERYTHING_OPEN, progress(30), RunFailed(code="TIMEOUT", message="é ✓"))
    assert from_json(stored(*events)) == events


def test_what_was_opened_last_is_closed_first():
    assert log.closing(EVERYTHING_OPEN, "gone") == (
        TextEnded(message_id="m1"),
        ToolEnded(call_id="c1", agent_run_id="a1"),
        AgentFailed(agent_run_id="a1", message="gone"),
        StepFinished(stage="agents"),
    )


def test_what_was_closed_is_not_closed_again():
    closed = (
        *EVERYTHING_OPEN,
        TextEnded(message_id="m1"),
        ToolEnded(call_id="c1", agent_run_id="a1"),
        ToolResult(call_id="c1", agent_run_id="a1", content="{}"),
        AgentFinished(agent_run_id="a1", agent="cost"),
        StepFinished(stage="agents"),
    )
    assert log.closing(closed, "gone") == ()


@pytest.mark.parametrize("length", range(len(EVERYTHING_OPEN) + 1))
def test_a_repaired_log_has_nothing_open_and_says_why(length: int):
    repaired = (*EVERYTHING_OPEN[:length], *log.repair(EVERYTHING_OPEN[:length], attempt=2))
    assert log.open_events(repaired) == []
    assert repaired[-1] == Retried(attempt=2, reason=log.LOST_WORKER)


def test_a_repaired_log_repairs_to_itself_and_another_retry():
    repaired = (*EVERYTHING_OPEN, *log.repair(EVERYTHING_OPEN, attempt=2))
    assert log.repair(repaired, attempt=3) == (Retried(attempt=3, reason=log.LOST_WORKER),)


def test_a_cancelled_log_ends_as_cancelled_and_a_failed_one_with_its_message():
    assert log.cancelled(EVERYTHING_OPEN)[-1] == RunFinished(outcome="cancelled")
    assert log.failed(EVERYTHING_OPEN, code="TIMEOUT", message="late")[-1] == RunFailed(code="TIMEOUT", message="late")
    assert log.open_events((*EVERYTHING_OPEN, *log.cancelled(EVERYTHING_OPEN))) == []


def test_progress_never_goes_back():
    clamped = log.clamp((progress(5), StepStarted(stage="s"), progress(30), progress(90)), 60)
    assert [event.percent for event in clamped if isinstance(event, Progress)] == [60, 60, 90]
    assert clamped[1] == StepStarted(stage="s")


def test_neighbouring_text_of_one_message_is_joined_and_nothing_else():
    def text(message: str, delta: str) -> TextDelta:
        return TextDelta(message_id=message, delta=delta)

    joined = log.coalesce((text("m1", "a"), text("m1", "b"), text("m2", "c"), progress(5), text("m2", "d")))
    assert joined == (text("m1", "ab"), text("m2", "c"), progress(5), text("m2", "d"))


def test_joined_text_stays_a_small_event():
    many = [TextDelta(message_id="m", delta="é" * 1000) for _ in range(40)]
    joined = log.coalesce(many)
    assert len(joined) < len(many)
    assert all(len(stored(event).encode()) <= MAX_EVENT_BYTES for event in joined)
    assert "".join(event.delta for event in joined if isinstance(event, TextDelta)) == "é" * 40_000


def test_segments_stay_small_and_keep_every_event_in_order():
    events = tuple(TextDelta(message_id="m", delta=f"{n}-" + "x" * 3000) for n in range(30))
    parts = log.split(events)
    assert tuple(event for part in parts for event in part.events) == events
    assert all(len(part.text.encode()) <= log.MAX_SEGMENT_BYTES for part in parts)
    assert all(from_json(part.text) == part.events for part in parts)
    assert len(parts) > 1


def test_an_event_that_fits_no_segment_is_an_error_of_its_maker():
    with pytest.raises(ValueError, match="does not fit"):
        log.split((TextDelta(message_id="m", delta="x" * (MAX_EVENT_BYTES + 1)),))


def test_a_part_of_a_segment_keeps_numbers_and_progress():
    whole = segment((progress(5), progress(30), StepStarted(stage="s"), progress(60)), first_seq=4, percent=1)
    assert whole.last_seq == 7
    part = whole.after(5)
    assert part is not None
    assert [(seq, event.type) for seq, event in part.numbered()] == [(6, "step_started"), (7, "progress")]
    assert part.percent == 30
    assert whole.after(0) == whole
    assert whole.after(7) is None
