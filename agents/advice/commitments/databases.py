"""Reservations for databases: how many hours of the year of each further unit pay for it.

Reservations of one family, engine and deployment apply to each other's sizes by normalised units, except for Oracle
with a licence and SQL Server. Source: Amazon RDS User Guide, "Reserved DB instances".
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

import numpy as np

from agents.advice.commitments.courses import course_of
from agents.advice.commitments.departures import being_left
from agents.advice.commitments.hourly import Hours, Sku
from agents.advice.commitments.outlook import expected
from agents.advice.commitments.purchase import Purchase
from agents.advice.commitments.rates import DatabaseOffer, Rates
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
LIKELY: Final = 0.97
MOST_RESERVED: Final = 10_000
HOURS_A_MONTH: Final = 730

Group = tuple[str, str, str, bool]
"""Region, operation, family such as db.r6g, and whether two zones."""


def database_reservations(usage: Mapping[Sku, Hours], rates: Rates) -> Iterator[Purchase]:
    """What to reserve of each group of databases that have an offer."""
    groups = _grouped(usage)
    units = {
        group: np.asarray(sum(usage[one] / float(one.price) * UNITS[of] for one, of in skus))
        for group, skus in groups.items()
    }
    # units of two families are of like worth: what leaves one family for another is seen as a move
    courses = {group: course_of(running) for group, running in units.items()}
    left = dict(zip(courses, being_left(list(courses.values())), strict=True))
    beside = list(courses.values())
    for group, skus in sorted(groups.items()):
        if not left[group]:
            own = [courses[group]]
            level = expected(units[group][:, None], [[0]], own, beside=beside, years=rates.terms.years)[:, 0]
            purchase = _of_group(group, sorted(skus, key=lambda each: -float(usage[each[0]].sum())), level, rates)
            if purchase is not None:
                yield purchase


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


def _of_group(group: Group, skus: list[tuple[Sku, str]], level: Hours, rates: Rates) -> Purchase | None:
    """As many of the most used size that is for sale as each pay for themselves, in the units of all sizes together."""
    region, _, family, multi_az = group
    offers = _offers(group, rates)
    for sku, size in skus:
        offer = offers.get(f"{family}.{size}")
        if offer is None or float(offer.rate) >= float(sku.price):
            continue
        count, saving = _worth_reserving(level / UNITS[size], float(sku.price), float(offer.rate), rates.terms.years)
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


def _worth_reserving(running: Hours, price: float, rate: float, years: int) -> tuple[int, float]:
    """How many to reserve, and what they save an hour: each one as long as the hours it covers pay for it."""
    saving = 0.0
    for count in range(MOST_RESERVED):
        covered = float(np.clip(running - count, 0.0, 1.0).mean())
        if covered * price * LIKELY**years <= rate:
            return count, saving
        saving += covered * price - rate
    return MOST_RESERVED, saving
