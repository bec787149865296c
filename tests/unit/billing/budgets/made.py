"""A bill of 200 days up to 18 July 2026 with two accounts, four services, a credit and a second currency."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from tests.unit.billing.made_bills import focus_row

END = date(2026, 7, 18)
DAYS = 200
SHOP, LAB = "200000000001", "200000000002"
EC2, S3, REDSHIFT = "Amazon Elastic Compute Cloud", "Amazon Simple Storage Service", "Amazon Redshift"


def rows() -> Iterator[dict[str, str]]:
    for number in range(DAYS):
        day = END - timedelta(days=DAYS - number)
        yield charge(day, EC2, 60, SHOP, "BoxUsage:m6i.large", quantity=24)
        yield charge(day, EC2, 10, SHOP, "EBS:VolumeUsage.gp3", quantity=5, unit="GB-Mo")
        yield charge(
            day, S3, 20, LAB, "TimedStorage-ByteHrs", team="data", region="eu-west-1", quantity=3, unit="GB-Mo"
        )
        yield charge(day, REDSHIFT, 10, LAB, "Node:ra3.xlplus", team="data", quantity=24)
    yield charge(date(2026, 7, 3), EC2, -50, SHOP, "Credit", ChargeCategory="Credit", ChargeDescription="Welcome")
    yield charge(date(2026, 7, 2), "Tax", 7, SHOP, "", ChargeCategory="Tax")
    yield charge(date(2026, 7, 4), "Support tool", 30, LAB, "Seat", BillingCurrency="EUR")


def charge(
    day: date,
    service: str,
    amount: int,
    account: str,
    usage: str,
    *,
    team: str = "",
    region: str = "us-east-1",
    quantity: int = 1,
    unit: str = "Hrs",
    **more: str,
) -> dict[str, str]:
    month = day.replace(day=1)
    return focus_row(
        BillingPeriodStart=f"{month}T00:00:00Z",
        BillingPeriodEnd=f"{(month + timedelta(days=32)).replace(day=1)}T00:00:00Z",
        ChargePeriodStart=f"{day}T00:00:00Z",
        ChargePeriodEnd=f"{day + timedelta(days=1)}T00:00:00Z",
        ServiceName=service,
        SubAccountId=account,
        SubAccountName={SHOP: "shop", LAB: "lab"}[account],
        RegionId=region,
        x_UsageType=usage,
        ConsumedQuantity=str(quantity),
        ConsumedUnit=unit,
        Tags=f'{{"team": "{team}"}}' if team else "{}",
        **dict.fromkeys(("BilledCost", "EffectiveCost", "ListCost", "ContractedCost"), str(Decimal(amount))),
        **more,
    )
