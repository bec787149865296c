"""Series from CSV files: what is mended is told, what cannot be read is refused with its place."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from billing.foresight import series_file
from billing.foresight.series_file import MOST_STEPS, Frequency, Series, read_series
from billing.foresight.series_table import read_table
from finops_core.errors import BillError


def read(folder: Path, text: str, frequency: Frequency = "MS") -> list[Series]:
    path = folder / "series.csv"
    path.write_bytes(text.encode("utf-8"))
    return read_series(path, frequency)


@pytest.mark.parametrize(
    "text",
    [
        "unique_id,ds,y\na,2026-01-01,1\na,2026-02-01,2\na,2026-03-01,3\n",
        "\ufeffunique_id,ds,y\r\na,2026-01-31,1\r\na,2026-02-28,2\r\na,2026-03-31,3\r\n",
        "y,other,DS,Unique_ID\n3,x,2026-03,a\n1,x,2026-01,a\n2,x,2026-02,a\n",
        'unique_id,ds,y\na,2026-01-01T00:00:00Z," 1 "\n\na,2026-02-01 00:00:00,2e0\na,2026-03-01,3',
        "unique_id,ds,y\na,2026-01-01,1\na,2026-03-01,3\na,2026-02-01,2\n",
    ],
    ids=["plain", "bom and month ends", "other order", "times and blank lines", "rows in any order"],
)
def test_months_are_read_however_they_are_written(tmp_path: Path, text: str) -> None:
    [one] = read(tmp_path, text)
    assert (one.name, one.start, one.amounts, one.told) == ("a", date(2026, 1, 1), (1.0, 2.0, 3.0), ())
    assert one.step(3, "MS") == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("unique_id;ds;y\na;31.12.2025;1,5\na;01.01.2026;-2\na;02.01.2026;3.000,25\n", "the day first"),
        (
            "service\tdate\tcost\na\t12/31/2025\t$1.50\na\t01/01/2026\t(2)\na\t01/02/2026\t$3,000.25\n",
            "the month first",
        ),
        ('unique_id,ds,y\na,2025/12/31,"1,50"\na,2026/1/1,-2\na,2026/1/2,"3.000,25"\n', "decimal comma"),
    ],
    ids=["semicolons, dots and commas", "tabs, month first and currency", "decimal commas"],
)
def test_other_separators_dates_and_decimal_signs_are_read_and_told(tmp_path: Path, text: str, said: str) -> None:
    [one] = read(tmp_path, text, "D")
    assert (one.name, one.start, one.amounts) == ("a", date(2025, 12, 31), (1.5, -2.0, 3000.25))
    assert any(said in note for note in one.told)


def test_two_columns_are_one_series_which_is_called_as_its_amounts(tmp_path: Path) -> None:
    [one] = read(tmp_path, "Month,Cost\nJan 2026,1\nFeb 2026,2\n")
    assert (one.name, one.start, one.amounts) == ("Cost", date(2026, 1, 1), (1.0, 2.0))
    assert "as one series" in one.told[0]


def test_months_tell_which_part_of_a_date_is_the_month(tmp_path: Path) -> None:
    [one] = read(tmp_path, "unique_id,ds,y\na,01/01/2026,1\na,01/02/2026,2\na,01/03/2026,3\n")
    assert (one.start, one.amounts) == (date(2026, 1, 1), (1.0, 2.0, 3.0))


@pytest.mark.parametrize(("encoding", "said"), [("cp1252", "Windows-1252"), ("utf-16", "UTF-16")])
def test_other_encodings_are_read_and_told(tmp_path: Path, encoding: str, said: str) -> None:
    (tmp_path / "series.csv").write_bytes("unique_id,ds,y\ncafé,2026-01-01,1\n".encode(encoding))
    [one] = read_series(tmp_path / "series.csv", "D")
    assert (one.name, one.amounts) == ("café", (1.0,))
    assert said in one.told[0]


@pytest.mark.parametrize(("apart", "what"), [(7, "weeks: add them up by month"), (30, "months")])
def test_amounts_of_weeks_or_months_are_not_continued_as_those_of_days(tmp_path: Path, apart: int, what: str) -> None:
    days = [date(2025, 1, 6) + timedelta(days=apart * number) for number in range(12)]
    with pytest.raises(BillError, match=what):
        read(tmp_path, "unique_id,ds,y\n" + "".join(f"a,{day},1\n" for day in days), "D")


def test_several_series_keep_their_order_and_their_own_days(tmp_path: Path) -> None:
    found = read(tmp_path, "unique_id,ds,y\nb,2026-01-31,5\na,2024-02-28,1\na,2024-03-01,3\nb,2026-02-01,6\n", "D")
    assert [(one.name, one.start, one.amounts) for one in found] == [
        ("b", date(2026, 1, 31), (5.0, 6.0)),
        ("a", date(2024, 2, 28), (1.0, 2.0, 3.0)),
    ]
    assert "1 of 3 steps are missing" in found[1].told[0]


def test_a_gap_follows_the_season_where_it_is_known_and_its_neighbours_else(tmp_path: Path) -> None:
    days = [f"a,2026-01-{day:02},{day % 7}\n" for day in range(1, 22) if day != 10]
    [one] = read(tmp_path, "unique_id,ds,y\n" + "".join(days), "D")
    assert one.amounts[9] == 10 % 7
    [short] = read(tmp_path, "unique_id,ds,y\na,2026-01-01,10\na,2026-01-02,\na,2026-01-03,NaN\na,2026-01-04,40\n", "D")
    assert short.amounts == (10.0, 20.0, 30.0, 40.0)


def test_what_comes_again_counts_once_and_what_differs_is_added_up_and_both_are_told(tmp_path: Path) -> None:
    [one] = read(tmp_path, "unique_id,ds,y\na,2026-01-01,1\na,2026-01-01,1\na,2026-02-01,2\na,2026-02-15,3\n")
    assert one.amounts == (1.0, 5.0)
    assert ["1 rows came again" in one.told[0], "1 rows share a step" in one.told[1]] == [True, True]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "first row has to name"),
        ("unique_id,ds,y\n", "no amounts"),
        ("unique_id,ds,y\na,2026-01-01,\n", "no amounts"),
        ("unique_id,ds\na,2026-01-01\n", "unique_id, ds, y"),
        ("unique_id,ds,y,y\na,2026-01-01,1,2\n", "once each"),
        ("unique_id,ds,y\na,01/02/2026,1\n", "row 2, column ds: '01/02/2026' may have the day or the month first"),
        ('unique_id,ds,y\na,2026-01-01,"1,234"\n', "'1,234' may have a decimal comma"),
        ("name,service,ds,y\na,b,2026-01-01,1\n", "unique_id"),
        ("unique_id,ds,y\na,2026-02-30,1\n", "row 2, column ds"),
        ("unique_id,ds,y\na,2026-01-01,1\na,2026-02-01,=1+1\n", "row 3, column y"),
        ("unique_id,ds,y\na,2026-01-01,inf\n", "no amount"),
        ("unique_id,ds,y\na,2026-01-01,1_000\n", "no amount"),
        ("unique_id,ds,y\na,2026-01-01,1e300\n", "no amount"),
        ("unique_id,ds,y\na,2026-01-01\n", "2 cells"),
        ("unique_id,ds,y\n,2026-01-01,1\n", "column unique_id"),
        (f"unique_id,ds,y\n{'n' * 501},2026-01-01,1\n", "column unique_id"),
        ("unique_id,ds,y\na,0001-01-01,1\na,9999-01-01,1\n", f"spans {9998 * 12 + 1:,} months"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BillError, match=r"series\.csv") as refused:
        read(tmp_path, text)
    assert said in str(refused.value)


def test_files_that_are_no_text_or_not_there_are_refused(tmp_path: Path) -> None:
    (tmp_path / "binary.csv").write_bytes(b"unique_id,ds,y\n\xff\xfe\x00")
    with pytest.raises(BillError, match="UTF-8"):
        read_series(tmp_path / "binary.csv", "D")
    with pytest.raises(BillError, match="cannot be read"):
        read_series(tmp_path / "absent.csv", "D")
    with pytest.raises(BillError, match="cannot be read"):
        read_series(tmp_path, "D")


def test_a_century_of_days_is_read_and_a_mistyped_year_is_not(tmp_path: Path) -> None:
    [one] = read(tmp_path, "unique_id,ds,y\na,1926-01-01,1\na,2026-01-01,1\n", "D")
    assert len(one.amounts) < MOST_STEPS["D"]
    with pytest.raises(BillError, match="--freq are wrong"):
        read(tmp_path, "unique_id,ds,y\na,1026-01-01,1\na,2026-01-01,1\n", "D")


CLEAN = "unique_id,ds,y\nb,2026-01-02,2.5\nb,2026-01-01, 1 \n a ,2026-01-05T00:00:00,-3e2\na,2026-01-07,0.1\n"


@pytest.mark.parametrize(
    "text",
    [
        CLEAN,
        CLEAN.replace("\n", "\r\n"),
        "\ufeff" + CLEAN,
        'more,DS,unique_id,Y\nx,2026-01-01,"a,1",5\n,2026-01-02,"a,1",\n,2026-01-03,"a,1",7\n',
        "unique_id,ds,y\na,2026-01,1\na,2026-02,2\na,2026-04,nan\n",
    ],
)
def test_a_large_file_is_read_to_the_same_series(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    (tmp_path / "series.csv").write_text(text, encoding="utf-8", newline="")
    careful = read_series(tmp_path / "series.csv", "D")
    monkeypatch.setattr(series_file, "LARGE_BYTES", 0)

    assert read_series(tmp_path / "series.csv", "D") == careful


def step_of(day: str) -> int:
    try:
        return date.fromisoformat(day).toordinal()
    except ValueError as error:
        raise BillError("no date") from error


@pytest.mark.parametrize(
    "rows",
    [
        "a,2026-01-01,1\na,2026-01-01,1",
        "a,2026-01-01,1_0",
        "a,01/02/2026,1",
        "a,2026-01-01,inf",
        ",2026-01-01,1",
        "a,x",
    ],
)
def test_what_has_to_be_told_of_a_row_is_left_to_the_careful_reading(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "series.csv"
    path.write_text(f"unique_id,ds,y\n{rows}\n", encoding="utf-8")

    assert read_table(path, lambda _: (0, 1, 2), step_of, 500) is None
