"""Words for parts of services and for how usage was bought: cross-AZ traffic, gp3 volumes, m5 instances, spot."""

from collections.abc import Iterator

from finops_core.names.usage_kinds import GRAVITON, INSTANCE_FAMILIES, KINDS, OTHER_NAMES
from supervisor.lexicon import Entry, Kind, Value

_INSTANCES = (
    "instance", "instances", "ec2 instances", "family", "instance family", "servers", "machines", "vms", "nodes", "ec2",
)  # fmt: skip
_SPOT = (
    "spot instance", "spot instances", "ec2 spot", "spot vms", "spot capacity", "spot fleet", "spot fleets",
    "ec2 spot instances", "spot ec2", "spot machines", "spot nodes", "spot ec2 instances",
)  # fmt: skip
_BY_FAMILY = "instance family, instance families, ec2 instance family, ec2 instance families, instance class, \
instance classes, family of instances, ec2 family, ec2 families"
_BY_KIND = {
    ("usage_kind", "usage_family", "Data transfer"): "type of data transfer, data transfer type, data transfer types, "
    "types of data transfer, kind of data transfer, kinds of data transfer, data transfer kind, transfer type, "
    "transfer types, kind of traffic, kinds of traffic, type of traffic, traffic type",
    ("usage_kind", "usage_family", "Block storage"): "volume type, volume types, ebs volume type, ebs volume types, "
    "ebs type, ebs types, type of volume, type of ebs volume, types of ebs volumes, disk type, disk types",
}


def usage_entries() -> Iterator[Entry]:
    """Phrases for kinds of usage, families of instances and ways to buy, as filters and as groups."""
    for kind in KINDS:
        for phrase in filter(None, kind.said.split(",")):
            yield phrase, Kind.FILTER, ("usage_kind", kind.name)
    for name, said in OTHER_NAMES.items():
        for phrase in said.split(","):
            yield phrase, Kind.FILTER, ("usage_kind", name)
    for family in INSTANCE_FAMILIES:
        yield from family_entries(family)
    for noun in _INSTANCES:
        yield f"graviton {noun}", Kind.FILTER, ("instance_family", GRAVITON)
    yield "graviton", Kind.FILTER, ("instance_family", GRAVITON)
    for phrase in _SPOT:
        yield phrase, Kind.FILTER, ("pricing", "spot")
    yield "spot", Kind.BOUGHT, "spot"
    yield from ((phrase, Kind.DIMS, ("instance_family", "usage_family", _COMPUTE)) for phrase in _BY_FAMILY.split(","))
    for value, said in _BY_KIND.items():
        for phrase in said.split(","):
            yield phrase, Kind.DIMS, value


_COMPUTE = "Compute instances"


def family_entries(family: str) -> Iterator[Entry]:
    """One family of instances beside a noun for them: "m5 instances", "the m5 family"."""
    value: Value = ("instance_family", family)
    yield from ((f"{family} {noun}", Kind.FILTER, value) for noun in _INSTANCES)
