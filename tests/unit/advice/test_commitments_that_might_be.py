"""A Compute Savings Plan that was not bought, and commitments that end: by hand on two weeks of an hourly bill."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from agents.catalog import CATALOG
from billing.export import ExportBill
from billing.source import BillSource
from finops_core.answers import Finding
from finops_core.clock import ManualClock
from finops_core.errors import ToolError
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from tests.unit.agents.asking import headline, opened, prose, table
from tests.unit.billing.made_bills import focus_row

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOURS = 14 * 24
PLAN = "arn:aws:savingsplans::1:savingsplan/1"


def hour_of(place: int, meter: str, quantity: str, price: str, covered_at: str = "") -> dict[str, str]:
    start = datetime(2026, 10, 1) + timedelta(hours=place)  # noqa: DTZ001  # written as UTC
    end = start + timedelta(hours=1)
    listed = Decimal(quantity) * Decimal(price)
    row = focus_row(
        BillingPeriodStart="2026-10-01T00:00:00Z", BillingPeriodEnd="2026-11-01T00:00:00Z",
        ChargePeriodStart=f"{start:%Y-%m-%dT%H:00:00Z}", ChargePeriodEnd=f"{end:%Y-%m-%dT%H:00:00Z}",
        BilledCost=str(listed), EffectiveCost=str(listed), ListCost=str(listed), ContractedCost=str(listed),
        ConsumedQuantity=quantity, x_UsageType=meter, RegionId="us-east-1", ResourceId="",
    )  # fmt: skip
    if not covered_at:
        return row
    paid = str(Decimal(quantity) * Decimal(covered_at))
    named = {"CommitmentDiscountId": PLAN, "CommitmentDiscountType": "Savings Plan", "CommitmentDiscountStatus": "Used"}
    return {**row, **named, "BilledCost": "0", "EffectiveCost": paid}


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> ExportBill:
    rows = [
        row
        for place in range(HOURS)
        for row in (
            hour_of(place, "Fargate-vCPU-Hours:perCPU", "10", "0.04", "0.032"),
            hour_of(place, "BoxUsage:m6i.large", "5", "0.1", "0.07"),
            hour_of(place, "BoxUsage:m6i.large", "10", "0.1"),
            hour_of(place, "BoxUsage:r6i.large", "2", "0.2"),
        )
    ]
    return opened(tmp_path_factory.mktemp("hourly"), rows)


def ask(bill: BillSource, tool: str, accounts: frozenset[str] | None = None, **args: Any) -> Finding:
    services = {BillSource: bill}
    context = ToolContext(job_id="job", user_id="ada", clock=ManualClock(NOW), services=services, accounts=accounts)
    return run_tool(CATALOG["advice"].tool(tool), args, context)


@pytest.mark.parametrize(
    ("hourly", "said", "unused"),
    [
        # five of the ten m6i.large at 0.07: 0.50 at list prices for 0.35 an hour
        ("0.35", "$0.35 an hour would have saved $50.40 from 1 October 2026 to", "with $0.00 left unused"),
        # all ten take 0.70; what is beyond is lost
        ("0.90", "$0.90 an hour would have saved $33.60 from", "with $67.20 left unused"),
        ("2", "$2.00 an hour would have cost $336.00 more than buying nothing from", "with $436.80 left unused"),
    ],
)  # fmt: skip
def test_a_plan_that_was_not_bought_is_worked_out_hour_by_hour(
    bill: ExportBill, hourly: str, said: str, unused: str
) -> None:
    found = ask(bill, "plan_bought", hourly=hourly)
    assert said in headline(found)
    assert unused in prose(found)
    assert "A further $134.40 of usage is left out, because the bill shows no plan rate for it." in prose(found)


def test_without_rates_on_the_bill_nothing_is_promised(tmp_path_factory: pytest.TempPathFactory) -> None:
    rows = [hour_of(place, "BoxUsage:m6i.large", "5", "0.1", "0.07") for place in range(HOURS)]
    # a plan of one family and region may be bound to it: its rates are none of a Compute plan
    bill = opened(tmp_path_factory.mktemp("bound"), rows)
    assert headline(ask(bill, "plan_bought", hourly="1")).startswith(
        "The bill shows no rates of a Compute Savings Plan"
    )


def test_what_follows_the_end_of_commitments_is_their_usage_at_list_prices(bill: ExportBill) -> None:
    found = ask(bill, "commitments_ended")
    assert headline(found).startswith("Without 1 commitment, the same usage would have cost $77.28 more")
    assert "At list prices it is $302.40; what was paid for them is $225.12." in prose(found)
    assert [row["id"] for row in table(found)] == [PLAN]
    assert any("paid for until its end" in note for note in found.basis.notes)


def test_commitments_of_a_kind_or_service_that_are_not_there(bill: ExportBill) -> None:
    assert headline(ask(bill, "commitments_ended", kind="reservation")).startswith("The bill has no such commitments")
    assert "77.28" in headline(ask(bill, "commitments_ended", service=["Amazon EC2"]))


@pytest.mark.parametrize(("tool", "args"), [("plan_bought", {"hourly": "1"}), ("commitments_ended", {})])
def test_who_sees_some_accounts_only_is_told_nothing_of_shared_commitments(
    bill: ExportBill, tool: str, args: dict[str, str]
) -> None:
    with pytest.raises(ToolError, match="shared by all accounts"):
        ask(bill, tool, accounts=frozenset({"200000000001"}), **args)
