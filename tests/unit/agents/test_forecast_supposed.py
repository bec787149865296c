"""A forecast as if something cost more or less: sums by hand over steady bills."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from agents.catalog import CATALOG
from billing.query import Dimension
from billing.source import BillSource
from billing.testing import Line, MemoryBill
from finops_core.answers import Finding, TableBlock
from finops_core.clock import ManualClock
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from supervisor.fast_path import decide
from tests.unit.agents.asking import headline, prose

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
EC2, S3 = "Amazon Elastic Compute Cloud", "Amazon Simple Storage Service"


def lines(amount: str, service: str, *, first: date = date(2026, 3, 1), **more: Any) -> list[Line]:
    days = (date(2026, 11, 19) - first).days
    return [Line(day=first + timedelta(days=n), amount=Decimal(amount), service=service, **more) for n in range(days)]


BILL = MemoryBill([*lines("10", EC2), *lines("4", S3)])


def suppose(bill: BillSource = BILL, **args: Any) -> Finding:
    context = ToolContext(
        job_id="job", user_id="ada", clock=ManualClock(NOW), services={BillSource: bill}, accounts=None
    )
    return run_tool(CATALOG["cost"].tool("forecast_supposed"), args, context)


def rows(found: Finding) -> list[tuple[str | None, Decimal]]:
    (table,) = [block for block in found.blocks if isinstance(block, TableBlock)]
    return [(row[0], Decimal(row[1] or 0)) for row in table.rows]


@pytest.mark.parametrize(
    ("change", "after", "added"),
    [("0.2", "496.00", "62.00"), ("-0.35", "325.50", "108.50"), ("1", "744.00", "310.00"), ("-1", "124.00", "310.00")],
)
def test_a_share_of_what_is_named_is_added_to_the_forecast_of_all(change: str, after: str, added: str) -> None:
    """December: 31 days of 14, of which 10 are EC2's."""
    found = suppose(service=("EC2",), change=change)

    assert rows(found) == [("As expected", Decimal(434)), ("With the change", Decimal(after))]
    assert f"you would spend about ${after} in December 2026 instead of $434.00" in headline(found)
    assert f"${added}" in prose(found)
    assert "of the $310.00 that are still to come of it" in prose(found)
    assert any("supposition" in note for note in found.basis.notes)


@pytest.mark.parametrize("family", ["Data transfer", "data_transfer"])
def test_more_data_transfer_says_what_else_of_traffic_it_leaves_out(family: str) -> None:
    bill = MemoryBill([*lines("10", EC2), *lines("4", S3, values={Dimension.USAGE_FAMILY: "Data transfer"})])
    found = suppose(bill, usage_family=(family,), change="1")

    assert "$558.00 in December 2026 instead of $434.00" in headline(found)
    assert any("only the data transfer" in note for note in found.basis.notes)
    assert not any("only the data transfer" in note for note in suppose(service=("EC2",), change="1").basis.notes)


def test_days_that_are_billed_do_not_change_any_more() -> None:
    """November: 18 days are billed, 12 are ahead."""
    found = suppose(service=("S3",), change="0.5", period="this_month")

    assert rows(found) == [("As expected", Decimal(420)), ("With the change", Decimal(444))]


def test_everything_changes_where_nothing_is_named() -> None:
    assert rows(suppose(change="0.1"))[1] == ("With the change", Decimal("477.40"))


def test_what_has_too_little_history_or_is_not_in_the_bill_is_said() -> None:
    late = MemoryBill([*lines("10", EC2), *lines("4", S3, first=date(2026, 11, 10))])

    assert "too little history" in headline(suppose(late, service=("S3",), change="0.2"))
    assert not suppose(service=("Redshift",), change="0.2").blocks


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("what if EC2 grows 20%", {"service": ("EC2",), "change": "0.2"}),
        (
            "What happens if RDS and S3 grow by 7.5% next quarter?",
            {"service": ("RDS", "S3"), "change": "0.075", "period": "next_quarter"},
        ),
        ("what will we spend if EC2 costs fall by 30%", {"service": ("EC2",), "change": "-0.3"}),
        ("what if we spend 25% less on Lambda", {"service": ("Lambda",), "change": "-0.25"}),
        ("suppose environment=staging grows 200%", {"tag": ("environment=staging",), "change": "2"}),
    ],
)
def test_a_supposed_change_is_understood_with_its_direction_and_share(text: str, args: dict[str, object]) -> None:
    step = decide(text)

    assert step is not None
    assert (step.tool, dict(step.args)) == ("forecast_supposed", args)


@pytest.mark.parametrize(
    "text", ["forecast without Glue", "forecast next month without Glue", "predict our bill without EC2"]
)
def test_a_forecast_without_something_leaves_it_out(text: str) -> None:
    step = decide(text)

    assert step is not None
    assert step.tool == "forecast"
    assert step.args["exclude"] in (("service=Glue",), ("service=EC2",))
