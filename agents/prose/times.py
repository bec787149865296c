"""Days, months and periods as prose names them."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from finops_core.values import Period

_MONTHS: Final = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name} | {
    name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name and name != "May"
}
_MONTH: Final = "|".join(sorted((name.capitalize() for name in _MONTHS), key=len, reverse=True))
TIME: Final = re.compile(
    rf"(?:(?P<first>\d{{1,2}})(?:\s*[–-]\s*|\s+(?:to|and|until|through)\s+)(?P<last>\d{{1,2}})\s+(?P<of_month>{_MONTH})"
    rf"(?:\s+(?P<of_year>20\d\d))?(?![\w])"
    rf"|(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month_of_day>{_MONTH})(?:\s+(?P<year_of_day>20\d\d))?(?![\w])"
    rf"|(?P<month>{_MONTH})\s+(?P<day_after>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<year_after>20\d\d))?(?![\w])"
    r"|the\s+(?P<nth>first|second|third|fourth)\s+quarter(?:\s+of\s+(?P<year_of_nth>20\d\d))?(?![\w])"
    rf"|(?P<month_alone>{_MONTH})(?:\s+(?P<year_of_month>20\d\d))?(?![\w])"
    r"|(?P<iso>20\d\d-\d\d-\d\d)(?![\w])"
    r"|Q(?P<quarter>[1-4])\s+(?P<year_of_quarter>20\d\d)(?![\w])"
    r"|(?P<year>20\d\d)(?![\w.-])"
    r"|(?P<relative>(?:last|this|next|previous|prior|current|the\s+following)\s+(?:week|month|quarter|year)|"
    r"(?:the\s+)?(?:month|year)\s+(?:before|earlier|prior|after)|the\s+(?:previous|prior|preceding)\s+month|"
    r"month\s+to\s+date|year\s+to\s+date|today|yesterday|tomorrow|(?:last|next)\s+(?:spring|summer|autumn|fall|winter)|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|spring|summer|autumn|winter|christmas|"
    r"the\s+(?:past|last)\s+\w+\s+(?:days|weeks|months|years)|(?:day|week|quarter)\s+before)(?![\w]))",
    re.IGNORECASE,
)
"""A month is written with a capital letter; `may` without a year is the verb, which the reader of words decides."""

UNKNOWN: Final = None


@dataclass(frozen=True, slots=True)
class Times:
    """What times in prose are counted from: today, and the periods that the facts have."""

    today: date | None
    periods: frozenset[Period]

    def read(self, found: re.Match[str]) -> Period | None:
        """The days a time means; None where it cannot be known.

        A month without a year is the one that the facts have, else the latest that began.
        """
        try:
            return (
                _absolute(found, self._year_of)
                or self._month_before(found["relative"])
                or self._one_before(found["relative"])
                or _relative(found["relative"], self.today)
            )
        except ValueError:
            return UNKNOWN

    def _year_of(self, month: int) -> int | None:
        years = {day.year for p in self.periods for day in (p.start, p.end - timedelta(days=1)) if day.month == month}
        if years:
            return max(years)
        return None if self.today is None else self.today.year - (month > self.today.month)

    def _one_before(self, words: str | None) -> Period | None:
        """`the quarter before`: the earlier of the two latest days, weeks, quarters or years that the facts have."""
        told = _ONE_BEFORE.fullmatch(words) if words else None
        if told is None:
            return UNKNOWN
        shortest, longest = _DAYS[(told["before"] or told["length"]).casefold()]
        alike = [p for p in self.periods if shortest <= (p.end - p.start).days <= longest]
        latest = max(alike, key=lambda p: p.start, default=None)
        return next((p for p in alike if latest is not None and p.end == latest.start), UNKNOWN)

    def _month_before(self, words: str | None) -> Period | None:
        """The month before the latest month of the facts, where they have that one too."""
        if not words or not _MONTH_BEFORE.fullmatch(words):
            return UNKNOWN
        months = sorted((p.start for p in self.periods if p == _month(p.start.year, p.start.month)), reverse=True)
        return _before(_month(months[0].year, months[0].month)) if months else UNKNOWN


_MONTH_BEFORE: Final = re.compile(
    r"(?:the\s+)?(?:month\s+(?:before|earlier|prior)|(?:previous|prior|preceding)\s+month)", re.IGNORECASE
)


_ONE_BEFORE: Final = re.compile(
    r"(?:the\s+)?(?:(?P<before>day|week|quarter|year)\s+(?:before|earlier|prior)"
    r"|(?:previous|prior|preceding)\s+(?P<length>day|week|quarter|year))",
    re.IGNORECASE,
)
_NTH: Final = ("first", "second", "third", "fourth")
_DAYS: Final = {"day": (1, 1), "week": (7, 7), "quarter": (89, 92), "year": (365, 366)}


def _absolute(found: re.Match[str], year_of: Callable[[int], int | None]) -> Period | None:
    if found["first"]:
        return _days_of_a_month(found, year_of)
    if found["iso"]:
        return _day(date.fromisoformat(found["iso"]))
    if found["nth"] or found["quarter"]:
        return _quarter_of_a_year(found, year_of)
    if found["year"]:
        return Period(date(int(found["year"]), 1, 1), date(int(found["year"]) + 1, 1, 1))
    return _month_or_day(found, year_of)


def _days_of_a_month(found: re.Match[str], year_of: Callable[[int], int | None]) -> Period | None:
    number = _MONTHS[found["of_month"].casefold()]
    year = int(found["of_year"]) if found["of_year"] else year_of(number)
    if year is None:
        return UNKNOWN
    first, last = date(year, number, int(found["first"])), date(year, number, int(found["last"]))
    return Period(first, last + timedelta(days=1))


def _quarter_of_a_year(found: re.Match[str], year_of: Callable[[int], int | None]) -> Period | None:
    """`Q3 2026`, `the third quarter`."""
    number = int(found["quarter"]) if found["quarter"] else _NTH.index(found["nth"].casefold()) + 1
    said = found["year_of_quarter"] or found["year_of_nth"]
    year, first = int(said) if said else year_of(3 * number - 2), 3 * number - 2
    return UNKNOWN if year is None else Period(date(year, first, 1), _month(year, first + 2).end)


def _month_or_day(found: re.Match[str], year_of: Callable[[int], int | None]) -> Period | None:
    for month, day, year in (
        ("month_of_day", "day", "year_of_day"),
        ("month", "day_after", "year_after"),
        ("month_alone", None, "year_of_month"),
    ):
        if found[month]:
            number = _MONTHS[found[month].casefold()]
            in_year = int(found[year]) if found[year] else year_of(number)
            if in_year is None:
                return UNKNOWN
            return _day(date(in_year, number, int(found[day]))) if day else _month(in_year, number)
    return UNKNOWN


def _relative(words: str | None, today: date | None) -> Period | None:
    if not words or today is None:
        return UNKNOWN
    said = " ".join(words.casefold().split())
    this = _month(today.year, today.month)
    if said.endswith(" quarter"):
        return _relative_quarter(said.partition(" ")[0], _quarter(this))
    match said:
        case "last month" | "previous month" | "prior month" | "the previous month":
            return _before(this)
        case "this month" | "current month" | "month to date":
            return this
        case "last week" | "previous week" | "this week":
            monday = today - timedelta(days=today.weekday() + (0 if said == "this week" else 7))
            return Period(monday, monday + timedelta(days=7))
        case "next month":
            return _month(this.end.year, this.end.month)
        case "this year" | "current year" | "year to date":
            return Period(date(today.year, 1, 1), date(today.year + 1, 1, 1))
        case "last year" | "previous year":
            return Period(date(today.year - 1, 1, 1), date(today.year, 1, 1))
        case "today":
            return _day(today)
        case "yesterday":
            return _day(today - timedelta(days=1))
        case _:
            return UNKNOWN


def _relative_quarter(which: str, this: Period) -> Period | None:
    match which:
        case "this" | "current":
            return this
        case "last" | "previous":
            return _quarter(_before(this))
        case "next":
            return _quarter(_month(this.end.year, this.end.month))
        case _:
            return UNKNOWN


def _quarter(month: Period) -> Period:
    first = date(month.start.year, 3 * ((month.start.month - 1) // 3) + 1, 1)
    return Period(first, _month(first.year, first.month + 2).end)


def _before(period: Period) -> Period:
    last = period.start - timedelta(days=1)
    return _month(last.year, last.month)


def _month(year: int, month: int) -> Period:
    start = date(year, month, 1)
    return Period(start, date(year + month // 12, month % 12 + 1, 1))


def _day(day: date) -> Period:
    return Period(day, day + timedelta(days=1))


def in_words(period: Period) -> str:
    """A period for brackets: `October 2026`, `May 2026 to July 2026`, `3 May 2026`, `1 May 2026 to 7 May 2026`."""
    last = period.end - timedelta(days=1)
    if period == _month(period.start.year, period.start.month):
        return f"{period.start:%B %Y}"
    if (period.start.month, period.start.day, last.month, last.day) == (
        1,
        1,
        12,
        31,
    ) and last.year == period.start.year:
        return str(period.start.year)
    if period.start.day == period.end.day == 1:
        return f"{period.start:%B %Y} to {last:%B %Y}"
    first = f"{period.start.day} {period.start:%B %Y}"
    return first if last == period.start else f"{first} to {last.day} {last:%B %Y}"
