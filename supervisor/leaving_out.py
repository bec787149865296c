"""Reading what is left out: line kinds, services and other values, and charges that lack a tag."""

from typing import Final

from finops_core.questions.utterance import Utterance
from supervisor.dates import Kinds, Values
from supervisor.lexicon import Kind, Value
from supervisor.slots import NOT_MINE, STOP


def read_untagged(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "untagged", "untagged by team", "tag coverage of cost center"."""
    said.untagged = True
    said.cost = said.cost or values[at] == "cost"
    beside = _to_a_key(kinds, at + 1)
    if kinds[beside] not in _DIMENSIONS:
        return at + 1
    if kinds[beside] == Kind.DIMS and values[beside] == "resource" and beside == at + 1:
        said.of_each = True
        return at + 2  # "untagged resources": what is untagged is always that
    if kinds[beside - 1] == Kind.BY and values[beside] in _PLACES:
        return at + 1  # "tag coverage by account"
    after = _without_tag(said, values, beside)
    return after + 1 if after > 0 and kinds[after] == Kind.TAG else after


def _to_a_key(kinds: Kinds, at: int) -> int:
    """The position of what stands behind "by", "to the", "to the tag"."""
    while kinds[at] in _TO_A_KEY:
        at += 1
    return at + 1 if kinds[at] == Kind.TAG and kinds[at + 1] == Kind.DIM else at


_DIMENSIONS: Final = frozenset({Kind.DIM, Kind.DIMS})
_PLACES: Final = frozenset({"service", "account", "region"})
_TO_A_KEY: Final = frozenset({Kind.BY, Kind.TO, Kind.ARTICLE})
"""What may stand between "untagged" or "not allocated" and a key."""


def _lacking(said: Utterance, named: Value, after: int) -> int:
    """ "Without a team tag", "without the tag team": the charges that lack it."""
    key = str(named).removeprefix("tag:")
    if not str(named).startswith("tag:") and key != "team":
        return STOP
    said.keep(("tag", f"{key}="))
    return after


def _without_tag(said: Utterance, values: Values, at: int) -> int:
    """The key of a tag that charges may lack: "cost center", "team"."""
    key = str(values[at]).removeprefix("tag:")
    if not str(values[at]).startswith("tag:") and key != "team":
        return STOP
    said.untagged = True
    said.tag_keys += (key,)
    return at + 1


def read_exclude(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "without tax and support", "excluding Redshift": what to leave out, up to the first word that is no value."""
    first = at + 1
    if kinds[at - 1] == Kind.TAG and values[at - 1] == "several" and kinds[first] in _HOW_MUCH:
        said.untagged, said.share, said.tag_list = True, True, False  # "which tags are missing most"
        return first
    while kinds[first] == Kind.OWN or kinds[first] == Kind.ARTICLE:
        first += 1
    after = _without_a_tag(said, kinds, values, at, first)
    if after:
        return after
    if kinds[first] == Kind.TAG and values[first] == "several":
        said.untagged = True
        return first + 1
    if kinds[first] in _DIMENSIONS and kinds[first + 1] in (Kind.FILTER, Kind.ACCOUNT_ID):
        first += 1
    return _values_left_out(said, kinds, values, first)


def _without_a_tag(said: Utterance, kinds: Kinds, values: Values, at: int, first: int) -> int:
    """ "Without a team tag", "resources without an owner"; NOT_MINE where something else is left out."""
    of_resources = kinds[at - 1] == Kind.DIMS and values[at - 1] == "resource" and not said.which
    tagged = {kinds[first], kinds[first + 1]} == {Kind.DIM, Kind.TAG}
    lacks = of_resources or _may_lack(said, kinds, values, at, first)
    if not (tagged or (lacks and kinds[first] == Kind.DIM and kinds[first + 1] not in _LEFT_OUT)):
        return NOT_MINE
    if of_resources and not (said.order or said.top_n):
        said.groups.remove("resource")  # what lacks a tag is always that
    key = first if kinds[first] == Kind.DIM else first + 1
    return _lacking(said, values[key], first + 1 + tagged)


def _may_lack(said: Utterance, kinds: Kinds, values: Values, at: int, first: int) -> bool:
    """Whether it is things, or a cost, that lack a tag: "spend without an owner", with nothing behind that is one."""
    of_cost = kinds[at - 1] == Kind.COST and kinds[first + 1] in _AFTER_A_KEY
    return _names_resources(kinds[at - 1], values[at - 1]) or (of_cost and not said.share)


_AFTER_A_KEY: Final = frozenset({Kind.END, Kind.IN, Kind.PERIOD, Kind.PAST, Kind.BY})


def _names_resources(kind: int, value: Value) -> bool:
    """The word of an agent for what it lists: of instances that have "no owner" it is a tag that they lack."""
    return kind == Kind.CUE and isinstance(value, tuple) and value[0] == "resource"


def _values_left_out(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Tax, support and Redshift": one at least."""
    known = said.exclude
    while kinds[at] in _LEFT_OUT:
        left_out = _left_out(kinds[at], values[at])
        if not left_out:
            return STOP
        said.exclude += (left_out,)
        at += 2 if kinds[at + 1] == Kind.AND and kinds[at + 2] in _LEFT_OUT else 1
    return at if said.exclude != known else STOP


_HOW_MUCH: Final = frozenset({Kind.TOP, Kind.END, Kind.IN, Kind.PERIOD, Kind.PAST})
"""What may stand behind tags that are missing."""
_LEFT_OUT: Final = frozenset({Kind.FILTER, Kind.THING, Kind.THINGS, Kind.ACCOUNT_ID, Kind.NAME})


def _left_out(kind: int, value: Value) -> str:
    """A line kind by its name, another value as field=name; empty for what two fields say together."""
    if kind == Kind.ACCOUNT_ID:
        return f"account={value}"
    if not isinstance(value, tuple) or len(value) != 2:
        return ""
    if kind == Kind.NAME and value[0] == "team":
        return f"tag=team={value[1]}"  # a name is a tag's value, whether or not teams are defined
    return value[1] if value[0] == "kind" else f"{value[0]}={value[1]}"
