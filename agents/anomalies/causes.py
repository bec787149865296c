"""What an anomaly of a bill comes from: the usage type and resource that rose most, and whether by price or quantity.

A rise is what a day of the anomaly costs beyond what is usual: the mean day of the four weeks before it, or of the same
days of the month before where that is more, so that the fee of a first of a month is not taken for the cause of what
else happened on that day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal

from billing.movement import Move, effects, quantities
from billing.query import BillQuery, Dimension, Filter, Metric
from billing.source import BillSource
from finops_core.values import Period

BEFORE_DAYS: Final = 28
"""Days before an anomaly that its usage types are compared with."""
LEAD_DAYS: Final = 3
"""Days right before an anomaly that are not compared with: what grows may have begun on them."""
MOST_RESOURCES: Final = 200
"""The largest resources of a usage type, among which the one that rose most is looked for."""
LEAST_OF_RESOURCE: Final = Decimal("0.5")
"""The part of the usage type's rise from which on a resource is named."""

Driver = Literal["new", "quantity", "price"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """The usage type, its `rise` over all days of the anomaly, the resource that most of it is of, and what drove it.

    `resource` is empty where none has most of it, `driver` None where the bill has no quantities to tell it by.
    """

    usage_type: str
    rise: Decimal
    resource: str = ""
    driver: Driver | None = None


def cause_of(rows: BillQuery, days: Period, first: date, bill: BillSource, *, in_detail: bool) -> Cause | None:
    """The cause of what rose in some rows of a bill that begins on `first`; None where no usage type rose.

    Without `in_detail` the usage type alone is looked for.
    """
    whole = replace(rows, granularity=None, limit=None)
    found = _largest_rise(replace(whole, group_by=(Dimension.USAGE_TYPE,)), days, first, bill)
    if found is None:
        return None
    usage_type, rise = found
    cause = Cause(usage_type=usage_type, rise=rise * days.days)
    if not in_detail:
        return cause
    own = _of(whole, Dimension.USAGE_TYPE, usage_type)
    resources = replace(own, group_by=(Dimension.RESOURCE,), limit=MOST_RESOURCES)
    most = _largest_rise(resources, days, first, bill)
    resource = most[0] if most and most[1] >= LEAST_OF_RESOURCE * rise else ""
    narrowed = _of(own, Dimension.RESOURCE, resource) if resource else own
    driver = _driver(replace(narrowed, group_by=(Dimension.USAGE_TYPE,)), days, first, bill)
    return replace(cause, resource=resource, driver=driver)


def _of(rows: BillQuery, dimension: Dimension, value: str) -> BillQuery:
    return replace(rows, filters=(*rows.filters, Filter(dimension=dimension, values=(value,))))


def _largest_rise(rows: BillQuery, days: Period, first: date, bill: BillSource) -> tuple[str, Decimal] | None:
    """The value that rose most, and by how much a day."""
    during = _a_day(bill, rows, days)
    if rows.limit is not None and during:
        key = Filter(dimension=rows.group_by[0], values=tuple(during))
        rows = replace(rows, filters=(*rows.filters, key), limit=None)
    before, a_month_ago = (_a_day(bill, rows, one) for one in (_before(days, first), _month_ago(days, first)))
    nothing = Decimal(0)
    rises = {
        name: amount - max(before.get(name, nothing), a_month_ago.get(name, nothing))
        for name, amount in during.items()
        if name
    }
    largest = max(rises, key=lambda name: (rises[name], name), default="")
    return (largest, rises[largest]) if largest and rises[largest] > 0 else None


def _a_day(bill: BillSource, rows: BillQuery, days: Period | None) -> Mapping[str, Decimal]:
    if days is None:
        return {}
    return {row.keys[0]: row.amount / days.days for row in bill.query(replace(rows, period=days)).rows}


def _before(days: Period, first: date) -> Period | None:
    """The four weeks before the days right before the anomaly; those too where the bill has no others."""
    end = days.start - timedelta(days=LEAD_DAYS)
    end = end if end > first else days.start
    start = max(end - timedelta(days=BEFORE_DAYS), first)
    return Period(start, end) if start < end else None


def _month_ago(days: Period, first: date) -> Period | None:
    """The same days of the month before; without those that month, or the bill, does not have."""
    month = (days.start.replace(day=1) - timedelta(days=1)).replace(day=1)
    start = max(month + timedelta(days=days.start.day - 1), first)
    end = min(start + timedelta(days=days.days), days.start)
    return Period(start, end) if start < end else None


def _driver(rows: BillQuery, days: Period, first: date, bill: BillSource) -> Driver | None:
    """By which of the two most of the rise against the four weeks before came."""
    earlier = _before(days, first)
    if earlier is None:
        return None
    before, after = (sum(_a_day(bill, rows, one).values(), Decimal(0)) for one in (earlier, days))
    if not before:
        return "new"
    measured = replace(rows, metric=Metric.QUANTITY, currency=None)
    used = [quantities(bill.query(replace(measured, period=one)).rows) for one in (earlier, days)]
    then, now = (sum(found.values(), Decimal(0)) for found in used)
    split = effects(Move(keys=(), before=before, after=after), then / earlier.days, now / days.days)
    if split is None:
        return None
    return "quantity" if split.quantity >= split.price else "price"
