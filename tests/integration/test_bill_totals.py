"""Every sample bill adds up exactly as its rows do, added up by other means."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from billing.check import check_bill
from billing.export import ExportBill
from billing.query import BillQuery, Dimension, Metric
from finops_core.values import Granularity
from tests.integration.raw_bills import BILLS, Row, amount, read_raw, sums
from tests.shared_bills import SharedBills

# One worker reads the raw rows of each report.
pytestmark = pytest.mark.xdist_group("bill-totals")


@dataclass(frozen=True, kw_only=True)
class Sample:
    """How a bill's own columns are called, and the format it must be recognised as."""

    file: str
    format: str
    version: str
    billed: str
    list_cost: str
    service: str
    account: str
    start: str
    day_format: str = ""
    effective: Callable[[Row], Decimal]


def _column(name: str) -> Callable[[Row], Decimal]:
    return lambda row: amount(row.get(name))


def _amortised(row: Row) -> Decimal:
    """Amortised cost of a legacy report without Savings Plans, as AWS documents it."""
    kind = row["line_item_line_item_type"]
    if kind == "DiscountedUsage":
        return amount(row["reservation_effective_cost"])
    if kind == "RIFee":
        unused = amount(row["reservation_unused_amortized_upfront_fee_for_billing_period"])
        return unused + amount(row["reservation_unused_recurring_fee"])
    return amount(row["line_item_unblended_cost"])


def _focus(file: str, version: str, *, day_format: str = "") -> Sample:
    return Sample(
        file=file,
        format="FOCUS",
        version=version,
        billed="BilledCost",
        list_cost="ListCost",
        service="ServiceName",
        account="SubAccountId",
        start="ChargePeriodStart",
        day_format=day_format,
        effective=_column("EffectiveCost"),
    )


SAMPLES = [
    _focus("focus_1.0_official_sample.csv", "1.0"),
    _focus("focus_1.0_damaged_by_excel.csv", "1.0", day_format="%m/%d/%Y"),
    _focus("focus_1.2_synthetic.parquet", "1.2"),
    _focus("focus_1.3_synthetic.parquet", "1.3"),
    Sample(
        file="cur_legacy_2018-10_workshop.snappy.parquet",
        format="CUR",
        version="legacy",
        billed="line_item_unblended_cost",
        list_cost="pricing_public_on_demand_cost",
        service="product_product_name",
        account="line_item_usage_account_id",
        start="line_item_usage_start_date",
        effective=_amortised,
    ),
    Sample(
        file="cur_legacy_2023-11_anonymised.csv",
        format="CUR",
        version="legacy",
        billed="lineItem/UnblendedCost",
        list_cost="pricing/publicOnDemandCost",
        service="product/ProductName",
        account="lineItem/UsageAccountId",
        start="lineItem/UsageStartDate",
        effective=_column("lineItem/UnblendedCost"),
    ),
    Sample(
        file="cur_2.0_tiny.csv",
        format="CUR",
        version="2.0",
        billed="line_item_unblended_cost",
        list_cost="pricing_public_on_demand_cost",
        service="product_product_name",
        account="line_item_usage_account_id",
        start="line_item_usage_start_date",
        effective=_column("line_item_unblended_cost"),
    ),
]


@dataclass(frozen=True)
class Case:
    """A sample with its raw rows and the opened bill."""

    sample: Sample
    rows: list[Row]
    bill: ExportBill

    def billed(self, row: Row) -> Decimal:
        return amount(row[self.sample.billed])

    def day(self, row: Row) -> str:
        value = row[self.sample.start]
        if isinstance(value, datetime):
            return value.date().isoformat()
        text = str(value)
        if self.sample.day_format:
            return datetime.strptime(text, self.sample.day_format).replace(tzinfo=UTC).date().isoformat()
        return text[:10]


@pytest.fixture(scope="module", params=SAMPLES, ids=lambda sample: sample.file)
def case(request: pytest.FixtureRequest, shared_bills: SharedBills):
    sample: Sample = request.param
    path: Path = BILLS / sample.file
    return Case(sample, read_raw(path), shared_bills.opened(path))


def _by(bill: ExportBill, dimension: Dimension, metric: Metric = Metric.BILLED) -> dict[str, Decimal]:
    return {row.keys[0]: row.amount for row in bill.query(BillQuery(metric=metric, group_by=(dimension,))).rows}


def _no_null(text: object) -> str:
    return "" if str(text) in ("NULL", "None") else str(text)


def test_the_format_and_version_are_recognised_by_content(case: Case):
    assert (case.bill.info().format, case.bill.info().version) == (case.sample.format, case.sample.version)


def test_every_row_is_counted(case: Case):
    info = case.bill.info()
    assert info.rows == len(case.rows)
    assert sum(problem.rows for problem in info.problems) == 0


def test_no_row_is_said_to_be_there_twice(case: Case):
    assert not [problem for problem in case.bill.info().problems if "counted twice" in problem.message]


def test_the_three_costs_equal_independent_sums(case: Case):
    (totals,) = case.bill.info().currencies.values()
    assert totals[Metric.BILLED] == sum(case.billed(row) for row in case.rows)
    assert totals[Metric.EFFECTIVE] == sum(case.sample.effective(row) for row in case.rows)
    assert totals[Metric.LIST] == sum(amount(row.get(case.sample.list_cost)) for row in case.rows)


def test_totals_by_service_equal_independent_sums(case: Case):
    assert _by(case.bill, Dimension.SERVICE) == sums(case.rows, lambda r: r[case.sample.service], case.billed)


def test_effective_totals_by_service_equal_independent_sums(case: Case):
    expected = sums(case.rows, lambda r: r[case.sample.service], case.sample.effective)
    assert _by(case.bill, Dimension.SERVICE, Metric.EFFECTIVE) == expected


def test_totals_by_account_equal_independent_sums(case: Case):
    expected = sums(case.rows, lambda r: _no_null(r[case.sample.account]), case.billed)
    assert _by(case.bill, Dimension.ACCOUNT) == expected


def test_totals_by_day_equal_independent_sums(case: Case):
    result = case.bill.query(BillQuery(granularity=Granularity.DAILY))
    by_day = {row.start.date().isoformat(): row.amount for row in result.rows if row.start}
    assert by_day == sums(case.rows, case.day, case.billed)


def test_totals_by_charge_category_or_line_type_add_up_to_the_bill(case: Case):
    (total,) = case.bill.query(BillQuery()).totals.values()
    assert sum(_by(case.bill, Dimension.LINE_KIND).values()) == total
    assert sum(_by(case.bill, Dimension.CHARGE_CATEGORY).values()) == total


def test_the_report_of_a_bill_states_exact_money_as_text(case: Case):
    report = check_bill(BILLS / case.sample.file).to_dict()
    (totals,) = report["currencies"].values()
    assert report["rows"] == len(case.rows)
    assert Decimal(totals["billed"]) == sum(case.billed(row) for row in case.rows)
    days = [case.day(row) for row in case.rows]
    assert report["period"]["start"] == min(days)
    assert report["period"]["end"] > max(days)
