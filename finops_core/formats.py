"""How amounts and numbers are written: one rule for prose, shell and page.

The page's copy is `frontend/src/values/format.ts`; both run the cases of `tests/data/formats.json`. The language is
English, so digits are grouped by commas for every reader: a headline and the table under it read alike. Signs and
digits of currencies are CLDR's, in tables made from it (ADR 27).
"""

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final

from finops_core.currencies import MINOR_UNITS, SIGNS

NUMBER_DIGITS: Final = 6
"""Digits behind the point of a quantity at most; zeros at its end are left away."""

_CODE = re.compile(r"[A-Z]{3}")
_DECIMAL = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?", re.ASCII)
_WIDE = Context(prec=2_000)
"""Room for every number that `_DECIMAL` takes in and an export can hold."""


def is_decimal(text: str) -> bool:
    """Whether a text is a number in the form in which amounts travel; exponents are of at most three digits."""
    return _DECIMAL.fullmatch(text) is not None


def format_value(value: str, kind: str, unit: str = "") -> str:
    """A cell's or fact's value as a person reads it; text that is not of its kind stays as it came."""
    if kind not in ("money", "number", "percent") or not is_decimal(value):
        return value
    number = Decimal(value)
    match kind:
        case "money":
            return format_money(number, unit)
        case "percent":
            return format_percent(number)
        case _:
            return format_number(number, unit)


def format_money(amount: Decimal, currency: str) -> str:
    """To the currency's smallest unit, half to even: `-$1,234.50`, `¥1,235`, `CHF 12.00`, `12.50 credits`.

    What is less than half of that unit and yet not zero is shown as less than one: `<$0.01`, `>-$0.01`.
    """
    digits = MINOR_UNITS.get(currency, 2)
    if _CODE.fullmatch(currency):
        return _rounded(amount, digits, before=SIGNS.get(currency, f"{currency} "))
    return _rounded(amount, digits, after=f" {currency}" if currency else "")


def format_percent(fraction: Decimal) -> str:
    """A fraction to a tenth of a percent: `12.5 %`, and `<0.1 %` where it is not nothing."""
    return _rounded(_WIDE.multiply(fraction, Decimal(100)), 1, after=" %")


def format_number(number: Decimal, unit: str = "") -> str:
    """A quantity with its unit: `1,234.5 GB`; what rounds to nothing without being it is `<0.000001 GB`."""
    return _rounded(number, NUMBER_DIGITS, after=f" {unit}" if unit else "", whole=True)


def _rounded(number: Decimal, digits: int, *, before: str = "", after: str = "", whole: bool = False) -> str:
    smallest = Decimal(1).scaleb(-digits)
    rounded = number.quantize(smallest, ROUND_HALF_EVEN, _WIDE)
    minus = "-" if number < 0 else ""
    if not rounded and number:
        return f"{'>' if minus else '<'}{minus}{before}{smallest:f}{after}"
    text = f"{rounded.copy_abs():,f}"
    if whole and "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{minus if rounded else ''}{before}{text}{after}"
