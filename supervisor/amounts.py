"""Reading amounts: thresholds, percentages, and the prepositions that lead to them."""

from decimal import Decimal
from typing import Final

from finops_core.questions.utterance import Utterance
from supervisor.dates import Kinds, Values, counted_ahead
from supervisor.lexicon import Kind, Value
from supervisor.slots import NOT_MINE, STOP
from supervisor.suppositions import read_starting

CHANGING: Final = frozenset({Kind.CHANGE, Kind.DIRECTION})
_AMOUNTS: Final = frozenset({Kind.PRICE, Kind.MONEY, Kind.NUM})
_AFTER_AN_AMOUNT: Final = frozenset(
    {Kind.END, Kind.CURRENCY, Kind.IN, Kind.PERIOD, Kind.PAST, Kind.MONTH, Kind.QUARTER, Kind.BY}
)


_DAYS: Final = frozenset({Kind.MONTH, Kind.QUARTER, Kind.YEAR, Kind.PERIOD, Kind.PAST, Kind.IN, Kind.EARLIER})
_PERIODS: Final = frozenset({Kind.MONTH, Kind.QUARTER, Kind.YEAR, Kind.PERIOD, Kind.HALF, Kind.FISCAL})


_NAMED: Final = frozenset({Kind.FILTER, Kind.ACCOUNT_ID})


def read_over(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    if kinds[at + 1] in _AMOUNTS:
        said.over = _amount(said, kinds, values, at + 1)
        return at + 2
    if kinds[at + 1] == Kind.PERCENT:
        return _more_than_percent(said, values[at + 1], at + 2)
    return _compared(said, at, "up")


def read_reached(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Will we hit 30k", "will the bill pass $30,000": an amount that what is expected is held against."""
    if values[at] not in _REACHING or not said.forecast or not _is_an_amount(kinds, at + 1):
        return NOT_MINE
    said.over = _amount(said, kinds, values, at + 1)
    return at + 2


def _is_an_amount(kinds: Kinds, at: int) -> bool:
    return kinds[at] in _SUMS or (kinds[at] == Kind.NUM and kinds[at + 1] == Kind.CURRENCY)


_REACHING: Final = frozenset({"hit", "reach", "pass", "break", "cross", "top", "crack", "make", "touch", "clear"})


def read_under(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Under $100", "under May"; what is "under a savings plan" is covered by it."""
    behind = at + 1 + (kinds[at + 1] in (Kind.ARTICLE, Kind.OWN))
    if kinds[behind] == Kind.COMMITMENT and said.aspect in ("", "coverage"):
        said.aspect = "coverage"
        return behind
    if kinds[at + 1] in _AMOUNTS:
        said.under = _amount(said, kinds, values, at + 1)
        return at + 2
    if kinds[at + 1] in _NAMED:
        return at + 1  # "what am I paying for under VPC"
    said.cost = said.cost or (values[at] == "dear" and kinds[at + 1] in _DAYS)  # "is S3 cheaper than last month"
    return _compared(said, at, "down")


def _more_than_percent(said: Utterance, percent: Value, after: int) -> int:
    """ "Grew by more than 10 percent": of a change that was said before."""
    if said.change not in ("up", "down") or said.moved_percent or said.supposed:
        return STOP
    said.moved_percent = str(percent).rstrip("%")
    return after


def _amount(said: Utterance, kinds: Kinds, values: Values, at: int) -> str:
    """An amount with its currency says that the question is about cost."""
    said.priced = said.priced or kinds[at] == Kind.PRICE or kinds[at + 1] == Kind.CURRENCY
    return str(values[at])


def _compared(said: Utterance, at: int, direction: str) -> int:
    said.compare = True
    said.change = direction
    return at + 1


def read_in(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "over $100" is a threshold, "in 60 days" lies ahead; other prepositions only lead to what follows."""
    following = kinds[at + 1]
    if values[at] == "from" and _is_sum(kinds, at + 1) and (after := _from_one_to_another(said, kinds, values, at + 1)):
        return after
    read_starting(said, kinds, values, at)
    if following not in _COUNTING and values[at] != "over":
        return at + 1
    if values[at] == "over":
        return _over(said, kinds, values, at)
    return _in_a_number(said, kinds, values, at)


def _in_a_number(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "In 60 days", "in percent", and what a preposition at the end asks: "what are we spending our money on"."""
    following = kinds[at + 1]
    if following == Kind.END:
        said.where = said.where or values[at] == "on"
        return at + 1
    if following == Kind.PER_CENT:
        return at + 2 if said.groups else STOP  # shares are told beside the amounts of groups
    if following != Kind.NUM:
        return STOP
    if kinds[at + 2] != Kind.UNIT:
        return at + 1
    found = counted_ahead(values[at + 1], values[at + 2], at + 3)
    if found is None:
        return STOP
    said.within = True
    said.periods.append(found[0])
    return found[1]


def _is_sum(kinds: Kinds, at: int) -> bool:
    """ "$12k", "12,000", "3400 to 3900 dollars"."""
    return kinds[at] in _SUMS or (kinds[at] == Kind.NUM and kinds[at + 3] == Kind.CURRENCY)


def _from_one_to_another(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "It went from $12k to $16k": the way a cost is said to have gone; the position behind it, else 0."""
    if kinds[at + 1] != Kind.TO or kinds[at + 2] not in _AMOUNTS or said.change not in ("", "any"):
        return 0
    first, last = Decimal(str(values[at])), Decimal(str(values[at + 2]))
    if first == last or max(first, last) >= _LIKE_DAYS:
        return 0
    said.change, said.moved = "up" if last > first else "down", True
    said.cost = said.cost or Kind.PRICE in (kinds[at], kinds[at + 2]) or kinds[at + 3] == Kind.CURRENCY
    return at + 3


_SUMS: Final = frozenset({Kind.PRICE, Kind.MONEY})
_LIKE_DAYS: Final = 10_000_000
"""Numbers as large as this may be days without their dashes."""


def _over(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Over $100", "over the last 6 months", "variance June over May"."""
    following = kinds[at + 1]
    if following == Kind.PERCENT:
        return _more_than_percent(said, values[at + 1], at + 2)
    if following == Kind.END:
        return STOP  # "budgets over": over what is not said
    moved = said.change or said.driver  # "what drove June over May"
    if following in _PERIODS and kinds[at - 1] in _PERIODS and moved and said.periods:
        said.compare = True
    if following not in _AMOUNTS or (following == Kind.NUM and kinds[at + 2] not in _AFTER_AN_AMOUNT):
        return at + 1
    said.over = _amount(said, kinds, values, at + 1)
    return at + 2


_COUNTING: Final = _AMOUNTS | {Kind.END, Kind.PER_CENT}
"""Behind a preposition these say more than what follows alone."""


def read_extent(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Jumped to $1,310": what a change is said to have come to. "What is this $12.50 charge" asks for the amount."""
    if at and kinds[at - 1] in CHANGING | {Kind.TO} and said.change:
        return at + 1
    if is_of_a_cue(kinds, at):
        return read_amount_of_a_cue(said, kinds, values, at)
    asked = said.what_is or said.why or said.where or said.behind
    priced = kinds[at] == Kind.PRICE or kinds[at + 1] == Kind.CURRENCY
    if not (asked and priced) or said.amount:
        return STOP
    said.amount = str(values[at])
    return at + 1


_OF_WHAT: Final = frozenset({Kind.FILTER, Kind.NAME})


def is_of_a_cue(kinds: Kinds, at: int) -> bool:
    """Whether an amount is one of what an agent is about: "a budget of $500", "set the budget to 500", "a $5 limit"."""
    behind = at - 1
    while behind > 0 and kinds[behind] in _OF_WHAT:
        behind -= 1  # "a budget for S3 of $500"
    before = kinds[behind] if at else Kind.END
    if before in _OF_AN_AMOUNT or (before == Kind.TO and at > 1 and kinds[at - 2] == Kind.CUE):
        return True
    ahead = at + 1
    if kinds[ahead] in (Kind.BY, Kind.ARTICLE) and kinds[ahead + 1] in (Kind.GRAIN, Kind.UNIT):
        ahead += 1  # "a $10 per hour plan"
    if kinds[ahead] in (Kind.GRAIN, Kind.CURRENCY, Kind.OWN, Kind.UNIT):
        ahead += 1
    return kinds[ahead] in _OF_AN_AMOUNT


_OF_AN_AMOUNT: Final = frozenset({Kind.CUE, Kind.COMMITMENT})
"""What an amount may be of: an agent's subject, or a commitment ("a savings plan of $2 an hour")."""


def read_amount_of_a_cue(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """The amount that is said of it, once."""
    if said.amount not in ("", str(values[at])):
        return STOP
    said.amount = str(values[at])
    return at + 1


def read_currency(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "In euros" is the currency an answer is wanted in; behind an amount it says nothing more."""
    if at and kinds[at - 1] == Kind.IN and values[at - 1] != "over":
        said.currency = str(values[at])
    return at + 1


def read_percent(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """How much a change is said to have been ("up 40%"), or is supposed to be ("20% more"), which is kept."""
    behind = at > 0 and kinds[at - 1] in CHANGING | {Kind.BY} and bool(said.change)
    moved = at > 0 and kinds[at - 1] == Kind.SUPPOSE and values[at - 1] == "moved"
    if said.supposed and (behind or moved or kinds[at + 1] in CHANGING):
        if said.percent:
            return STOP
        said.percent = str(values[at]).rstrip("%")
        return at + 1
    return at + 1 if behind else STOP
