"""Amounts are written as CLDR says, and the page writes what the shell does: every currency, tiny and negative."""

import ast
import json
import re
from decimal import Decimal

import pytest
from babel.numbers import format_currency

from finops_core.formats import format_money
from tests.meta import currency_data

AGAIN = "python -m tests.meta.currency_data"


def without_layout(text: str) -> str:
    """Source without what a formatter moves."""
    return re.sub(r"[\s,]", "", text)


def test_the_tables_of_shell_and_page_are_what_cldr_says() -> None:
    assert ast.dump(ast.parse(currency_data.PYTHON.read_text())) == ast.dump(ast.parse(currency_data.python_text())), (
        AGAIN
    )
    assert currency_data.NAMES.read_text() == currency_data.names_text(), AGAIN
    page, again = currency_data.TYPESCRIPT.read_text(), currency_data.typescript_text()
    assert without_layout(page) == without_layout(again), AGAIN


def test_the_cases_that_the_page_is_compared_with_are_the_shells() -> None:
    assert json.loads(currency_data.CASES.read_text()) == currency_data.cases(), AGAIN
    assert len(currency_data.cases()) > 3_000


@pytest.mark.parametrize("amount", ["-1234567.891", "-2.5", "0", "1", "999.995", "1235.5", "1000000"])
def test_an_amount_reads_as_babel_writes_it(amount: str) -> None:
    for code in currency_data.codes():
        # Babel leaves out the blank that CLDR puts behind a sign that ends in a letter; browsers do not.
        written = format_currency(Decimal(amount), code, locale="en_US")
        assert "".join(format_money(Decimal(amount), code).split()) == "".join(written.split())


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("-0.001", "USD", ">-$0.01"),
        ("-0.4", "JPY", ">-¥1"),
        ("-98765.4", "JPY", "-¥98,765"),
        ("1.2345", "BHD", "BHD 1.234"),
        ("-0.0004", "BHD", ">-BHD 0.001"),
        ("12", "XAF", "FCFA 12"),
        ("5", "ABC", "ABC 5.00"),
    ],
)
def test_what_rounds_to_nothing_is_not_shown_as_nothing(amount: str, currency: str, text: str) -> None:
    assert format_money(Decimal(amount), currency) == text
