"""Reservations for databases: how many hours of the year of each further unit pay for it.

Reservations of one family, engine and deployment apply to each other's sizes by normalised units, except for Oracle
with a licence and SQL Server. Source: Amazon RDS User Guide, "Reserved DB instances".
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

import numpy as np

from agents.advice.commitments.demand import GroupedDemand
from agents.advice.commitments.departures import is_a_move
from agents.advice.commitments.futures import hours_ahead, ways_ahead
from agents.advice.commitments.hourly import Hours, Sku
from agents.advice.commitments.purchase import Purchase
from agents.advice.commitments.rates import DatabaseOffer, Rates
from agents.advice.commitments.replay import Column, Demand
from agents.advice.commitments.sizes import UNITS

ENGINES: Final = {
    "CreateDBInstance:0002": ("mysql",),
    "CreateDBInstance:0014": ("postgresql", "postgres"),
    "CreateDBInstance:0016": ("aurora-mysql", "aurora mysql", "aurora"),
    "CreateDBInstance:0018": ("mariadb",),
    "CreateDBInstance:0021": ("aurora-postgresql", "aurora postgresql"),
}
"""Engines by the operation that a bill names, as offerings name them. Others are not flexible in size."""

_CLASS: Final = re.compile(r"(InstanceUsage|Multi-AZUsage):(db\.[a-z0-9]+)\.([a-z0-9]+)")
WAYS: Final = 60
HOURS: Final = 1_500
SEED: Final = 20_262
MOST_RESERVED: Final = 10_000
HOURS_A_MONTH: Final = 730

Group = tuple[str, str, str, bool]
"""Region, operation, family such as db.r6g, and whether two zones."""


def database_reservations(usage: Mapping[Sku, Hours], rates: Rates) -> Iterator[Purchase]:
    """What to reserve of each group of databases that have an offer."""
    groups = _grouped(usage)
    if not groups:
        return
    running = _running(usage, groups)
    courses, years = running.courses(), rates.terms.years
    ahead, shown = (
        hours_ahead(running, courses, ways_ahead(running, courses, years, WAYS, SEED, related=False, unseen=unseen),
                    HOURS, SEED).costs
        for unseen in (True, False)
    )  # fmt: skip
    for place, group in enumerate(sorted(groups)):
        if not (courses[place].change < 0 and is_a_move(courses[place], courses)):
            skus = sorted(groups[group], key=lambda each: -float(usage[each[0]].sum()))
            purchase = _of_group(group, skus, ahead[:, place], shown[:, place], rates)
            if purchase is not None:
                yield purchase


def _running(usage: Mapping[Sku, Hours], groups: Mapping[Group, list[tuple[Sku, str]]]) -> GroupedDemand:
    """Units that run, a column for each group in order.

    Units of two families are of like worth: what leaves one family for another is seen as a move.
    """
    units = [
        np.asarray(sum(usage[one] / float(one.price) * UNITS[size] for one, size in groups[each]))
        for each in sorted(groups)
    ]
    columns = tuple(Column(compute=None, instance=None, family=_pool(group)) for group in sorted(groups))
    return GroupedDemand(
        demand=Demand(columns, np.stack(units, axis=1)),
        groups=[[place] for place in range(len(units))],
        members=[[each] for each in units],
    )


def _grouped(usage: Iterable[Sku]) -> dict[Group, list[tuple[Sku, str]]]:
    """Databases whose reservations apply to each other, each with its size."""
    groups: dict[Group, list[tuple[Sku, str]]] = {}
    for sku in usage:
        found = _CLASS.fullmatch(sku.meter)
        if found and found[3] in UNITS and sku.operation in ENGINES:
            group = (sku.region, sku.operation, found[2], found[1] == "Multi-AZUsage")
            groups.setdefault(group, []).append((sku, found[3]))
    return groups


def is_offered(sku: Sku, rates: Rates) -> bool:
    """Whether a reservation for databases is for sale that covers it."""
    found = _CLASS.fullmatch(sku.meter)
    if not found or sku.operation not in ENGINES:
        return False
    return bool(_offers((sku.region, sku.operation, found[2], found[1] == "Multi-AZUsage"), rates))


def _of_group(
    group: Group, skus: Sequence[tuple[Sku, str]], ahead: Hours, shown: Hours, rates: Rates
) -> Purchase | None:
    """As many of the most used size that is for sale as each pay for themselves, in the units of all sizes together.

    The saving is told from the units `shown`.
    """
    region, _, family, multi_az = group
    offers = _offers(group, rates)
    for sku, size in skus:
        offer = offers.get(f"{family}.{size}")
        if offer is None or float(offer.rate) >= float(sku.price):
            continue
        price, rate = float(sku.price), float(offer.rate)
        count = _worth_reserving(ahead / UNITS[size], price, rate)
        saving = float(np.minimum(shown / UNITS[size], count).mean()) * price - count * rate
        if not count:
            return None
        return Purchase(
            type="ReservedInstance",
            service="AmazonRDS",
            region=region,
            instance_type=offer.instance_class,
            engine=offer.engine,
            multi_az=multi_az,
            count=count,
            upfront=float(offer.upfront) * count,
            saving=saving * HOURS_A_MONTH,
            pool=_pool(group),
            rate=float(offer.rate),
        )
    return None


def reserved_databases(usage: Mapping[Sku, Hours], rates: Rates) -> dict[Sku, tuple[tuple[str, str], Decimal]]:
    """Databases with a reservation for sale: their pool, and what part of list prices it costs."""
    found: dict[Sku, tuple[tuple[str, str], Decimal]] = {}
    for group, skus in _grouped(usage).items():
        offers = _offers(group, rates)
        for sku, size in sorted(skus, key=lambda each: -float(usage[each[0]].sum())):
            offer = offers.get(f"{group[2]}.{size}")
            if offer is not None and offer.rate < sku.price:
                found |= dict.fromkeys((one for one, _ in skus), (_pool(group), offer.rate / sku.price))
                break
    return found


def _pool(group: Group) -> tuple[str, str]:
    region, operation, family, multi_az = group
    return region, f"{family} {ENGINES[operation][0]}{' in two zones' if multi_az else ''}"


def _offers(group: Group, rates: Rates) -> dict[str, DatabaseOffer]:
    region, operation, family, multi_az = group
    engines = ENGINES[operation]
    return {
        offer.instance_class: offer
        for offer in rates.databases
        if offer.region in ("", region)
        and offer.engine in engines
        and offer.multi_az == multi_az
        and offer.instance_class.startswith(f"{family}.")
    }


def _worth_reserving(running: Hours, price: float, rate: float) -> int:
    """How many to reserve: each one as long as the hours it covers pay for it."""
    for count in range(MOST_RESERVED):
        if float(np.clip(running - count, 0.0, 1.0).mean()) * price <= rate:
            return count
    return MOST_RESERVED
