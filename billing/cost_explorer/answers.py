"""Cost Explorer's answers, doubted until they are read."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from finops_core.errors import BillError


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What a group of charges came to in a day or month. `effective` is amortised, net of discounts where told."""

    start: date
    end: date
    keys: tuple[str, str]
    currency: str
    billed: Decimal
    effective: Decimal
    quantity: Decimal
    unit: str
    estimated: bool

    @property
    def is_nothing(self) -> bool:
        return not (self.billed or self.effective or self.quantity)


def kept_text(pages: Iterable[Mapping[str, Any]]) -> str:
    """All pages of an answer as one text: the groups by time, and what AWS calls the values of keys."""
    periods: list[Any] = []
    told: dict[str, str] = {}
    for page in pages:
        periods += page.get("ResultsByTime") or ()
        for each in cast(list[dict[str, Any]], page.get("DimensionValueAttributes") or []):
            attributes = cast(dict[str, str], each.get("Attributes") or {})
            told[str(each.get("Value", ""))] = attributes.get("description", "")
    return json.dumps({"periods": periods, "names": told})


def is_estimated(text: str) -> bool:
    """Whether AWS may still change it."""
    return any(bool(period.get("Estimated")) for period in _periods(text))


def names(text: str) -> Mapping[str, str]:
    """What AWS calls the values of keys, such as accounts."""
    return cast(dict[str, str], json.loads(text)["names"])


def _periods(text: str) -> list[dict[str, Any]]:
    return cast(list[dict[str, Any]], json.loads(text)["periods"])


def groups(text: str) -> Iterator[Group]:
    """The groups of an answer that came to something. Raises BillError for one that cannot be read."""
    try:
        for period in _periods(text):
            start, end = (date.fromisoformat(str(period["TimePeriod"][name])[:10]) for name in ("Start", "End"))
            for group in period.get("Groups") or ():
                found = _group(group, start, end, bool(period.get("Estimated")))
                if not found.is_nothing:
                    yield found
    except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise BillError(f"Cost Explorer's answer cannot be read ({type(error).__name__}).") from error


def _group(given: Mapping[str, Any], start: date, end: date, estimated: bool) -> Group:
    metrics: Mapping[str, Mapping[str, str]] = given["Metrics"]
    first, second = (str(key) for key in given["Keys"])
    billed = metrics["UnblendedCost"]
    effective = metrics.get("NetAmortizedCost") or metrics.get("AmortizedCost") or billed
    quantity = metrics.get("UsageQuantity") or {}
    return Group(
        start=start,
        end=end,
        keys=(first, second),
        currency=str(billed["Unit"]),
        billed=Decimal(str(billed["Amount"])),
        effective=Decimal(str(effective["Amount"])),
        quantity=Decimal(str(quantity.get("Amount", "0"))),
        unit=str(quantity.get("Unit", "")),
        estimated=estimated,
    )
