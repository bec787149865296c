"""Money and periods: the two values every answer is made of."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from enum import StrEnum
from typing import Self

CENT = Decimal("0.01")

EXACT = Context(prec=100)
"""Arithmetic that rounds nothing an export can hold; Python's own context drops what is beyond 28 digits."""


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in one currency. Amounts of different currencies never add up: that raises ValueError."""

    amount: Decimal
    currency: str

    def __add__(self, other: "Money") -> "Money":
        return Money(EXACT.add(self.amount, self._same(other)), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(EXACT.subtract(self.amount, self._same(other)), self.currency)

    def __neg__(self) -> "Money":
        return Money(self.amount.copy_negate(), self.currency)

    def rounded(self) -> "Money":
        """To the cent, half to even; rounding happens once, when an amount is shown."""
        return Money(self.amount.quantize(CENT, ROUND_HALF_EVEN, EXACT), self.currency)

    def _same(self, other: "Money") -> Decimal:
        if other.currency != self.currency:
            raise ValueError(f"cannot combine {self.currency} with {other.currency}")
        return other.amount


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole UTC days from `start` to `end`, the end excluded."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"a period needs at least one day: {self.start} to {self.end}")

    @classmethod
    def of_days(cls, first: date, days: int) -> Self:
        return cls(first, first + timedelta(days=days))

    @classmethod
    def of_month(cls, year: int, month: int) -> Self:
        following = date(year + month // 12, month % 12 + 1, 1)
        return cls(date(year, month, 1), following)

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def overlap(self, other: "Period") -> "Period | None":
        """The days both periods have, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start < end else None


class Granularity(StrEnum):
    """Width of one point in a time series. Weeks, quarters and years follow the organisation's own terms."""

    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
