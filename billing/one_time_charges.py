"""Charges that come once, apart from those that can be continued: licences for a year, upfront fees, purchases.

A purchase that is stated as one-time, is for longer than two months, or of which the bill does not say how often it
comes, is continued only where
charges of its kind came in each of the latest months: some exports state every fee as one-time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from billing.fees import LATEST_MONTHS, ONCE_A_MONTH
from billing.periods.calendar import add_months
from billing.query import BillResult, BillRow, Cadence, LineKind
from finops_core.values import Period

UPFRONT = frozenset({LineKind.SAVINGS_PLAN_UPFRONT, LineKind.RESERVATION_UPFRONT})
_NOT_DAILY = frozenset({Cadence.ONCE, Cadence.ASSUMED_ONCE, Cadence.TERM})


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTime:
    """Rows of charges that came once, keyed as those that are continued, and the kinds of which that is assumed."""

    rows: tuple[BillRow, ...] = ()
    assumed: frozenset[LineKind] = frozenset()

    @property
    def kinds(self) -> frozenset[LineKind]:
        return frozenset(LineKind(row.keys[-1]) for row in self.rows if row.amount)

    def by_day(self, keys: tuple[str, ...], currency: str) -> dict[date, float]:
        """What one group's charges came to, by the days they came on."""
        found: dict[date, float] = {}
        for row in self.rows:
            if row.keys[:-1] == keys and row.currency == currency and row.start is not None:
                day = row.start.date()
                found[day] = found.get(day, 0.0) + float(row.amount)
        return found


def apart(result: BillResult, days: Period) -> tuple[BillResult, OneTime]:
    """A daily result by keys, line kind and cadence as one without the cadence, and what came once, out of it."""
    series: dict[tuple[str, ...], list[BillRow]] = {}
    for row in result.rows:
        series.setdefault((*row.keys, row.currency), []).append(row)
    once: list[BillRow] = []
    continued: list[BillRow] = []
    assumed: set[LineKind] = set()
    for rows in series.values():
        kind, cadence = LineKind(rows[0].keys[-2]), Cadence(rows[0].keys[-1] or Cadence.DAILY)
        comes_once = kind in UPFRONT or (cadence in _NOT_DAILY and not _comes_monthly(kind, rows, days))
        (once if comes_once else continued).extend(replace(row, keys=row.keys[:-1]) for row in rows)
        if comes_once and cadence is Cadence.ASSUMED_ONCE and any(row.amount for row in rows):
            assumed.add(kind)
    found = OneTime(rows=tuple(once), assumed=frozenset(assumed))
    return replace(result, rows=_merged(continued)), found


def _comes_monthly(kind: LineKind, rows: Sequence[BillRow], days: Period) -> bool:
    """Whether there was a charge in each of the latest whole months, of which there have to be two at least."""
    if kind in ONCE_A_MONTH:
        return True
    running = days.end.replace(day=1)
    whole = [add_months(running, -back) for back in range(1, LATEST_MONTHS + 1)]
    whole = [month for month in whole if month >= days.start.replace(day=1)]
    months = {row.start.date().replace(day=1) for row in rows if row.start is not None and row.amount}
    return len(whole) > 1 and months.issuperset(whole)


def _merged(rows: Iterable[BillRow]) -> tuple[BillRow, ...]:
    """One row for each group, kind, day and currency."""
    sums: dict[tuple[object, ...], BillRow] = {}
    for row in rows:
        key = (row.keys, row.start, row.currency)
        sums[key] = replace(row, amount=sums[key].amount + row.amount) if key in sums else row
    return tuple(sums.values())
