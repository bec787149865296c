"""Reading ranks and numbers: "top 5", "most expensive", "the 3 largest", and what a number counts."""

from typing import Final

from finops_core.questions.intents import RANKED
from finops_core.questions.utterance import Utterance
from supervisor.amounts import is_of_a_cue, read_amount_of_a_cue
from supervisor.dates import Kinds, Values
from supervisor.lengths import is_of_length, read_length
from supervisor.lexicon import Kind, Value
from supervisor.slots import STOP
from supervisor.spans import is_of_days, read_count_ahead, read_period, read_stretch

LARGEST_TOP: Final = 1000
"""More groups than this are no ranking; the tools take no more."""


RANKING: Final = frozenset({Kind.TOP, Kind.COSTLY})


DIMENSIONS: Final = frozenset({Kind.DIM, Kind.DIMS})


def read_top(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """A rank: "top 5", "the biggest", "the worst month"."""
    if values[at] in _OF_MANY_KINDS and kinds[at + 1] != Kind.UNIT:
        return _in_another_way(said, kinds, values, at)
    said.cost = said.cost or _is_cheap(said, kinds, values, at)
    order = _ORDER.get(values[at], str(values[at]))
    if values[at] == "ascending":
        said.sorted, order = True, "lowest"
    if said.order not in ("", order):
        return STOP
    said.order = order
    said.topmost = said.topmost or values[at] in _ORDER
    if kinds[at + 1] == Kind.BILL and not (said.groups or said.top_n):
        return STOP
    if kinds[at + 1] == Kind.NUM and kinds[at + 2] != Kind.MONTH:
        return _first_n(said, values[at + 1], at + 2)
    return at + 1


_OF_MANY_KINDS: Final = ("best", "worst")
"""What is good and bad in many ways: of days and months it is what they cost."""
_CHEAP: Final = ("best", "cheapest")
_ORDER: Final[dict[Value, str]] = {"top": "highest", "cheapest": "lowest", "worst": "highest", "best": "lowest"}
"""Words that, with a number, rank by cost even where no word says so."""


def _is_cheap(said: Utterance, kinds: Kinds, values: Values, at: int) -> bool:
    """ "The cheapest month": days and months have no other price than what was spent."""
    return values[at] in _CHEAP and (kinds[at + 1] == Kind.UNIT or said.single)


def _in_another_way(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "The worst coverage" is the lowest; "the worst month" is the dearest, other things are bad in many ways."""
    measured = values[at] == "worst" and (said.aspect or kinds[at + 1] in (Kind.COMMITMENT, Kind.ASPECT))
    if not measured or said.order not in ("", "lowest"):
        return STOP
    said.order = "lowest"
    return at + 1


def read_costly(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """A rank in words about money: "the most expensive"."""
    said.cost = True
    if said.who and kinds[at + 1] in _NAMED_THINGS:
        said.things = said.single = True  # "who owns the most expensive database"
    return read_top(said, kinds, values, at)


_NAMED_THINGS: Final = frozenset({Kind.FILTER, Kind.THING, Kind.THINGS})


def read_number(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """A number by what it counts: days, ranks, resources, or an amount of what an agent is about."""
    counted = kinds[at + 1]
    if is_dearest(kinds, values, at + 1):
        return _first_n(said, values[at], at + 1)
    if counted == Kind.UNIT:
        return _number_of_units(said, kinds, values, at)
    if counted not in _COUNTED_THINGS and is_of_a_cue(kinds, at):
        return read_amount_of_a_cue(said, kinds, values, at)
    if counted == Kind.MONTH or is_of_days(kinds, at):
        return read_period(said, kinds, values, at)
    if counted in DIMENSIONS:
        ranked = said.which or Kind.COSTLY in kinds or Kind.TOP in kinds[at + 2 :]
    else:
        ranked = counted in RANKING or _is_beside_a_rank(kinds, values, at)
    return _first_n(said, values[at], at + 1) if ranked else STOP


def is_dearest(kinds: Kinds, values: Values, at: int) -> bool:
    """ "The ten more expensive resources" are the dearest, where they are compared with nothing."""
    counted = at > 0 and kinds[at - 1] == Kind.NUM and kinds[at] == Kind.DIRECTION and kinds[at + 1] in DIMENSIONS
    return counted and Kind.COMPARE not in kinds


def _is_beside_a_rank(kinds: Kinds, values: Values, at: int) -> bool:
    """ "The 5 oldest", "the oldest 5": an agent's own word that ranks what it lists."""
    return any(_is_a_rank(kinds[beside], values[beside]) for beside in (at - 1, at + 1))


def _is_a_rank(kind: int, value: Value) -> bool:
    return kind == Kind.CUE and isinstance(value, tuple) and value[0] == RANKED


def _number_of_units(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Older than 90 days", "a 3 month forecast", "the top 3 days", "6 months of history"."""
    before = kinds[at - 1]
    if is_of_length(before, values[at - 1]):
        return read_length(said, values[at - 1], values[at], values[at + 1], at + 2)
    if Kind.FORECAST in kinds:
        return read_count_ahead(said, kinds, values, at)
    if before in RANKING:
        return _first_n(said, values[at], at + 1)
    measured = kinds[at + 2] in _MEASURED and before != Kind.ARTICLE
    return read_stretch(said, kinds, values, at) if measured else STOP


_COUNTED_THINGS: Final = frozenset({Kind.UNIT, Kind.MONTH, Kind.TOP, Kind.COSTLY, Kind.DIM, Kind.DIMS, Kind.CUE})
"""Behind a number these say what is counted: it is no amount."""


_MEASURED: Final = frozenset({Kind.COST, Kind.BILL, Kind.TREND, Kind.DATA, Kind.FILTER})
"""What a stretch of time may be of: "90 days of spend", "6 months of history"."""


def _first_n(said: Utterance, number: Value, after: int) -> int:
    count = number if isinstance(number, int) else 0
    if not 0 < count <= LARGEST_TOP or said.top_n not in (0, count):
        return STOP
    said.top_n = count
    return after
