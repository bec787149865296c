"""Charges that cover a whole month or more: what of them can be told of parts of a month, and what cannot."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from agents.bill.dimensions import GRAINS
from agents.bill.missing_amounts import added, amounts_text
from agents.bill.scope import Scope
from agents.bill.wording import Sentence, listed, sentence
from billing.periods.symbols import day_text, phrase_of, whole_months
from billing.query import BillRow, Cadence, Dimension, Filter
from billing.source import BillSource
from finops_core.answers import Fact
from finops_core.tools.context import ToolContext
from finops_core.values import Granularity, Money, Period

_SHORTER_THAN_A_MONTH = ("hourly", "daily", "weekly")


def partly_in(scope: Scope, context: ToolContext, days: Period | None = None) -> tuple[BillRow, ...]:
    """The charges that lie only partly in the days asked about, by the day they begin on."""
    period = days or scope.period.period
    if not scope.info.has_long_charges or scope.by_invoice or whole_months(period):
        return ()
    if period.start <= scope.info.period.start and scope.info.period.end <= period.end:
        return ()
    query = replace(scope.rows, period=period, only_partly=True, granularity=Granularity.DAILY)
    return context.service(BillSource).query(query).rows


def nothing_but_longer_charges(scope: Scope, cut: tuple[BillRow, ...], context: ToolContext) -> Sentence:
    """Where only longer charges touch the days, they are named: that the bill has no charges would be wrong."""
    facts: list[Fact] = []
    parts: list[str] = []
    for start in sorted({row.start for row in cut if row.start is not None}):
        amounts = [
            context.facts.money(Money(row.amount, row.currency), "charges that cover a longer span", _month(start))
            for row in cut
            if row.start == start
        ]
        facts += amounts
        parts.append(f"{listed([f'[[{fact.id}]]' for fact in amounts])} {_when(start)}")
    months = all(row.start is not None and row.start.day == 1 for row in cut)
    span = "whole months" if months else "longer spans than these days, such as months"
    text = f"the bill's charges {scope.subject} cover {span}, so what fell {scope.period.phrase} cannot be told:"
    return sentence(text, f"{listed(parts)}."), facts


def partly_notes(scope: Scope, context: ToolContext, *periods: Period) -> tuple[str, ...]:
    """What of charges that cover longer spans is in an answer about some of their days, and what is not."""
    notes: list[str] = []
    for period in periods or (scope.period.period,):
        cut = partly_in(scope, context, period)
        out = added({row.currency: row.amount} for row in cut if _begins(row) < period.start)
        whole = added({row.currency: row.amount} for row in cut if _begins(row) >= period.start)
        when = phrase_of(period)
        if out:
            notes.append(
                f"Charges that cover a longer span, such as a month, count on its first day: {amounts_text(out)} "
                f"of spans that began earlier and reach into it are not counted {when}."
            )
        if whole:
            notes.append(
                f"Charges that cover a longer span, such as a month, count on its first day: {amounts_text(whole)} "
                f"of spans that begin {when} and reach beyond it are counted whole."
            )
    return tuple(notes)


def undivided(
    grain: str | None, scope: Scope, context: ToolContext, *, rows: Sequence[BillRow] | None = None
) -> Sentence:
    """That charges for whole months stand on their first day, where an answer is by day, week or hour.

    With `rows` only the charges of their intervals are told: those of an answer that picks some out.
    """
    if grain not in _SHORTER_THAN_A_MONTH or not scope.info.has_long_charges:
        return "", []
    long = Filter(dimension=Dimension.CADENCE, values=(Cadence.LONG, Cadence.TERM))
    query = replace(scope.rows, filters=(*scope.filters, long), granularity=None if rows is None else GRAINS[grain])
    found = context.service(BillSource).query(query)
    starts = {row.start for row in rows or ()}
    amounts = added({row.currency: row.amount} for row in found.rows if rows is None or row.start in starts)
    facts = [
        context.facts.money(Money(amount, currency), "charges for whole months", scope.period.period)
        for currency, amount in amounts.items()
        if amount
    ]
    if not facts:
        return "", []
    whole = listed([f"[[{fact.id}]]" for fact in facts])
    return (
        f"{whole} of it are charges for whole months, each dated on its first day: their days cannot be told.",
        facts,
    )


def _begins(row: BillRow) -> date:
    return row.start.date() if row.start else date.min


def _month(start: datetime) -> Period:
    return Period.of_month(start.year, start.month)


def _when(start: datetime) -> str:
    return phrase_of(_month(start)) if start.day == 1 else f"from {day_text(start.date())} on"
