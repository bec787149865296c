"""What the sample company committed to: one Savings Plan, and reservations for two databases."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from local.sample.company import BILLING_ACCOUNT, PRODUCTION, Resource

PLAN_ID = f"arn:aws:savingsplans::{BILLING_ACCOUNT[0]}:savingsplan/5f2c8a1e-fernway"
PLAN_USD_AN_HOUR = Decimal("1.20")
PLAN_RATE = Decimal("0.72")
"""A covered hour costs this share of its list price."""
PLAN_STARTS = 295
RESERVATION_STARTS = 200
"""Days before the end of the bill."""
RESERVED = ("orders", "catalog")
RESERVED_METER = "Multi-AZUsage:db.r6g.large"
UPFRONT_USD = Decimal("2482.00")
"""For one database and one year: 37 % below its on-demand price."""
TERM_DAYS = 365
_PLACES = Decimal("0.0000000001")


@dataclass(frozen=True, slots=True)
class Covered:
    """How a resource's day is paid: `quantity` under a commitment at `effective_usd`, the rest on demand."""

    commitment_id: str
    kind: str
    quantity: Decimal
    effective_usd: Decimal


class SavingsPlanDay:
    """The hours a plan pays for on one day, used up resource by resource in the order of the bill."""

    def __init__(self, day: date, end: date) -> None:
        start = end - timedelta(days=PLAN_STARTS)
        self.active = start <= day < start + timedelta(days=TERM_DAYS)
        self.left_usd = PLAN_USD_AN_HOUR * 24 if self.active else Decimal(0)

    def cover(self, resource: Resource, quantity: Decimal) -> Covered | None:
        """Covers as much of an instance's day as the plan has left."""
        if not self.left_usd or resource.type != "AWS::EC2::Instance":
            return None
        full_usd = quantity * resource.price_usd * PLAN_RATE
        paid_usd = min(full_usd, self.left_usd)
        self.left_usd -= paid_usd
        share = paid_usd / full_usd if full_usd else Decimal(0)
        return Covered(PLAN_ID, "Savings Plan", (quantity * share).quantize(_PLACES), paid_usd.quantize(_PLACES))


def reservation_id(database: str) -> str:
    return f"arn:aws:rds:us-east-1:{PRODUCTION[0]}:ri:{database}-2026"


def reserved(resource: Resource, quantity: Decimal, day: date, end: date) -> Covered | None:
    """A reserved database is paid for wholly by its upfront fee, spread over its term."""
    start = end - timedelta(days=RESERVATION_STARTS)
    within = start <= day < start + timedelta(days=TERM_DAYS)
    if not within or resource.name not in RESERVED or resource.meter != RESERVED_METER:
        return None
    return Covered(
        reservation_id(resource.name), "Reserved Instance", quantity, (UPFRONT_USD / TERM_DAYS).quantize(_PLACES)
    )


def purchases(end: date) -> Iterator[tuple[date, str, str, Decimal]]:
    """What is bought upfront: day, commitment id, description and price."""
    day = end - timedelta(days=RESERVATION_STARTS)
    for database in RESERVED:
        description = f"Sign up charge for subscription: Reserved Instance for {database}, one year, all upfront"
        yield day, reservation_id(database), description, UPFRONT_USD
