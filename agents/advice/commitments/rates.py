"""Rates for sale, as AWS's interfaces give them: Savings Plans rates, and offerings of reservations.

`DescribeSavingsPlansOfferingRates` names usage type and operation, offerings of reservations what they are for. One
term and way of paying is taken at a time: rates of others are for another plan.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, cast

from agents.advice.commitments.offers import (
    DatabaseOffer,
    InstanceOffer,
    as_price,
    database_offers,
    instance_offers,
    is_of,
)
from agents.advice.commitments.purchase import Terms
from finops_core.errors import BillError

MOST_RATES: Final = 500_000

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rates:
    """Of one term and payment: prices an hour (or GB-second) under a plan, by usage type and operation as on the bill.

    `families` says in which region and family an EC2 Instance Savings Plan of that usage type is bought.
    """

    compute: Mapping[tuple[str, str], Decimal] = field(default_factory=dict[tuple[str, str], Decimal])
    instance: Mapping[tuple[str, str], Decimal] = field(default_factory=dict[tuple[str, str], Decimal])
    families: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict[tuple[str, str], tuple[str, str]])
    databases: tuple[DatabaseOffer, ...] = ()
    terms: Terms = field(default_factory=Terms)
    instances: tuple[InstanceOffer, ...] = ()


def read_rates(path: Path, terms: Terms | None = None) -> Rates:
    """Reads a file of Savings Plans rates and, beside it, `ri_rates.json` where there is one.

    A rate that names no term or payment is one of a year without upfront payment.

    Raises BillError for a file that is no such answer.
    """
    terms = terms or Terms()
    compute: dict[tuple[str, str], Decimal] = {}
    instance: dict[tuple[str, str], Decimal] = {}
    families: dict[tuple[str, str], tuple[str, str]] = {}
    for each in _plan_rates(_load(path), path):
        offering = cast(Json, each.get("savingsPlanOffering", {}))
        if not is_of(terms, offering.get("durationSeconds"), offering.get("paymentOption")):
            continue
        key = (str(each.get("usageType", "")), str(each.get("operation", "")))
        rate = as_price(each.get("rate"), path.name)
        plan = str(offering.get("planType", "")).replace(" ", "").lower()
        if plan.startswith("compute"):
            compute[key] = min(rate, compute.get(key, rate))
        elif plan.startswith("ec2instance"):
            instance[key] = min(rate, instance.get(key, rate))
            families[key] = _place(each)
    beside = path.parent / "ri_rates.json"
    reserved: Json = _load(beside) if beside.exists() else {}
    return Rates(
        compute,
        instance,
        families,
        tuple(database_offers(reserved, beside.name, terms)),
        terms,
        tuple(instance_offers(reserved, beside.name, terms)),
    )


def _load(path: Path) -> Json:
    try:
        loaded: Any = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BillError(f"{path.name}: there is no such file.") from error
    except (OSError, ValueError) as error:
        raise BillError(f"{path.name} is no JSON file of rates ({type(error).__name__}).") from error
    if not isinstance(loaded, dict):
        raise BillError(f"{path.name}: an answer of AWS is a JSON object; this is none.")
    answer = cast(Json, loaded)
    return cast(Json, answer["response"]) if isinstance(answer.get("response"), dict) else answer


def _plan_rates(answer: Json, path: Path) -> Iterator[Json]:
    found = answer.get("searchResults")
    if not isinstance(found, list):
        raise BillError(f"{path.name} has no searchResults: it is no answer of DescribeSavingsPlansOfferingRates.")
    rates = cast(list[Any], found)
    if len(rates) > MOST_RATES:
        raise BillError(f"{path.name} has more than {MOST_RATES:,} rates. Ask for fewer regions.")
    return (cast(Json, each) for each in rates if isinstance(each, dict))


def _place(rate: Json) -> tuple[str, str]:
    """Region and instance family of a rate, from its properties."""
    properties = cast(list[Json], rate.get("properties") or [])
    named = {str(each.get("name", "")): str(each.get("value", "")) for each in properties}
    family = named.get("instanceFamily") or str(rate.get("usageType", "")).rpartition(":")[2].partition(".")[0]
    return named.get("region", ""), family
