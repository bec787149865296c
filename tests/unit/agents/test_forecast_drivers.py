"""Why a forecast differs from the month before: each cause by hand, and all of them together to the cent."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from agents.catalog import CATALOG
from billing.query import LineKind
from billing.source import BillSource
from billing.testing import Line, MemoryBill
from finops_core.answers import Finding, TableBlock
from finops_core.clock import ManualClock
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from tests.unit.agents.asking import prose

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FIRST, DAYS = date(2026, 1, 1), 322


def steady(amount: str) -> list[Line]:
    return [Line(day=FIRST + timedelta(days=n), amount=Decimal(amount)) for n in range(DAYS)]


def drivers(lines: list[Line], period: str = "next_month") -> tuple[Finding, dict[str, Decimal]]:
    context = ToolContext(
        job_id="job", user_id="ada", clock=ManualClock(NOW), services={BillSource: MemoryBill(lines)}, accounts=None
    )
    found = run_tool(CATALOG["cost"].tool("forecast"), {"period": period, "drivers": True}, context)
    (table,) = [block for block in found.blocks if isinstance(block, TableBlock) and "drives" in block.title]
    return found, {str(row[0]): Decimal(row[1] or 0) for row in table.rows}


def test_credits_that_end_purchases_that_came_once_and_fees_are_told_apart() -> None:
    """October had a credit, a purchase and the old fee; December has 31 days as it had."""
    fees = [
        Line(day=date(2026, m, 1), amount=Decimal(50 if m < 11 else 80), kind=LineKind.MARKETPLACE)
        for m in range(1, 12)
    ]
    credit = Line(day=date(2026, 10, 12), amount=Decimal(-100), kind=LineKind.CREDIT)
    upfront = Line(day=date(2026, 10, 3), amount=Decimal(500), kind=LineKind.RESERVATION_UPFRONT)
    found, rows = drivers([*steady("10"), *fees, credit, upfront], "december")

    assert rows == {
        "Billed in October 2026": Decimal(760),
        "Credits and refunds that are not continued": Decimal(100),
        "Charges that came once": Decimal(-500),
        "Monthly fees": Decimal(30),
        "Forecast": Decimal(390),
    }
    assert "Charges that came once: $500.00 less".lower() in prose(found).lower()


@pytest.mark.parametrize(("month", "cause", "days"), [("2027-02", "3 days fewer", 28), ("2027-04", "1 day fewer", 30)])
def test_days_more_or_fewer_are_a_cause_of_their_own(month: str, cause: str, days: int) -> None:
    _, rows = drivers(steady("10"), month)

    assert rows == {
        "Billed in October 2026": Decimal(310),
        cause: Decimal(10 * (days - 31)),
        "Forecast": Decimal(10 * days),
    }


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("period", ["next_month", "next_quarter", "this_month"])
def test_all_causes_together_are_the_difference_to_the_cent(seed: int, period: str) -> None:
    source = Random(seed)
    lines = [
        Line(day=FIRST + timedelta(days=n), amount=Decimal(str(round(source.uniform(5, 30), 6))), kind=kind)
        for n in range(DAYS)
        for kind in (LineKind.USAGE, source.choice((LineKind.CREDIT, LineKind.TAX, LineKind.USAGE)))
    ]
    _, rows = drivers(lines, period)
    amounts = list(rows.values())

    assert sum(amounts[:-1]) == amounts[-1]
