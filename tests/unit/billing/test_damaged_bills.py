"""Whatever happened to a bill on its way: an error that names the file, or every row counted or listed. Never else."""

import csv
import io
import random
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.export import ExportBill, open_bill
from billing.query import BillQuery, Dimension, Metric
from finops_core.errors import BillError
from tests.unit.billing.damage import DAMAGES, Damage, Table
from tests.unit.billing.made_bills import focus_day

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
