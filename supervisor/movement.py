"""Reading what rose or fell, and which of two costs more."""

from typing import Final

from finops_core.questions.utterance import Utterance
from supervisor.dates import Kinds, Values, read_date
from supervisor.lexicon import Kind
from supervisor.named_values import FILTERING, are_alike
from supervisor.ranks import is_dearest
from supervisor.slots import STOP


def read_dearer(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Get more expensive": a rise of cost."""
    said.cost = True
    return read_change(said, kinds, values, at)


def read_change(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """What rose, fell or moved; beside a choice, which of two is the higher."""
    value, _, extent = str(values[at]).partition(" ")
    if is_dearest(kinds, values, at):
        said.cost, said.order = True, "highest" if value == "up" else "lowest"
        return at + 1
    if extent == "dear" and _PERIODS.isdisjoint(kinds):
        return STOP  # "which is cheaper, S3 or EFS" asks for a price
    if kinds[at] == Kind.DIRECTION and _chooses(said, kinds, values, at + 1, value):
        return at + 1
    if said.parting and value == "down" and kinds[at + 1] == Kind.BY:
        return at + 1  # "break the bill down by account"
    if said.change not in ("", "any", value) and value != "any":
        return STOP
    _moves(said, value, extent, noun=kinds[at] == Kind.CHANGE)
    return at + 1


def _chooses(said: Utterance, kinds: Kinds, values: Values, at: int, value: str) -> bool:
    """ "Which provider has higher storage costs", "which costs more, Lambda or EC2": one of several, and no change."""
    if said.which and _is_highest(said, kinds, at):
        said.order = "highest" if value == "up" else "lowest"
        return True
    if said.groups or not _is_of_two(said, kinds, values, at):
        return False
    said.compare = said.cost = True
    return True


def _moves(said: Utterance, value: str, extent: str, *, noun: bool) -> None:
    if said.change in ("", "any"):
        said.change = value
    said.moved = said.moved or noun
    if extent.isdecimal() and said.supposed:
        said.percent = said.percent or extent  # "if S3 doubles"


def read_new(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """What is new; "that weren't there in May" names what it is new against, "weren't there …?" asks whether it was."""
    if values[at] == "absent" and not at:
        return STOP
    said.new = True
    if values[at] == "absent":
        said.against = True
    return at + 1


def read_using(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """What is done with things, such as "use" and "send"; what makes a bill bigger is behind its change."""
    behind = kinds[at + 1 :]
    if values[at] == "make" and at and not _WAYS.isdisjoint(behind) and not _MONEY.isdisjoint(behind):
        said.driver = said.driver or "driving"
    else:
        said.using = True
    return at + 1


_WAYS: Final = frozenset({Kind.DIRECTION, Kind.CHANGE, Kind.DEARER})
_MONEY: Final = frozenset({Kind.COST, Kind.BILL})


_SET_BESIDE: Final = frozenset(
    {Kind.COMPARE, Kind.OVER, Kind.UNDER, Kind.PERIOD, Kind.PAST, Kind.MONTH, Kind.QUARTER, Kind.YEAR, Kind.SINCE}
) | frozenset({Kind.EARLIER, Kind.PREVIOUS, Kind.STEPWISE, Kind.FORECAST, Kind.AHEAD})


def _is_highest(said: Utterance, kinds: Kinds, at: int) -> bool:
    """ "Which provider has higher storage costs": beside nothing else, higher is than the others."""
    while kinds[at] == Kind.FILTER:
        at += 1
    return kinds[at] in _MONEY and bool(said.groups) and not said.order and _SET_BESIDE.isdisjoint(kinds)


def _after_a_period(kinds: Kinds, values: Values, at: int) -> int:
    """ "Which cost more in June, Lambda or RDS": the position behind the period that stands before the two."""
    start = at + 1 if kinds[at] == Kind.IN else at
    found = read_date(kinds, values, start) if kinds[start] in _PERIODS else None
    return found[1] if found else at


_PERIODS: Final = frozenset({Kind.PERIOD, Kind.PAST, Kind.MONTH, Kind.QUARTER, Kind.YEAR, Kind.HALF})


def _is_of_two(said: Utterance, kinds: Kinds, values: Values, at: int) -> bool:
    """Two values of one field to choose from, and no two periods: "which …, X or Y", "do we … on X or on Y"."""
    before, at = kinds[:at], _after_a_period(kinds, values, at)
    at = at + 1 if kinds[at] == Kind.IN else at
    if kinds[at] not in FILTERING or kinds[at + 1] != Kind.AND:
        return False
    other = at + 3 if kinds[at + 2] == Kind.IN else at + 2
    chosen = kinds[other] in FILTERING and (said.which or (said.own and values[at + 1] == "or"))
    return bool(chosen) and are_alike(values[at], values[other]) and (_SET_BESIDE | {Kind.CHANGE}).isdisjoint(before)
