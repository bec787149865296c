"""What the commitments tool says of several at once: each aspect's sentence and table, by hand."""

from collections.abc import Iterator

import pytest

from billing.export import ExportBill, open_bill
from finops_core.answers import TableBlock, render
from finops_core.errors import ToolRetry
from tests.unit.agents.test_commitments import call
from tests.unit.billing.made_bills import write_csv
from tests.unit.billing.test_commitments_in_detail import IDLE, PLAN, RESERVED, ROWS

DOLLARS = [row for row in ROWS if row["BillingCurrency"] == "USD"]


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExportBill]:
    with open_bill(write_csv(tmp_path_factory.mktemp("bill") / "bill.csv", DOLLARS)) as opened:
        yield opened


ALL = "from 1 May 2026 to 3 May 2026"
SAID = {
    ("coverage", ""): f"55.0 % of the usage that commitments could cover was covered {ALL}.",
    ("coverage", "savings_plan"): f"46.7 % of the usage that Savings Plans could cover was covered {ALL}.",
    ("coverage", "reservation"): f"80.0 % of the usage that reservations could cover was covered {ALL}.",
    ("utilisation", ""): f"64.7 % of the commitments paid for was used {ALL}. $6.00 went unused.",
    ("utilisation", "savings_plan"): f"60.0 % of the Savings Plans paid for was used {ALL}. $6.00 went unused.",
    ("utilisation", "reservation"): f"100.0 % of the reservations paid for was used {ALL}. Nothing went unused.",
    ("unused", ""): f"$6.00 of commitments went unused {ALL}.",
    ("unused", "reservation"): f"Nothing of the reservations paid for went unused {ALL}.",
    ("saved", "savings_plan"): f"Savings Plans saved $4.00 against on-demand prices {ALL}, unused ones paid.",
    ("saved", "reservation"): f"Reservations saved $6.00 against on-demand prices {ALL}, unused ones paid.",
}


@pytest.mark.parametrize(("asked", "expected"), SAID.items())
def test_each_aspect_has_its_own_sentence(bill: ExportBill, asked: tuple[str, str], expected: str) -> None:
    aspect, kind = asked
    found = call(bill, aspect=aspect, kind=kind) if kind else call(bill, aspect=aspect)

    assert render(found.headline, found.facts) == expected


def test_a_commitment_that_cost_more_than_on_demand_is_said_to(bill: ExportBill) -> None:
    """On the first two days the plan's usage would have cost 10 and 4; on the second alone it cost 4 for 4."""
    found = call(bill, aspect="saved", kind="savings_plan", period="2026-05-02")

    assert render(found.headline, found.facts) == (
        "Savings Plans saved $0.00 against on-demand prices on 2 May 2026, unused ones paid."
    )


def test_the_table_has_a_row_a_commitment_the_dearest_waste_first(bill: ExportBill) -> None:
    (table,) = [block for block in call(bill).blocks if isinstance(block, TableBlock)]
    cells = [(row[0], row[1], *(None if cell is None else float(cell) for cell in row[2:])) for row in table.rows]

    assert [column.key for column in table.columns] == ["id", "kind", "used", "unused", "utilisation", "saved"]
    assert cells == [
        (IDLE, "Savings Plan", 0, 5, 0, None),
        (PLAN, "Savings Plan", 9, 1, 0.9, 4),
        (RESERVED, "Reserved Instance", 2, 0, 1, 6),
    ]
    assert table.total_rows == 3


def test_the_basis_is_effective_cost_of_what_commitments_cover(bill: ExportBill) -> None:
    basis = call(bill).basis

    assert (basis.metric, basis.currency) == ("EffectiveCost", "USD")
    assert set(basis.included) == {"Savings Plan usage", "reserved usage", "unused commitments"}
    assert "The bill does not say when its commitments end." in basis.notes


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("", "The bill has no commitments in June 2026."),
        ("savings_plan", "The bill has no Savings Plans on 3 May 2026."),
        ("reservation", "The bill has no reservations on 2 May 2026."),
    ],
)
def test_days_without_a_commitment_say_so(bill: ExportBill, kind: str, expected: str) -> None:
    if not kind:
        found = call(bill, period="2026-06")
        assert render(found.headline, found.facts).startswith("The bill has no charges in June 2026")
        return
    found = call(bill, kind=kind, period="2026-05-03" if kind == "savings_plan" else "2026-05-02")

    assert render(found.headline, found.facts) == expected


@pytest.mark.parametrize("aspect", ["utilisation", "unused"])
def test_use_by_month_has_a_row_a_month_and_adds_up_to_the_whole(bill: ExportBill, aspect: str) -> None:
    found = call(bill, aspect=aspect, group_by=("month",), period="2026-04/2026-05")
    (table,) = [block for block in found.blocks if isinstance(block, TableBlock)]

    assert [row[0] for row in table.rows] == ["2026-04", "2026-05"]
    assert table.rows[0][1:] == (None, None, None)  # nothing was committed
    used, unused, part = (float(str(cell)) for cell in table.rows[1][1:])
    assert (used, unused) == (11, 6)
    assert part == pytest.approx(11 / 17)


def test_use_by_anything_but_months_is_refused(bill: ExportBill) -> None:
    with pytest.raises(ToolRetry, match="shared by all usage"):
        call(bill, aspect="utilisation", group_by=("service",))
