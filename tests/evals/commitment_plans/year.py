"""What hours of demand cost under purchases, hour by hour in AWS's order, written apart from the planner's replay.

`exact_hour` prices one hour with the engine that follows AWS's guide; `checked` compares the two on some hours.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import numpy as np

from agents.advice.commitments.application import Family, Plan, Reservation, Usage, applied
from agents.advice.commitments.purchase import Purchase
from agents.advice.commitments.sizes import UNITS
from tests.evals.commitment_plans.demands import DAY, PAST, Demand, Hours
from tests.evals.commitment_plans.market import Item, Market

BOUGHT = date(2026, 6, 1)
"""The day of the purchase, the first that nobody has seen."""


@dataclass(frozen=True, slots=True)
class Costs:
    """List costs an hour of each item that no earlier commitment covers."""

    items: Sequence[Item]
    costs: Sequence[Hours]

    def part(self, hours: slice) -> "Costs":
        return Costs(self.items, [each[hours] for each in self.costs])


def uncovered(demand: Demand, market: Market) -> dict[str, Hours]:
    """Units that earlier commitments leave, over both years."""
    left = {name: units.copy() for name, units in demand.units.items()}
    for day, covered in demand.covered.items():
        for name, units in covered.items():
            left[name][: PAST + day * DAY] -= np.minimum(units, left[name][: PAST + day * DAY])
    return left


def costs_of(units: Mapping[str, Hours], market: Market) -> Costs:
    names = sorted(units)
    return Costs([market.items[name] for name in names], [units[name] * market.items[name].price for name in names])


def cost(costs: Costs, purchases: Sequence[Purchase], market: Market) -> float:
    """Of hours that begin on the day of the purchase; a purchase for a later day is paid and applies from then on."""
    hours = len(costs.costs[0])
    starts = {_hour(one, hours) for one in purchases}
    edges = sorted({0, hours, *starts})
    return sum(
        _even(costs.part(slice(a, b)), [one for one in purchases if _hour(one, hours) <= a], market, b - a)
        for a, b in pairwise(edges)
    )


def _hour(one: Purchase, hours: int) -> int:
    return min(hours, max(0, ((one.start or BOUGHT) - BOUGHT).days * DAY))


def _even(costs: Costs, purchases: Sequence[Purchase], market: Market, hours: int) -> float:
    left = [each.copy() for each in costs.costs]
    paid = 0.0
    for one in purchases:
        if one.type == "ReservedInstance":
            paid += _reserve(costs, left, one, market) * hours
    for one in purchases:
        if one.type == "EC2InstanceSavingsPlan":
            paid += one.hourly * hours
            own = [
                (item.instance, place)
                for place, item in enumerate(costs.items)
                if item.family == (one.region, one.family) and item.instance is not None
            ]
            _spend(left, one.hourly, own, hours)
    general = sum(one.hourly for one in purchases if one.type == "ComputeSavingsPlan")
    own = [(item.compute, place) for place, item in enumerate(costs.items) if item.compute is not None]
    _spend(left, general, own, hours)
    return paid + general * hours + float(sum(each.sum() for each in left))


def _spend(left: list[Hours], commitment: float, own: Iterable[tuple[float, int]], hours: int) -> None:
    there = np.full(hours, float(commitment))
    for part, place in sorted(own):
        used = np.minimum(there, left[place] * part)
        left[place] -= used / part
        there -= used


def _same_group(item: Item, one: Purchase) -> bool:
    name = item.sku.usage_type.rpartition(":")[2]
    engine = {"CreateDBInstance:0002": "mysql", "CreateDBInstance:0014": "postgresql"}.get(item.sku.operation)
    family = one.instance_type.rpartition(".")[0]
    return item.reserved is not None and item.sku.region == one.region and engine == one.engine and (
        name.rpartition(".")[0] == family
    )  # fmt: skip


def _offer_price(one: Purchase, market: Market) -> float:
    for item in market.items.values():
        if _same_group(item, one) and item.sku.usage_type.endswith(f":{one.instance_type}"):
            return item.price * (item.reserved or 1.0)
    raise ValueError(f"{one.instance_type} is not for sale in {one.region}.")


def _reserve(costs: Costs, left: list[Hours], one: Purchase, market: Market) -> float:
    """Applies reservations in normalised units; returns what they cost an hour."""
    there = np.full(len(left[0]), float(one.count) * UNITS[one.instance_type.rpartition(".")[2]])
    for place, item in sorted(enumerate(costs.items), key=lambda each: each[1].units):
        if _same_group(item, one):
            a_unit = item.price / item.units
            used = np.minimum(there, left[place] / a_unit)
            left[place] -= used * a_unit
            there -= used
    return one.count * _offer_price(one, market)


def exact_hour(costs: Costs, purchases: Sequence[Purchase], hour: int, market: Market) -> float:
    """The hour's cost by the exact engine; `hour` counts from the purchase."""
    active = [one for one in purchases if _hour(one, len(costs.costs[0])) <= hour]
    usages = [_usage(item, each[hour]) for item, each in zip(costs.items, costs.costs, strict=True)]
    plans = [
        Plan(
            owner="payer", commitment=Decimal(str(one.hourly)), family=(one.region, one.family) if one.family else None
        )
        for one in active
        if one.type != "ReservedInstance"
    ]
    reserved = [one for one in active if one.type == "ReservedInstance"]
    owned = [
        Reservation(
            owner="payer",
            count=Decimal(one.count),
            family=(one.region, f"{one.instance_type.rpartition('.')[0]}/{one.engine}"),
            units=Decimal(str(UNITS[one.instance_type.rpartition(".")[2]])),
        )
        for one in reserved
    ]
    fees = sum(one.count * _offer_price(one, market) for one in reserved)
    return float(applied(usages, owned, plans).cost) + fees


def _usage(item: Item, amount: float) -> Usage:
    engine = {"CreateDBInstance:0002": "mysql", "CreateDBInstance:0014": "postgresql"}.get(item.sku.operation)
    group: Family | None = item.family
    if engine:
        group = (item.sku.region, f"{item.sku.usage_type.rpartition(':')[2].rpartition('.')[0]}/{engine}")
    rate = Decimal(str(item.price))

    def at(part: float | None) -> Decimal | None:
        return None if part is None else rate * Decimal(str(part))

    return Usage(
        account="1",
        quantity=Decimal(str(amount)) / rate,
        list_rate=rate,
        compute_rate=at(item.compute),
        instance_rate=at(item.instance),
        family=group,
        units=Decimal(str(item.units)) if item.reserved is not None else Decimal(0),
    )


def checked(costs: Costs, purchases: Sequence[Purchase], market: Market, every: int = 877) -> float:
    """The largest difference of both prices over some hours, as a part of the hour's."""
    hours = range(0, len(costs.costs[0]), every)
    found = 0.0
    for hour in hours:
        active = [one for one in purchases if _hour(one, len(costs.costs[0])) <= hour]
        here = _even(costs.part(slice(hour, hour + 1)), active, market, 1)
        exact = exact_hour(costs, purchases, hour, market)
        found = max(found, abs(here - exact) / max(exact, 1e-9))
    return found


def day_after(days: int) -> date:
    return BOUGHT + timedelta(days=days)
