"""Pure steps from a bill's rows to what an answer shows: shares, tables, breakdowns and time series."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from billing.query import BillResult, BillRow
from finops_core.answers import (
    BreakdownBlock,
    BreakdownItem,
    Column,
    Point,
    Series,
    TableBlock,
    TimeSeriesBlock,
)
from finops_core.values import Period

TABLE_ROWS = 10_000
"""Rows of a table; the worker keeps what an answer has no room for. `total_rows` says how many there are."""

SERIES_POINTS = 190
"""Points over all series of a chart in an answer: a month of days of six groups, and room for its table beside them."""

SERIES_LINES = 6
"""Lines of a chart over time. Of more groups the largest are drawn one by one and the others as one line."""

OTHERS = "All others"

FEWEST_LINES = 3
"""Of so many groups rather the latest intervals are drawn than fewer groups."""

_SHARE = Decimal("0.00000001")

Label = Callable[[int, str], str]
"""Names the value of the n-th group key for a person."""


def share(part: Decimal, whole: Decimal) -> Decimal | None:
    """`part / whole` to eight digits, or None when the whole is not above zero and a share says nothing."""
    return (part / whole).quantize(_SHARE) if whole > 0 else None


_MONTHS_IN = {"monthly": 1, "quarterly": 3, "yearly": 12}


def per_interval(total: Decimal, days: Period, grain: str) -> Decimal:
    """A total spread over the intervals of a period: whole months where it consists of them, else by its days."""
    if grain in _MONTHS_IN and days.start.day == 1 and days.end.day == 1:
        months = (days.end.year - days.start.year) * 12 + days.end.month - days.start.month
        return total * _MONTHS_IN[grain] / months
    per_day = {"hourly": Decimal(1) / 24, "daily": Decimal(1), "weekly": Decimal(7)}
    length = per_day.get(grain) or Decimal("365.25") * _MONTHS_IN[grain] / 12
    return total * length / days.days


def first_rows(rows: Sequence[BillRow], most: int) -> tuple[BillRow, ...]:
    """The first rows of each currency, in the order they have: amounts of two currencies are not ranked together."""
    taken: dict[str, int] = {}
    shown: list[BillRow] = []
    for row in rows:
        taken[row.currency] = taken.get(row.currency, 0) + 1
        if taken[row.currency] <= most:
            shown.append(row)
    return tuple(shown)


def table(title: str, headings: Sequence[tuple[str, str]], result: BillResult, label: Label) -> TableBlock:
    """Groups with amount, currency (when there are several) and share of all, as the bill ordered them.

    `headings` are (key, label) of each group key.
    """
    several = len(result.totals) > 1
    timed = any(row.start for row in result.rows)
    columns = [Column(key=key, label=text) for key, text in headings]
    if timed:
        columns.insert(0, Column(key="start", label="Starting", kind="date"))
    if several:
        columns.append(Column(key="currency", label="Currency"))
    unit = "" if several else next(iter(result.totals), "")
    columns += [Column(key="amount", label="Amount", kind="money", unit=unit)]
    if headings and not timed:
        columns += [Column(key="share", label="Share", kind="percent")]
    rows = [_cells(row, result, label, several=several, shares=bool(headings) and not timed) for row in result.rows]
    return TableBlock(
        title=title, columns=tuple(columns), rows=tuple(rows[:TABLE_ROWS]), total_rows=max(result.groups, len(rows))
    )


def _cells(row: BillRow, result: BillResult, label: Label, *, several: bool, shares: bool) -> tuple[str | None, ...]:
    cells: list[str | None] = [start_text(row)] if row.start else []
    cells += [label(position, key) for position, key in enumerate(row.keys)]
    if several:
        cells.append(row.currency)
    cells.append(str(row.amount))
    if shares:
        part = share(row.amount, result.totals[row.currency])
        cells.append(None if part is None else str(part))
    return tuple(cells)


def breakdown(title: str, result: BillResult, label: Label) -> BreakdownBlock | None:
    """The same groups as parts of one whole; None when amounts of several currencies or signs make no whole."""
    if len(result.totals) != 1 or len(result.rows) < 2 or any(row.amount < 0 for row in result.rows):
        return None
    ((currency, total),) = result.totals.items()
    if total <= 0:
        return None
    items = tuple(
        BreakdownItem(
            label=" · ".join(label(position, key) for position, key in enumerate(row.keys)),
            value=str(row.amount),
            share=str(share(row.amount, total)),
        )
        for row in result.rows[:12]
    )
    return BreakdownBlock(title=title, unit=currency, items=items, total=str(total))


def series(
    title: str, granularity: str, result: BillResult, label: Label, *, complete: Period
) -> TimeSeriesBlock | None:
    """Amounts over time, one line for each of the largest groups; None when currencies differ or nothing is there.

    The other groups are one line, the last, so that the lines of an interval add up to all of it. Points that start
    outside the days the bill fully covers are marked partial.
    """
    if len(result.totals) != 1 or not result.rows:
        return None
    lines: dict[tuple[str, ...], list[BillRow]] = {}
    for row in result.rows:
        lines.setdefault(row.keys, []).append(row)
    largest = sorted(lines, key=lambda keys: -sum((abs(row.amount) for row in lines[keys]), Decimal(0)))
    starts = sorted({start_text(row) for row in result.rows})
    most = min(SERIES_LINES, max(FEWEST_LINES, SERIES_POINTS // len(starts)))
    named, others = (largest, []) if len(largest) <= most else (largest[: most - 1], largest[most - 1 :])
    # One window for all: a group that is drawn over other days than its neighbour cannot be compared with it.
    window = set(starts[-(SERIES_POINTS // min(most, len(largest))) :])
    rows = [(" · ".join(label(n, key) for n, key in enumerate(keys)) or "Total", lines[keys]) for keys in named]
    if others:
        rows.append((OTHERS, _added([row for keys in others for row in lines[keys]])))
    shown = tuple(
        Series(name=name, points=tuple(_point(row, complete) for row in _in_time(line) if start_text(row) in window))
        for name, line in rows
    )
    drawn = tuple(line for line in shown if line.points)
    return TimeSeriesBlock(title=title, unit=next(iter(result.totals)), granularity=granularity, series=drawn)


def _added(rows: list[BillRow]) -> list[BillRow]:
    """One row for each interval."""
    sums: dict[str, BillRow] = {}
    for row in rows:
        before = sums.get(start_text(row))
        sums[start_text(row)] = row if before is None else replace(before, amount=before.amount + row.amount)
    return list(sums.values())


def _in_time(rows: list[BillRow]) -> list[BillRow]:
    return sorted(rows, key=start_text)


def _point(row: BillRow, complete: Period) -> Point:
    outside = row.start is not None and row.start.date() not in complete
    return Point(start=start_text(row), value=str(row.amount), partial=outside)


def start_text(row: BillRow) -> str:
    """The first day of a row's interval, or its first minute when it begins within a day."""
    if row.start is None:
        return ""
    if row.start.hour or row.start.minute:
        return row.start.isoformat(timespec="minutes")
    return row.start.date().isoformat()
