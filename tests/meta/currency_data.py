"""How currencies are written, taken from CLDR through Babel: `python -m tests.meta.currency_data` writes it anew.

Babel itself takes a fifth of a second and 36 MB before the first amount, and the browsers' own data differ by version
and maker; so shell and page have one small table each, made here, and a test says that they are what CLDR says.
"""

import json
import unicodedata
from decimal import Decimal
from pathlib import Path

from babel import Locale
from babel.core import get_global
from babel.numbers import get_currency_name, get_currency_precision, get_currency_symbol, get_territory_currencies

from finops_core.formats import format_money

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / "finops_core" / "currencies.py"
NAMES = ROOT / "finops_core" / "names" / "currency_names.py"
TYPESCRIPT = ROOT / "frontend" / "src" / "values" / "currencies.ts"
CASES = ROOT / "tests" / "data" / "currencies.json"
LOCALE = "en_US"
AMOUNTS = ("-1234567.891", "-2.5", "-0.001", "-0.0000001", "0", "0.0004", "0.005", "0.4", "0.5", "1", "1235.5", "1E+6")


def codes() -> list[str]:
    """Every currency that CLDR knows."""
    return sorted(Locale.parse(LOCALE).currencies)


def symbols() -> dict[str, str]:
    """What stands before an amount, with a blank where the sign ends in a letter; only where it is not the code."""
    found = {code: get_currency_symbol(code, LOCALE).replace("\u202f", " ") for code in codes()}
    return {
        code: sign if unicodedata.category(sign[-1]).startswith("S") else f"{sign} "
        for code, sign in found.items()
        if sign != code
    }


def digits() -> dict[int, list[str]]:
    """Codes by their digits behind the point, where they are not two."""
    found: dict[int, list[str]] = {}
    for code in codes():
        if (count := get_currency_precision(code)) != 2:
            found.setdefault(count, []).append(code)
    return dict(sorted(found.items()))


def python_text() -> str:
    signs = "\n".join(f'    "{code}": "{sign}",' for code, sign in symbols().items())
    units = "\n".join(f"    {count}: {found!r}," for count, found in digits().items())
    return (
        '"""How currencies are written. Made by `python -m tests.meta.currency_data` from CLDR: do not edit."""\n\n'
        "from collections.abc import Mapping\nfrom typing import Final\n\n"
        f"SIGNS: Final[Mapping[str, str]] = {{\n{signs}\n}}\n"
        '"""What stands before an amount in English, where it is not the code and a blank."""\n\n'
        f"_CODES_BY_DIGITS = {{\n{units}\n}}\n"
        "MINOR_UNITS: Final[Mapping[str, int]] = {\n"
        "    code: count for count, codes in _CODES_BY_DIGITS.items() for code in codes\n}\n"
        '"""Digits behind the point, where they are not two."""\n'
    )


def names() -> dict[str, str]:
    """The English name of each currency that is legal tender somewhere."""
    tender = {code for territory in get_global("territory_currencies") for code in get_territory_currencies(territory)}
    return {code: get_currency_name(code, locale=LOCALE) for code in sorted(tender)}


def names_text() -> str:
    listed = "\n".join(f'    "{code}": "{name}",' for code, name in names().items())
    return (
        '"""What currencies are called. Made by `python -m tests.meta.currency_data` from CLDR: do not edit."""\n\n'
        "from collections.abc import Mapping\nfrom typing import Final\n\n"
        f"CURRENCY_NAMES: Final[Mapping[str, str]] = {{\n{listed}\n}}\n"
        '"""The English name of each currency that is legal tender somewhere, by its ISO 4217 code."""\n'
    )


def typescript_text() -> str:
    signs = "\n".join(f"  {code}: {json.dumps(sign, ensure_ascii=False)}," for code, sign in symbols().items())
    units = "\n".join(f'  ...of({count}, "{" ".join(found)}"),' for count, found in digits().items())
    return f"""// Made by `python -m tests.meta.currency_data` from CLDR. Do not edit.

/** What stands before an amount in English, where it is not the code and a blank. */
const SIGNS: Readonly<Record<string, string>> = {{
{signs}
}};

/** Digits behind the point, where they are not two. */
const MINOR_UNITS: ReadonlyMap<string, number> = new Map([
{units}
]);

export interface Currency {{
  readonly digits: number;
  readonly before: string;
  readonly after: string;
}}

/** How amounts in a unit are written; what is no currency's code follows its number. */
export function currencyOf(unit: string): Currency {{
  const digits = MINOR_UNITS.get(unit) ?? 2;
  if (/^[A-Z]{{3}}$/.test(unit)) return {{ digits, before: SIGNS[unit] ?? `${{unit}} `, after: "" }};
  return {{ digits, before: "", after: unit === "" ? "" : ` ${{unit}}` }};
}}

function of(digits: number, codes: string): [string, number][] {{
  return codes.split(" ").map((code) => [code, digits]);
}}
"""


def cases() -> list[dict[str, str]]:
    """Every currency with every amount, as the shell writes it; the page is compared with them."""
    return [
        {"unit": code, "value": value, "text": format_money(Decimal(value), code)}
        for code in codes()
        for value in AMOUNTS
    ]


if __name__ == "__main__":
    PYTHON.write_text(python_text(), encoding="utf-8")
    NAMES.write_text(names_text(), encoding="utf-8")
    TYPESCRIPT.write_text(typescript_text(), encoding="utf-8")
    CASES.write_text(
        "[\n" + ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases()) + "\n]\n", encoding="utf-8"
    )
