"""Usage by the hour of what commitments can cover, read from an hourly bill.

Costs are at list prices. What a commitment covers now is kept apart, with the day on which that commitment ends.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from billing.commitment_terms import term_ends
from billing.export import ExportBill
from finops_core.errors import BillError
from finops_core.names.usage_types import region_named, without_region_as_spelled

Hours = NDArray[np.float64]
"""One value an hour."""

HOURS_A_DAY: Final = 24
LEAST_DAYS: Final = 14
MOST_ROWS: Final = 5_000_000
"""Hours of usage types and commitments; a bill with more is too large for one plan."""


@dataclass(frozen=True, slots=True)
class Sku:
    """What is bought by the hour: a usage type of a region with its operation, and its list price."""

    usage_type: str
    operation: str
    region: str
    price: Decimal

    @property
    def key(self) -> tuple[str, str]:
        return self.usage_type, self.operation

    @property
    def meter(self) -> str:
        return without_region_as_spelled(self.usage_type)


@dataclass(frozen=True, slots=True)
class HourlyUsage:
    """List cost by SKU and hour: what nothing covers, and what commitments cover, by the first day without them.

    `no_end_known` is the list cost, over all hours, of what commitments cover whose end the bill does not say.
    """

    start: datetime
    hours: int
    on_demand: Mapping[Sku, Hours]
    covered_until: Mapping[date, Mapping[Sku, Hours]]
    no_end_known: Mapping[str, float] = field(default_factory=dict[str, float])
    currency: str = "USD"

    @property
    def end(self) -> date:
        return (self.start + timedelta(hours=self.hours)).date()


_ELIGIBLE: Final = "regexp_matches(\"x_UsageType\", '(^|-)(BoxUsage|InstanceUsage|Multi-AZUsage)(:|$)|Fargate|Lambda-')"


def hourly_usage(bill: ExportBill) -> HourlyUsage:
    """Raises BillError for a bill that is not hourly, in several currencies, under fourteen days, or too large."""
    info = bill.info()
    if not info.has_hours:
        raise BillError("Commitments are planned by the hour; this bill has days only. Export it hourly.")
    period = info.period
    end = period.end
    if info.complete_until and period.start < info.complete_until < end:
        end = info.complete_until
    hours = (end - period.start).days * HOURS_A_DAY
    if hours < LEAST_DAYS * HOURS_A_DAY:
        raise BillError(f"The bill has {hours // HOURS_A_DAY} days; a plan needs at least {LEAST_DAYS}, better 60.")
    start = datetime(period.start.year, period.start.month, period.start.day)  # noqa: DTZ001  # UTC without a zone
    rows = bill.statement(
        f"""SELECT "x_UsageType", "x_Operation", min("RegionId"),
                   CASE WHEN "x_LineKind" = 'usage' THEN '' ELSE "CommitmentDiscountId" END,
                   date_diff('hour', ?::TIMESTAMP, "ChargePeriodStart"),
                   sum(coalesce(nullif("ListCost", 0), "BilledCost")),
                   sum(coalesce("ConsumedQuantity", "PricingQuantity")),
                   min("BillingCurrency"), max("BillingCurrency")
            FROM charges
            WHERE "x_LineKind" IN ('usage', 'savings_plan_covered', 'reservation_covered')
              AND {_ELIGIBLE} AND "ChargePeriodStart" >= ?::TIMESTAMP AND "ChargePeriodStart" < ?::TIMESTAMP
            GROUP BY 1, 2, 4, 5 LIMIT {MOST_ROWS + 1}""",
        (start, start, start + timedelta(hours=hours)),
    )
    if len(rows) > MOST_ROWS:
        raise BillError("The bill has too many usage types an hour for one plan. Load fewer regions or accounts of it.")
    currencies = sorted({str(each) for row in rows for each in row[-2:] if each})
    if len(currencies) > 1:
        raise BillError(f"The usage is billed in {', '.join(currencies)}: a plan is made on one currency alone.")
    ends = {name: end.day + timedelta(days=1) for name, end in term_ends(bill).items() if end.day is not None}
    found = _collected([row[:-2] for row in rows], start, hours, ends)
    return replace(found, currency=currencies[0]) if currencies else found


def _priced(rows: list[tuple[Any, ...]]) -> dict[tuple[str, str], Sku]:
    """What was used, by usage type and operation, at what a unit of it cost in all; without what cost nothing."""
    sums: dict[tuple[str, str], list[Decimal]] = {}
    regions: dict[tuple[str, str], str] = {}
    for usage_type, operation, region, _, _, amount, quantity in rows:
        cost_and_use = sums.setdefault((usage_type, operation), [Decimal(0), Decimal(0)])
        cost_and_use[0] += Decimal(amount or 0)
        cost_and_use[1] += Decimal(quantity or 0)
        regions[(usage_type, operation)] = region_named(usage_type) or region
    return {
        key: Sku(*key, regions[key], cost / quantity)
        for key, (cost, quantity) in sums.items()
        if quantity > 0 and cost > 0
    }


def _collected(rows: list[tuple[Any, ...]], start: datetime, hours: int, ends: Mapping[str, date]) -> HourlyUsage:
    skus = _priced(rows)
    on_demand: dict[Sku, Hours] = {}
    covered: dict[date, dict[Sku, Hours]] = {}
    no_end: dict[str, float] = {}
    for usage_type, operation, _, commitment, hour, amount, _quantity in rows:
        sku = skus.get((usage_type, operation))
        if sku is None or not 0 <= hour < hours:
            continue
        if commitment:
            until = ends.get(commitment)
            if until is None:
                no_end[commitment] = no_end.get(commitment, 0.0) + float(amount or 0)
                continue
            series = covered.setdefault(until, {}).setdefault(sku, np.zeros(hours))
        else:
            series = on_demand.setdefault(sku, np.zeros(hours))
        series[hour] += float(amount or 0)
    return HourlyUsage(start, hours, on_demand, covered, no_end)
