"""The bill's SQL for other engines: DuckDB's text, read once by sqlglot, with its parameters written into it.

Parameters are written as literals by sqlglot's own generator, because engines take question marks in few places. What
they are is known before: texts, numbers, days, moments. A text is translated once and kept.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from billing.engines.portable_sql import portable, renamed

KEPT_TEXTS = 512
_MARK = secrets.token_hex(8)
"""Drawn at random, so that no name that comes from a bill can look like the place of a parameter."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How an engine's SQL differs from DuckDB's, in sqlglot's name of it and what sqlglot leaves.

    `moment` is how a literal time without a zone begins, `map_value` the function that finds no value for a key that
    a map lacks, `rows_as_columns` whether a row is IN the columns of a query and not in rows.
    """

    name: str
    moment: str
    map_value: str
    rows_as_columns: bool = False


TRINO = Dialect("trino", "TIMESTAMP", "ELEMENT_AT")
SPARK = Dialect("spark", "TIMESTAMP_NTZ", "TRY_ELEMENT_AT", rows_as_columns=True)


@dataclass(frozen=True, slots=True)
class Translated:
    """A statement in pieces: between each two of them stands the parameter with the number in `order`."""

    pieces: tuple[str, ...]
    order: tuple[int, ...]
    dialect: Dialect

    def bound(self, parameters: Sequence[Any]) -> str:
        """The text to run. Raises TypeError for a parameter that has no literal."""
        written = [literal(parameters[number], self.dialect) for number in self.order]
        return self.pieces[0] + "".join(w + piece for w, piece in zip(written, self.pieces[1:], strict=True))


def translated(
    sql: str, dialect: Dialect, tables: Mapping[str, str], columns: Mapping[str, str] | None = None
) -> Translated:
    """DuckDB's `sql` for an engine, in which each table of `main` is called what `tables` says, and `columns` too."""
    return _translated(sql, dialect, tuple(sorted(tables.items())), tuple(sorted((columns or {}).items())))


@lru_cache(maxsize=KEPT_TEXTS)
def _translated(
    sql: str, dialect: Dialect, tables: tuple[tuple[str, str], ...], columns: tuple[tuple[str, str], ...]
) -> Translated:
    import sqlglot

    tree = renamed(sqlglot.parse_one(_numbered(sql), read="duckdb"), dict(columns))
    text = portable(tree, dialect.map_value, dict(tables), rows_as_columns=dialect.rows_as_columns).sql(
        dialect=dialect.name
    )
    first, *rest = text.split(f"'{_MARK}_")
    found = [piece.partition("'") for piece in rest]
    return Translated(
        pieces=(first, *(after for _, _, after in found)),
        order=tuple(int(number) for number, _, _ in found),
        dialect=dialect,
    )


def _numbered(sql: str) -> str:
    """Each question mark becomes a text that tells its number: unlike a mark it is kept wherever sqlglot puts it."""
    from sqlglot import TokenType, tokenize

    written: list[str] = []
    end = 0
    # Of `?::DATE` sqlglot makes one token, as ClickHouse has it.
    kinds = (TokenType.PLACEHOLDER, TokenType.QDCOLON)
    marks = [token.start for token in tokenize(sql, read="duckdb") if token.token_type in kinds]
    for number, start in enumerate(marks):
        written += [sql[end:start], f"'{_MARK}_{number}'"]
        end = start + 1
    return "".join([*written, sql[end:]])


def literal(value: Any, dialect: Dialect) -> str:
    """A parameter as the engine's own literal. Raises TypeError for what is none."""
    if value is None:
        return "NULL"
    for kind, write in _LITERALS.items():
        if isinstance(value, kind):
            return write(value, dialect)
    raise TypeError(f"a {type(value).__name__} is no parameter of a statement")


def _text(value: Any, dialect: Dialect) -> str:
    from sqlglot import exp

    return exp.Literal.string(str(value)).sql(dialect=dialect.name)


def _moment(value: datetime, dialect: Dialect) -> str:
    return f"{dialect.moment} '{value:%Y-%m-%d %H:%M:%S.%f}'"


def _number(value: Decimal, dialect: Dialect) -> str:
    after = max(0, -int(value.as_tuple().exponent))
    return f"CAST('{value:f}' AS DECIMAL(38, {after}))"


_LITERALS: Mapping[type, Callable[[Any, Dialect], str]] = {
    str: _text,
    bool: lambda value, _: "TRUE" if value else "FALSE",
    int: lambda value, _: str(int(value)),
    Decimal: _number,
    datetime: _moment,
    date: lambda value, _: f"DATE '{value:%Y-%m-%d}'",
}
"""In this order: a bool is an int, and a datetime a date."""
