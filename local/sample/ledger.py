"""The rows of the sample bill, in FOCUS 1.2: day by day, then what comes once a month."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from local.sample import commitments
from local.sample.commitments import Covered, SavingsPlanDay
from local.sample.company import ACCOUNTS, BILLING_ACCOUNT, PRODUCTION, REGION_NAMES, Resource, resources
from local.sample.events import factor
from local.sample.seasons import quantity

Row = dict[str, str]
MONTHS = 25
TAX_RATE = Decimal("0.07")
SUPPORT_RATE = Decimal("0.05")
CREDIT_MONTHS = 6
CREDIT_USD = Decimal("450.00")
MARKETPLACE_FROM_MONTH = 10
MARKETPLACE_USD = Decimal("1850.00")
REFUNDED_DAYS_BEFORE_END = 50
REFUND_USD = Decimal("-620.00")
_CENTS = Decimal("0.01")
_PLACES = Decimal("0.0000000001")

COLUMNS: tuple[str, ...] = (
    "AvailabilityZone", "BilledCost", "BillingAccountId", "BillingAccountName", "BillingAccountType", "BillingCurrency",
    "BillingPeriodEnd", "BillingPeriodStart", "ChargeCategory", "ChargeClass", "ChargeDescription", "ChargeFrequency",
    "ChargePeriodEnd", "ChargePeriodStart", "CommitmentDiscountCategory", "CommitmentDiscountId",
    "CommitmentDiscountName", "CommitmentDiscountStatus", "CommitmentDiscountType", "ConsumedQuantity", "ConsumedUnit",
    "ContractedCost", "ContractedUnitPrice", "EffectiveCost", "InvoiceId", "InvoiceIssuerName", "ListCost",
    "ListUnitPrice", "PricingCategory", "PricingCurrency", "PricingQuantity", "PricingUnit", "ProviderName",
    "PublisherName", "RegionId", "RegionName", "ResourceId", "ResourceName", "ResourceType", "ServiceCategory",
    "ServiceName", "SkuId", "SkuMeter", "SkuPriceId", "SubAccountId", "SubAccountName", "SubAccountType", "Tags",
)  # fmt: skip


def first_day(end: date) -> date:
    """The first day of the bill: the month of its last day and the 24 before it."""
    last = end - timedelta(days=1)
    months = last.year * 12 + last.month - 1 - (MONTHS - 1)
    return date(months // 12, months % 12 + 1, 1)


def runs(resource: Resource, day: date, start: date, end: date) -> bool:
    """Whether a resource exists on a day."""
    return _offset(resource.since, start, end) <= day and (
        resource.until is None or day < _offset(resource.until, start, end)
    )


def _offset(days: int, start: date, end: date) -> date:
    return start + timedelta(days=days) if days >= 0 else end + timedelta(days=days)


def rows(end: date) -> Iterator[Row]:
    """Every row of the bill up to, not including, `end`."""
    start = first_day(end)
    everything = resources()
    spent: defaultdict[tuple[date, str], Decimal] = defaultdict(Decimal)
    day = start
    while day < end:
        plan = SavingsPlanDay(day, end)
        for resource in everything:
            if runs(resource, day, start, end):
                for row in _resource_day(resource, day, start, end, plan):
                    spent[day.replace(day=1), resource.account[0]] += Decimal(row["BilledCost"])
                    yield row
        yield from _plan_day(day, plan)
        day += timedelta(days=1)
    yield from _upfront(end)
    yield from _monthly(start, end, spent)


def _resource_day(resource: Resource, day: date, start: date, end: date, plan: SavingsPlanDay) -> Iterator[Row]:
    used = quantity(resource, day, (day - start).days) * factor(resource, day, end)
    if resource.unit == "Hrs" and resource.type == "AWS::EC2::Instance":
        used = min(used, Decimal(24))
    if not used:
        return
    covered = commitments.reserved(resource, used, day, end) or plan.cover(resource, used)
    if covered is not None and covered.quantity:
        yield _usage(resource, day, covered.quantity, covered)
    on_demand = used - (covered.quantity if covered else Decimal(0))
    if on_demand:
        yield _usage(resource, day, on_demand, None)


def _usage(resource: Resource, day: date, used: Decimal, covered: Covered | None) -> Row:
    listed = (used * resource.price_usd).quantize(_PLACES)
    row = _row(day, day + timedelta(days=1), resource.account)
    row |= {
        "ChargeCategory": "Usage",
        "ChargeFrequency": "Usage-Based",
        "ChargeDescription": f"${resource.price_usd} per {resource.unit} of {resource.meter}",
        "PricingCategory": "Committed" if covered else "Standard",
        "BilledCost": "0" if covered else str(listed),
        "EffectiveCost": str(covered.effective_usd if covered else listed),
        "ListCost": str(listed),
        "ContractedCost": str(listed),
        "ListUnitPrice": str(resource.price_usd),
        "ContractedUnitPrice": str(resource.price_usd),
        "ConsumedQuantity": str(used),
        "ConsumedUnit": resource.unit,
        "PricingQuantity": str(used),
        "PricingUnit": resource.unit,
        "RegionId": resource.region,
        "RegionName": REGION_NAMES[resource.region],
        "ResourceId": resource.id,
        "ResourceName": resource.name,
        "ResourceType": resource.type,
        "ServiceCategory": resource.category,
        "ServiceName": resource.service,
        "SkuId": f"{resource.meter}:{resource.region}",
        "SkuMeter": resource.meter,
        "SkuPriceId": f"{resource.meter}:{resource.region}:on-demand",
        "Tags": json.dumps(resource.tags),
    }
    if covered:
        row |= _commitment(covered.commitment_id, covered.kind, "Used")
    return row


def _plan_day(day: date, plan: SavingsPlanDay) -> Iterator[Row]:
    """What the Savings Plan costs on a day, and what of it nobody used."""
    if not plan.active:
        return
    amount = commitments.PLAN_USD_AN_HOUR * 24
    compute = {"ServiceCategory": "Compute", "ServiceName": "Savings Plans for AWS Compute usage"}
    bought = _row(day, day + timedelta(days=1), BILLING_ACCOUNT) | compute
    bought |= _money(amount, effective=Decimal(0)) | _commitment(commitments.PLAN_ID, "Savings Plan", "")
    yield bought | {
        "ChargeCategory": "Purchase",
        "ChargeFrequency": "Recurring",
        "ChargeDescription": "Compute Savings Plan, one year, no upfront",
    }
    if plan.left_usd:
        unused = _row(day, day + timedelta(days=1), BILLING_ACCOUNT) | compute
        unused |= _money(Decimal(0), effective=plan.left_usd.quantize(_PLACES), listed=Decimal(0))
        unused |= _commitment(commitments.PLAN_ID, "Savings Plan", "Unused")
        yield unused | {
            "ChargeCategory": "Usage",
            "ChargeFrequency": "Recurring",
            "ChargeDescription": "Compute Savings Plan commitment that no usage took",
            "PricingCategory": "Committed",
        }


def _upfront(end: date) -> Iterator[Row]:
    """Upfront fees; a one-time purchase is charged for its whole term."""
    for day, commitment_id, description, price in commitments.purchases(end):
        term = timedelta(days=commitments.TERM_DAYS)
        row = _row(day, day + term, PRODUCTION) | _money(price, effective=Decimal(0))
        row |= _commitment(commitment_id, "Reserved Instance", "")
        yield row | {
            "ChargeCategory": "Purchase",
            "ChargeFrequency": "One-Time",
            "ChargeDescription": description,
            "ServiceCategory": "Databases",
            "ServiceName": "Amazon Relational Database Service",
            "RegionId": "us-east-1",
            "RegionName": REGION_NAMES["us-east-1"],
        }


def _monthly(start: date, end: date, spent: dict[tuple[date, str], Decimal]) -> Iterator[Row]:
    """Support, tax, the Marketplace, credits and the refund: once a month, dated on its first day.

    Support and tax follow what is spent, so that those of the running month grow with it.
    """
    for number in range(MONTHS):
        month = _month(start, number)
        following = _month(start, number + 1)
        total = sum((spent[month, account[0]] for account in ACCOUNTS), Decimal(0))
        yield _fee(month, following, "AWS Support (Business)", "Support", (total * SUPPORT_RATE).quantize(_CENTS))
        if number >= MARKETPLACE_FROM_MONTH:
            bought = _fee(month, following, "Snowflake Data Cloud", "Analytics", MARKETPLACE_USD)
            yield bought | {"PublisherName": "Snowflake Inc.", "InvoiceIssuerName": "AWS Marketplace"}
        if number < CREDIT_MONTHS:
            credit = (
                _row(month, following, PRODUCTION)
                | _money(-CREDIT_USD)
                | _service("Amazon Elastic Compute Cloud", "Compute")
            )
            yield credit | {
                "ChargeCategory": "Credit",
                "ChargeFrequency": "Recurring",
                "ChargeDescription": "AWS Activate promotional credit",
            }
        for account in ACCOUNTS:
            tax = _row(month, following, account) | _money((spent[month, account[0]] * TAX_RATE).quantize(_CENTS))
            tax |= _service("Amazon Elastic Compute Cloud", "Compute")
            yield tax | {"ChargeCategory": "Tax", "ChargeFrequency": "Recurring", "ChargeDescription": "Sales tax"}
    day = end - timedelta(days=REFUNDED_DAYS_BEFORE_END)
    refund = _row(day, day + timedelta(days=1), PRODUCTION) | _money(REFUND_USD)
    yield (
        refund
        | _service("Amazon Simple Storage Service", "Storage")
        | {
            "ChargeCategory": "Usage",
            "ChargeClass": "Correction",
            "ChargeFrequency": "One-Time",
            "ChargeDescription": "Refund of requests made by a retry loop",
            "RegionId": "us-east-1",
            "RegionName": REGION_NAMES["us-east-1"],
        }
    )


def _fee(start: date, end: date, name: str, category: str, amount: Decimal) -> Row:
    return _row(start, end, BILLING_ACCOUNT) | _money(amount) | _service(name, category) | {
        "ChargeCategory": "Purchase",
        "ChargeFrequency": "Recurring",
        "ChargeDescription": name,
    }  # fmt: skip


def _month(start: date, number: int) -> date:
    months = start.year * 12 + start.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)


def _service(name: str, category: str) -> Row:
    return {"ServiceName": name, "ServiceCategory": category}


def _money(amount: Decimal, *, effective: Decimal | None = None, listed: Decimal | None = None) -> Row:
    return {
        "BilledCost": str(amount),
        "EffectiveCost": str(amount if effective is None else effective),
        "ListCost": str(amount if listed is None else listed),
        "ContractedCost": str(amount if listed is None else listed),
    }


def _commitment(commitment_id: str, kind: str, status: str) -> Row:
    return {
        "CommitmentDiscountId": commitment_id,
        "CommitmentDiscountName": commitment_id.rsplit("/", 1)[-1].rsplit(":", 1)[-1],
        "CommitmentDiscountCategory": "Spend" if kind == "Savings Plan" else "Usage",
        "CommitmentDiscountType": kind,
        "CommitmentDiscountStatus": status,
    }


def _row(start: date, end: date, account: tuple[str, str]) -> Row:
    """The columns every row has, the rest empty."""
    month = start.replace(day=1)
    row = dict.fromkeys(COLUMNS, "")
    row |= {
        "BillingAccountId": BILLING_ACCOUNT[0],
        "BillingAccountName": BILLING_ACCOUNT[1],
        "BillingAccountType": "Billing Account",
        "BillingCurrency": "USD",
        "BillingPeriodStart": f"{month.isoformat()}T00:00:00Z",
        "BillingPeriodEnd": f"{_month(month, 1).isoformat()}T00:00:00Z",
        "ChargePeriodStart": f"{start.isoformat()}T00:00:00Z",
        "ChargePeriodEnd": f"{end.isoformat()}T00:00:00Z",
        "InvoiceId": f"INV-{month:%Y%m}",
        "InvoiceIssuerName": "Amazon Web Services, Inc.",
        "PricingCurrency": "USD",
        "ProviderName": "AWS",
        "PublisherName": "AWS",
        "SubAccountId": account[0],
        "SubAccountName": account[1],
        "SubAccountType": "Account",
        "Tags": "{}",
    }
    return row
