"""The columns a file has, as SQL expressions over one row of it, whatever its spelling and types."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from billing.intake.amounts import NARROW_DIGITS, DecimalType
from billing.intake.charges import normalised
from billing.intake.currency_words import as_code
from billing.intake.number_marks import DecimalMark, as_number, numbered
from billing.intake.sql_text import NO_TIME as NO_TIME
from billing.intake.sql_text import NULL as NULL
from billing.intake.sql_text import literal as literal
from billing.intake.sql_text import quoted as quoted
from billing.intake.timestamps import (
    ORDERS,
    implausible,
    iso_time,
    open_iso_time,
    ordered_date,
    other_time,
    plausible,
    whole_month,
)

NULL_WORDS = (
    *("", "NULL", "Null", "null", "(null)", "<null>", "\\N", "None", "NONE", "none", "<NA>", "NaT"),
    *("NaN", "nan", "NAN", "Nan", "N/A", "n/a", "N/a", "#N/A"),
    *("-", "--", "(not set)", "(none)", "(blank)", "undefined", "#NULL!", "#REF!"),
)
"""What programs write where there is no value: databases, pandas, polars, Python, spreadsheets, consoles."""

_LONGEST_NULL = max(map(len, NULL_WORDS))
_BETWEEN = "\x1f"
_ALL_NULLS = literal(_BETWEEN + _BETWEEN.join(NULL_WORDS) + _BETWEEN)


def _is_null(value: str) -> str:
    """SQL: whether a text stands for no value.

    One search in a text of all words: to plan a list of them takes as long as to read a small file. Most values are
    longer than any of the words, or begin with a digit as none of them does, and are not searched for.
    """
    possible = f"length({value}) <= {_LONGEST_NULL} AND left({value}, 1) NOT BETWEEN '0' AND '9'"
    return f"({possible} AND contains({_ALL_NULLS}, concat('{_BETWEEN}', {value}, '{_BETWEEN}')))"


_STARTS = ("ChargePeriodStart", "line_item_usage_start_date")
_AMOUNTS = ("BilledCost", "line_item_unblended_cost")
_WHOLE_MONTHS = frozenset(
    map(
        normalised,
        ("BillingPeriodStart", "BillingPeriodEnd", "bill/BillingPeriodStartDate", "bill/BillingPeriodEndDate"),
    )
)
"""Where a month alone is a date: a billing period is one; a charge would be taken to its first day."""

_CURRENCY = ("BillingCurrency", "line_item_currency_code")
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceColumn:
    """`name` as the file spells it, `identifier` as the relation calls it, `type` as DuckDB reads it."""

    name: str
    identifier: str
    type: str

    @property
    def is_map(self) -> bool:
        return self.type.upper().startswith("MAP(")

    @property
    def is_time(self) -> bool:
        """Whether it holds times or days, rather than texts or numbers for them."""
        return self.type.upper().startswith(("TIMESTAMP", "DATE"))

    @property
    def decimal(self) -> DecimalType | None:
        """The digits that the type itself keeps exactly, in one 64-bit integer; None for any other type."""
        found = _DECIMAL.fullmatch(self.type.upper())
        if found is None or int(found[1]) > NARROW_DIGITS:
            return None
        return DecimalType(int(found[1]) - int(found[2]), int(found[2]))


class SourceColumns:
    """Looks columns up by their normalised name; of columns with the same name the first one counts.

    The expressions it hands out refer to a subquery with `projection()`, which cleans each used column once, and
    over that to one with `derivation()`, in which what many of them need is worked out once.
    """

    def __init__(self, columns: Sequence[SourceColumn], date_order: str = "") -> None:
        self.all = tuple(columns)
        self.date_order = date_order
        self._by_name: dict[str, SourceColumn] = {}
        self._projected: dict[str, str] = {}
        self._derived: dict[str, str] = {}
        self._marks: dict[str, DecimalMark] = {}
        self._understood: dict[str, str] = {}
        self._currencies: dict[str, str] = {}
        for column in columns:
            self._by_name.setdefault(normalised(column.name), column)

    def find(self, name: str) -> SourceColumn | None:
        return self._by_name.get(normalised(name))

    def has(self, *names: str) -> bool:
        """Whether all of them are there."""
        return all(self.find(name) for name in names)

    def projection(self) -> str:
        """The select list that the expressions handed out so far need."""
        return ", ".join(f"{sql} AS {alias}" for alias, sql in self._projected.items()) or "1 AS nothing"

    def unread(self) -> list[SourceColumn]:
        """The columns that no expression handed out so far needs."""
        read = {int(alias[1:]) for alias in self._projected}
        return [column for position, column in enumerate(self.all) if position not in read]

    def identity(self, source: str, place: str, *, projected: bool) -> str:
        """A subquery over `source`: `x_Row`, equal for rows that are equal in every column, with their day and amount.

        With `projected` the source is a table made with `projection()`, else it is the file itself.
        """
        known = {column: alias for alias in self._projected for column in [self.all[int(alias[1:])]]}
        columns = known if projected else {column: column.identifier for column in self.all}
        ordered = sorted(columns, key=lambda column: (normalised(column.name), self.all.index(column)))
        row = ", ".join(columns[column] for column in ordered)
        day, amount = (
            next((columns[c] for name in names if (c := self.find(name)) is not None and c in columns), NULL)
            for names in (_STARTS, _AMOUNTS)
        )
        return (
            f"(SELECT hash({row}) AS x_Row, left(CAST({day} AS VARCHAR), 10) AS x_Day, "
            f"CAST({amount} AS VARCHAR) AS x_Amount, {place} AS x_Place FROM {source})"
        )

    def texts(self, names: Iterable[str]) -> list[str]:
        """The expressions of those columns that are there as text."""
        found = [column for name in names if (column := self.find(name)) is not None and column.type == "VARCHAR"]
        return [self.cleaned(column) for column in found]

    def currency(self) -> str:
        """The code of the currency in which a charge is billed."""
        return as_code(self.text(*_CURRENCY), self._currencies)

    def read_currencies(self, codes: Mapping[str, str]) -> None:
        """From now on these texts of the currency stand for codes."""
        self._currencies = dict(codes)

    def read_numbers(self, marks: Mapping[str, DecimalMark]) -> None:
        """From now on the columns of these expressions are numbers as people write them."""
        self._marks.update(marks)

    def derivation(self, source: str) -> str:
        """A subquery over one with `projection()` that has the derived expressions too."""
        source = numbered(source, self._marks, self.currency()) if self._marks else source
        if not self._derived:
            return source
        return f"(SELECT *, {', '.join(f'{sql} AS {alias}' for alias, sql in self._derived.items())} FROM {source})"

    def derived(self, sql: str) -> str:
        """An expression to work out once a row, however often it is used."""
        if sql in (NULL, NO_TIME):
            return sql
        alias = next((known for known, other in self._derived.items() if other == sql), f"d{len(self._derived)}")
        self._derived[alias] = sql
        return alias

    def raw(self, column: SourceColumn) -> str:
        """The column as it is."""
        alias = f"r{self.all.index(column)}"
        self._projected[alias] = column.identifier
        return alias

    def cleaned(self, column: SourceColumn) -> str:
        """The column as trimmed text; empty and literal NULL become SQL NULL."""
        alias = f"t{self.all.index(column)}"
        self._projected[alias] = _clean(column)
        return as_number(alias) if alias in self._marks else alias

    def understood(self, column: SourceColumn) -> str:
        """What the column's texts were understood as, where they are no JSON (`tags.understand_texts`)."""
        alias = f"u{self.all.index(column)}"
        self._understood[self.cleaned(column)] = alias
        return alias

    @property
    def understood_texts(self) -> list[tuple[str, str]]:
        """The texts to understand, each with the alias of what they are understood as."""
        return list(self._understood.items())

    def text(self, *names: str) -> str:
        """The first value of these columns as trimmed text."""
        found = [self.cleaned(column) for name in names if (column := self.find(name))]
        if not found:
            return NULL
        return found[0] if len(found) == 1 else f"coalesce({', '.join(found)})"

    def amount(self, *names: str) -> str:
        """The first of these columns that is there, as text, or as it is where its type keeps it exactly."""
        column = next((found for name in names if (found := self.find(name))), None)
        if column is None:
            return NULL
        return self.raw(column) if column.decimal else self.cleaned(column)

    def entry(self, name: str, key: str) -> str:
        """The value under `key` of a map column (a MAP in Parquet, a JSON object in CSV)."""
        column = self.find(name)
        if column is None:
            return NULL
        if column.is_map:
            return f"nullif(CAST({self.raw(column)}[{literal(key)}] AS VARCHAR), '')"
        return f"nullif(json_extract_string(try_cast({self.cleaned(column)} AS JSON), {literal('$.' + key)}), '')"

    def time(self, name: str) -> str:
        """A point in time in UTC, or NULL where there is none in the years of cloud billing."""
        column = self.find(name)
        if column is None:
            return NO_TIME
        if column.is_time:
            return plausible(self._typed_time(column))
        value = self.cleaned(column)
        others = [other_time(value)] if self.date_order else []
        if self.date_order in ORDERS:
            others.insert(0, ordered_date(value, self.date_order))
        if others and normalised(name) in _WHOLE_MONTHS:
            others.append(whole_month(value))
        iso = iso_time(value)
        return f"coalesce({iso}, {', '.join(plausible(other) for other in others)})" if others else iso

    def open_time(self, name: str) -> str:
        """A point in time that stands for "none" or "open", such as 9999-12-31, or NULL."""
        column = self.find(name)
        if column is None:
            return NO_TIME
        if column.is_time:
            return implausible(self._typed_time(column))
        return open_iso_time(self.cleaned(column))

    def _typed_time(self, column: SourceColumn) -> str:
        if column.type.upper() == "TIMESTAMP WITH TIME ZONE":
            return f"timezone('UTC', {self.raw(column)})"
        return f"try_cast({self.raw(column)} AS TIMESTAMP)"


def _clean(column: SourceColumn) -> str:
    value = column.identifier if column.type == "VARCHAR" else f"CAST({_flattened(column)} AS VARCHAR)"
    trimmed = f"trim({value}, ' \t\r\n')"
    # Trimming a set of characters is slow, and hardly any value needs it.
    spaced = f"(left({value}, 1) <= ' ' OR right({value}, 1) <= ' ')"
    inner = f"CASE WHEN {_is_null(trimmed)} THEN NULL ELSE {trimmed} END"
    return f"CASE WHEN {_is_null(value)} THEN NULL WHEN {spaced} THEN {inner} ELSE {value} END"


def _flattened(column: SourceColumn) -> str:
    """Structures and lists as JSON, in which their parts can be found again."""
    nested = column.type.upper().startswith(("STRUCT(", "MAP(", "UNION(")) or column.type.endswith("]")
    return f"to_json({column.identifier})" if nested else column.identifier
