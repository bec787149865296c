"""Reading names that no list holds: teams and accounts by a word beside their noun, and values of the bill's tags."""

import re
from typing import Final

from agents.bill.tag_keys import called_the_same
from finops_core.questions.utterance import Utterance
from supervisor.dates import Kinds, Values
from supervisor.lexicon import Kind, Value
from supervisor.slots import STOP

_MONEY: Final = frozenset({Kind.COST, Kind.BILL})
_AFTER_A_NAME: Final = frozenset(
    {
        Kind.END,
        Kind.IN,
        Kind.BY,
        Kind.GRAIN,
        Kind.PERIOD,
        Kind.PAST,
        Kind.MONTH,
        Kind.YEAR,
        Kind.QUARTER,
        Kind.FISCAL,
        Kind.HALF,
        Kind.SINCE,
        Kind.PREVIOUS,
    }
)
_BEFORE_A_NAME: Final = frozenset(
    {Kind.IN, Kind.DIM, Kind.DIMS, Kind.FILTER, Kind.NAME, Kind.AND, Kind.COMPARE, Kind.OWN}
)


_PAYING: Final = frozenset({"pay", "own"})
"""What cost words say that have a person after them: to pay a team is not to spend on it."""


def _read_team(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """An unknown word means something only as the name of a team that spends: "what did the payments team spend"."""
    last = at + 1 if kinds[at + 1] == Kind.WORD else at
    if kinds[last + 1] != Kind.DIM or values[last + 1] != "team":
        return STOP
    first = at - 1 if at and kinds[at - 1] == Kind.DATA else at
    if not _spends(kinds, values, first, last + 1):
        return STOP
    name = (str(values[word]) if kinds[word] == Kind.WORD else "data" for word in range(first, last + 1))
    said.keep(("team", " ".join(name)))
    return last + 2


_NOUNS_OF_THINGS: Final = frozenset({Kind.PART, Kind.THING, Kind.THINGS})
"""Nouns for single resources, beside which a name is one's."""


def is_a_thing(kind: int, value: Value) -> bool:
    """Whether a word is a noun for single resources: "bucket", "instance", "Lambda function"."""
    return kind in _NOUNS_OF_THINGS or (kind == Kind.DIM and isinstance(value, tuple) and value[0] == "resource")


def named_thing(kinds: Kinds, values: Values, at: int) -> tuple[str, str] | None:
    """The resource that a word behind its noun names: "bucket my-logs", "instance i-0abc", "function checkout"."""
    kind, value = kinds[at], values[at]
    if kind == Kind.FILTER and isinstance(value, tuple) and value[0] == "resource":
        return value[0], value[1]
    named = kind == Kind.WORD and kinds[at + 1] in _AFTER_A_RESOURCE and _SEPARATED.fullmatch(str(value))
    return ("resource", str(value)) if named else None


_AFTER_A_RESOURCE: Final = _AFTER_A_NAME | _MONEY | {Kind.SINCE, Kind.BETWEEN, Kind.AND, Kind.COMPARE}
_SEPARATED: Final = re.compile(r"[a-z0-9][a-z0-9]*(?:[-_./:][a-z0-9]+)+")
"""A name behind its noun: my-logs, orders_eu. A plain word there is a verb as often: "instances launched"."""
_NUMBERED: Final = re.compile(r"(?=.*[a-z])(?=.*(?:[-_].*\d|_))[a-z0-9][\w.-]*")
"""A name before its noun needs more: "high-memory instances" are no one's."""


def read_word(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """A name of its own shape beside the noun of a resource ("the my-logs bucket"), else the name of a team."""
    if values[at] in _MAKING_UP and said.which and said.groups:
        return at + 1  # "which usage types make up our EC2 bill"
    if said.supposed and values[at] in _USED:
        return at + 1  # "what if Lambda usage triples": what is used costs
    if is_a_thing(kinds[at + 1], values[at + 1]) and _NUMBERED.fullmatch(str(values[at])):
        said.keep(("resource", str(values[at])))
        return at + 2
    return _read_team(said, kinds, values, at)


_MAKING_UP: Final = frozenset({"make up", "makes up"})
_USED: Final = frozenset({"usage", "use", "consumption"})


def read_data(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "The data team" is a team; before other words "data" says nothing."""
    if values[at] == "of" and said.unit:
        said.stored = True
    if kinds[at + 1] == Kind.CUE and kinds[at - 1 : at] != [Kind.COST]:
        return STOP  # whose budget the "data budget" is, nobody knows
    if kinds[at + 1] != Kind.DIM or values[at + 1] != "team" or not _spends(kinds, values, at, at + 1):
        return at + 1
    said.keep(("team", "data"))
    return at + 2


_OF_COST: Final = frozenset({Kind.CHANGE, Kind.DIRECTION, Kind.TREND, Kind.DRIVER})
"""Nouns that stand between cost and whose it is: "the cost increase for the search team"."""


def _spends(kinds: Kinds, values: Values, first: int, last: int) -> bool:
    """Whether what is named has a word about cost beside it."""
    before = first - 1
    while before > 0 and kinds[before] in _OF_COST:
        before -= 1
    return kinds[last + 1] in _MONEY or (first > 0 and kinds[before] in _MONEY and values[before] not in _PAYING)


def read_name(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """A value of the bill's tags: beside its key ("the search team"), or where a word about cost needs an object."""
    value = values[at]
    if not isinstance(value, tuple):
        return STOP
    for noun in (at - 1, at + 1):
        pair = _of_noun(value, kinds[noun], values[noun]) if noun >= 0 else None
        if pair is None:
            continue
        if noun > at and at and values[at - 1] in _PAYING:
            return STOP
        said.keep(pair)
        return max(at, noun) + 1
    if len(value) != 2 or not (_is_an_object(said, kinds, values, at) or kinds[at + 1] == Kind.CUE):
        return STOP
    said.keep(value)
    return at + 1


_DIMENSIONS: Final = frozenset({Kind.DIM, Kind.DIMS})


def _of_noun(value: tuple[str, ...], kind: int, noun: Value) -> tuple[str, str] | None:
    """What a name means beside the noun of a dimension; None beside another word."""
    if kind not in _DIMENSIONS or isinstance(noun, tuple):
        return None
    return _of_key(value, str(noun))


def _is_an_object(said: Utterance, kinds: Kinds, values: Values, at: int) -> bool:
    """ "Search spend", "what did search cost", "S3 costs of search": not "search for S3 costs".

    What is supposed to change needs no word about cost: "what if traffic doubles".
    """
    if said.supposed or _MONEY.isdisjoint(kinds):
        return said.supposed
    if _spends(kinds, values, at, at):
        return kinds[at + 1] in _AFTER_A_NAME | _MONEY | {Kind.AND, Kind.COMPARE}
    before, after = kinds[at - 1] if at else Kind.COMPARE, kinds[at + 1]
    return before in _BEFORE_A_NAME and after in _AFTER_A_NAME | {Kind.AND, Kind.COMPARE}


def _of_key(value: tuple[str, ...], field: str) -> tuple[str, str] | None:
    """Which of a name's meanings is a value of a dimension: `team`, or `tag:KEY`."""
    for position in range(0, len(value), 2):
        if has_key(value[position : position + 2], field):
            return value[position], value[position + 1]
    return None


def is_of(value: Value, field: str) -> bool:
    """Whether a filter is one of a field: ("service", "S3") of `service`."""
    return isinstance(value, tuple) and value[0] == field


def has_key(value: Value, field: str) -> bool:
    """Whether a filter is one of a dimension: ("team", "search") of `team`, ("tag", "app=x") of `tag:app`."""
    if not isinstance(value, tuple):
        return False
    own = f"tag:{value[1].partition('=')[0].rstrip('!')}" if value[0] == "tag" else value[0]
    same = own.replace("-", "_") == field.replace("-", "_") or (own, field) == ("tag:team", "team")
    return same or (own[:4] == field[:4] == "tag:" and own[4:] in called_the_same(field[4:]))


def name_beside(kinds: Kinds, values: Values, at: int, field: str) -> tuple[str, str] | None:
    """The filter that a word after a dimension's noun is: "team payments", "project apollo", "account staging"."""
    kind, value = kinds[at], values[at]
    if kind == Kind.NAME and isinstance(value, tuple):
        return _of_key(value, field) or _as_value(value, field)
    if field == "account":
        return _account(kinds, value, at)
    if kind == Kind.NUM and field.startswith("tag:") and kinds[at + 1] not in _COUNTED:
        return "tag", f"{field[4:]}={value}"  # "cost center 4200"
    if kind != Kind.WORD or not (field == "team" or field.startswith("tag:")):
        return None
    return ("team", str(value)) if field == "team" else ("tag", f"{field[4:]}={value}")


_COUNTED: Final = frozenset({Kind.UNIT, Kind.DIM, Kind.DIMS, Kind.MONTH, Kind.PER_CENT})
"""What a number before it counts."""


def _as_value(value: tuple[str, ...], field: str) -> tuple[str, str] | None:
    """The name of one thing beside the noun of another ("namespace shop") is meant as one of that."""
    name = value[1].partition("=")[2] if value[0] == "tag" else value[1]
    if field == "team":
        return "team", name
    return ("tag", f"{field[4:]}={name}") if field.startswith("tag:") else None


def _account(kinds: Kinds, value: Value, at: int) -> tuple[str, str] | None:
    """ "Account staging": environments often have accounts of their own. "Account manager" is somebody."""
    if kinds[at + 1] not in _AFTER_A_NAME:
        return None
    if kinds[at] == Kind.FILTER and isinstance(value, tuple) and value[0] == "tag":
        return "account", value[1].partition("=")[2]
    return ("account", str(value)) if kinds[at] == Kind.WORD else None
