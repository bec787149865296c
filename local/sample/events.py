"""What was planted in the sample bill, written down so that answers can be checked against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from local.sample.company import Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """Multiplies the quantity of matching resources from `first` days before the end, for `days` (None: to the end).

    A resource matches when its name starts with `name` and its meter is `meter` (empty: any).
    """

    title: str
    first: int
    days: int | None
    name: str
    meter: str
    factor: Decimal

    def applies(self, resource: Resource, day: date, end: date) -> bool:
        """Whether this changes the resource on that day; `end` is the first day after the bill."""
        start = end - timedelta(days=self.first)
        within = start <= day and (self.days is None or day < start + timedelta(days=self.days))
        return within and resource.name.startswith(self.name) and self.meter in ("", resource.meter)


PLANTED: Sequence[Planted] = (
    Planted(
        title="A retry loop reads the product images over and over for three days",
        first=64, days=3, name="fernway-product-images", meter="Requests-Tier1", factor=Decimal(90),
    ),
    Planted(
        title="A deployment sends image traffic through the NAT gateways and nobody notices",
        first=120, days=None, name="nat-", meter="NatGateway-Bytes", factor=Decimal(3),
    ),
    Planted(
        title="Debug logging stays switched on",
        first=20, days=None, name="logs", meter="DataProcessing-Bytes", factor=Decimal("2.6"),
    ),
    Planted(
        title="A nine-day backfill of the warehouse's history",
        first=205, days=9, name="etl", meter="ETL-DPU-Hour", factor=Decimal(7),
    ),
    Planted(
        title="Staging is left running at nights and weekends",
        first=40, days=None, name="staging", meter="BoxUsage:m6i.large", factor=Decimal("2.2"),
    ),
)  # fmt: skip

OTHERS: Sequence[str] = (
    "The shop opens in eu-west-1, 330 days before the end.",
    "The build server is stopped after 330 days and leaves five volumes behind.",
    "A load balancer without targets runs in staging since day 240.",
    "A Compute Savings Plan of $1.20 an hour starts 295 days before the end, for a year.",
    "Two database reservations, paid upfront, start 200 days before the end; a third database is never reserved.",
    "Promotional credits pay a part of the first six months.",
    "The retry loop's requests are refunded two weeks later.",
    "Snowflake is bought on the Marketplace from the eleventh month on.",
    "Teams `payments` and `Payments`, environments `staging` and `stage`, and resources without tags are on purpose.",
)
"""What else was planted, in words: it is part of the company or of the ledger."""


def factor(resource: Resource, day: date, end: date) -> Decimal:
    """What the planted events multiply a resource's quantity by on a day."""
    result = Decimal(1)
    for planted in PLANTED:
        if planted.applies(resource, day, end):
            result *= planted.factor
    return result
