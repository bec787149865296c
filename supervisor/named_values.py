"""Reading values that rows are kept by: services, regions, accounts, tags, and the resources of a service."""

from typing import Final

from finops_core.questions.utterance import Utterance
from supervisor.dates import Kinds, Values
from supervisor.lexicon import Kind, Value
from supervisor.naming import is_of, named_thing
from supervisor.ranks import RANKING
from supervisor.slots import STOP


def read_filter(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """A value that rows are kept by; two fields said in one word are not mixed with others of services."""
    value = values[at]
    if not isinstance(value, tuple) or _mixes(said, value):
        return STOP
    before = kinds[at - 1]
    if before in _LEADING and not _may_follow(said, kinds, values, at, value):
        return STOP
    if before in _RANKED and value in _SEVERAL_THINGS and kinds[at + 1] not in _OF_COST:
        said.things = True  # "the five most expensive databases"
    if len(value) > 2:
        said.compound = True
    said.keep(value)
    return at + 1


def _mixes(said: Utterance, value: tuple[str, ...]) -> bool:
    """Whether a service would stand beside one that is said together with a part of it."""
    if len(value) > 2:
        return not _SERVICE_FIELDS.isdisjoint(said.filters)
    return said.compound and not _SERVICE_FIELDS.isdisjoint(value[:1])


def _may_follow(said: Utterance, kinds: Kinds, values: Values, at: int, value: tuple[str, ...]) -> bool:
    """Whether the value means rows to keep behind the word before it."""
    before = at - 1
    if kinds[before] == Kind.IN:
        return not _is_within_another(kinds, values, at)
    if kinds[before] == Kind.OWN:
        before = _before_whose(kinds, at)
    if kinds[before] not in _TURNING:
        return True
    if kinds[before] == Kind.ARTICLE and said.why and kinds[at + 1] == Kind.COST:
        return True  # "why is there a KMS charge"
    return _turned(said, kinds[before], values[before], value)


def _before_whose(kinds: Kinds, at: int) -> int:
    """The position of the word before a value and whose it is: "which of our databases"."""
    return at - 2 if at > 1 and kinds[at - 2] == Kind.WHICH else at - 1


def _is_within_another(kinds: Kinds, values: Values, at: int) -> bool:
    """ "What of S3 is in Glacier": one service in another is no sum of both."""
    inside = at > 1 and values[at - 1] is None and kinds[at - 2] == Kind.FILTER
    return inside and values[at - 2] != values[at] and all(is_of(values[one], "service") for one in (at - 2, at))


_RANKED: Final = frozenset({Kind.TOP, Kind.COSTLY})
_OF_COST: Final = frozenset({Kind.COST, Kind.BILL, Kind.FILTER})
_TURNING: Final = frozenset({Kind.STOPPED, Kind.NEW, Kind.ARTICLE, Kind.WHICH})
_LEADING: Final = _TURNING | {Kind.IN, Kind.OWN}


def _turned(said: Utterance, before: int, word: Value, value: tuple[str, ...]) -> bool:
    """What a word before a value makes of it: "an EC2 instance" is any, "which of the EC2" each; False for neither."""
    if before == Kind.STOPPED or (before == Kind.NEW and len(value) > 2):
        return False
    if before == Kind.ARTICLE:
        said.generic = True
    elif before == Kind.WHICH and word == "one":
        if value == ("kind", "credit"):
            said.of_credits = said.of_credits or "applied"
        said.things = said.things or value[:1] == ("service",) or value in _SEVERAL_THINGS
    return True


_SEVERAL_THINGS: Final = frozenset(
    {
        ("service_category", "Databases"),
        *(
            ("usage_family", family)
            for family in ("Load balancers", "NAT gateway", "Snapshots", "Public IPv4 addresses", "VPC endpoints")
        ),
    }
)
"""Values said by a noun for things: "which of our databases", "which NAT gateway" asks for one of them."""
_SERVICE_FIELDS: Final = frozenset({"service", "usage_family"})


def read_things(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """A noun for the resources of a service, or one of them by its name."""
    name = named_thing(kinds, values, at + 1)
    if name:
        said.keep(name)
        return at + 2
    said.things = True
    said.single = said.single or (kinds[at] == Kind.THING and at > 0 and kinds[at - 1] in RANKING and not said.top_n)
    return read_filter(said, kinds, values, at)


def read_account(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """An account by its number."""
    said.keep(("account", str(values[at])))
    return at + 1


def read_not(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """All but a value: "non-production"."""
    said.opposite = True
    value = values[at]
    if isinstance(value, tuple):
        said.keep(value)
    return at + 1


FILTERING: Final = frozenset({Kind.FILTER, Kind.NOT, Kind.NAME})


def are_alike(left: Value, right: Value) -> bool:
    """Two plain values of one field."""
    return (
        isinstance(left, tuple) and isinstance(right, tuple) and left[:1] == right[:1] and len(left) == len(right) == 2
    )
