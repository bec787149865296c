"""Words, letters and dates as providers, databases and spreadsheets write them."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from billing.check import check_bill
from billing.export import open_bill
from billing.query import BillInfo, BillQuery, Dimension, Granularity
from finops_core.errors import BillError
from tests.unit.billing.made_bills import FOCUS_ROW, focus_day, focus_row, write_csv, write_parquet


def load(path: Path) -> BillInfo:
    return check_bill(path).info


def by(path: Path, dimension: Dimension) -> dict[str, Decimal]:
    with open_bill(path) as bill:
        return {row.keys[0]: row.amount for row in bill.query(BillQuery(group_by=(dimension,))).rows}


def written(tmp_path: Path, rows: list[dict[str, str]], kind: str) -> Path:
    if kind == "csv":
        return write_csv(tmp_path / "bill.csv", rows)
    return write_parquet(tmp_path / "bill.parquet", {name: [row[name] for row in rows] for name in rows[0]})


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_words_for_null_are_no_names(tmp_path: Path, kind: str):
    words = ["None", "nan", "NaN", "NULL", "null", "N/A", "n/a", "#N/A", "<NA>", "NaT", " None ", "\\N", ""]
    rows = [focus_row(ServiceName=word, RegionId=word, Tags=word) for word in words]
    path = written(tmp_path, [*rows, focus_row(ServiceName="Nano None")], kind)
    assert by(path, Dimension.SERVICE) == {"": Decimal("1.5") * len(words), "Nano None": Decimal("1.5")}
    assert by(path, Dimension.REGION) == {"": Decimal("1.5") * len(words), "eu-west-1": Decimal("1.5")}


@pytest.mark.parametrize(
    ("category", "frequency", "line_kind"),
    [
        ("usage", "usage-based", "usage"),
        ("USAGE", "UsageBased", "usage"),
        ("Tax", "One-Time", "tax"),
        ("tax", "one_time", "tax"),
        ("credit", "", "credit"),
        ("purchase", "onetime", "savings_plan_upfront"),
        ("Purchase", "recurring", "savings_plan_recurring"),
    ],
)
def test_categories_count_in_any_case(tmp_path: Path, category: str, frequency: str, line_kind: str):
    bought = category.lower() == "purchase"
    row = focus_row(
        ChargeCategory=category,
        ChargeFrequency=frequency,
        CommitmentDiscountId="sp-1" if bought else "",
        CommitmentDiscountType="Savings Plan" if bought else "",
    )
    path = write_csv(tmp_path / "bill.csv", [row])
    assert by(path, Dimension.CHARGE_CATEGORY) == {category.title(): Decimal("1.5")}
    assert by(path, Dimension.LINE_KIND) == {line_kind: Decimal("1.5")}


@pytest.mark.parametrize("category", ["usage", "Usage", "USAGE"])
def test_hours_are_hours_whatever_the_case_of_usage(tmp_path: Path, category: str):
    row = focus_row(
        ChargeCategory=category, ChargePeriodStart="2026-05-01T10:00:00Z", ChargePeriodEnd="2026-05-01T11:00:00Z"
    )
    assert load(write_csv(tmp_path / "bill.csv", [row])).has_hours


@pytest.mark.parametrize(
    ("subcategory", "line_kind"),
    [("Credit", "credit"), ("refund", "refund"), ("Rounding Error", "rounding"), ("Other", "other")],
)
def test_a_preview_says_in_the_subcategory_what_an_adjustment_is(tmp_path: Path, subcategory: str, line_kind: str):
    row = {**focus_row(ChargeCategory="Adjustment", BilledCost="-2"), "ChargeSubcategory": subcategory}
    assert by(write_csv(tmp_path / "bill.csv", [row]), Dimension.LINE_KIND) == {line_kind: Decimal(-2)}


def test_a_preview_says_in_the_subcategory_what_was_not_used(tmp_path: Path):
    row = {**focus_row(CommitmentDiscountId="ri-1"), "ChargeSubCategory": "Unused Commitment"}
    assert by(write_csv(tmp_path / "bill.csv", [row]), Dimension.LINE_KIND) == {"unused_commitment": Decimal("1.5")}


@pytest.mark.parametrize(
    ("columns", "provider"),
    [
        ({"Provider": "Oracle", "Publisher": "Oracle"}, "Oracle"),
        ({"ServiceProviderName": "Microsoft", "HostProviderName": "Microsoft"}, "Microsoft"),
        ({"InvoiceIssuerName": "Alibaba Cloud"}, "Alibaba Cloud"),
        ({"InvoiceIssuer": "Oracle"}, "Oracle"),
        ({"ProviderName": "", "ServiceProviderName": "AWS"}, "AWS"),
    ],
)
def test_every_name_for_the_provider_is_read(tmp_path: Path, columns: dict[str, str], provider: str):
    row = {k: v for k, v in focus_row().items() if k not in ("ProviderName", "PublisherName")} | columns
    assert by(write_csv(tmp_path / "bill.csv", [row]), Dimension.PROVIDER) == {provider: Decimal("1.5")}


@pytest.mark.parametrize(
    ("columns", "line_kind"),
    [
        ({"ProviderName": "Microsoft", "PublisherName": "Azure"}, "usage"),
        ({"ProviderName": "Microsoft", "PublisherName": "Microsoft", "x_PublisherCategory": "Vendor"}, "marketplace"),
        ({"ProviderName": "MongoDB", "PublisherName": "MongoDB", "InvoiceIssuerName": "AWS"}, "marketplace"),
        (
            {"ProviderName": "AWS", "PublisherName": "AWS", "InvoiceIssuerName": "Amazon Web Services EMEA SARL"},
            "usage",
        ),
        ({"ProviderName": "MongoDB", "PublisherName": "MongoDB", "InvoiceIssuerName": "MongoDB"}, "usage"),
    ],
)
def test_what_others_sell_is_told_from_what_the_cloud_sells(tmp_path: Path, columns: dict[str, str], line_kind: str):
    path = write_csv(tmp_path / "bill.csv", [focus_row() | columns])
    assert by(path, Dimension.LINE_KIND) == {line_kind: Decimal("1.5")}


@pytest.mark.parametrize(
    "stated",
    [
        "2026-05-03 00:00:00.000 Z",
        "2026-05-02 17:00:00.000 -0700",
        "2026-05-02 17:00:00.000 -07:00",
        "2026-05-03 00:00:00 +0000 UTC",
        "2026-05-03 00:00:00.000000 UTC",
        "2026-05-03T00:00Z",
        "2026/05/03",
        "20260503",
        "03-May-2026",
        "3-MAY-26",
        "May 3, 2026",
        "1777766400",
        "1777766400000",
        "46145",
    ],
)
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_moment_is_read_as_databases_write_it(tmp_path: Path, stated: str, kind: str):
    path = written(tmp_path, [focus_row(ChargePeriodStart=stated, ChargePeriodEnd="")], kind)
    assert load(path).period.start == date(2026, 5, 3)


YEAR_FIRST = [
    *("2026.05.03", "2026.05.03 10:00:00", "2026. 5. 3.", "2026年5月3日", "2026_05_03", "2026/5/3"),
    *("2026-05-03T10", "2026-05-03T10:00:00,000", "2026-05-03 10:00:00,5 +0000"),
]
NO_DATES = ["2000-0000-0001", "2026-13-45", "2026.02.30", "2026-05", "2026-W18-7", "2026.5", "1.2.3.4"]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_years_come_first_with_whatever_marks(tmp_path: Path, kind: str):
    rows = [focus_row(ChargePeriodStart=stated, ChargePeriodEnd="") for stated in YEAR_FIRST]
    info = load(written(tmp_path, rows, kind))
    assert (info.rows, info.period.start, info.period.end) == (len(rows), date(2026, 5, 3), date(2026, 5, 4))
    assert not info.problems


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_what_is_no_date_leaves_its_row_out_with_file_line_and_column(tmp_path: Path, kind: str):
    rows = [focus_row(), *(focus_row(ChargePeriodStart=stated) for stated in NO_DATES)]
    problem = next(one for one in load(written(tmp_path, rows, kind)).problems if one.rows)
    place = (problem.file, problem.row, problem.column)
    assert place == (f"bill.{kind}", 3 if kind == "csv" else 2, "ChargePeriodStart")
    assert (problem.rows, problem.amount) == (len(NO_DATES), {"USD": Decimal("1.5") * len(NO_DATES)})
    with pytest.raises(BillError, match=rf"bill\.{kind}, row {2 if kind == 'csv' else 1}: .*ChargePeriodStart"):
        load(written(tmp_path, rows[1:], kind))


@pytest.mark.parametrize(
    ("start", "end", "month"),
    [
        *[("202606", "202607", "2026-06"), ("2026-06", "2026-07", "2026-06"), ("Jun 2026", "Jul 2026", "2026-06")],
        ("June", "July", "2026-05"),
    ],
)
def test_a_billing_period_may_be_a_month_and_one_that_is_none_is_said(tmp_path: Path, start: str, end: str, month: str):
    row = focus_row(BillingPeriodStart=start, BillingPeriodEnd=end)
    path = write_csv(tmp_path / "bill.csv", [row])
    with open_bill(path) as bill:
        asked = BillQuery(by_billing_period=True, granularity=Granularity.MONTHLY)
        assert [f"{row.start:%Y-%m}" for row in bill.query(asked).rows if row.start] == [month]
    said = any("the month of the charge is taken" in problem.message for problem in load(path).problems)
    assert said == (start == "June")


@pytest.mark.parametrize(
    ("stated", "by_a_spreadsheet"),
    [
        *[("20260503", False), ("1777766400", False), ("1777766400000", False), ("2026-05-03T00:00Z", False)],
        *[("46145", True), ("46145.5", True), ("3-May-26", True), ("5/13/2026", True)],
    ],
)
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_only_a_spreadsheets_dates_are_said_to_be_rewritten(
    tmp_path: Path, stated: str, by_a_spreadsheet: bool, kind: str
):
    info = load(written(tmp_path, [focus_row(ChargePeriodStart=stated, ChargePeriodEnd="")], kind))
    assert any("spreadsheet" in problem.message for problem in info.problems) == by_a_spreadsheet


@pytest.mark.parametrize(
    ("dates", "start"),
    [
        (("4/2/25", "4/3/25", "4/1/25", "5/1/25"), date(2025, 4, 2)),
        (("2/4/25", "3/4/25", "1/4/25", "1/5/25"), date(2025, 4, 2)),
        (("02.04.25", "03.04.25", "01.04.25", "01.05.25"), date(2025, 4, 2)),
        (("25/04/02", "25/04/03", "25/04/01", "25/05/01"), date(2025, 4, 2)),
        (("1/2/25 5:00:00 PM", "1/2/25 6:00:00 PM", "1/1/25", "2/1/25"), date(2025, 1, 2)),
        (("12-02-2024", "12-03-2024", "12-01-2024", "01-01-2025"), date(2024, 12, 2)),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_billing_period_tells_the_order_of_day_and_month(
    tmp_path: Path, dates: tuple[str, str, str, str], start: date, kind: str
):
    names = ("ChargePeriodStart", "ChargePeriodEnd", "BillingPeriodStart", "BillingPeriodEnd")
    info = load(written(tmp_path, [focus_row(**dict(zip(names, dates, strict=True)))], kind))
    assert (info.rows, info.period.start) == (1, start)


@pytest.mark.parametrize("open_end", ["9999-12-31T00:00:00Z", "9999-12-31", "2099-12-31", "0001-01-01T00:00:00Z"])
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_an_open_end_does_not_move_the_bill(tmp_path: Path, open_end: str, kind: str):
    rows = [focus_row(), focus_row(ChargePeriodEnd=open_end, BillingPeriodEnd="")]
    info = load(written(tmp_path, rows, kind))
    assert (info.rows, info.period.start, info.period.end) == (2, date(2026, 5, 1), date(2026, 5, 2))
    (said,) = [p for p in info.problems if open_end[:10] in p.message]
    assert (said.affected, said.rows, said.notice) == (1, 0, True)


@pytest.mark.parametrize("start", ["0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z"])
def test_a_charge_that_starts_at_none_is_one_of_its_billing_period(tmp_path: Path, start: str):
    rows = [focus_row(), focus_row(ChargePeriodStart=start, ChargePeriodEnd=start)]
    info = load(write_csv(tmp_path / "bill.csv", rows))
    assert (info.rows, info.period.start, info.period.end) == (2, date(2026, 5, 1), date(2026, 5, 2))


def test_a_charge_for_a_year_does_not_say_that_the_bill_reaches_so_far(tmp_path: Path):
    year = focus_row(BillingPeriodStart="", BillingPeriodEnd="", ChargePeriodEnd="2027-05-01T00:00:00Z")
    info = load(write_csv(tmp_path / "bill.csv", [focus_row(), year]))
    assert info.period.end == date(2026, 6, 1)


def test_dates_of_a_parquet_file_may_be_days(tmp_path: Path):
    columns: dict[str, list[object]] = {name: [value] for name, value in FOCUS_ROW.items()}
    columns |= {"ChargePeriodStart": [date(2026, 5, 1)], "ChargePeriodEnd": [date(9999, 12, 31)]}
    info = load(write_parquet(tmp_path / "bill.parquet", columns))
    assert (info.rows, info.period.end) == (1, date(2026, 5, 2))


def test_some_dates_of_a_parquet_file_may_be_times_and_others_texts(tmp_path: Path):
    columns: dict[str, list[object]] = {name: [value] for name, value in FOCUS_ROW.items()}
    columns |= {"BillingPeriodStart": [datetime(2026, 5, 1)], "BillingPeriodEnd": [date(2026, 6, 1)]}  # noqa: DTZ001
    info = load(write_parquet(tmp_path / "bill.parquet", columns))
    assert (info.rows, info.period.start) == (1, date(2026, 5, 1))


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_signs_for_nothing_are_no_names(tmp_path: Path, kind: str):
    words = ["-", "--", "(not set)", "(none)", "(blank)", "undefined", "#REF!"]
    rows = [focus_row(ServiceName=word) for word in [*words, "(not set) yet"]]
    path = written(tmp_path, rows, kind)
    assert by(path, Dimension.SERVICE) == {"": Decimal("1.5") * len(words), "(not set) yet": Decimal("1.5")}


@pytest.mark.parametrize(
    ("plural", "own"), [("Usages", "Usage"), ("purchases", "Purchase"), ("TAXES", "Tax"), ("Credits", "Credit")]
)
def test_categories_count_in_the_plural(tmp_path: Path, plural: str, own: str):
    path = write_csv(tmp_path / "bill.csv", [focus_row(ChargeCategory=plural)])
    assert by(path, Dimension.CHARGE_CATEGORY) == {own: Decimal("1.5")}


def test_a_subscription_is_one_account_in_whatever_case(tmp_path: Path):
    old, new = (tmp_path / "bill" / f"2026-{month}.csv" for month in ("04", "05"))
    old.parent.mkdir()
    write_csv(old, [focus_day(3, month=4, SubAccountId="/subscriptions/AB", SubAccountName="old")])
    write_csv(new, [focus_day(3, SubAccountId="/subscriptions/ab", SubAccountName="new")])
    assert by(old.parent, Dimension.ACCOUNT) == {"/subscriptions/ab": Decimal(3)}
    assert load(old.parent).names_of("/subscriptions/ab") == ("new", "old")
