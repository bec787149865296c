"""Reading amounts: thresholds, percentages, and the prepositions that lead to them."""

from supervisor import lexicon as k
from supervisor.dates import Kinds, Values, counted_ahead
from supervisor.slots import STOP, Reading


def read_over(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    if kinds[at + 1] in (k.MONEY, k.NUM):
        reading.over = str(values[at + 1])
        return at + 2
    return _compared(reading, at, "up")


def read_under(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    if kinds[at + 1] in (k.MONEY, k.NUM):
        reading.under = str(values[at + 1])
        return at + 2
    return _compared(reading, at, "down")


def _compared(reading: Reading, at: int, direction: str) -> int:
    reading.compare = True
    reading.change = direction
    return at + 1


def read_in(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    """ "over $100" is a threshold, "in 60 days" lies ahead; other prepositions only lead to what follows."""
    if kinds[at + 1] == k.NUM and kinds[at + 2] == k.UNIT and values[at] != "over":
        found = counted_ahead(values[at + 1], values[at + 2], at + 3)
        if found is None:
            return STOP
        reading.within = True
        reading.periods.append(found[0])
        return found[1]
    if kinds[at + 1] == k.MONEY:
        if values[at] != "over":
            return STOP
        reading.over = str(values[at + 1])
        return at + 2
    return at + 1


def read_percent(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    """How much a change is said to have been ("up 40%") does not change what is asked."""
    return at + 1 if at and kinds[at - 1] in (k.CHANGE, k.BY) and reading.change else STOP
