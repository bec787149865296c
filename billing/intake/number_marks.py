"""Amounts as people and spreadsheets write them: `1.234,56`, `$10,000.00`, `(12.00)`, `1 234,50`.

What a comma means is told from the whole column, never from one value; where a column does not tell, or its values
contradict each other, values with a comma are left as they are, and count as unread.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class DecimalMark(StrEnum):
    """What stands before the fraction in a column; `NONE` where nothing tells."""

    POINT = "."
    COMMA = ","
    NONE = ""


_PLAIN = r"[-+]?[0-9]*\.?[0-9]*([eE][-+]?[0-9]+)?"
_SPACES = "[\\s'\u00a0\u2007\u2009\u202f]"
_SIGNS = "$€£¥₹"
_CODE = "[A-Za-z]{3}"
_COMMA = r"[0-9]+,([0-9]{1,2}|[0-9]{4,})|0,[0-9]+|[0-9]{1,3}(\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(\.[0-9]{3}){2,}"
_POINT = r"[0-9]+\.([0-9]{1,2}|[0-9]{4,})|0\.[0-9]+|[0-9]{1,3}(,[0-9]{3})+\.[0-9]+|[0-9]{1,3}(,[0-9]{3}){2,}"
_WITH_COMMA = r"([0-9]{1,3}(\.[0-9]{3})+|[0-9]+)(,[0-9]+)?"
_WITH_POINT = r"([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?"


def decimal_marks(
    connection: "DuckDBPyConnection", table: str, columns: Iterable[str], currency: str
) -> dict[str, DecimalMark]:
    """The decimal mark of each column of texts that has a value which is no plain number.

    `currency` is the expression of a row's currency: its own code may stand at a number (`1.50 USD`), no other.
    """
    names = list(columns)
    if not names:
        return {}
    odd = ", ".join(f"coalesce(bool_or(NOT regexp_full_match({name}, '{_PLAIN}')), FALSE)" for name in names)
    found = connection.execute(f"SELECT {odd} FROM {table}").fetchone() or ()
    return {
        name: _mark(connection, table, _body(name, currency))
        for name, is_odd in zip(names, found, strict=True)
        if is_odd
    }


def _mark(connection: "DuckDBPyConnection", table: str, body: str) -> DecimalMark:
    row = connection.execute(
        f"SELECT coalesce(bool_or(regexp_full_match({body}, '{_COMMA}')), FALSE), "
        f"coalesce(bool_or(regexp_full_match({body}, '{_POINT}')), FALSE) FROM {table}"
    ).fetchone() or (False, False)
    return {(True, False): DecimalMark.COMMA, (False, True): DecimalMark.POINT}.get(
        (bool(row[0]), bool(row[1])), DecimalMark.NONE
    )


def _bare(value: str, currency: str) -> str:
    """Without spaces, and without one sign and the row's code of a currency before or behind the number."""
    packed = f"replace(regexp_replace({value}, '{_SPACES.replace(chr(39), chr(39) * 2)}', '', 'g'), '\u2212', '-')"
    unsigned = _without(packed, f"[{_SIGNS}]")
    own = f"upper(regexp_extract({unsigned}, '{_CODE}')) = upper({currency})"
    return f"CASE WHEN {own} THEN {_without(unsigned, _CODE)} ELSE {unsigned} END"


def _without(value: str, mark: str) -> str:
    """Without one such mark at the beginning or the end of the number."""
    return f"regexp_replace({value}, '^([-(+]*){mark}|{mark}(\\)?)$', '\\1\\2')"


def _body(value: str, currency: str) -> str:
    return f"regexp_replace({_bare(value, currency)}, '^[-+(]|[-)]$', '', 'g')"


def plain_number(value: str, mark: DecimalMark, currency: str) -> str:
    """SQL: a text as a plain number; a text that is none stays as it is."""
    bare, body = _bare(value, currency), _body(value, currency)
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
    sign = f"CASE WHEN {negative} THEN '-' ELSE '' END"
    return f"CASE WHEN {closed} AND regexp_full_match({body}, '{shape}') THEN {sign} || {digits} ELSE {value} END"
