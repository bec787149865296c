"""Coverage of parts of the usage, and the effective savings rate, over made rows with amounts that add up by hand."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from billing.commitments import commitments
from billing.export import ExportBill, open_bill
from finops_core.answers import Finding, TableBlock, render
from finops_core.errors import ToolRetry
from tests.unit.agents.asking import ask
from tests.unit.billing.made_bills import focus_day, write_csv

PLAN = "arn:aws:savingsplans::111122223333:savingsplan/one"
COVERED = {
    "CommitmentDiscountId": PLAN,
    "CommitmentDiscountType": "Savings Plan",
    "CommitmentDiscountStatus": "Used",
    "PricingCategory": "Committed",
}


def usage(kind: str, cost: str, listed: str, account: str, month: int = 5) -> dict[str, str]:
    service = "AWS Lambda" if kind.startswith("Lambda") else "Amazon Elastic Compute Cloud"
    amounts = {"BilledCost": cost, "EffectiveCost": cost, "ListCost": listed}
    owner = {"SubAccountId": account, "SubAccountName": account}
    return focus_day(3, month, x_UsageType=kind, ServiceName=service) | amounts | owner


ROWS = [
    usage("BoxUsage:m5.large", "60", "100", "a") | COVERED,
    usage("BoxUsage:m5.large", "50", "50", "a"),
    usage("BoxUsage:c5.large", "50", "50", "b"),
    usage("Lambda-GB-Second", "100", "100", "b"),
    usage("SpotUsage:m5.large", "10", "40", "b") | {"PricingCategory": "Dynamic"},
    usage("BoxUsage:m5.large", "30", "50", "a", month=4) | COVERED,
    usage("BoxUsage:m5.large", "50", "50", "b", month=4),
]


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExportBill]:
    with open_bill(write_csv(tmp_path_factory.mktemp("coverage") / "bill.csv", ROWS)) as opened:
        yield opened


def rows(found: Finding) -> list[tuple[object, ...]]:
    (table,) = [block for block in found.blocks if isinstance(block, TableBlock)]
    return [(row[0], *(Decimal(str(cell)) for cell in row[2:4])) for row in table.rows]


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (
            {"group_by": ("service",)},
            [("AWS Lambda", Decimal(0), Decimal(100)), ("Amazon Elastic Compute Cloud", Decimal(100), Decimal(100))],
        ),
        ({"group_by": ("account",)}, [("b", Decimal(0), Decimal(150)), ("a", Decimal(100), Decimal(50))]),
        (
            {"group_by": ("account",), "order": "highest"},
            [("a", Decimal(100), Decimal(50)), ("b", Decimal(0), Decimal(150))],
        ),
        (
            {"group_by": ("instance_family",), "service": ("EC2",)},
            [("c5", Decimal(0), Decimal(50)), ("m5", Decimal(100), Decimal(50))],
        ),
        (
            {"group_by": ("month",), "period": "all"},
            [("2026-04", Decimal(50), Decimal(50)), ("2026-05", Decimal(100), Decimal(200))],
        ),
    ],
)
def test_coverage_by_a_dimension_has_what_is_covered_and_what_is_not(
    bill: ExportBill, args: dict[str, Any], expected: list[tuple[object, ...]]
) -> None:
    period = args.get("period", "2026-05")
    parts = {name: value for name, value in args.items() if name != "period"}
    assert rows(ask(bill, "commitments", aspect="coverage", period=period, **parts)) == expected


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ({"service": ("EC2",)}, "50.0 %"),
        ({"account": ("b",)}, "0.0 %"),
        ({"instance_family": ("m5",)}, "66.7 %"),
        ({}, "33.3 %"),
    ],
)
def test_coverage_of_a_part_is_of_that_part_alone(bill: ExportBill, args: dict[str, Any], told: str) -> None:
    found = ask(bill, "commitments", aspect="coverage", period="2026-05", **args)
    assert render(found.headline, found.facts).startswith(told)


def test_the_savings_rate_is_of_what_usage_would_have_cost_on_demand(bill: ExportBill) -> None:
    (report,) = commitments(bill)
    assert report.savings_rate == 1 - Decimal(340) / Decimal(400)
    found = ask(bill, "commitments", aspect="savings_rate", period="all")
    assert render(found.headline, found.facts).startswith("15.0 % of what usage")


def test_what_is_used_of_a_commitment_has_no_parts(bill: ExportBill) -> None:
    with pytest.raises(ToolRetry):
        ask(bill, "commitments", aspect="utilisation", service=("EC2",))
