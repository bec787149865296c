"""The shapes that rules have: something runs and carries nothing, the same is cheaper in another form, a cost to look
at."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

from agents.opportunities.bill_view import BillView, Thing, variant_of
from agents.opportunities.opportunity import Finder, Found, Limit, Limits, Shown
from billing.resource_use import MeterUse

ANYTHING: Final = "traffic_an_hour"
COST_FROM: Final = "cost_from"


def sum_of(uses: Iterable[MeterUse], amount: Callable[[MeterUse], Decimal]) -> Decimal:
    return sum((amount(use) for use in uses), Decimal(0))


def at_price(uses: Iterable[MeterUse], bill: BillView, price: Decimal) -> Decimal:
    """What the same quantities would cost a month at a price."""
    return sum_of(uses, lambda use: bill.monthly(use, use.priced * price))


def traffic(unit: str, value: str) -> tuple[Limit, ...]:
    """The limit of `idle`."""
    meaning = "Up to so much an hour of the last 30 days, on average, counts as nothing."
    return (Limit(name=ANYTHING, value=Decimal(value), unit=unit, meaning=meaning),)


def cost_from(value: str) -> tuple[Limit, ...]:
    """The limit of `worth_a_look`."""
    return (Limit(name=COST_FROM, value=Decimal(value), unit="a month", meaning="The least cost that is looked at."),)


def idle(runs: Sequence[str], carries: Sequence[str]) -> Finder:
    """Hours of `runs` go on while the things carry next to nothing of `carries`, lately (limit: `traffic`)."""

    def find(bill: BillView, limits: Limits) -> Iterator[Found]:
        for thing in bill.with_any(*runs):
            hours = thing.of(*runs)
            ran = sum_of(hours, lambda use: use.lately)
            carrying = thing.of(*carries)
            carried = sum_of(carrying, lambda use: use.lately)
            if ran > 0 and carried / ran <= limits[ANYTHING]:
                now = [use for use in hours if use.lately > 0]
                shown = (
                    Shown(metric=now[0].meter, value=ran, unit=now[0].unit or "hours"),
                    Shown(metric=carries[0], value=carried, unit=carrying[0].unit if carrying else "GB"),
                )
                yield Found(thing=thing, saving=sum_of(hours, bill.monthly), shown=shown, uses=hours)

    return find


def paid_for_nothing(*meters: str, unless: Sequence[str] = ()) -> Finder:
    """The meters themselves say that nothing is got for them: their whole cost is the saving.

    What had any of `unless` lately was of use in between, and is left alone.
    """

    def find(bill: BillView, limits: Limits) -> Iterator[Found]:
        for thing in bill.with_any(*meters):
            uses = tuple(use for use in thing.of(*meters) if use.lately > 0)
            of_use = any(use.lately > 0 for use in thing.of(*unless)) if unless else False
            if uses and not of_use and bill.stays(uses):
                quantity = sum_of(uses, lambda use: use.lately)
                shown = (Shown(metric=uses[0].meter, value=quantity, unit=uses[0].unit),)
                yield Found(thing=thing, saving=sum_of(uses, bill.monthly), shown=shown, uses=uses)

    return find


def worth_a_look(*meters: str, services: frozenset[str] = frozenset()) -> Finder:
    """A cost that is there for a month and above a limit; how much of it is avoidable, a person decides.

    `services` narrows meters that several services have.
    """

    def find(bill: BillView, limits: Limits) -> Iterator[Found]:
        for thing in bill.with_any(*meters):
            uses = tuple(
                use
                for use in thing.of(*meters)
                if use.lately > 0 and use.list_cost > 0 and (not services or use.service in services)
            )
            cost = sum_of(uses, bill.monthly)
            if uses and cost >= limits[COST_FROM]:
                main = max(uses, key=lambda use: use.list_cost)
                shown = (
                    Shown(metric=main.meter, value=sum_of(uses, lambda use: use.quantity), unit=main.unit),
                    Shown(metric="cost a month", value=cost, unit=thing.currency),
                )
                yield Found(thing=thing, saving=cost, shown=shown, uses=uses)

    return find


def uncovered(use: MeterUse) -> Decimal:
    """What of its list cost no commitment paid: only that is saved in cash by using less."""
    return max(use.list_cost - use.covered, Decimal(0))


def cheaper_meter(swaps: Mapping[str, str], *, same_variant: bool = False) -> Finder:
    """The same quantity at the price that another meter has in the same region, on this bill.

    Keys are patterns of whole meters, values what they become (`re.sub`). `same_variant` keeps the engine or the
    operating system the same.
    """
    patterns = [(re.compile(meter), target) for meter, target in swaps.items()]

    @lru_cache(maxsize=4096)
    def target_of(meter: str) -> str:
        return next((found.expand(target) for known, target in patterns if (found := known.fullmatch(meter))), "")

    def find(bill: BillView, limits: Limits) -> Iterator[Found]:
        for thing in bill.having(lambda meter: bool(target_of(meter))):
            uses = tuple(use for use in thing.uses if use.priced > 0 and target_of(use.meter))
            if not uses or not bill.stays(uses):
                continue
            saving, shown, swapped = Decimal(0), list[Shown](), list[MeterUse]()
            for use in uses:
                target = target_of(use.meter)
                variant = variant_of(use) if same_variant else None
                price = bill.price(use.region, target, variant=variant, service=use.service, currency=use.currency)
                now = use.unit_price
                if price is not None and now > price:
                    saving += bill.monthly(use, uncovered(use) * (now - price) / now)
                    shown += prices(use, now, target, price)
                    swapped.append(use)
            if shown:
                yield Found(thing=thing, saving=saving, shown=tuple(shown), uses=tuple(swapped))

    return find


Tiers = Mapping[str, Sequence[Sequence[str]]]
"""By a family those that may stand for it: of the first group that has a lower price on the bill, the cheapest."""


def cheaper_type(meter: str, families: Tiers, *, fits: Callable[[MeterUse, str], bool]) -> Finder:
    """The same size in another family, at its price for the same operating system or engine in the same region.

    `meter` is a pattern with groups `before`, `family` and `size`; `fits` says whether a use can run on a family.
    """
    pattern = re.compile(meter)

    def find(bill: BillView, limits: Limits) -> Iterator[Found]:
        for thing in bill.having(lambda meter: bool(pattern.fullmatch(meter))):
            uses = [use for use in thing.uses if use.priced > 0 and pattern.fullmatch(use.meter)]
            saving, shown, swapped = Decimal(0), list[Shown](), list[MeterUse]()
            for use in uses:
                swap = _cheapest(use, pattern, families, bill, fits) if bill.stays((use,)) else None
                if swap is not None:
                    target, price = swap
                    now = use.unit_price
                    saving += bill.monthly(use, uncovered(use) * (now - price) / now)
                    shown += prices(use, now, target, price)
                    swapped.append(use)
            if shown:
                yield Found(thing=thing, saving=saving, shown=tuple(shown), uses=tuple(swapped))

    return find


def _cheapest(
    use: MeterUse, pattern: re.Pattern[str], families: Tiers, bill: BillView, fits: Callable[[MeterUse, str], bool]
) -> tuple[str, Decimal] | None:
    match = pattern.fullmatch(use.meter)
    if match is None or use.list_cost <= 0:
        return None
    for tier in families.get(match["family"], ()):
        found: list[tuple[Decimal, str]] = []
        for family in tier:
            target = f"{match['before']}{family}.{match['size']}"
            price = bill.price(use.region, target, variant=variant_of(use), service=use.service, currency=use.currency)
            if price is not None and price < use.unit_price and fits(use, family):
                found.append((price, target))
        if found:
            return min(found)[1], min(found)[0]
    return None


def prices(use: MeterUse, now: Decimal, target: str, price: Decimal) -> tuple[Shown, ...]:
    """The quantity and both prices, as evidence."""
    per = f"{use.currency} per {use.unit or 'unit'}"
    return (
        Shown(metric=use.meter, value=use.quantity, unit=use.unit),
        Shown(metric=f"price of {use.meter}", value=now, unit=per),
        Shown(metric=f"price of {target}", value=price, unit=per),
    )


def of_things(find: Callable[[Thing, BillView], Found | None], *meters: str) -> Finder:
    """A rule that looks at one thing with these meters at a time."""

    def find_all(bill: BillView, limits: Limits) -> Iterator[Found]:
        for thing in bill.with_any(*meters):
            found = find(thing, bill)
            if found is not None:
                yield found

    return find_all
