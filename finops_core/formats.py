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
"""Digits that a quantity has in all, zeros at its end left away; never less than `_LEAST_DECIMALS` behind the point."""

_LEAST_DECIMALS: Final = 2
_SMALL_DIGITS: Final = 3
"""What is less than a millionth, such as the price of one request, has as many digits from its first on."""

_MOST_DECIMALS: Final = 12

_CODE = re.compile(r"[A-Z]{3}")
_DECIMAL = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?", re.ASCII)
_WIDE = Context(prec=2_000)
"""Room for every number that `_DECIMAL` takes in and an export can hold."""


def is_decimal(text: str) -> bool:
    """Whether a text is a number in the form in which amounts travel; exponents are of at most three digits."""
    return _DECIMAL.fullmatch(text) is not None


NOT_KNOWN = "not known"
"""What stands where an amount would, of a saving that nobody could work out."""


def is_saving_known(saving: str, not_counted: str) -> bool:
    """Whether a saving has an amount: one of nothing that is not counted, for a reason, has none."""
    return not not_counted or any(digit in saving for digit in "123456789")


def is_cost_to_review(saving_class: str, not_counted: str) -> bool:
    """Whether the amount of a recommendation is a cost, of which a person decides how much can be saved."""
    return saving_class == "review" and not_counted != ""


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
    """A quantity with its unit: `38,698.43 GB`, `0.0000002 Requests`; below all digits `<0.000000000001 GB`."""
    return _rounded(number, _decimals(number), after=f" {unit}" if unit else "", whole=True)


def _decimals(number: Decimal) -> int:
    """How many digits a quantity has behind the point: the larger it is, the fewer."""
    place = number.adjusted() if number else 0
    if place < 0:
        return min(max(NUMBER_DIGITS, _SMALL_DIGITS - 1 - place), _MOST_DECIMALS)
    return max(NUMBER_DIGITS - 1 - place, _LEAST_DECIMALS)


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
