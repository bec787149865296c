"""The chance of regret: in how many ways in which usage may go on a purchase costs more than buying nothing.

Each way draws, for every group of usage, how long a change goes on, whether what is new takes its place, how its level
wanders by itself (the bill's own changes from week to week, in runs of four), and, with one chance in ten a year, that
it is left though nothing shows it. Each is priced hour by hour, with the purchases and without them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agents.advice.commitments.courses import DAY, WEEK_DAYS, YEAR_DAYS, Course, Matrix
from agents.advice.commitments.databases import reserved_databases
from agents.advice.commitments.demand import GroupedDemand, grouped_demand
from agents.advice.commitments.departures import Family, may_be_left
from agents.advice.commitments.hourly import HourlyUsage, Hours, Sku
from agents.advice.commitments.instances import reservable
from agents.advice.commitments.outlook import HOW_LONG, base_hours, lasting, odd_stride, reach_of
from agents.advice.commitments.purchase import Purchase
from agents.advice.commitments.rates import Rates
from agents.advice.commitments.replay import Column, Demand, cost_of

WAYS: Final = 200
LEAST_WAYS: Final = 30
"""On a bill with hundreds of prices fewer are drawn, so that a plan takes no more than two seconds."""
MOMENTS: Final = 6
"""Days of the term that stand for as much of it each: of a year two months."""
HOURS: Final = 150
"""About so many hours of the last weeks stand for them."""
MOST_CELLS: Final = 2_000_000
LEFT_UNSEEN: Final = 0.1
RUN: Final = 4
QUARTER: Final = 91
LARGEST_MOVE: Final = 0.5
HOURS_A_MONTH: Final = 730
SEED: Final = 20_261


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
    hours = base_hours(grouped.demand.costs, grouped.groups, grouped.courses())
    ways = max(LEAST_WAYS, min(WAYS, MOST_CELLS // (MOMENTS * HOURS * len(grouped.demand.columns))))
    picked = hours[:: odd_stride(len(hours) // HOURS)]
    paid_more = [
        _paid_more(grouped.demand.columns, picked, levels, bound, general)
        for levels in _levels(grouped, ways, rates.terms.years * YEAR_DAYS, np.random.default_rng(SEED))
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


def _paid_more(
    columns: tuple[Column, ...], hours: Matrix, levels: Matrix, bound: dict[Family, float], general: float
) -> float:
    """What an hour costs more with the purchases than without, in the mean of the term's moments."""
    costs = (levels[:, None, :] * hours[None, :, :]).reshape(-1, len(columns))
    demand = Demand(columns, costs)
    return (cost_of(demand, bound, general) - float(costs.sum())) / len(costs)


def _levels(grouped: GroupedDemand, ways: int, term: int, random: np.random.Generator) -> Iterator[Matrix]:
    """Of each way the levels of all columns at the term's moments, as parts of those at the end of the bill."""
    courses, groups = grouped.courses(), grouped.groups
    days = (np.arange(MOMENTS) + 0.5) * term / MOMENTS
    replaced, reach = may_be_left(courses, grouped.families), reach_of(courses)
    moves = [
        _own_moves(grouped.demand.costs[:, group].sum(axis=1), one) for group, one in zip(groups, courses, strict=True)
    ]
    for _ in range(ways):
        how, is_replaced = HOW_LONG[int(random.integers(len(HOW_LONG)))], random.random() < 0.5
        levels = np.ones((MOMENTS, len(grouped.demand.columns)))
        for place, (group, course) in enumerate(zip(groups, courses, strict=True)):
            lasts = lasting(course, how, reach)
            own = np.array([course.at(float(day), lasts) for day in days])
            own *= _wandering(moves[place], days, random) * _left_unseen(days, term, random)
            own *= replaced.get(place, 1.0) if is_replaced else 1.0
            levels[:, group] = own[:, None]
        yield levels


def _own_moves(hours: Hours, course: Course) -> NDArray[np.float64]:
    """How the level moved from week to week beside its course, as logarithms."""
    if course.comes_and_goes:
        return np.zeros(0)
    count = len(hours) // (WEEK_DAYS * DAY)
    weeks = hours[-count * WEEK_DAYS * DAY :].reshape(count, -1).mean(axis=1)
    ago = (np.arange(count)[::-1] + 0.5) * WEEK_DAYS
    path = course.level - course.slope * np.minimum(ago, course.lasted) - course.jump * (ago > course.lasted)
    if course.season is not None or np.any(weeks <= 0) or np.any(path <= 0):
        weeks, path = weeks[weeks > 0], np.ones(int((weeks > 0).sum()))
    moves = np.diff(np.log(weeks / path))
    return np.clip(moves, -LARGEST_MOVE, LARGEST_MOVE)


def _wandering(
    moves: NDArray[np.float64], days: NDArray[np.float64], random: np.random.Generator
) -> NDArray[np.float64]:
    """The bill's own weekly changes, drawn in runs, added up until each day."""
    if len(moves) < RUN:
        return np.ones(len(days))
    runs = random.integers(0, len(moves) - RUN + 1, int(days[-1]) // (WEEK_DAYS * RUN) + 1)
    path = np.cumsum(np.concatenate([moves[first : first + RUN] for first in runs]))
    found: NDArray[np.float64] = np.exp(path[(days // WEEK_DAYS).astype(int)])
    return found


def _left_unseen(days: NDArray[np.float64], term: int, random: np.random.Generator) -> NDArray[np.float64]:
    """1 until a group is left, for most the whole term; it goes within a quarter."""
    first = random.uniform(0, term)
    if random.random() < (1 - LEFT_UNSEEN) ** (term / YEAR_DAYS):
        return np.ones(len(days))
    return np.clip(1 - (days - first) / QUARTER, 0.0, 1.0)
