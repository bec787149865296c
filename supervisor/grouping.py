"""Reading what amounts are grouped by: dimensions, tags, and nouns beside their values."""

from collections.abc import Callable
from typing import Final

from finops_core.questions.utterance import Utterance
from supervisor.dates import Kinds, Values, read_date
from supervisor.dimensions import CHARGED_BY_TYPE, grouped
from supervisor.lexicon import Kind, Value
from supervisor.naming import has_key, is_of, name_beside
from supervisor.slots import NOT_MINE, STOP
from supervisor.units import by_unit

_DIMENSIONS: Final = frozenset({Kind.DIM, Kind.DIMS})
_KEYS: Final = frozenset({Kind.WORD, Kind.DIM})


def read_by(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "by service and region", "per day", "by environment tag", "usage types across all accounts"."""
    if values[at] == "across all" and said.groups and kinds[at + 1] == Kind.DIMS:
        return at + 2  # in all of them together
    return _by(said, kinds, values, at)


def _by(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    word = values[at]
    at += 1
    while kinds[at] in _BEFORE_A_DIMENSION:
        at += 1
    if kinds[at] not in _DIMENSIONS:
        after = _by_another(said, kinds, values, at, word)
        if after:
            return after
    elif word == "per" and said.which and said.groups:
        return STOP  # "which service has the highest cost per resource" asks for a quotient
    explicit = word == "explicit"
    if explicit:
        said.breakdown = True
    before = len(said.groups)
    at = _more_groups(said, kinds, values, _by_one(said, kinds, values, at, explicit=explicit))
    if word in _ACROSS:
        said.across = True
    if word in _WITHIN and len(said.groups) > before:
        said.each_of = said.groups[before]
    return at


_ACROSS: Final = ("across", "across all")
_WITHIN: Final = ("each", "per")
"""With one of these a ranking is made within each value of the group."""


def _more_groups(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """What is joined to a first group: "and region", "tag team", "and by account"."""
    while at > 0:
        following = kinds[at]
        if following == Kind.AND and kinds[at + 1] == Kind.TAG and kinds[at + 2] == Kind.END:
            return at + 2  # "by team or tag": a tag that nobody names adds nothing
        if following == Kind.AND and kinds[at + 1] in _GROUPABLE:
            at = _by_one(said, kinds, values, at + 1)
        elif following == Kind.AND and kinds[at + 1] == Kind.BY:
            at = _by_one(said, kinds, values, at + 2)
        elif following in _GROUPABLE and not _is_beside_its_value(kinds, values, at):
            at = _by_one(said, kinds, values, at)
        else:
            break
    return at


def _by_another(said: Utterance, kinds: Kinds, values: Values, at: int, word: Value) -> int:
    """The position behind what is said with "by" and is no group; NOT_MINE for what may be one."""
    if _leads_on(said, kinds, values, at, word):
        return at
    category = values[at]
    if isinstance(category, tuple) and kinds[at + 1] in _DIMENSIONS and is_of(category, f"{values[at + 1]}_category"):
        said.keep(category)
        return grouped(said, kinds, values, at + 1)  # "cost per compute service"
    if word == "each" and kinds[at] == Kind.BY and kinds[at + 1] in _GROUPABLE:
        said.of_each = True  # "EC2 and S3, each by region"
        return at
    if word == "explicit":
        said.breakdown = True
    other = _BY_OTHERS.get(kinds[at])
    return other(said, kinds, values, at, word) if other else NOT_MINE


def _leads_on(said: Utterance, kinds: Kinds, values: Values, at: int, word: Value) -> bool:
    """ "Across us-east-1 and us-west-2", "spent by the search team", "top 5 recommendations by savings"."""
    kind = kinds[at]
    if kind == Kind.COMMITMENT:
        return bool(said.aspect)  # "how well covered are we by savings plans"
    if kind == Kind.CUE:
        return bool(said.order or said.cues)  # "save by rightsizing"
    if kind == Kind.ASPECT:
        return values[at] == "ends" and bool(said.commitment)  # "reservations by expiry date"
    if kind == Kind.OVER or (kind == Kind.IN and values[at] == "over"):
        return kinds[at + 1] == Kind.PERCENT  # "grew by more than 8 percent"
    if word in _ACROSS:
        return kind in _VALUES
    return word is None and kind == Kind.NAME and kinds[at + 1] == Kind.DIM


def _is_beside_its_value(kinds: Kinds, values: Values, at: int) -> bool:
    """ "By service for account 123456789012": the account is a filter."""
    if kinds[at] not in _DIMENSIONS or isinstance(values[at], tuple):
        return False
    field, following = str(values[at]), kinds[at + 1]
    if following == Kind.ACCOUNT_ID:
        return field == "account"
    return (following in _VALUES and has_key(values[at + 1], field)) or bool(name_beside(kinds, values, at + 1, field))


_BEFORE_A_DIMENSION: Final = frozenset({Kind.OWN, Kind.ARTICLE, Kind.COSTLY, Kind.TOTAL})


def _by_one(said: Utterance, kinds: Kinds, values: Values, at: int, *, explicit: bool = False) -> int:
    kind = kinds[at]
    if kind == Kind.UNIT:
        return by_unit(said, values, at)
    if kind == Kind.DIM or kind == Kind.DIMS:
        return grouped(said, kinds, values, at)
    if kind == Kind.TAG or (kind == Kind.WORD and kinds[at + 1] == Kind.TAG):
        return _tag_group(said, kinds, values, at)
    if kind == Kind.WORD and explicit and kinds[at + 1] not in _DIMENSIONS:
        said.group(f"tag:{values[at]}")
        return at + 1
    return STOP


_GROUPABLE: Final = frozenset({Kind.UNIT, Kind.DIM, Kind.DIMS, Kind.TAG})


def _tag_group(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "tag owner", "owner tag": the word beside the noun is the key."""
    key = at + 1 if kinds[at] == Kind.TAG else at
    if values[key] in _OF_A_TAG and kinds[key + 1 : key + 3] == [Kind.DIM, Kind.TAG]:
        said.group(str(values[key + 1]))  # "each tag value of the application tag"
        return key + 3
    if kinds[key] not in _KEYS or values[key] in _OF_A_TAG:
        return STOP
    said.group(f"tag:{str(values[key]).removeprefix('tag:')}")
    return at + 2


_OF_A_TAG: Final = ("value", "values", "key", "keys")
_VALUES: Final = frozenset({Kind.FILTER, Kind.NAME})

_Other = Callable[[Utterance, Kinds, Values, int, Value], int]
"""Reads what "by", "per" or the like leads to that is no group; gets that word too."""


def _so_much(said: Utterance, kinds: Kinds, values: Values, at: int, word: Value) -> int:
    """ "Rose by 20%": how much a change is said to have been, which does not change what is asked."""
    if not said.change:
        return NOT_MINE
    if kinds[at] == Kind.PERCENT and said.supposed and not said.percent:
        said.percent = str(values[at]).rstrip("%")
    return at + 1


def _half(said: Utterance, kinds: Kinds, values: Values, at: int, word: Value) -> int:
    """ "If S3 goes up by half"."""
    if values[at] != "half" or not said.change:
        return NOT_MINE
    if said.supposed and not said.percent:
        said.percent = "50"
    return at + 1


def _word(said: Utterance, kinds: Kinds, values: Values, at: int, word: Value) -> int:
    """ "Data transfer by type": what a part of a bill is charged by."""
    if values[at] in _OF_A_TYPE and not said.filters.keys().isdisjoint(CHARGED_BY_TYPE):
        said.group("usage_type")
        return at + 1
    return _half(said, kinds, values, at, word)


_OF_A_TYPE: Final = ("type", "types")


def _cost(said: Utterance, kinds: Kinds, values: Values, at: int, word: Value) -> int:
    """ "Top services by cost"; "what do the load balancers each cost" asks for that of each."""
    said.cost = True
    return _of_each(said, at + 1) if word == "each" and said.filters else at + 1


def _at_the_end(said: Utterance, kinds: Kinds, values: Values, at: int, word: Value) -> int:
    """ "Cost of our tables each"."""
    return _of_each(said, at) if word == "each" and said.filters and said.cost else NOT_MINE


def _of_each(said: Utterance, after: int) -> int:
    said.of_each = True
    said.does = said.using = False
    return after


def _forecast(said: Utterance, kinds: Kinds, values: Values, at: int, word: Value) -> int:
    said.forecast = "sure"
    return at + 1


def _usage(said: Utterance, kinds: Kinds, values: Values, at: int, word: Value) -> int:
    """ "What do we pay per GB of S3"."""
    if word == "per" and said.own and Kind.FILTER in kinds:
        said.unit_price = True
    if not said.unit_price:
        return NOT_MINE
    said.unit = str(values[at])
    return at + 1


def _tags(said: Utterance, kinds: Kinds, values: Values, at: int, word: Value) -> int:
    """ "By tag", without saying by which."""
    if kinds[at + 1] != Kind.END:
        return NOT_MINE
    said.untagged = True
    return at + 1


def _each(said: Utterance, kinds: Kinds, values: Values, at: int, word: Value) -> int:
    """ "For each of the last 6 months": a period and its unit as the interval."""
    if word != "each":
        return _at_a_time(said, kinds, values, at, word)
    found = read_date(kinds, values, at)
    if found is None or kinds[found[1] - 1] != Kind.UNIT or by_unit(said, values, found[1] - 1) < 0:
        return STOP
    said.periods.append(found[0])
    return found[1]


def _at_a_time(said: Utterance, kinds: Kinds, values: Values, at: int, word: Value) -> int:
    """ "Rank the accounts by June cost": an order, in which the time is read by itself."""
    found = read_date(kinds, values, at) if word is None else None
    return at if found is not None and kinds[found[1]] == Kind.COST else NOT_MINE


_BY_OTHERS: Final[dict[int, _Other]] = {
    Kind.PERCENT: _so_much,
    Kind.PRICE: _so_much,
    Kind.MONEY: _so_much,
    Kind.WORD: _word,
    Kind.END: _at_the_end,
    Kind.COST: _cost,
    Kind.BILL: _cost,
    Kind.FORECAST: _forecast,
    Kind.USAGE_UNIT: _usage,
    Kind.TAG: _tags,
    Kind.PAST: _each,
    **dict.fromkeys((Kind.PERIOD, Kind.MONTH, Kind.QUARTER, Kind.YEAR, Kind.HALF), _at_a_time),
}
"""What may stand behind "by" without asking for groups."""
