"""What goes out as CSV is text and numbers, whatever came in."""

import csv
import io
from pathlib import Path

import pytest

from billing.csv_export import safe_cell, to_csv
from billing.export import open_bill
from billing.query import BillQuery, Dimension
from tests.unit.billing.made_bills import focus_row, write_csv


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "  =1", "＝1+1", "-"])
def test_what_could_run_as_a_formula_is_escaped(text: str):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Amazon EC2", "-12.50", "+3", "1e-5", "-1E+3", "a=b", "arn:aws:ec2"])
def test_texts_and_numbers_stay_as_they_are(text: str):
    assert safe_cell(text) == text


def test_a_formula_in_a_bill_comes_out_escaped(tmp_path: Path):
    evil = '=HYPERLINK("http://evil","x")'
    with open_bill(write_csv(tmp_path / "bill.csv", [focus_row(ServiceName=evil)])) as bill:
        (row,) = bill.query(BillQuery(group_by=(Dimension.SERVICE,))).rows
    text = to_csv(["service", "cost"], [[row.keys[0], str(row.amount)], [None, "-1"]])
    assert list(csv.reader(io.StringIO(text))) == [["service", "cost"], [f"'{evil}", "1.5"], ["", "-1"]]
