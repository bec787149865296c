"""Which sums of a bill come to an amount: single charges, usage types, services, accounts, days, months, invoices."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from agents.bill.scope import Scope
from billing.periods.calendar import add_months
from billing.periods.symbols import day_text
from billing.query import BillQuery, BillResult, BillRow, Dimension, Filter
from billing.source import BillSource
from finops_core.tools.context import ToolContext
from finops_core.values import Granularity, Period

MOST_MATCHES = 50
MOST_ROWS = 2_000_000
"""Charges of single resources are compared day by day in bills up to this size only: larger ones have too many."""

_DAYS, _MONTHS = Granularity.DAILY, Granularity.MONTHLY


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One way to add charges up, and what a sum of it is called."""

    what: str
    keys: tuple[Dimension, ...] = ()
    grain: Granularity
    by_invoice: bool = False


_COARSE = (
    Level(what="the charges called", keys=(Dimension.SERVICE, Dimension.DESCRIPTION), grain=_DAYS),
    Level(what="the charges called", keys=(Dimension.SERVICE, Dimension.DESCRIPTION), grain=_MONTHS),
    Level(what="the usage type", keys=(Dimension.SERVICE, Dimension.USAGE_TYPE), grain=_MONTHS),
    Level(what="the total of the service", keys=(Dimension.SERVICE,), grain=_MONTHS),
    Level(what="the total of the service", keys=(Dimension.SERVICE,), grain=_DAYS),
    Level(what="the total of the account", keys=(Dimension.ACCOUNT,), grain=_MONTHS),
    Level(what="the invoice", keys=(Dimension.INVOICE, Dimension.INVOICE_ISSUER), grain=_MONTHS, by_invoice=True),
    Level(what="the whole bill", grain=_MONTHS),
    Level(what="the whole bill", grain=_DAYS),
)
_FINE = (
    Level(what="the charge", keys=(Dimension.SERVICE, Dimension.DESCRIPTION, Dimension.RESOURCE), grain=_DAYS),
    Level(what="the charges", keys=(Dimension.SERVICE, Dimension.DESCRIPTION, Dimension.RESOURCE), grain=_MONTHS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A sum that comes to the amount, with the query and filters that find the charges behind it."""

    what: str
    name: str
    when: str
    preposition: str
    month: date
    row: BillRow
    query: BillQuery
    filters: tuple[Filter, ...]


def at_this_amount(amount: Decimal, scope: Scope, context: ToolContext) -> tuple[list[Match], BillResult]:
    """The sums that are the amount to the cent, whichever its sign, and what was read."""
    source = context.service(BillSource)
    read = source.query(scope.rows)
    levels: Sequence[Sequence[Level]] = (_COARSE, _FINE) if scope.info.rows <= MOST_ROWS else (_COARSE,)
    for tier in levels:
        found: dict[tuple[object, ...], Match] = {}
        for level in tier:
            for match in _matches(amount, level, scope, source):
                # A month of one day's charge, or a service of one description, is the same money once more.
                found.setdefault((match.month, match.row.amount, match.row.keys[:1]), match)
        if found:
            latest = sorted(found.values(), key=lambda one: one.month, reverse=True)
            return latest[:MOST_MATCHES], read
    return [], read


def _matches(amount: Decimal, level: Level, scope: Scope, source: BillSource) -> list[Match]:
    query = replace(scope.rows, group_by=level.keys, granularity=level.grain, by_billing_period=level.by_invoice)
    cents = abs(amount).quantize(Decimal("0.01"))
    rows = [row for row in source.query(query).rows if abs(round(row.amount, 2)) == cents]
    named = [row for row in rows if not row.keys or any(row.keys)]
    return [_match(row, row.start.date(), level, query) for row in named if row.start is not None]


def _match(row: BillRow, start: date, level: Level, query: BillQuery) -> Match:
    end = start + timedelta(days=1) if level.grain is _DAYS else add_months(start, 1)
    asked = query.period
    period = Period(start, end)
    return Match(
        what=level.what,
        name=" · ".join(key for key in row.keys if key),
        when=day_text(start) if level.grain is _DAYS else f"{start:%B %Y}",
        preposition="on" if level.grain is _DAYS else "of" if level.by_invoice else "in",
        month=start.replace(day=1),
        row=row,
        query=replace(query, period=(period.overlap(asked) or period) if asked else period, currency=row.currency),
        filters=tuple(Filter(dimension=key, values=(value,)) for key, value in zip(level.keys, row.keys, strict=True)),
    )
