"""Cost Explorer over charges in memory: it groups, filters and pages as AWS does, and remembers what it was asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from finops_core.aws.clients import AnalysedAccount
from finops_core.values import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeCharge:
    """A charge of a day."""

    day: date
    billed: Decimal
    effective: Decimal | None = None
    account: str = "111111111111"
    record_type: str = "Usage"
    service: str = "Amazon Simple Storage Service"
    usage_type: str = "TimedStorage-ByteHrs"
    region: str = "us-east-1"
    seller: str = "AWS"
    quantity: Decimal = Decimal(1)
    tags: Mapping[str, str] = field(default_factory=dict[str, str])

    def value(self, group: Mapping[str, str]) -> str:
        """Its value of a GroupBy, as AWS writes it."""
        key = group["Key"]
        if group["Type"] != "DIMENSION":
            return f"{key}${self.tags.get(key, '')}"
        return str(getattr(self, _FIELDS[key]))


_FIELDS = {
    "LINKED_ACCOUNT": "account",
    "RECORD_TYPE": "record_type",
    "SERVICE": "service",
    "USAGE_TYPE": "usage_type",
    "REGION": "region",
    "BILLING_ENTITY": "seller",
}


class MemoryCostExplorer:
    """Answers GetCostAndUsage. Days from `estimated_from` on are estimated; a page has `page` periods with groups."""

    def __init__(
        self,
        charges: Sequence[MadeCharge],
        *,
        estimated_from: date = date.max,
        page: int = 1000,
        names: Mapping[str, str] | None = None,
    ) -> None:
        self.charges = list(charges)
        self.estimated_from = estimated_from
        self.page = page
        self.names = dict(names or {})
        self.asked: list[dict[str, Any]] = []

    def get_cost_and_usage(self, **arguments: Any) -> dict[str, Any]:
        """One page."""
        self.asked.append(arguments)
        if len(arguments["GroupBy"]) > 2:
            raise ValueError("at most two keys")
        first = int(arguments.get("NextPageToken", "0"))
        days = Period(*(date.fromisoformat(arguments["TimePeriod"][name]) for name in ("Start", "End")))
        spans = _spans(days, arguments["Granularity"])
        by_start = self._by_start(spans, arguments)
        periods = [self._period(span, by_start[span.start], arguments) for span in spans[first : first + self.page]]
        answer: dict[str, Any] = {"ResultsByTime": periods, "DimensionValueAttributes": self._attributes(arguments)}
        if first + self.page < len(spans):
            answer["NextPageToken"] = str(first + self.page)
        return answer

    def _attributes(self, arguments: Mapping[str, Any]) -> list[dict[str, Any]]:
        if not any(group["Key"] == "LINKED_ACCOUNT" for group in arguments["GroupBy"]):
            return []
        return [{"Value": id_, "Attributes": {"description": name}} for id_, name in self.names.items()]

    def _by_start(self, spans: Sequence[Period], arguments: Mapping[str, Any]) -> dict[date, list[MadeCharge]]:
        """The charges that pass, by the first day of their span."""
        found: dict[date, list[MadeCharge]] = {span.start: [] for span in spans}
        first, end = spans[0].start, spans[-1].end
        for charge in self.charges:
            if first <= charge.day < end and _passes(charge, arguments.get("Filter")):
                found[charge.day if len(spans) > 1 else first].append(charge)
        return found

    def _period(self, span: Period, charges: Sequence[MadeCharge], arguments: Mapping[str, Any]) -> dict[str, Any]:
        groups: dict[tuple[str, ...], list[MadeCharge]] = {}
        for charge in charges:
            groups.setdefault(tuple(map(charge.value, arguments["GroupBy"])), []).append(charge)
        return {
            "TimePeriod": {"Start": span.start.isoformat(), "End": span.end.isoformat()},
            "Total": {},
            "Estimated": span.end > self.estimated_from,
            "Groups": [{"Keys": list(keys), "Metrics": _metrics(own)} for keys, own in sorted(groups.items())],
        }


def _spans(days: Period, granularity: str) -> list[Period]:
    if granularity == "MONTHLY":
        return [days]
    count = (days.end - days.start).days
    starts = (days.start + timedelta(days=number) for number in range(count))
    return [Period(start, start + timedelta(days=1)) for start in starts]


def _passes(charge: MadeCharge, wanted: Mapping[str, Any] | None) -> bool:
    if not wanted:
        return True
    if "And" in wanted:
        return all(_passes(charge, each) for each in wanted["And"])
    condition = wanted["Dimensions"]
    return str(getattr(charge, _FIELDS[condition["Key"]])) in condition["Values"]


def _metrics(charges: Sequence[MadeCharge]) -> dict[str, dict[str, str]]:
    def amount(total: Decimal, unit: str) -> dict[str, str]:
        return {"Amount": f"{total:f}", "Unit": unit}

    billed = sum((charge.billed for charge in charges), Decimal(0))
    effective = sum((charge.billed if charge.effective is None else charge.effective for charge in charges), Decimal(0))
    return {
        "UnblendedCost": amount(billed, "USD"),
        "AmortizedCost": amount(effective, "USD"),
        "NetAmortizedCost": amount(effective, "USD"),
        "UsageQuantity": amount(sum((charge.quantity for charge in charges), Decimal(0)), "N/A"),
    }


class AccountWithCostExplorer(AnalysedAccount):
    """An account whose clients for Cost Explorer and for who one is are these; there are no others."""

    def __init__(self, cost_explorer: MemoryCostExplorer, account: str = "999999999999") -> None:
        super().__init__()
        self._made: dict[str, Any] = {"ce": cost_explorer, "sts": _Identity(account)}

    def client(self, service: str, region: str | None = None) -> Any:
        return self._made[service]


class _Identity:
    def __init__(self, account: str) -> None:
        self._account = account

    def get_caller_identity(self) -> dict[str, str]:
        return {"Account": self._account}
