"""Endless texts of a bill are cut where it is read: visibly, told, apart from each other, and without a lost cent."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from billing.export import ExportBill, open_bill
from billing.intake.long_texts import MAX_TEXT_CHARS, bounded_text
from billing.query import BillQuery, Dimension, Tag
from tests.unit.billing.made_bills import focus_row, map_column, write_csv, write_parquet

COLUMNS = [
    ("ServiceName", Dimension.SERVICE),
    ("SubAccountId", Dimension.ACCOUNT),
    ("ResourceId", Dimension.RESOURCE),
    ("RegionId", Dimension.REGION),
    ("PublisherName", Dimension.PUBLISHER),
    ("x_UsageType", Dimension.USAGE_TYPE),
]


def amounts(bill: ExportBill, dimension: Dimension | Tag) -> dict[str, Decimal]:
    return {row.keys[0]: row.amount for row in bill.query(BillQuery(group_by=(dimension,))).rows}


def told(bill: ExportBill) -> list[str]:
    return [problem.message for problem in bill.info().problems if "cut" in problem.message]


@pytest.mark.parametrize(("column", "dimension"), COLUMNS)
@pytest.mark.parametrize("letter", ["x", "é", "😀"])
def test_an_endless_text_is_cut_and_told_and_every_cent_stays(
    tmp_path: Path, column: str, dimension: Dimension, letter: str
):
    rows = [focus_row(**{column: letter * 24_000 + end}) for end in ("a", "b")]
    with open_bill(write_csv(tmp_path / "bill.csv", [*rows, focus_row()])) as bill:
        found = amounts(bill, dimension)
        assert len(found) == 3
        assert max(map(len, found)) == MAX_TEXT_CHARS
        assert set(found.values()) == {Decimal("1.5")}
        assert any(column in message for message in told(bill))


@pytest.mark.parametrize("length", [MAX_TEXT_CHARS - 1, MAX_TEXT_CHARS])
def test_a_text_up_to_the_limit_is_whole_and_nothing_is_told(tmp_path: Path, length: int):
    with open_bill(write_csv(tmp_path / "bill.csv", [focus_row(ServiceName="é" * length)])) as bill:
        assert amounts(bill, Dimension.SERVICE) == {"é" * length: Decimal("1.5")}
        assert told(bill) == []


def test_an_account_with_an_endless_name_has_a_short_one(tmp_path: Path):
    with open_bill(write_csv(tmp_path / "bill.csv", [focus_row(SubAccountName="n" * 24_000)])) as bill:
        assert bill.info().accounts == {"200000000001": bounded_text("n" * 24_000)}


def test_endless_tag_keys_and_values_are_cut_in_json_and_maps(tmp_path: Path):
    entries = [("k" * 5_000, "v"), ("team", "w" * 5_000)]
    write_csv(tmp_path / "a" / "bill.csv", [focus_row(Tags=json.dumps(dict(entries)))])
    columns = {name: [value] for name, value in focus_row().items() if name != "Tags"}
    (tmp_path / "b").mkdir()
    write_parquet(tmp_path / "b" / "bill.parquet", {**columns, "Tags": map_column(entries)})
    for folder in ("a", "b"):
        with open_bill(tmp_path / folder) as bill:
            long_key = bounded_text("k" * 5_000)
            assert bill.info().tag_keys == (long_key, "team")
            assert amounts(bill, Tag(long_key)) == {"v": Decimal("1.5")}
            assert amounts(bill, Tag("team")) == {bounded_text("w" * 5_000): Decimal("1.5")}
            assert any(message.startswith("Tags:") for message in told(bill))
