"""What goes out as CSV is text and numbers, whatever came in; the page's own test runs the same cases."""

import csv
import io
import json
from pathlib import Path

import pytest

from finops_client.answers import Column, TableBlock
from finops_client.csv_text import csv_cell

CASES = json.loads((Path(__file__).parents[2] / "data" / "csv_cells.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: ascii(case["text"]))
def test_a_cell_is_written_as_the_page_writes_it(case: dict[str, str]) -> None:
    assert csv_cell(case["text"]) == case["cell"]


def test_a_formula_in_a_name_or_a_heading_comes_out_escaped() -> None:
    evil = '=HYPERLINK("http://evil","x")'
    columns = (Column(key="s", label="+Service"), Column(key="c", label="Cost", kind="money", unit="USD"))
    table = TableBlock(title="t", columns=columns, rows=((evil, "1.5"), (None, "-1")), total_rows=2)
    assert list(csv.reader(io.StringIO(table.to_csv()))) == [
        ["'+Service", "Cost (USD)"],
        [f"'{evil}", "1.5"],
        ["", "-1"],
    ]
