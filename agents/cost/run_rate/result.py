"""The month in progress so far, and where it would end at the same pace."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from agents.bill.absent import PERIOD, Missing, NotInBill
from agents.bill.caveats import also_read
from agents.bill.scope import Scope, basis_of, covered, read_scope, with_kinds
from agents.bill.wording import sentence
from agents.cost.run_rate.params import RunRateParams
from billing.fees import is_fee
from billing.history import ONE_OFF
from billing.periods.symbols import bare, phrase_of
from billing.query import BillRow, Cadence, Dimension, LineKind
from billing.source import BillSource
from finops_core.answers import Basis
from finops_core.tools.context import ToolContext
from finops_core.values import Granularity, Period

K = TypeVar("K")

Coming = tuple[LineKind, Cadence]
"""What a charge is, and how it comes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRate:
    """`so_far` over the days billed, `per_day` of what comes day by day, and the `month` at that pace.

    `per_day` is None where nothing comes day by day.
    """

    so_far: Decimal
    per_day: Decimal | None
    month: Decimal
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthInProgress:
    """The pace of each currency over the `billed` days of a `month` (or another period that was asked for).

    `counted_once` are the charges that are in it but not in the pace.
    """

    scope: Scope
    month: Period
    billed: Period
    rates: tuple[RunRate, ...]
    counted_once: frozenset[Coming]
    basis: Basis


def extend(kinds: Mapping[K, Decimal], once: frozenset[K], days_billed: int, days: int, currency: str = "") -> RunRate:
    """Extends sums by kind over a month: so far + per day · days left; kinds that come `once` only count once."""
    so_far = sum(kinds.values(), Decimal(0))
    daily = [amount for kind, amount in kinds.items() if kind not in once]
    if not daily:
        return RunRate(so_far=so_far, per_day=None, month=so_far, currency=currency)
    per_day = sum(daily, Decimal(0)) / days_billed
    return RunRate(so_far=so_far, per_day=per_day, month=so_far + per_day * (days - days_billed), currency=currency)


def read_run_rate(params: RunRateParams, context: ToolContext) -> MonthInProgress | NotInBill:
    """The pace of the latest month (or the period asked for). Raises ToolRetry and BillError."""
    scope = _scope(params, context)
    if isinstance(scope, Missing):
        return NotInBill(basis=Basis(), missing=scope)
    month = scope.period.period
    days = covered(scope.info)
    billed = month.overlap(days)
    if billed is None:
        return NotInBill(basis=scope.basis, missing=_nothing_complete(scope))
    also_read(context)
    # All days of the bill tell which kinds come day by day and which once a month.
    groups = (Dimension.LINE_KIND, Dimension.CADENCE)
    query = replace(scope.rows, period=days, group_by=groups, granularity=Granularity.DAILY)
    result = context.service(BillSource).query(query)
    rates: list[RunRate] = []
    counted_once: set[Coming] = set()
    for currency in result.totals:
        rows = [row for row in result.rows if row.currency == currency]
        within = _within(rows, billed)
        if within:
            once = _once_a_month(rows, days)
            kinds = _by_coming(within)
            counted_once |= {kind for kind, amount in kinds.items() if kind in once and amount}
            rates.append(extend(kinds, once, billed.days, month.days, currency))
    if not rates:
        text = sentence("the bill has no charges", scope.subject, f"{scope.period.phrase}.")
        return NotInBill(basis=scope.basis, sentence=text)
    present = {row.keys[0] for row in _within(result.rows, billed)}
    return MonthInProgress(
        scope=scope,
        month=month,
        billed=billed,
        rates=tuple(rates),
        counted_once=frozenset(counted_once),
        basis=basis_of(with_kinds(scope, present), result),
    )


def _scope(params: RunRateParams, context: ToolContext) -> Scope | Missing:
    """What was asked for, or else the latest month: on the first of a month the one in progress has no charges yet."""
    asked = params.model_copy(update={"period": params.period or "this_month", "by_invoice": False})
    found = read_scope(asked, context)
    if params.period or not isinstance(found, Missing) or found.what != PERIOD:
        return found
    last = covered(context.service(BillSource).info()).last_day
    scope = read_scope(asked.model_copy(update={"period": f"{last:%Y-%m}"}), context)
    if isinstance(scope, Missing):
        return scope
    note = sentence("the bill has no charges", f"{found.asked} yet: this is {bare(scope.period.phrase)}.")
    return replace(scope, basis=scope.basis.model_copy(update={"notes": (note, *scope.basis.notes)}))


def _within(rows: Iterable[BillRow], days: Period) -> list[BillRow]:
    return [row for row in rows if row.start is not None and row.start.date() in days]


def _nothing_complete(scope: Scope) -> Missing:
    days = covered(scope.info)
    return Missing(what="complete day", asked=scope.period.phrase, instead=(phrase_of(days),))


def _coming(row: BillRow) -> Coming:
    """Bills that do not tell how charges come are by the day."""
    return LineKind(row.keys[0]), Cadence(row.keys[1] or Cadence.DAILY)


def _once_a_month(rows: Sequence[BillRow], days: Period) -> frozenset[Coming]:
    """What does not come day by day: it is not extended over the rest of the month."""
    by_day: dict[Coming, dict[date, float]] = {}
    for row in rows:
        if row.start is not None:
            by_day.setdefault(_coming(row), {})[row.start.date()] = float(row.amount)
    return frozenset(
        (kind, cadence)
        for (kind, cadence), amounts in by_day.items()
        if cadence is not Cadence.DAILY or kind in ONE_OFF or is_fee(kind, amounts, days)
    )


def _by_coming(rows: Sequence[BillRow]) -> dict[Coming, Decimal]:
    sums: dict[Coming, Decimal] = {}
    for row in rows:
        sums[_coming(row)] = sums.get(_coming(row), Decimal(0)) + row.amount
    return sums
