"""Which requests a month of a bill takes. Cost Explorer groups by two keys at once, so that more takes more requests.

First an overview, one request: what each account was charged, by record type. Then the charges themselves, for every
record type of usage one request an account (one for all of them where the account is one of the two keys), and for
fees, taxes, credits and the like one for all accounts. Besides, which region each usage type is in, and which services
the marketplace sold: both are told by the usage type and the service, one request each.
"""

import calendar
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from billing.cost_explorer.address import CostExplorerAddress, group_of
from finops_core.values import Period

METRICS: Final = ("UnblendedCost", "AmortizedCost", "NetAmortizedCost", "UsageQuantity")
OF_USAGE: Final = frozenset(
    {
        *("usage", "discountedusage", "reservationappliedusage"),
        *("savingsplancoveredusage", "savingsplanscoveredusage", "savingsplannegation", "savingsplansnegation"),
    }
)
"""Record types, as `kind_of` writes them, whose charges are asked for by account: usage, and what takes back the price
of usage that a Savings Plan covered, so that both are of the same usage type and region."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One GetCostAndUsage, whatever pages it takes. `keys` are the address's own words."""

    days: Period
    granularity: str
    keys: tuple[str, str]
    account: str = ""
    record_types: tuple[str, ...] = ()
    of: str = "detail"
    """What it is for: overview, detail, regions or sellers."""

    def arguments(self) -> dict[str, Any]:
        """What the client's method takes."""
        given: dict[str, Any] = {
            "TimePeriod": {"Start": self.days.start.isoformat(), "End": self.days.end.isoformat()},
            "Granularity": self.granularity,
            "Metrics": list(METRICS),
            "GroupBy": [_group(key) for key in self.keys],
        }
        wanted = [("LINKED_ACCOUNT", (self.account,) if self.account else ()), ("RECORD_TYPE", self.record_types)]
        conditions = [{"Dimensions": {"Key": key, "Values": list(values)}} for key, values in wanted if values]
        if len(conditions) == 1:
            return {**given, "Filter": conditions[0]}
        return {**given, "Filter": {"And": conditions}} if conditions else given

    def text(self) -> str:
        """The same for the same request only."""
        return json.dumps(self.arguments(), sort_keys=True)


_MORE: Final = {"record-type": "RECORD_TYPE", "seller": "BILLING_ENTITY"}


def _group(key: str) -> dict[str, str]:
    return {"Type": "DIMENSION", "Key": _MORE[key]} if key in _MORE else group_of(key)


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """An account with charges of a record type in a month."""

    account: str
    record_type: str


def months_until(today: date, back: int) -> list[Period]:
    """The full months before today's, and the days of today's that are over."""
    first = today.replace(day=1)
    found = [Period(first, today)] if today > first else []
    for _ in range(back):
        end = first
        first = (first - timedelta(days=1)).replace(day=1)
        found.append(Period(first, end))
    return found[::-1]


def month_end(days: Period) -> date:
    """The day after the last of a month."""
    return days.start + timedelta(days=calendar.monthrange(days.start.year, days.start.month)[1])


def overview(days: Period) -> Request:
    return Request(days=days, granularity="MONTHLY", keys=("account", "record-type"), of="overview")


def kind_of(record_type: str) -> str:
    """A record type without case, blanks and dashes: Cost Explorer and its console spell them differently."""
    return "".join(letter for letter in record_type.lower() if letter.isalnum())


def details(days: Period, address: CostExplorerAddress, cells: Iterable[Cell]) -> list[Request]:
    """Everything else that a month takes, given what its overview showed."""
    own = sorted(cells)
    by_account = "account" not in address.keys
    found = [
        Request(
            days=days,
            granularity=address.granularity,
            keys=address.keys,
            account=cell.account,
            record_types=(cell.record_type,),
        )
        for cell in own
        if by_account and kind_of(cell.record_type) in OF_USAGE
    ]
    rest = [cell.record_type for cell in own if not by_account or kind_of(cell.record_type) not in OF_USAGE]
    keys = ("account", "service") if by_account else address.keys
    found += [
        Request(days=days, granularity=address.granularity, keys=keys, record_types=(record_type,))
        for record_type in dict.fromkeys(rest)
    ]
    usage = tuple(dict.fromkeys(cell.record_type for cell in own if kind_of(cell.record_type) in OF_USAGE))
    return [*found, *_told_by_keys(days, address, usage)] if own else []


def _told_by_keys(days: Period, address: CostExplorerAddress, usage: tuple[str, ...]) -> Sequence[Request]:
    """Fees and credits of a usage type are often of no region, and would make two of one: only usage is looked at."""
    found: list[Request] = []
    if usage and "usage-type" in address.keys and "region" not in address.keys:
        keys = ("usage-type", "region")
        found.append(Request(days=days, granularity="MONTHLY", keys=keys, record_types=usage, of="regions"))
    if "service" in address.keys:
        found.append(Request(days=days, granularity="MONTHLY", keys=("service", "seller"), of="sellers"))
    return found
