"""One quarter of an invented company's charges, written as each kind of billing export would state them.

`CHARGES` is what happened; a shape turns it into the columns of one export. Shapes may be written without some
columns, as organisations trim their exports.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

Row = dict[str, str]

PAYER = "100000000000"
ACCOUNTS = {"200000000001": "prod", "200000000002": "dev"}
PLAN = "arn:aws:savingsplans::100000000000:savingsplan/11111111-2222"
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One thing that was charged. `kind` is usage, tax, support, marketplace, credit, refund, covered or plan_fee.

    Of covered usage `billed` is 0 and `effective` what the Savings Plan charged for it; of a plan's fee `effective`
    is what was not used of it.
    """

    kind: str
    day: date
    billed: Decimal
    effective: Decimal
    listed: Decimal
    service: str
    code: str
    usage_type: str = ""
    account: str = "200000000001"
    region: str = ""
    resource: str = ""
    quantity: str = ""
    unit: str = ""
    description: str = ""
    tags: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def month(self) -> date:
        return self.day.replace(day=1)

    @property
    def month_end(self) -> date:
        return (self.month + timedelta(days=32)).replace(day=1)


_SERVICES = (
    ("Amazon Elastic Compute Cloud", "AmazonEC2", "EU-BoxUsage:m5.large", "Hrs", "0.107"),
    ("Amazon Simple Storage Service", "AmazonS3", "EU-TimedStorage-ByteHrs", "GB-Mo", "0.023"),
    ("Amazon Relational Database Service", "AmazonRDS", "EU-InstanceUsage:db.r6g.large", "Hrs", "0.239"),
)
_REGIONS = {"200000000001": "eu-west-1", "200000000002": "us-east-1"}


def _charges() -> Iterator[Charge]:
    day = FIRST
    while day <= LAST:
        number = (day - FIRST).days
        for position, (service, code, usage_type, unit, price) in enumerate(_SERVICES):
            for account in ACCOUNTS:
                quantity = Decimal(24 + (number * (position + 3) + int(account[-1])) % 17)
                amount = quantity * Decimal(price)
                tags = {"team": "payments" if position else "search"} if account.endswith("1") else {}
                yield Charge(
                    kind="usage", day=day, billed=amount, effective=amount, listed=amount, service=service, code=code,
                    usage_type=usage_type, account=account, region=_REGIONS[account],
                    resource=f"{code.lower()}-{account[-1]}", quantity=str(quantity), unit=unit,
                    description=f"${price} per {unit}", tags=tags,
                )  # fmt: skip
        yield _of_plan("covered", day, "0", "1.44", "2.568", "24")
        yield _of_plan("plan_fee", day, "2", "0.56", "0", "")
        if day.day == 1:
            yield from _once_a_month(day)
        day += timedelta(days=1)


def _of_plan(kind: str, day: date, billed: str, effective: str, listed: str, quantity: str) -> Charge:
    covered = kind == "covered"
    service, code, usage_type, unit, _ = _SERVICES[0]
    return Charge(
        kind=kind, day=day, billed=Decimal(billed), effective=Decimal(effective), listed=Decimal(listed),
        service=service if covered else "Savings Plans for AWS Compute usage",
        code=code if covered else "ComputeSavingsPlans",
        usage_type=usage_type if covered else "ComputeSP:1yrNoUpfront",
        account="200000000001" if covered else PAYER, region="eu-west-1" if covered else "",
        resource="amazonec2-sp" if covered else PLAN, quantity=quantity, unit=unit if covered else "",
        description="USD 0.06 per Hrs for m5.large covered by Compute Savings Plans" if covered
        else "1 year No Upfront Compute Savings Plan", tags={"team": "search"} if covered else {},
    )  # fmt: skip


def _once_a_month(day: date) -> Iterator[Charge]:
    for kind, amount, service, code, description in (
        ("tax", "41.17", "Amazon Elastic Compute Cloud", "AmazonEC2", "Tax for product code AmazonEC2"),
        ("support", "100", "AWS Support (Business)", "AWSSupportBusiness", "Business support"),
        ("marketplace", "75.50", "Acme Firewall", "acme12345", "Acme Firewall per month"),
        ("credit", "-30.25", "Amazon Simple Storage Service", "AmazonS3", "Promotional credit"),
        ("refund", "-12", "Amazon Relational Database Service", "AmazonRDS", "Service refund"),
    ):
        value = Decimal(amount)
        listed = value if kind in ("support", "marketplace") else Decimal(0)
        yield Charge(
            kind=kind, day=day, billed=value, effective=value, listed=listed, service=service, code=code,
            description=description,
        )  # fmt: skip


CHARGES = tuple(_charges())


def _stamp(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


# Cost and Usage Reports ------------------------------------------------------------------------------------------

_LINE_TYPES = {
    "usage": "Usage", "tax": "Tax", "support": "Fee", "marketplace": "Usage", "credit": "Credit", "refund": "Refund",
    "covered": "SavingsPlanCoveredUsage", "plan_fee": "SavingsPlanRecurringFee",
}  # fmt: skip


def cur_rows(charge: Charge) -> Iterator[Row]:
    """A charge as lines of a report, by the column names of CUR 2.0; covered usage has its negation besides."""
    covered, fee = charge.kind == "covered", charge.kind == "plan_fee"
    row = {
        "bill_payer_account_id": PAYER,
        "bill_invoice_id": f"INV-{charge.month:%Y%m}",
        "bill_bill_type": "Anniversary",
        "bill_billing_entity": "AWS Marketplace" if charge.kind == "marketplace" else "AWS",
        "bill_billing_period_start_date": _stamp(charge.month),
        "bill_billing_period_end_date": _stamp(charge.month_end),
        "identity_line_item_id": f"{abs(hash_of(charge)):x}",
        "line_item_usage_account_id": charge.account,
        "line_item_line_item_type": _LINE_TYPES[charge.kind],
        "line_item_usage_start_date": _stamp(charge.day),
        "line_item_usage_end_date": _stamp(charge.day + timedelta(days=1)),
        "line_item_product_code": charge.code,
        "line_item_usage_type": charge.usage_type,
        "line_item_resource_id": charge.resource,
        "line_item_usage_amount": charge.quantity,
        "line_item_currency_code": "USD",
        "line_item_unblended_cost": str(charge.listed if covered else charge.billed),
        "line_item_line_item_description": charge.description,
        "pricing_public_on_demand_cost": str(charge.listed),
        "pricing_unit": charge.unit,
        "product_region_code": charge.region,
        "savings_plan_savings_plan_a_r_n": PLAN if covered or fee else "",
        "savings_plan_savings_plan_effective_cost": str(charge.effective) if covered else "",
        "savings_plan_total_commitment_to_date": str(charge.billed) if fee else "",
        "savings_plan_used_commitment": str(charge.billed - charge.effective) if fee else "",
        "product_product_name": charge.service,
    }
    yield row
    if covered:
        yield {
            **row,
            "line_item_line_item_type": "SavingsPlanNegation",
            "line_item_unblended_cost": str(-charge.listed),
            "pricing_public_on_demand_cost": "",
            "line_item_usage_amount": "",
            "savings_plan_savings_plan_effective_cost": "",
            "identity_line_item_id": row["identity_line_item_id"] + "n",
        }


def hash_of(charge: Charge) -> int:
    """A number of this charge that is the same in every run."""
    return sum(ord(c) * (i + 1) for i, c in enumerate(f"{charge.day}{charge.kind}{charge.account}{charge.usage_type}"))


def cur_2(charge: Charge) -> Iterator[Row]:
    """CUR 2.0: account names and tags as a map."""
    for row in cur_rows(charge):
        tags = json.dumps({f"user_{key}": value for key, value in charge.tags.items()})
        name = ACCOUNTS.get(charge.account, "payer")
        yield {**row, "line_item_usage_account_name": name, "resource_tags": tags}


def cur_legacy(charge: Charge) -> Iterator[Row]:
    """A legacy report: slashes, and a column for each activated tag key."""
    for row in cur_rows(charge):
        yield {_slashed(name): value for name, value in row.items()} | {
            "resourceTags/user:team": charge.tags.get("team", "")
        }


_PREFIXES = ("line_item", "savings_plan", "identity", "bill", "pricing", "product")


def _slashed(name: str) -> str:
    prefix = next(p for p in _PREFIXES if name.startswith(p + "_"))
    first, *others = prefix.split("_")
    words = "".join(word.capitalize() for word in name.removeprefix(prefix + "_").split("_"))
    return f"{first}{''.join(word.capitalize() for word in others)}/{words}"


# FOCUS -----------------------------------------------------------------------------------------------------------

_CATEGORIES = {"tax": "Tax", "credit": "Credit", "plan_fee": "Purchase"}


def focus_1_2(charge: Charge) -> Iterator[Row]:
    """FOCUS 1.2. What a plan's fee did not buy is a row of its own."""
    covered, fee = charge.kind == "covered", charge.kind == "plan_fee"
    row = {
        "BillingAccountId": PAYER,
        "BillingPeriodStart": _stamp(charge.month),
        "BillingPeriodEnd": _stamp(charge.month_end),
        "BillingCurrency": "USD",
        "ChargePeriodStart": _stamp(charge.day),
        "ChargePeriodEnd": _stamp(charge.day + timedelta(days=1)),
        "ChargeCategory": _CATEGORIES.get(charge.kind, "Usage"),
        "ChargeClass": "Correction" if charge.kind == "refund" else "",
        "ChargeDescription": charge.description,
        "ChargeFrequency": "Recurring" if fee or charge.kind == "support" else "Usage-Based",
        "BilledCost": str(charge.billed),
        "EffectiveCost": "0" if fee else str(charge.effective),
        "ListCost": str(charge.listed),
        "ContractedCost": str(charge.billed if fee else charge.listed),
        "ProviderName": "AWS",
        "PublisherName": "Acme" if charge.kind == "marketplace" else "AWS",
        "InvoiceIssuerName": "AWS",
        "InvoiceId": f"INV-{charge.month:%Y%m}",
        "ServiceName": charge.service,
        "SubAccountId": charge.account,
        "SubAccountName": ACCOUNTS.get(charge.account, "payer"),
        "RegionId": charge.region,
        "ResourceId": charge.resource,
        "ConsumedQuantity": charge.quantity,
        "ConsumedUnit": charge.unit,
        "CommitmentDiscountId": PLAN if covered or fee else "",
        "CommitmentDiscountType": "Savings Plan" if covered or fee else "",
        "CommitmentDiscountCategory": "Spend" if covered or fee else "",
        "CommitmentDiscountStatus": "Used" if covered else "",
        "SkuMeter": charge.usage_type,
        "Tags": json.dumps(dict(charge.tags)),
    }
    yield row
    if fee:
        yield {
            **row,
            "ChargeCategory": "Usage",
            "ChargeFrequency": "Usage-Based",
            "CommitmentDiscountStatus": "Unused",
            "BilledCost": "0",
            "EffectiveCost": str(charge.effective),
            "ListCost": "0",
            "ContractedCost": "0",
        }


def focus_1_0(charge: Charge) -> Iterator[Row]:
    """FOCUS 1.0: the usage type in AWS's own column, no invoice."""
    for row in focus_1_2(charge):
        kept = {name: value for name, value in row.items() if name not in ("InvoiceId", "SkuMeter")}
        yield {**kept, "x_UsageType": row["SkuMeter"], "x_ServiceCode": charge.code}


def focus_1_3(charge: Charge) -> Iterator[Row]:
    """FOCUS 1.3: the names of who provides beside the deprecated ones."""
    for row in focus_1_2(charge):
        yield {**row, "ServiceProviderName": row["PublisherName"], "HostProviderName": row["ProviderName"]}


def focus_1_4(charge: Charge) -> Iterator[Row]:
    """FOCUS 1.4: the deprecated names are gone, and the invoice has its line."""
    for row in focus_1_3(charge):
        kept = {name: value for name, value in row.items() if name not in ("ProviderName", "PublisherName")}
        yield {**kept, "InvoiceDetailId": f"{row['InvoiceId']}-1"}


SHAPES = {
    "legacy CUR": cur_legacy,
    "CUR 2.0": cur_2,
    "FOCUS 1.0": focus_1_0,
    "FOCUS 1.2": focus_1_2,
    "FOCUS 1.3": focus_1_3,
    "FOCUS 1.4": focus_1_4,
}

NEEDED = frozenset(
    {
        *("lineItem/UnblendedCost", "lineItem/UsageStartDate", "lineItem/LineItemType"),
        *("line_item_unblended_cost", "line_item_usage_start_date", "line_item_line_item_type"),
        *("BilledCost", "ChargeCategory", "ChargePeriodStart"),
    }
)
"""Without these a file is no export, or another one."""


def columns_of(shape: str) -> list[str]:
    """The columns of a shape, in order."""
    return list(next(SHAPES[shape](CHARGES[0])))


def write(shape: str, path: Path, *, without: frozenset[str] = frozenset()) -> Path:
    """The quarter as an export of this shape, without some of its columns."""
    kept = [name for name in columns_of(shape) if name not in without]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, kept, extrasaction="ignore")
        writer.writeheader()
        for charge in CHARGES:
            writer.writerows(SHAPES[shape](charge))
    return path
