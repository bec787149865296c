"""The anomalies of a bill through the tool: what stands out, its cause, and what is no anomaly."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from agents.anomalies.agent import ANOMALIES
from billing.export import ExportBill, open_bill
from billing.source import BillSource
from finops_core.answers import AnomaliesBlock, Finding, render
from finops_core.clock import ManualClock
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from tests.unit.billing.made_bills import focus_row, write_csv

FIRST = date(2026, 6, 1)
NOW = datetime(2026, 9, 29, 9, tzinfo=UTC)
SPIKE = date(2026, 9, 10)


def made_rows() -> Iterator[dict[str, str]]:
    for number in range(120):
        day = FIRST + timedelta(days=number)
        weekend = Decimal("0.5") if day.weekday() >= 5 else Decimal(1)
        yield _row(day, "Amazon Elastic Compute Cloud", "BoxUsage:m6i.large", 100 * weekend)
        yield _row(day, "Amazon Simple Storage Service", "TimedStorage-ByteHrs", Decimal(20))
        if day.day == 1:
            yield _row(day, "AWS Support", "Support", Decimal(900))
        if SPIKE <= day < SPIKE + timedelta(days=3):
            yield _row(day, "Amazon Simple Storage Service", "Requests-Tier1", Decimal(75))
        if day == date(2026, 9, 20):
            yield _row(day, "Amazon Redshift", "Node:ra3.4xlarge", Decimal(60))


def _row(day: date, service: str, usage: str, amount: Decimal) -> dict[str, str]:
    month = day.replace(day=1)
    after = (month + timedelta(days=32)).replace(day=1)
    return focus_row(
        BillingPeriodStart=f"{month}T00:00:00Z",
        BillingPeriodEnd=f"{after}T00:00:00Z",
        ChargePeriodStart=f"{day}T00:00:00Z",
        ChargePeriodEnd=f"{day + timedelta(days=1)}T00:00:00Z",
        ServiceName=service,
        x_UsageType=usage,
        BilledCost=str(amount),
        EffectiveCost=str(amount),
        ListCost=str(amount),
        ContractedCost=str(amount),
    )


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExportBill]:
    with open_bill(write_csv(tmp_path_factory.mktemp("bill") / "bill.csv", list(made_rows()))) as opened:
        yield opened


def asked(bill: ExportBill, **args: object) -> Finding:
    context = ToolContext(job_id="j", user_id="ada", clock=ManualClock(NOW), services={BillSource: bill})
    return run_tool(ANOMALIES, args, context)


def block(found: Finding) -> AnomaliesBlock:
    return next(each for each in found.blocks if isinstance(each, AnomaliesBlock))


def test_what_stands_out_is_told_with_its_days_its_excess_and_its_cause(bill: ExportBill):
    found = asked(bill)
    first, second = block(found).items
    assert (first.start, first.end, first.value, first.expected) == ("2026-09-10", "2026-09-13", "285.00", "60.00")
    assert (first.impact, first.unit) == ("225.00", "USD")
    assert first.cause == "Mostly Requests-Tier1 of i-1: it was new"
    assert second.label.startswith("Amazon Redshift")
    assert (second.start, second.impact) == ("2026-09-20", "60.00")
    assert "New on" in second.cause
    assert render(found.headline, found.facts).startswith("There were 2 cost anomalies")
    assert "$285.00 more than expected in all" in render(found.headline, found.facts)
    assert found.basis is not None
    assert "Less than 1 USD a day beyond what was expected is left out." in found.basis.notes


def test_weekends_and_what_comes_every_month_are_no_anomalies(bill: ExportBill):
    found = asked(bill, period="2026-07/2026-08")
    assert found.blocks == ()
    assert render(found.headline, found.facts).startswith("Nothing cost more than its past lets expect")


def test_filters_and_the_largest_only(bill: ExportBill):
    (only,) = block(asked(bill, service=["Redshift"])).items
    assert only.label.startswith("Amazon Redshift")
    largest = asked(bill, top_n=1)
    assert len(block(largest).items) == 1
    assert "Not listed: 1 more" in render(largest.prose, largest.facts)


def test_a_threshold_keeps_the_large_ones_and_counts_what_it_leaves_out(bill: ExportBill):
    large = asked(bill, threshold="100")
    assert [one.impact for one in block(large).items] == ["225.00"]
    assert render(large.headline, large.facts).startswith("There was 1 cost anomaly of over $100.00")
    assert "Left out: 1 smaller." in render(large.prose, large.facts)
    none = asked(bill, threshold="225")
    assert none.blocks == ()
    assert render(none.headline, none.facts).startswith("Nothing more cost over $225.00 more than its past lets expect")
    assert "Left out: 2 smaller." in render(none.prose, none.facts)


def test_the_first_days_of_a_bill_are_said_to_have_no_past(bill: ExportBill):
    found = asked(bill, period="2026-06")
    assert found.basis is not None
    assert any("no past" in note for note in found.basis.notes)
