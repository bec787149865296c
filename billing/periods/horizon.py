"""Periods ahead: the symbols of `periods.py` read forwards, and those that only a forecast knows.

next_U                       the unit after the running one; U as in `periods.py`, and day
next_N_days|weeks            from today on
next_N_months|quarters|years full units after the running one
rest_of_U                    from the end of the data to the end of the running unit
october  october-23  Q3      the first one that is not over yet
"""

import re
from calendar import isleap
from collections.abc import Callable
from datetime import date, timedelta

from billing.periods.anchor import Anchor
from billing.periods.calendar import add_months
from billing.periods.symbols import MONTHS, UNITS, phrase_of, resolve, unit_around
from finops_core.errors import ToolRetry
from finops_core.values import Period

MOST_DAYS = 3 * 366
"""Nobody's history says anything about what comes later than that."""


def resolve_ahead(text: str, anchor: Anchor) -> Period:
    """The days a symbol means for a forecast. Raises ToolRetry for text outside the grammar, or too far ahead."""
    try:
        period = _days(text.strip(), anchor)
    except (ValueError, OverflowError) as error:
        raise ToolRetry(f"period: {text!r} is not a period such as next_month or next_3_months ({error}).") from error
    if (period.end - anchor.complete.end).days > MOST_DAYS:
        raise ToolRetry(f"period: {phrase_of(period)} is more than three years after the end of the bill.")
    return period


def _days(symbol: str, anchor: Anchor) -> Period:
    first, slash, second = symbol.partition("/")
    if slash:
        return Period(_days(first, anchor).start, _days(second, anchor).end)
    for pattern, build in _PATTERNS:
        found = pattern.fullmatch(symbol)
        if found:
            return build(found, anchor)
    return resolve(symbol, anchor).period


def _next(found: re.Match[str], anchor: Anchor) -> Period:
    if found[1] == "day":
        return Period.of_days(anchor.last_day + timedelta(days=1), 1)
    running = unit_around(found[1], anchor.last_day, anchor.calendar)
    return unit_around(found[1], running.end, anchor.calendar)


def _next_n(found: re.Match[str], anchor: Anchor) -> Period:
    count, unit = int(found[1]), found[2]
    if not count:
        raise ValueError("count out of range")
    if unit in ("day", "week"):
        return Period.of_days(anchor.today, count * (7 if unit == "week" else 1))
    running = unit_around(unit, anchor.last_day, anchor.calendar)
    return Period(running.end, add_months(running.end, {"month": 1, "quarter": 3, "year": 12}[unit] * count))


def _rest(found: re.Match[str], anchor: Anchor) -> Period:
    return Period(anchor.complete.end, unit_around(found[1], anchor.complete.end, anchor.calendar).end)


def _coming(anchor: Anchor, build: Callable[[int], Period]) -> Period:
    """The first period of its name that is not over at the end of the data."""
    year = anchor.complete.end.year - 1
    while (period := build(year)).end <= anchor.complete.end:
        year += 1
    return period


def _month(found: re.Match[str], anchor: Anchor) -> Period:
    return _coming(anchor, lambda year: Period.of_month(year, MONTHS.index(found[1]) + 1))


def _day(found: re.Match[str], anchor: Anchor) -> Period:
    month, day = MONTHS.index(found[1]) + 1, int(found[2])
    date(2024, month, day)  # a day no year has is refused here
    shift = 1 if (month, day) == (2, 29) else 0

    def build(year: int) -> Period:
        return Period.of_days(date(year, month, day if isleap(year) or not shift else 28), 1)

    return _coming(anchor, build)


def _quarter(found: re.Match[str], anchor: Anchor) -> Period:
    return _coming(anchor, lambda year: anchor.calendar.fiscal.quarter(year, int(found[1])))


_NAMES = "|".join(MONTHS)
_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Anchor], Period]], ...] = (
    (re.compile(rf"next_(day|{'|'.join(UNITS)})"), _next),
    (re.compile(r"next_(\d{1,4})_(day|week|month|quarter|year)s?"), _next_n),
    (re.compile(rf"rest_of_({'|'.join(UNITS)})"), _rest),
    (re.compile(rf"({_NAMES})"), _month),
    (re.compile(rf"({_NAMES})-(\d{{1,2}})"), _day),
    (re.compile(r"Q([1-4])"), _quarter),
)
