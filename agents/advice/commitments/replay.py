"""What hours of usage cost under Savings Plans, with AWS's order of application.

An EC2 Instance Savings Plan applies before a Compute Savings Plan; within a plan the usage with the largest saving
comes first, and of equal savings the one with the lowest rate. What a plan's commitment of an hour does not use is
lost. Source: AWS Savings Plans User Guide, "Understanding how Savings Plans apply to your usage".
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Costs = NDArray[np.float64]
"""List costs, hours × columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """Usage that the plans treat alike: its rates as fractions of list prices; None where a plan does not cover it."""

    compute: float | None
    instance: float | None
    family: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Demand:
    """List costs an hour by column, uncovered."""

    columns: tuple[Column, ...]
    costs: Costs

    def families(self) -> tuple[tuple[str, str], ...]:
        """Regions and families for which an EC2 Instance Savings Plan can be bought."""
        found = {column.family for column in self.columns if column.family and column.instance is not None}
        return tuple(sorted(found))


def cover(costs: Costs, ratios: Sequence[float], commitment: float) -> tuple[Costs, NDArray[np.float64]]:
    """What list costs are left by a commitment an hour over columns in order, and what of it is used by the hour."""
    spend = costs * np.asarray(ratios)
    before = np.cumsum(spend, axis=1) - spend
    used = np.clip(commitment - before, 0.0, spend)
    return costs - used / np.asarray(ratios), used.sum(axis=1)


def after_instance_plans(demand: Demand, bought: dict[tuple[str, str], float]) -> Demand:
    """The demand that EC2 Instance Savings Plans leave."""
    left = demand.costs.copy()
    for family, commitment in bought.items():
        if commitment <= 0:
            continue
        own = [
            (column.instance, position)
            for position, column in enumerate(demand.columns)
            if column.family == family and column.instance is not None
        ]
        own.sort()
        places = [position for _, position in own]
        left[:, places], _ = cover(left[:, places], [ratio for ratio, _ in own], commitment)
    return Demand(demand.columns, left)


def compute_order(demand: Demand) -> tuple[list[int], list[float]]:
    """The columns that a Compute Savings Plan covers, the largest saving first, with their ratios."""
    own = sorted((column.compute, place) for place, column in enumerate(demand.columns) if column.compute is not None)
    return [place for _, place in own], [ratio for ratio, _ in own]


def cost_of(demand: Demand, instance: dict[tuple[str, str], float], compute: float) -> float:
    """What the hours cost: commitments, whether used or not, and the rest at list prices."""
    left = after_instance_plans(demand, instance)
    places, ratios = compute_order(demand)
    rest = left.costs.sum()
    if places and compute > 0:
        remaining, _ = cover(left.costs[:, places], ratios, compute)
        rest = rest - left.costs[:, places].sum() + remaining.sum()
    hours = demand.costs.shape[0]
    return float(rest + hours * (compute + sum(instance.values())))


def savings_of(
    demand: Demand, instance: dict[tuple[str, str], float], compute: float
) -> tuple[dict[tuple[str, str], float], float]:
    """What each plan saves in the mean hour beside the others, in their order: they add up to what all save."""
    left = after_instance_plans(demand, instance).costs
    covered = (demand.costs - left).mean(axis=0)
    bound = {
        family: float(sum(each for each, one in zip(covered, demand.columns, strict=True) if one.family == family))
        - commitment
        for family, commitment in instance.items()
    }
    places, ratios = compute_order(demand)
    if not places or compute <= 0:
        return bound, 0.0
    remaining, _ = cover(left[:, places], ratios, compute)
    return bound, float((left[:, places] - remaining).sum(axis=1).mean()) - compute


def best_commitment(costs: Costs, ratios: Sequence[float]) -> float:
    """The commitment an hour that costs least over columns in order of application.

    A dollar of it saves 1 / ratio of the column it reaches in an hour, and is lost where it reaches none;
    the cost is convex in the commitment, so the best one is where what a further dollar saves is what it costs.
    """
    if costs.size == 0 or not ratios:
        return 0.0
    edges = np.cumsum(costs * np.asarray(ratios), axis=1)
    worth: NDArray[np.float64] = 1.0 / np.asarray(ratios)
    hours = costs.shape[0]
    # from each edge on a further dollar is worth less: none is bought where it is worth no dollar in the mean of hours
    drops = worth - np.append(worth[1:], 0.0)
    order = np.argsort(edges.ravel())
    lost: NDArray[np.float64] = np.cumsum(np.tile(drops, hours)[order])
    enough = (float(worth[0]) - 1.0) * hours
    if enough <= 0:
        return 0.0
    place = int((lost < enough).sum())
    return float(edges.ravel()[order[min(place, len(order) - 1)]])
