"""Jobs and segments as items of the table: whatever is stored comes back as it was, and sorts as it should."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_core.clock import from_epoch_ms, to_epoch_ms
from finops_core.jobs import items
from finops_core.jobs.events import Event
from finops_core.jobs.log import Segment, split
from finops_core.jobs.model import Job, JobStatus, Lease, job_id_of
from finops_core.table.attributes import from_attributes, to_attributes
from finops_core.table.port import MAX_ITEM_BYTES
from tests.unit.jobs.made_events import LOGS
from tests.unit.steady import STEADY

START = datetime(2020, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 100 * 365 * 86_400_000).map(lambda ms: START + timedelta(milliseconds=ms))
IDS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=128)
JSON_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
JOBS = st.builds(
    Job,
    job_id=IDS,
    user_id=IDS,
    thread_id=IDS,
    run_id=IDS,
    input_hash=IDS,
    question=st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
    props=st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), JSON_VALUES, max_size=3),
    accounts=st.none() | st.lists(IDS, max_size=3).map(tuple),
    status=st.sampled_from(JobStatus),
    created_at=MOMENTS,
    updated_at=MOMENTS,
    next_seq=st.integers(1, 10**6),
    percent=st.integers(0, 100),
    attempt=st.integers(0, 9),
    lease=st.none() | st.builds(Lease, owner=IDS, until=MOMENTS),
    cancel_requested=st.booleans(),
    finished_at=st.none() | MOMENTS,
    error_code=st.none() | st.sampled_from(("TIMEOUT", "INTERNAL")),
)


@STEADY
@given(JOBS, st.none() | st.integers(0, 10**14))
def test_every_job_comes_back_as_it_was_through_either_backend(job: Job, due_at_ms: int | None):
    item = items.job_to_item(job, due_at_ms=due_at_ms, expires_at_s=1)
    assert items.item_to_job(item) == job
    assert items.item_to_job(from_attributes(to_attributes(item))) == job


@STEADY
@given(JOBS)
def test_only_a_job_with_a_due_moment_is_in_the_due_index(job: Job):
    resting = items.job_to_item(job, due_at_ms=None, expires_at_s=1)
    assert "due_at" not in resting
    assert "due_shard" not in resting
    waiting = items.job_to_item(job, due_at_ms=0, expires_at_s=1)
    assert waiting["due_at"] == "000000000000000"


@STEADY
@given(LOGS.filter(bool), MOMENTS, st.integers(1, 10**7), st.integers(0, 100))
def test_every_segment_comes_back_as_it_was(events: tuple[Event, ...], moment: datetime, first_seq: int, percent: int):
    part = split(events)[0]
    segment = Segment(
        job_id="j",
        user_id="ada",
        thread_id="t",
        run_id="r",
        attempt=2,
        first_seq=first_seq,
        percent=percent,
        written_at=moment,
        events=part.events,
    )
    item = items.segment_to_item(segment, part.text, writer="w", expires_at_s=1)
    assert items.item_to_segment(from_attributes(to_attributes(item))) == segment
    assert len(str(item).encode()) < MAX_ITEM_BYTES


@STEADY
@given(st.integers(0, 10**14), st.integers(0, 10**14))
def test_moments_as_text_sort_by_time(one: int, other: int):
    assert (items.due_stamp(one) < items.due_stamp(other)) is (one < other)


@STEADY
@given(st.integers(1, 10**7), st.integers(1, 10**7))
def test_segments_sort_by_their_first_number(one: int, other: int):
    assert (items.segment_key("j", one).sk < items.segment_key("j", other).sk) is (one < other)


@STEADY
@given(MOMENTS)
def test_a_moment_survives_storing_to_the_millisecond(moment: datetime):
    assert from_epoch_ms(to_epoch_ms(moment)) == moment


def test_jobs_spread_over_every_shard_of_the_due_index():
    shards = [items.due_shard(job_id_of("ada", f"run-{number}")) for number in range(400)]
    assert set(shards) == {"0", "1", "2", "3"}
    assert max(map(shards.count, set(shards))) < 150


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (items.job_key("a"), items.segment_key("a", 1)),
        (items.finding_key("a", "cost"), items.artifact_key("a", "cost")),
        (items.segment_key("a", 1), items.segment_key("b", 1)),
        (items.active_key("ada"), items.thread_item_key("ada", "ACTIVE")),
        (items.thread_item_key("ada", "t"), items.thread_item_key("bob", "t")),
    ],
)
def test_no_two_kinds_of_item_share_a_key(one: object, other: object):
    assert one != other


@STEADY
@given(IDS, IDS, IDS, IDS)
def test_the_same_job_id_means_the_same_user_and_run(user: str, run: str, other_user: str, other_run: str):
    same = (user, run) == (other_user, other_run)
    assert (job_id_of(user, run) == job_id_of(other_user, other_run)) is same
