"""Damaged and hostile exports give a clear error or count what they leave out; never a wrong sum."""

import gzip
import io
import os
import tracemalloc
import zipfile
from datetime import date
from decimal import Decimal, localcontext
from pathlib import Path

import pytest

from billing.check import check_bill
from billing.export import open_bill
from billing.query import BillInfo, BillQuery, Dimension, Metric, Tag
from finops_core.errors import BillError
from finops_core.values import Period
from tests.unit.billing.made_bills import FOCUS_ROW, focus_row, write_csv, write_parquet


def load(path: Path) -> BillInfo:
    with open_bill(path) as bill:
        return bill.info()


def billed(info: BillInfo, currency: str = "USD") -> Decimal:
    return info.currencies[currency][Metric.BILLED]


def left_out(info: BillInfo) -> int:
    return sum(problem.rows for problem in info.problems)


def refused(path: Path) -> str:
    with pytest.raises(BillError) as caught:
        load(path)
    assert "Traceback" not in str(caught.value)
    return str(caught.value)


def _raw(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"hello", "not a billing export"),
        (b"\x00\x01\x02\x03" * 100, "neither text"),
        (b"%PDF-1.7 x", "PDF"),
        (b"PAR1 but nothing behind it", "damaged or cut off"),
        (b"\x1f\x8b\x08\x00garbage", "damaged or cut off"),
        (b"PK\x03\x04garbage", "damaged"),
        (b'{"a": 1}', "JSON"),
        (b"a,b,c\n1,2,3\n", "not a billing export"),
    ],
)
def test_a_file_that_is_no_bill_is_refused_by_name(tmp_path: Path, content: bytes, words: str):
    message = refused(_raw(tmp_path / "strange.csv", content))
    assert "strange.csv" in message
    assert words in message


def test_a_missing_file_is_named():
    assert "/nowhere/bill.csv" in refused(Path("/nowhere/bill.csv"))


@pytest.mark.parametrize("column", ["BilledCost", "ChargePeriodStart", "ChargeCategory"])
def test_a_missing_column_is_named(tmp_path: Path, column: str):
    row = {name: value for name, value in FOCUS_ROW.items() if name != column}
    assert column in refused(write_csv(tmp_path / "bill.csv", [row]))


def test_a_header_without_rows_is_refused(tmp_path: Path):
    assert "no rows" in refused(_raw(tmp_path / "bill.csv", ",".join(FOCUS_ROW).encode()))


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters_are_read(tmp_path: Path, delimiter: str):
    info = load(write_csv(tmp_path / "bill.csv", [focus_row(), focus_row()], delimiter=delimiter))
    assert (info.rows, billed(info)) == (2, Decimal("3.0"))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"])
def test_other_encodings_are_read(tmp_path: Path, encoding: str):
    rows = [focus_row(ServiceName="Rechenzeit für Größe"), focus_row()]
    with open_bill(write_csv(tmp_path / "bill.csv", rows, encoding=encoding)) as bill:
        assert set(bill.values(Dimension.SERVICE)) == {"Rechenzeit für Größe", "Amazon EC2"}
        assert billed(bill.info()) == Decimal(3)


def test_a_text_that_is_not_utf8_deep_in_the_file_is_still_counted_whole(tmp_path: Path):
    rows = [focus_row(ResourceId=f"i-{n}") for n in range(5000)] + [focus_row(ServiceName="Größe")]
    info = load(write_csv(tmp_path / "bill.csv", rows, encoding="latin-1"))
    assert (info.rows, billed(info), left_out(info)) == (5001, Decimal("7501.5"), 0)
    assert any("Windows-1252" in problem.message for problem in info.problems)


def test_a_line_that_names_the_separator_is_skipped(tmp_path: Path):
    path = write_csv(tmp_path / "bill.csv", [focus_row()], delimiter=";", preamble="sep=;\r\n")
    assert billed(load(path)) == Decimal("1.5")


def test_literal_nulls_are_no_values(tmp_path: Path):
    rows = [focus_row(ContractedCost="NULL", SubAccountId="NULL", Tags="NULL")]
    with open_bill(write_csv(tmp_path / "bill.csv", rows)) as bill:
        assert bill.values(Dimension.ACCOUNT) == ()
        assert any("ContractedCost is empty in 1 of 1" in p.message for p in bill.info().problems)


@pytest.mark.parametrize(
    "value", ["abc", "NaN", "Infinity", "-inf", "1,5", "$x1.50", "1.5 EUR", "0x10", "1_000", "(1.50", "1e", "--1", "٣"]
)
def test_a_cost_that_is_no_number_leaves_its_row_out_and_says_so(tmp_path: Path, value: str):
    info = load(write_csv(tmp_path / "bill.csv", [focus_row(), focus_row(BilledCost=value), focus_row()]))
    assert (info.rows, billed(info), left_out(info)) == (2, Decimal("3.0"), 1)
    (problem,) = [p for p in info.problems if p.rows]
    assert (problem.column, problem.row, problem.file) == ("BilledCost", 3, "bill.csv")
    assert problem.amount == {}


def test_rows_left_out_say_what_they_bill_and_when(tmp_path: Path):
    rows = [
        focus_row(),
        focus_row(ChargePeriodStart="soon", BilledCost="7.25"),
        focus_row(ChargePeriodStart="", BilledCost="0.75", BillingCurrency="EUR"),
        focus_row(ChargePeriodStart="later", BilledCost="much"),
        focus_row(BilledCost=""),
    ]
    undated, empty = sorted(
        (p for p in load(write_csv(tmp_path / "bill.csv", rows)).problems if p.rows), key=lambda p: -p.rows
    )
    assert (undated.rows, undated.amount) == (3, {"EUR": Decimal("0.75"), "USD": Decimal("7.25")})
    assert (empty.rows, empty.amount, empty.period) == (1, {}, Period(date(2026, 5, 1), date(2026, 5, 2)))


def test_an_empty_billed_cost_leaves_its_row_out(tmp_path: Path):
    info = load(write_csv(tmp_path / "bill.csv", [focus_row(), focus_row(BilledCost="")]))
    assert (info.rows, billed(info), left_out(info)) == (1, Decimal("1.5"), 1)


def test_a_bill_without_a_single_readable_cost_is_refused(tmp_path: Path):
    message = refused(write_csv(tmp_path / "bill.csv", [focus_row(BilledCost="1;5")] * 3))
    assert "BilledCost '1;5'" in message


@pytest.mark.parametrize(
    "amounts",
    [
        ["0.123456789012345678901234567890", "1"],
        ["123456789012345678901234567890", "1"],
        ["1e-30", "2.5E+3", "6.71E-8", "-1.0E-07"],
        ["00012.50", "+3", ".5", "7.", "-0"],
        ["99999999999999999.99", "0.000000000001"],
    ],
)
def test_amounts_of_many_digits_add_up_exactly(tmp_path: Path, amounts: list[str]):
    info = load(write_csv(tmp_path / "bill.csv", [focus_row(BilledCost=value) for value in amounts]))
    with localcontext(prec=80):
        assert (billed(info), left_out(info)) == (sum(map(Decimal, amounts)), 0)


def test_amounts_too_long_to_add_are_left_out_not_rounded(tmp_path: Path):
    rows = [focus_row(), focus_row(BilledCost="123456789012345678901234567890.123456789012345678901234567890")]
    info = load(write_csv(tmp_path / "bill.csv", rows))
    assert (info.rows, billed(info), left_out(info)) == (1, Decimal("1.5"), 1)


def test_doubles_that_are_no_numbers_are_left_out(tmp_path: Path):
    names = [name for name in FOCUS_ROW if name != "BilledCost"]
    columns: dict[str, list[object]] = {name: [FOCUS_ROW[name]] * 4 for name in names}
    columns["BilledCost"] = [0.1, float("nan"), float("inf"), 0.2]
    write_parquet(tmp_path / "bill.parquet", columns)
    info = load(tmp_path / "bill.parquet")
    assert (info.rows, billed(info), left_out(info)) == (2, Decimal("0.3"), 2)


def test_rows_with_too_few_or_too_many_values_are_left_out_and_counted(tmp_path: Path):
    path = write_csv(tmp_path / "bill.csv", [focus_row(), focus_row()])
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines, "1,2,3", lines[1] + ",extra", lines[1]]) + "\n")
    info = load(path)
    assert (info.rows, billed(info), left_out(info)) == (3, Decimal("4.5"), 2)


def test_a_quote_that_never_closes_is_refused_with_its_line(tmp_path: Path):
    path = write_csv(tmp_path / "bill.csv", [focus_row()])
    path.write_text(path.read_text() + '"open,' + "x,\n" * 20)
    assert "line 3" in refused(path)


def test_new_lines_inside_quotes_stay_in_their_row(tmp_path: Path):
    rows = [focus_row(ChargeDescription="two\nlines, and a comma"), focus_row()]
    info = load(write_csv(tmp_path / "bill.csv", rows))
    assert (info.rows, left_out(info)) == (2, 0)


def test_a_row_without_a_readable_date_is_left_out(tmp_path: Path):
    rows = [focus_row(), focus_row(ChargePeriodStart="soon"), focus_row(ChargePeriodStart="")]
    info = load(write_csv(tmp_path / "bill.csv", rows))
    assert (info.rows, left_out(info)) == (1, 2)


@pytest.mark.parametrize(
    ("dates", "first", "last"),
    [
        (("9/24/2024", "9/1/2024 0:00"), "2024-09-01", "2024-09-24"),
        (("24/9/2024 13:00", "1/9/2024"), "2024-09-01", "2024-09-24"),
        (("24.09.2024", "01.09.2024 10:00"), "2024-09-01", "2024-09-24"),
        (("45559", "45536.5"), "2024-09-01", "2024-09-24"),
        (("2024-09-24 02:00:00+02:00", "2024-09-01T00:30:00+02:00"), "2024-08-31", "2024-09-24"),
    ],
)
def test_dates_a_spreadsheet_or_a_time_zone_changed_are_read(
    tmp_path: Path, dates: tuple[str, str], first: str, last: str
):
    rows = [
        focus_row(ChargePeriodStart=d, ChargePeriodEnd=d, BillingPeriodStart="", BillingPeriodEnd="") for d in dates
    ]
    info = load(write_csv(tmp_path / "bill.csv", rows))
    assert (info.rows, info.period.start.isoformat(), info.period.last_day.isoformat()) == (2, first, last)


@pytest.mark.parametrize("dates", [("9/1/2024", "9/2/2024"), ("13/9/2024", "9/13/2024")])
def test_dates_that_can_be_read_two_ways_are_refused(tmp_path: Path, dates: tuple[str, str]):
    rows = [
        focus_row(ChargePeriodStart=d, ChargePeriodEnd=d, BillingPeriodStart="", BillingPeriodEnd="") for d in dates
    ]
    assert "dates" in refused(write_csv(tmp_path / "bill.csv", rows))


def test_ten_thousand_columns_are_read(tmp_path: Path):
    wide = {**focus_row(), **{f"x_Extra{n}": "v" for n in range(10_000)}}
    info = load(write_csv(tmp_path / "bill.csv", [wide, wide]))
    assert (info.rows, billed(info)) == (2, Decimal(3))


def test_tags_that_cannot_be_read_leave_the_sums_right(tmp_path: Path):
    rows = [focus_row(), focus_row(Tags="{broken"), focus_row(Tags="plain"), focus_row(Tags="[1]")]
    with open_bill(write_csv(tmp_path / "bill.csv", rows)) as bill:
        result = bill.query(BillQuery(group_by=(Tag("team"),)))
    assert {row.keys[0]: row.amount for row in result.rows} == {"payments": Decimal("1.5"), "": Decimal("4.5")}
    assert any("in 3 of 4 rows" in problem.message for problem in bill.info().problems)


def test_a_tag_key_that_comes_twice_counts_once(tmp_path: Path):
    rows = [focus_row(Tags='{"org": "one", " org": "two", "a.b": "c", "it\'s": "x"}')]
    with open_bill(write_csv(tmp_path / "bill.csv", rows)) as bill:
        assert bill.values(Tag("org")) == ("one",)
        assert bill.values(Tag("a.b")) == ("c",)
        assert bill.values(Tag("it's")) == ("x",)


def test_a_truncated_parquet_is_refused_by_name(tmp_path: Path):
    columns: dict[str, list[object]] = {name: [value] * 1000 for name, value in FOCUS_ROW.items()}
    write_parquet(tmp_path / "whole.parquet", columns)
    content = (tmp_path / "whole.parquet").read_bytes()
    assert "cut.parquet" in refused(_raw(tmp_path / "cut.parquet", content[: len(content) // 2]))


def test_a_truncated_gzip_is_refused(tmp_path: Path):
    plain = write_csv(tmp_path / "bill.csv", [focus_row(ResourceId=f"i-{n}") for n in range(2000)]).read_bytes()
    packed = gzip.compress(plain)
    assert "cut off" in refused(_raw(tmp_path / "bill.csv.gz", packed[: len(packed) - 20]))


def _zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("cut", [None, 3000], ids=["one member", "two members"])
def test_gzip_is_recognised_by_content(tmp_path: Path, cut: int | None):
    plain = write_csv(tmp_path / "a.csv", [focus_row(ResourceId=f"i-{n}") for n in range(100)]).read_bytes()
    packed = gzip.compress(plain[:cut]) + (gzip.compress(plain[cut:]) if cut else b"")
    assert billed(load(_raw(tmp_path / "export.dat", packed))) == Decimal(150)


def test_paths_inside_a_zip_write_nothing_outside(tmp_path: Path):
    plain = write_csv(tmp_path / "in" / "a.csv", [focus_row()]).read_bytes()
    names = ["../../escaped.csv", "/absolute.csv", "..\\windows.csv"]
    rows = [plain.replace(b"i-1", f"i-{n}".encode()) for n, _ in enumerate(names)]
    path = _zip(tmp_path / "bill.zip", dict(zip(names, rows, strict=True)))
    before = set(tmp_path.rglob("*"))
    info = load(path)
    assert info.rows == 3
    assert set(tmp_path.rglob("*")) == before
    assert not (tmp_path.parent / "escaped.csv").exists()


def test_a_zip_bomb_is_refused_without_filling_memory(tmp_path: Path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("bill.csv", "w") as member:
        for _ in range(100):
            member.write(b"\0" * 1_000_000)
    path = _raw(tmp_path / "bill.zip", buffer.getvalue())
    tracemalloc.start()
    try:
        message = refused(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "times its size" in message
    assert peak < 20_000_000


def test_a_gzip_bomb_is_refused(tmp_path: Path):
    with gzip.open(tmp_path / "bill.csv.gz", "wb") as stream:
        for _ in range(100):
            stream.write(b"0" * 1_000_000)
    assert "times its size" in refused(tmp_path / "bill.csv.gz")


def test_an_excel_workbook_is_refused_with_advice(tmp_path: Path):
    assert "CSV" in refused(_zip(tmp_path / "bill.xlsx", {"[Content_Types].xml": b"<x/>", "xl/a.xml": b""}))


def test_an_archive_in_an_archive_is_refused(tmp_path: Path):
    inner = _zip(tmp_path / "inner.zip", {"a.csv": b"x"}).read_bytes()
    assert "archive within an archive" in refused(_zip(tmp_path / "bill.zip", {"inner.zip": inner}))


def test_files_whose_names_look_like_patterns_or_sql_are_read(tmp_path: Path):
    path = write_csv(tmp_path / "it's [2026] *.csv", [focus_row()])
    assert billed(load(path)) == Decimal("1.5")


def test_column_names_with_quotes_do_no_harm(tmp_path: Path):
    row = {**focus_row(), 'evil"); DROP TABLE charges; --': "1", "it's": "2"}
    columns: dict[str, list[object]] = {name: [value] for name, value in row.items()}
    write_parquet(tmp_path / "bill.parquet", columns)
    assert billed(load(tmp_path / "bill.parquet")) == Decimal("1.5")
    assert billed(load(write_csv(tmp_path / "bill.csv", [row]))) == Decimal("1.5")


def test_unreadable_files_in_a_folder_are_listed_and_the_others_counted(tmp_path: Path):
    write_csv(tmp_path / "bill" / "good.csv", [focus_row()])
    (tmp_path / "bill" / "bad.parquet").write_bytes(b"PAR1nothing")
    (tmp_path / "bill" / "other.csv").write_text("a,b\n1,2\n")
    info = load(tmp_path / "bill")
    assert billed(info) == Decimal("1.5")
    assert {p.file for p in info.problems if p.message.startswith("Not read")} == {"bad.parquet", "other.csv"}


def test_two_exports_of_the_same_month_in_different_formats_are_counted_once(tmp_path: Path):
    write_csv(tmp_path / "bill" / "focus.csv", [focus_row()])
    cur = {
        "identity/LineItemId": "x",
        "bill/PayerAccountId": "100000000000",
        "bill/BillingPeriodStartDate": "2026-05-01T00:00:00Z",
        "lineItem/UsageStartDate": "2026-05-01T00:00:00Z",
        "lineItem/UsageEndDate": "2026-05-02T00:00:00Z",
        "lineItem/LineItemType": "Usage",
        "lineItem/UnblendedCost": "1.5",
        "lineItem/CurrencyCode": "USD",
    }
    write_csv(tmp_path / "bill" / "report.csv", [cur])
    info = load(tmp_path / "bill")
    assert (billed(info), left_out(info)) == (Decimal("1.5"), 1)


def test_the_report_counts_every_row_or_lists_it(tmp_path: Path):
    rows = [focus_row(), focus_row(BilledCost="x"), focus_row(ChargePeriodStart="?")]
    report = check_bill(write_csv(tmp_path / "bill.csv", rows)).to_dict()
    assert report["rows"] + report["left_out"] == 3
    assert sum(problem["rows"] for problem in report["problems"]) == 2


def test_what_is_no_regular_file_is_never_waited_for(tmp_path: Path):
    write_csv(tmp_path / "bill" / "good.csv", [focus_row()])
    os.mkfifo(tmp_path / "bill" / "pipe.csv")
    (tmp_path / "bill" / "broken.csv").symlink_to(tmp_path / "nowhere")
    assert billed(load(tmp_path / "bill")) == Decimal("1.5")
    assert "neither a file" in refused(tmp_path / "bill" / "pipe.csv")


def test_a_header_in_the_middle_of_a_file_is_left_out(tmp_path: Path):
    path = write_csv(tmp_path / "bill.csv", [focus_row(), focus_row()])
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines, *lines]) + "\n")
    info = load(path)
    assert (info.rows, billed(info), left_out(info)) == (4, Decimal(6), 1)
