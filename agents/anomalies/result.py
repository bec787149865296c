"""Anomalies of a bill as data: each series of daily cost looked at, and what caused what stood out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from agents.anomalies.causes import BEFORE_DAYS, cause_of
from agents.anomalies.dismissed import Apart, Known, told_apart_for_user
from agents.anomalies.found import Found
from agents.anomalies.params import AnomaliesParams
from agents.bill.absent import Missing, NotInBill
from agents.bill.caveats import also_read
from agents.bill.dimensions import DIMENSIONS
from agents.bill.intervals import complete_days
from agents.bill.scope import Scope, basis_of, covered, read_scope
from agents.bill.wording import sentence
from billing.query import BillQuery, BillRow, Filter
from billing.source import BillSource
from finops_core.answers import Basis
from finops_core.tools.context import ToolContext
from finops_core.values import Granularity, Period

if TYPE_CHECKING:
    from billing.anomalies.detection import Anomaly

USUAL: Final = "past_90_days"
HISTORY_DAYS: Final = 120
"""Days before the period that are read to know what is usual."""
LATEST_DAYS: Final = 7
"""Of the days after an anomaly so many tell whether it lasts, and at least so many are needed for that:"""
LEAST_LATEST_DAYS: Final = 3
LEAST: Final = Decimal(1)
"""The smallest excess of a day that counts, in the bill's currency."""
MOST_SERIES: Final = 3000
MOST_CAUSES: Final = 25
MOST_DETAILS: Final = 10
"""Of the largest anomalies the resource is named too, and whether price or quantity rose."""
CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Anomalies:
    """What stood out, the largest excess first. `series` were looked at; `everything` counts before `top_n`,
    and `smaller` are those that a threshold left out.

    `known` are the open ones. `dismissed` are in no count and no total.
    """

    params: AnomaliesParams
    scope: Scope
    known: tuple[Known, ...]
    dismissed: tuple[Known, ...]
    everything: int
    smaller: int
    series: int
    currencies: tuple[str, ...]
    basis: Basis

    @property
    def found(self) -> tuple[Found, ...]:
        return tuple(one.found for one in self.known)


def read_anomalies(params: AnomaliesParams, context: ToolContext) -> Anomalies | NotInBill:
    """Looks at the days of the period. Raises ToolRetry and BillError as all tools over a bill do."""
    from billing.anomalies.detection import LEAST_PAST

    scope = read_scope(params, context, usual=USUAL)
    if isinstance(scope, Missing):
        return NotInBill(basis=Basis(), missing=scope)
    scope = complete_days(scope)
    bill = context.service(BillSource)
    history = _history(scope)
    also_read(context, history)
    result = bill.query(replace(_query(params, scope), period=history, granularity=Granularity.DAILY))
    if not result.totals:
        return NotInBill(
            basis=scope.basis, sentence=sentence("the bill has no charges", scope.subject, f"{scope.when}.")
        )
    series = _series(result.rows, history)
    looked_at = dict(sorted(series.items(), key=lambda item: -sum(item[1]))[:MOST_SERIES])
    found = _look(looked_at, scope, history.start, context)
    every = told_apart_for_user(found, params.group_by, scope.filters, context)
    apart = replace(every, open=_above(every.open, params), dismissed=_above(every.dismissed, params))
    kept = apart.open[: params.top_n]
    notes = [*_of_dismissed(apart)]
    notes += [*(("Without a period, the last 90 days are looked at.",) if not params.period else ())]
    notes.append(
        "A day is compared with its own past: weekdays, growth, and what comes every month. Amounts are estimates."
    )
    notes.append(f"Less than {LEAST} {' or '.join(sorted(result.totals))} a day beyond what was expected is left out.")
    if len(kept) > MOST_CAUSES:
        notes.append(f"What rose most is named for the {MOST_CAUSES} largest anomalies only.")
    if len(kept) > MOST_DETAILS:
        notes.append(f"Its resource, and whether its price or its quantity rose, for the {MOST_DETAILS} largest only.")
    if len(series) > len(looked_at):
        notes.append(f"The {len(looked_at):,} largest of {len(series):,} series were looked at.")
    if (scope.period.period.start - scope.info.period.start).days < LEAST_PAST:
        notes.append(f"The first {LEAST_PAST} days of the bill have no past to be compared with.")
    basis = basis_of(scope, result, "daily")
    told = _with_causes((*kept, *apart.dismissed), params, scope, bill)
    return Anomalies(
        params=params,
        scope=scope,
        known=told[: len(kept)],
        dismissed=told[len(kept) :],
        everything=len(apart.open),
        smaller=len(every.open) - len(apart.open),
        series=len(looked_at),
        currencies=tuple(sorted(result.totals)),
        basis=basis.model_copy(update={"notes": (*basis.notes, *notes)}),
    )


def _above(known: tuple[Known, ...], params: AnomaliesParams) -> tuple[Known, ...]:
    return tuple(one for one in known if params.threshold is None or one.found.excess > params.threshold)


def _of_dismissed(apart: Apart) -> list[str]:
    notes: list[str] = []
    if apart.dismissed:
        notes.append(f"Dismissed, and in no count and no total: {len(apart.dismissed)} of the anomalies.")
    if apart.grown:
        notes.append(f"Open again, because they cost over a quarter more than when they were dismissed: {apart.grown}.")
    return notes


def _query(params: AnomaliesParams, scope: Scope) -> BillQuery:
    return replace(scope.rows, group_by=tuple(DIMENSIONS[name] for name in params.group_by))


def _history(scope: Scope) -> Period:
    """The period with the days before it that tell what is usual, as far as the bill goes back."""
    days = scope.period.period
    start = max(days.start - timedelta(days=HISTORY_DAYS), scope.info.period.start)
    whole = Period(start, max(days.end, start + timedelta(days=1)))
    return whole.overlap(covered(scope.info)) or whole


_Key = tuple[tuple[str, ...], str]


def _series(rows: tuple[BillRow, ...], days: Period) -> dict[_Key, list[Decimal]]:
    """The daily amounts of each group and currency; a day without charges cost nothing."""
    series: dict[_Key, list[Decimal]] = {}
    for row in rows:
        amounts = series.setdefault((row.keys, row.currency), [Decimal(0)] * days.days)
        place = (row.start.date() - days.start).days if row.start is not None else -1
        if 0 <= place < len(amounts):
            amounts[place] += row.amount
    return series


def _look(series: Mapping[_Key, list[Decimal]], scope: Scope, first: date, context: ToolContext) -> list[Found]:
    from billing.anomalies.detection import Sensitivity, anomalies

    days = scope.period.period
    sensitivity = Sensitivity(least=float(LEAST))
    found: list[Found] = []
    for number, ((keys, currency), amounts) in enumerate(series.items()):
        if number % 50 == 0:
            context.check()
        found += [
            _found(keys, currency, each, amounts, first)
            for each in anomalies(first, [float(amount) for amount in amounts], sensitivity)
            if days.start <= each.end and each.start < days.end
        ]
    return sorted(found, key=lambda one: (-one.excess, one.days.start, one.keys))


def _found(keys: tuple[str, ...], currency: str, each: "Anomaly", amounts: list[Decimal], first: date) -> Found:
    days = Period(each.start, each.end + timedelta(days=1))
    place = (each.start - first).days
    billed = sum(amounts[place : place + days.days], Decimal(0))
    expected = Decimal(repr(each.expected)).quantize(CENT)
    before = amounts[max(0, place - BEFORE_DAYS) : place]
    return Found(
        keys=keys,
        currency=currency,
        days=days,
        excess=billed - expected,
        expected=expected,
        is_new=not any(before),
        lasts=_lasts(amounts[place + days.days :], billed / days.days, expected / days.days),
    )


def _lasts(after: list[Decimal], daily: Decimal, expected: Decimal) -> bool:
    """Whether the latest days after an anomaly keep at least half of what its days had beyond what was expected."""
    latest = after[-LATEST_DAYS:]
    if len(latest) < LEAST_LATEST_DAYS:
        return False
    return sum(latest, Decimal(0)) / len(latest) - expected >= (daily - expected) / 2


def _with_causes(kept: tuple[Known, ...], params: AnomaliesParams, scope: Scope, bill: BillSource) -> tuple[Known, ...]:
    named = [
        replace(one, found=_with_cause(one.found, params, scope, bill, in_detail=number < MOST_DETAILS))
        for number, one in enumerate(kept[:MOST_CAUSES])
    ]
    return (*named, *kept[MOST_CAUSES:])


def _with_cause(one: Found, params: AnomaliesParams, scope: Scope, bill: BillSource, *, in_detail: bool) -> Found:
    """With the usage type whose daily cost rose most, its resource, and whether its price or its quantity did it."""
    own = tuple(
        Filter(dimension=DIMENSIONS[name], values=(value,))
        for name, value in zip(params.group_by, one.keys, strict=True)
    )
    rows = replace(scope.rows, filters=(*scope.filters, *own), currency=one.currency)
    if one.excess <= 0:
        return one
    cause = cause_of(rows, one.days, scope.info.period.start, bill, in_detail=in_detail)
    if cause is None:
        return one
    share = min(cause.rise / one.excess, Decimal(1))
    return replace(one, cause=cause.usage_type, cause_share=share, resource=cause.resource, driver=cause.driver)
