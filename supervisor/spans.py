"""Reading periods: one, two joined as one, and those that lie ahead."""

from typing import Final

from billing.periods.symbols import MONTHS, WEEKDAYS
from finops_core.questions.utterance import Utterance
from supervisor.amounts import CHANGING
from supervisor.dates import Kinds, Values, counted_ahead, read_date
from supervisor.lexicon import Kind
from supervisor.slots import NOT_MINE, STOP


def read_period(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """A period, or two of them joined: "from … to …", "Jan through March", "between … and …"."""
    following = kinds[at + 1]
    if (following in _MORE_THAN_DATES or kinds[at] in _NUMBERED) and (after := _no_date(said, kinds, values, at)):
        return after
    found = read_date(kinds, values, at)
    if found is None or (following == Kind.OWN and values[at] == "may"):
        return STOP
    if _is_against(kinds, at):
        said.against = True
    changed_from = at > 1 and values[at - 1] == "from" and kinds[at - 2] in CHANGING
    first, at = found
    if kinds[at] in _GOES_ON:
        return _joined(said, kinds, values, first, at)
    if changed_from:
        said.compare = said.against = True  # "how did they change from May"
    said.periods.append(first)
    return at


def _no_date(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """The position behind days of one month and behind words for time that name no time; NOT_MINE where none stand."""
    following = kinds[at + 1]
    if following == Kind.COMMITMENT:
        # "Our current commitments" are those that we have, and no days.
        return at + 1 if values[at] == "current" and values[at + 2] not in _MEASURED else NOT_MINE
    if following != Kind.END or kinds[at] != Kind.PAST:
        return _counted_days(said, kinds, values, at)
    if not said.compare or len(said.periods) != 1:
        return NOT_MINE
    said.earlier = "period"  # "more this quarter than last"
    return at + 1


def _counted_days(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """The position behind days of one month, STOP when they make no sense, NOT_MINE where none stand."""
    if is_of_days(kinds, at):
        return _days_of_month(said, kinds, values, at)
    counted = kinds[at] == Kind.MONTH and _is_counted(kinds, at + 1)
    if counted and kinds[at + 4] != Kind.MONTH and kinds[at + 4] != Kind.UNIT:
        return _month_first(said, kinds, values, at)
    return NOT_MINE


def _joined(said: Utterance, kinds: Kinds, values: Values, first: str, at: int) -> int:
    """What a period leads to: another one, more of its kind in a row, or now."""
    if kinds[at] == Kind.EVER:
        return _till_now(said, kinds, values, first, at)
    said.periods.append(first)
    if kinds[at] in _STARTS:
        return _run(said, kinds, values, at) if kinds[at] == kinds[at - 1] else at
    if kinds[at] == Kind.TO and kinds[at + 1] in _EARLIER:
        return at + 1
    if _or_another(kinds, values, at):
        said.compare = True
    if kinds[at] == Kind.AND and not said.span and not _and_another(said, kinds, at):
        return _next_month(said, kinds, values, at) or at
    return _second(said, kinds, values, first, at)


def _next_month(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "In April and May": months in a row are one stretch; NOT_MINE for anything else."""
    if [*kinds[at - 1 : at + 2]] != [Kind.MONTH, Kind.AND, Kind.MONTH] or kinds[at + 2] in _MORE_OF_A_MONTH:
        return NOT_MINE
    first, second = str(values[at - 1]), str(values[at + 1])
    if MONTHS.index(second) != MONTHS.index(first) + 1 or said.change or said.why or said.forecast:
        return NOT_MINE
    said.span = True
    said.periods.append(second)
    return at + 2


_MORE_OF_A_MONTH: Final = frozenset({Kind.YEAR, Kind.NUM, Kind.DAY, Kind.AND, Kind.MONTH, Kind.TO, Kind.COMPARE})


def _till_now(said: Utterance, kinds: Kinds, values: Values, first: str, at: int) -> int:
    """ "May till now"."""
    if values[at] == "until" and kinds[at - 1] in _STARTS:
        said.periods.append(f"since_{first}")
        return at + 1
    said.periods.append(first)
    return at


def _second(said: Utterance, kinds: Kinds, values: Values, first: str, at: int) -> int:
    """The period behind "to" or "and", which ends what the first begins, or is set beside it."""
    found = read_date(kinds, values, at + 1)
    if found is None and kinds[at + 1] in _EARLIER and kinds[at] == Kind.AND:
        said.compare, said.span = True, False
        return at + 1  # "between last week and the week before"
    if found is None or _backwards(first, found[0], said):
        return STOP
    said.span = True
    said.side_by_side = kinds[at] == Kind.AND
    said.periods.append(found[0])
    return found[1]


def _run(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "April, May and June", "Q1, Q2 and Q3": one after another they are one stretch; with gaps they are none."""
    kind = kinds[at]
    names, at = _in_a_row(kinds, values, at)
    if said.compare and Kind.COMPARE not in kinds[at:]:
        _each_beside_the_others(said, kind)
    calendar = [*MONTHS, *MONTHS] if kind == Kind.MONTH else QUARTERS
    first = calendar.index(names[0])
    if len(names) < 3 or said.compare or said.change or names != list(calendar[first : first + len(names)]):
        return STOP
    said.span = True
    said.periods.append(names[-1])
    if kinds[at] != Kind.YEAR:
        return at
    if names[0] != calendar[0] and calendar.index(names[-1]) < first:
        return STOP  # "November, December and January 2026" lie in two years
    said.periods[-2:] = [_of_year(name, str(values[at])) for name in (names[0], names[-1])]
    return at + 1


def _in_a_row(kinds: Kinds, values: Values, at: int) -> tuple[list[str], int]:
    """The names from the one before a position on, with or without "and" between them, and the position behind them."""
    kind, names = kinds[at], [str(values[at - 1])]
    while kinds[at] == kind or (kinds[at] == Kind.AND and kinds[at + 1] == kind):
        at += kinds[at] == Kind.AND
        names.append(str(values[at]))
        at += 1
    return names, at


def _each_beside_the_others(said: Utterance, kind: int) -> None:
    """ "Compare April, May and June" asks for no change, but for each of them."""
    said.compare = said.against = False
    said.cost = True
    said.grain = "monthly" if kind == Kind.MONTH else "quarterly"


def _of_year(name: str, year: str) -> str:
    return f"{year}-{name}" if name in QUARTERS else f"{year}-{MONTHS.index(name) + 1:02d}"


QUARTERS: Final = ("Q1", "Q2", "Q3", "Q4")


def _and_another(said: Utterance, kinds: Kinds, at: int) -> bool:
    """ "Compare January and February"."""
    return said.compare and kinds[at] == Kind.AND and kinds[at + 1] in _NAMED


def _or_another(kinds: Kinds, values: Values, at: int) -> bool:
    """ "Did we spend more in August or September", "was it cheaper in Q2 or in Q3": one of two that is more or less."""
    return kinds[at] == Kind.AND and values[at] == "or" and kinds[at + 1] in _NAMED and Kind.DIRECTION in kinds


_MEASURED: Final = frozenset({"coverage", "utilisation", "savings_rate"})
"""What is said of commitments that is of some days."""


def _is_against(kinds: Kinds, at: int) -> bool:
    """ "Less than April", "less than in April"."""
    return kinds[at - 1] in _AGAINST or (at > 1 and kinds[at - 1] == Kind.IN and kinds[at - 2] in _COMPARING)


_COMPARING: Final = frozenset({Kind.COMPARE, Kind.OVER, Kind.UNDER})
_AGAINST: Final = _COMPARING | {Kind.TO}
_EARLIER: Final = frozenset({Kind.EARLIER, Kind.PREVIOUS})
_STARTS: Final = frozenset({Kind.MONTH, Kind.QUARTER})
"""Behind a month or quarter, "until now" says where a stretch ends."""
_GOES_ON: Final = _STARTS | {Kind.TO, Kind.AND, Kind.EVER}
_NAMED: Final = frozenset({Kind.MONTH, Kind.QUARTER, Kind.YEAR, Kind.PERIOD, Kind.PAST, Kind.HALF, Kind.FISCAL})


def _backwards(first: str, second: str, said: Utterance) -> bool:
    """Whether a range with years ends before it begins; a comparison may name its periods in any order."""
    return not said.compare and first[:4].isdecimal() and second[:4].isdecimal() and first > second


def is_of_days(kinds: Kinds, at: int) -> bool:
    """Whether two days of one month stand here: "10 to 20 May"."""
    return _is_counted(kinds, at) and kinds[at + 3] == Kind.MONTH


def _is_counted(kinds: Kinds, at: int) -> bool:
    """ "10 to 20", "10th to 20th"."""
    return kinds[at] in _NUMBERED and kinds[at + 1] == Kind.TO and kinds[at + 2] in _NUMBERED


_NUMBERED: Final = frozenset({Kind.NUM, Kind.DAY})
_MORE_THAN_DATES: Final = _NUMBERED | {Kind.END, Kind.COMMITMENT}
"""Behind a word for time these may make something else of it than a date."""


def _month_first(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "May 10 to 20, 2026": read as "10 to 20 May 2026"."""
    moved = [*kinds[:at], *kinds[at + 1 : at + 4], Kind.MONTH, *kinds[at + 4 :]]
    return _days_of_month(said, moved, [*values[:at], *values[at + 1 : at + 4], values[at], *values[at + 4 :]], at)


def read_between(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    said.span = True
    if kinds[at + 1 : at + 5] == [Kind.NUM, Kind.AND, Kind.NUM, Kind.MONTH]:
        return _days_of_month(said, kinds, values, at + 1)
    return at + 1


def _days_of_month(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "between 3 and 9 May 2026", "3 to 9 May": the month belongs to both days."""
    second = read_date(kinds, values, at + 2)
    if second is None:
        return STOP
    month, _, last = second[0].rpartition("-")
    if not 0 < int(str(values[at])) < int(last):
        return STOP
    day = int(str(values[at]))
    first = f"{month}-{day:02d}" if month[:4].isdecimal() else f"{month}-{day}"
    said.span = True
    said.periods += [first, second[0]]
    return second[1]


def read_since(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    found = read_date(kinds, values, at + 1)
    if found is None or kinds[found[1]] == Kind.TO:
        return STOP
    said.periods.append(f"since_{found[0]}")
    return found[1]


def read_stretch(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "30 days of history", "6 months of spend": the latest ones; days of history are shown day by day."""
    unit = values[at + 1]
    found = read_date(
        [Kind.PAST, *kinds[at : at + 2], *_CLOSED], ["trailing", *values[at : at + 2], *_CLOSED_VALUES], 0
    )
    if found is None or unit == "hour":
        return STOP
    said.periods.append(found[0])
    if kinds[at + 2] == Kind.TREND and unit == "day":
        said.grain = said.grain or "daily"
    return at + 2


_CLOSED: Final = [Kind.END] * 4
_CLOSED_VALUES: Final[Values] = [None] * 4


def read_ahead(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """A period that lies ahead makes a question one about the future."""
    said.forecast = said.forecast or "likely"
    return read_period(said, kinds, values, at)


def read_side_by_side(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "How do Q1 and Q2 compare": two periods, and the verb behind them."""
    asks = values[at] == "how" and kinds[at + 1] in _NAMED and Kind.COMPARE in kinds[at + 2 :]
    if not asks:
        return NOT_MINE
    said.compare = True
    return at + 1


def read_count_ahead(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "A 3 month forecast"."""
    found = counted_ahead(values[at], values[at + 1], at + 2)
    if found is None:
        return STOP
    said.periods.append(found[0])
    return found[1]


def read_counted(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "A 6-month forecast", "the 12-month trend": ahead beside a forecast, else behind."""
    value = values[at]
    if not isinstance(value, tuple):
        return STOP
    count, unit = value
    if Kind.FORECAST not in kinds:
        said.periods.append(f"past_{count}_{unit}s")
        return at + 1
    found = counted_ahead(int(count), unit, at + 1)
    said.periods.append(found[0] if found else "")
    return at + 1 if found else STOP


def read_till_end(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "By the end of the month" lies ahead, unless the question is about what was."""
    if said.behind:
        return STOP
    if values[at] == "named":
        return at + 1 if said.forecast and kinds[at + 1] in _STARTS else STOP
    said.forecast = said.forecast or "likely"
    if kinds[at + 1] == Kind.FORECAST and kinds[at + 2] in (Kind.MONTH, Kind.QUARTER, Kind.PERIOD):
        return at + 1  # "month end estimate for July"
    return read_period(said, kinds, values, at)


def read_weekdays(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "On Sundays", "Mondays to Fridays": some days of the week, or weekends beside weekdays."""
    said.weekdays = True
    day = values[at]
    if day is None:
        return at + 1
    if day == "last weekend":
        said.days += ("weekend",)
        said.periods.append("last_week")
        return at + 1
    if kinds[at + 1] == Kind.TO and day in WEEKDAYS and values[at + 2] in WEEKDAYS:
        first, last = WEEKDAYS.index(str(day)), WEEKDAYS.index(str(values[at + 2]))
        said.days += WEEKDAYS[first : last + 1]
        return at + 3 if first < last else STOP
    said.days += (str(day),)
    return at + 1
