"""What an invoice holds is dated by its billing period; what was used in a month, by the days of its charges."""

from pathlib import Path

import pytest

from billing.export import ExportBill
from supervisor.fast_path import decide
from tests.unit.agents.asking import ask, headline, opened, said, table
from tests.unit.billing.made_bills import focus_day, focus_row

JULY = {"BillingPeriodStart": "2026-07-01T00:00:00Z", "BillingPeriodEnd": "2026-08-01T00:00:00Z"}
LATE = {
    **JULY,
    "ChargePeriodStart": "2026-06-30T00:00:00Z",
    "ChargePeriodEnd": "2026-07-01T00:00:00Z",
    "BilledCost": "5",
    "ServiceName": "Late",
}


@pytest.fixture
def bill(tmp_path: Path) -> ExportBill:
    """May 10; June 20, of which 5 were billed in July, which has no days of its own."""
    return opened(
        tmp_path,
        [focus_day(3, 5, BilledCost="10"), focus_day(4, 6, BilledCost="15"), focus_row(**LATE)],
    )


def test_an_invoice_is_its_billing_period(bill: ExportBill) -> None:
    assert headline(ask(bill, "spend", period="2026-06", by_invoice=True)) == (
        "You spent $15.00 on the invoice of June 2026."
    )
    assert headline(ask(bill, "spend", period="2026-06")).startswith("You spent $20.00 in June 2026")


def test_a_month_that_has_only_charges_of_other_days_has_an_invoice(bill: ExportBill) -> None:
    found = ask(bill, "spend", period="2026-07", by_invoice=True, group_by=["service"])

    assert [(row["key0"], row["amount"]) for row in table(found)] == [("Late", "5")]
    assert "By billing period" in said(found)


def test_invoices_by_month_are_billing_periods(bill: ExportBill) -> None:
    found = ask(bill, "spend", by_invoice=True, granularity="monthly", period="all")

    assert [(row["start"], row["amount"]) for row in table(found)] == [
        ("2026-05-01", "10"),
        ("2026-06-01", "15"),
        ("2026-07-01", "5"),
    ]


def test_two_invoices_are_compared(bill: ExportBill) -> None:
    found = ask(bill, "compare", period="2026-07", compare_to="2026-06", by_invoice=True)

    assert "$5.00" in headline(found)
    assert "$15.00" in headline(found)


def test_days_of_a_month_mean_its_invoice(bill: ExportBill) -> None:
    assert "$15.00" in headline(ask(bill, "spend", period="2026-06-10/2026-06-20", by_invoice=True))


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("How much is my June 2025 invoice?", "2025-06"),
        ("What was I invoiced for in June 2025?", "2025-06"),
        ("How much was billed on the June invoice?", "june"),
        ("What was our last invoice?", "last_month"),
        ("How much is my latest invoice?", "last_month"),
        ("this month's invoice", "this_month"),
        ("top 5 services on the June invoice", "june"),
    ],
)
def test_questions_about_invoices_ask_by_invoice(question: str, period: str) -> None:
    step = decide(question)

    assert step is not None
    assert (step.args["period"], step.args["by_invoice"]) == (period, True)


@pytest.mark.parametrize("question", ["What was billed in June 2025?", "spend by invoice", "my bill for June 2025"])
def test_questions_about_charges_do_not(question: str) -> None:
    step = decide(question)

    assert step is not None
    assert "by_invoice" not in step.args
