"""Reading words about cost, and what they say of it: whose it is, its parts, its metric, and whether it lies ahead."""

from collections.abc import Callable
from typing import Final

from finops_core.questions.utterance import Utterance
from supervisor.dates import Kinds, Values
from supervisor.lexicon import Kind, Value
from supervisor.slots import STOP


def read_cost(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """A word about money: what it says beside that decides whose cost is meant, or which part of it."""
    said.cost = True
    if kinds[at] == Kind.BILL:
        said.bill = True
    elif values[at] is not None and (beside := _SAID_BESIDE.get(values[at])):
        beside(said, kinds, values, at)
    return at + 1


def _pays(said: Utterance, kinds: Kinds, values: Values, at: int) -> None:
    said.pays = True


def _own(said: Utterance, kinds: Kinds, values: Values, at: int) -> None:
    said.own = True


def _rate(said: Utterance, kinds: Kinds, values: Values, at: int) -> None:
    said.burning = True


def _parts(said: Utterance, kinds: Kinds, values: Values, at: int) -> None:
    said.where = True


def _paid_for(said: Utterance, kinds: Kinds, values: Values, at: int) -> None:
    """ "What are we paying for" asks for parts, "what are we paying for S3" for one."""
    said.own = True
    said.where = kinds[at + 1] not in _PAID_FOR


def _invoice(said: Utterance, kinds: Kinds, values: Values, at: int) -> None:
    said.invoice = True
    said.invoices = said.invoices or values[at] == "invoices" or kinds[at - 1] == Kind.LIST


def _of_each(said: Utterance, kinds: Kinds, values: Values, at: int) -> None:
    said.using = said.does = False
    said.of_each = True


def _ahead(said: Utterance, kinds: Kinds, values: Values, at: int) -> None:
    said.forecast = said.forecast or "likely"


_SAID_BESIDE: Final[dict[Value, Callable[[Utterance, Kinds, Values, int], None]]] = {
    "pay": _pays,
    "own": _own,
    "rate": _rate,
    "parts": _parts,
    "paid for": _paid_for,
    "invoice": _invoice,
    "invoices": _invoice,
    "of each": _of_each,
    "ahead": _ahead,
}
"""What a word about cost says beside that."""
_PAID_FOR: Final = frozenset({Kind.FILTER, Kind.THING, Kind.THINGS, Kind.NAME, Kind.COMMITMENT, Kind.FEE})


def read_where(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Where does it go": the parts of a cost are asked for."""
    said.where = True
    said.breakdown = said.breakdown or values[at] == "parts"
    return at + 1


def read_why(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Why", "explain"; "explain the KMS charge" is about one of one's own."""
    said.why = True
    charge = kinds[at + 1 : at + 3] == [Kind.FILTER, Kind.COST]
    if values[at] == "explain" and charge and _MOVING.isdisjoint(kinds):
        said.own = True
    return at + 1


_MOVING: Final = frozenset({Kind.CHANGE, Kind.DIRECTION, Kind.DEARER, Kind.DRIVER})


def read_forecast(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """What is to come; some words of it need no period ahead beside them."""
    if said.forecast != "sure":
        said.forecast = str(values[at])
    return at + 1


def read_metric(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """The cost metric, or that credits and refunds count or do not."""
    value = str(values[at])
    if value == "gross":
        said.gross = True
    elif value != "net":
        if said.metric not in ("", value):
            return STOP
        said.metric = value
    return at + 1


def read_total(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "What does this month come to" asks for a sum, not for a price; "how much is" of what is named."""
    if values[at] == "asked":
        said.cost = said.cost or kinds[at + 1] in _PAID_FOR  # "how much is left" asks of another thing
        return at + 1
    said.total = True
    if values[at] == "verb":
        said.does = False
    return at + 1
