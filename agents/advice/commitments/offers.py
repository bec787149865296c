"""Offerings of reservations, as AWS gives them: `ReservedInstancesOfferings` and `ReservedDBInstancesOfferings`.

One term and way of paying is taken at a time. Of EC2 those of a region with shared tenancy are read, bought from AWS:
ones of a zone cost the same and cover one size only, and what others resell is of any length.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final, cast

from agents.advice.commitments.purchase import HOURS_A_YEAR, Payment, Terms
from finops_core.errors import BillError

YEAR_S: Final = 365 * 24 * 3600

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DatabaseOffer:
    """One reservation for sale: an hour of one instance of a class costs `rate`, `upfront` spread over the term."""

    region: str
    instance_class: str
    engine: str
    multi_az: bool
    rate: Decimal
    upfront: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceOffer:
    """One EC2 reservation of a region: an hour of one instance costs `rate`, `upfront` spread over the term.

    `platform` is as AWS names it, without `(Amazon VPC)`; a convertible one can be exchanged for another family.
    """

    region: str
    instance_type: str
    platform: str
    rate: Decimal
    upfront: Decimal = Decimal(0)
    convertible: bool = False


def is_of(terms: Terms, seconds: object, payment: object) -> bool:
    """Whether an offering that lasts so long and is paid so is of these terms."""
    named = str(payment or Payment.NO_UPFRONT).casefold()
    lasts = str(seconds or YEAR_S).removesuffix(".0")
    return lasts == str(terms.years * YEAR_S) and named == terms.payment.casefold()


def database_offers(answer: Json, name: str, terms: Terms) -> Iterator[DatabaseOffer]:
    """Raises BillError for a price that is none. What costs nothing is no offer."""
    for region, each in _of_terms(answer.get("ReservedDBInstancesOfferings"), terms):
        upfront, rate = _price(each, name, terms)
        if not rate:
            continue
        yield DatabaseOffer(
            region=str(each.get("Region") or region),
            instance_class=str(each.get("DBInstanceClass", "")),
            engine=str(each.get("ProductDescription", "")).lower(),
            multi_az=bool(each.get("MultiAZ")),
            rate=rate,
            upfront=upfront,
        )


def instance_offers(answer: Json, name: str, terms: Terms) -> Iterator[InstanceOffer]:
    """Raises BillError for a price that is none. What costs nothing is no offer."""
    for region, each in _of_terms(answer.get("ReservedInstancesOfferings"), terms):
        if _is_zonal(each) or each.get("Marketplace") or each.get("InstanceTenancy", "default") != "default":
            continue
        upfront, rate = _price(each, name, terms)
        if not rate:
            continue
        yield InstanceOffer(
            region=str(each.get("Region") or region),
            instance_type=str(each.get("InstanceType", "")),
            platform=str(each.get("ProductDescription", "")).replace(" (Amazon VPC)", ""),
            rate=rate,
            upfront=upfront,
            convertible=str(each.get("OfferingClass", "standard")).casefold() == "convertible",
        )


def _is_zonal(offer: Json) -> bool:
    return bool(offer.get("AvailabilityZone")) or str(offer.get("Scope", "Region")).casefold() != "region"


def _of_terms(offers: object, terms: Terms) -> Iterator[tuple[str, Json]]:
    for region, own in _by_region(offers):
        for each in own:
            if is_of(terms, each.get("Duration"), each.get("OfferingType")):
                yield region, each


def _price(offer: Json, name: str, terms: Terms) -> tuple[Decimal, Decimal]:
    """What is paid at once, and an hour's price with that spread over the term."""
    charges = objects(offer.get("RecurringCharges"))
    amounts = [as_price(charge.get("RecurringChargeAmount", charge.get("Amount")), name) for charge in charges]
    upfront = as_price(offer.get("FixedPrice") or 0, name)
    rate = sum(amounts, as_price(offer.get("UsagePrice") or 0, name)) + upfront / (terms.years * HOURS_A_YEAR)
    return upfront, rate


def _by_region(offers: object) -> Iterator[tuple[str, Iterable[Json]]]:
    """Offerings as one list, or as a list for each region."""
    if isinstance(offers, dict):
        for region, own in cast(Mapping[str, Any], offers).items():
            yield region, objects(own)
    else:
        yield "", objects(offers)


def objects(value: object) -> list[Json]:
    """The objects of a JSON list; what is none, in a list or instead of one, is left out."""
    if not isinstance(value, list):
        return [cast(Json, value)] if isinstance(value, dict) else []
    return [cast(Json, each) for each in cast(list[Any], value) if isinstance(each, dict)]


def as_price(value: object, name: str) -> Decimal:
    """Raises BillError for what is no price."""
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or found < 0:
        raise BillError(f"{name}: {str(value)[:40]!r} is no price.")
    return found
