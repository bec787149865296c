"""Tables as Python values and as pandas frames: exact, nothing lost."""

import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from finops_client.answers import Answer, BreakdownItem, Column, Fact, TableBlock
from finops_client.errors import MissingDependency, NoTable


def table(*columns: Column, rows: tuple[tuple[str | None, ...], ...]) -> TableBlock:
    return TableBlock(title="Cost by service", columns=columns, rows=rows, total_rows=9)


SPEND = table(
    Column(key="ServiceName", label="Service"),
    Column(key="BilledCost", label="Cost", kind="money", unit="USD"),
    Column(key="share", label="Share", kind="percent"),
    Column(key="day", label="Day", kind="date"),
    rows=(
        ("AmazonEC2", "0.1000000001", "0.25", "2026-05-01"),
        ("AmazonS3", None, None, "2026-05-01T13:00:00+00:00"),
    ),
)


def test_cells_become_values_of_their_columns_kind() -> None:
    assert SPEND.to_columns() == {
        "Service": ["AmazonEC2", "AmazonS3"],
        "Cost": [Decimal("0.1000000001"), None],
        "Share": [Decimal("0.25"), None],
        "Day": [date(2026, 5, 1), datetime(2026, 5, 1, 13, tzinfo=UTC)],
    }


def test_a_cell_that_is_not_of_its_kind_stays_text() -> None:
    odd = table(Column(key="c", label="Cost", kind="money"), rows=(("n/a",),))
    assert odd.to_columns() == {"Cost": ["n/a"]}


def test_columns_of_one_label_are_told_apart() -> None:
    twice = table(Column(key="a", label="Cost"), Column(key="b", label="Cost"), rows=(("1", "2"),))
    assert twice.to_columns() == {"Cost (a)": ["1"], "Cost (b)": ["2"]}


def test_a_table_without_rows_keeps_its_columns() -> None:
    assert table(Column(key="a", label="Cost"), rows=()).to_columns() == {"Cost": []}


def test_an_answer_without_a_table_says_so() -> None:
    with pytest.raises(NoTable, match="no table"):
        Answer(headline="Nothing", markdown="").to_dataframe()


def test_without_pandas_the_error_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingDependency, match=r"pip install 'finops-agent-client\[pandas\]'"):
        Answer(headline="Spend", markdown="", blocks=(SPEND,)).to_dataframe()


def test_a_frame_keeps_money_exact() -> None:
    pytest.importorskip("pandas")
    frame = Answer(headline="Spend", markdown="", blocks=(SPEND,)).to_dataframe()
    assert list(frame.columns) == ["Service", "Cost", "Share", "Day"]
    assert frame["Cost"][0] == Decimal("0.1000000001")
    assert isinstance(frame["Cost"][0], Decimal)
    assert frame.attrs == {"title": "Cost by service", "units": {"Cost": "USD"}, "total_rows": 9}


def test_amounts_are_decimals() -> None:
    fact = Fact(id="f1", kind="money", value="0.30", unit="USD", subject="EC2")
    assert fact.amount + BreakdownItem(label="S3", value="0.10").amount == Decimal("0.40")
