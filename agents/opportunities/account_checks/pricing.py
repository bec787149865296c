"""What a finding saves: the bill's own figures for the resource, and a reason where the bill has none."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from agents.opportunities.account_checks.seen import Seen
from agents.opportunities.bill_view import BillView, Thing, variant_of
from agents.opportunities.opportunity import Shown
from agents.opportunities.rules import sum_of, uncovered
from billing.resource_use import MeterUse

NOT_ON_THE_BILL: Final = "The bill has no charge that names it, so that what it costs is not known."
COVERED: Final = "A commitment pays for it: nothing is saved in cash until that ends, and what it covers is freed."
NO_PRICE: Final = "The bill has no price of the smaller form in this region, so that what it saves is not known."
NO_CHEAPER: Final = "It would cost as much there, or more."
A_LOOK: Final = "How much of it can be avoided, somebody who knows it has to say."
ELSEWHERE: Final = "What it costs is counted on what it is made of."


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A saving a month, the figures it came from, and, where less than everything is counted, why.

    `moot` says that the bill's prices leave nothing to say at all.
    """

    saving: Decimal
    why_not: str = ""
    shown: tuple[Shown, ...] = ()
    moot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed:
    """A resource with its charges of the last days, whatever services they are of."""

    seen: Seen
    things: tuple[Thing, ...]
    bill: BillView

    def uses(self, *meters: str) -> tuple[MeterUse, ...]:
        """Its charges that still go on, of these meters, or all; `*` ends a beginning."""
        return tuple(
            use
            for thing in self.things
            for use in thing.uses
            if use.lately > 0 and (not meters or any(_is(use.meter, meter) for meter in meters))
        )

    def cash(self, uses: Sequence[MeterUse]) -> Decimal:
        """A month of them at list prices, without what commitments pay."""
        return sum_of(uses, lambda use: self.bill.monthly(use, uncovered(use)))


def _is(meter: str, wanted: str) -> bool:
    return meter.startswith(wanted[:-1]) if wanted.endswith("*") else meter == wanted


Pricing = Callable[[Billed], Amount]


def all_of(*meters: str) -> Pricing:
    """Everything these meters cost, or all that the resource costs."""

    def price(billed: Billed) -> Amount:
        uses = billed.uses(*meters)
        if not uses:
            return Amount(saving=Decimal(0), why_not=NOT_ON_THE_BILL)
        saving, whole = billed.cash(uses), sum_of(uses, billed.bill.monthly)
        return Amount(saving=saving, why_not="" if saving >= whole else COVERED)

    return price


def part_of(*meters: str, share: Callable[[Seen], float | None]) -> Pricing:
    """The share of these meters that nobody uses."""

    def price(billed: Billed) -> Amount:
        part = share(billed.seen)
        uses = billed.uses(*meters)
        if not uses:
            return Amount(saving=Decimal(0), why_not=NOT_ON_THE_BILL)
        if part is None or not 0 < part <= 1:
            return Amount(saving=Decimal(0), why_not=A_LOOK)
        return Amount(saving=billed.cash(uses) * Decimal(str(part)))

    return price


SIZES: Final = ("nano", "micro", "small", "medium", "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge",
                "16xlarge", "24xlarge", "32xlarge", "48xlarge")  # fmt: skip
_SIZED: Final = re.compile(r"(?P<before>.+[.:])(?P<size>[a-z0-9]+)")


def vcpus(type_: str) -> int | None:
    """The vCPUs of a type by its size, as AWS sizes its families; None for one that does not follow."""
    size = type_.rpartition(".")[2]
    if size in SIZES[:5]:
        return 2
    if size == "xlarge":
        return 4
    number = size.removesuffix("xlarge")
    return 4 * int(number) if size.endswith("xlarge") and number.isdecimal() else None


def one_size_smaller(*meters: str) -> Pricing:
    """The same family one size down, at its price on this bill, for the same engine or operating system."""
    return at_target(_smaller, *meters)


def at_target(
    target_of: Callable[[str], str], *meters: str, same_variant: bool = True, no_price: str = NO_PRICE
) -> Pricing:
    """The same quantity of what `target_of` makes of each meter, at its price on this bill in the same region."""

    def price(billed: Billed) -> Amount:
        uses = [use for use in billed.uses(*meters) if use.priced > 0 and use.list_cost > 0]
        if not uses:
            return Amount(saving=Decimal(0), why_not=NOT_ON_THE_BILL)
        saving, shown = Decimal(0), list[Shown]()
        for use in uses:
            target = target_of(use.meter)
            variant = variant_of(use) if same_variant else None
            then = billed.bill.price(use.region, target, variant=variant, service=use.service, currency=use.currency)
            now = use.unit_price
            if target and then is not None and then < now:
                saving += billed.bill.monthly(use, uncovered(use)) * (now - then) / now
                shown += _both_prices(use, now, target, then)
        if not shown:
            return Amount(saving=Decimal(0), why_not=no_price)
        return Amount(saving=saving, why_not="" if saving else COVERED, shown=tuple(shown))

    return price


def _both_prices(use: MeterUse, now: Decimal, target: str, then: Decimal) -> tuple[Shown, ...]:
    unit = f"{use.currency} per {use.unit or 'unit'}"
    return (
        Shown(metric=f"price of {use.meter}", value=now, unit=unit),
        Shown(metric=f"price of {target}", value=then, unit=unit),
    )


def in_cheaper_region(*meters: str) -> Pricing:
    """The same quantity of the same meter where it costs least on this bill; nothing to say where that is here."""

    def price(billed: Billed) -> Amount:
        saving, shown = Decimal(0), list[Shown]()
        for use in billed.uses(*meters):
            if use.priced <= 0 or use.list_cost <= 0:
                continue
            now = use.unit_price
            region, then = billed.bill.cheapest_region(use, now)
            if region != use.region:
                saving += billed.bill.monthly(use, uncovered(use)) * (now - then) / now
                shown += _both_prices(use, now, f"{use.meter} in {region}", then)
        return Amount(saving=saving, why_not="" if saving else COVERED, shown=tuple(shown), moot=not shown)

    return price


def cost_of_services(*services: str, why: str) -> Pricing:
    """Nothing is counted; what these services cost in its account and region is shown."""

    def price(billed: Billed) -> Amount:
        own = billed.seen.resource
        uses = [use for thing in billed.bill.things if thing.account == own.account for use in thing.uses
                if use.service in services and use.region == own.region and use.lately > 0]  # fmt: skip
        cost = sum_of(uses, billed.bill.monthly)
        shown = (
            (Shown(metric="cost a month in its account and region", value=cost, unit=uses[0].currency),) if uses else ()
        )
        return Amount(saving=Decimal(0), why_not=why, shown=shown)

    return price


def _smaller(meter: str) -> str:
    match = _SIZED.fullmatch(meter)
    if match is None or match["size"] not in SIZES[1:]:
        return ""
    return f"{match['before']}{SIZES[SIZES.index(match['size']) - 1]}"


def at_meters(swaps: Mapping[str, str]) -> Pricing:
    """The same quantity at other meters' prices on this bill."""

    def price(billed: Billed) -> Amount:
        uses = [use for use in billed.uses(*swaps) if use.priced > 0 and use.list_cost > 0]
        if not uses:
            return Amount(saving=Decimal(0), why_not=NOT_ON_THE_BILL)
        saving = Decimal(0)
        for use in uses:
            then = billed.bill.price(use.region, swaps[use.meter], service=use.service, currency=use.currency)
            now = use.unit_price
            if then is not None and then < now:
                saving += billed.bill.monthly(use, uncovered(use)) * (now - then) / now
        return Amount(saving=saving, why_not="" if saving else NO_PRICE)

    return price


def stored_elsewhere(*meters: str, to: str, gibibytes: Callable[[Seen], float | None]) -> Pricing:
    """So many gibibytes at another meter's price on this bill instead of what these meters cost."""

    def price(billed: Billed) -> Amount:
        uses, size = billed.uses(*meters), gibibytes(billed.seen)
        if not uses:
            return Amount(saving=Decimal(0), why_not=NOT_ON_THE_BILL)
        then = billed.bill.price(uses[0].region, to, service=uses[0].service, currency=uses[0].currency)
        if then is None or size is None:
            return Amount(saving=Decimal(0), why_not=NO_PRICE)
        cost = then * Decimal(str(size))
        shown = (Shown(metric=f"cost a month as {to}", value=cost, unit=uses[0].currency),)
        saving = billed.cash(uses) - cost
        return Amount(saving=max(saving, Decimal(0)), why_not="" if saving > 0 else NO_CHEAPER, shown=shown)

    return price


def to_look_at(why: str = A_LOOK) -> Pricing:
    """Nothing is counted; what it costs is shown."""

    def price(billed: Billed) -> Amount:
        uses = billed.uses()
        cost = sum_of(uses, billed.bill.monthly)
        currency = uses[0].currency if uses else ""
        shown = (Shown(metric="cost a month", value=cost, unit=currency),) if uses else ()
        return Amount(saving=Decimal(0), why_not=why, shown=shown)

    return price
