"""A budget that would fit: an amount from the bill's own forecast, and how often it would have told over the past year.

Each of the last twelve whole months is replayed: its limit is what would have been recommended on its first day, with
what was billed by then, and its alerts are looked for on every third day with what was billed by that day. An alert is
false when the month stayed within its limit, and a month is missed that passed it without an alert before. Of several
margins the smallest is taken that tells rarely falsely.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Final

from billing.budgets.expectation import Expectation, PastForecasts, expect
from billing.budgets.spending import Spending
from billing.outlook import NotEnough
from billing.periods.calendar import add_months
from finops_core.values import Period

MARGINS: Final = (Decimal("0.05"), Decimal("0.10"), Decimal("0.15"), Decimal("0.20"), Decimal("0.30"))
MONTHS: Final = 12
EVERY: Final = 3
"""Days between two looks at a month's forecast."""
EARLIEST: Final = 3
"""Days of a month before its forecast is looked at."""
MOST_FALSE: Final = 1
MOST_PASSED: Final = 3
"""Months of a year that may pass a limit: one that is passed more often is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One month of the past with the limit it would have had, what came, and the days its alerts would have come on."""

    month: date
    limit: Decimal
    came: Decimal
    told_by_forecast: date | None
    passed_on: date | None

    @property
    def is_false(self) -> bool:
        return self.told_by_forecast is not None and self.passed_on is None

    @property
    def is_missed(self) -> bool:
        """Whether the month passed its limit, and no forecast said so before."""
        told = self.told_by_forecast
        return self.passed_on is not None and (told is None or told >= self.passed_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommended:
    """A monthly limit in a unit for `month`, which is `margin` above what is expected, and the past year with it."""

    limit: Decimal
    unit: str
    month: Period
    margin: Decimal
    expected: Expectation
    replayed: tuple[Replayed, ...]

    @property
    def false(self) -> int:
        return sum(one.is_false for one in self.replayed)

    @property
    def missed(self) -> int:
        return sum(one.is_missed for one in self.replayed)

    @property
    def passed(self) -> int:
        return sum(one.passed_on is not None for one in self.replayed)

    @property
    def told(self) -> int:
        """Months in which the forecast's alert would have come."""
        return sum(one.told_by_forecast is not None for one in self.replayed)


def recommend(spent: Spending) -> Recommended | NotEnough | None:
    """The limit for the month after the last one that the bill has a day of; None where nothing is spent."""
    if not spent.daily or spent.over(spent.days) <= 0:
        return None
    month = _month_after(spent.days.last_day)
    expected = expect(spent.history, month)
    if expected is None or isinstance(expected, NotEnough):
        return expected
    if expected.whole.value <= 0:
        return None
    past = PastForecasts(spent.history, 2 * 31)
    said = dict(_said(spent, past))
    tried = [(margin, tuple(_replayed(spent, said, margin))) for margin in MARGINS]
    margin, replayed = min(
        tried, key=lambda one: (not _fits(one[1]), _wrong(one[1]) if not _fits(one[1]) else 0, one[0])
    )
    return Recommended(
        limit=rounded_up(Decimal(repr(expected.whole.value)) * (1 + margin)),
        unit=spent.unit,
        month=month,
        margin=margin,
        expected=expected,
        replayed=replayed,
    )


def rounded_up(amount: Decimal) -> Decimal:
    """To an amount that a person would write: two digits and a half of it, such as 1,250 or 385."""
    digits = amount.adjusted()
    step = Decimal(5).scaleb(digits - 2) if digits >= 1 else Decimal("0.5")
    return Decimal(f"{(amount / step).to_integral_value(ROUND_CEILING) * step:f}")


def _fits(replayed: tuple[Replayed, ...]) -> bool:
    passed = sum(one.passed_on is not None for one in replayed)
    return _wrong(replayed) <= MOST_FALSE and passed <= MOST_PASSED


def _wrong(replayed: tuple[Replayed, ...]) -> int:
    return sum(one.is_false or one.is_missed for one in replayed)


def _month_after(day: date) -> Period:
    start = add_months(day.replace(day=1), 1)
    return Period(start, add_months(start, 1))


def _said(spent: Spending, past: PastForecasts) -> Iterator[tuple[date, list[tuple[date, float]]]]:
    """For each month of the past year what was expected of it on its first day, and from the third day on."""
    running = spent.days.end.replace(day=1)
    periods = [Period(start := add_months(running, -back), add_months(start, 1)) for back in range(MONTHS, 0, -1)]
    looks = {
        period: [
            period.start,
            *(period.start + timedelta(days=number) for number in range(EARLIEST, period.days, EVERY)),
        ]
        for period in periods
    }
    past.prepare(day for days in looks.values() for day in days)
    for period, days in looks.items():
        found = [(day, said) for day in days if (said := past.said(period, day)) is not None]
        if found and found[0][0] == period.start:
            yield period.start, found


def _replayed(spent: Spending, said: dict[date, list[tuple[date, float]]], margin: Decimal) -> Iterator[Replayed]:
    for month, looks in said.items():
        limit = rounded_up(Decimal(repr(max(looks[0][1], 0.01))) * (1 + margin))
        running = spent.running(Period(month, add_months(month, 1)))
        yield Replayed(
            month=month,
            limit=limit,
            came=running[-1][1] if running else Decimal(0),
            told_by_forecast=next((day for day, amount in looks[1:] if amount > float(limit)), None),
            passed_on=next((day for day, total in running if total > limit), None),
        )
