"""The chance of regret: in how many ways in which usage may go on a purchase costs more than buying nothing.

The ways are drawn as those were that the purchase was chosen on, but others. Each is priced hour by hour, with the
purchases and without them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np

from agents.advice.commitments.courses import Matrix
from agents.advice.commitments.databases import reserved_databases
from agents.advice.commitments.demand import grouped_demand
from agents.advice.commitments.departures import Family
from agents.advice.commitments.futures import MOMENTS, demand_at, ways_ahead
from agents.advice.commitments.hourly import HourlyUsage, Sku
from agents.advice.commitments.instances import reservable
from agents.advice.commitments.outlook import base_hours, odd_stride
from agents.advice.commitments.purchase import Purchase
from agents.advice.commitments.rates import Rates
from agents.advice.commitments.replay import Demand, cost_of

WAYS: Final = 200
LEAST_WAYS: Final = 30
"""On a bill with hundreds of prices fewer are drawn, so that a plan takes no more than two seconds."""
HOURS: Final = 150
"""About so many hours of the last weeks stand for them."""
MOST_CELLS: Final = 2_000_000
HOURS_A_MONTH: Final = 730
SEED: Final = 20_261
TRIED: Final = (0.04, 0.13)
"""Of plans that were tried on invented years so many were regretted, nine times in ten, whatever chance was told.

What was told and what came did not go together enough to mend the one by the other: the chances that rest on no record
weigh most in it. Source: `python -m tests.evals.commitment_plans.reliability`.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regret:
    """`chance` is the part of `ways` in which the purchase costs more; `cost` what more it costs then, a month."""

    chance: float
    cost: float
    ways: int


def chance_of_regret(usage: HourlyUsage, rates: Rates, purchases: Sequence[Purchase]) -> Regret:
    """Of what is bought now, all together; purchases for a later day are left out, as what they are for is."""
    bought = [one for one in purchases if one.start is None]
    reserved = _reserved(usage, rates)
    grouped = grouped_demand(usage.on_demand, rates, reserved)
    if not bought or not grouped.groups:
        return Regret(chance=0.0, cost=0.0, ways=0)
    bound, general = _commitments(bought)
    courses = grouped.courses()
    hours = base_hours(grouped.demand.costs, grouped.groups, courses)
    ways = max(LEAST_WAYS, min(WAYS, MOST_CELLS // (MOMENTS * HOURS * len(grouped.demand.columns))))
    picked = hours[:: odd_stride(len(hours) // HOURS)]
    ahead = ways_ahead(grouped, courses, rates.terms.years, ways, SEED)
    paid_more = [
        _paid_more(demand_at(grouped, *_each_hour(picked, own, elsewhere)), bound, general)
        for own, elsewhere in zip(ahead.levels, ahead.elsewhere, strict=True)
    ]
    worse = [more for more in paid_more if more > 0]
    return Regret(chance=len(worse) / ways, cost=float(np.mean(worse)) * HOURS_A_MONTH if worse else 0.0, ways=ways)


def _reserved(usage: HourlyUsage, rates: Rates) -> dict[Sku, tuple[Family, Decimal]]:
    instances = {sku: (pool, best.part) for sku, (pool, best) in reservable(usage.on_demand, rates).items()}
    return {**instances, **reserved_databases(usage.on_demand, rates)}


def _commitments(bought: Sequence[Purchase]) -> tuple[dict[Family, float], float]:
    """Commitments an hour by family or pool, and of Compute plans."""
    bound: dict[Family, float] = {}
    for one in bought:
        if one.pool is not None:
            bound[one.pool] = bound.get(one.pool, 0.0) + one.committed
    return bound, sum(one.committed for one in bought if one.pool is None)


def _each_hour(hours: Matrix, levels: Matrix, elsewhere: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """The hours at each moment, and of each the levels and what goes on elsewhere."""
    count = len(hours)
    return np.tile(hours, (len(levels), 1)), np.repeat(levels, count, axis=0), np.repeat(elsewhere, count, axis=0)


def _paid_more(demand: Demand, bound: dict[Family, float], general: float) -> float:
    """What an hour costs more with the purchases than without, in the mean of the term's moments."""
    return (cost_of(demand, bound, general) - float(demand.costs.sum())) / len(demand.costs)
