"""What counts as a right answer of a model, or of none."""

from decimal import Decimal

import pytest

from tests.evals.model_table import Known


@pytest.mark.parametrize(
    ("amount", "charges", "text", "right"),
    [
        ("5.00", 3, "You spent $5.00.", True),
        ("5.00", 3, "You spent $15.00.", False),
        ("5.00", 3, "You spent $2,005.00.", False),
        ("5.00", 3, "You spent $5.001.", False),
        ("1234.50", 2, r"You spent $1,234\.50.", True),
        ("1234.50", 2, "You spent $11,234.50.", False),
        ("0.00", 0, "The bill has no charges in eu-west-1 in May 2026.", True),
        ("0.00", 0, "You spent $0.00.", True),
        ("0.00", 0, "You spent $10.00.", False),
        ("0.00", 2, "The bill has no charges in eu-west-1 in May 2026.", False),
        ("5.00", 3, "The bill has no charges in eu-west-1 in May 2026.", False),
    ],
)
def test_an_answer_is_right_with_the_whole_amount_or_without_charges_where_there_are_none(
    amount: str, charges: int, text: str, right: bool
):
    assert Known("How much?", Decimal(amount), charges).answered_by(text) is right
