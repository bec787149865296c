"""Reading words about cost, and what they say of it: whose it is, its parts, its metric, and whether it lies ahead."""

from typing import Final

from finops_core.questions.utterance import Utterance
from supervisor.dates import Kinds, Values
from supervisor.lexicon import Kind
from supervisor.slots import STOP


def read_cost(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """A word about money: what it says beside that decides whose cost is meant, or which part of it."""
    said.cost = True
    value = values[at]
    if kinds[at] == Kind.BILL:
        said.bill = True
    elif value is None:
        return at + 1
    elif value == "pay":
        said.pays = True
    elif value == "own":
        said.own = True
    elif value == "rate":
        said.burning = True
    elif value == "parts":
        said.where = True
    elif value == "paid for":
        said.own = True
        said.where = kinds[at + 1] not in _PAID_FOR
    elif value in ("invoice", "invoices"):
        said.invoice = True
        said.invoices = said.invoices or value == "invoices" or (at > 0 and kinds[at - 1] == Kind.LIST)
    elif value == "of each":
        said.using = said.does = False
        said.of_each = True
    elif value == "ahead":
        said.forecast = said.forecast or "likely"
    return at + 1


_PAID_FOR: Final = frozenset({Kind.FILTER, Kind.THING, Kind.THINGS, Kind.NAME, Kind.COMMITMENT, Kind.FEE})


def read_where(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Where does it go": the parts of a cost are asked for."""
    said.where = True
    said.breakdown = said.breakdown or values[at] == "parts"
    return at + 1


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
    """ "What does this month come to" asks for a sum, not for a price."""
    said.total = True
    if values[at] == "verb":
        said.does = False
    return at + 1
