"""Bills of steady usage, written as AWS writes them: CUR 2.0 by hour or day, and FOCUS with AWS's own columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Literal

from tests.unit.billing.made_bills import write_csv

Form = Literal["cur-hourly", "cur-daily", "focus"]
START, END = date(2026, 3, 1), date(2026, 6, 1)
"""Three whole months; the last one has 744 hours."""
MONTH_HOURS = Decimal(744)
PREFIX = {"us-east-1": "", "eu-west-1": "EU-", "us-west-2": "USW2-"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one resource uses of one meter an hour, from `first` up to, not including, `until`."""

    service: str
    meter: str
    resource: str
    per_hour: Decimal
    price: Decimal
    unit: str = "Hrs"
    operation: str = ""
    description: str = ""
    region: str = "us-east-1"
    account: str = "111122223333"
    first: date = START
    until: date = END
    hours: frozenset[int] = frozenset(range(24))
    weekdays: frozenset[int] = frozenset(range(7))
    tags: Mapping[str, str] = field(default_factory=dict[str, str])

    def charges(self, form: Form) -> Iterator[tuple[datetime, datetime, Decimal]]:
        """Start, end and quantity of each of its charges."""
        day = self.first
        while day < self.until:
            midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
            if day.weekday() in self.weekdays:
                if form == "cur-hourly":
                    for hour in sorted(self.hours):
                        start = midnight + timedelta(hours=hour)
                        yield start, start + timedelta(hours=1), self.per_hour
                else:
                    yield midnight, midnight + timedelta(days=1), self.per_hour * len(self.hours)
            day += timedelta(days=1)


def gb_month(gigabytes: int | Decimal) -> Decimal:
    """What a month's storage is billed as, hour by hour, in a month of 31 days (March and May)."""
    return Decimal(gigabytes) / MONTH_HOURS


def write_bill(folder: Path, lines: Sequence[Line], form: Form) -> Path:
    """The bill as one CSV file."""
    row = _focus if form == "focus" else _cur
    rows = [row(line, *charge) for line in lines for charge in line.charges(form)]
    return write_csv(folder / f"{form}.csv", rows)


def _cur(line: Line, start: datetime, end: datetime, quantity: Decimal) -> dict[str, str]:
    cost = str(quantity * line.price)
    return {
        "line_item_usage_start_date": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "line_item_usage_end_date": f"{end:%Y-%m-%dT%H:%M:%SZ}",
        "bill_billing_period_start_date": f"{start:%Y-%m-01T00:00:00Z}",
        "bill_billing_period_end_date": f"{_next_month(start):%Y-%m-01T00:00:00Z}",
        "bill_payer_account_id": "999988887777",
        "line_item_usage_account_id": line.account,
        "line_item_line_item_type": "Usage",
        "line_item_product_code": line.service,
        "line_item_usage_type": PREFIX[line.region] + line.meter,
        "line_item_operation": line.operation,
        "line_item_resource_id": line.resource,
        "line_item_usage_amount": str(quantity),
        "line_item_currency_code": "USD",
        "line_item_unblended_cost": cost,
        "line_item_line_item_description": line.description or f"${line.price} per {line.unit}",
        "pricing_public_on_demand_cost": cost,
        "pricing_unit": line.unit,
        "product_region_code": line.region,
        "resource_tags": str({f"user_{key}": value for key, value in line.tags.items()}).replace("'", '"'),
    }


def _focus(line: Line, start: datetime, end: datetime, quantity: Decimal) -> dict[str, str]:
    cost = str(quantity * line.price)
    return {
        "BillingAccountId": "999988887777",
        "BillingPeriodStart": f"{start:%Y-%m-01T00:00:00Z}",
        "BillingPeriodEnd": f"{_next_month(start):%Y-%m-01T00:00:00Z}",
        "ChargePeriodStart": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "ChargePeriodEnd": f"{end:%Y-%m-%dT%H:%M:%SZ}",
        "BillingCurrency": "USD",
        "BilledCost": cost,
        "EffectiveCost": cost,
        "ListCost": cost,
        "ContractedCost": cost,
        "ChargeCategory": "Usage",
        "ChargeFrequency": "Usage-Based",
        "ChargeDescription": line.description or f"${line.price} per {line.unit}",
        "ProviderName": "AWS",
        "PublisherName": "AWS",
        "ServiceName": line.service,
        "SubAccountId": line.account,
        "RegionId": line.region,
        "ResourceId": line.resource,
        "PricingQuantity": str(quantity),
        "PricingUnit": line.unit,
        "ConsumedQuantity": str(quantity),
        "ConsumedUnit": line.unit,
        "x_ServiceCode": line.service,
        "x_UsageType": PREFIX[line.region] + line.meter,
        "x_Operation": line.operation,
        "Tags": str(dict(line.tags)).replace("'", '"'),
    }


def _next_month(day: datetime) -> datetime:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
