"""Time is injected: nothing else in the product reads the system's clock."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Where a component gets its time from."""

    def now(self) -> datetime:
        """The current time, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)


class ManualClock:
    """A clock for tests that moves only when told to."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("ManualClock needs an aware datetime")
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def advance(self, seconds: float) -> datetime:
        """Moves time forward and returns the new time."""
        self._now += timedelta(seconds=seconds)
        return self._now


def to_epoch_ms(moment: datetime) -> int:
    """Milliseconds since the Unix epoch, the unit of stored and sent times."""
    return int(moment.timestamp() * 1000)


def from_epoch_ms(value: int) -> datetime:
    """The aware UTC time of milliseconds since the Unix epoch."""
    return datetime.fromtimestamp(value / 1000, UTC)
