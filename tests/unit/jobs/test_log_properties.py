"""What holds for every log: nothing lost, nothing re-ordered, nothing open at the end, nothing too large."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_core.jobs import log
from finops_core.jobs.events import (
    MAX_EVENT_BYTES,
    Event,
    Progress,
    Retried,
    RunFailed,
    RunFinished,
    TextDelta,
    from_json,
)
from tests.unit.jobs.made_events import DELTAS, LOGS, PERCENTS
from tests.unit.steady import STEADY

WRAPPING = len(TextDelta(message_id="m", delta="").model_dump_json(by_alias=True))
"""What a text delta takes beside its text."""


def delta_of(event_bytes: int) -> TextDelta:
    """A text delta that is stored as exactly so many bytes."""
    return TextDelta(message_id="m", delta="x" * (event_bytes - WRAPPING))


def texts(events: tuple[Event, ...]) -> dict[str, str]:
    """What each message says in the end."""
    told: dict[str, str] = {}
    for event in events:
        if isinstance(event, TextDelta):
            told[event.message_id] = told.get(event.message_id, "") + event.delta
    return told


def test_sizes_are_those_of_the_design():
    assert MAX_EVENT_BYTES == log.MAX_SEGMENT_BYTES == 24 * 1024


@STEADY
@given(LOGS)
def test_splitting_keeps_every_event_in_order_and_within_a_segment(events: tuple[Event, ...]):
    parts = log.split(events)
    assert tuple(event for part in parts for event in part.events) == events
    for part in parts:
        assert len(part.text.encode()) <= log.MAX_SEGMENT_BYTES or len(part.events) == 1
        assert from_json(part.text) == part.events


@STEADY
@given(LOGS.filter(bool))
def test_no_segment_could_have_taken_the_next_event_too(events: tuple[Event, ...]):
    parts = log.split(events)
    for earlier, later in pairwise(parts):
        more = (*earlier.events, later.events[0])
        together = "[" + ",".join(event.model_dump_json(by_alias=True) for event in more) + "]"
        assert len(together.encode()) >= log.MAX_SEGMENT_BYTES


@pytest.mark.parametrize(
    ("sizes", "segments"),
    [
        ((12_000, 12_000), 1),
        ((12_286, 12_286), 1),
        ((12_287, 12_288), 2),
        ((24_000, 500), 1),
        ((24_000, 600), 2),
        ((24_576,), 1),
        ((24_576, 30), 2),
        ((8_190, 8_190, 8_190), 1),
        ((8_190, 8_190, 8_195), 2),
    ],
)
def test_a_segment_is_filled_up_to_its_limit(sizes: tuple[int, ...], segments: int):
    padded = tuple(delta_of(max(size, WRAPPING)) for size in sizes)
    assert len(log.split(padded)) == segments


@pytest.mark.parametrize("character", ["x", "é", "€", "😀", '"', "\n", "\x01"])
def test_an_event_is_measured_in_stored_bytes_not_in_characters(character: str):
    one = len(TextDelta(message_id="m", delta=character).model_dump_json(by_alias=True).encode()) - WRAPPING
    fits = (MAX_EVENT_BYTES - WRAPPING) // one
    (part,) = log.split((TextDelta(message_id="m", delta=character * fits),))
    assert len(part.text.encode()) <= MAX_EVENT_BYTES + 2
    with pytest.raises(ValueError, match=r"a text_delta event of .* bytes does not fit 24576"):
        log.split((TextDelta(message_id="m", delta=character * (fits + 1)),))


@STEADY
@given(st.lists(DELTAS, max_size=30).map(tuple))
def test_joining_text_loses_none_of_it_and_makes_no_event_too_large(events: tuple[Event, ...]):
    joined = log.coalesce(events)
    assert texts(joined) == texts(events)
    assert len(joined) <= len(events)
    assert all(part.text for part in log.split(joined))


@STEADY
@given(LOGS)
def test_joining_leaves_everything_but_neighbouring_text_where_it_was(events: tuple[Event, ...]):
    joined = log.coalesce(events)
    others = [event for event in events if not isinstance(event, TextDelta)]
    assert [event for event in joined if not isinstance(event, TextDelta)] == others
    assert log.coalesce(joined) == joined


@pytest.mark.parametrize(("second", "events"), [(1536, 1), (1537, 2)])
def test_text_is_joined_up_to_three_thousand_characters(second: int, events: int):
    deltas = (TextDelta(message_id="m", delta="x" * 1536), TextDelta(message_id="m", delta="y" * second))
    assert len(log.coalesce(deltas)) == events


@STEADY
@given(LOGS, PERCENTS)
def test_clamped_progress_never_goes_back_and_nothing_else_changes(events: tuple[Event, ...], start: int):
    clamped = log.clamp(events, start)
    told = [event.percent for event in clamped if isinstance(event, Progress)]
    assert told == sorted(told)
    assert all(percent >= start for percent in told)
    for before, after in zip(events, clamped, strict=True):
        if isinstance(before, Progress):
            assert isinstance(after, Progress)
            assert after.percent >= before.percent
            assert (after.stage, after.message) == (before.stage, before.message)
        else:
            assert after is before


@STEADY
@given(LOGS, PERCENTS)
def test_the_latest_progress_of_a_clamped_log_is_its_highest(events: tuple[Event, ...], start: int):
    told = [event.percent for event in events if isinstance(event, Progress)]
    assert log.latest_percent(log.clamp(events, start), start) == max([start, *told])


@STEADY
@given(LOGS)
def test_every_log_that_broke_off_can_be_closed(events: tuple[Event, ...]):
    whole = (*events, *log.closing(events, "gone"))
    assert log.open_events(whole) == []
    assert log.closing(whole, "gone") == ()


@STEADY
@given(LOGS, st.integers(2, 5))
def test_a_repair_closes_what_was_open_and_then_says_why(events: tuple[Event, ...], attempt: int):
    repaired = log.repair(events, attempt=attempt)
    assert repaired[-1] == Retried(attempt=attempt, reason="the worker that ran this was lost")
    assert not any(isinstance(event, Retried) for event in repaired[:-1])
    assert log.open_events((*events, *repaired)) == []


@STEADY
@given(LOGS)
def test_each_end_is_the_last_event_of_a_closed_log(events: tuple[Event, ...]):
    cancelled = log.cancelled(events)
    failed = log.failed(events, code="TIMEOUT", message="Too slow.")
    assert cancelled[-1] == RunFinished(outcome="cancelled")
    assert failed[-1] == RunFailed(code="TIMEOUT", message="Too slow.")
    for end in (cancelled, failed):
        assert log.open_events((*events, *end)) == []


@STEADY
@given(LOGS.filter(bool), st.integers(1, 50), st.data())
def test_any_cut_of_a_segment_and_what_came_before_it_are_the_whole(
    events: tuple[Event, ...], first_seq: int, data: st.DataObject
):
    whole = log.Segment(
        job_id="j",
        user_id="u",
        thread_id="t",
        run_id="r",
        attempt=1,
        first_seq=first_seq,
        percent=0,
        written_at=datetime(2026, 5, 1, tzinfo=UTC),
        events=events,
    )
    after = data.draw(st.integers(0, first_seq + len(events) + 2))
    rest = whole.after(after)
    expected = [(seq, event) for seq, event in whole.numbered() if seq > after]
    assert (list(rest.numbered()) if rest else []) == expected
    if rest is not None:
        assert rest.last_seq == whole.last_seq
        assert rest.percent == log.latest_percent(events[: rest.first_seq - first_seq], 0)
