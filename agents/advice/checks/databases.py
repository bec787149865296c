"""Databases and caches: older families, Graviton, Valkey, Aurora's storage, DynamoDB's capacity, extended support."""

import re
from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from typing import Final

from agents.advice.bill_view import HOURS_A_MONTH, BillView, Thing
from agents.advice.checks.families import DATABASE_GRAVITON, DATABASE_NEWER
from agents.advice.opportunity import Check, Found, SavingClass, Shown
from agents.advice.rules import cheaper_meter, cheaper_type, of_things, sum_of, uncovered
from billing.resource_use import MeterUse

_CLASS: Final = (
    r"(?P<before>(?:InstanceUsage|InstanceUsageIOOptimized|Multi-AZUsage|Multi-AZClusterUsage|NodeUsage|ESInstance)"
    r":(?:db\.|cache\.)?)(?P<family>[a-z0-9]+)\.(?P<size>[a-z0-9]+(?:\.(?:search|elasticsearch))?)"
)
GRAVITON_ENGINES: Final = frozenset(
    {"CreateDBInstance:0002", "CreateDBInstance:0014", "CreateDBInstance:0016", "CreateDBInstance:0018",
     "CreateDBInstance:0021"}
)  # fmt: skip
"""MySQL, PostgreSQL, Aurora MySQL, MariaDB and Aurora PostgreSQL; Oracle and SQL Server need x86."""


def _any_engine(use: MeterUse) -> bool:
    return True


def _on_graviton(use: MeterUse) -> bool:
    return not use.operation.startswith("CreateDBInstance") or use.operation in GRAVITON_ENGINES


def _extended_support(bill: BillView) -> Iterator[Found]:
    meters = {use.meter for thing in bill.things for use in thing.uses if "extendedsupport" in use.meter.lower()}
    for thing in bill.with_any(*sorted(meters)) if meters else ():
        uses = [use for use in thing.of(*meters) if use.lately > 0]
        if uses:
            shown = (Shown(metric=uses[0].meter, value=sum_of(uses, lambda use: use.lately), unit=uses[0].unit),)
            yield Found(thing=thing, saving=sum_of(uses, bill.monthly), shown=shown)


_REDIS: Final = re.compile(r"\bredis\b", re.IGNORECASE)


def _valkey(thing: Thing, bill: BillView) -> Found | None:
    """A Redis node at the price of the same node with Valkey."""
    saving, shown = Decimal(0), list[Shown]()
    for use in thing.of("NodeUsage:*"):
        price = bill.price(use.region, use.meter, said="valkey")
        if not _REDIS.search(use.description) or use.quantity <= 0 or price is None:
            continue
        now = use.list_cost / use.quantity
        if now > price:
            saving += bill.monthly(use, uncovered(use) * (now - price) / now)
            shown += (
                Shown(metric=use.meter, value=use.quantity, unit=use.unit),
                Shown(metric="price with Redis", value=now, unit=f"{use.currency} per {use.unit}"),
                Shown(metric="price with Valkey", value=price, unit=f"{use.currency} per {use.unit}"),
            )
    return Found(thing=thing, saving=saving, shown=tuple(shown)) if shown else None


AURORA_IO: Final = "Aurora:StorageIOUsage"
AURORA_STORAGE: Final = "Aurora:StorageUsage"
AURORA_OPTIMIZED_STORAGE: Final = "Aurora:IO-OptimizedStorageUsage"


def _aurora_storage(bill: BillView) -> Iterator[Found]:
    """Clusters that cost less with Aurora I/O-Optimized: dearer instances and storage, and no charge for I/O.

    Instances are found by the tag `cluster`, which they share with their cluster.
    """
    for cluster in bill.with_any(AURORA_STORAGE):
        name = cluster.tag("cluster")
        members = [
            thing
            for thing in bill.with_any("InstanceUsage:db.*")
            if name and thing.account == cluster.account and thing.tag("cluster") == name
        ]
        now, then = Decimal(0), Decimal(0)
        for use in cluster.of(AURORA_STORAGE, AURORA_IO):
            now += bill.monthly(use)
            if use.meter == AURORA_STORAGE and use.quantity > 0:
                price = bill.price(use.region, AURORA_OPTIMIZED_STORAGE)
                then += Decimal("NaN") if price is None else bill.monthly(use, use.quantity * price)
        for thing in members:
            for use in thing.of("InstanceUsage:db.*"):
                now += bill.monthly(use)
                target = use.meter.replace("InstanceUsage:", "InstanceUsageIOOptimized:")
                price = bill.price(use.region, target, operation=use.operation)
                then += Decimal("NaN") if price is None else bill.monthly(use, use.quantity * price)
        if members and not then.is_nan() and now > then:
            shown = (
                Shown(metric="with Aurora Standard", value=now, unit=f"{cluster.currency} a month"),
                Shown(metric="with Aurora I/O-Optimized", value=then, unit=f"{cluster.currency} a month"),
            )
            yield Found(thing=cluster, saving=now - then, shown=shown)


PROVISIONED_USE: Final = Decimal("0.7")
STEADY: Final = Decimal(3)
"""A busiest hour of more than this many times the average is no steady load."""
SECONDS_AN_HOUR: Final = 3600
_CAPACITY: Final = {"ReadRequestUnits": "ReadCapacityUnit-Hrs", "WriteRequestUnits": "WriteCapacityUnit-Hrs"}


def _dynamodb_provisioned(bill: BillView) -> Iterator[Found]:
    """Tables on demand whose steady load costs less as provisioned capacity of which 70 % is used."""
    busiest = bill.busiest(tuple(_CAPACITY))
    lately = Decimal(bill.periods.lately.days * 24)
    for thing in bill.with_any(*_CAPACITY):
        now, then, units = Decimal(0), Decimal(0), list[Shown]()
        steady = True
        for use in thing.of(*_CAPACITY):
            price = bill.price(use.region, _CAPACITY[use.meter])
            average = use.lately / lately
            peak = busiest.get((use.account, use.resource, use.meter), average)
            steady = steady and peak <= average * STEADY
            if price is None or use.days <= 0:
                steady = False
                continue
            used = use.quantity / (use.days * 24) / SECONDS_AN_HOUR
            capacity = (used / PROVISIONED_USE).to_integral_value(ROUND_CEILING)
            now += bill.monthly(use)
            then += capacity * price * HOURS_A_MONTH
            units.append(Shown(metric=f"{use.meter} a second", value=used, unit="units"))
        if steady and now > then:
            yield Found(thing=thing, saving=now - then, shown=tuple(units))


def _multi_az(thing: Thing, bill: BillView) -> Found | None:
    """Two zones for what is not production, at the price of one on this bill."""
    if not thing.non_production:
        return None
    saving, shown = Decimal(0), list[Shown]()
    for use in thing.of("Multi-AZUsage:db.*"):
        target = use.meter.replace("Multi-AZUsage:", "InstanceUsage:")
        price = bill.price(use.region, target, operation=use.operation)
        if price is None or use.quantity <= 0:
            continue
        now = use.list_cost / use.quantity
        if now > price:
            saving += bill.monthly(use, uncovered(use) * (now - price) / now)
            shown.append(Shown(metric=use.meter, value=use.quantity, unit=use.unit))
    return Found(thing=thing, saving=saving, shown=tuple(shown)) if shown else None


CHECKS: Final = (
    Check(
        id="extended-support",
        title="Version in extended support",
        saving_class=SavingClass.MODERNISE,
        rule="A surcharge for extended support is billed; never told from a version's number.",
        unseen="The bill does not show what the upgrade of the version takes.",
        remedy="Upgrade to a version in standard support.",
        source="AWS Cost Optimization Hub; union of public checks",
        find=_extended_support,
        effort="high",
        risk="medium",
        restart=True,
        reversible=False,
    ),
    Check(
        id="database-previous-generation",
        title="Database or cache of a previous generation",
        saving_class=SavingClass.RIGHTSIZE,
        rule="A newer family of the same size costs less for the same engine in the same region, on this bill.",
        unseen="The bill does not show whether the engine's version runs on the newer family.",
        remedy="Change the instance class in a maintenance window.",
        source="AWS Cost Optimization Hub: Upgrade",
        find=cheaper_type(_CLASS, DATABASE_NEWER, engines=_any_engine),
        effort="medium",
        restart=True,
    ),
    Check(
        id="database-graviton",
        title="Database or cache that could run on Graviton",
        saving_class=SavingClass.MODERNISE,
        rule="The Graviton family of the same size costs less for the same engine in the same region, on this bill.",
        unseen="The bill does not show whether the engine's version supports Graviton.",
        remedy="Change the instance class to the Graviton family in a maintenance window.",
        source="AWS Cost Optimization Hub: Migrate to Graviton",
        find=cheaper_type(_CLASS, DATABASE_GRAVITON, engines=_on_graviton),
        effort="medium",
        restart=True,
    ),
    Check(
        id="elasticache-valkey",
        title="Redis that could be Valkey",
        saving_class=SavingClass.MODERNISE,
        rule="The same node costs less with Valkey in the same region, on this bill.",
        unseen="The bill does not show which version and modules are used.",
        remedy="Upgrade the replication group to Valkey in place.",
        source="union of public checks",
        find=of_things(_valkey, "NodeUsage:*"),
        effort="medium",
    ),
    Check(
        id="rds-multi-az-non-production",
        title="Two zones for a database that is not production",
        saving_class=SavingClass.RIGHTSIZE,
        rule="Tagged as not production and billed for Multi-AZ; one zone's price stands on this bill.",
        unseen="The bill does not show whether failovers are tested there.",
        remedy="Change the instance to a single zone.",
        source="union of public checks",
        find=of_things(_multi_az, "Multi-AZUsage:db.*"),
    ),
    Check(
        id="aurora-io-optimized",
        title="Aurora cluster with so much I/O that I/O-Optimized costs less",
        saving_class=SavingClass.RIGHTSIZE,
        rule="Instances, storage and I/O together cost more than instances and storage of I/O-Optimized on this bill.",
        unseen="The bill does not show whether the configuration was changed within the last 30 days.",
        remedy="Change the cluster's storage configuration to I/O-Optimized.",
        source="AWS Cost Optimization Hub: AuroraDbClusterStorage",
        find=_aurora_storage,
    ),
    Check(
        id="dynamodb-on-demand",
        title="DynamoDB table on demand with a steady load",
        saving_class=SavingClass.RIGHTSIZE,
        rule="No hour was above three times the average, and capacity of which 70 % is used costs less on this bill.",
        unseen="The bill does not show peaks within an hour.",
        remedy="Change the table to provisioned capacity with auto scaling at 70 %.",
        source="union of public checks",
        find=_dynamodb_provisioned,
        risk="medium",
    ),
    Check(
        id="opensearch-gp2",
        title="OpenSearch storage gp2 instead of gp3",
        saving_class=SavingClass.RIGHTSIZE,
        rule="gp2 storage of a domain at the price that gp3 has in the same region, on this bill.",
        unseen="The bill does not show peaks that gp3 charges for.",
        remedy="Change the domain's storage type to gp3.",
        source="union of public checks",
        find=cheaper_meter({"ES:GP2-Storage": "ES:GP3-Storage"}),
    ),
)
