"""A text that is still being written is told; one that only lacks its last line break is no fault."""

import zipfile
from pathlib import Path

import pytest

from billing.export import open_bill
from billing.intake.text_end import CUT, NO_LINE_BREAK
from billing.query import BillProblem
from tests.unit.billing.made_bills import focus_day, write_csv


def rows_ending_in(column: str, *values: str, before: str = "1.5") -> list[dict[str, str]]:
    """Rows whose last column is `column`."""
    rows = [focus_day(day + 1, BilledCost=before) | {column: value} for day, value in enumerate(values)]
    return [{name: row[name] for name in sorted(row, key=lambda name: name == column)} for row in rows]


def written(path: Path, rows: list[dict[str, str]], *, without: int) -> Path:
    """A CSV without its last line break and some characters more."""
    write_csv(path, rows)
    path.write_bytes(path.read_bytes().removesuffix(b"\r\n")[: -without or None])
    return path


def said(path: Path) -> list[tuple[str, bool]]:
    def is_about_the_end(problem: BillProblem) -> bool:
        return problem.message in (CUT, NO_LINE_BREAK)

    with open_bill(path) as bill:
        return [(problem.message, problem.notice) for problem in bill.info().problems if is_about_the_end(problem)]


CUTS = {
    "within a currency": (rows_ending_in("BillingCurrency", *["USD"] * 4), 1),
    "before its last value": (rows_ending_in("BillingCurrency", *["USD"] * 4), 3),
    "within an amount of fixed digits": (rows_ending_in("BilledCost", "1.2500", "2.5000", "3.7500"), 2),
    "within tags": (rows_ending_in("Tags", '{"a": "b"}', '{"team": "x"}', '{"team": "yy"}'), 3),
    "within a name": (rows_ending_in("ServiceName", "Amazon EC2", "Amazon S3", "Amazon EC2"), 1),
    "within the last but one column": (rows_ending_in("BillingCurrency", *["USD"] * 4), 4),
}


@pytest.mark.parametrize("kind", CUTS)
def test_a_text_that_ends_within_a_row_may_still_be_being_written(tmp_path: Path, kind: str) -> None:
    rows, without = CUTS[kind]
    path = written(tmp_path / "x.csv", rows, without=without)
    if len(kind) % 2:
        with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
            archive.write(path, "x.csv")
        path = tmp_path / "x.zip"
    assert said(path) == [(CUT, False)]


WHOLE = {
    "a currency": rows_ending_in("BillingCurrency", *["USD"] * 4),
    "amounts": rows_ending_in("BilledCost", "12.25", "2.5", "3"),
    "tags": rows_ending_in("Tags", '{"team": "yy"}', '{"a": "b"}'),
    "nothing where others have nothing": rows_ending_in("ResourceName", "web", "", ""),
    "a name of its own": rows_ending_in("ServiceName", "Amazon EC2", "Amazon S3", "AWS Lambda"),
    "one row": rows_ending_in("ServiceName", "Amazon EC2"),
}


@pytest.mark.parametrize("kind", WHOLE)
def test_a_text_that_only_lacks_its_last_line_break_is_noticed_and_no_more(tmp_path: Path, kind: str) -> None:
    assert said(written(tmp_path / "x.csv", WHOLE[kind], without=0)) == [(NO_LINE_BREAK, True)]


def test_a_text_with_its_last_line_break_is_not_spoken_of(tmp_path: Path) -> None:
    assert said(write_csv(tmp_path / "x.csv", WHOLE["amounts"])) == []
