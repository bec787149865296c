"""Amounts of every kind: whatever their type and their digits, no charge is lost and the sum is right."""

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from billing.check import check_bill
from billing.export import open_bill
from billing.query import BillInfo, BillQuery, Metric
from tests.unit.billing.made_bills import FOCUS_ROW, focus_row, write_csv, write_parquet

ARROW: Any = pa
"""Its own types are unknown."""

RESIDUE = ("1.7842857142857143e-14", "-2.9802322387695312e-8", "5.684341886080802e-17", "0", "22.184857142857143")


def write_typed(path: Path, rows: Sequence[dict[str, Any]], types: dict[str, Any]) -> Path:
    """A Parquet file whose columns have the given types, all others text."""
    return write_parquet(
        path,
        {name: ARROW.array([row[name] for row in rows], types.get(name, ARROW.string())) for name in FOCUS_ROW},
    )


def load(path: Path) -> BillInfo:
    return check_bill(path).info


def billed(info: BillInfo, metric: Metric = Metric.BILLED) -> Decimal:
    return info.currencies["USD"][metric]


def left_out(info: BillInfo) -> int:
    return sum(problem.rows for problem in info.problems)


@pytest.mark.parametrize("large", ["120000.00", "-99999999.99", "987654321098.7654321", "1.2e5"])
@pytest.mark.parametrize("column", ["BilledCost", "ListCost"])
def test_float_residue_never_costs_the_large_charge_beside_it(tmp_path: Path, large: str, column: str):
    rows = [focus_row(**{column: amount}) for amount in (*RESIDUE, large)]
    info = load(write_csv(tmp_path / "bill.csv", rows))
    assert (info.rows, left_out(info)) == (len(rows), 0)
    exact = sum(Decimal(amount) for amount in (*RESIDUE, large))
    assert abs(billed(info, Metric.BILLED if column == "BilledCost" else Metric.LIST) - exact) < Decimal("1e-12")


def test_what_was_rounded_is_said_and_is_no_problem(tmp_path: Path):
    rows = [focus_row(BilledCost=amount) for amount in (*RESIDUE, "987654321098.7654321")]
    rounded = [p for p in load(write_csv(tmp_path / "bill.csv", rows)).problems if "rounded" in p.message]
    assert [(p.column, p.rows, p.notice) for p in rounded] == [("BilledCost", 0, True)]
    assert "of 6 rows" in rounded[0].message


def test_amounts_that_fit_are_kept_to_the_last_digit(tmp_path: Path):
    rows = [focus_row(BilledCost=amount) for amount in ("120000.00", "0.0000000000000000000000017")]
    info = load(write_csv(tmp_path / "bill.csv", rows))
    assert billed(info) == Decimal("120000.0000000000000000000000017")
    assert info.problems == ()


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (ARROW.float64(), [float(v) for v in (*RESIDUE, "120000.00", "0.1", "1e-300")]),
        (ARROW.float32(), [0.1, 2.5, 1e-20, 120000.0]),
        (
            ARROW.decimal128(38, 30),
            [Decimal("1.7842857142857143E-14"), Decimal("1200.00"), Decimal(0)],
        ),
        (ARROW.decimal128(38, 2), [Decimal("120000.00"), Decimal("-0.05"), Decimal(0), Decimal("99999999999.99")]),
        (ARROW.decimal128(12, 4), [Decimal("120000.0001"), Decimal("-0.05"), Decimal(0)]),
        (ARROW.int64(), [120000, -3, 0]),
        (ARROW.string(), [*RESIDUE, "120000.00"]),
    ],
    ids=str,
)
def test_every_type_of_a_parquet_column_adds_up(tmp_path: Path, kind: Any, values: list[Any]):
    rows = [{**FOCUS_ROW, "BilledCost": value, "EffectiveCost": value} for value in values]
    info = load(write_typed(tmp_path / "bill.parquet", rows, {"BilledCost": kind, "EffectiveCost": kind}))
    stated = ARROW.array(values, kind).to_pylist()
    digits = 7 if kind == ARROW.float32() else 17
    exact = sum(Decimal(f"{v:.{digits}g}") if isinstance(v, float) else Decimal(v) for v in stated)
    assert (info.rows, left_out(info)) == (len(values), 0)
    assert abs(billed(info) - exact) < Decimal("1e-12")
    assert billed(info, Metric.EFFECTIVE) == billed(info)


def test_a_column_of_huge_integers_adds_up(tmp_path: Path):
    import duckdb

    path = tmp_path / "bill.parquet"
    values = ", ".join(f"'{value}' AS \"{name}\"" for name, value in FOCUS_ROW.items() if name != "BilledCost")
    duckdb.sql(f"COPY (SELECT CAST(n AS HUGEINT) AS \"BilledCost\", {values} FROM range(4) r(n)) TO '{path}'")
    assert billed(load(path)) == 6


@pytest.mark.parametrize("column", ["EffectiveCost", "ListCost", "ContractedCost", "ConsumedQuantity"])
@pytest.mark.parametrize("value", ["NaN", "nan", "inf", "-Infinity", "abc", "", "1e99", "9" * 40])
def test_another_value_that_is_no_number_costs_that_value_only(tmp_path: Path, column: str, value: str):
    info = load(write_csv(tmp_path / "bill.csv", [focus_row(), focus_row(**{column: value}), focus_row()]))
    assert (info.rows, left_out(info), billed(info)) == (3, 0, Decimal("4.5"))
    said = [problem for problem in info.problems if problem.column == column]
    if column != "ConsumedQuantity":
        assert billed(
            info, {"EffectiveCost": Metric.EFFECTIVE, "ListCost": Metric.LIST}.get(column, Metric.CONTRACTED)
        ) == (Decimal(FOCUS_ROW[column]) * 2)
        assert [(p.affected, "1 of 3" in p.message) for p in said] == [(1, True)]
    if column == "EffectiveCost":
        assert said[0].amount == {"USD": Decimal("1.5")}


@pytest.mark.parametrize("hole", [float("nan"), float("inf"), None])
def test_holes_in_a_column_of_doubles_cost_nothing_else(tmp_path: Path, hole: float | None):
    rows = [{**FOCUS_ROW, "BilledCost": 10.0, "ListCost": price} for price in (hole, 10.0, hole)]
    info = load(
        write_typed(tmp_path / "bill.parquet", rows, {"BilledCost": ARROW.float64(), "ListCost": ARROW.float64()})
    )
    assert (billed(info), billed(info, Metric.LIST), left_out(info)) == (30, 10, 0)
    assert any("ListCost" in p.message and "2 of 3" in p.message for p in info.problems)


@pytest.mark.parametrize(
    ("amounts", "total"),
    [
        (["1.234,56", "0,5", "7", "-1,25"], "1240.81"),
        (["$10,000.00 ", "$2.50", "($0.50)"], "10002"),
        (["1\u00a0234,50", "12,00-", "0,25 $"], "1222.75"),
        (["US$1,234.50", " $ -   ", "1.00 US$"], "1235.50"),
        (["1\u2019234.50", "0.50"], "1235"),
        (["1'234.50", "(12.00)", "\u22123.00"], "1219.50"),
        (["1,234", "2.50"], "1236.50"),
        (["1.234", "2,50"], "1236.50"),
        (["1.50 USD", "USD 2", "usd3.25", "-USD 1", "(0.75 USD)"], "5"),
        (["1.234,56 USD", "USD 0,44", "-5 USD"], "1230"),
        (["$1,000.00 USD", "2.5"], "1002.50"),
    ],
)
def test_numbers_written_for_people_are_read_where_the_column_tells_how(tmp_path: Path, amounts: list[str], total: str):
    rows = [focus_row(BilledCost=amount) for amount in amounts]
    info = load(write_csv(tmp_path / "bill.csv", rows, delimiter=";"))
    assert (info.rows, left_out(info), billed(info)) == (len(amounts), 0, Decimal(total))


@pytest.mark.parametrize(
    "amount",
    ["1.50 EUR", "€1.50", "1.50 £", "R$1.50", "A$ 1.50", "1.50 kr", "USD 1.50 USD", "1 USD 5", "1.50 kUSD", "1.50 Hrs"],
)
def test_an_amount_with_another_code_than_its_currency_is_left_out(tmp_path: Path, amount: str):
    info = load(write_csv(tmp_path / "bill.csv", [focus_row(BilledCost=a) for a in ("7 USD", amount)]))
    assert (info.rows, left_out(info), billed(info)) == (1, 1, Decimal(7))


WITH_POINT = {
    "GBP": (["£1,234.50", "-£0.50"], "1234"),
    "JPY": (["¥1,234,567", "円100"], "1234667"),
    "INR": (["₹1,234.50", "Rs. 5.50"], "1240"),
    "CHF": (["SFr. 1'234.50", "Fr. 0.50"], "1235"),
    "AUD": (["A$1,234.50", "$0.50", "AUD 1.00"], "1236"),
    "CAD": (["CA$10.00", "C$2.50"], "12.50"),
}
WITH_COMMA = {
    "EUR": (["1.234,56 €", "€ 0,44", "(5,00 €)"], "1230"),
    "BRL": (["R$ 1.234,50", "-R$ 0,50"], "1234"),
    "SEK": (["1 234,50 kr", "0,50 kr."], "1235"),
}


@pytest.mark.parametrize("form", ["csv", "parquet", "jsonl", "json"])
@pytest.mark.parametrize("written", [WITH_POINT, WITH_COMMA])
def test_numbers_with_their_currencys_own_signs_are_read_in_every_form(
    tmp_path: Path, form: str, written: dict[str, tuple[list[str], str]]
):
    rows = [
        focus_row(BilledCost=amount, BillingCurrency=currency)
        for currency, (amounts, _) in written.items()
        for amount in amounts
    ]
    info = load(in_form(tmp_path, form, rows))
    assert (info.rows, left_out(info)) == (len(rows), 0)
    assert {currency: totals[Metric.BILLED] for currency, totals in info.currencies.items()} == {
        currency: Decimal(total) for currency, (_, total) in written.items()
    }


@pytest.mark.parametrize("form", ["csv", "parquet", "jsonl"])
def test_a_report_with_numbers_for_people_is_read_in_all_its_amounts(tmp_path: Path, form: str):
    plan = "arn:aws:savingsplans::1:savingsplan/1"
    common = {
        "bill_payer_account_id": "1",
        "bill_billing_period_start_date": "2026-05-01",
        "line_item_usage_account_id": "2",
        "line_item_usage_start_date": "2026-05-03",
        "line_item_product_code": "AmazonEC2",
        "line_item_currency_code": "EUR",
        "savings_plan_savings_plan_a_r_n": "",
        "line_item_normalized_usage_amount": "1.000,5",
    }
    nothing = dict.fromkeys(
        (
            *("line_item_net_unblended_cost", "pricing_public_on_demand_cost"),
            *("savings_plan_net_savings_plan_effective_cost", "savings_plan_total_commitment_to_date"),
            *("savings_plan_used_commitment", "reservation_net_effective_cost"),
            "reservation_net_unused_amortized_upfront_fee_for_billing_period",
            *("reservation_net_unused_recurring_fee", "split_line_item_split_cost", "split_line_item_unused_cost"),
        ),
        "",
    )

    def line(kind: str, cost: str, **amounts: str) -> dict[str, str]:
        return {**common, **nothing, "line_item_line_item_type": kind, "line_item_unblended_cost": cost, **amounts}

    rows = [
        line(
            "Usage", "1.234,50 €", line_item_net_unblended_cost="1.000,50 €", pricing_public_on_demand_cost="2.000,00 €"
        ),
        line(
            *("SavingsPlanCoveredUsage", "10,00 €"),
            savings_plan_savings_plan_a_r_n=plan,
            savings_plan_net_savings_plan_effective_cost="7,25 €",
        ),
        line(
            *("SavingsPlanRecurringFee", "0,00 €"),
            savings_plan_savings_plan_a_r_n=plan,
            savings_plan_total_commitment_to_date="1.100,00 €",
            savings_plan_used_commitment="1.000,00 €",
        ),
        line("DiscountedUsage", "0,00 €", reservation_net_effective_cost="3,50 €"),
        line(
            *("RIFee", "9,00 €"),
            reservation_net_unused_amortized_upfront_fee_for_billing_period="4,00 €",
            reservation_net_unused_recurring_fee="1,25 €",
        ),
        line("Usage", "0,00 €", split_line_item_split_cost="1.000,25 €", split_line_item_unused_cost="0,25 €"),
    ]
    with open_bill(in_form(tmp_path, form, rows)) as bill:
        info = bill.info()
        split = bill.query(BillQuery(metric=Metric.SPLIT)).totals
    assert (info.rows, left_out(info)) == (6, 0)
    assert info.currencies["EUR"] == {
        Metric.BILLED: Decimal("1253.50"),
        # 1,000.50 + 7.25 + (1,100 - 1,000) + 3.50 + (4 + 1.25) + nothing stated net
        Metric.EFFECTIVE: Decimal("1116.50"),
        Metric.LIST: Decimal(2000),
        Metric.CONTRACTED: info.currencies["EUR"][Metric.CONTRACTED],
    }
    assert split == {"EUR": Decimal("1000.50")}


def in_form(folder: Path, form: str, rows: list[dict[str, str]]) -> Path:
    """The same rows as CSV, as Parquet of texts, and as JSON, an object a line or a list of them."""
    if form == "csv":
        return write_csv(folder / "bill.csv", rows)
    if form == "parquet":
        return write_parquet(folder / "bill.parquet", {name: [row[name] for row in rows] for name in rows[0]})
    path = folder / "bill.jsonl"
    path.write_text(json.dumps(rows) if form == "json" else "\n".join(map(json.dumps, rows)) + "\n")
    return path


@pytest.mark.parametrize("amounts", [["1,234", "5"], ["1,5", "1.5"]])
def test_a_comma_that_can_be_read_two_ways_leaves_its_row_out(tmp_path: Path, amounts: list[str]):
    info = load(write_csv(tmp_path / "bill.csv", [focus_row(BilledCost=a) for a in amounts], delimiter=";"))
    assert (info.rows, left_out(info)) == (1, 1)
