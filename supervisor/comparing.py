"""Questions about differences: one period against another, what is new, and what stopped."""

import re
from typing import Final

from billing.periods.symbols import MONTHS
from supervisor.arguments import AGENT, scope
from supervisor.plan import Step
from supervisor.slots import Reading
from supervisor.spending import spend_step

_STRETCHES: Final = ("past_", "since_")
"""Periods that a change happens within, rather than against."""


def compares(reading: Reading) -> bool:
    if reading.trend:
        return False
    if reading.stepwise or reading.against:
        return True
    if reading.compare:
        return len(reading.periods) == 2 or bool(reading.earlier)
    return bool(reading.change) and not _drawn(reading) and not (reading.over or reading.under)


def _drawn(reading: Reading) -> bool:
    """ "Costs exploded, show them daily": a change is looked for in the amounts of days."""
    if not (reading.grain and reading.periods):
        return False
    asks_which = reading.single or reading.which or reading.order or reading.driver
    return not (asks_which or reading.why or reading.earlier)


def compare_step(reading: Reading) -> Step | None:
    if _happens_within(reading):
        return _within(reading)
    reading.periods = [_RUNNING_SINCE.get(period, period) for period in reading.periods]
    pair = _pair(reading)
    if reading.things and reading.change in ("up", "down") and (reading.order or reading.which or reading.top_n):
        reading.group("resource")
    if pair is None or len(reading.groups) > 1 or reading.grain or reading.average or reading.over or reading.under:
        return None
    periods, reading.periods, reading.span = reading.periods, [], False
    args = scope(reading)
    reading.periods = periods
    if args is None:
        return None
    args = {"period": pair[0], "compare_to": pair[1], **args}
    if reading.groups:
        args["group_by"] = tuple(reading.groups)
    several = reading.groups or reading.top_n or (reading.which and not reading.driver)
    if reading.change in ("up", "down") and several:
        args["direction"] = reading.change
    if reading.top_n:
        args["top_n"] = reading.top_n
    return Step(AGENT, "compare", args)


def _happens_within(reading: Reading) -> bool:
    """Whether a change is asked about along a stretch of time; "what changed" asks for what is behind it."""
    if reading.compare or reading.which or not reading.periods or reading.periods[0] in _RUNNING_SINCE:
        return False
    return reading.periods[0].startswith(_STRETCHES)


def _within(reading: Reading) -> Step | None:
    """A change over a stretch of time is a trend: "how did costs change over the past 6 months"."""
    if reading.change not in ("", "any") or reading.why or reading.driver:
        return None
    reading.trend = True
    return spend_step(reading)


def _pair(reading: Reading) -> tuple[str, str] | None:
    """The period and what it is compared to, the later one first where words tell."""
    periods = reading.periods
    if reading.stepwise:
        back = "year_before" if reading.stepwise == "year" else "previous"
        if len(periods) > 1 or reading.earlier:
            return None
        return (periods[0] if periods else _LATEST[reading.stepwise]), back
    if reading.earlier:
        if reading.earlier in _LONGER_THAN_A_DAY and periods and periods[0] in ("today", "yesterday"):
            return None  # a day is not compared with a week
        back = "year_before" if reading.earlier == "year" else "previous"
        return (periods[0], back) if len(periods) == 1 else None
    if len(periods) == 2:
        first, second = periods
        if reading.side_by_side and (ordered := _in_order(first, second)):
            return ordered
        later_second = (reading.span and not reading.compare) or (first.startswith("last_") and second in _RUNNING)
        return (second, first) if later_second else (first, second)
    if len(periods) == 1:
        if reading.against:
            now = _RUNNING_AFTER.get(periods[0])
            return (now, periods[0]) if now else None
        return periods[0], "previous"
    return ("last_month", "previous") if not reading.compare else None


def _in_order(first: str, second: str) -> tuple[str, str] | None:
    """Two months named side by side, the later one first; a year said once belongs to both ("April and May 2025")."""
    if first in MONTHS and second in MONTHS:
        return second, first
    if _A_DAY.fullmatch(first) and _A_DAY.fullmatch(second):
        return second, first
    if first not in MONTHS or not _A_MONTH.fullmatch(second):
        return None
    year, month = int(second[:4]), MONTHS.index(first) + 1
    earlier = year if month < int(second[5:]) else year - 1
    return second, f"{earlier}-{month:02d}"


_LONGER_THAN_A_DAY: Final = frozenset({"week", "month", "quarter"})
_A_DAY: Final = re.compile(rf"(?:{'|'.join(MONTHS)})-\d{{1,2}}")
_A_MONTH: Final = re.compile(r"\d{4}-\d{2}")

_LATEST: Final = {
    "day": "yesterday",
    "week": "last_week",
    "month": "last_month",
    "quarter": "last_quarter",
    "year": "year_to_date",
}


_RUNNING_AFTER: Final = {
    "last_week": "this_week",
    "last_month": "this_month",
    "last_quarter": "this_quarter",
    "last_year": "this_year",
    "last_fiscal_year": "this_fiscal_year",
    "yesterday": "today",
}


_RUNNING_SINCE: Final = {f"since_{last}": running for last, running in _RUNNING_AFTER.items()}
"""What changed since last month is what this month differs in from it."""


_RUNNING: Final = frozenset({*_RUNNING_AFTER.values(), "month_to_date", "year_to_date", "quarter_to_date"})


def changes_step(reading: Reading) -> Step | None:
    """New and stopped charges. "started" and the like need a cost noun or a dimension, not both kinds at once."""
    reading.periods = [_RUNNING_SINCE.get(period, period) for period in reading.periods]
    args = scope(reading)
    if args is None or (reading.new and reading.stopped) or len(reading.groups) > 1 or reading.compare:
        return None
    if reading.grain or reading.average or reading.trend or reading.change or reading.driver:
        return None
    args["change"] = "new" if reading.new else "stopped"
    if reading.groups:
        args["group_by"] = tuple(reading.groups)
    return Step(AGENT, "changes", args)
