"""Databases, caches, search and brokers: older families, Graviton, Valkey, second zones, extended support."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from agents.opportunities.bill_view import BillView, Thing, cache_engine, coded_system, said_system, variant_of
from agents.opportunities.checks.families import ARM_FAMILIES, DATABASE_GRAVITON, DATABASE_NEWER
from agents.opportunities.opportunity import Check, Found, Limits, SavingClass, Shown
from agents.opportunities.rules import cheaper_type, of_things, prices, sum_of, uncovered
from billing.resource_use import MeterUse

_CLASS: Final = (
    r"(?P<before>(?:InstanceUsage|InstanceUsageIOOptimized|Multi-AZUsage|Multi-AZClusterUsage|NodeUsage|ESInstance|"
    r"InstanceUsg|Kafka)[:.](?:db\.|cache\.|dax\.|dms\.|rep\.)?)(?P<family>[a-z0-9]+)\."
    r"(?P<size>[a-z0-9]+(?:\.(?:search|elasticsearch))?)"
)
GRAVITON_ENGINES: Final = frozenset(
    {"CreateDBInstance:0002", "CreateDBInstance:0014", "CreateDBInstance:0016", "CreateDBInstance:0018",
     "CreateDBInstance:0021"}
)  # fmt: skip
"""MySQL, PostgreSQL, Aurora MySQL, MariaDB and Aurora PostgreSQL; Oracle and SQL Server need x86."""


RDS: Final = frozenset({"AmazonRDS", "Amazon Relational Database Service"})


def _on_graviton(use: MeterUse, family: str) -> bool:
    """RDS bills Oracle and SQL Server too; other services have no engine that needs x86."""
    if use.service not in RDS:
        return True
    if coded := coded_system(use):
        return coded in GRAVITON_ENGINES
    return said_system(use) in ("mysql", "postgresql", "mariadb", "aurora mysql", "aurora postgresql")


def _on_family(use: MeterUse, family: str) -> bool:
    """What RDS bills needs a known engine: a price of MySQL is no price for Oracle."""
    if use.service in RDS and not (coded_system(use) or said_system(use)):
        return False
    return family not in ARM_FAMILIES or _on_graviton(use, family)


EKS_STANDARD: Final = "AmazonEKS-Hours:perCluster"


def _extended_support(bill: BillView, limits: Limits) -> Iterator[Found]:
    meters = {use.meter for thing in bill.things for use in thing.uses if _is_extended_support(use)}
    for thing in bill.with_any(*sorted(meters)) if meters else ():
        uses = tuple(use for use in thing.of(*meters) if use.lately > 0)
        if uses and bill.stays(uses):
            shown = (Shown(metric=uses[0].meter, value=sum_of(uses, lambda use: use.lately), unit=uses[0].unit),)
            saving = sum_of(uses, bill.monthly) - _still_charged(thing, uses, bill)
            yield Found(thing=thing, saving=saving, shown=shown, uses=uses)


def _is_extended_support(use: MeterUse) -> bool:
    return "extendedsupport" in re.sub(r"[^a-z]", "", use.meter.lower())


def _still_charged(thing: Thing, uses: tuple[MeterUse, ...], bill: BillView) -> Decimal:
    """What a cluster costs in standard support, where its one charge is for both."""
    if not any(use.meter.startswith("AmazonEKS-Hours") for use in uses):
        return Decimal(0)
    if any(use.lately > 0 for use in thing.of(EKS_STANDARD)):
        return Decimal(0)
    price = bill.price(thing.region, EKS_STANDARD, currency=thing.currency) or Decimal(0)
    return sum_of(uses, lambda use: bill.monthly(use, use.priced * price))


def _valkey(thing: Thing, bill: BillView) -> Found | None:
    """A Redis node at the price of the same node with Valkey."""
    saving, shown, swapped = Decimal(0), list[Shown](), list[MeterUse]()
    for use in thing.of("NodeUsage:*"):
        price = bill.price(use.region, use.meter, variant="valkey", service=use.service, currency=use.currency)
        if cache_engine(use) != "redis" or use.priced <= 0 or price is None:
            continue
        now = use.unit_price
        if now > price:
            saving += bill.monthly(use, uncovered(use) * (now - price) / now)
            shown += prices(use, now, f"{use.meter} with Valkey", price)
            swapped.append(use)
    return Found(thing=thing, saving=saving, shown=tuple(shown), uses=tuple(swapped)) if shown else None


def _multi_az(thing: Thing, bill: BillView) -> Found | None:
    """Two zones for what is not production, at the price of one on this bill."""
    if not thing.non_production:
        return None
    saving, shown, doubled = Decimal(0), list[Shown](), list[MeterUse]()
    for use in thing.of("Multi-AZUsage:db.*", "RDS:Multi-AZ-*Storage"):
        target = use.meter.replace("Multi-AZUsage:", "InstanceUsage:").replace("RDS:Multi-AZ-", "RDS:")
        variant = variant_of(use) if use.meter.startswith("Multi-AZUsage") else None
        price = bill.price(use.region, target, variant=variant, currency=use.currency)
        if price is None or use.priced <= 0:
            continue
        now = use.unit_price
        if now > price:
            saving += bill.monthly(use, uncovered(use) * (now - price) / now)
            shown.append(Shown(metric=use.meter, value=use.quantity, unit=use.unit))
            doubled.append(use)
    return Found(thing=thing, saving=saving, shown=tuple(shown), uses=tuple(doubled)) if shown else None


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
        find=cheaper_type(_CLASS, DATABASE_NEWER, fits=_on_family),
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
        find=cheaper_type(_CLASS, DATABASE_GRAVITON, fits=_on_graviton),
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
)
