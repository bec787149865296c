"""A user's frames are counted over all processes, on every storage backend; who asks now and then costs no write."""

import pytest

from finops_core.clock import ManualClock
from finops_core.errors import RateLimited, StorageUnavailable
from finops_core.table.port import Table
from websocket.limits import BURST_S, MINUTE_S, FrameLimiter, TableTally

PER_SECOND = 10
OF_A_MINUTE = int(PER_SECOND * (MINUTE_S + BURST_S))


def processes(table: Table, clock: ManualClock, count: int) -> list[FrameLimiter]:
    return [FrameLimiter(PER_SECOND, clock, tally=TableTally(table)) for _ in range(count)]


def admitted(limiter: FrameLimiter, user_id: str) -> bool:
    try:
        limiter.admit(user_id)
    except RateLimited:
        return False
    return True


def flood(limiters: list[FrameLimiter], user_id: str, clock: ManualClock, *, seconds: int) -> int:
    """How many frames get through of as many as each process would take by itself."""
    through = 0
    for _ in range(seconds):
        clock.advance(1)
        through += sum(admitted(limiter, user_id) for limiter in limiters for _ in range(PER_SECOND))
    return through


def test_a_flood_over_many_processes_is_held_to_one_users_frames(table: Table, clock: ManualClock) -> None:
    limiters = processes(table, clock, 8)
    through = flood(limiters, "ada", clock, seconds=50)
    assert OF_A_MINUTE - PER_SECOND <= through <= OF_A_MINUTE + len(limiters) * PER_SECOND
    assert all(admitted(limiter, "bob") for limiter in limiters)


def test_the_next_minute_is_another(table: Table, clock: ManualClock) -> None:
    limiters = processes(table, clock, 8)
    flood(limiters, "cy", clock, seconds=50)
    with pytest.raises(RateLimited) as refused:
        limiters[0].admit("cy")
    assert 0 < (refused.value.retry_after_ms or 0) <= MINUTE_S * 1000
    clock.advance((refused.value.retry_after_ms or 0) / 1000)
    assert admitted(limiters[0], "cy")


class Broken:
    """A tally that must not be asked, or cannot be."""

    def __init__(self) -> None:
        self.asked = 0

    def add(self, user_id: str, minute: int, frames: int) -> int:
        self.asked += 1
        raise StorageUnavailable("no table")


def test_who_asks_now_and_then_costs_no_write(clock: ManualClock) -> None:
    tally = Broken()
    limiter = FrameLimiter(PER_SECOND, clock, tally=tally)
    for _ in range(100):
        clock.advance(MINUTE_S / 5)
        limiter.admit("ada")
    assert tally.asked == 0


def test_a_table_that_cannot_be_asked_keeps_nobody_out_of_a_processs_own_limit(clock: ManualClock) -> None:
    tally = Broken()
    limiter = FrameLimiter(PER_SECOND, clock, tally=tally)
    assert flood([limiter], "ada", clock, seconds=30) == 30 * PER_SECOND
    assert tally.asked == 30
