"""Savings Plans and reservations from the bill's rows; figures worked out by hand."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from billing.commitments import CommitmentKind, commitments
from billing.export import ExportBill, open_bill
from finops_core.values import Period
from tests.integration.raw_bills import BILLS, Row, amount, read_raw
from tests.shared_bills import SharedBills
from tests.unit.billing.made_bills import focus_day, write_csv

PLAN, RESERVATION = "arn:aws:savingsplans::1:savingsplan/p", "arn:aws:ec2:us-east-1:1:reserved-instances/r"


def _plan(day: int, status: str, effective: str, listed: str) -> dict[str, str]:
    return focus_day(
        day,
        BilledCost="0",
        EffectiveCost=effective,
        ListCost=listed,
        CommitmentDiscountId=PLAN,
        CommitmentDiscountType="Savings Plan",
        CommitmentDiscountStatus=status,
    )


FOCUS_ROWS = [
    _plan(1, "Used", "6", "10"),
    _plan(2, "Used", "2", "4"),
    _plan(2, "Unused", "2", "2"),
    focus_day(3, EffectiveCost="6", ListCost="6"),
    focus_day(3, ServiceName="Amazon S3", x_UsageType="TimedStorage-ByteHrs", ListCost="50"),
]


def test_coverage_utilisation_and_waste_of_a_savings_plan(tmp_path: Path):
    with open_bill(write_csv(tmp_path / "bill.csv", FOCUS_ROWS)) as bill:
        (report,) = commitments(bill)
    (plan,) = report.commitments
    assert (plan.kind, plan.used, plan.unused, plan.on_demand) == (
        CommitmentKind.SAVINGS_PLAN,
        Decimal(8),
        Decimal(2),
        Decimal(14),
    )
    assert (plan.utilisation, plan.saved) == (Decimal("0.8"), Decimal(4))
    # 14 of the 20 that such usage would cost on demand; storage cannot be covered.
    assert (report.covered, report.coverable, report.coverage) == (Decimal(14), Decimal(20), Decimal("0.7"))


def test_a_period_limits_the_report(tmp_path: Path):
    with open_bill(write_csv(tmp_path / "bill.csv", FOCUS_ROWS)) as bill:
        (report,) = commitments(bill, Period(date(2026, 5, 1), date(2026, 5, 2)))
    assert (report.used, report.unused, report.utilisation) == (Decimal(6), Decimal(0), Decimal(1))


def _of_a_plan(kind: str, cost: str, effective: str = "", **columns: str) -> dict[str, str]:
    return {
        "line_item_usage_start_date": "2026-05-01T00:00:00Z",
        "line_item_usage_end_date": "2026-05-01T01:00:00Z",
        "line_item_usage_account_id": "111122223333",
        "line_item_line_item_type": kind,
        "line_item_product_code": "AmazonEC2",
        "line_item_usage_type": "BoxUsage:m6i.large",
        "line_item_currency_code": "USD",
        "line_item_unblended_cost": cost,
        "savings_plan_savings_plan_a_r_n": PLAN,
        "savings_plan_savings_plan_effective_cost": effective,
        **columns,
    }


@pytest.mark.parametrize(
    "columns",
    [{}, {"savings_plan_total_commitment_to_date": "5", "savings_plan_used_commitment": "3"}],
    ids=["a report without the columns of use", "a report with them"],
)
def test_what_of_a_fee_was_not_used(columns: dict[str, str], tmp_path: Path):
    absent = dict.fromkeys(columns, "")
    rows = [
        _of_a_plan("SavingsPlanRecurringFee", "5", **columns),
        _of_a_plan("SavingsPlanCoveredUsage", "6", "3", **absent),
        _of_a_plan("SavingsPlanNegation", "-6", **absent),
    ]
    with open_bill(write_csv(tmp_path / "bill.csv", rows)) as bill:
        (report,) = commitments(bill)
    assert (report.used, report.unused) == (Decimal(3), Decimal(2))


def test_a_bill_without_commitments_has_no_report(tmp_path: Path):
    with open_bill(write_csv(tmp_path / "bill.csv", [focus_day(1)])) as bill:
        assert commitments(bill) == ()


@pytest.fixture(scope="module")
def workshop(shared_bills: SharedBills):
    return shared_bills.opened(BILLS / "cur_legacy_2018-10_workshop.snappy.parquet"), read_raw(
        BILLS / "cur_legacy_2018-10_workshop.snappy.parquet"
    )


def test_reservations_of_a_real_report_equal_its_own_columns(workshop: tuple[ExportBill, list[Row]]):
    bill, rows = workshop
    (report,) = commitments(bill)
    used = sum(amount(row["reservation_effective_cost"]) for row in rows if _type(row) == "DiscountedUsage")
    unused = sum(
        amount(row["reservation_unused_amortized_upfront_fee_for_billing_period"])
        + amount(row["reservation_unused_recurring_fee"])
        for row in rows
        if _type(row) == "RIFee"
    )
    assert (report.used, report.unused) == (used, unused)
    assert {c.kind for c in report.commitments} == {CommitmentKind.RESERVATION}
    ends = {c.end.day.isoformat() for c in report.commitments if c.end.day}
    assert ends <= {row["reservation_end_time"][:10] for row in rows}
    assert ends


def _type(row: Row) -> str:
    return str(row["line_item_line_item_type"])
