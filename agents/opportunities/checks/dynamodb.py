"""DynamoDB tables whose other capacity mode or table class costs less, at the prices on the bill."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Final

from agents.opportunities.bill_view import HOURS_A_MONTH, BillView
from agents.opportunities.opportunity import Check, Finder, Found, Limit, Limits, SavingClass, Shown
from agents.opportunities.rules import at_price, sum_of, uncovered
from billing.resource_use import MeterUse

SECONDS_AN_HOUR: Final = 3600
CAPACITY: Final[Mapping[str, str]] = {
    f"{table_class}{request}RequestUnits": f"{table_class}{request}CapacityUnit-Hrs"
    for table_class in ("", "IA-")
    for request in ("Read", "Write", "ReplWrite")
}
USED: Final = "used_part"
STEADY: Final = "most_of_average"


def _provisioned(bill: BillView, limits: Limits) -> Iterator[Found]:
    """Tables on demand whose steady load costs less as provisioned capacity of which a part is used."""
    busiest = bill.evidence.busiest(tuple(CAPACITY))
    lately = Decimal(bill.periods.lately.days * 24)
    for thing in bill.with_any(*CAPACITY):
        then, units, uses = Decimal(0), list[Shown](), thing.of(*CAPACITY)
        steady = True
        for meter in sorted({use.meter for use in uses}):
            # One meter may have several operations: its peak and its capacity are of all of them.
            own = tuple(use for use in uses if use.meter == meter)
            price = bill.price(own[0].region, CAPACITY[meter], currency=thing.currency)
            average = sum_of(own, lambda use: use.lately) / lately
            peak = busiest.get((thing.account, thing.resource, meter), average)
            steady = steady and peak <= average * limits[STEADY]
            if price is None:
                steady = False
                continue
            used = sum_of(own, lambda use: use.quantity / (max(use.days, 1) * 24)) / SECONDS_AN_HOUR
            capacity = (used / limits[USED]).to_integral_value(ROUND_CEILING)
            then += capacity * price * HOURS_A_MONTH
            units.append(Shown(metric=f"{meter} a second", value=used, unit="units"))
        now = sum_of(uses, bill.monthly)
        if steady and now > then:
            yield Found(thing=thing, saving=now - then, shown=tuple(units), uses=uses)


STORAGE: Final = "TimedStorage-ByteHrs"
_THROUGHPUT: Final = (*CAPACITY, *CAPACITY.values())
_SERVICES: Final = frozenset({"AmazonDynamoDB", "Amazon DynamoDB"})
INFREQUENT_THROUGHPUT: Final = Decimal("1.25")
"""Throughput of the Infrequent Access class at the price of Standard, in every region that AWS publishes."""


def _class_of(other: str) -> Finder:
    """Tables that cost less in the other class: `other` is what its meters begin with."""
    own = "IA-" if not other else ""
    ratio = INFREQUENT_THROUGHPUT if other else 1 / INFREQUENT_THROUGHPUT

    def find(bill: BillView, limits: Limits) -> Iterator[Found]:
        meters = tuple(meter for meter in _THROUGHPUT if meter.startswith("IA-") == bool(own))
        for thing in bill.with_any(own + STORAGE):
            stored = tuple(use for use in thing.of(own + STORAGE) if use.service in _SERVICES and use.quantity > 0)
            price = bill.price(thing.region, other + STORAGE, service=thing.service, currency=thing.currency)
            if not stored or price is None:
                continue
            asked = tuple(use for use in thing.of(*meters) if use.quantity > 0)
            now = sum_of((*stored, *asked), lambda use: bill.monthly(use, uncovered(use)))
            then = at_price(stored, bill, price) + _elsewhere(bill, asked, own, other, ratio)
            shown = (
                Shown(metric="storage", value=sum_of(stored, lambda use: use.quantity), unit="GB-Mo"),
                Shown(metric="in its class", value=now, unit=f"{thing.currency} a month"),
                Shown(metric="in the other class", value=then, unit=f"{thing.currency} a month"),
            )
            if now > then:
                yield Found(thing=thing, saving=now - then, shown=shown, uses=(*stored, *asked))

    return find


def _elsewhere(bill: BillView, uses: Sequence[MeterUse], own: str, other: str, ratio: Decimal) -> Decimal:
    """What requests cost a month in the other class, at the bill's price or, without one, at the known ratio."""
    total = Decimal(0)
    for use in uses:
        price = bill.price(use.region, other + use.meter.removeprefix(own), service=use.service, currency=use.currency)
        total += bill.monthly(use, use.list_cost * ratio if price is None else use.priced * price)
    return total


CHECKS: Final = (
    Check(
        id="dynamodb-on-demand",
        title="DynamoDB table on demand with a steady load",
        saving_class=SavingClass.RIGHTSIZE,
        rule="No hour was far above the average, and capacity of which 70 % is used costs less on this bill.",
        unseen="The bill does not show peaks within an hour.",
        remedy="Change the table to provisioned capacity with auto scaling at 70 %.",
        source="union of public checks",
        find=_provisioned,
        limits=(
            Limit(name=USED, value=Decimal("0.7"), unit="of capacity", meaning="How full provisioned capacity is."),
            Limit(
                name=STEADY, value=Decimal(3), unit="times the average", meaning="The busiest hour of a steady load."
            ),
        ),
        risk="medium",
    ),
    Check(
        id="dynamodb-infrequent-access",
        title="DynamoDB table that stores much and is asked little",
        saving_class=SavingClass.RIGHTSIZE,
        rule="Storage and requests together cost less in the Infrequent Access table class, on this bill.",
        unseen="The bill does not show requests that come once a year.",
        remedy="Change the table's class to Standard-Infrequent Access.",
        source="union of public checks",
        find=_class_of("IA-"),
    ),
    Check(
        id="dynamodb-standard",
        title="DynamoDB table of the Infrequent Access class that is asked often",
        saving_class=SavingClass.RIGHTSIZE,
        rule="Storage and requests together cost less in the Standard table class, on this bill.",
        unseen="The bill does not show whether the class was changed within the last 30 days.",
        remedy="Change the table's class to Standard.",
        source="union of public checks",
        find=_class_of(""),
    ),
)
