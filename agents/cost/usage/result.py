"""How much was used, in the bill's own units, and what a unit of it cost."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from agents.bill.absent import Missing, NotInBill
from agents.bill.scope import Scope, basis_of, covered, read_scope, with_kinds
from agents.bill.wording import Grouping, grouping, sentence
from agents.cost.usage.params import UsageParams
from billing.periods.symbols import before, phrase_of
from billing.query import BillRow, Dimension, Filter, LineKind, Metric
from billing.source import BillSource
from finops_core.answers import Basis
from finops_core.tools.context import ToolContext
from finops_core.values import Period

USED = (LineKind.USAGE, LineKind.SAVINGS_PLAN_COVERED, LineKind.RESERVATION_COVERED)
"""Line kinds that measure something used."""
# GiBy is UCUM's gibibyte, in which Google's export measures.
_SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "hour": ("hour", "hours", "hrs", "hr", "h"),
    "gb": ("gb", "gib", "giby", "gby", "gigabyte", "gigabytes", "gibibyte", "gibibytes"),
    "tb": ("tb", "tib", "tiby", "tby", "terabyte", "terabytes", "tebibyte", "tebibytes"),
    "request": ("request", "requests", "api requests"),
}
STORED = "stored"
_STORED = re.compile(r"(\d+ ?)?([kmgtp]i?b|[kmgtp]iby|bytes?|[kmgtpi]{1,4}byte)s?[ ./-]*(mo|months?|hrs|hours?)")
"""Units of data kept over time, in which storage is measured: GB-Mo, GB-Month, 1 GB/Month, gibibyte month."""
NOT_ADDED = "Quantities in different units or of different things, such as instances and gateways, are never added."
PRICES = "A unit's price is the cost of usage at on-demand rates divided by its quantity, before credits and discounts."
NOTABLE_CHANGE = Decimal("0.0005")
"""Unit prices that differ by a smaller part are the same price, rounded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """One usage type in one unit. `price` is None where nothing of it was paid by the unit."""

    keys: tuple[str, ...]
    family: str
    unit: str
    quantity: Decimal
    price: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceChange:
    """A unit price that differs from that of the period before."""

    used: Used
    before: Decimal
    after: Decimal

    @property
    def fraction(self) -> Decimal:
        return (self.after - self.before) / self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceChanges:
    """The unit prices that changed against an `earlier` period."""

    earlier: Period
    rows: tuple[PriceChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Every usage type with a quantity, the largest cost first.

    `stored` says that only data kept over time is asked about, `changes` are there where changed prices are.
    """

    params: UsageParams
    scope: Scope
    groups: Grouping
    used: tuple[Used, ...]
    changes: PriceChanges | None
    basis: Basis

    @property
    def quantities(self) -> Mapping[tuple[str, str], Decimal]:
        """Sums by unit and by the family of usage they are of; data that is stored is one thing wherever it lies."""
        sums: dict[tuple[str, str], Decimal] = {}
        for one in self.used:
            of = (one.unit, "" if self.params.unit == STORED else one.family)
            sums[of] = sums.get(of, Decimal(0)) + one.quantity
        return sums


def read_usage(params: UsageParams, context: ToolContext) -> Usage | NotInBill:
    """Quantities and unit prices by usage type. Raises ToolRetry and BillError as the other tools."""
    scope = read_scope(params, context)
    if isinstance(scope, Missing):
        return NotInBill(basis=Basis(), missing=scope)
    groups = grouping(("service", "usage_type"), scope)
    if isinstance(groups, Missing):
        return NotInBill(basis=scope.basis, missing=groups)
    source = context.service(BillSource)
    read = source.query(replace(scope.rows, group_by=(Dimension.LINE_KIND,)))
    scope = with_kinds(scope, {row.keys[0] for row in read.rows} & set(USED))
    basis = basis_of(scope, read)
    days = scope.period.period
    found = tuple(one for one in _used(scope, groups, days, source) if _measured_in(one.unit, params.unit))
    if not found:
        what = f"no usage measured in {params.unit}" if params.unit else "no measured usage"
        return NotInBill(basis=basis, sentence=sentence(f"the bill has {what}", scope.subject, f"{scope.when}."))
    changes = None
    if params.aspect == "price_change":
        earlier = before(days)
        if earlier.overlap(covered(scope.info)) is None:
            text = f"The bill has nothing {phrase_of(earlier)} to compare prices with."
            return NotInBill(basis=basis, sentence=text)
        changes = PriceChanges(earlier=earlier, rows=_changed(found, _used(scope, groups, earlier, source)))
    else:
        basis = basis.model_copy(update={"notes": (*basis.notes, PRICES, NOT_ADDED)})
    return Usage(params=params, scope=scope, groups=groups, used=found, changes=changes, basis=basis)


def _changed(now: Sequence[Used], then: Sequence[Used]) -> tuple[PriceChange, ...]:
    prices = {(one.keys, one.unit, one.currency): one.price for one in then}
    found: list[PriceChange] = []
    for one in now:
        old = prices.get((one.keys, one.unit, one.currency))
        if one.price is not None and old and abs(one.price - old) >= old * NOTABLE_CHANGE:
            found.append(PriceChange(used=one, before=old, after=one.price))
    return tuple(found)


def _used(scope: Scope, groups: Grouping, days: Period, source: BillSource) -> list[Used]:
    """Every usage type with a quantity, the largest cost first."""

    def rows(metric: Metric, kinds: Sequence[LineKind]) -> tuple[BillRow, ...]:
        only = Filter(dimension=Dimension.LINE_KIND, values=tuple(kind.value for kind in kinds))
        by = (*groups.keys, Dimension.USAGE_FAMILY)
        query = replace(scope.rows, metric=metric, period=days, group_by=by, filters=(*scope.filters, only))
        return source.query(query).rows

    paid: dict[tuple[str, ...], list[BillRow]] = {}
    for row in rows(Metric.BILLED, (LineKind.USAGE,)):
        paid.setdefault(row.keys, []).append(row)
    on_demand: dict[tuple[str, ...], list[BillRow]] = {}
    for row in rows(Metric.QUANTITY, (LineKind.USAGE,)):
        on_demand.setdefault(row.keys, []).append(row)
    found: list[Used] = []
    for row in rows(Metric.QUANTITY, USED):
        if not row.amount or not row.currency:
            continue
        cost, by_unit = paid.get(row.keys, []), on_demand.get(row.keys, [])
        # A price needs one unit and one currency: of several nobody can say which cost belongs to which.
        single = len(cost) == 1 and len(by_unit) == 1 and by_unit[0].amount > 0
        price = cost[0].amount / by_unit[0].amount if single else None
        found.append(
            Used(
                keys=row.keys[:-1],
                family=row.keys[-1],
                unit=row.currency,
                quantity=row.amount,
                price=price,
                currency=cost[0].currency if single else "",
            )
        )
    return sorted(found, key=lambda one: (-(one.price or Decimal(0)) * one.quantity, one.keys, one.unit))


def _measured_in(unit: str, asked: str) -> bool:
    """`gb` is GB and GB-Mo, `hour` is Hrs, `request` is 10K requests."""
    if not asked:
        return True
    name = unit.lower()
    if asked == STORED:
        return _STORED.fullmatch(name) is not None
    spelled = _SPELLINGS.get(asked.lower(), (asked.lower(),))
    leads, ends = tuple(f"{one}-" for one in spelled), tuple(f" {one}" for one in spelled)
    return name in spelled or name.startswith(leads) or name.endswith(ends)
