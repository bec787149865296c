"""Each export format is told by its columns, and its own ways of saying things are understood."""

import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from billing.check import check_bill
from billing.export import open_bill
from billing.intake.layout import recognised
from billing.query import BillQuery, Dimension, Metric, Tag
from tests.unit.billing.made_bills import FOCUS_ROW, focus_row, map_column, write_csv, write_parquet

FOCUS_1_0 = ["BilledCost", "ChargeCategory", "ChargePeriodStart", "ProviderName"]
CUR = ["line_item_unblended_cost", "line_item_usage_start_date"]


@pytest.mark.parametrize(
    ("columns", "format_", "version"),
    [
        (FOCUS_1_0, "FOCUS", "1.0"),
        ([*FOCUS_1_0, "CommitmentDiscountQuantity"], "FOCUS", "1.1"),
        ([*FOCUS_1_0, "SkuMeter", "PricingCurrency"], "FOCUS", "1.2"),
        ([*FOCUS_1_0, "SkuMeter", "InvoiceId", "ServiceProviderName"], "FOCUS", "1.3"),
        (["billed_cost", "charge_category", "charge_period_start"], "FOCUS", "1.0"),
        (["lineItem/UnblendedCost", "lineItem/UsageStartDate"], "CUR", "legacy"),
        ([*CUR, "resource_tags_user_name"], "CUR", "legacy"),
        ([*CUR, "identity_line_item_id", "bill_bill_type", "bill_payer_account_id"], "CUR", "legacy"),
        ([*CUR, "identity_line_item_id", "bill_bill_type", "bill_payer_account_id", "resource_tags"], "CUR", "2.0"),
        (CUR, "CUR", "2.0"),
    ],
)
def test_columns_tell_the_format(columns: list[str], format_: str, version: str):
    layout = recognised(columns)
    assert layout is not None
    assert (layout.format.value, layout.version) == (format_, version)


def test_columns_of_something_else_are_no_bill():
    assert recognised(["date", "amount", "payee"]) is None


CUR_2_ROW = {
    "bill_payer_account_id": "100000000000",
    "bill_payer_account_name": "Payer",
    "bill_billing_period_start_date": "2026-05-01T00:00:00.000Z",
    "bill_billing_period_end_date": "2026-06-01T00:00:00.000Z",
    "bill_invoice_id": "INV",
    "line_item_usage_account_id": "200000000001",
    "line_item_usage_account_name": "prod",
    "line_item_usage_start_date": "2026-05-03T10:00:00.000Z",
    "line_item_usage_end_date": "2026-05-03T11:00:00.000Z",
    "line_item_line_item_type": "Usage",
    "line_item_product_code": "AmazonEC2",
    "line_item_usage_type": "EU-BoxUsage:t3.micro",
    "line_item_currency_code": "EUR",
    "line_item_unblended_cost": "0.0104",
    "product": '{"product_name": "Amazon Elastic Compute Cloud", "region": "eu-west-1"}',
    "resource_tags": '{"user_team": "payments", "aws_created_by": "x"}',
}


def test_spot_in_a_cost_and_usage_report_is_bought_at_prices_that_move(tmp_path: Path):
    types = ("EU-BoxUsage:t3.micro", "EU-SpotUsage:t3.micro", "SpotUsage-Fargate-vCPU-Hours:perCPU")
    rows = [CUR_2_ROW | {"line_item_usage_type": each} for each in types]
    with open_bill(write_csv(tmp_path / "cur.csv", rows)) as bill:
        found = bill.query(BillQuery(group_by=(Dimension.PRICING_CATEGORY,))).rows
    assert {row.keys[0]: row.amount for row in found} == {"Standard": Decimal("0.0104"), "Dynamic": Decimal("0.0208")}


def _expect_cur_2(path: Path) -> None:
    with open_bill(path) as bill:
        info = bill.info()
        assert (info.format, info.version, info.accounts) == ("CUR", "2.0", {"200000000001": "prod"})
        assert bill.values(Dimension.SERVICE) == ("Amazon Elastic Compute Cloud",)
        assert bill.values(Dimension.REGION) == ("eu-west-1",)
        assert info.tag_keys == ("aws:created_by", "team")
        assert bill.values(Tag("team")) == ("payments",)
        assert bill.query(BillQuery()).totals == {"EUR": Decimal("0.0104")}
        assert info.data_as_of == datetime(2026, 5, 3, 11, tzinfo=UTC)
        assert info.complete_until == datetime(2026, 5, 3, tzinfo=UTC).date()


def test_cur_2_with_maps_as_json_in_csv(tmp_path: Path):
    _expect_cur_2(write_csv(tmp_path / "bill.csv", [CUR_2_ROW]))


def test_cur_2_with_maps_and_doubles_in_parquet(tmp_path: Path):
    columns: dict[str, Any] = {name: [value] for name, value in CUR_2_ROW.items()}
    columns["line_item_unblended_cost"] = [0.0104]
    columns["line_item_usage_start_date"] = [datetime(2026, 5, 3, 10, tzinfo=UTC)]
    columns["product"] = map_column([("product_name", "Amazon Elastic Compute Cloud"), ("region", "eu-west-1")])
    columns["resource_tags"] = map_column([("user_team", "payments"), ("aws_created_by", "x")])
    _expect_cur_2(write_parquet(tmp_path / "bill.parquet", columns))


def test_decimal_and_integer_columns_of_parquet_are_exact(tmp_path: Path):
    columns: dict[str, Any] = {name: [value, value] for name, value in FOCUS_ROW.items()}
    columns["BilledCost"] = [Decimal("0.12345678901234567890"), Decimal("1.00000000000000000001")]
    columns["ListCost"] = [3, 4]
    with open_bill(write_parquet(tmp_path / "bill.parquet", columns)) as bill:
        assert bill.query(BillQuery()).totals == {"USD": Decimal("1.12345678901234567891")}
        assert bill.query(BillQuery(metric=Metric.LIST)).totals == {"USD": Decimal(7)}


def test_focus_without_the_columns_that_1_3_retires_is_taken_for_1_4_with_doubt(tmp_path: Path):
    row = {name: value for name, value in FOCUS_ROW.items() if name not in ("ProviderName", "PublisherName")}
    row |= {"ServiceProviderName": "AWS", "HostProviderName": "AWS", "InvoiceIssuerName": "AWS Inc."}
    with open_bill(write_csv(tmp_path / "bill.csv", [row])) as bill:
        assert bill.info().version == "1.4"
        assert any("version cannot be told" in problem.message for problem in bill.info().problems)
        assert bill.values(Dimension.PROVIDER) == ("AWS",)


def test_the_usage_type_is_found_where_each_version_has_it(tmp_path: Path):
    row = {name: value for name, value in focus_row(SkuMeter="EU-NatGateway-Bytes").items() if name != "x_UsageType"}
    with open_bill(write_csv(tmp_path / "bill.csv", [row])) as bill:
        assert bill.values(Dimension.USAGE_TYPE) == ("EU-NatGateway-Bytes",)
        assert bill.values(Dimension.USAGE_FAMILY) == ("NAT gateway",)


def test_several_currencies_are_reported_side_by_side(tmp_path: Path):
    rows = [focus_row(), focus_row(BillingCurrency="eur", BilledCost="0.10"), focus_row(BillingCurrency="")]
    report = check_bill(write_csv(tmp_path / "bill.csv", rows)).to_dict()
    assert {unit: totals["billed"] for unit, totals in report["currencies"].items()} == {
        "EUR": "0.1",
        "USD": "1.5",
        "XXX": "1.5",
    }


def test_importing_the_bill_loads_no_database_and_no_aws():
    modules = "billing.export, billing.check, billing.allocation, billing.commitments, billing.terms"
    script = f"import sys, {modules}; print([m for m in ('duckdb', 'boto3', 'botocore') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert found.stdout.strip() == "[]"
