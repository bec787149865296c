"""Symbolic periods: `last_month`, `2018-10`, `since_march` … and the days they mean for one bill.

The grammar, all lower case except Q, FY and W:

    all                                               the whole bill
    usual  (or nothing)  usual_GRAIN                  what a question without a period means: `default_period.py`
    yesterday  today                                  one day
    last_friday                                       the latest such day that is over
    this_U  last_U                                    U: week, month, quarter, year, fiscal_quarter, fiscal_year
    U_to_date                                         the same units, up to the end of the data
    past_N_days|weeks|months|quarters|years           full units before today
    2018  2018-10  2018-10-12  2018-W20               ISO 8601
    2025-Q3  FY2025  FY2025-Q3  Q3                    quarters and fiscal years; Q3 alone is the latest one begun
    october  october-23  first_half 2025-H1           a month or day without a year is the latest one begun
    last_year-11  this_year-Q2  last_year-H1          a month, quarter or half of the year before, or of the one in
                                                      progress
    week_of_DAY                                       the week around a day
    since_P  until_P                                  from the first day of P on; up to the last day of P
    P/P                                               from the first day of the first to the last of the second
    before:P  after:P  year_before:P                  the period before P, the one after it, P a year earlier; P may
                                                      be a range
    previous  year_before                             the same, only beside the period they are compared with
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from billing.periods.anchor import Anchor
from billing.periods.calendar import Calendar, add_months
from billing.periods.default_period import SERIES, USUAL, usual, usual_series
from finops_core.errors import ToolRetry
from finops_core.values import Period

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)

UNITS = ("week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """Days, how to name them in a sentence (`in October 2018`), and whether the anchor decided them.

    `to_date` says that they end where the bill does, not on the day of the question.
    """

    period: Period
    phrase: str
    relative: bool = False
    to_date: bool = False


def resolve(text: str, anchor: Anchor) -> Resolved:
    """The days a symbolic period means. Raises ToolRetry for text outside the grammar."""
    symbol = text.strip() or USUAL
    if symbol == "all":
        return Resolved(period=anchor.bill, phrase=phrase_of(anchor.bill))
    try:
        period, relative = _days(symbol, anchor)
    except ValueError as error:
        raise ToolRetry(
            f"period: {text!r} is not a period such as last_month, 2018-10 or since_march ({error})."
        ) from error
    cut = bool(_TO_DATE.match(symbol)) and period.end == anchor.bill.end <= anchor.last_day
    return Resolved(period=period, phrase=phrase_of(period), relative=relative, to_date=cut)


def before(period: Period) -> Period:
    """The period of the same kind just before: whole months, quarters and years stay whole."""
    months = whole_months(period)
    if months:
        return Period(add_months(period.start, -months), period.start)
    return Period(period.start - timedelta(days=period.days), period.start)


def after(period: Period) -> Period:
    """The period of the same kind just behind: whole months, quarters and years stay whole."""
    months = whole_months(period)
    return Period(period.end, add_months(period.end, months) if months else period.end + timedelta(days=period.days))


def year_before(period: Period) -> Period:
    """The same dates a year earlier."""
    if whole_months(period):
        return Period(add_months(period.start, -12), add_months(period.end, -12))
    return Period.of_days(add_months(period.start, -12), period.days)


def phrase_of(period: Period) -> str:
    """Days as part of a sentence: `in October 2018`, `on 3 May 2026`, `from 1 May 2026 to 9 May 2026`."""
    if period.days == 1:
        return f"on {day_text(period.start)}"
    months = whole_months(period)
    if months == 1:
        return f"in {period.start:%B %Y}"
    if months == 12 and period.start.month == 1:
        return f"in {period.start.year}"
    if months:
        return f"from {period.start:%B %Y} to {period.last_day:%B %Y}"
    return f"from {day_text(period.start)} to {day_text(period.last_day)}"


def bare(phrase: str) -> str:
    """A phrase as a noun: `October 2026` for `in October 2026`."""
    return phrase.removeprefix("in ").removeprefix("on ").removeprefix("from ")


def day_text(day: date) -> str:
    """A day as a person writes it: `3 May 2026`."""
    return f"{day.day} {day:%B %Y}"


def whole_months(period: Period) -> int:
    if period.start.day != 1 or period.end.day != 1:
        return 0
    return (period.end.year - period.start.year) * 12 + period.end.month - period.start.month


def _days(symbol: str, anchor: Anchor) -> tuple[Period, bool]:
    move, _, moved = symbol.partition(":")
    if moved and move in _MOVES:
        return _MOVES[move](_days(moved, anchor)[0]), True
    if "/" in symbol:
        first, _, second = symbol.partition("/")
        end, relative_end = _days(second, anchor)
        until = replace(anchor, last_day=end.start) if relative_end or not _HAS_YEAR.search(first) else anchor
        start, relative_start = _days(first, anchor if first in _NAMED else until)
        return Period(start.start, end.end), relative_start or relative_end
    if symbol in _NAMED:
        return _NAMED[symbol](anchor), not symbol.startswith(USUAL)
    for pattern, build, relative in _PATTERNS:
        found = pattern.fullmatch(symbol)
        if found:
            return build(found, anchor), relative
    raise ValueError("unknown form")


def unit_around(name: str, day: date, calendar: Calendar) -> Period:
    """The week, month, quarter, year or fiscal unit a day lies in."""
    match name:
        case "week":
            return calendar.week(day)
        case "month":
            return Period.of_month(day.year, day.month)
        case "quarter":
            return _quarter(day.year, (day.month - 1) // 3 + 1)
        case "year":
            return _year(day.year)
        case "fiscal_year":
            return calendar.fiscal_year_around(day)
        case _:
            return calendar.fiscal_quarter_around(day)


def _this(name: str) -> Callable[[Anchor], Period]:
    return lambda anchor: unit_around(name, anchor.last_day, anchor.calendar)


def _last(name: str) -> Callable[[Anchor], Period]:
    def build(anchor: Anchor) -> Period:
        running = unit_around(name, anchor.today, anchor.calendar)
        return unit_around(name, running.start - timedelta(days=1), anchor.calendar)

    return build


def _to_date(name: str) -> Callable[[Anchor], Period]:
    return lambda anchor: _up_to_now(unit_around(name, anchor.last_day, anchor.calendar).start, anchor)


def _up_to_now(start: date, anchor: Anchor) -> Period:
    """From a day to the last one of which the bill has charges; to the day of the question where it has none yet."""
    now = anchor.last_day + timedelta(days=1)
    end = min(now, anchor.bill.end) if anchor.bill.end > start else now
    return Period(start, max(end, start + timedelta(days=1)))


def _last_weekday(number: int) -> Callable[[Anchor], Period]:
    """0 is Monday."""

    def build(anchor: Anchor) -> Period:
        yesterday = anchor.today - timedelta(days=1)
        return Period.of_days(yesterday - timedelta(days=(yesterday.weekday() - number) % 7), 1)

    return build


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_NAMED: dict[str, Callable[[Anchor], Period]] = {
    **{f"last_{name}": _last_weekday(number) for number, name in enumerate(WEEKDAYS)},
    USUAL: usual,
    **{f"{USUAL}_{grain}": partial(usual_series, grain) for grain in SERIES},
    "today": lambda anchor: Period.of_days(anchor.last_day, 1),
    "yesterday": lambda anchor: Period.of_days(anchor.today - timedelta(days=1), 1),
    **{f"this_{name}": _this(name) for name in UNITS},
    **{f"last_{name}": _last(name) for name in UNITS},
    **{f"{name}_to_date": _to_date(name) for name in UNITS},
}


def _past(found: re.Match[str], anchor: Anchor) -> Period:
    count, unit = int(found[1]), found[2]
    if not 0 < count <= 3660:
        raise ValueError("count out of range")
    if unit == "day":
        return Period(anchor.today - timedelta(days=count), anchor.today)
    if unit == "week":
        return Period(anchor.today - timedelta(weeks=count), anchor.today)
    end = unit_around(unit, anchor.today, anchor.calendar).start
    months = {"month": 1, "quarter": 3, "year": 12}[unit] * count
    return Period(add_months(end, -months), end)


def _quarter(year: int, number: int) -> Period:
    start = date(year, 3 * number - 2, 1)
    return Period(start, add_months(start, 3))


def _year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year + 1, 1, 1))


def _half(year: int, number: int) -> Period:
    start = date(year, 6 * number - 5, 1)
    return Period(start, add_months(start, 6))


def _latest(anchor: Anchor, build: Callable[[int], Period]) -> Period:
    """The latest period of its name that has begun by the end of the data."""
    year = anchor.last_day.year + 1
    while (period := build(year)).start > anchor.last_day:
        year -= 1
    return period


def _bare_quarter(found: re.Match[str], anchor: Anchor) -> Period:
    return _latest(anchor, lambda year: anchor.calendar.fiscal.quarter(year, int(found[1])))


def _bare_half(found: re.Match[str], anchor: Anchor) -> Period:
    return _latest(anchor, lambda year: _half(year, 1 if found[1] == "first" else 2))


def _bare_month(found: re.Match[str], anchor: Anchor) -> Period:
    month = MONTHS.index(found[1]) + 1
    return _latest(anchor, lambda year: Period.of_month(year, month))


def _bare_day(found: re.Match[str], anchor: Anchor) -> Period:
    month, day = MONTHS.index(found[1]) + 1, int(found[2])
    date(2024, month, day)  # a day no year has is refused here

    def build(year: int) -> Period:
        return Period.of_days(date(year, month, day), 1)

    if (month, day) == (2, 29):
        return _latest(anchor, lambda year: build(year - year % 4))
    return _latest(anchor, build)


def _in_a_year(found: re.Match[str], anchor: Anchor) -> Period:
    year = _days(f"{found[1]}_year", anchor)[0].start.year
    if found[4]:
        return _half(year, int(found[4]))
    return _quarter(year, int(found[3])) if found[3] else Period.of_month(year, int(found[2]))


def _week_of(found: re.Match[str], anchor: Anchor) -> Period:
    return anchor.calendar.week(_days(found[1], anchor)[0].start)


def _since(found: re.Match[str], anchor: Anchor) -> Period:
    return _up_to_now(_days(found[1], anchor)[0].start, anchor)


def _until(found: re.Match[str], anchor: Anchor) -> Period:
    end = _days(found[1], anchor)[0].end
    return Period(min(anchor.bill.start, end - timedelta(days=1)), end)


_MOVES = {"before": before, "after": after, "year_before": year_before}
_TO_DATE = re.compile(r"since_|\w+_to_date$")
_HAS_YEAR = re.compile(r"\d{4}")
_MONTH_NAMES = "|".join(MONTHS)
_Build = Callable[[re.Match[str], Anchor], Period]

_PATTERNS: tuple[tuple[re.Pattern[str], _Build, bool], ...] = (
    (re.compile(r"past_(\d{1,4})_(day|week|month|quarter|year)s?"), _past, True),
    (re.compile(r"(\d{4})"), lambda m, _: _year(int(m[1])), False),
    (re.compile(r"(\d{4})-(\d{2})"), lambda m, _: Period.of_month(int(m[1]), int(m[2])), False),
    (re.compile(r"(\d{4}-\d{2}-\d{2})"), lambda m, _: Period.of_days(date.fromisoformat(m[1]), 1), False),
    (re.compile(r"(\d{4}-W\d{2})"), lambda m, _: Period.of_days(date.fromisoformat(m[1]), 7), False),
    (re.compile(r"(\d{4})-Q([1-4])"), lambda m, _: _quarter(int(m[1]), int(m[2])), False),
    (re.compile(r"(\d{4})-H([12])"), lambda m, _: _half(int(m[1]), int(m[2])), False),
    (re.compile(r"FY(\d{4})"), lambda m, a: a.calendar.fiscal.year(int(m[1])), False),
    (re.compile(r"FY(\d{4})-Q([1-4])"), lambda m, a: a.calendar.fiscal.quarter(int(m[1]), int(m[2])), False),
    (re.compile(r"Q([1-4])"), _bare_quarter, True),
    (re.compile(r"(first|second)_half"), _bare_half, True),
    (re.compile(rf"({_MONTH_NAMES})"), _bare_month, True),
    (re.compile(rf"({_MONTH_NAMES})-(\d{{1,2}})"), _bare_day, True),
    (re.compile(r"(last|this)_year-(?:(\d{2})|Q([1-4])|H([12]))"), _in_a_year, True),
    (re.compile(r"week_of_([^_/]+)"), _week_of, False),
    (re.compile(r"since_([^/]+)"), _since, True),
    (re.compile(r"until_([^/]+)"), _until, True),
)
