"""Whatever happened to a bill on its way: an error that names the file, or every row counted or listed. Never else."""

import csv
import io
import random
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.export import ExportBill, open_bill
from billing.query import BillQuery, Dimension, Metric
from finops_core.errors import BillError
from tests.unit.billing.damage import DAMAGES, Damage, Table
from tests.unit.billing.made_bills import focus_day, write_parquet

COSTS = st.decimals(-1000, 1000, places=6, allow_nan=False)


def made(costs: list[Decimal]) -> Table:
    """A FOCUS bill with one row a cost; texts need quotes and are not all ASCII."""
    rows = [
        focus_day(
            1 + n % 10,
            BilledCost=str(cost),
            EffectiveCost=str(cost),
            ListCost="2",
            ContractedCost="1",
            ResourceId=f"i-{n}",
            ChargeDescription='per hour, "Größe"',
        )
        for n, cost in enumerate(costs)
    ]
    return [list(rows[0]), *([*row.values()] for row in rows)]


def opened(path: Path) -> ExportBill | str:
    """The bill, or the words of its refusal. Any other error fails the test."""
    try:
        return open_bill(path)
    except BillError as error:
        return str(error)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.name)
@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(costs=st.lists(COSTS, min_size=6, max_size=12), seed=st.integers(0, 10_000))
def test_a_damaged_bill_is_refused_by_name_or_counted_whole(
    tmp_path_factory: pytest.TempPathFactory, damage: Damage, costs: list[Decimal], seed: int
):
    path = tmp_path_factory.mktemp("bill") / "arrived.csv"
    table = made(costs)
    path.write_bytes(damage.apply(table, random.Random(seed)))
    bill = opened(path)
    if isinstance(bill, str):
        assert not damage.keeps, bill
        assert "arrived.csv" in bill
        assert "Traceback" not in bill
        return
    with bill:
        if damage.keeps:
            assert (bill.info().rows, bill.info().currencies["USD"][Metric.BILLED]) == (len(costs), sum(costs))
        assert_counted(bill, path, costs)


def assert_counted(bill: ExportBill, path: Path, costs: list[Decimal]) -> None:
    """Every row counts with the cost that it states, or is listed; what counts adds up by every grouping."""
    info = bill.info()
    counted = bill.query(BillQuery(group_by=(Dimension.RESOURCE,)))
    stated = {**{f"i-{n}": cost for n, cost in enumerate(costs)}, **restated(path)}
    for row in counted.rows:
        if row.keys[0] and stated:
            assert row.amount == stated[row.keys[0]]
    total = sum(info.currencies[unit][Metric.BILLED] for unit in info.currencies)
    assert (
        total
        == sum(counted.totals.values())
        == sum(bill.query(BillQuery(group_by=(Dimension.LINE_KIND,))).totals.values())
    )
    left_out = sum(problem.rows for problem in info.problems)
    assert info.rows + left_out >= records(path, len(costs))
    assert all(problem.file and problem.message for problem in info.problems)


def restated(path: Path) -> dict[str, Decimal]:
    """Costs as the damaged text itself states them, for the rows that a CSV reader finds there."""
    content = path.read_bytes()
    if content[:2] in (b"\x1f\x8b", b"PK"):
        return {}
    text = content.decode("utf-8", errors="replace")
    found: dict[str, Decimal] = {}
    for row in csv.DictReader(io.StringIO(text)):
        try:
            found[str(row.get("ResourceId"))] = Decimal(str(row.get("BilledCost")))
        except ArithmeticError:
            continue
    return found


def records(path: Path, made_rows: int) -> int:
    """How many rows the file holds at least: those made, unless the text was cut."""
    content = path.read_bytes()
    if content[:2] in (b"\x1f\x8b", b"PK"):
        return made_rows
    return min(made_rows, len(list(csv.reader(io.StringIO(content.decode("utf-8", errors="replace"))))) - 1)


def parquet_bill(path: Path, rows: int = 3000) -> Path:
    made_rows = [focus_day(1 + n % 20, ResourceId=f"i-{n}", ChargeDescription=f"{n * 7919} hours") for n in range(rows)]
    write_parquet(path, {name: [row[name] for row in made_rows] for name in made_rows[0]})
    return path


def broken_column(path: Path, column: str) -> Path:
    """Damages the pages of one column, and nothing else."""
    group = cast(Any, pq).read_metadata(path).row_group(0)
    chunk = next(one for n in range(group.num_columns) if (one := group.column(n)).path_in_schema == column)
    start: int = chunk.dictionary_page_offset or chunk.data_page_offset
    content = bytearray(path.read_bytes())
    for position in range(start, start + chunk.total_compressed_size):
        content[position] ^= 0xFF
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("column", ["BilledCost", "ChargePeriodStart", "ResourceId", "ChargeDescription", "Tags"])
def test_a_parquet_file_damaged_in_one_column_is_refused_by_name(tmp_path: Path, column: str):
    bill = opened(broken_column(parquet_bill(tmp_path / "arrived.parquet"), column))
    assert isinstance(bill, str)
    assert bill.startswith("arrived.parquet: the file is damaged")


@pytest.mark.parametrize("column", ["BilledCost", "ResourceId", "ChargeDescription"])
def test_of_several_files_the_damaged_one_is_listed_and_the_others_count(tmp_path: Path, column: str):
    folder = tmp_path / "bill"
    folder.mkdir()
    parquet_bill(folder / "good.parquet", rows=50)
    broken_column(parquet_bill(folder / "arrived.parquet"), column)
    with open_bill(folder) as bill:
        info = bill.info()
    assert (info.rows, info.currencies["USD"][Metric.BILLED]) == (50, Decimal(75))
    assert [problem.file for problem in info.problems if problem.message.startswith("Not read")] == ["arrived.parquet"]


@pytest.mark.parametrize("seed", range(12))
def test_a_parquet_file_with_flipped_or_missing_bytes_never_ends_in_a_trace(tmp_path: Path, seed: int):
    dice = random.Random(seed)
    content = bytearray(parquet_bill(tmp_path / "arrived.parquet", rows=300).read_bytes())
    for _ in range(8):
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    cut = dice.randrange(1, len(content)) if seed % 3 == 0 else len(content)
    (tmp_path / "arrived.parquet").write_bytes(content[:cut])
    bill = opened(tmp_path / "arrived.parquet")
    if isinstance(bill, str):
        assert "arrived.parquet" in bill
    else:
        bill.close()


def test_amounts_of_narrow_and_wide_decimals_texts_and_doubles_add_up_in_one_bill(tmp_path: Path):
    """Each file states its amounts in another type; the columns of the bill hold them all."""
    folder = tmp_path / "bill"
    folder.mkdir()
    arrow = cast(Any, pa)
    costs: dict[str, tuple[Any, object]] = {
        "12345678.0000000001": (arrow.decimal128(18, 10), Decimal("12345678.0000000001")),
        "0.000000000000000001": (arrow.decimal128(38, 18), Decimal("0.000000000000000001")),
        "0.25": (arrow.float64(), 0.25),
        "-1E-3": (arrow.string(), "-1E-3"),
    }
    for month, (kind, value) in enumerate(costs.values(), start=1):
        rows = [focus_day(1, month) for _ in range(3)]
        columns: dict[str, Any] = {key: [row[key] for row in rows] for key in rows[0]}
        columns["BilledCost"] = arrow.array([value] * 3, type=kind)
        write_parquet(folder / f"{month}.parquet", columns)
    with open_bill(folder) as bill:
        info = bill.info()
    assert info.rows == 12
    assert info.currencies["USD"][Metric.BILLED] == 3 * sum(map(Decimal, costs))
