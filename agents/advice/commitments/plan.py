"""The purchase that costs least: Savings Plans and database reservations for a year, bought once.

The last four weeks stand for the year to come, with three guards against regret: a level that fell within the last week
counts as fallen; a decline over the weeks goes on; and a plan bound to a family is bought only for what that family has
used all along. What is covered by a commitment with a known end is planned for a second purchase on that day.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

import numpy as np

from agents.advice.commitments.databases import database_reservations
from agents.advice.commitments.expectation import LIKELY, expected_hours, stays
from agents.advice.commitments.hourly import HourlyUsage, Hours, Sku
from agents.advice.commitments.purchase import Purchase
from agents.advice.commitments.rates import Rates
from agents.advice.commitments.replay import (
    Column,
    Demand,
    after_instance_plans,
    best_commitment,
    compute_order,
    cost_of,
)

HOURS_A_MONTH: Final = 730
LEAST_COMMITMENT: Final = 0.01
WORTH_IT: Final = 0.01
"""Savings below this part of what is bought are within what usage moves by itself."""
EXTRA_FOR_BEING_BOUND: Final = 0.02
"""What a family's own plan must save beyond a Compute Savings Plan, as a part of its cost, to be worth being bound."""
MOST_SWEEPS: Final = 3


def plan_purchases(usage: HourlyUsage, rates: Rates) -> tuple[Purchase, ...]:
    """What to buy, the largest saving first; nothing when nothing pays."""
    found = list(_savings_plans(usage.on_demand, rates, None))
    found += database_reservations(usage.on_demand, rates)
    within = usage.end + timedelta(days=365)
    demand = dict(usage.on_demand)
    bought = _commitments_of(found)
    for day, own in sorted(usage.covered_until.items()):
        if not usage.end < day <= within:
            continue
        demand = _added(demand, own)
        later = list(_savings_plans(demand, rates, day))
        found += _beyond(later, bought, day)
        bought = _largest(bought, _commitments_of(later))
    return tuple(sorted(found, key=lambda one: -one.saving))


def _savings_plans(usage: Mapping[Sku, Hours], rates: Rates, start: date | None) -> Iterator[Purchase]:
    demand = _demand(usage, rates)
    if not demand.columns:
        return
    expected = _expected(demand)
    staying = [family for family in demand.families() if stays(_of_family(demand, family).sum(axis=1))]
    instance, compute = _best(expected, staying)
    nothing = cost_of(expected, {}, 0.0)
    hours = expected.costs.shape[0]
    for (region, family), commitment in instance.items():
        without = {name: value for name, value in instance.items() if name != (region, family)}
        saving = (cost_of(expected, without, compute) - cost_of(expected, instance, compute)) / hours
        if commitment >= LEAST_COMMITMENT and saving > 0:
            yield Purchase(
                type="EC2InstanceSavingsPlan",
                hourly=_rounded(commitment),
                region=region,
                family=family,
                start=start,
                saving=saving * HOURS_A_MONTH,
            )
    if compute >= LEAST_COMMITMENT:
        saving = (nothing - cost_of(expected, {}, compute)) / hours
        if saving > WORTH_IT * compute:
            yield Purchase(
                type="ComputeSavingsPlan", hourly=_rounded(compute), start=start, saving=saving * HOURS_A_MONTH
            )


def _rounded(commitment: float) -> float:
    """Down to a tenth of a cent: a commitment is never above what was found."""
    return int(commitment * 1000) / 1000


def _demand(usage: Mapping[Sku, Hours], rates: Rates) -> Demand:
    """Usage with a rate, summed over what the plans treat alike."""
    sums: dict[Column, Hours] = {}
    for sku, costs in usage.items():
        price = float(sku.price)
        compute, instance = rates.compute.get(sku.key), rates.instance.get(sku.key)
        if compute is None and instance is None:
            continue
        column = Column(
            compute=None if compute is None else round(float(compute) / price, 4),
            instance=None if instance is None else round(float(instance) / price, 4),
            family=rates.families.get(sku.key),
        )
        if (column.compute or 0) >= 1 or (column.instance or 0) >= 1:
            continue
        sums[column] = sums[column] + costs if column in sums else costs
    columns = tuple(sorted(sums, key=lambda one: (one.compute or 9, one.instance or 9, one.family or ("", ""))))
    costs = np.stack([sums[column] for column in columns], axis=1) if columns else np.zeros((0, 0))
    return Demand(columns, costs)


def _expected(demand: Demand) -> Demand:
    """Four weeks of hours that stand for the year to come."""
    return Demand(demand.columns, expected_hours(demand.costs))


def _best(demand: Demand, families: Sequence[tuple[str, str]]) -> tuple[dict[tuple[str, str], float], float]:
    """Plans for these families and the Compute plan that together cost least.

    Family by family, each with the best Compute plan for what it leaves; over again until nothing changes.
    """
    instance: dict[tuple[str, str], float] = {}
    for _ in range(MOST_SWEEPS):
        before = dict(instance)
        for family in families:
            instance[family] = _best_of_family(demand, instance, family)
        if all(abs(instance[family] - before.get(family, 0.0)) < LEAST_COMMITMENT for family in families):
            break
    kept = {family: value for family, value in instance.items() if value >= LEAST_COMMITMENT}
    return kept, _compute_for(demand, kept)


def _of_family(demand: Demand, family: tuple[str, str]) -> Hours:
    places = [place for place, column in enumerate(demand.columns) if column.family == family]
    return demand.costs[:, places]


def _compute_for(demand: Demand, instance: dict[tuple[str, str], float]) -> float:
    left = after_instance_plans(demand, instance)
    places, ratios = compute_order(demand)
    return best_commitment(left.costs[:, places], ratios, value=LIKELY)


SEARCH_STEPS: Final = 22


def _best_of_family(demand: Demand, instance: dict[tuple[str, str], float], family: tuple[str, str]) -> float:
    """By halving intervals: with the best Compute plan for each, the cost is convex in the family's commitment."""
    own = [
        (column.instance, place)
        for place, column in enumerate(demand.columns)
        if column.family == family and column.instance is not None
    ]
    ratios = np.asarray([ratio for ratio, _ in own])
    most = float((demand.costs[:, [place for _, place in own]] * ratios).sum(axis=1).max(initial=0.0))

    def cost(commitment: float) -> float:
        tried = {**instance, family: commitment}
        return cost_of(demand, tried, _compute_for(demand, tried))

    alone = cost(0.0)
    low, high = 0.0, most
    for _ in range(SEARCH_STEPS):
        third = (high - low) / 3
        if cost(low + third) <= cost(high - third):
            high -= third
        else:
            low += third
    found = (low + high) / 2
    gained = alone - cost(found)
    bound = EXTRA_FOR_BEING_BOUND * found * demand.costs.shape[0]
    return found if found >= LEAST_COMMITMENT and gained > bound else 0.0


def _commitments_of(purchases: Sequence[Purchase]) -> dict[tuple[str, str, str], float]:
    plans = [one for one in purchases if one.type != "ReservedInstance"]
    return {(one.type, one.region, one.family): one.hourly for one in plans}


def _largest(
    one: Mapping[tuple[str, str, str], float], other: Mapping[tuple[str, str, str], float]
) -> dict[tuple[str, str, str], float]:
    return {key: max(one.get(key, 0.0), other.get(key, 0.0)) for key in {*one, *other}}


def _beyond(later: Sequence[Purchase], bought: Mapping[tuple[str, str, str], float], day: date) -> Iterator[Purchase]:
    """What is to be bought on a day beyond what is bought before it."""
    for one in later:
        have = bought.get((one.type, one.region, one.family), 0.0)
        more = _rounded(one.hourly - have)
        if more >= LEAST_COMMITMENT and one.hourly > 0:
            yield Purchase(
                type=one.type,
                hourly=more,
                region=one.region,
                family=one.family,
                start=day,
                saving=one.saving * more / one.hourly,
            )


def _added(one: Mapping[Sku, Hours], other: Mapping[Sku, Hours]) -> dict[Sku, Hours]:
    return {
        sku: one.get(sku, np.zeros_like(hours)) + other.get(sku, np.zeros_like(hours))
        for sku, hours in {**one, **other}.items()
    }
