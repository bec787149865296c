"""The purchases that a plan is measured against: AWS's rule on past hours, and what one who knew the year would buy.

AWS's recommendation is the commitment that would have cost least over the last 7, 30 or 60 days. Source: AWS Cost
Management User Guide, "Understanding your Savings Plans recommendation calculations".
"""

from collections.abc import Callable, Sequence

import numpy as np

from agents.advice.commitments.purchase import Purchase
from tests.evals.commitment_plans.market import ENGINES, Item, Market
from tests.evals.commitment_plans.year import Costs, cost

SAMPLE = 7
"""Every seventh hour is enough to find a commitment; it takes all hours of the day in turn."""


def usual_rule(past: Costs, market: Market, *, bound: bool) -> list[Purchase]:
    """AWS's recommendation of one kind of plan, with that of reservations."""
    plans = [_bound(past, family) for family in _families(past)] if bound else [_general(past)]
    return [one for one in plans if one.hourly > 0] + _reservations(past, market)


def clairvoyant(year: Costs, market: Market) -> list[Purchase]:
    """The plans and reservations of today that cost least on the year itself."""
    sample = year.part(slice(None, None, SAMPLE))
    bound = dict.fromkeys(_families(year), 0.0)

    def price(family: tuple[str, str], level: float) -> float:
        left, paid = _after(sample, {**bound, family: level})
        general = _least(left, [item.compute for item in sample.items])
        return paid + _under(left, [item.compute for item in sample.items], general)

    for _ in range(2):
        for family in bound:
            most = _most(sample, family)
            bound[family] = _lowest(lambda level, family=family: price(family, level), most, 24)
    left, _ = _after(sample, bound)
    general = _least(left, [item.compute for item in sample.items])
    plans = [
        Purchase(type="EC2InstanceSavingsPlan", hourly=level, region=region, family=family)
        for (region, family), level in bound.items()
    ]
    return [*plans, Purchase(type="ComputeSavingsPlan", hourly=general), *_reservations(year, market)]


def _families(costs: Costs) -> list[tuple[str, str]]:
    return sorted({item.family for item in costs.items if item.family and item.instance is not None})


def _general(past: Costs) -> Purchase:
    left = list(past.costs)
    return Purchase(type="ComputeSavingsPlan", hourly=_least(left, [item.compute for item in past.items]))


def _bound(past: Costs, family: tuple[str, str]) -> Purchase:
    parts = [item.instance if item.family == family else None for item in past.items]
    level = _least(list(past.costs), parts)
    return Purchase(type="EC2InstanceSavingsPlan", hourly=level, region=family[0], family=family[1])


def _most(costs: Costs, family: tuple[str, str]) -> float:
    own = [each * (item.instance or 0) for item, each in zip(costs.items, costs.costs, strict=True)
           if item.family == family]  # fmt: skip
    return float(np.sum(own, axis=0).max())


def _after(costs: Costs, bound: dict[tuple[str, str], float]) -> tuple[list[np.ndarray], float]:
    left, paid = list(costs.costs), 0.0
    for family, level in bound.items():
        if level > 0:
            parts = [item.instance if item.family == family else None for item in costs.items]
            left = _left(left, parts, level)
            paid += level * len(left[0])
    return left, paid


def _left(costs: Sequence[np.ndarray], parts: Sequence[float | None], level: float) -> list[np.ndarray]:
    left = list(costs)
    there = np.full(len(left[0]), level)
    for part, place in sorted((part, place) for place, part in enumerate(parts) if part is not None):
        used = np.minimum(there, left[place] * part)
        left[place] = left[place] - used / part
        there = there - used
    return left


def _under(costs: Sequence[np.ndarray], parts: Sequence[float | None], level: float) -> float:
    left = _left(costs, parts, level)
    return float(sum(each.sum() for each in left)) + level * len(left[0])


def _least(costs: Sequence[np.ndarray], parts: Sequence[float | None]) -> float:
    """The level at which what a further dollar saves falls below a dollar: by halving, since the cost is convex."""
    own = sorted((part, place) for place, part in enumerate(parts) if part is not None)
    if not own:
        return 0.0
    edges = np.cumsum(np.stack([costs[place] * part for part, place in own], axis=1), axis=1)
    worth = np.array([1 / part for part, _ in own] + [0.0])
    low, high = 0.0, float(edges[:, -1].max())
    for _ in range(30):
        middle = (low + high) / 2
        if float(worth[(edges <= middle).sum(axis=1)].mean()) > 1.0:
            low = middle
        else:
            high = middle
    return low


def _lowest(price: Callable[[float], float], most: float, steps: int) -> float:
    low, high = 0.0, most
    for _ in range(steps):
        third = (high - low) / 3
        if price(low + third) <= price(high - third):
            high -= third
        else:
            low += third
    found = (low + high) / 2
    return found if price(found) < price(0.0) else 0.0


def _reservations(costs: Costs, market: Market) -> list[Purchase]:
    """Of each group of databases, as many of the size in use as cost least over the hours."""
    found: list[Purchase] = []
    groups: dict[tuple[str, str, str], list[int]] = {}
    for place, item in enumerate(costs.items):
        if item.reserved is not None:
            name = item.sku.usage_type.rpartition(":")[2]
            groups.setdefault((item.sku.region, item.sku.operation, name.rpartition(".")[0]), []).append(place)
    for places in groups.values():
        own = Costs([costs.items[place] for place in places], [costs.costs[place] for place in places])
        largest = max(range(len(places)), key=lambda place: float(own.costs[place].sum()))
        item = own.items[largest]
        most = int(np.sum([each / one.price * one.units for one, each in zip(own.items, own.costs, strict=True)],
                          axis=0).max() / item.units)  # fmt: skip
        tried = [_reserved(item, count) for count in range(most + 1)]
        best = min(tried, key=lambda one: cost(own, [one], market))
        if best.count:
            found.append(best)
    return found


def _reserved(item: Item, count: int) -> Purchase:
    return Purchase(
        type="ReservedInstance",
        service="AmazonRDS",
        region=item.sku.region,
        instance_type=item.sku.usage_type.rpartition(":")[2],
        engine=ENGINES[item.sku.operation],
        count=count,
    )
