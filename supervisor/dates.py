"""Periods in a person's words → symbolic periods of `billing/periods/symbols.py`, without a calendar."""

from calendar import isleap
from typing import Final

from billing.periods.symbols import MONTHS
from supervisor.lexicon import Kind, Value

Kinds = list[int]
Values = list[Value]
Found = tuple[str, int] | None
"""A symbolic period and the position after it."""

_TRAILING: Final = {
    "day": "yesterday",
    "week": "past_7_days",
    "month": "past_30_days",
    "quarter": "past_3_months",
    "year": "past_12_months",
}
_LONGEST_PAST: Final = 3660


def read_date(kinds: Kinds, values: Values, at: int) -> Found:
    """The period that starts at a position, or None when none does. Both lists end with END."""
    reader = _READERS.get(kinds[at])
    return reader(kinds, values, at) if reader else None


def _named(kinds: Kinds, values: Values, at: int) -> Found:
    return "month_to_date" if values[at] == "current" else str(values[at]), at + 1


def _year(kinds: Kinds, values: Values, at: int) -> Found:
    if kinds[at + 1] == Kind.QUARTER:
        return f"{values[at]}-{values[at + 1]}", at + 2
    return str(values[at]), at + 1


def _half(kinds: Kinds, values: Values, at: int) -> Found:
    half = "first_half" if values[at] == 1 else "second_half"
    if kinds[at + 1] == Kind.YEAR:
        return f"{values[at + 1]}-H{values[at]}", at + 2
    if kinds[at + 1] == Kind.MONTH:
        return _half_of_month(kinds, values, at + 1, second=values[at] != 1)
    if kinds[at + 1] == Kind.FISCAL:
        return None
    if kinds[at + 1] == Kind.UNIT and values[at + 1] == "year":
        at += 1
    return _in_a_year(kinds, values, at, f"H{values[at]}") or (half, at + 1)


def _half_of_month(kinds: Kinds, values: Values, at: int, *, second: bool) -> Found:
    """The days up to the 15th, or those after it; February ends on its 28th where no year says otherwise."""
    name = str(values[at])
    last = 28 if name == "february" else _LONGEST[name]
    first, last = (16, last) if second else (1, 15)
    if kinds[at + 1] != Kind.YEAR:
        return f"{name}-{first}/{name}-{last}", at + 1
    month = f"{values[at + 1]}-{_MONTH_NUMBER[name]}"
    if second and name == "february" and isleap(int(str(values[at + 1]))):
        last = 29
    return f"{month}-{first:02d}/{month}-{last}", at + 2


def _week_of(kinds: Kinds, values: Values, at: int) -> Found:
    if values[at] is not None:
        return _week_of_month(kinds, values, at + 1, first=values[at] == "first")
    found = read_date(kinds, values, at + 1)
    return (f"week_of_{found[0]}", found[1]) if found else None


def _week_of_month(kinds: Kinds, values: Values, at: int, *, first: bool) -> Found:
    """ "The first week of July": its first seven days, or its last."""
    if kinds[at] != Kind.MONTH or kinds[at + 1] in _MORE_OF_A_DATE:
        return None
    name = str(values[at])
    last = 28 if name == "february" else _LONGEST[name]
    begin, end = (1, 7) if first else (last - 6, last)
    return f"{name}-{begin}/{name}-{end}", at + 1


_MORE_OF_A_DATE: Final = frozenset({Kind.YEAR, Kind.NUM, Kind.DAY})


def _day_first(kinds: Kinds, values: Values, at: int) -> Found:
    return _day(kinds, values, at, month=at + 1, day=at) if kinds[at + 1] == Kind.MONTH else None


def _past(kinds: Kinds, values: Values, at: int) -> Found:
    """ "Last month", "the past 3 weeks", "last October"."""
    following = kinds[at + 1]
    value = values[at + 1]
    if following == Kind.UNIT:
        return _past_unit(values[at], value, at + 2)
    if following == Kind.NUM and kinds[at + 2] == Kind.UNIT:
        return _counted(value, values[at + 2], at + 3)
    if following == Kind.COST and value == "invoice":
        return "last_month", at + 1  # invoices come by the month
    if following == Kind.NUM and values[at + 2] == "invoices":
        return _counted(value, "month", at + 2)
    if following == Kind.MONTH and kinds[at + 2] != Kind.YEAR and values[at] == "calendar":
        return _month(kinds, values, at + 1)
    return None


def _past_unit(word: Value, unit: Value, after: int) -> Found:
    """The last one of the calendar, or as many days up to yesterday ("the past month")."""
    if unit == "hour":
        return None
    if word != "calendar" and unit in _TRAILING:
        return _TRAILING[str(unit)], after
    return ("yesterday" if unit == "day" else f"last_{unit}"), after


def _next(kinds: Kinds, values: Values, at: int) -> Found:
    """ "next month", "the next 3 months", "next October"."""
    following = kinds[at + 1]
    if following == Kind.UNIT and values[at + 1] != "hour":
        return f"next_{values[at + 1]}", at + 2
    if following == Kind.NUM and kinds[at + 2] == Kind.UNIT:
        return counted_ahead(values[at + 1], values[at + 2], at + 3)
    if following == Kind.MONTH and kinds[at + 2] not in (Kind.YEAR, Kind.NUM, Kind.DAY):
        return str(values[at + 1]), at + 2
    return None


def counted_ahead(count: Value, unit: Value, after: int) -> Found:
    """So many units from now on, up to three years."""
    if not isinstance(count, int) or unit not in _MOST_AHEAD or not 0 < count <= _MOST_AHEAD[str(unit)]:
        return None
    return f"next_{count}_{unit}s", after


_MOST_AHEAD: Final = {"day": 1000, "week": 150, "month": 33, "quarter": 10, "year": 2}


def _till_end(kinds: Kinds, values: Values, at: int) -> Found:
    return f"this_{values[at]}", at + 1


def _counted(count: Value, unit: Value, after: int) -> Found:
    if not isinstance(count, int) or not 0 < count <= _LONGEST_PAST:
        return None
    if unit == "hour":
        return (f"past_{count // 24}_days", after) if count % 24 == 0 else None
    if unit in {"day", "week", "month", "quarter", "year"}:
        return f"past_{count}_{unit}s", after
    return None


_IN_A_MONTH: Final = frozenset({Kind.NUM, Kind.DAY})
_COUNTED_THINGS: Final = frozenset({Kind.DIRECTION, Kind.TOP, Kind.COSTLY, Kind.DIMS, Kind.THINGS})
"""What a number behind a month counts: "from March two more clusters", "in June, the 3 biggest services"."""


def _month(kinds: Kinds, values: Values, at: int) -> Found:
    following = kinds[at + 1]
    if following in _IN_A_MONTH and not (following == Kind.NUM and kinds[at + 2] in _COUNTED_THINGS):
        return _day(kinds, values, at, month=at, day=at + 1)
    if following == Kind.YEAR:
        return f"{values[at + 1]}-{_MONTH_NUMBER[str(values[at])]}", at + 2
    return _in_a_year(kinds, values, at, _MONTH_NUMBER[str(values[at])]) or (str(values[at]), at + 1)


def _in_a_year(kinds: Kinds, values: Values, at: int, part: str) -> Found:
    """ "July of last year", "Q2 this year"."""
    if kinds[at + 1] == Kind.PERIOD and values[at + 1] in ("this_year", "last_year"):
        return f"{values[at + 1]}-{part}", at + 2
    last = kinds[at + 1] == Kind.PAST and values[at + 1] == "calendar"
    if last and kinds[at + 2] == Kind.UNIT and values[at + 2] == "year":
        return f"last_year-{part}", at + 3
    return None


def _day(kinds: Kinds, values: Values, at: int, *, month: int, day: int) -> Found:
    number = values[day]
    if not isinstance(number, int) or not 0 < number <= _LONGEST[str(values[month])]:
        return None
    if kinds[at + 2] == Kind.YEAR:
        year = int(str(values[at + 2]))
        if number == 29 and values[month] == "february" and not isleap(year):
            return None
        return f"{year}-{_MONTH_NUMBER[str(values[month])]}-{number:02d}", at + 3
    return f"{values[month]}-{number}", at + 2


def _quarter(kinds: Kinds, values: Values, at: int) -> Found:
    following = kinds[at + 1]
    if following in (Kind.YEAR, Kind.FISCAL):
        return f"{values[at + 1]}-{values[at]}", at + 2
    return _in_a_year(kinds, values, at, str(values[at])) or (str(values[at]), at + 1)


_MONTH_NUMBER: Final = {name: f"{number:02d}" for number, name in enumerate(MONTHS, 1)}

_LONGEST: Final = dict(zip(_MONTH_NUMBER, (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), strict=True))

_READERS: Final = {
    Kind.PERIOD: _named,
    Kind.PAST: _past,
    Kind.MONTH: _month,
    Kind.NUM: _day_first,
    Kind.DAY: _day_first,
    Kind.YEAR: _year,
    Kind.FISCAL: _year,
    Kind.QUARTER: _quarter,
    Kind.HALF: _half,
    Kind.WEEK_OF: _week_of,
    Kind.NEXT: _next,
    Kind.TILL_END: _till_end,
    Kind.AHEAD: _named,
}
