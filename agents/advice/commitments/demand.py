"""Usage with a rate, summed over what plans treat alike, in groups that go up and down together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from agents.advice.commitments.courses import Course, course_of, with_what_stands
from agents.advice.commitments.departures import Family
from agents.advice.commitments.hourly import Hours, Sku
from agents.advice.commitments.rates import Rates
from agents.advice.commitments.replay import Column, Demand


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupedDemand:
    """`groups` are columns of a family in a region, or one of what has no family; `members` usage types by column."""

    demand: Demand
    groups: Sequence[list[int]]
    members: Sequence[Sequence[Hours]]

    @property
    def families(self) -> list[Family | None]:
        """The family of each group."""
        return [self.demand.columns[group[0]].family for group in self.groups]

    @property
    def compute_part(self) -> float | None:
        """What a Compute Savings Plan asks for usage here in the mean, as a part of list prices; None for none."""
        weights = self.demand.costs.sum(axis=0)
        own = [
            (one.compute, float(weight))
            for one, weight in zip(self.demand.columns, weights, strict=True)
            if one.compute is not None
        ]
        total = sum(weight for _, weight in own)
        return sum(part * weight for part, weight in own) / total if total > 0 else None

    def courses(self) -> list[Course]:
        """Where each group has been going."""
        return [
            with_what_stands(
                course_of(self.demand.costs[:, group].sum(axis=1)), [each for n in group for each in self.members[n]]
            )
            for group in self.groups
        ]


def grouped_demand(
    usage: Mapping[Sku, Hours], rates: Rates, reserved: Mapping[Sku, tuple[Family, Decimal]]
) -> GroupedDemand:
    """Of `reserved` usage the family is bound by reservations, at a part of list prices."""
    members: dict[Column, list[Hours]] = {}
    for sku, costs in usage.items():
        family, instance = _place(sku, rates), _part(rates.instance.get(sku.key), sku)
        if sku in reserved:
            family, part = reserved[sku]
            instance = round(float(part), 4)
        column = Column(compute=_part(rates.compute.get(sku.key), sku), instance=instance, family=family)
        if column.compute is not None or column.instance is not None:
            members.setdefault(column, []).append(costs)
    columns = tuple(sorted(members, key=lambda one: (one.compute or 9, one.instance or 9, one.family or ("", ""))))
    sums = [np.sum(members[column], axis=0) for column in columns]
    costs = np.stack(sums, axis=1) if columns else np.zeros((0, 0))
    demand = Demand(columns, costs)
    return GroupedDemand(demand=demand, groups=_groups(columns), members=[members[column] for column in columns])


def _place(sku: Sku, rates: Rates) -> Family | None:
    """Region and family of its plan; where the rates name no region, the one in which it runs."""
    place = rates.families.get(sku.key)
    return (place[0] or sku.region, place[1]) if place else None


def is_credible(rate: Decimal | None, sku: Sku) -> bool:
    """Whether a rate can be one of what was used: below a hundredth of the list price it is in another unit."""
    return rate is not None and rate >= sku.price / 100


def _part(rate: Decimal | None, sku: Sku) -> float | None:
    """A rate as a part of the list price; None where nothing is saved by it, and for one of another unit."""
    return (
        round(float(rate / sku.price), 4) if rate is not None and is_credible(rate, sku) and rate < sku.price else None
    )


def _groups(columns: Sequence[Column]) -> list[list[int]]:
    """Columns that go up and down together: of a family in a region, and each of what has no family."""
    found: dict[object, list[int]] = {}
    for place, column in enumerate(columns):
        found.setdefault(column.family or column, []).append(place)
    return list(found.values())
