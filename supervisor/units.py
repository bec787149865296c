"""Reading units: intervals of time, what of a kind is counted, and what usage is measured in."""

from typing import Final

from finops_core.questions.utterance import Utterance
from supervisor.dates import Kinds, Values
from supervisor.lengths import is_of_length, read_length
from supervisor.lexicon import Kind, Value
from supervisor.slots import GRAIN_OF_UNIT, STOP

_NAMES: Final = frozenset({Kind.FILTER, Kind.THING, Kind.THINGS})
_VALUES: Final = frozenset({Kind.FILTER, Kind.NAME})
_DIMENSIONS: Final = frozenset({Kind.DIM, Kind.DIMS})
_RANKING: Final = frozenset({Kind.TOP, Kind.COSTLY, Kind.NUM})
_LEADS_TO_A_RANK: Final = frozenset({Kind.TO, Kind.IN, Kind.OWN, Kind.COST})
_MONEY: Final = frozenset({Kind.COST, Kind.BILL})


def read_which(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "which services", "which 5 accounts", "which day", "which of our teams": what follows is a grouping."""
    said.who = said.who or values[at] == "who"
    following = kinds[at + 1]
    if following == Kind.OWN:
        at += 1
        following = kinds[at + 1]
    if following == Kind.UNIT:
        return by_unit(said, values, at + 1)
    said.which = True
    return at + 1


def read_count(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "How many accounts", "how many months of data": of what is loaded. Other things are not counted."""
    following, noun = kinds[at + 1], values[at + 1]
    if following == Kind.USAGE_UNIT or (following == Kind.UNIT and noun == "hour"):
        said.unit = "hour" if following == Kind.UNIT else unit_in(said, noun)
        return at + 2
    measured, unit = kinds[at + 2], values[at + 2]
    if following in _NAMES and (measured == Kind.USAGE_UNIT or (measured == Kind.UNIT and unit == "hour")):
        # "How many EC2 hours": the name stands before its unit.
        said.unit = "hour" if measured == Kind.UNIT else unit_in(said, unit)
        pair = noun if isinstance(noun, tuple) else ()
        said.keep(pair)
        return at + 3
    loaded = (following in _DIMENSIONS and noun == "account") or (following == Kind.UNIT and kinds[at + 2] == Kind.DATA)
    if not loaded:
        return at + 1 if following == Kind.COMMITMENT or noun == ("kind", "credit") else STOP
    said.status = True
    return at + 2


def unit_in(said: Utterance, value: Value) -> str:
    """The unit of usage, of which some belong to one family: hours of instances."""
    if isinstance(value, tuple):
        said.keep(value[1:])
        return value[0]
    return str(value)


def read_which_unit(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Which day was the most expensive": one is asked for."""
    said.single = True
    return by_unit(said, values, at)


def read_unit(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "the most expensive day", "less than $50 a month"."""
    before = kinds[at - 1] if at else Kind.END
    if values[at] == "hour" and before in _VALUES and not {Kind.COST, Kind.BILL}.intersection(kinds):
        said.unit = "hour"  # "EC2 hours last month"
        return at + 1
    if before in _RANKING:
        said.top_n = said.top_n or 1
        return by_unit(said, values, at)
    if before in _MONEY and at > 1 and kinds[at - 2] in _RANKING:
        return by_unit(said, values, at)  # "our highest spending days"
    if at == 0 and not said.grain and kinds[1] in _LEADS_TO_A_RANK and not _RANKING.isdisjoint(kinds[1:4]):
        said.top_n = 1  # "day with the highest cost", "the month we spent the most"
        return by_unit(said, values, at)
    if before == Kind.DIRECTION:
        return at + 1  # "the pricier quarter"
    if said.forecast and not said.periods and values[at] in _RUNNING:
        said.periods.append(f"this_{values[at]}")  # "where will the quarter land"
        return at + 1
    if before == Kind.ARTICLE and at > 1 and is_of_length(kinds[at - 2], values[at - 2]):
        return read_length(said, 1, values[at], at + 1)  # "older than a year"
    if before == Kind.ARTICLE:
        said.rate = True
        return by_unit(said, values, at)
    return STOP


_RUNNING: Final = frozenset({"week", "month", "quarter", "year"})


def by_unit(said: Utterance, values: Values, at: int) -> int:
    grain = GRAIN_OF_UNIT.get(str(values[at]))
    if grain is None or said.grain not in ("", grain):
        return STOP
    said.grain = grain
    return at + 1
