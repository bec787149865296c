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
from finops_core.errors import ToolRetry
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


def test_more_of_the_same_from_a_date_adds_its_own_forecast_so_many_times_from_there_on() -> None:
    """From 16 December on, 16 of 31 days, two more of what S3 is."""
    found = suppose(service=("S3",), copies=2, since="2026-12-16", period="next_month")

    assert rows(found) == [("As expected", Decimal(434)), ("With the change", Decimal(562))]
    assert "from 16 December 2026 on" in headline(found)
    assert "2 times the $64.00 that are still to come" in prose(found)
    assert "each one more costs what the one that is there is expected to" in prose(found)


def test_without_a_period_the_month_is_asked_about_in_which_it_starts() -> None:
    found = suppose(tag=(), service=("S3",), copies=1, since="january")

    assert rows(found) == [("As expected", Decimal(434)), ("With the change", Decimal(558))]
    assert "in January 2027" in headline(found)


def test_a_start_behind_the_days_that_are_asked_about_is_refused() -> None:
    with pytest.raises(ToolRetry, match="behind the days"):
        suppose(service=("S3",), copies=1, since="2027-02", period="next_month")


def test_what_is_dropped_takes_all_of_its_own_away_and_what_that_assumes_is_said() -> None:
    found = suppose(service=("S3",), change="-1")

    assert headline(found).startswith("Without what you spend on S3, you would spend about $310.00 in December 2026")
    assert "nothing takes its place" in prose(found)


def test_a_price_that_changes_says_that_usage_stays() -> None:
    found = suppose(service=("S3",), change="-0.1", reason="price")

    assert rows(found)[1] == ("With the change", Decimal("421.60"))
    assert "as much is used as is expected" in prose(found)


def test_a_move_to_graviton_takes_its_share_of_what_has_a_counterpart_there_and_of_nothing_else() -> None:
    """31 days of 10 on m5, of which half moves at 20 % less; t4g and requests stay."""
    bill = MemoryBill(
        [
            *lines("10", EC2, values={Dimension.USAGE_TYPE: "EU-BoxUsage:m5.large"}),
            *lines("3", EC2, values={Dimension.USAGE_TYPE: "EU-BoxUsage:t4g.large"}),
            *lines("4", S3, values={Dimension.USAGE_TYPE: "EU-Requests-Tier1"}),
        ]
    )
    found = suppose(bill, service=("EC2",), to="graviton", share="0.5")

    assert rows(found) == [("As expected", Decimal(527)), ("With the change", Decimal(496))]
    assert "50.0 % of EC2 instances on Graviton" in headline(found)
    assert "$31.00: a part of the $310.00" in prose(found)
    assert any("list prices" in note for note in found.basis.notes)
    assert any("until they end" in note for note in found.basis.notes)
    assert "Graviton counterpart" in headline(suppose(bill, service=("S3",), to="graviton"))


def test_what_is_added_brings_its_own_range_and_what_is_billed_stays_sure() -> None:
    uneven = [
        Line(day=date(2026, 3, 1) + timedelta(days=n), amount=Decimal(10 + n * 37 % 11), service=EC2)
        for n in range((date(2026, 11, 19) - date(2026, 3, 1)).days)
    ]
    bill = MemoryBill([*uneven, *lines("4", S3)])
    (table,) = [block for block in suppose(bill, service=("EC2",), change="1").blocks if isinstance(block, TableBlock)]
    (_, value, low, high), (_, after, low_after, high_after) = table.rows
    widths = [Decimal(high or 0) - Decimal(low or 0), Decimal(high_after or 0) - Decimal(low_after or 0)]

    assert Decimal(after or 0) > Decimal(value or 0)
    assert widths[1] > widths[0] > 0
    gone = suppose(bill, change="-1", period="this_month")
    (_, (_, *left)) = next(block for block in gone.blocks if isinstance(block, TableBlock)).rows
    assert len(set(left)) == 1, "what is billed already, of which nothing is unsure"


@pytest.mark.parametrize(
    "args", [{}, {"change": "0.1", "copies": 2}, {"copies": 1, "to": "graviton"}, {"change": "0.1", "to": "graviton"}]
)
def test_one_thing_is_supposed_at_a_time(args: dict[str, Any]) -> None:
    with pytest.raises(ToolRetry, match="one of change, copies and to"):
        suppose(service=("S3",), **args)


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
        ("What if we stop using Glue from March?", {"service": ("Glue",), "change": "-1", "since": "march"}),
        ("what would our bill be without RDS", {"service": ("RDS",), "change": "-1"}),
        ("what if we had three more staging environments", {"tag": ("environment=staging",), "copies": 3}),
        ("two extra accounts like staging from January", {"account": ("staging",), "copies": 2, "since": "january"}),
        ("what if we migrate half of Lambda to ARM", {"service": ("Lambda",), "to": "graviton", "share": "0.5"}),
        ("what if the price of S3 rises by 5%", {"service": ("S3",), "change": "0.05", "reason": "price"}),
        (
            "what if our traffic grows by 30% next quarter",
            {"usage_family": ("Data transfer",), "change": "0.3", "period": "next_quarter"},
        ),
        ("what if we drop EC2 by 20%", {"service": ("EC2",), "change": "-0.2"}),
    ],
)
def test_a_supposition_is_understood_with_what_how_much_and_when(text: str, args: dict[str, object]) -> None:
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
