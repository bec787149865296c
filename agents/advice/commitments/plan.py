"""The purchase that costs least: Savings Plans and reservations for a year, bought once.

The last weeks are carried forward as the outlook of each group of usage says. A plan bound to a family is bought only
where that family is not being left. What is covered by a commitment with a known end is planned for a second purchase
on that day.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import numpy as np

from agents.advice.commitments.courses import Course
from agents.advice.commitments.databases import database_reservations
from agents.advice.commitments.demand import grouped_demand
from agents.advice.commitments.departures import Family, is_a_move, may_be_left
from agents.advice.commitments.futures import hours_ahead, ways_ahead
from agents.advice.commitments.hourly import HourlyUsage, Hours, Sku
from agents.advice.commitments.instances import Reservable, reservable
from agents.advice.commitments.purchase import HOURS_A_YEAR, Payment, Purchase
from agents.advice.commitments.rates import Rates
from agents.advice.commitments.replay import Demand, cost_of, savings_of
from agents.advice.commitments.search import LEAST_COMMITMENT, best_plans, compute_for

HOURS_A_MONTH: Final = 730
_UPFRONT: Final = {Payment.NO_UPFRONT: 0.0, Payment.PARTIAL_UPFRONT: 0.5, Payment.ALL_UPFRONT: 1.0}
"""What part of a plan is paid at once."""
WAYS: Final = 60
SEED: Final = 20_262
MOST_ROWS: Final = 1_500
MOST_CELLS: Final = 30_000
LEAST_ROWS: Final = 200
"""The more groups of usage, the fewer hours stand for the year: each is searched by itself."""
WORTH_IT: Final = 0.01
"""Savings below this part of what is bought are within what usage moves by itself."""


def plan_purchases(usage: HourlyUsage, rates: Rates) -> tuple[Purchase, ...]:
    """What to buy, the largest saving first; nothing when nothing pays."""
    demand = dict(usage.on_demand)
    for day, own in usage.covered_until.items():
        if day <= usage.end:
            demand = _added(demand, own)  # what covered it has ended within the bill
    found = [*_savings_plans(demand, rates, None), *database_reservations(demand, rates)]
    within = usage.end + timedelta(days=365)
    bought = _commitments_of(found)
    for day, own in sorted(usage.covered_until.items()):
        if not usage.end < day <= within:
            continue
        demand = _added(demand, own)
        later = [*_savings_plans(demand, rates, day), *database_reservations(demand, rates)]
        found += _beyond(later, bought, day)
        bought = _largest(bought, _commitments_of(later))
    return tuple(sorted(found, key=lambda one: -one.saving))


def staged(purchases: Sequence[Purchase], stages: int, days: int, first: date) -> tuple[Purchase, ...]:
    """Each purchase in equal parts, so many days apart: a part ends at a time, and each can be thought over again.

    A part's saving begins with it. Reservations are whole: the first stages have the ones that cannot be halved.
    """
    found: list[Purchase] = []
    for one in purchases:
        for stage in range(stages):
            own = 1 / stages
            count = one.count // stages + (stage < one.count % stages)
            if one.count:
                own = count / one.count
            start = (one.start or first) + timedelta(days=days * stage)
            part = replace(
                one, hourly=_rounded(one.hourly / stages), count=count, saving=one.saving * own,
                upfront=one.upfront * own, start=start if stage or one.start else None,
            )  # fmt: skip
            if count or part.hourly > 0:
                found.append(part)
    return tuple(found)


def _savings_plans(usage: Mapping[Sku, Hours], rates: Rates, start: date | None) -> Iterator[Purchase]:
    reserved = reservable(usage, rates)
    pools = dict(reserved.values())
    grouped = grouped_demand(usage, rates, {sku: (pool, best.part) for sku, (pool, best) in reserved.items()})
    demand, groups, courses, places = grouped.demand, grouped.groups, grouped.courses(), grouped.families
    if not groups:
        return
    rows = min(MOST_ROWS, max(LEAST_ROWS, MOST_CELLS // len(groups)))
    years, upfront = rates.terms.years, _UPFRONT[rates.terms.payment] * rates.terms.years * HOURS_A_YEAR
    ways = ways_ahead(grouped, courses, years, WAYS, SEED)
    year = hours_ahead(grouped, courses, ways, rows, SEED)
    families = _worth_binding(demand, places, courses, may_be_left(courses, places))
    instance = _in_whole(year, best_plans(year, families), pools)
    compute = compute_for(year, instance)
    is_worth_it = savings_of(year, instance, compute)[1] > WORTH_IT * compute
    shown = ways_ahead(grouped, courses, years, WAYS, SEED, unseen=False)
    savings, general = savings_of(hours_ahead(grouped, courses, shown, rows, SEED), instance, compute)
    for family, hourly in instance.items():
        if (saving := savings[family] * HOURS_A_MONTH) > 0 and hourly > 0:
            yield _bound(family, hourly, pools.get(family), start=start, saving=saving, upfront=upfront)
    if compute >= LEAST_COMMITMENT and is_worth_it and general > 0:
        hourly = _rounded(compute)
        yield Purchase(
            type="ComputeSavingsPlan",
            hourly=hourly,
            upfront=hourly * upfront,
            start=start,
            saving=general * HOURS_A_MONTH,
        )


def _in_whole(year: Demand, found: Mapping[Family, float], pools: Mapping[Family, Reservable]) -> dict[Family, float]:
    """Commitments of plans down to tenths of a cent, and of reservations the whole number that costs least."""
    whole = {family: _rounded(hourly) for family, hourly in found.items()}

    def cost(family: Family, hourly: float) -> float:
        bought = {**whole, family: hourly}
        return cost_of(year, bought, compute_for(year, bought))

    for family in sorted(found.keys() & pools.keys()):
        rate = float(pools[family].offer.rate)
        below = int(found[family] / rate + 1e-6)
        whole[family] = min((below * rate, (below + 1) * rate), key=lambda hourly, own=family: cost(own, hourly))
    return whole


def _bound(
    family: Family, hourly: float, reserved: Reservable | None, *, start: date | None, saving: float, upfront: float
) -> Purchase:
    """The plan of a family, or the reservations that take its place; `upfront` is a plan's, for a dollar an hour."""
    if reserved is None:
        return Purchase(
            type="EC2InstanceSavingsPlan",
            hourly=hourly,
            upfront=hourly * upfront,
            region=family[0],
            family=family[1],
            pool=family,
            start=start,
            saving=saving,
        )
    offer = reserved.offer
    count = round(hourly / float(offer.rate))
    return Purchase(
        type="ReservedInstance",
        service="AmazonEC2",
        region=family[0],
        instance_type=offer.instance_type,
        platform=offer.platform,
        convertible=offer.convertible,
        count=count,
        upfront=float(offer.upfront) * count,
        start=start,
        saving=saving,
        pool=family,
        rate=float(offer.rate),
    )


def _worth_binding(
    demand: Demand, places: Sequence[Family | None], courses: Sequence[Course], replaced: Mapping[int, float]
) -> list[Family]:
    """Families that are sold bound, are not being left and are not about to be."""
    sold, left = set(demand.families()), [one.change < 0 and is_a_move(one, courses) for one in courses]
    return [
        family
        for place, family in enumerate(places)
        if family is not None and family in sold and not left[place] and place not in replaced
    ]


def _rounded(commitment: float) -> float:
    """Down to a tenth of a cent: a commitment is never above what was found."""
    return int(commitment * 1000 + 1e-6) / 1000


Thing = tuple[str, str, str, str, bool]
"""What is bought: type, region, family or instance type, engine or system, and whether in two zones."""


def _thing(one: Purchase) -> Thing:
    return one.type, one.region, one.family or one.instance_type, one.engine or one.platform, one.multi_az


def _commitments_of(purchases: Sequence[Purchase]) -> dict[Thing, float]:
    return {_thing(one): one.count or one.hourly for one in purchases}


def _largest(one: Mapping[Thing, float], other: Mapping[Thing, float]) -> dict[Thing, float]:
    return {key: max(one.get(key, 0.0), other.get(key, 0.0)) for key in {*one, *other}}


def _beyond(later: Sequence[Purchase], bought: Mapping[Thing, float], day: date) -> Iterator[Purchase]:
    """What is to be bought on a day beyond what is bought before it."""
    for one in later:
        have, all_of_it = bought.get(_thing(one), 0.0), one.count or one.hourly
        more = _rounded(all_of_it - have)
        if more >= (1 if one.count else LEAST_COMMITMENT):
            part = more / all_of_it
            yield replace(
                one, hourly=0.0 if one.count else more, count=int(more) if one.count else 0, start=day,
                saving=one.saving * part, upfront=one.upfront * part,
            )  # fmt: skip


def _added(one: Mapping[Sku, Hours], other: Mapping[Sku, Hours]) -> dict[Sku, Hours]:
    return {
        sku: one.get(sku, np.zeros_like(hours)) + other.get(sku, np.zeros_like(hours))
        for sku, hours in {**one, **other}.items()
    }
