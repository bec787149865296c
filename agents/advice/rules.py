"""The shapes that rules have: something runs and carries nothing, the same is cheaper in another form, a surcharge."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from agents.advice.bill_view import BillView, Thing
from agents.advice.opportunity import Found, Shown
from billing.resource_use import MeterUse

LEAST_SAVING: Final = Decimal(1)
"""A month; less is not worth anybody's time."""

Finder = Callable[[BillView], Iterable[Found]]


def sum_of(uses: Iterable[MeterUse], amount: Callable[[MeterUse], Decimal]) -> Decimal:
    return sum((amount(use) for use in uses), Decimal(0))


def idle(runs: Sequence[str], carries: Sequence[str], *, at_most: Decimal = Decimal(0)) -> Finder:
    """Hours of `runs` go on while the things carry at most so much an hour of `carries`, lately."""

    def find(bill: BillView) -> Iterator[Found]:
        for thing in bill.with_any(*runs):
            hours = thing.of(*runs)
            ran = sum_of(hours, lambda use: use.lately)
            carried = sum_of(thing.of(*carries), lambda use: use.lately)
            if ran > 0 and carried / ran <= at_most:
                saving = sum_of(hours, bill.monthly)
                yield Found(
                    thing=thing,
                    saving=saving,
                    shown=(Shown(metric=hours[0].meter, value=ran, unit=hours[0].unit or "hours"),
                           Shown(metric=carries[0], value=carried, unit=_unit(thing.of(*carries)))),
                )  # fmt: skip

    return find


def paid_for_nothing(*meters: str) -> Finder:
    """The meters themselves say that nothing is got for them: their whole cost is the saving."""

    def find(bill: BillView) -> Iterator[Found]:
        for thing in bill.with_any(*meters):
            uses = [use for use in thing.of(*meters) if use.lately > 0]
            if uses and bill.stays(uses):
                quantity = sum_of(uses, lambda use: use.lately)
                shown = (Shown(metric=uses[0].meter, value=quantity, unit=uses[0].unit),)
                yield Found(thing=thing, saving=sum_of(uses, bill.monthly), shown=shown)

    return find


def uncovered(use: MeterUse) -> Decimal:
    """What of its list cost no commitment paid: only that is saved in cash by using less."""
    return max(use.list_cost - use.covered, Decimal(0))


def cheaper_meter(swaps: Mapping[str, str]) -> Finder:
    """The same quantity at the price that another meter has in the same region, on this bill."""

    def find(bill: BillView) -> Iterator[Found]:
        for thing in bill.with_any(*swaps):
            saving, shown = Decimal(0), list[Shown]()
            for use in thing.of(*swaps):
                price = bill.price(use.region, swaps[use.meter], service=use.service)
                if price is None or use.quantity <= 0:
                    continue
                now = use.list_cost / use.quantity
                if now > price:
                    saving += bill.monthly(use, uncovered(use) * (now - price) / now)
                    shown += _prices(use, now, swaps[use.meter], price)
            if shown:
                yield Found(thing=thing, saving=saving, shown=tuple(shown))

    return find


def cheaper_type(meter: str, families: Mapping[str, Sequence[str]], *, engines: Callable[[MeterUse], bool]) -> Finder:
    """The same size in another family, at its price for the same operating system or engine in the same region.

    `meter` is a pattern with groups `before`, `family` and `size`; `families` lists what may stand for which.
    """
    pattern = re.compile(meter)

    def find(bill: BillView) -> Iterator[Found]:
        for thing in bill.things:
            uses = [use for use in thing.uses if use.quantity > 0 and pattern.fullmatch(use.meter) and engines(use)]
            if not uses or not thing.resource or not bill.stays(uses):
                continue
            saving, shown = Decimal(0), list[Shown]()
            for use in uses:
                swap = _cheapest(use, pattern, families, bill)
                if swap is not None:
                    target, price = swap
                    now = use.list_cost / use.quantity
                    saving += bill.monthly(use, uncovered(use) * (now - price) / now)
                    shown += _prices(use, now, target, price)
            if shown:
                yield Found(thing=thing, saving=saving, shown=tuple(shown))

    return find


def _cheapest(
    use: MeterUse, pattern: re.Pattern[str], families: Mapping[str, Sequence[str]], bill: BillView
) -> tuple[str, Decimal] | None:
    match = pattern.fullmatch(use.meter)
    if match is None or use.list_cost <= 0:
        return None
    found: list[tuple[Decimal, str]] = []
    for family in families.get(match["family"], ()):
        target = f"{match['before']}{family}.{match['size']}"
        price = bill.price(use.region, target, operation=use.operation, service=use.service)
        if price is not None and price < use.list_cost / use.quantity:
            found.append((price, target))
    return (min(found)[1], min(found)[0]) if found else None


def _prices(use: MeterUse, now: Decimal, target: str, price: Decimal) -> tuple[Shown, ...]:
    per = f"{use.currency} per {use.unit or 'unit'}"
    return (
        Shown(metric=use.meter, value=use.quantity, unit=use.unit),
        Shown(metric=f"price of {use.meter}", value=now, unit=per),
        Shown(metric=f"price of {target}", value=price, unit=per),
    )


def _unit(uses: Sequence[MeterUse]) -> str:
    return uses[0].unit if uses else "GB"


def of_things(find: Callable[[Thing, BillView], Found | None], *meters: str) -> Finder:
    """A rule that looks at one thing with these meters at a time."""

    def find_all(bill: BillView) -> Iterator[Found]:
        for thing in bill.with_any(*meters):
            found = find(thing, bill)
            if found is not None:
                yield found

    return find_all
