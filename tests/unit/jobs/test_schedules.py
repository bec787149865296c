"""Every schedule of duplicated, lost and re-ordered messages ends in the same state, whoever races whom."""

from collections.abc import Iterator
from itertools import permutations, product

import pytest

from finops_core.jobs.events import TERMINAL_EVENTS, Event, Progress, Retried
from finops_core.jobs.log import open_events
from finops_core.jobs.model import JobStatus
from finops_core.table.port import Key
from finops_core.table.sqlite import SqliteTable
from tests.unit.jobs.schedules import World, fresh_clock

LENGTHS = (5, pytest.param(6, marks=pytest.mark.nightly))
"""Those of six take a minute of a processor in all."""


@pytest.fixture
def table() -> Iterator[SqliteTable]:
    opened = SqliteTable(":memory:", clock=fresh_clock()).open()
    yield opened
    opened.close()


def run_all(first: str, letters: str, length: int, ended: JobStatus) -> int:
    """Runs every schedule of so many letters that starts with `first`; returns how many."""
    count = 0
    for rest in product(letters, repeat=length - 1):
        schedule = first + "".join(rest)
        clock = fresh_clock()
        table = SqliteTable(":memory:", clock=clock).open()
        try:
            world = World(table, clock)
            for letter in schedule:
                world.step(letter)
            job = world.settle()
            assert job.status is ended, schedule
            assert_whole_log(world, schedule)
            counter = table.get(Key("USER#ada", "ACTIVE"))
            assert counter is not None
            assert counter["jobs"] == 0, schedule
        finally:
            table.close()
        count += 1
    return count


def assert_whole_log(world: World, schedule: str) -> None:
    numbered = [pair for segment in world.segments() for pair in segment.numbered()]
    assert [seq for seq, _ in numbered] == list(range(1, len(numbered) + 1)), schedule
    events: list[Event] = [event for _, event in numbered]
    assert [isinstance(event, TERMINAL_EVENTS) for event in events].count(True) == 1, schedule
    assert isinstance(events[-1], TERMINAL_EVENTS), schedule
    assert open_events(events) == [], schedule
    percents = [event.percent for event in events if isinstance(event, Progress)]
    assert percents == sorted(percents), schedule


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("first", "ABDLE")
def test_every_schedule_without_a_stop_ends_in_success(first: str, length: int):
    assert run_all(first, "ABDLE", length, JobStatus.SUCCEEDED) == 5 ** (length - 1)


@pytest.mark.parametrize("schedule", sorted({"".join(order) for order in permutations("AABEC")}))
def test_a_stop_at_any_point_before_the_end_is_the_end(schedule: str, table: SqliteTable):
    world = World(table, fresh_clock())
    for letter in schedule:
        world.step(letter)
    job = world.settle()
    assert job.status in (JobStatus.CANCELLED, JobStatus.SUCCEEDED)
    assert_whole_log(world, schedule)


def test_a_worker_that_lost_its_lease_cannot_append(table: SqliteTable):
    world = World(table, fresh_clock())
    for letter in "AAEB":
        world.step(letter)
    before = world.segments()
    world.step("A")
    assert world.segments() == before
    job = world.settle()
    assert job.status is JobStatus.SUCCEEDED
    retries = [event for segment in world.segments() for event in segment.events if isinstance(event, Retried)]
    assert retries
