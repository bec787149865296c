"""Resources by age or by size: the oldest, the largest. What it is not known of comes behind the others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from account.resources import Resource
from account.snapshot import AccountSnapshot
from agents.inventory.kinds import Kind
from agents.inventory.params import ResourcesParams

GIB: Final = 1024**3
_SIZES_IN_GB: Final = ("size_gb", "storage_gb")
_STORED: Final = ("AWS/S3", "BucketSizeBytes", "Average")
"""The metric that tells how much of a bucket lies in the Standard class; the snapshot has no other size of one."""
SIZED: Final = frozenset(
    {"volume", "snapshot", "bucket", "table", "file_system", "log_group", "database", "windows_files"}
)
"""Kinds of which a size is known; of others the word means what one machine has, and is no measure here."""

Measure = Callable[[Resource, AccountSnapshot], float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """The first of a list in its order, and of how many of the list the measure is not known."""

    first: Sequence[Resource]
    unmeasured: int


def in_order(found: Sequence[Resource], params: ResourcesParams, snapshot: AccountSnapshot) -> Ordered:
    """The list by what was asked for, as it is without an order; only the first of it where a number was asked for."""
    if not params.order:
        return Ordered(first=found[: params.top_n], unmeasured=0)
    measure, largest_first = _MEASURES[params.order]
    measured = [(size, each) for each in found if (size := measure(each, snapshot)) is not None]
    ordered = [each for _, each in sorted(measured, key=lambda one: one[0], reverse=largest_first)]
    known = {id(each) for each in ordered}
    rest = [each for each in found if id(each) not in known]
    return Ordered(first=[*ordered, *rest][: params.top_n], unmeasured=len(rest))


def size_gb(resource: Resource, snapshot: AccountSnapshot) -> float | None:
    """How much a resource holds, in GiB; None where neither AWS's list nor a metric of the snapshot says."""
    for attribute in _SIZES_IN_GB:
        if (size := resource.number(attribute)) is not None:
            return size
    stored = resource.number("stored_bytes")
    if stored is None and (readings := snapshot.reading(resource, _STORED)) is not None and readings.points:
        stored = readings.average
    return None if stored is None else stored / GIB


def adds_sizes(params: ResourcesParams, kind: Kind) -> bool:
    """Whether a list has a column for sizes, beside what it always shows."""
    return params.order in ("largest", "smallest") and "size_gb" not in kind.shown


def _made(resource: Resource, snapshot: AccountSnapshot) -> float | None:
    return None if resource.created is None else resource.created.timestamp()


_MEASURES: Final[dict[str, tuple[Measure, bool]]] = {
    "oldest": (_made, False),
    "newest": (_made, True),
    "largest": (size_gb, True),
    "smallest": (size_gb, False),
}
"""By what each order goes, and whether most comes first."""
