"""Questions to a bill: grouped, filtered, limited, by interval; every amount worked out by hand."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from billing.export import ExportBill, open_bill
from billing.query import BillQuery, BillResult, Dimension, Filter, LineKind, Metric, Tag
from billing.terms import Terms
from finops_core.errors import BillError
from finops_core.values import Granularity, Period
from tests.unit.billing.made_bills import focus_day, write_csv

EC2, S3, RDS = "Amazon EC2", "Amazon S3", "Amazon RDS"
ROWS = [
    focus_day(1, 5, ServiceName=EC2, RegionId="eu-west-1", BilledCost="10", Tags='{"team": "payments"}'),
    focus_day(2, 5, ServiceName=EC2, RegionId="us-east-1", BilledCost="20", Tags='{"team": "search"}'),
    focus_day(9, 5, ServiceName=S3, RegionId="eu-west-1", BilledCost="5", Tags='{"team": "payments"}'),
    focus_day(1, 6, ServiceName=S3, RegionId="eu-west-1", BilledCost="7", Tags="{}"),
    focus_day(2, 6, ServiceName=RDS, RegionId="", BilledCost="100", Tags='{"Team": "search"}'),
    focus_day(3, 6, ServiceName=EC2, RegionId="eu-west-1", BilledCost="-4", ChargeCategory="Credit"),
    focus_day(3, 6, ServiceName=EC2, BillingCurrency="EUR", BilledCost="3", ChargeCategory="Tax"),
]


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExportBill]:
    with open_bill(write_csv(tmp_path_factory.mktemp("bill") / "bill.csv", ROWS)) as opened:
        yield opened


def table(result: BillResult) -> list[tuple[object, ...]]:
    return [(*row.keys, row.start.date() if row.start else None, row.currency, str(row.amount)) for row in result.rows]


def test_currencies_are_never_added(bill: ExportBill):
    assert bill.query(BillQuery()).totals == {"EUR": Decimal(3), "USD": Decimal(138)}
    assert bill.query(BillQuery(currency="eur")).totals == {"EUR": Decimal(3)}


def test_groups_come_by_falling_amount(bill: ExportBill):
    result = bill.query(BillQuery(group_by=(Dimension.SERVICE,), currency="USD"))
    assert table(result) == [(RDS, None, "USD", "100"), (EC2, None, "USD", "26"), (S3, None, "USD", "12")]


def test_two_dimensions_at_once(bill: ExportBill):
    result = bill.query(BillQuery(group_by=(Dimension.SERVICE, Dimension.REGION), currency="USD"))
    assert table(result) == [
        (RDS, "", None, "USD", "100"),
        (EC2, "us-east-1", None, "USD", "20"),
        (S3, "eu-west-1", None, "USD", "12"),
        (EC2, "eu-west-1", None, "USD", "6"),
    ]


def test_a_limit_keeps_the_first_groups_and_the_totals_of_all(bill: ExportBill):
    result = bill.query(BillQuery(group_by=(Dimension.SERVICE,), currency="USD", limit=1))
    assert table(result) == [(RDS, None, "USD", "100")]
    assert (result.totals, result.groups, result.rows_read) == ({"USD": Decimal(138)}, 3, 6)


def test_a_limit_applies_in_each_currency(bill: ExportBill):
    result = bill.query(BillQuery(group_by=(Dimension.SERVICE,), limit=1))
    assert table(result) == [(EC2, None, "EUR", "3"), (RDS, None, "USD", "100")]
    assert result.groups == 4


def test_the_bottom_groups_come_by_rising_amount(bill: ExportBill):
    result = bill.query(BillQuery(group_by=(Dimension.SERVICE,), currency="USD", limit=2, descending=False))
    assert table(result) == [(S3, None, "USD", "12"), (EC2, None, "USD", "26")]


def test_a_threshold_keeps_groups_above_it(bill: ExportBill):
    result = bill.query(BillQuery(group_by=(Dimension.SERVICE,), currency="USD", having_over=Decimal("12")))
    assert table(result) == [(RDS, None, "USD", "100"), (EC2, None, "USD", "26")]
    assert (result.groups, result.totals["USD"]) == (2, Decimal(138))


def test_days_over_a_threshold(bill: ExportBill):
    query = BillQuery(granularity=Granularity.DAILY, currency="USD", having_over=Decimal("9"))
    days = [row.start for row in bill.query(query).rows]
    assert days == [
        datetime(2026, 5, 1, tzinfo=UTC),
        datetime(2026, 5, 2, tzinfo=UTC),
        datetime(2026, 6, 2, tzinfo=UTC),
    ]


def test_a_limited_series_keeps_whole_groups(bill: ExportBill):
    query = BillQuery(group_by=(Dimension.SERVICE,), granularity=Granularity.MONTHLY, currency="USD", limit=2)
    assert table(bill.query(query)) == [
        (EC2, date(2026, 5, 1), "USD", "30"),
        (RDS, date(2026, 6, 1), "USD", "100"),
        (EC2, date(2026, 6, 1), "USD", "-4"),
    ]


def test_a_period_is_whole_days_with_the_end_excluded(bill: ExportBill):
    result = bill.query(BillQuery(period=Period(date(2026, 5, 1), date(2026, 5, 9))))
    assert result.totals == {"USD": Decimal(30)}


def test_a_period_without_charges_has_no_rows(bill: ExportBill):
    result = bill.query(BillQuery(period=Period.of_month(2020, 1), group_by=(Dimension.SERVICE,)))
    assert (result.rows, dict(result.totals), result.groups, result.rows_read) == ((), {}, 0, 0)


def test_filters_combine(bill: ExportBill):
    filters = (
        Filter(dimension=Dimension.SERVICE, values=(EC2,)),
        Filter(dimension=Dimension.REGION, values=("eu-west-1",)),
        Filter(dimension=Tag("team"), values=("payments",)),
    )
    query = BillQuery(
        filters=filters, granularity=Granularity.WEEKLY, period=Period(date(2026, 5, 1), date(2026, 6, 1))
    )
    assert table(bill.query(query)) == [(date(2026, 4, 27), "USD", "10")]


def test_a_filter_can_exclude_and_can_ask_for_no_value(bill: ExportBill):
    without = BillQuery(filters=(Filter(dimension=Dimension.SERVICE, values=(EC2, S3), exclude=True),))
    assert bill.query(without).totals == {"USD": Decimal(100)}
    unset = BillQuery(filters=(Filter(dimension=Dimension.REGION, values=("",)),))
    assert bill.query(unset).totals == {"USD": Decimal(100)}


def test_kinds_are_left_out(bill: ExportBill):
    assert bill.query(BillQuery(kinds_excluded=frozenset({LineKind.CREDIT, LineKind.TAX}))).totals == {
        "USD": Decimal(142)
    }


def test_a_tag_groups_whatever_its_case_and_missing_is_empty(bill: ExportBill):
    result = bill.query(BillQuery(group_by=(Tag("TEAM"),), currency="USD", kinds_excluded=frozenset({LineKind.CREDIT})))
    assert table(result) == [
        ("search", None, "USD", "120"),
        ("payments", None, "USD", "15"),
        ("", None, "USD", "7"),
    ]


def test_quantities_of_different_units_are_never_added(tmp_path: Path):
    rows = [focus_day(1), focus_day(2), focus_day(3, ConsumedUnit="GB", ConsumedQuantity="0.5")]
    with open_bill(write_csv(tmp_path / "bill.csv", rows)) as opened:
        assert opened.query(BillQuery(metric=Metric.QUANTITY)).totals == {"GB": Decimal("0.5"), "Hours": Decimal(20)}


@pytest.mark.parametrize(
    ("granularity", "starts"),
    [
        (Granularity.HOURLY, ["2026-05-01", "2026-05-02", "2026-05-09", "2026-06-01", "2026-06-02", "2026-06-03"]),
        (Granularity.WEEKLY, ["2026-04-27", "2026-05-04", "2026-06-01"]),
        (Granularity.MONTHLY, ["2026-05-01", "2026-06-01"]),
        (Granularity.QUARTERLY, ["2026-04-01"]),
        (Granularity.YEARLY, ["2026-01-01"]),
    ],
)
def test_intervals_begin_where_calendars_say(bill: ExportBill, granularity: Granularity, starts: list[str]):
    rows = bill.query(BillQuery(granularity=granularity, currency="USD")).rows
    assert [row.start.date().isoformat() for row in rows if row.start] == starts
    assert sum(row.amount for row in rows) == Decimal(138)


@pytest.mark.parametrize(
    ("terms", "granularity", "starts"),
    [
        ({"week_start": "sunday"}, Granularity.WEEKLY, ["2026-04-26", "2026-05-03", "2026-05-31"]),
        ({"fiscal_year": {"start_month": 6}}, Granularity.YEARLY, ["2025-06-01", "2026-06-01"]),
        ({"fiscal_year": {"start_month": 6}}, Granularity.QUARTERLY, ["2026-03-01", "2026-06-01"]),
        ({"fiscal_year": {"start_month": 2, "calendar": "4-4-5"}}, Granularity.QUARTERLY, ["2026-05-04"]),
    ],
)
def test_intervals_follow_the_organisations_terms(
    tmp_path: Path, terms: dict[str, object], granularity: Granularity, starts: list[str]
):
    rows = ROWS[:6] if "calendar" not in str(terms) else ROWS[2:6]
    path = write_csv(tmp_path / "bill.csv", rows)
    with open_bill(path, terms=Terms.model_validate(terms)) as opened:
        found = opened.query(BillQuery(granularity=granularity)).rows
    assert [row.start.date().isoformat() for row in found if row.start] == starts


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (BillQuery(group_by=(Dimension.SERVICE, Dimension.REGION, Dimension.ACCOUNT, Dimension.ZONE)), "at most 3"),
        (BillQuery(group_by=(Tag("nothing"),)), "no tag"),
        (BillQuery(group_by=(Dimension.TEAM,)), "No teams"),
        (BillQuery(filters=(Filter(dimension=Dimension.SERVICE, values=()),)), "at least one value"),
    ],
)
def test_what_the_bill_cannot_answer_is_said(bill: ExportBill, query: BillQuery, words: str):
    with pytest.raises(BillError, match=words):
        bill.query(query)


def test_hostile_values_are_only_values(bill: ExportBill):
    evil = "x' OR 1=1; DROP TABLE charges; --"
    query = BillQuery(filters=(Filter(dimension=Dimension.SERVICE, values=(evil,)),))
    assert bill.query(query).rows == ()
    with pytest.raises(BillError, match="no tag"):
        bill.query(BillQuery(group_by=(Tag(evil),)))


def test_values_come_by_falling_cost(bill: ExportBill):
    assert bill.values(Dimension.SERVICE) == (RDS, EC2, S3)
    assert bill.values(Tag("team")) == ("search", "payments")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM glob('/*')",
        "SET memory_limit = '100GB'",
        "ATTACH ':memory:' AS other",
        "INSTALL httpfs",
        "COPY charges TO '/tmp/stolen.csv'",
        "DELETE FROM charges",
    ],
)
def test_the_database_is_locked_down(bill: ExportBill, sql: str):
    import duckdb

    with pytest.raises(duckdb.Error):
        bill.statement(sql)
    assert bill.query(BillQuery()).totals["USD"] == Decimal(138)


def test_many_threads_get_the_same_answer(bill: ExportBill):
    query = BillQuery(group_by=(Dimension.SERVICE, Tag("team")), granularity=Granularity.DAILY)
    expected = bill.query(query)
    barrier = threading.Barrier(8)

    def ask(_: int) -> BillResult:
        barrier.wait(timeout=10)
        return bill.query(query)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == [expected] * 8


def test_a_closed_bill_says_so(tmp_path: Path):
    with open_bill(write_csv(tmp_path / "bill.csv", [focus_day(1)])) as opened:
        pass
    with pytest.raises(BillError, match="closed"):
        opened.query(BillQuery())


def test_a_bill_larger_than_its_memory_is_answered(tmp_path: Path):
    rows = [focus_day(1 + n % 28, ResourceId=f"arn:aws:ec2:resource/{n:08d}/{n * 7919:016d}") for n in range(60_000)]
    with open_bill(write_csv(tmp_path / "bill.csv", rows), memory_limit_mb=100) as opened:
        result = opened.query(BillQuery(group_by=(Dimension.RESOURCE,), limit=3))
    assert (result.totals, result.groups) == ({"USD": Decimal("90000.0")}, 60_000)
