"""A chart over time is drawn over one window, whole where it fits into an answer."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from agents.bill.blocks import SERIES_POINTS, series
from billing.query import BillResult, BillRow
from finops_core.answers import TimeSeriesBlock
from finops_core.values import Period

FIRST = datetime(2026, 10, 1, tzinfo=UTC)


def _drawn(days: int, *groups: str, once: str = "") -> TimeSeriesBlock:
    """Each group costs 1 a day, the ones named first more; `once` came on the first day only and is the dearest."""
    rows = [
        BillRow(keys=(group,), start=FIRST + timedelta(days=day), currency="USD", amount=Decimal(len(groups) - place))
        for day in range(days)
        for place, group in enumerate(groups)
    ]
    if once:
        rows.append(BillRow(keys=(once,), start=FIRST, currency="USD", amount=Decimal(100_000)))
    total = sum((row.amount for row in rows), Decimal(0))
    result = BillResult(rows=tuple(rows), totals={"USD": total}, groups=len(rows), rows_read=len(rows))
    everything = Period.of_days(date(2026, 10, 1), days)
    block = series("Spend", "daily", result, lambda _, key: key, complete=everything)
    assert block is not None
    return block


def test_the_lines_of_each_day_add_up_to_all_of_it() -> None:
    block = _drawn(31, "a", "b", "c", "d", "e", "f", "g")
    assert [point.value for point in block.series[-1].points] == ["3"] * 31
    assert {sum(Decimal(line.points[day].value) for line in block.series) for day in range(31)} == {Decimal(28)}
    assert [line.name for line in _drawn(31, "a", "b", "c", "d", "e", "f").series] == ["a", "b", "c", "d", "e", "f"]


def test_a_month_of_days_is_drawn_whole_for_six_lines() -> None:
    block = _drawn(31, "a", "b", "c", "d", "e", "f", "g")
    assert [line.name for line in block.series] == ["a", "b", "c", "d", "e", "All others"]
    assert all(
        [point.start for point in line.points][:: len(line.points) - 1] == ["2026-10-01", "2026-10-31"]
        for line in block.series
    )


def test_what_does_not_fit_is_drawn_over_the_same_latest_days_for_every_group() -> None:
    block = _drawn(365, "a", "b", "c", "d")
    spans = {tuple(point.start for point in line.points) for line in block.series}
    assert len(spans) == 1
    assert len(block.series) == 3
    assert next(iter(spans))[-1] == "2027-09-30"
    assert sum(len(line.points) for line in block.series) <= SERIES_POINTS


def test_a_group_without_an_amount_in_the_window_is_no_line() -> None:
    assert "once" in [line.name for line in _drawn(31, "a", "b", once="once").series]
    assert "once" not in [line.name for line in _drawn(365, "a", "b", once="once").series]
