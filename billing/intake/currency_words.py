"""Currencies that an export writes as names or signs instead of ISO 4217's codes: `US Dollar`, `€`, `USD ($)`.

What stands for one currency is read as its code. What may stand for several (`$`, `kr`, `pounds`) is settled over the
whole bill, and said: as the only one of them that the bill names elsewhere, else as the one that clouds bill by that
sign in, else it stays apart under its own name.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from billing.intake.number_marks import SIGN_CURRENCIES
from billing.intake.sql_text import NULL, literal, quoted
from billing.query import BillProblem
from finops_core.currencies import SIGNS
from finops_core.names.currency_names import CURRENCY_NAMES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CODE = re.compile(r"[A-Za-z]{3}")
_OTHER_NAMES = {
    "United States Dollar": "USD",
    "American Dollar": "USD",
    "Pound Sterling": "GBP",
    "Sterling": "GBP",
    "UK Pound": "GBP",
    "Renminbi": "CNY",
    "Yuan Renminbi": "CNY",
    "Chinese Renminbi": "CNY",
    "RMB": "CNY",
}
"""Names of ISO 4217 and of habit that CLDR's English has in other words."""

_BILLED_IN = {"USD": ("$", "dollar"), "GBP": ("£", "pound")}
"""The currency that a bill in such a sign is in where nothing else is said: no cloud bills in another pound, and a
dollar without a country is that of the United States."""

_MOST_WORDS = 100
"""Spellings of currencies that are looked at; a column with more is none of currencies."""


def _key(text: str) -> str:
    """Letters and signs alone, in lower case: `US-Dollars` and `us dollar` are one name."""
    return "".join(c for c in text.casefold() if c.isalpha() or c in "$€£¥₹₩₺₪฿₫₴₱円元")


def _candidates() -> dict[str, frozenset[str]]:
    """What each name or sign may stand for."""
    found: dict[str, set[str]] = defaultdict(set)
    for code, name in CURRENCY_NAMES.items():
        kind = name.rsplit(" ", 1)[-1]
        for word in (name, kind):
            found[_key(word)].add(code)
            found[_key(word + "s")].add(code)
    for name, code in _OTHER_NAMES.items():
        found[_key(name)].add(code)
        found[_key(name + "s")].add(code)
    for code, sign in SIGNS.items():
        if code != "XXX":
            found[_key(sign)].add(code)
    for sign, codes in SIGN_CURRENCIES.items():
        found[_key(sign)].update(codes)
    found["$"] |= found["dollar"] | found["peso"]
    found["£"] |= found["pound"]
    found["rs"] |= found["rupee"]
    found["fr"] |= found["franc"]
    found["kr"] |= {*found["krone"], *found["krona"], *found["króna"]}
    return {key: frozenset(codes) for key, codes in found.items() if key}


_STANDS_FOR = _candidates()
_SHORT_WORDS = ", ".join(literal(word) for word in sorted(_STANDS_FOR) if len(word) == 3 and word.isascii())
"""Names as long as a code, such as `Yen`."""


def possible_codes(text: str) -> frozenset[str]:
    """The currencies that a text may stand for; none for a text that stands for none."""
    if _CODE.fullmatch(text):
        return _STANDS_FOR.get(_key(text), frozenset((text.upper(),)))
    named = frozenset(code for code in re.findall(r"\b[A-Z]{3}\b", text) if code in CURRENCY_NAMES)
    key = _key(text)
    for code in named:
        rest = _key(text.replace(code, "", 1))
        if not rest or code in _STANDS_FOR.get(rest, frozenset()):
            return frozenset((code,))
    return _STANDS_FOR.get(key, frozenset())


def codes_of(connection: "DuckDBPyConnection", source: str, currency: str) -> dict[str, str]:
    """The code of each text of a file's currencies that stands for one currency and is not its code.

    `source` is a relation in which `currency` is an expression.
    """
    if currency == NULL:
        return {}
    is_code = f"regexp_full_match({currency}, '[A-Za-z]{{3}}') AND lower({currency}) NOT IN ({_SHORT_WORDS})"
    found = connection.execute(
        f"SELECT DISTINCT {currency} FROM {source} WHERE NOT ({is_code}) LIMIT {_MOST_WORDS}"
    ).fetchall()
    told = {str(text): possible_codes(str(text)) for (text,) in found}
    return {text: next(iter(codes)) for text, codes in told.items() if len(codes) == 1}


def as_code(currency: str, codes: Mapping[str, str]) -> str:
    """SQL: the currency, with these texts as their codes."""
    if not codes:
        return currency
    whens = " ".join(f"WHEN {literal(text)} THEN {literal(code)}" for text, code in codes.items())
    return f"CASE {currency} {whens} ELSE {currency} END"


def settled(stated: Collection[str]) -> dict[str, tuple[str, bool]]:
    """For each text that may stand for several currencies: which it is, and whether the bill says so."""
    known = {code for text in stated if len(codes := possible_codes(text)) == 1 for code in codes}
    found: dict[str, tuple[str, bool]] = {}
    for text in stated:
        codes = possible_codes(text)
        if len(codes) < 2:
            continue
        there = codes & known
        usual = next((code for code, words in _BILLED_IN.items() if _key(text).rstrip("s") in words), "")
        if len(there) == 1:
            found[text] = (next(iter(there)), True)
        elif usual and not there:
            found[text] = (usual, False)
    return found


def settle_currencies(connection: "DuckDBPyConnection", table: str) -> list[BillProblem]:
    """Reads what may stand for several currencies as the one that it is, and says what was taken for what."""
    found: list[tuple[str, int]] = connection.execute(
        f'SELECT "BillingCurrency", count(*) FROM {table} GROUP BY 1 ORDER BY 1 LIMIT {_MOST_WORDS}'
    ).fetchall()
    rows = dict(found)
    taken = settled(rows)
    problems: list[BillProblem] = []
    for text, count in rows.items():
        code, is_said = taken.get(text, ("", False))
        if code:
            column = quoted("BillingCurrency")
            connection.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", [code, text])
            why = f"{code} is assumed" if not is_said else f"{code} is taken, which the bill names elsewhere"
            problems.append(_said(text, f"may stand for several currencies; {why}", count, notice=is_said))
        elif len(possible_codes(text)) > 1:
            problems.append(_said(text, "may stand for several currencies, so its amounts stand apart", count))
        elif not _CODE.fullmatch(text):
            problems.append(_said(text, "is no currency that is known, so its amounts stand apart", count))
    return problems


def _said(text: str, what: str, count: int, *, notice: bool = False) -> BillProblem:
    shown = "".join(c for c in text if c.isprintable())[:40]
    rows = f"{count} row{'' if count == 1 else 's'}"
    return BillProblem(
        message=f"BillingCurrency {shown!r} {what}, in {rows}.", column="BillingCurrency", affected=count, notice=notice
    )
