"""What a compiled query finds, as the result of a question: rows in their order, and exact totals by currency."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal, localcontext
from typing import Any

from billing.query import BillQuery, BillResult, BillRow

_SUM_PRECISION = 76
"""Digits that no sum of DECIMAL(38) amounts exceeds; Python rounds to 28 unless told otherwise."""
_NO_START = datetime.min.replace(tzinfo=UTC)


def summed(query: BillQuery, rows: Iterable[Sequence[Any]]) -> BillResult:
    """The result of a query from the rows of its SQL: by currency, start, amount, keys."""
    found = [one for one in map(_Sum.of, rows) if one.read]
    shown = [one.row for one in found if one.groups is None]
    shown.sort(key=lambda row: _position(row, descending=query.descending))
    stated = [one for one in found if one.groups is not None]
    counted = stated or found
    result = BillResult(
        rows=tuple(shown),
        totals={one.row.currency: one.row.amount for one in sorted(stated, key=lambda one: one.row.currency)},
        groups=sum(one.groups or 0 for one in stated),
        rows_read=sum(one.read for one in counted),
        rows_without=sum(one.without for one in counted),
        cost_without=_added((one.row.currency, one.cost) for one in counted if one.cost is not None),
    )
    return result if stated else _whole(query, result)


@dataclass(frozen=True, slots=True)
class _Sum:
    """A row of a compiled query: `groups` is set on the totals of a unit; `without` and `cost` as in BillResult."""

    row: BillRow
    read: int
    without: int
    cost: Decimal | None
    groups: int | None

    @classmethod
    def of(cls, found: Sequence[Any]) -> "_Sum":
        *keys, start, unit, amount, read, without, cost, groups = found
        row = BillRow(tuple(keys), start.replace(tzinfo=UTC) if start else None, str(unit), amount)
        return cls(row, int(read), int(without), cost, groups)


def _added(amounts: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """Exact sums by currency."""
    totals: dict[str, Decimal] = {}
    with localcontext(prec=_SUM_PRECISION):
        for currency, amount in amounts:
            totals[currency] = totals.get(currency, Decimal(0)) + amount
    return totals


def _position(row: BillRow, *, descending: bool) -> tuple[Any, ...]:
    return row.currency, row.start or _NO_START, row.amount.copy_negate() if descending else row.amount, row.keys


def _whole(query: BillQuery, result: BillResult) -> BillResult:
    """A result that holds all groups, so that its totals are the sums of its rows."""
    by_keys = bool(query.group_by) or query.granularity is None
    groups = len({(row.currency, row.keys) for row in result.rows}) if by_keys else len(result.rows)
    return replace(result, totals=_added((row.currency, row.amount) for row in result.rows), groups=groups)
