"""A gross amount says what it leaves out, and which of it was paid for commitments that were returned."""

from decimal import Decimal

from billing.query import LineKind
from billing.testing import MemoryBill
from tests.unit.agents.asking import ask, headline
from tests.unit.agents.test_cost_tools import line

RETURNED = [
    line("2026-10-02", "100"),
    line("2026-10-03", "8760", kind=LineKind.SAVINGS_PLAN_UPFRONT, effective=Decimal(0)),
    line("2026-10-04", "-8760", kind=LineKind.REFUND, effective=Decimal(0)),
]
CREDITED = [
    line("2026-10-05", "-8", kind=LineKind.CREDIT, effective=Decimal(-8)),
    line("2026-10-06", "-2", kind=LineKind.REFUND, effective=Decimal(-2)),
]
GROSS = ["credit", "refund"]


def test_what_is_left_out_as_asked_is_said_with_its_amounts() -> None:
    found = ask(MemoryBill([line("2026-10-02", "100"), *CREDITED]), "spend", period="2026-10", exclude=GROSS)

    assert headline(found).startswith("You spent $100.00")
    assert "Left out as asked: refunds of -$2.00 and credits of -$8.00." in found.basis.notes


def test_fees_of_returned_commitments_are_told_apart_from_a_gross_amount() -> None:
    found = ask(MemoryBill([*RETURNED, *CREDITED]), "spend", period="2026-10", exclude=GROSS)

    assert headline(found).startswith("You spent $8,860.00")
    assert (
        "$8,760.00 of the amount are fees of commitments that were returned, whose refund is left out: without them it "
        "is $100.00." in found.basis.notes
    )


def test_an_amortised_gross_amount_has_no_fee_to_tell_apart() -> None:
    bill = MemoryBill([*RETURNED, *CREDITED])
    found = ask(bill, "spend", period="2026-10", exclude=GROSS, metric="effective")

    assert not any("returned" in note for note in found.basis.notes)


def test_a_comparison_of_gross_amounts_says_it_of_both_periods() -> None:
    found = ask(MemoryBill([line("2026-09-02", "90"), *RETURNED]), "compare", period="2026-10", exclude=GROSS)

    said = [note for note in found.basis.notes if note.startswith("Left out as asked from 1 October")]
    assert len(said) == 1
    assert said[0].endswith("refunds of -$8,760.00.")
    assert not any("September" in note for note in found.basis.notes if "Left out" in note)


def test_an_amount_with_everything_in_it_says_nothing_of_the_kind() -> None:
    found = ask(MemoryBill([*RETURNED, *CREDITED]), "spend", period="2026-10")

    assert not any("Left out as asked" in note for note in found.basis.notes)
