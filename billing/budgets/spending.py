"""What a budget's rows came to, day by day, exactly, in the budget's own unit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal, localcontext
from typing import Final

from billing.budgets.selection import Selection
from billing.history import History, history_of
from billing.one_time_charges import apart
from billing.query import BillInfo, BillResult, BillRow, Dimension, GroupKey, LineKind, Metric
from billing.source import BillSource
from billing.terms import Terms
from finops_core.values import EXACT, Granularity, Period

_PRECISION = 76


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """Exact amounts by day over all days `billed`, in one unit, and a history of those `days` that are whole.

    `given_back` is what of it are credits and refunds. `others` are amounts in units that could not be brought into
    the budget's own, and are not in it.
    """

    days: Period
    billed: Period
    unit: str
    daily: Mapping[date, Decimal]
    history: History
    given_back: Mapping[date, Decimal] = field(default_factory=dict[date, Decimal])
    others: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])
    rows_read: int = 0
    notes: tuple[str, ...] = ()

    def over(self, period: Period) -> Decimal:
        """What the days of a period came to."""
        with localcontext(prec=_PRECISION):
            return sum((amount for day, amount in self.daily.items() if day in period), Decimal(0))

    def running(self, period: Period) -> list[tuple[date, Decimal]]:
        """The sum from the period's first day up to and with each day that is billed."""
        known = period.overlap(self.billed)
        found: list[tuple[date, Decimal]] = []
        total = Decimal(0)
        for number in range(known.days if known else 0):
            day = known.start + timedelta(days=number) if known else period.start
            total = EXACT.add(total, self.daily.get(day, Decimal(0)))
            found.append((day, total))
        return found


def whole_days(info: BillInfo) -> Period:
    """The days that are fully in the bill."""
    if info.complete_until and info.period.start < info.complete_until < info.period.end:
        return Period(info.period.start, info.complete_until)
    return info.period


def spending(bill: BillSource, selection: Selection, unit: str, terms: Terms) -> Spending:
    """Reads the days of a bill for a selection. Raises BillError from the bill."""
    billed, days = bill.info().period, whole_days(bill.info())
    by = (Dimension.LINE_KIND, Dimension.CADENCE)
    found = rows_of(bill, selection, billed, by=by, granularity=Granularity.DAILY)
    rates = _rates(unit, {row.currency for row in found.rows}, selection.metric, terms)
    own = tuple(_in_unit(row, rates[row.currency], unit) for row in found.rows if row.currency in rates)
    whole = tuple(row for row in own if row.start is not None and row.start.date() in days)
    continued, once = apart(replace(found, rows=whole), days)
    kinds: dict[LineKind, dict[date, float]] = {}
    for row in continued.rows:
        if row.start is not None:
            amounts = kinds.setdefault(LineKind(row.keys[-1] or LineKind.OTHER), {})
            amounts[row.start.date()] = amounts.get(row.start.date(), 0.0) + float(row.amount)
    history = replace(history_of(kinds, days), once=once.by_day((), unit))
    converted = sorted(set(rates) - {unit})
    note = f"Amounts in {' and '.join(converted)} are converted at the rates of finops.toml."
    return Spending(
        days=days,
        billed=billed,
        unit=unit,
        daily=_by_day(own),
        given_back=_by_day(row for row in own if row.keys[0] in _GIVEN_BACK),
        history=history,
        others={name: amount for name, amount in found.totals.items() if name not in rates and amount},
        rows_read=found.rows_read,
        notes=(note,) if converted else (),
    )


def rows_of(
    bill: BillSource,
    selection: Selection,
    period: Period,
    *,
    by: tuple[GroupKey, ...] = (),
    granularity: Granularity | None = None,
) -> BillResult:
    """The rows of all parts of a selection as one result."""
    sums: dict[tuple[object, ...], BillRow] = {}
    totals: dict[str, Decimal] = {}
    read = 0
    for query in selection.queries:
        result = bill.query(replace(query, period=period, group_by=by, granularity=granularity))
        read += result.rows_read
        for row in result.rows:
            key = (row.keys, row.start, row.currency)
            sums[key] = replace(row, amount=EXACT.add(sums[key].amount, row.amount)) if key in sums else row
        for name, amount in result.totals.items():
            totals[name] = EXACT.add(totals.get(name, Decimal(0)), amount)
    return BillResult(rows=tuple(sums.values()), totals=totals, groups=len(sums), rows_read=read)


def _rates(unit: str, units: set[str], metric: Metric, terms: Terms) -> dict[str, Decimal]:
    """What one of each unit is in the budget's own: currencies by the organisation's rates, usage of its own only."""
    if metric is Metric.QUANTITY:
        return {name: Decimal(1) for name in units if _same_unit(name, unit)}
    known = {**terms.rates.get(unit, {}), unit: Decimal(1)}
    return {name: rate for name, rate in known.items() if name in units}


def _same_unit(one: str, other: str) -> bool:
    """`Hrs` and `Hours`, `GB` and `gb` are one; an amount without a unit is of no other."""
    return _plain_unit(one) == _plain_unit(other)


def _plain_unit(unit: str) -> str:
    plain = unit.casefold().strip()
    return {"hrs": "hours", "hour": "hours", "hr": "hours", "gigabytes": "gb", "request": "requests"}.get(plain, plain)


def _in_unit(row: BillRow, rate: Decimal, unit: str) -> BillRow:
    return replace(row, currency=unit, amount=EXACT.multiply(row.amount, rate))


_GIVEN_BACK: Final = frozenset({LineKind.CREDIT.value, LineKind.REFUND.value})


def _by_day(rows: Iterable[BillRow]) -> dict[date, Decimal]:
    found: dict[date, Decimal] = {}
    for row in rows:
        if row.start is not None:
            day = row.start.date()
            found[day] = EXACT.add(found.get(day, Decimal(0)), row.amount)
    return found
