"""Reading "and" and "or": what may be joined, and what stays apart."""

from typing import Final

from finops_core.questions.utterance import Utterance
from supervisor.amounts import CHANGING
from supervisor.dates import Kinds, Values
from supervisor.lengths import is_of_length
from supervisor.lexicon import Kind
from supervisor.named_values import FILTERING, are_alike
from supervisor.ranks import DIMENSIONS
from supervisor.slots import PAIRED, STOP, Reader
from supervisor.units import by_unit


def read_and(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """Joins two of the same: two values of one field, two cost nouns, two directions. Anything else abstains."""
    if at == 0:
        said.follow = True
        return at + 1
    before = kinds[at - 1]
    if before == kinds[at + 1] and before in _JOINED:
        return at + 1
    joining = _JOINING.get(before)
    return joining(said, kinds, values, at) if joining else STOP


def read_follow(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """What continues the question before; between two values "and for" joins them: "for RDS and for Lambda"."""
    if kinds[at - 1] in FILTERING and kinds[at + 1] in FILTERING:
        said.of_each = True
        return at + 1 if are_alike(values[at - 1], values[at + 1]) else STOP
    said.follow = True
    return at + 1


_JOINED: Final = frozenset({Kind.COST, Kind.ACCOUNT_ID, Kind.COMMITMENT, Kind.WEEKDAYS, Kind.ASPECT, Kind.BOUGHT})


def _another_value(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "S3 and EC2", "on S3 or on EC2"; "on EC2 and on S3" asks for the cost of each."""
    again = kinds[at + 1] == Kind.IN
    other = at + 2 if again else at + 1
    alike = kinds[other] in FILTERING and are_alike(values[at - 1], values[other])
    said.of_each = said.of_each or (again and values[at] != "or")
    return other if alike else STOP


def _a_length(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Unattached and older than 30 days", "blended and unblended cost": two words for one thing, or two terms."""
    left, right = values[at - 1], values[at + 1]
    paired = isinstance(left, tuple) and isinstance(right, tuple) and PAIRED in left and left[0] == right[0]
    return at + 1 if is_of_length(kinds[at + 1], right) or left == right or paired else STOP


def _another_group(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Services and regions", "services and months", "all accounts and their costs"."""
    if kinds[at + 1] == Kind.UNIT:
        return by_unit(said, values, at + 1)
    if kinds[at + 1 : at + 4] == [Kind.COST, Kind.IN, Kind.END]:
        return STOP  # "our top teams and what do they spend it on" asks for more of each
    return at + 1 if kinds[at + 1] in _AFTER_A_GROUP else STOP


_AFTER_A_GROUP: Final = frozenset({Kind.DIM, Kind.DIMS, Kind.COST, Kind.BILL})


def _its_change(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Forecast cost and growth"."""
    return at + 1 if kinds[at + 1] in CHANGING and said.forecast else STOP


def _another_change(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "What rose and fell"."""
    if kinds[at + 1] not in CHANGING:
        return STOP
    said.change = "any"
    return at + 2


_JOINING: Final[dict[int, Reader]] = {
    **dict.fromkeys(FILTERING, _another_value),
    Kind.CUE: _a_length,
    **dict.fromkeys(DIMENSIONS, _another_group),
    Kind.COST: _its_change,
    **dict.fromkeys(CHANGING, _another_change),
}
"""By what stands before "and" or "or": how the rest is joined to it."""
