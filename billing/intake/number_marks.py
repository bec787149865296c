"""Amounts as people and spreadsheets write them: `1.234,56`, `$10,000.00`, `(12.00)`, `1 234,50`.

What a comma means is told from the whole column, never from one value; where a column does not tell, or its values
contradict each other, values with a comma are left as they are, and count as unread.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from billing.intake.sql_text import literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class DecimalMark(StrEnum):
    """What stands before the fraction in a column; `NONE` where nothing tells."""

    POINT = "."
    COMMA = ","
    NONE = ""


_PLAIN = r"[-+]?[0-9]*\.?[0-9]*([eE][-+]?[0-9]+)?"
_SPACES = "[\\s'\u00a0\u2007\u2009\u2019\u202f]"
SIGN_CURRENCIES: Mapping[str, tuple[str, ...]] = {
    **{f"{country}$": (f"{country[:2]}D",) for country in ("US", "AU", "CA", "NZ", "HK", "SG")},
    "A$": ("AUD",),
    "C$": ("CAD",),
    "S$": ("SGD",),
    "MX$": ("MXN",),
    "NT$": ("TWD",),
    "R$": ("BRL",),
    "€": ("EUR",),
    "£": ("GBP",),
    "¥": ("JPY", "CNY"),
    "円": ("JPY",),
    "元": ("CNY",),
    "₹": ("INR",),
    "Rs.": ("INR",),
    "Rs": ("INR",),
    "₩": ("KRW",),
    "₺": ("TRY",),
    "₪": ("ILS",),
    "฿": ("THB",),
    "₫": ("VND",),
    "₴": ("UAH",),
    "₱": ("PHP",),
    "zł": ("PLN",),
    "Kč": ("CZK",),
    "Ft": ("HUF",),
    "kr.": ("DKK", "NOK", "SEK"),
    "kr": ("DKK", "NOK", "SEK"),
    "SFr.": ("CHF",),
    "Fr.": ("CHF",),
    "Fr": ("CHF",),
}
"""Which currencies a sign beside `$` stands for. `$` alone stands for whatever currency has no sign of its own here."""

_SIGN = "|".join(re.escape(sign) for sign in (*SIGN_CURRENCIES, "$"))
_CODE = "[A-Za-z]{3}"
_COMMA = r"[0-9]+,([0-9]{1,2}|[0-9]{4,})|0,[0-9]+|[0-9]{1,3}(\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(\.[0-9]{3}){2,}"
_POINT = r"[0-9]+\.([0-9]{1,2}|[0-9]{4,})|0\.[0-9]+|[0-9]{1,3}(,[0-9]{3})+\.[0-9]+|[0-9]{1,3}(,[0-9]{3}){2,}"
_WITH_COMMA = r"([0-9]{1,3}(\.[0-9]{3})+|[0-9]+)(,[0-9]+)?"
_WITH_POINT = r"([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?"


def decimal_marks(
    connection: "DuckDBPyConnection", table: str, columns: Iterable[str], currency: str
) -> dict[str, DecimalMark]:
    """The decimal mark of each column of texts that has a value which is no plain number.

    `currency` is the expression of a row's currency: its own code or sign may stand at a number (`1.50 USD`), no other.
    """
    names = list(columns)
    if not names:
        return {}
    odd = ", ".join(f"coalesce(bool_or(NOT regexp_full_match({name}, '{_PLAIN}')), FALSE)" for name in names)
    found = connection.execute(f"SELECT {odd} FROM {table}").fetchone() or ()
    asked = [name for name, is_odd in zip(names, found, strict=True) if is_odd]
    if not asked:
        return {}
    shapes = ", ".join(
        f"coalesce(bool_or(regexp_full_match({name}_digits, '{shape}')), FALSE)"
        for name in asked
        for shape in (_COMMA, _POINT)
    )
    told = connection.execute(f"SELECT {shapes} FROM {_stripped(table, asked, currency)}").fetchone() or ()
    return {name: _mark(*map(bool, told[2 * i : 2 * i + 2])) for i, name in enumerate(asked)}


def _mark(comma: bool, point: bool) -> DecimalMark:
    if comma == point:
        return DecimalMark.NONE
    return DecimalMark.COMMA if comma else DecimalMark.POINT


def numbered(source: str, marks: Mapping[str, DecimalMark], currency: str) -> str:
    """A subquery over one with these columns that has each as a plain number too, as `as_number` calls it."""
    if not marks:
        return source
    numbers = ", ".join(f"{_plain_number(name, mark)} AS {as_number(name)}" for name, mark in marks.items())
    return f"(SELECT *, {numbers} FROM {_stripped(source, list(marks), currency)})"


def as_number(name: str) -> str:
    """What `numbered` calls a column's plain numbers; a text that is no number stays as it is."""
    return f"{name}_number"


def _stripped(source: str, names: Sequence[str], currency: str) -> str:
    """A subquery with each column's text without spaces, signs and codes of its currency, and its digits alone.

    Step by step, each over the one before: written as one expression this grows beyond what can be planned.
    """
    for make in (_packed, _sign, _unsigned, _bare, _digits):
        source = f"(SELECT *, {', '.join(make(name, currency) for name in names)} FROM {source})"
    return source


def _packed(name: str, currency: str) -> str:
    spaces = _SPACES.replace("'", "''")
    return f"replace(regexp_replace({name}, '{spaces}', '', 'g'), '\u2212', '-') AS {name}_packed"


def _sign(name: str, currency: str) -> str:
    return f"regexp_extract({name}_packed, '{_SIGN}') AS {name}_sign"


def _unsigned(name: str, currency: str) -> str:
    """Without one sign of the row's currency before or behind the number; another one's sign stays."""
    signs = [f"{sign}:{code}" for sign, codes in SIGN_CURRENCIES.items() for code in codes]
    others = sorted({code for sign, codes in SIGN_CURRENCIES.items() if "$" not in sign for code in codes})
    own = f"upper(coalesce({currency}, ''))"
    stands = (
        f"({name}_sign = '$' AND {own} NOT IN ({_listed(others)})) OR {name}_sign || ':' || {own} IN ({_listed(signs)})"
    )
    bare = _without(f"{name}_packed", f"(?:{_SIGN})")
    return f"CASE WHEN {stands} THEN {bare} ELSE {name}_packed END AS {name}_unsigned"


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(map(literal, texts))


def _bare(name: str, currency: str) -> str:
    """Without the row's own code of a currency either."""
    unsigned = f"{name}_unsigned"
    own = f"upper(regexp_extract({unsigned}, '{_CODE}')) = upper({currency})"
    return f"CASE WHEN {own} THEN {_without(unsigned, _CODE)} ELSE {unsigned} END AS {name}_bare"


def _without(value: str, mark: str) -> str:
    """Without one such mark at the beginning or the end of the number."""
    return f"regexp_replace({value}, '^([-(+]*){mark}|{mark}(\\)?)$', '\\1\\2')"


def _digits(name: str, currency: str) -> str:
    return f"regexp_replace({name}_bare, '^[-+(]|[-)]$', '', 'g') AS {name}_digits"


def _plain_number(name: str, mark: DecimalMark) -> str:
    bare, body = f"{name}_bare", f"{name}_digits"
    digits = {
        DecimalMark.COMMA: f"replace(replace({body}, '.', ''), ',', '.')",
        DecimalMark.POINT: f"replace({body}, ',', '')",
        DecimalMark.NONE: body,
    }[mark]
    shape = {
        DecimalMark.COMMA: _WITH_COMMA,
        DecimalMark.POINT: _WITH_POINT,
        DecimalMark.NONE: r"[0-9]+(\.[0-9]+)?",
    }[mark]
    negative = f"(regexp_full_match({bare}, '\\(.*\\)') OR starts_with({bare}, '-') OR ends_with({bare}, '-'))"
    closed = f"(starts_with({bare}, '(') = ends_with({bare}, ')'))"
    number = f"{closed} AND regexp_full_match({body}, '{shape}')"
    # Accounting formats write a dash for nothing, and keep the sign of the currency before it.
    nothing = f"({bare} = '-' AND {name}_packed <> '-')"
    sign = f"CASE WHEN {negative} THEN '-' ELSE '' END"
    return f"CASE WHEN {number} THEN {sign} || {digits} WHEN {nothing} THEN '0' ELSE {name} END"
