"""What grew since January is January beside the latest full month, not two spans of as many days."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from billing.testing import Line, MemoryBill
from tests.unit.agents.asking import ask, headline, said, table

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
BILL = MemoryBill(
    [
        Line(day=date(2025 + (month - 1) // 12, (month - 1) % 12 + 1, day), amount=Decimal(month), account="one")
        for month in range(1, 24)
        for day in (1, 18)
    ]
)
"""Each month of 2025 and 2026 comes to twice its number: January 2026 is the 13th, October 2026 the 22nd."""


@pytest.mark.parametrize(
    ("period", "before", "after"),
    [
        ("since_january", 26, 44),
        ("since_2026-03", 30, 44),
        ("since_2025-Q4", 2 * (10 + 11 + 12), 2 * (20 + 21 + 22)),
        ("since_2025-01/2025-03", 2 * (1 + 2 + 3), 2 * (20 + 21 + 22)),
    ],
)
def test_the_first_months_are_compared_with_as_many_of_the_latest(period: str, before: int, after: int) -> None:
    found = ask(BILL, "compare", period=period, group_by=["account"], now=NOW)
    (row,) = table(found)

    assert (Decimal(row["before"] or 0), Decimal(row["after"] or 0)) == (before, after)
    assert "The first and the latest full months" in said(found)


def test_the_days_compared_are_named_where_there_are_no_two_full_months() -> None:
    found = ask(BILL, "compare", period="since_2026-11-05", group_by=["account"], now=NOW)

    assert "compared with" in said(found).lower()
    assert "The first and the latest" not in said(found)
    assert "5 November 2026" in headline(found)


def test_the_latest_full_month_is_compared_with_what_is_billed_of_the_next() -> None:
    found = ask(BILL, "compare", period="since_october", group_by=["account"], now=NOW)
    (row,) = table(found)

    assert (Decimal(row["before"] or 0), Decimal(row["after"] or 0)) == (44, 46)
    assert "as many days from the other's start" in said(found)
