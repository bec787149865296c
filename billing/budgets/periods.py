"""The period of a budget that a day lies in, as AWS counts: months, quarters and years of the calendar."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from billing.budgets.record import Budget
from billing.periods.calendar import add_months
from finops_core.values import Period

_MONTHS: Final = {"MONTHLY": 1, "QUARTERLY": 3, "ANNUALLY": 12}


def period_of(budget: Budget, day: date) -> Period | None:
    """The period around a day; None before a budget begins and after it ended.

    Quarters and years begin with the month of `TimePeriod.Start` where that is the first of a month, else with those
    of the calendar. The end of a TimePeriod is not in it. Source: "Budget" and "TimePeriod" of the API reference.
    """
    start, end = bounds_of(budget)
    if (start and day < start) or (end and day >= end):
        return None
    if budget.time_unit == "CUSTOM":
        return Period(start, end) if start and end and start < end else None
    if budget.time_unit == "DAILY":
        return Period.of_days(day, 1)
    months = _MONTHS.get(budget.time_unit)
    return _months_around(day, months, start) if months else None


def _months_around(day: date, months: int, start: date | None) -> Period:
    """The period of so many months around a day."""
    first = start.month - 1 if start and start.day == 1 else 0
    back = (day.month - 1 - first) % months
    begin = add_months(day.replace(day=1), -back)
    return Period(begin, add_months(begin, months))


def period_before(budget: Budget, period: Period) -> Period | None:
    """The period before; None for a custom one, which has none."""
    if budget.time_unit == "CUSTOM":
        return None
    months = _MONTHS.get(budget.time_unit)
    start = add_months(period.start, -months) if months else period.start - timedelta(days=1)
    return Period(start, period.start)


def bounds_of(budget: Budget) -> tuple[date | None, date | None]:
    """The days that a budget begins and ends on, the end not included."""
    days = budget.time_period
    return (_day(days.start), _day(days.end)) if days else (None, None)


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.astimezone(UTC).date()
