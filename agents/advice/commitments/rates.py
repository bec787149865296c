"""Rates for sale, as AWS's interfaces give them: Savings Plans rates, and offerings of reservations.

`DescribeSavingsPlansOfferingRates` names usage type and operation, offerings of reservations what they are for. One
term and way of paying is taken at a time: rates of others are for another plan.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from agents.advice.commitments.offers import (
    DatabaseOffer,
    InstanceOffer,
    as_price,
    database_offers,
    instance_offers,
    is_of,
    objects,
)
from agents.advice.commitments.purchase import Terms
from finops_core.errors import BillError

MOST_RATES: Final = 500_000
MOST_BYTES: Final = 1 << 30

Json = Mapping[str, Any]

_SOMETHING: Final = re.compile(r"\S")


@dataclass(frozen=True, slots=True)
class Rates:
    """Of one term and payment: prices an hour (or GB-second) under a plan, by usage type and operation as on the bill.

    `families` says in which region and family an EC2 Instance Savings Plan of that usage type is bought; the region is
    empty where the rates do not say. `currency` is empty where no offering names one; `is_whole` False where AWS's
    answer goes on beyond the file.
    """

    compute: Mapping[tuple[str, str], Decimal] = field(default_factory=dict[tuple[str, str], Decimal])
    instance: Mapping[tuple[str, str], Decimal] = field(default_factory=dict[tuple[str, str], Decimal])
    families: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict[tuple[str, str], tuple[str, str]])
    databases: tuple[DatabaseOffer, ...] = ()
    terms: Terms = field(default_factory=Terms)
    instances: tuple[InstanceOffer, ...] = ()
    currency: str = ""
    is_whole: bool = True


def read_rates(path: Path, terms: Terms | None = None) -> Rates:
    """Reads a file of Savings Plans rates and, beside it, `ri_rates.json` where there is one.

    A rate that names no term or payment is one of a year without upfront payment.

    Raises BillError for a file that is no such answer.
    """
    terms = terms or Terms()
    pages = _pages(path)
    compute: dict[tuple[str, str], Decimal] = {}
    instance: dict[tuple[str, str], Decimal] = {}
    families: dict[tuple[str, str], tuple[str, str]] = {}
    currencies: set[str] = set()
    for each in _plan_rates(pages, path):
        offering = _own(each, "savingsPlanOffering")
        if not is_of(terms, offering.get("durationSeconds"), offering.get("paymentOption")):
            continue
        key = (str(each.get("usageType") or ""), str(each.get("operation") or ""))
        rate = as_price(each.get("rate"), path.name)
        plan = str(offering.get("planType", "")).replace(" ", "").lower()
        if not rate or not plan.startswith(("compute", "ec2instance")):
            continue  # what costs nothing is no offer, and plans of other services cover none of this usage
        currencies.add(str(offering.get("currency") or ""))
        if plan.startswith("compute"):
            compute[key] = min(rate, compute.get(key, rate))
        else:
            instance[key] = min(rate, instance.get(key, rate))
            families[key] = _place(each)
    beside = path.parent / "ri_rates.json"
    reserved = _load(beside) if beside.exists() else []
    return Rates(
        compute,
        instance,
        families,
        tuple(offer for page in reserved for offer in database_offers(page, beside.name, terms)),
        terms,
        tuple(offer for page in reserved for offer in instance_offers(page, beside.name, terms)),
        currency=_one_currency(currencies, path),
        is_whole=not (pages and pages[-1].get("nextToken")),
    )


def _one_currency(named: set[str], path: Path) -> str:
    known = sorted(named - {""})
    if len(known) > 1:
        raise BillError(f"{path.name} has rates in {', '.join(known)}: a plan is made on one currency alone.")
    return "".join(known)


def _load(path: Path) -> list[Json]:
    """The answers in a file: one, or the pages of one as a list or one after another."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BillError(f"{path.name} has more than {MOST_BYTES >> 20} MB. Ask for fewer regions.")
        loaded = _documents(path.read_bytes())
    except FileNotFoundError as error:
        raise BillError(f"{path.name}: there is no such file.") from error
    except RecursionError as error:
        raise BillError(f"{path.name} is no JSON file of rates: it is nested too deep.") from error
    except (OSError, ValueError) as error:
        raise BillError(f"{path.name} is no JSON file of rates ({type(error).__name__}).") from error
    answers = [answer for document in loaded for answer in objects(document)]
    if not answers:
        raise BillError(f"{path.name}: an answer of AWS is a JSON object; this is none.")
    return [_own(each, "response") or each for each in answers]


def _documents(written: bytes) -> list[Any]:
    """JSON values one after another, as a loop over AWS's pages appends them; in UTF-8, 16 or 32, marked or not.

    Raises ValueError for what is no JSON.
    """
    text, decoder = written.decode(json.detect_encoding(written)), json.JSONDecoder()
    found: list[Any] = []
    at = 0
    while begin := _SOMETHING.search(text, at):
        document, at = decoder.raw_decode(text, begin.start())
        found.append(document)
    return found


def _own(answer: Json, name: str) -> Json:
    """The object under a name; an empty one where there is none."""
    found = objects(answer.get(name))
    return found[0] if found else {}


def _pages(path: Path) -> list[Json]:
    """Answers, and rates that were taken out of their answers."""
    loaded = _load(path)
    taken_out = [each for each in loaded if "savingsPlanOffering" in each]
    found = [each for each in loaded if isinstance(each.get("searchResults"), list)]
    if taken_out:
        found = [{"searchResults": taken_out}, *found]
    if not found:
        raise BillError(f"{path.name} has no searchResults: it is no answer of DescribeSavingsPlansOfferingRates.")
    return found


def _plan_rates(pages: list[Json], path: Path) -> Iterator[Json]:
    rates = [each for page in pages for each in objects(page["searchResults"])]
    if len(rates) > MOST_RATES:
        raise BillError(f"{path.name} has more than {MOST_RATES:,} rates. Ask for fewer regions.")
    return iter(rates)


def _place(rate: Json) -> tuple[str, str]:
    """Region and instance family of a rate, from its properties."""
    named = {str(each.get("name", "")): str(each.get("value", "")) for each in objects(rate.get("properties"))}
    family = named.get("instanceFamily") or str(rate.get("usageType", "")).rpartition(":")[2].partition(".")[0]
    return named.get("region", ""), family
