"""Reading units: intervals of time, what of a kind is counted, and what usage is measured in."""

from typing import Final

from finops_core.questions.utterance import Utterance
from supervisor.dates import Kinds, Values
from supervisor.lengths import is_of_length, read_length
from supervisor.lexicon import Kind, Value
from supervisor.slots import GRAIN_OF_UNIT, NOT_MINE, STOP, in_order

_NAMES: Final = frozenset({Kind.FILTER, Kind.THING, Kind.THINGS})
_VALUES: Final = frozenset({Kind.FILTER, Kind.NAME})
_DIMENSIONS: Final = frozenset({Kind.DIM, Kind.DIMS})
_RANKING: Final = frozenset({Kind.TOP, Kind.COSTLY, Kind.NUM})
_LEADS_TO_A_RANK: Final = frozenset({Kind.TO, Kind.IN, Kind.OWN, Kind.COST})
_MONEY: Final = frozenset({Kind.COST, Kind.BILL})


def read_which(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "which services", "which 5 accounts", "which day", "which of our teams": what follows is a grouping."""
    if values[at] == "whose":  # "the services whose cost went up": which of those that were named
        if not said.groups:
            return STOP
        said.which = True
        return at + 1
    said.who = said.who or values[at] == "who"
    said.follow = said.follow or values[at] == "those"  # "which one", of what was told before
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
    if _measures_usage(kinds, values, at + 1):
        said.unit = _measure(said, kinds, values, at + 1)
        return at + 2
    if following in _NAMES and _measures_usage(kinds, values, at + 2):
        # "How many EC2 hours": the name stands before its unit.
        said.unit = _measure(said, kinds, values, at + 2)
        said.keep(noun if isinstance(noun, tuple) else ())
        return at + 3
    if _is_loaded(kinds, values, at + 1):
        said.status = True
        return at + 2
    return at + 1 if following == Kind.COMMITMENT or noun == ("kind", "credit") else STOP


def _measures_usage(kinds: Kinds, values: Values, at: int) -> bool:
    return kinds[at] == Kind.USAGE_UNIT or (kinds[at] == Kind.UNIT and values[at] == "hour")


def _measure(said: Utterance, kinds: Kinds, values: Values, at: int) -> str:
    return "hour" if kinds[at] == Kind.UNIT else unit_in(said, values[at])


def _is_loaded(kinds: Kinds, values: Values, at: int) -> bool:
    """ "Accounts", "months of data"."""
    if kinds[at] == Kind.UNIT:
        return kinds[at + 1] == Kind.DATA
    return kinds[at] in _DIMENSIONS and values[at] == "account"


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


def _hours_used(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "EC2 hours last month", "hours of RDS used"."""
    of_something = kinds[at - 1] in _VALUES or (kinds[at + 1] in _VALUES and Kind.USING in kinds)
    if values[at] != "hour" or not of_something or not _MONEY.isdisjoint(kinds):
        return NOT_MINE
    said.unit = "hour"
    return at + 1


def _ranked(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "The most expensive day", "our highest spending days"."""
    before = kinds[at - 1]
    if before in _RANKING:
        said.top_n = said.top_n or 1
        return by_unit(said, values, at)
    return by_unit(said, values, at) if before in _MONEY and kinds[at - 2] in _RANKING else NOT_MINE


def _with_the_most(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Day with the highest cost", "the month we spent the most"."""
    if at or said.grain or kinds[1] not in _LEADS_TO_A_RANK or _RANKING.isdisjoint(kinds[1:4]):
        return NOT_MINE
    said.top_n = 1
    return by_unit(said, values, at)


def _before_its_name(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "The month June"."""
    return at + 1 if values[at] == "month" and kinds[at + 1] == Kind.MONTH else NOT_MINE


def _running(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Where will the quarter land"; "the pricier quarter" says nothing more."""
    if kinds[at - 1] == Kind.DIRECTION:
        return at + 1
    if not said.forecast or said.periods or values[at] not in _THAT_RUN:
        return NOT_MINE
    said.periods.append(f"this_{values[at]}")
    return at + 1


_THAT_RUN: Final = frozenset({"week", "month", "quarter", "year"})


def _one(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Older than a year", "less than $50 a month"."""
    if kinds[at - 1] != Kind.ARTICLE:
        return NOT_MINE
    if is_of_length(kinds[at - 2], values[at - 2]):
        return read_length(said, values[at - 2], 1, values[at], at + 1)
    said.rate = True
    return by_unit(said, values, at)


read_unit: Final = in_order(_hours_used, _before_its_name, _ranked, _with_the_most, _running, _one)
"""Reads a unit of time by itself: "the most expensive day", "less than $50 a month"."""


def by_unit(said: Utterance, values: Values, at: int) -> int:
    grain = GRAIN_OF_UNIT.get(str(values[at]))
    if grain is None or said.grain not in ("", grain):
        return STOP
    said.grain = grain
    return at + 1
