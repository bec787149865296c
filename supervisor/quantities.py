"""Reading what was used and what a unit of it costs: units, stored data, parts of services, and list prices."""

from typing import Final

from finops_core.questions.utterance import Utterance
from supervisor.dates import Kinds, Values
from supervisor.lexicon import Kind, Value
from supervisor.naming import named_thing
from supervisor.slots import STOP
from supervisor.units import unit_in

_NAMED: Final = frozenset({Kind.FILTER, Kind.NOT, Kind.NAME})
_MONEY: Final = frozenset({Kind.COST, Kind.BILL, Kind.COSTLY})
_SERVERS: Final = frozenset({"instance", "instances", "server", "servers", "vm", "vms"})
INSTANCES: Final = "usage_family=Compute instances"


def read_ec2_other(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """Instances of EC2 are left out of its service."""
    said.keep(("service", "EC2"))
    said.exclude += (INSTANCES,)
    said.compound = said.made_of = True
    return at + 1


def read_usage_unit(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Price per GB"; how many of them were used is read where counting is."""
    if values[at] == "request" and _is_of_cost(kinds, at + 1) and Kind.FILTER in kinds:
        said.keep(("usage_family", "Requests"))  # "S3 request costs", "S3 requests vs storage cost"
        return at + 1
    counted = kinds[at + 1] == Kind.STORED or (at and kinds[at - 1] in _NAMED and _MONEY.isdisjoint(kinds))
    if not said.unit_price and said.unit != values[at] and not counted:
        return STOP
    said.unit = unit_in(said, values[at])
    return at + 1


def _is_of_cost(kinds: Kinds, at: int) -> bool:
    return kinds[at] in _MONEY or (kinds[at] == Kind.COMPARE and not _MONEY.isdisjoint(kinds[at:]))


def read_stored(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "How many GB did we store", "how much storage do we use"; beside a word about cost storage is a category."""
    value = values[at]
    if value == "moved":
        said.unit = "gb"
        return at + 1 if ("usage_family", "Data transfer") in values else STOP
    if not isinstance(value, tuple) and value != "much":
        return _kept(said, kinds, at)
    if Kind.COST in kinds or Kind.BILL in kinds or Kind.AVERAGE in kinds:
        said.keep(value if isinstance(value, tuple) else ("service_category", "Storage"))
        return at + 1
    said.stored = True
    if isinstance(value, tuple):
        said.keep(value)
    return at + 1


def _kept(said: Utterance, kinds: Kinds, at: int) -> int:
    """ "The cost of storage", "how many GB did we store"."""
    if at and kinds[at - 1] in _MONEY:
        said.keep(("service_category", "Storage"))
        return at + 1
    said.stored = True
    return at + 1 if said.unit else STOP


def read_unit_price(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    said.unit_price = True
    after = at + 2 if kinds[at + 1] == Kind.BY else at + 1
    if kinds[after] == Kind.UNIT and values[after] == "hour":
        said.unit = "hour"
        return after + 1
    return at + 1


def read_part(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    name = named_thing(kinds, values, at + 1)
    if name:
        said.keep(name)
        return at + 2
    if at and kinds[at - 1] == Kind.WHICH and values[at] in _SERVERS and not _MONEY.isdisjoint(kinds):
        said.keep(("usage_family", "Compute instances"))  # "which instances cost the most"
    elif not at or kinds[at - 1] not in _NAMED:
        return STOP
    said.things = said.things or "resource" not in said.filters
    return at + 1


def read_unreal(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """What would have been paid at list prices is in the bill; no other "would" is, but where something is supposed."""
    if kinds[at + 1] == Kind.FORECAST or Kind.SUPPOSE in kinds:
        return at + 1  # "what would we pay if S3 halved" is asked of a forecast
    if (kinds[at + 1] in _PERIODS and Kind.EXCLUDE in kinds) or _leaves_out_a_kind(kinds, values):
        return at + 1  # "what would June have been without credits", "what would we have paid without refunds"
    said.generic = True
    return at + 1 if Kind.BOUGHT in kinds or "list" in values else STOP


def _leaves_out_a_kind(kinds: Kinds, values: Values) -> bool:
    """Whether what is left out are credits, tax or the like, which a bill can be summed up without."""
    behind = (values[at + 1] for at, kind in enumerate(kinds[:-1]) if kind == Kind.EXCLUDE)
    return any(isinstance(value, tuple) and value[0] == "kind" for value in behind)


_PERIODS: Final = frozenset({Kind.MONTH, Kind.QUARTER, Kind.YEAR, Kind.PERIOD, Kind.PAST, Kind.HALF})


def read_bought(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "On-demand vs spot", "on-demand EC2", "spot costs"; "at on-demand rates" is a price that would have been paid.

    On demand alone may be all usage without a commitment or all machines so bought: then nobody knows.
    """
    if Kind.UNREAL in kinds:
        said.metric = "list"
        return at + 1 if values[at] == "on-demand" else STOP
    if after := ways_to_buy(said, kinds, at):
        return after
    if "uncovered" in values and values[at] == "on-demand":
        return at + 1  # what is not covered is bought so
    beside = _beside_another(kinds, at)
    machines = kinds[at + 1] == Kind.PART and values[at + 1] in _SERVERS
    if not (beside or _is_said_of_cost(kinds, values, at, machines=machines)):
        return STOP
    _keep_bought(said, str(values[at]), beside=beside)
    return at + 2 if machines else at + 1


def _keep_bought(said: Utterance, way: str, *, beside: bool) -> None:
    """Usage bought in a way; on demand, and beside another way, it is machines."""
    said.keep(("pricing", way))
    if "usage_family" not in said.filters and (beside or way == "on-demand"):
        said.keep(("usage_family", "Compute instances"))


def ways_to_buy(said: Utterance, kinds: Kinds, at: int) -> int:
    """ "On-demand, spot and savings plans": told by how usage was bought; the position behind, else 0."""
    end = at + 1
    while kinds[end] in _WAYS or (kinds[end] in _JOINING and kinds[end + 1] in _WAYS):
        end += 1
    ways = [kind for kind in kinds[at:end] if kind in _WAYS]
    if not _are_several(ways) or not _OF_A_PRICE.isdisjoint(kinds):
        return 0
    said.group("pricing")
    said.breakdown = said.breakdown or said.parting
    return end


def _are_several(ways: list[int]) -> bool:
    """Machines on demand and in spot are two kinds of machines; with what is committed, or a third, they are all."""
    return Kind.BOUGHT in ways and (len(ways) > 2 or Kind.COMMITMENT in ways)


_OF_A_PRICE: Final = frozenset({Kind.ASPECT, Kind.UNREAL})
_WAYS: Final = frozenset({Kind.BOUGHT, Kind.COMMITMENT})


def _is_said_of_cost(kinds: Kinds, values: Values, at: int, *, machines: bool) -> bool:
    """ "Spot costs", "paid in spot"; on demand only where it is said of machines, or of EC2."""
    if values[at] == "spot":
        return kinds[at + 1] in _MONEY or kinds[at - 1] in (Kind.COST, Kind.IN)
    return machines or _is_ec2(values[at + 1]) or _is_ec2(values[at - 1])


def _beside_another(kinds: Kinds, at: int) -> bool:
    """ "On-demand vs spot": set beside another way to buy."""
    after = kinds[at + 1] in _JOINING and kinds[at + 2] == Kind.BOUGHT
    return after or (at > 1 and kinds[at - 1] in _JOINING and kinds[at - 2] == Kind.BOUGHT)


_JOINING: Final = frozenset({Kind.AND, Kind.COMPARE, Kind.TO})


def _is_ec2(value: Value) -> bool:
    return isinstance(value, tuple) and value[:2] == ("service", "EC2")
