"""The columns a file has, as SQL expressions over one row of it, whatever its spelling and types."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from billing.intake.amounts import NARROW_DIGITS, DecimalType
from billing.intake.charges import normalised

NULL = "NULL"
NO_TIME = "CAST(NULL AS TIMESTAMP)"
_NULL_WORDS = "('', 'NULL', 'null', '\\N')"


_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")


def quoted(name: str) -> str:
    """A name from a file as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL string literal; only for places where DuckDB takes no parameter."""
    return "'" + text.replace("'", "''") + "'"


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
    def decimal(self) -> DecimalType | None:
        """The digits that the type itself keeps exactly, in one 64-bit integer; None for any other type."""
        found = _DECIMAL.fullmatch(self.type.upper())
        if found is None or int(found[1]) > NARROW_DIGITS:
            return None
        return DecimalType(int(found[1]) - int(found[2]), int(found[2]))


class SourceColumns:
    """Looks columns up by their normalised name; of columns with the same name the first one counts.

    The expressions it hands out refer to a subquery with `projection()`, which cleans each used column once.
    """

    def __init__(self, columns: Sequence[SourceColumn], date_order: str = "") -> None:
        self.all = tuple(columns)
        self.date_order = date_order
        self._by_name: dict[str, SourceColumn] = {}
        self._projected: dict[str, str] = {}
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

    def raw(self, column: SourceColumn) -> str:
        """The column as it is."""
        alias = f"r{self.all.index(column)}"
        self._projected[alias] = column.identifier
        return alias

    def cleaned(self, column: SourceColumn) -> str:
        """The column as trimmed text; empty and literal NULL become SQL NULL."""
        alias = f"t{self.all.index(column)}"
        self._projected[alias] = _clean(column)
        return alias

    def text(self, *names: str) -> str:
        """The first value of these columns as trimmed text."""
        found = [self.cleaned(column) for name in names if (column := self.find(name))]
        if not found:
            return NULL
        return found[0] if len(found) == 1 else f"coalesce({', '.join(found)})"

    def amount(self, name: str) -> str:
        """An amount as text, or as it is where its type keeps it exactly (`SourceColumn.decimal`)."""
        column = self.find(name)
        return self.raw(column) if column is not None and column.decimal else self.text(name)

    def entry(self, name: str, key: str) -> str:
        """The value under `key` of a map column (a MAP in Parquet, a JSON object in CSV)."""
        column = self.find(name)
        if column is None:
            return NULL
        if column.is_map:
            return f"nullif(CAST({self.raw(column)}[{literal(key)}] AS VARCHAR), '')"
        return f"nullif(json_extract_string(try_cast({self.cleaned(column)} AS JSON), {literal('$.' + key)}), '')"

    def time(self, name: str) -> str:
        """A point in time in UTC, or NULL where the text is none."""
        column = self.find(name)
        if column is None:
            return NO_TIME
        kind = column.type.upper()
        if kind == "VARCHAR":
            return _time_of_text(self.cleaned(column), self.date_order)
        if kind == "TIMESTAMP WITH TIME ZONE":
            return f"timezone('UTC', {self.raw(column)})"
        return f"try_cast({self.raw(column)} AS TIMESTAMP)"


def _clean(column: SourceColumn) -> str:
    value = column.identifier if column.type == "VARCHAR" else f"CAST({column.identifier} AS VARCHAR)"
    trimmed = f"trim({value}, ' \t\r\n')"
    # Trimming a set of characters is slow, and hardly any value needs it.
    spaced = f"(left({value}, 1) <= ' ' OR right({value}, 1) <= ' ')"
    inner = f"CASE WHEN {trimmed} IN {_NULL_WORDS} THEN NULL ELSE {trimmed} END"
    return f"CASE WHEN {value} IN {_NULL_WORDS} THEN NULL WHEN {spaced} THEN {inner} ELSE {value} END"


SLASH_FORMATS = {
    "month_first": ("%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y", "%m/%d/%y %H:%M", "%m/%d/%y"),
    "day_first": (
        *("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%d/%m/%y %H:%M", "%d/%m/%y"),
        *("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y"),
    ),
}
"""What spreadsheets make of dates when they save a CSV; `delimited.py` finds out which order a file uses."""

_EXCEL_EPOCH = "TIMESTAMP '1899-12-30'"


def _time_of_text(value: str, date_order: str) -> str:
    iso = f"timezone('UTC', try_cast({value} AS TIMESTAMPTZ))"
    if not date_order:
        return iso
    formats = ", ".join(literal(f) for f in SLASH_FORMATS.get(date_order, ()))
    slashes = f"try_strptime({value}, [{formats}])" if formats else NULL
    days = f"try_cast({value} AS DOUBLE)"
    moment = f"{_EXCEL_EPOCH} + to_seconds(CAST(round({days} * 86400) AS BIGINT))"
    serial = f"CASE WHEN {days} BETWEEN 20000 AND 80000 THEN {moment} END"
    return f"coalesce({iso}, {slashes}, {serial})"
