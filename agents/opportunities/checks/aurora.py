"""Aurora clusters whose other storage configuration costs less: what they store, read and run, at both prices."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from agents.opportunities.bill_view import HOURS_A_MONTH, BillView, Thing, is_by_the_month, variant_of
from agents.opportunities.opportunity import Check, Found, Limits, SavingClass, Shown
from agents.opportunities.rules import sum_of
from billing.resource_use import MeterUse

STANDARD_STORAGE: Final = ("Aurora:StorageUsage", "StorageUsage")
OPTIMIZED_STORAGE: Final = ("Aurora:IO-OptimizedStorageUsage", "IO-OptimizedStorageUsage")
IO: Final = ("Aurora:StorageIOUsage", "StorageIOUsage", "Aurora:IO-Optimized*IOUsage")
STANDARD_RUNS: Final = ("InstanceUsage:db.*", "Aurora:ServerlessV2Usage")
OPTIMIZED_RUNS: Final = ("InstanceUsageIOOptimized:db.*", "Aurora:ServerlessV2IOOptimizedUsage")
_OTHER: Final = (
    ("InstanceUsageIOOptimized:", "InstanceUsage:"),
    ("Aurora:ServerlessV2IOOptimizedUsage", "Aurora:ServerlessV2Usage"),
    ("IO-OptimizedStorageUsage", "StorageUsage"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cluster:
    """A cluster with what it stores and reads, and its instances, found by the tag `cluster` that they share."""

    thing: Thing
    storage: tuple[MeterUse, ...]
    io: tuple[MeterUse, ...]
    runs: tuple[MeterUse, ...]


def _clusters(bill: BillView, storage: Sequence[str], runs: Sequence[str]) -> Iterator[_Cluster]:
    members: dict[tuple[str, str], list[Thing]] = {}
    for member in bill.with_any(*runs):
        members.setdefault((member.account, member.tag("cluster")), []).append(member)
    for thing in bill.with_any(*storage):
        name = thing.tag("cluster")
        own = members.get((thing.account, name), []) if name else []
        found = tuple(use for member in own for use in member.of(*runs) if use.quantity > 0)
        if found:
            yield _Cluster(thing=thing, storage=thing.of(*storage), io=thing.of(*IO), runs=found)


def _then(bill: BillView, uses: Sequence[MeterUse], *, optimized: bool) -> Decimal | None:
    """What uses of one configuration cost a month in the other one; None where a price is not on the bill."""
    total = Decimal(0)
    for use in uses:
        target = use.meter
        for there, here in _OTHER:
            target = target.replace(here, there) if optimized else target.replace(there, here)
        runs = not is_by_the_month(use)
        price = bill.price(
            use.region, target, variant=variant_of(use) if runs else None, service=use.service, currency=use.currency
        )
        if price is None:
            return None
        total += bill.monthly(use, use.priced * price)
    return total


def _found(cluster: _Cluster, standard: Decimal, optimized: Decimal) -> Found:
    unit = f"{cluster.thing.currency} a month"
    shown = (
        Shown(metric="with Aurora Standard", value=standard, unit=unit),
        Shown(metric="with Aurora I/O-Optimized", value=optimized, unit=unit),
    )
    uses = (*cluster.storage, *cluster.io, *cluster.runs)
    return Found(thing=cluster.thing, saving=abs(standard - optimized), shown=shown, uses=uses)


def _to_optimized(bill: BillView, limits: Limits) -> Iterator[Found]:
    for cluster in _clusters(bill, STANDARD_STORAGE, STANDARD_RUNS):
        standard = sum_of((*cluster.storage, *cluster.io, *cluster.runs), bill.monthly)
        optimized = _then(bill, (*cluster.storage, *cluster.runs), optimized=True)
        if optimized is not None and standard > optimized:
            yield _found(cluster, standard, optimized)


def _to_standard(bill: BillView, limits: Limits) -> Iterator[Found]:
    """I/O-Optimized where the bill shows the I/O: at no charge, or charged before the configuration was changed."""
    for cluster in _clusters(bill, OPTIMIZED_STORAGE, OPTIMIZED_RUNS):
        requests, price = _requests(bill, cluster), _io_price(bill, cluster)
        standard = _then(bill, (*cluster.storage, *cluster.runs), optimized=False)
        optimized = sum_of((*cluster.storage, *cluster.runs), bill.monthly)
        if requests is None or price is None or standard is None:
            continue
        standard += requests * price
        if optimized > standard:
            yield _found(cluster, standard, optimized)


def _requests(bill: BillView, cluster: _Cluster) -> Decimal | None:
    """Requests a month, of the last complete month or, where it has none, of the whole bill."""
    if not cluster.io:
        return None
    if any(use.quantity > 0 for use in cluster.io):
        return sum_of(cluster.io, lambda use: bill.monthly(use, use.quantity))
    days = max((use.last - use.first).days + 1 for use in cluster.io)
    return sum_of(cluster.io, lambda use: use.whole) / days / 24 * HOURS_A_MONTH


def _io_price(bill: BillView, cluster: _Cluster) -> Decimal | None:
    region = cluster.thing.region
    found = (
        bill.price(region, meter, currency=cluster.thing.currency, service=cluster.thing.service) for meter in IO[:2]
    )
    return next((price for price in found if price), None)


CHECKS: Final = (
    Check(
        id="aurora-io-optimized",
        title="Aurora cluster with so much I/O that I/O-Optimized costs less",
        saving_class=SavingClass.RIGHTSIZE,
        rule="Instances, storage and I/O together cost more than instances and storage of I/O-Optimized on this bill.",
        unseen="The bill does not show whether the configuration was changed within the last 30 days.",
        remedy="Change the cluster's storage configuration to I/O-Optimized.",
        source="AWS Cost Optimization Hub: AuroraDbClusterStorage",
        find=_to_optimized,
    ),
    Check(
        id="aurora-standard",
        title="Aurora cluster with so little I/O that Standard costs less",
        saving_class=SavingClass.RIGHTSIZE,
        rule="Instances and storage of I/O-Optimized cost more than those of Standard with the I/O that the bill "
        "shows.",
        unseen="The bill does not show I/O of a cluster that has had I/O-Optimized all the time; such a one is not "
        "told.",
        remedy="Change the cluster's storage configuration to Standard.",
        source="AWS Cost Optimization Hub: AuroraDbClusterStorage",
        find=_to_standard,
    ),
)
