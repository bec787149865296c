"""What can be saved, as the tool says it: totals, filters, classes, what is counted and what is not."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agents.advice.savings.result import Savings
from agents.advice.tools import TOOLS
from billing.export import ExportBill, open_bill
from billing.source import BillSource
from billing.testing import MemoryBill
from finops_core.answers import BreakdownBlock, Finding, RecommendationsBlock, said
from finops_core.clock import ManualClock
from finops_core.errors import ToolError, ToolRetry
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from tests.shared_bills import SharedBills
from tests.unit.advice.cases import CASES
from tests.unit.advice.made_usage import write_bill

SAVINGS = next(tool for tool in TOOLS if tool.name == "savings")
NOW = datetime(2026, 6, 2, tzinfo=UTC)
IDLE_NAT = next(case for case in CASES if case.check == "nat-gateway-idle")
GP2 = next(case for case in CASES if case.check == "ebs-gp2")


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExportBill]:
    lines = [line for case in (IDLE_NAT, GP2) for line in (*case.lines, *case.prices, *case.lookalikes)]
    with open_bill(write_bill(tmp_path_factory.mktemp("bill"), lines, "focus")) as opened:
        yield opened


def context(bill: BillSource, accounts: frozenset[str] | None = None) -> ToolContext:
    services = {BillSource: bill}
    return ToolContext(job_id="j", user_id="ada", clock=ManualClock(NOW), services=services, accounts=accounts)


def ask(bill: BillSource, accounts: frozenset[str] | None = None, **arguments: Any) -> Finding:
    return run_tool(SAVINGS, arguments, context(bill, accounts))


def advised(finding: Finding) -> dict[str, str]:
    """The saving a month by resource."""
    (block,) = [block for block in finding.blocks if isinstance(block, RecommendationsBlock)]
    return {item.resource: item.saving_per_month for item in block.items}


def test_the_total_is_the_sum_of_what_is_listed(bill: ExportBill, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO):
        found = ask(bill)
    assert "currency=USD, a_month=42.85 | savings found a month" in caplog.text
    assert said(found).startswith("You can save $42.85 a month in 2 findings.")
    assert "NAT gateway without traffic ($32.85)" in said(found)
    assert advised(found) == {"nat-gateway-idle/idle": "32.85", "vol-gp2": "10.00"}


def test_every_advice_says_what_shows_it_what_is_not_seen_and_what_to_do(bill: ExportBill):
    (block,) = [block for block in ask(bill, top_n=1).blocks if isinstance(block, RecommendationsBlock)]
    (item,) = block.items
    assert item.check == "nat-gateway-idle"
    assert item.entity is not None
    assert (item.entity.account, item.entity.region) == ("111122223333", "us-east-1")
    assert [(one.metric, one.value) for one in item.evidence] == [
        ("NatGateway-Hours", "720"),
        ("NatGateway-Bytes", "0"),
    ]
    assert {one.source for one in item.evidence} == {"bill"}
    assert "failover" in item.detail
    assert (item.effort, item.reversible, item.not_counted) == ("low", False, "")
    assert (item.saving_class, item.counted_per_month) == ("waste", "32.85")


def test_the_rest_is_said_when_only_the_largest_are_asked_for(bill: ExportBill):
    found = ask(bill, top_n=1)
    assert advised(found) == {"nat-gateway-idle/idle": "32.85"}
    assert "Not listed: 1 more." in said(found)


def test_classes_and_filters_narrow_the_list(bill: ExportBill):
    assert advised(ask(bill, saving_class="rightsize")) == {"vol-gp2": "10.00"}
    assert advised(ask(bill, resource=["vol-gp2"])) == {"vol-gp2": "10.00"}
    assert "nothing that can be saved" in said(ask(bill, region=["eu-west-1"]))
    assert "The bill has no region" in said(ask(bill, region=["ap-south-1"]))


def test_how_large_a_part_of_what_was_billed_it_is_is_said(bill: ExportBill):
    assert "% of the $" in said(ask(bill))
    assert " billed in May 2026." in said(ask(bill))


def test_of_a_class_without_findings_that_class_is_said_and_what_else_there_is(bill: ExportBill):
    found = said(ask(bill, saving_class="modernise"))
    assert found.startswith("The bill alone shows nothing that a newer generation would make cheaper.")
    assert "Other findings would save $42.85 a month." in found
    assert "finops commitments plan" in said(ask(bill, saving_class="commitment"))
    elsewhere = said(ask(bill, saving_class="waste", resource=["vol-gp2"]))
    assert "nothing that is idle or unused" in elsewhere
    assert "Other findings would save $10.00 a month." in elsewhere


def test_who_sees_one_account_gets_advice_on_that_account_only(bill: ExportBill):
    assert "42.85" in said(ask(bill, frozenset({"111122223333"})))
    assert "42.85" not in said(ask(bill, frozenset({"999999999999"})))


def test_another_tool_gets_the_list_as_data(bill: ExportBill):
    found = context(bill).call(SAVINGS, SAVINGS.params())
    assert isinstance(found, Savings)
    assert found.totals().keys() == {"USD"}
    assert round(found.totals()["USD"], 2) == Decimal("42.85")


def test_the_basis_names_the_month_the_prices_and_what_was_not_looked_at(bill: ExportBill):
    basis = ask(bill).basis
    assert basis.metric == "ListCost"
    assert basis.period is not None
    assert (basis.period.start.isoformat(), basis.period.end.isoformat()) == ("2026-05-01", "2026-06-01")
    assert [gap.source for gap in basis.gaps] == ["the account"]
    assert any("730 hours" in note for note in basis.notes)


def test_a_bill_without_rows_to_look_at_is_told_and_wrong_arguments_say_which():
    with pytest.raises(ToolError, match="billing export"):
        ask(MemoryBill([]))
    with pytest.raises(ToolRetry, match="saving_class"):
        ask(MemoryBill([]), saving_class="everything")


def test_only_easy_and_only_small_savings_are_listed_and_that_is_said(bill: ExportBill):
    small = ask(bill, below="20", effort="low")
    assert advised(small) == {"vol-gp2": "10.00"}
    assert said(small).startswith(
        "You can save $10.00 a month in 1 finding that takes little effort and saves less than $20.00."
    )
    assert said(ask(bill, below="10")).startswith("The bill alone shows no finding that saves less than $10.00.")
    assert "that save less than $100.00 each" in said(ask(bill, below="100"))

    assert advised(ask(bill, effort="medium")) == advised(ask(bill))


def test_only_savings_of_some_size_are_listed_and_that_is_said(bill: ExportBill):
    every = advised(ask(bill))
    large = ask(bill, threshold="20")

    assert advised(large) == {thing: amount for thing, amount in every.items() if Decimal(amount) >= 20}
    assert "vol-gp2" in every
    assert "vol-gp2" not in advised(large)
    assert "at least $20.00" in said(large)


def test_savings_are_told_by_the_team_whose_cost_it_is(bill: ExportBill, tmp_path: Path):
    assert ask(bill, group_by=["team"]).blocks == ()  # the bill has no such tag
    owned = [replace(line, tags={"team": "search"}) for line in GP2.lines]
    with open_bill(write_bill(tmp_path, [*IDLE_NAT.lines, *owned, *IDLE_NAT.prices, *GP2.prices], "focus")) as opened:
        (told,) = [block for block in ask(opened, group_by=["team"]).blocks if isinstance(block, BreakdownBlock)]
    assert told.title == "Savings a month by team"
    assert [(item.label, item.value) for item in told.items] == [("no team", "32.85"), ("search", "10.00")]


def test_what_is_in_no_total_is_told_apart_with_its_reason(shared_bills: SharedBills):
    sample = shared_bills.sample(date(2026, 5, 20))
    every, apart = ask(sample), ask(sample, counted=False)
    (block,) = [block for block in apart.blocks if isinstance(block, RecommendationsBlock)]
    assert all(item.counted_per_month == "0" and item.not_counted for item in block.items)
    worth = sum(Decimal(item.saving_per_month) for item in block.items)
    assert said(apart).startswith(
        f"{len(block.items)} findings are not counted in the total, each for its reason: "
        f"${worth:,.2f} a month of cost to review"
    )
    assert (
        f"{len(block.items)} more findings are not counted in the total: "
        f"${worth:,.2f} a month of cost to review" in said(every)
    )
    assert len(advised(ask(sample, counted=True))) + len(advised(apart)) == len(advised(every))


def test_what_has_no_resource_is_found_with_its_own_service_alone(shared_bills: SharedBills):
    sample = shared_bills.sample(date(2026, 5, 20))
    assert "1 finding on Snowflake Data Cloud is not counted in the total" in said(
        ask(sample, service=["Snowflake Data Cloud"], counted=False)
    )
    assert said(ask(sample, service=["Redshift"], counted=False)).startswith("No finding on Redshift is left out")
