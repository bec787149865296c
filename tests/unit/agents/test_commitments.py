"""The commitments tool over the real bills at hand."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agents.catalog import CATALOG
from billing.export import ExportBill, open_bill
from billing.source import BillSource
from finops_core.answers import Finding, TableBlock, render
from finops_core.clock import ManualClock
from finops_core.errors import ToolError
from finops_core.tools.run import run_tool
from finops_core.tools.spec import ToolContext
from tests.unit.agents.memory_bill import MemoryBill
from tests.unit.agents.test_cost_tools import line

BILLS = Path(__file__).parents[2] / "data" / "bills"


def call(bill: BillSource, *, accounts: frozenset[str] | None = None, **args: str) -> Finding:
    clock = ManualClock(datetime(2026, 11, 20, tzinfo=UTC))
    context = ToolContext(job_id="job", user_id="ada", clock=clock, services={BillSource: bill}, accounts=accounts)
    return run_tool(CATALOG["cost"].tool("commitments"), args, context)


@pytest.fixture(scope="module")
def synthetic() -> Iterator[ExportBill]:
    with open_bill(BILLS / "focus_1.2_synthetic.parquet") as bill:
        yield bill


@pytest.fixture(scope="module")
def workshop() -> Iterator[ExportBill]:
    with open_bill(BILLS / "cur_legacy_2018-10_workshop.snappy.parquet") as bill:
        yield bill


@pytest.mark.parametrize("aspect", ["coverage", "utilisation", "unused", "saved", "ends"])
def test_each_aspect_leads_with_its_own_number(aspect: str, synthetic: ExportBill) -> None:
    found = call(synthetic, aspect=aspect)

    text = render(found.headline, found.facts)
    words = {"coverage": "covered", "utilisation": "was used", "unused": "unused", "saved": "on-demand", "ends": "end"}
    assert words[aspect] in text
    assert any(isinstance(block, TableBlock) and block.rows for block in found.blocks)


def test_used_and_unused_of_a_month_add_up_to_what_was_paid(workshop: ExportBill) -> None:
    found = call(workshop, kind="reservation", aspect="utilisation")

    (share,) = [fact for fact in found.facts if fact.kind == "percent"]
    (unused,) = [fact for fact in found.facts if fact.kind == "money"]
    (table,) = [block for block in found.blocks if isinstance(block, TableBlock)]
    used = sum(float(row[2] or 0) for row in table.rows)
    assert used / (used + float(unused.value)) == pytest.approx(float(share.value))


def test_a_bill_without_savings_plans_says_so(workshop: ExportBill) -> None:
    found = call(workshop, kind="savings_plan")

    assert found.headline == "The bill has no Savings Plans in October 2018."


def test_a_user_of_some_accounts_is_told_why_not() -> None:
    with open_bill(BILLS / "cur_2.0_tiny.csv") as bill, pytest.raises(ToolError, match="shared by all accounts"):
        call(bill, accounts=frozenset({"1"}))


def test_a_bill_that_is_no_export_is_refused() -> None:
    with pytest.raises(ToolError, match="billing export"):
        call(MemoryBill([line("2026-10-01", "5")]))
