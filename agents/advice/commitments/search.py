"""The plans that cost least on given hours: one Compute Savings Plan, and EC2 Instance Savings Plans by family.

Family by family, each with the best Compute plan for what it leaves; over again until nothing changes. With the best
Compute plan for each, the cost is convex in a family's commitment.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np

from agents.advice.commitments.replay import (
    Column,
    Costs,
    Demand,
    after_instance_plans,
    best_commitment,
    compute_order,
    cover,
)

Family = tuple[str, str]

LEAST_COMMITMENT: Final = 0.01
MOST_SWEEPS: Final = 3
SEARCH_STEPS: Final = 12
ENOUGH: Final = 0.01
"""Commitments that move by less than this part are found."""
GOLDEN: Final = (np.sqrt(5) - 1) / 2
MOST_LAYERS: Final = 12
"""Columns that a Compute plan covers at nearly the same saving are one layer while plans are looked for."""


def best_plans(demand: Demand, families: Sequence[Family]) -> dict[Family, float]:
    """Plans for these families that cost least, each beside the best Compute plan for what all of them leave."""
    bound = dict.fromkeys(families, 0.0)
    layers = _Layers(demand)
    sizes = {family: _most(demand, family) for family in families}
    for _ in range(MOST_SWEEPS):
        before = dict(bound)
        for family in sorted(families, key=lambda one: -sizes[one]):
            found = _best_of_family(demand, layers, family)
            layers.cover(demand, family, found)
            bound[family] = found
        if all(abs(bound[one] - before[one]) <= ENOUGH * bound[one] for one in families):
            break
    return {family: value for family, value in bound.items() if value >= LEAST_COMMITMENT}


def compute_for(demand: Demand, bound: Mapping[Family, float]) -> float:
    """The best Compute plan beside these plans."""
    left = after_instance_plans(demand, dict(bound))
    places, ratios = compute_order(demand)
    return best_commitment(left.costs[:, places], ratios)


class _Layers:
    """What the plans found so far leave, summed over columns that a Compute plan covers at nearly the same saving."""

    __slots__ = ("of_column", "own", "ratios", "total")

    def __init__(self, demand: Demand) -> None:
        ratios = sorted({column.compute for column in demand.columns if column.compute is not None})
        if len(ratios) > MOST_LAYERS:
            ratios = [float(each) for each in np.linspace(ratios[0], ratios[-1], MOST_LAYERS)]
        self.ratios = ratios
        known = np.array(ratios)
        self.of_column = [
            -1 if column.compute is None else int(np.argmin(np.abs(known - column.compute)))
            for column in demand.columns
        ]
        self.total = self.summed(demand.costs, range(len(demand.columns)))
        self.own: dict[Family, Costs] = {}

    def summed(self, costs: Costs, places: Sequence[int]) -> Costs:
        """Costs of these columns, of `costs` in that order, by layer."""
        found = np.zeros((costs.shape[0], max(1, len(self.ratios))))
        for own, place in enumerate(places):
            if self.of_column[place] >= 0:
                found[:, self.of_column[place]] += costs[:, own]
        return found

    def without(self, demand: Demand, family: Family) -> Costs:
        """What is left of everything but a family."""
        if family not in self.own:
            places = [place for _, place in _own(demand.columns, family)]
            self.own[family] = self.summed(demand.costs[:, places], places)
        return self.total - self.own[family]

    def cover(self, demand: Demand, family: Family, commitment: float) -> None:
        """Takes off what a plan for a family covers, in place of what was found for it before."""
        own = _own(demand.columns, family)
        places = [place for _, place in own]
        mine = demand.costs[:, places]
        left = cover(mine, [ratio for ratio, _ in own], commitment)[0] if commitment > 0 else mine
        others = self.without(demand, family)
        self.own[family] = self.summed(left, places)
        self.total = others + self.own[family]


def _own(columns: Sequence[Column], family: Family) -> list[tuple[float, int]]:
    return sorted(
        (column.instance, place)
        for place, column in enumerate(columns)
        if column.family == family and column.instance is not None
    )


def _most(demand: Demand, family: Family) -> float:
    own = _own(demand.columns, family)
    ratios = np.asarray([ratio for ratio, _ in own])
    return float((demand.costs[:, [place for _, place in own]] * ratios).sum(axis=1).max(initial=0.0))


def _best_of_family(demand: Demand, layers: _Layers, family: Family) -> float:
    own = _own(demand.columns, family)
    places, ratios = [place for _, place in own], [ratio for ratio, _ in own]
    rest = layers.without(demand, family)
    mine = demand.costs[:, places]
    hours = demand.costs.shape[0]

    def cost(commitment: float) -> float:
        uncovered, _ = cover(mine, ratios, commitment) if commitment > 0 else (mine, None)
        both = rest + layers.summed(uncovered, places)
        plan = best_commitment(both, layers.ratios) if layers.ratios else 0.0
        # usage of no Compute plan has no layer; of a family's own columns it matters
        outside = sum(float(uncovered[:, n].sum()) for n, place in enumerate(places) if layers.of_column[place] < 0)
        after = cover(both, layers.ratios, plan)[0].sum() if plan > 0 else both.sum()
        return float(after) + outside + hours * (plan + commitment)

    found = _golden(cost, _most(demand, family))
    return found if found >= LEAST_COMMITMENT and cost(found) < cost(0.0) else 0.0


def _golden(cost: Callable[[float], float], most: float) -> float:
    """Where a convex cost is least between 0 and `most`."""
    low, high = 0.0, most
    left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    at_left, at_right = cost(left), cost(right)
    for _ in range(SEARCH_STEPS):
        if at_left <= at_right:
            high, right, at_right = right, left, at_left
            left = high - GOLDEN * (high - low)
            at_left = cost(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + GOLDEN * (high - low)
            at_right = cost(right)
    return (low + high) / 2
