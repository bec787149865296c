"""From Cost Explorer's answers to rows of charges, each group of a day or month a row, and what they cannot tell."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from billing.cost_explorer.address import CATEGORY, TAG
from billing.cost_explorer.answers import Group, groups, names
from billing.cost_explorer.plan import OF_USAGE, Cell, Request, kind_of, month_end
from billing.query import BillProblem
from finops_core.values import Period

HEADER: Final = (
    *("CostExplorerRecordType", "ChargePeriodStart", "ChargePeriodEnd", "BillingPeriodStart", "BillingPeriodEnd"),
    *("BillingCurrency", "BilledCost", "EffectiveCost", "ConsumedQuantity", "ConsumedUnit"),
    *("SubAccountId", "SubAccountName", "ServiceName", "x_UsageType", "RegionId", "x_Operation", "AvailabilityZone"),
    *("ResourceType", "BillingEntity", "ChargeDescription", "Tags", "x_CostCategories"),
)
Row = dict[str, str]
_COLUMNS: Final = {
    "account": "SubAccountId",
    "service": "ServiceName",
    "usage-type": "x_UsageType",
    "region": "RegionId",
    "operation": "x_Operation",
    "zone": "AvailabilityZone",
    "instance-type": "ResourceType",
}
_NONE: Final = re.compile(
    r"No(Region|UsageType|Operation|InstanceType|AZ|AvailabilityZone|Service|Zone)", re.IGNORECASE
)
"""What Cost Explorer calls a group without a value."""
_LINE_TYPES: Final = {
    "recurring": "RIFee",
    "recurringreservationfee": "RIFee",
    "upfront": "Fee",
    "upfrontreservationfee": "Fee",
    "reservationappliedusage": "DiscountedUsage",
    "savingsplanscoveredusage": "SavingsPlanCoveredUsage",
    "savingsplansnegation": "SavingsPlanNegation",
    "savingsplansrecurringfee": "SavingsPlanRecurringFee",
    "savingsplansupfrontfee": "SavingsPlanUpfrontFee",
    "support": "Fee",
    "enterprisediscountprogramdiscount": "EdpDiscount",
    "solutionproviderprogramdiscount": "SppDiscount",
}
"""Record types whose names are not those of the Cost and Usage Report's line item types."""
_UPFRONT: Final = frozenset({"upfront", "upfrontreservationfee"})
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthAnswers:
    """What a month's requests were answered."""

    days: Period
    overview: str
    answers: Sequence[tuple[Request, str]] = ()


@dataclass(slots=True)
class Written:
    """What is to be said of the rows of a month: accounts' totals by cell, and money whose region is not known."""

    by_cell: dict[tuple[Cell, str], Decimal] = field(default_factory=dict[tuple[Cell, str], Decimal])
    without_region: dict[str, Decimal] = field(default_factory=dict[str, Decimal])

    def add(self, cell: Cell, group: Group) -> None:
        key = (cell, group.currency)
        self.by_cell[key] = self.by_cell.get(key, Decimal(0)) + group.billed

    def add_region_of(self, usage_type: str, group: Group, regions: Mapping[str, str], kind: str) -> None:
        """Counts money of usage whose region nothing says."""
        if usage_type in regions or kind not in OF_USAGE:
            return
        self.without_region[group.currency] = self.without_region.get(group.currency, Decimal(0)) + group.billed


def cells(overview: str) -> set[Cell]:
    """The accounts with charges of each record type."""
    return {Cell(*group.keys) for group in groups(overview)}


def rows_of(month: MonthAnswers, written: Written) -> Iterator[Row]:
    """The month's charges. Raises BillError for answers that cannot be read."""
    regions = _only(text for request, text in month.answers if request.of == "regions")
    sellers = _only(text for request, text in month.answers if request.of == "sellers")
    own_names = names(month.overview)
    for request, text in month.answers:
        for group in groups(text) if request.of == "detail" else ():
            values = dict(zip(request.keys, group.keys, strict=True))
            account = request.account or values.get("account", "")
            written.add(Cell(account, request.record_types[0]), group)
            row = _row(request, group, month.days) | _values(values)
            row |= {"SubAccountId": account, "SubAccountName": own_names.get(account, "")}
            row["BillingEntity"] = sellers.get(values.get("service", ""), "")
            usage_type = values.get("usage-type", "")
            if "region" not in values and usage_type:
                row["RegionId"] = _own(regions.get(usage_type, ""))
                written.add_region_of(usage_type, group, regions, kind_of(request.record_types[0]))
            if not row.get("ServiceName") and kind_of(request.record_types[0]) == "support":
                row["ServiceName"] = "AWS Support"
            yield row


def notes_on(month: MonthAnswers, written: Written) -> Iterator[BillProblem]:
    """Where the rows are another sum than Cost Explorer's own, and what is not known of them."""
    own: dict[tuple[Cell, str], Decimal] = {}
    for group in groups(month.overview):
        key = (Cell(*group.keys), group.currency)
        own[key] = own.get(key, Decimal(0)) + group.billed
    differing: dict[str, Decimal] = {}
    for key in own.keys() | written.by_cell.keys():
        by = own.get(key, Decimal(0)) - written.by_cell.get(key, Decimal(0))
        if abs(by) >= _CENT:
            differing[key[1]] = differing.get(key[1], Decimal(0)) + by
    name = f"{month.days.start:%Y-%m}"
    if differing:
        message = f"Cost Explorer's total of {name} and its parts differ: it was brought up to date in between, by"
        yield BillProblem(message=message, amount=differing, period=month.days)
    if written.without_region:
        message = f"Of {name} Cost Explorer does not tell one region for some usage types, which have none here"
        yield BillProblem(message=message, amount=written.without_region, period=month.days)


def _only(texts: Iterable[str]) -> Mapping[str, str]:
    """The second key of a pair for each first one that has only one."""
    found: dict[str, set[str]] = {}
    for text in texts:
        for group in groups(text):
            found.setdefault(group.keys[0], set()).add(group.keys[1])
    return {first: next(iter(seconds)) for first, seconds in found.items() if len(seconds) == 1}


def _row(request: Request, group: Group, days: Period) -> Row:
    kind = kind_of(request.record_types[0])
    return {
        "CostExplorerRecordType": _LINE_TYPES.get(kind) or _spelled(request.record_types[0]),
        "ChargePeriodStart": group.start.isoformat(),
        "ChargePeriodEnd": group.end.isoformat(),
        "BillingPeriodStart": days.start.isoformat(),
        "BillingPeriodEnd": month_end(days).isoformat(),
        "BillingCurrency": group.currency,
        "BilledCost": f"{group.billed:f}",
        "EffectiveCost": f"{group.effective:f}",
        "ConsumedQuantity": f"{group.quantity:f}",
        "ConsumedUnit": group.unit,
        "ChargeDescription": "Upfront reservation fee" if kind in _UPFRONT else "",
    }


def _spelled(record_type: str) -> str:
    """`Savings Plan Covered Usage` as the report writes it; other words stay as they are."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[\s-]+", record_type))


def _values(values: Mapping[str, str]) -> Row:
    row: Row = {}
    for key, value in values.items():
        for prefix, column in ((TAG, "Tags"), (CATEGORY, "x_CostCategories")):
            if key.startswith(prefix):
                name = key.removeprefix(prefix)
                told = value.removeprefix(f"{name}$")
                row[column] = json.dumps(json.loads(row.get(column, "{}")) | ({name: told} if told else {}))
                break
        else:
            row[_COLUMNS[key]] = _own(value)
    return row


def _own(value: str) -> str:
    return "" if _NONE.fullmatch(value) else value
