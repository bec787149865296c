"""Every line type of the CUR and every charge category and class of FOCUS, with amounts worked out by hand."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from billing.export import ExportBill, open_bill
from billing.query import BillQuery, Dimension, LineKind, Metric
from tests.unit.billing.made_bills import focus_row, write_csv


@dataclass(frozen=True, kw_only=True)
class Line:
    """One CUR line: what it states, and the kind and effective cost it must get."""

    type: str
    kind: LineKind
    unblended: str
    effective: str
    on_demand: str = ""
    product: str = "AmazonEC2"
    entity: str = "AWS"
    description: str = ""
    plan: str = ""
    plan_effective: str = ""
    plan_total: str = ""
    plan_used: str = ""
    reservation: str = ""
    reserved_effective: str = ""
    unused_upfront: str = ""
    unused_recurring: str = ""
    net: str = ""


PLAN = "arn:aws:savingsplans::1:savingsplan/p"
RESERVATION = "arn:aws:ec2:us-east-1:1:reserved-instances/r"

LINES = [
    Line(type="Usage", kind=LineKind.USAGE, unblended="10.00", effective="10.00", on_demand="10.00"),
    Line(type="Tax", kind=LineKind.TAX, unblended="2.10", effective="2.10"),
    Line(type="Credit", kind=LineKind.CREDIT, unblended="-3.00", effective="-3.00"),
    Line(type="Refund", kind=LineKind.REFUND, unblended="-1.25", effective="-1.25"),
    Line(type="EdpDiscount", kind=LineKind.DISCOUNT, unblended="-0.50", effective="-0.50"),
    Line(type="PrivateRateDiscount", kind=LineKind.DISCOUNT, unblended="-0.40", effective="-0.40"),
    Line(type="BundledDiscount", kind=LineKind.DISCOUNT, unblended="-0.30", effective="-0.30"),
    Line(type="SppDiscount", kind=LineKind.DISCOUNT, unblended="-0.15", effective="-0.15"),
    Line(type="Discount", kind=LineKind.DISCOUNT, unblended="-0.20", effective="-0.20"),
    Line(type="RiVolumeDiscount", kind=LineKind.DISCOUNT, unblended="-0.10", effective="-0.10"),
    Line(
        type="SavingsPlanCoveredUsage",
        kind=LineKind.SAVINGS_PLAN_COVERED,
        unblended="8.00",
        effective="5.00",
        on_demand="8.00",
        plan=PLAN,
        plan_effective="5.00",
    ),
    Line(
        type="SavingsPlanNegation",
        kind=LineKind.SAVINGS_PLAN_NEGATION,
        unblended="-8.00",
        effective="0",
        plan=PLAN,
    ),
    Line(type="SavingsPlanUpfrontFee", kind=LineKind.SAVINGS_PLAN_UPFRONT, unblended="100", effective="0", plan=PLAN),
    # 7.00 committed in this hour, 5.00 of it used: 2.00 was paid for nothing.
    Line(
        type="SavingsPlanRecurringFee",
        kind=LineKind.SAVINGS_PLAN_RECURRING,
        unblended="7.00",
        effective="2.00",
        plan=PLAN,
        plan_total="7.00",
        plan_used="5.00",
    ),
    Line(
        type="DiscountedUsage",
        kind=LineKind.RESERVATION_COVERED,
        unblended="0",
        effective="3.50",
        on_demand="6.00",
        reservation=RESERVATION,
        reserved_effective="3.50",
    ),
    # Unused: 0.75 of the upfront payment and 0.50 of the recurring fee.
    Line(
        type="RIFee",
        kind=LineKind.RESERVATION_RECURRING,
        unblended="20.00",
        effective="1.25",
        reservation=RESERVATION,
        unused_upfront="0.75",
        unused_recurring="0.50",
    ),
    Line(
        type="Fee",
        kind=LineKind.RESERVATION_UPFRONT,
        unblended="300",
        effective="0",
        reservation=RESERVATION,
        description="Sign up charge for subscription: 1, planId: 2",
    ),
    Line(type="Fee", kind=LineKind.SUPPORT, unblended="29", effective="29", product="AWSSupportBusiness"),
    Line(type="Usage", kind=LineKind.SUPPORT, unblended="1.00", effective="1.00", product="AWSSupportEnterprise"),
    Line(
        type="Usage",
        kind=LineKind.MARKETPLACE,
        unblended="4.00",
        effective="4.00",
        product="x1",
        entity="AWS Marketplace",
    ),
    Line(type="Fee", kind=LineKind.MARKETPLACE, unblended="6.00", effective="6.00", entity="AWS Marketplace"),
    Line(type="Tax", kind=LineKind.TAX, unblended="0.60", effective="0.60", entity="AWS Marketplace"),
    Line(
        type="Fee", kind=LineKind.OTHER, unblended="12", effective="12", product="AmazonRegistrar", description="domain"
    ),
    Line(
        type="Usage", kind=LineKind.ROUNDING, unblended="0.01", effective="0.01", description="AWS rounding adjustment"
    ),
    Line(type="Rounding", kind=LineKind.ROUNDING, unblended="-0.01", effective="-0.01"),
]

INVOICE_TOTAL = Decimal("485.80")
"""10 + 2.1 - 3 - 1.25 - .5 - .4 - .3 - .15 - .2 - .1 + 8 - 8 + 100 + 7 + 0 + 20 + 300 + 29 + 1 + 4 + 6 + .6 + 12, and
the two roundings cancel out."""


def _cur_row(line: Line, number: int) -> dict[str, str]:
    return {
        "identity/LineItemId": f"line{number}",
        "bill/InvoiceId": "INV1",
        "bill/BillingEntity": line.entity,
        "bill/BillType": "Anniversary",
        "bill/PayerAccountId": "100000000000",
        "bill/BillingPeriodStartDate": "2026-05-01T00:00:00Z",
        "bill/BillingPeriodEndDate": "2026-06-01T00:00:00Z",
        "lineItem/UsageAccountId": "200000000001",
        "lineItem/LineItemType": line.type,
        "lineItem/UsageStartDate": "2026-05-03T10:00:00Z",
        "lineItem/UsageEndDate": "2026-05-03T11:00:00Z",
        "lineItem/ProductCode": line.product,
        "lineItem/CurrencyCode": "USD",
        "lineItem/UnblendedCost": line.unblended,
        "lineItem/LineItemDescription": line.description,
        "pricing/publicOnDemandCost": line.on_demand,
        "reservation/ReservationARN": line.reservation,
        "reservation/EffectiveCost": line.reserved_effective,
        "reservation/UnusedAmortizedUpfrontFeeForBillingPeriod": line.unused_upfront,
        "reservation/UnusedRecurringFee": line.unused_recurring,
        "savingsPlan/SavingsPlanARN": line.plan,
        "savingsPlan/SavingsPlanEffectiveCost": line.plan_effective,
        "savingsPlan/TotalCommitmentToDate": line.plan_total,
        "savingsPlan/UsedCommitment": line.plan_used,
    }


def _snake(name: str) -> str:
    table, column = name.split("/")
    out = "".join(f"_{c.lower()}" if c.isupper() else c for c in column).lstrip("_")
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in table) + "_" + out


def _by_kind(bill: ExportBill, metric: Metric) -> dict[str, Decimal]:
    return {r.keys[0]: r.amount for r in bill.query(BillQuery(metric=metric, group_by=(Dimension.LINE_KIND,))).rows}


def _expected(of: dict[str, list[str]]) -> dict[str, Decimal]:
    return {kind: sum((Decimal(a) for a in amounts), Decimal(0)) for kind, amounts in of.items()}


@pytest.fixture(scope="module", params=["slash", "snake"])
def cur(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    rows = [_cur_row(line, number) for number, line in enumerate(LINES)]
    if request.param == "snake":
        rows = [{_snake(name): value for name, value in row.items()} for row in rows]
    with open_bill(write_csv(tmp_path_factory.mktemp("cur") / "bill.csv", rows)) as bill:
        yield bill


def test_every_cur_line_type_has_its_kind_and_billed_cost(cur: ExportBill):
    of: dict[str, list[str]] = {}
    for line in LINES:
        of.setdefault(line.kind.value, []).append(line.unblended)
    assert _by_kind(cur, Metric.BILLED) == _expected(of)


def test_every_cur_line_type_has_its_effective_cost(cur: ExportBill):
    of: dict[str, list[str]] = {}
    for line in LINES:
        of.setdefault(line.kind.value, []).append(line.effective)
    assert _by_kind(cur, Metric.EFFECTIVE) == _expected(of)


def test_list_cost_is_the_public_on_demand_cost(cur: ExportBill):
    assert cur.query(BillQuery(metric=Metric.LIST)).totals == {"USD": Decimal("24.00")}


def test_the_lines_add_up_to_the_invoice(cur: ExportBill):
    result = cur.query(BillQuery(group_by=(Dimension.INVOICE,)))
    assert [(row.keys, row.amount) for row in result.rows] == [(("INV1",), INVOICE_TOTAL)]


def test_kinds_can_be_left_out(cur: ExportBill):
    credits_and_tax = frozenset({LineKind.CREDIT, LineKind.TAX})
    result = cur.query(BillQuery(kinds_excluded=credits_and_tax))
    assert result.totals["USD"] == INVOICE_TOTAL + Decimal("3.00") - Decimal("2.70")


def test_net_costs_are_effective_where_the_report_has_them(tmp_path: Path):
    """An EDP of 10 %: net columns carry the discount, so its own line has no effective cost."""
    lines = [
        Line(type="Usage", kind=LineKind.USAGE, unblended="10", net="9", effective="9"),
        Line(type="Tax", kind=LineKind.TAX, unblended="1", net="", effective="1"),
        Line(type="EdpDiscount", kind=LineKind.DISCOUNT, unblended="-1", net="", effective="0"),
    ]
    rows = [{**_cur_row(line, n), "lineItem/NetUnblendedCost": line.net} for n, line in enumerate(lines)]
    with open_bill(write_csv(tmp_path / "bill.csv", rows)) as bill:
        assert bill.query(BillQuery()).totals == {"USD": Decimal(10)}
        assert bill.query(BillQuery(metric=Metric.EFFECTIVE)).totals == {"USD": Decimal(10)}


SP, RI = "Savings Plan", "Reserved Instance"
FOCUS_LINES: list[tuple[dict[str, str], LineKind]] = [
    ({"ChargeCategory": "Usage"}, LineKind.USAGE),
    ({"ChargeCategory": "Tax"}, LineKind.TAX),
    ({"ChargeCategory": "Credit"}, LineKind.CREDIT),
    ({"ChargeCategory": "Credit", "ChargeDescription": "Enterprise discount program discount"}, LineKind.DISCOUNT),
    ({"ChargeCategory": "Adjustment"}, LineKind.OTHER),
    ({"ChargeCategory": "Adjustment", "ChargeDescription": "Rounding error"}, LineKind.ROUNDING),
    ({"ChargeCategory": "Usage", "ChargeClass": "Correction", "BilledCost": "-4"}, LineKind.REFUND),
    ({"ChargeCategory": "Usage", "ChargeClass": "Correction", "BilledCost": "4"}, LineKind.USAGE),
    ({"ChargeCategory": "Tax", "ChargeClass": "Correction", "BilledCost": "-4"}, LineKind.TAX),
    ({"ChargeCategory": "Purchase", "ChargeClass": "Correction", "BilledCost": "-4"}, LineKind.REFUND),
    ({"ChargeCategory": "Purchase", "ChargeClass": "Correction", "BilledCost": "4"}, LineKind.OTHER),
    ({"ChargeCategory": "Credit", "ChargeClass": "Correction", "BilledCost": "4"}, LineKind.CREDIT),
    ({"ChargeCategory": "Adjustment", "ChargeClass": "Correction", "BilledCost": "-4"}, LineKind.REFUND),
    ({"ChargeCategory": "Adjustment", "ChargeClass": "Correction", "BilledCost": "4"}, LineKind.OTHER),
    ({"ChargeCategory": "Refund", "BilledCost": "-4"}, LineKind.REFUND),
    ({"ChargeCategory": "Purchase", "ChargeFrequency": "One-Time"}, LineKind.OTHER),
    (
        {"ChargeCategory": "Purchase", "ChargeFrequency": "One-Time", "_plan": SP},
        LineKind.SAVINGS_PLAN_UPFRONT,
    ),
    (
        {"ChargeCategory": "Purchase", "ChargeFrequency": "Recurring", "_plan": SP},
        LineKind.SAVINGS_PLAN_RECURRING,
    ),
    ({"ChargeCategory": "Purchase", "ChargeFrequency": "One-Time", "_plan": RI}, LineKind.RESERVATION_UPFRONT),
    ({"ChargeCategory": "Purchase", "ChargeFrequency": "Recurring", "_plan": RI}, LineKind.RESERVATION_RECURRING),
    ({"ChargeCategory": "Usage", "CommitmentDiscountStatus": "Used", "_plan": SP}, LineKind.SAVINGS_PLAN_COVERED),
    ({"ChargeCategory": "Usage", "CommitmentDiscountStatus": "Used", "_plan": RI}, LineKind.RESERVATION_COVERED),
    ({"ChargeCategory": "Usage", "CommitmentDiscountStatus": "Unused", "_plan": SP}, LineKind.UNUSED_COMMITMENT),
    ({"ChargeCategory": "Usage", "CommitmentDiscountStatus": "Unused", "_plan": RI}, LineKind.UNUSED_COMMITMENT),
    ({"ChargeCategory": "Purchase", "ServiceName": "AWS Support (Business)"}, LineKind.SUPPORT),
    ({"ChargeCategory": "Usage", "PublisherName": "Datadog, Inc."}, LineKind.MARKETPLACE),
    ({"ChargeCategory": "Purchase", "PublisherName": "Datadog, Inc."}, LineKind.MARKETPLACE),
]


@pytest.mark.parametrize(("changes", "kind"), FOCUS_LINES, ids=lambda value: str(value)[:60])
def test_every_focus_charge_category_and_class_has_its_kind(tmp_path: Path, changes: dict[str, str], kind: LineKind):
    plan = changes.get("_plan", "")
    columns = {name: value for name, value in changes.items() if not name.startswith("_")}
    committed = {"CommitmentDiscountId": "arn:p", "CommitmentDiscountType": plan} if plan else {}
    row = focus_row(ResourceId="", **{**columns, **committed})
    with open_bill(write_csv(tmp_path / "bill.csv", [row])) as bill:
        assert bill.values(Dimension.LINE_KIND) == (kind.value,)
        assert bill.query(BillQuery()).totals == {"USD": Decimal(row["BilledCost"])}


def test_the_fixtures_cover_every_type_category_and_class():
    """CUR's line types are those of AWS's "Line item details", FOCUS's values those of the specification 1.0 to 1.3."""
    assert {line.type for line in LINES} >= {
        *("Usage", "Tax", "Credit", "Refund", "Fee", "RIFee", "DiscountedUsage"),
        *("SavingsPlanCoveredUsage", "SavingsPlanNegation", "SavingsPlanUpfrontFee", "SavingsPlanRecurringFee"),
        *("EdpDiscount", "PrivateRateDiscount", "BundledDiscount", "SppDiscount", "RiVolumeDiscount", "Discount"),
    }
    assert {line.kind for line in LINES} | {kind for _, kind in FOCUS_LINES} == set(LineKind)
    seen = {(changes["ChargeCategory"], changes.get("ChargeClass", "")) for changes, _ in FOCUS_LINES}
    categories = ("Usage", "Purchase", "Tax", "Credit", "Adjustment")
    assert seen >= {(category, charge_class) for category in categories for charge_class in ("", "Correction")}
