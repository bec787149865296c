"""What a forecast shows of the past is what was billed: credits, refunds and single purchases are in it."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from billing.export import ExportBill
from billing.query import LineKind
from billing.testing import Line, MemoryBill
from finops_core.answers import Finding, TableBlock, TimeSeriesBlock
from tests.unit.agents.asking import ask, headline, opened, prose, table
from tests.unit.billing.made_bills import focus_row

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAYS = [Line(day=date(2026, 1, 1) + timedelta(days=n), amount=Decimal(10)) for n in range(322)]


def once(kind: LineKind, amount: str) -> MemoryBill:
    return MemoryBill([*DAYS, Line(day=date(2026, 10, 5), amount=Decimal(amount), kind=kind)])


def past(found: Finding) -> dict[str, Decimal]:
    (chart,) = [block for block in found.blocks if isinstance(block, TimeSeriesBlock)]
    return {point.start: Decimal(point.value) for point in chart.series[0].points}


@pytest.mark.parametrize(
    ("kind", "amount", "word"),
    [
        (LineKind.REFUND, "-62", "refunds"),
        (LineKind.CREDIT, "-20.25", "credits"),
        (LineKind.RESERVATION_UPFRONT, "900", "upfront fees of reservations"),
        (LineKind.SAVINGS_PLAN_UPFRONT, "1000", "upfront fees of Savings Plans"),
    ],
)
def test_the_month_before_is_as_billed_and_what_recurs_of_it_beside(kind: LineKind, amount: str, word: str) -> None:
    found = ask(once(kind, amount), "forecast", group_by=["service"], now=NOW)
    (row,) = table(found)

    assert Decimal(row["before"] or 0) == 310 + Decimal(amount)
    assert Decimal(row["recurring"] or 0) == 310
    assert Decimal(row["change"] or 1) == 0
    assert f"after ${310 + Decimal(amount):,.2f} in October 2026" in headline(found)
    assert f"Estimates leave out {word};" in prose(found)
    assert word in found.basis.excluded


def test_what_came_before_is_named_with_its_months_in_upper_case() -> None:
    found = ask(once(LineKind.REFUND, "-62"), "forecast", group_by=["service"], period="rest_of_year", now=NOW)
    (block,) = [block for block in found.blocks if isinstance(block, TableBlock)]
    (label,) = [column.label for column in block.columns if column.key == "before"]
    assert re.fullmatch(r"\d+ [A-Z][a-z]+ 2026 to \d+ [A-Z][a-z]+ 2026", label)


def test_where_all_of_it_recurs_there_is_one_column() -> None:
    assert "recurring" not in table(ask(MemoryBill(DAYS), "forecast", group_by=["service"], now=NOW))[0]


@pytest.mark.parametrize("grain", ["monthly", "weekly", "daily"])
def test_the_chart_draws_what_was_billed(grain: str) -> None:
    bill = once(LineKind.REFUND, "-62")
    found = past(ask(bill, "forecast", granularity=grain, now=NOW))
    spent = table(ask(bill, "spend", granularity=grain, period="all", now=NOW))
    by_start = {row["start"]: Decimal(row["amount"] or 0) for row in spent}

    assert found
    assert found == {start: by_start[start] for start in found}
    assert {248, 8, -52} & {int(amount) for amount in found.values()}


def test_a_purchase_that_comes_once_is_in_the_month_it_was_billed_in(tmp_path: Path) -> None:
    def day(at: date, **more: Any) -> dict[str, str]:
        month = at.replace(day=1)
        end = (month + timedelta(days=32)).replace(day=1)
        return focus_row(
            ChargePeriodStart=f"{at}T00:00:00Z",
            ChargePeriodEnd=f"{at + timedelta(days=1)}T00:00:00Z",
            BillingPeriodStart=f"{month}T00:00:00Z",
            BillingPeriodEnd=f"{end}T00:00:00Z",
            **more,
        )

    licence = {
        "ChargeCategory": "Purchase",
        "ChargeFrequency": "One-Time",
        "BilledCost": "500",
    }
    rows = [day(date(2026, 1, 1) + timedelta(days=n), BilledCost="1") for n in range(322)]
    bill: ExportBill
    with opened(tmp_path, [*rows, day(date(2026, 10, 9), **licence)]) as bill:
        (row,) = table(ask(bill, "forecast", group_by=["account"], now=NOW))

    assert Decimal(row["before"] or 0) == 531
    assert Decimal(row["recurring"] or 0) == 31


@pytest.mark.parametrize(("period", "starts"), [("this_year", 2), ("rest_of_year", 43)])
def test_a_long_time_is_told_by_month_and_a_short_one_by_day(period: str, starts: int) -> None:
    assert len(table(ask(MemoryBill(DAYS), "forecast", period=period, now=NOW))) == starts
