"""Reading "and" and "or": what may be joined, and what stays apart."""

from typing import Final

from finops_core.questions.utterance import Utterance
from supervisor.amounts import CHANGING
from supervisor.dates import Kinds, Values
from supervisor.lengths import is_of_length
from supervisor.lexicon import Kind
from supervisor.named_values import FILTERING, are_alike
from supervisor.ranks import DIMENSIONS
from supervisor.slots import STOP
from supervisor.units import by_unit


def read_and(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """Joins two of the same: two values of one field, two cost nouns, two directions. Anything else abstains."""
    before, after = kinds[at - 1] if at else Kind.END, kinds[at + 1]
    if at == 0:
        said.follow = True
        return at + 1
    if before in FILTERING and after == Kind.IN and kinds[at + 2] in FILTERING and values[at] == "or":
        return at + 2 if are_alike(values[at - 1], values[at + 2]) else STOP
    if before in FILTERING and after in FILTERING:
        return at + 1 if are_alike(values[at - 1], values[at + 1]) else STOP
    if before == after and before in _JOINED:
        return at + 1
    if before == Kind.CUE and is_of_length(after, values[at + 1]):
        return at + 1  # "unattached and older than 30 days"
    if before in DIMENSIONS and after in (Kind.DIM, Kind.DIMS, Kind.UNIT):
        return at + 1 if after != Kind.UNIT else by_unit(said, values, at + 1)
    if before in DIMENSIONS and after in (Kind.COST, Kind.BILL):
        return at + 1  # "all accounts and their costs"
    if before == Kind.COST and after in CHANGING and said.forecast:
        return at + 1
    if before in CHANGING and after in CHANGING:
        said.change = "any"
        return at + 2
    return STOP


_JOINED: Final = frozenset({Kind.COST, Kind.ACCOUNT_ID, Kind.COMMITMENT, Kind.WEEKDAYS, Kind.ASPECT, Kind.BOUGHT})
