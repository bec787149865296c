"""What one file holds, found in a few scans before anything is written: digits of amounts, months, currencies, tags."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from billing.intake.amounts import DecimalType, Digits, digit_key, digits_from, fitting
from billing.intake.charges import AMOUNT_COLUMNS, COST_COLUMNS, EFFECTIVE_ADDEND, READ_AMOUNTS, TEXT_COLUMNS
from billing.intake.currency_words import settled
from billing.intake.focus_words import FOCUS_WORDS
from billing.intake.long_texts import CUT_NOTE, MAX_TEXT_CHARS, too_long
from billing.intake.source_file import ReadFile
from billing.intake.sql_text import literal, quoted
from billing.query import LineKind

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Month = tuple[str, datetime]
"""A billing account and the start of its billing period."""

PAYER = "coalesce(\"BillingAccountId\", '')"
MONTH = 'date_trunc(\'month\', coalesce("BillingPeriodStart", "ChargePeriodStart"))'

_EMPTY = {name: f'"{name}" IS NULL' for name in COST_COLUMNS}
_ROUNDED = "was rounded by a spreadsheet"
NO_CURRENCY = "BillingCurrency|is empty"
_KNOWN = ", ".join(literal(word) for word in FOCUS_WORDS["ChargeCategory"])
_NOTED = {
    NO_CURRENCY: '"BillingCurrency" IS NULL',
    "ChargeCategory|has no value that FOCUS knows, so that these count as other charges,": (
        f'coalesce("ChargeCategory", \'\') NOT IN ({_KNOWN}) AND "x_LineKind" = {literal(LineKind.OTHER.value)}'
    ),
    "BillingPeriodStart|has no date that can be read, so that the month of the charge is taken,": (
        '"BillingPeriodStart" IS NULL AND "ChargePeriodStart" IS NOT NULL'
    ),
    "Tags|cannot be read as tags; the rows count as untagged": "x_TagsUnread",
    **{
        f"{name}|{_ROUNDED}": f"regexp_matches(coalesce(\"{name}\", ''), '^[0-9]\\.[0-9]+E\\+[0-9]+$')"
        for name in ("BillingAccountId", "SubAccountId")
    },
}
_LONG = {f"{name}|{CUT_NOTE}": name for name in TEXT_COLUMNS}
"""The text column of each label: hardly a file has one to cut, so they are counted only where a row has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """One file's findings. `unread` counts the texts of an amount column that are no finite number."""

    rows: int
    undated: int
    open_times: int
    empty: Mapping[str, int]
    noted: Mapping[str, int]
    digits: Mapping[str, Sequence[Digits]]
    unread: Mapping[str, int]
    months: frozenset[Month]
    currencies: frozenset[str]
    tag_keys: frozenset[str]
    has_long_tags: bool = False

    @property
    def long_texts(self) -> tuple[str, ...]:
        """The text columns that have a value to cut."""
        return tuple(name for name in TEXT_COLUMNS if self.noted[f"{name}|{CUT_NOTE}"])

    def unfit(self, name: str, kind: DecimalType) -> int:
        """How many texts of a column are no amounts that a type can hold."""
        return self.unread[name] + sum(found.rows for found in self.digits[name] if not kind.holds(found))

    def rounded(self, name: str, kind: DecimalType) -> int:
        """How many amounts of a column a type holds after rounding only."""
        return sum(found.rows for found in self.digits[name] if kind.rounds(found))

    def leaves_out(self, types: Mapping[str, DecimalType]) -> bool:
        """Whether there is a row that cannot be counted: without a date, or without a billed cost."""
        return bool(self.undated or self.empty["BilledCost"] or self.unfit("BilledCost", types["BilledCost"]))


def survey(connection: "DuckDBPyConnection", file: ReadFile, where: str = "TRUE") -> Survey:
    """Scans a file's view, or the rows of it that meet a condition."""
    source = f"(SELECT * FROM {file.view} WHERE {where})"
    found = _counts(connection, file, source)
    digits: dict[str, Sequence[Digits]] = {}
    unread: dict[str, int] = {}
    for name in READ_AMOUNTS:
        filled, histogram = int(found[f"filled {name}"]), found[f"digits {name}"]
        exact = file.exact.get(name)
        digits[name] = [Digits(exact.before, exact.after, filled)] if exact and filled else digits_from(histogram)
        unread[name] = filled - sum(d.rows for d in digits[name])
    months, currencies = _months_and_currencies(connection, source)
    keys = [] if "Tags" in file.absent else _longest_tags(connection, source)
    return Survey(
        rows=int(found["rows"]),
        undated=int(found["undated"]),
        open_times=int(found["open times"]),
        empty={name: int(found[f"empty {name}"]) for name in _EMPTY},
        noted={label: int(found[label]) for label in (*_NOTED, *_LONG)},
        digits=digits,
        unread=unread,
        months=months,
        currencies=currencies,
        tag_keys=frozenset(str(row[0]) for row in keys),
        has_long_tags=any(longest and longest > MAX_TEXT_CHARS for _, longest in keys),
    )


def _counts(connection: "DuckDBPyConnection", file: ReadFile, source: str) -> dict[str, Any]:
    """Everything that one scan can tell, by label."""
    asked = {"rows": "count(*)", "undated": 'count(*) FILTER ("ChargePeriodStart" IS NULL)'}
    asked["open times"] = "count(x_OpenTime)"
    asked |= {f"empty {name}": f"count(*) FILTER ({condition})" for name, condition in _EMPTY.items()}
    asked |= {
        label: "0" if label.partition("|")[0] in file.absent else f"count(*) FILTER ({condition})"
        for label, condition in _NOTED.items()
    }
    asked |= {f"filled {name}": f'count("{name}")' for name in READ_AMOUNTS}
    told = [name for name in READ_AMOUNTS if name not in file.absent and name not in file.exact]
    asked |= {f"digits {name}": "NULL" for name in READ_AMOUNTS}
    asked |= {f"digits {name}": f"histogram(x_Keys[{place}])" for place, name in enumerate(told, start=1)}
    texts = [name for name in TEXT_COLUMNS if name not in file.absent]
    lengths = ", ".join(f'strlen("{name}")' for name in texts)
    asked["longest"] = f"max(greatest({lengths}))" if texts else "0"
    # Written out once: a key mentions its text twenty times, and planning that for each amount is slow.
    amounts = ", ".join(lower(name) for name in told)
    keys = f"list_transform([{amounts}], lambda amount: {digit_key('amount')}) AS x_Keys"
    rows = f"(SELECT *, {keys} FROM {source})" if told else source
    row = connection.execute(f"SELECT {', '.join(asked.values())} FROM {rows}").fetchone() or ()
    found = dict(zip(asked, row, strict=True))
    return found | _long_texts(connection, source, texts if (found["longest"] or 0) > MAX_TEXT_CHARS else ())


def _long_texts(connection: "DuckDBPyConnection", source: str, names: Collection[str]) -> dict[str, Any]:
    """How many values of each text column are cut, by label; `names` are the columns that may have some."""
    asked = {label: f"count(*) FILTER ({too_long(quoted(name))})" for label, name in _LONG.items() if name in names}
    row = connection.execute(f"SELECT {', '.join(asked.values())} FROM {source}").fetchone() if asked else None
    return dict.fromkeys(_LONG, 0) | dict(zip(asked, row or (), strict=True))


def _longest_tags(connection: "DuckDBPyConnection", source: str) -> list[tuple[str, int | None]]:
    """Each tag key with the length of its longest value."""
    entries = f'SELECT unnest(map_keys("Tags")) AS key, unnest(map_values("Tags")) AS value FROM {source}'
    return connection.execute(f"SELECT key, max(length(value)) FROM ({entries}) GROUP BY key").fetchall()


def lower(amount: str) -> str:
    """An amount's text in lower case, as `digit_key` wants it."""
    return f'lower(CAST("{amount}" AS VARCHAR))'


def _months_and_currencies(connection: "DuckDBPyConnection", source: str) -> tuple[frozenset[Month], frozenset[str]]:
    found = connection.execute(f'SELECT DISTINCT {PAYER}, {MONTH}, upper("BillingCurrency") FROM {source}').fetchall()
    months = frozenset((str(payer), month) for payer, month, _ in found if month is not None)
    return months, frozenset(str(currency) for _, _, currency in found if currency is not None)


def decimal_types(surveys: Sequence[Survey]) -> dict[str, DecimalType]:
    """For each amount column the type that holds all of its amounts exactly."""
    rows = sum(found.rows for found in surveys)
    digits = {name: [d for found in surveys for d in found.digits[name]] for name in READ_AMOUNTS}
    types = {name: fitting(digits[name], rows) for name in AMOUNT_COLUMNS}
    if digits[EFFECTIVE_ADDEND]:
        # An effective cost may be made of two amounts: twice the rows, and a digit more.
        both = fitting([*digits["EffectiveCost"], *digits[EFFECTIVE_ADDEND]], rows * 2 + 9)
        return {**types, "EffectiveCost": both, EFFECTIVE_ADDEND: both}
    return {**types, EFFECTIVE_ADDEND: types["EffectiveCost"]}


def default_currency(surveys: Sequence[Survey]) -> str:
    """The currency of rows that state none: the bill's only one, or US dollars when no row states any.

    `XXX` (ISO 4217, no currency) when the bill has several.
    """
    texts = {currency for found in surveys for currency in found.currencies}
    taken = settled(texts)
    stated = sorted({taken[text][0] if text in taken else text for text in texts})
    return {0: "USD", 1: stated[0] if stated else ""}.get(len(stated), "XXX")
