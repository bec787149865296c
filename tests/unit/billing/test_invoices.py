"""Totals reconcile with the invoices, and what differs is said; amounts worked out by hand."""

from decimal import Decimal
from pathlib import Path

import pytest

from billing.check import check_bill
from billing.export import ExportBill, open_bill
from billing.invoices import reconcile
from billing.query import Metric
from tests.integration.raw_bills import BILLS, amount, read_raw
from tests.shared_bills import SharedBills
from tests.unit.billing.made_bills import focus_day, write_csv

PLAN, TYPE = "arn:p", "Savings Plan"
ROWS = [
    focus_day(1, InvoiceId="INV-1", InvoiceIssuerName="AWS", BilledCost="10.004", EffectiveCost="10.004"),
    focus_day(2, InvoiceId="INV-1", InvoiceIssuerName="AWS", BilledCost="2", EffectiveCost="2", ChargeCategory="Tax"),
    focus_day(
        2, InvoiceId="INV-1", InvoiceIssuerName="AWS", BilledCost="-3", EffectiveCost="-3", ChargeCategory="Credit"
    ),
    focus_day(
        3,
        InvoiceId="INV-2",
        InvoiceIssuerName="AWS EMEA",
        BilledCost="100",
        EffectiveCost="0",
        ChargeCategory="Purchase",
        ChargeFrequency="One-Time",
        CommitmentDiscountId=PLAN,
        CommitmentDiscountType=TYPE,
    ),
    focus_day(
        4,
        InvoiceId="",
        BilledCost="0.5",
        EffectiveCost="7",
        CommitmentDiscountId=PLAN,
        CommitmentDiscountType=TYPE,
    ),
    focus_day(5, InvoiceId="INV-3", BillingCurrency="EUR", BilledCost="4.005", EffectiveCost="4.005"),
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_csv(tmp_path_factory.mktemp("bill") / "bill.csv", ROWS)


def test_each_invoice_holds_its_charges_by_kind(path: Path):
    with open_bill(path) as bill:
        euro, dollar = reconcile(bill)
    assert [(i.id, i.total, i.issuers) for i in dollar.invoices] == [
        ("INV-1", Decimal("9.004"), ("AWS",)),
        ("INV-2", Decimal(100), ("AWS EMEA",)),
    ]
    assert dict(dollar.invoices[0].by_kind) == {"usage": Decimal("10.004"), "tax": Decimal(2), "credit": Decimal(-3)}
    assert [(i.id, i.total) for i in euro.invoices] == [("INV-3", Decimal("4.005"))]


def test_what_no_invoice_has_yet_is_the_difference_to_the_bill(path: Path):
    with open_bill(path) as bill:
        _, dollar = reconcile(bill)
    assert (dollar.billed, dollar.invoiced) == (Decimal("109.504"), Decimal("109.004"))
    assert dict(dollar.not_invoiced.by_kind) == {"savings_plan_covered": Decimal("0.5")}


def test_what_is_payable_is_rounded_to_the_cent_and_says_so(path: Path):
    with open_bill(path) as bill:
        euro, dollar = reconcile(bill)
    assert [(i.payable, i.rounding) for i in dollar.invoices] == [
        (Decimal("9.00"), Decimal("-0.004")),
        (Decimal("100.00"), Decimal(0)),
    ]
    assert euro.invoices[0].payable == Decimal("4.00")  # half to even


def test_effective_cost_differs_from_the_invoices_by_what_is_amortised(path: Path):
    with open_bill(path) as bill:
        _, dollar = reconcile(bill)
    assert dict(dollar.amortised) == {"savings_plan_upfront": Decimal(-100), "savings_plan_covered": Decimal("6.5")}
    assert dollar.billed + sum(dollar.amortised.values()) == dollar.effective == Decimal("16.004")


def test_the_report_reconciles_with_exact_texts(path: Path):
    found = check_bill(path).to_dict()["reconciliation"]["USD"]
    assert (found["billed"], found["invoiced"], found["not_invoiced"]["total"]) == ("109.504", "109.004", "0.5")
    assert found["invoices"][0] == {
        "id": "INV-1",
        "issuers": ["AWS"],
        "total": "9.004",
        "payable": "9",
        "rounding": "-0.004",
        "by_line_kind": {"credit": "-3", "tax": "2", "usage": "10.004"},
    }


def test_a_bill_without_invoice_ids_is_all_not_invoiced(tmp_path: Path):
    with open_bill(write_csv(tmp_path / "bill.csv", [focus_day(1)])) as bill:
        (found,) = reconcile(bill)
    assert (found.invoices, found.not_invoiced.total, found.billed) == ((), Decimal("1.5"), Decimal("1.5"))


@pytest.fixture(scope="module")
def workshop(shared_bills: SharedBills):
    return shared_bills.opened(BILLS / "cur_legacy_2018-10_workshop.snappy.parquet")


def test_invoices_of_a_real_report_equal_sums_over_its_rows(workshop: ExportBill):
    (found,) = reconcile(workshop)
    expected: dict[str, Decimal] = {}
    for row in read_raw(BILLS / "cur_legacy_2018-10_workshop.snappy.parquet"):
        invoice = str(row["bill_invoice_id"] or "")
        expected[invoice] = expected.get(invoice, Decimal(0)) + amount(row["line_item_unblended_cost"])
    totals = {invoice.id: invoice.total for invoice in found.invoices}
    assert totals | {"": found.not_invoiced.total} == {"": Decimal(0)} | expected
    assert found.billed == workshop.info().currencies["USD"][Metric.BILLED] == sum(expected.values())
    assert found.effective == workshop.info().currencies["USD"][Metric.EFFECTIVE]
