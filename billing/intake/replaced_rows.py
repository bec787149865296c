"""`dropped`: the rows of earlier deliveries that a later one has again, by file and place, each with its successor."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """`rows` of unit `old` in a payer's month that unit `new` has again; `whole` when that is all of them.

    `by_grain` says that the new one has the same charges by other intervals.
    """

    old: int
    new: int
    payer: str
    month: datetime
    rows: int
    by_grain: bool
    whole: bool


def make_dropped(connection: "DuckDBPyConnection") -> None:
    connection.execute(
        """CREATE OR REPLACE TEMP TABLE dropped
           (file INTEGER, place BIGINT, old INTEGER, new INTEGER, by_grain BOOLEAN, payer VARCHAR, month TIMESTAMP,
            cell UBIGINT)"""
    )


def drop_cells(connection: "DuckDBPyConnection", old: int, new: int) -> None:
    """A unit's rows of the days and accounts that a later one covers."""
    _drop(connection, old, new, f"cell IN (SELECT cell FROM cells WHERE unit = {new})")


def drop_keys(connection: "DuckDBPyConnection", old: int, new: int) -> None:
    """Of a unit's rows those charges that a later one has, which covers its days and accounts in part only."""
    _drop(connection, old, new, f"(cell, plain) IN (SELECT (cell, plain) FROM keyed WHERE unit = {new})")


def drop_coarse(connection: "DuckDBPyConnection", old: int, new: int, charge: str) -> None:
    """A unit's charges that another one has at another grain, as `coarse` of `likeness.py` tells them."""
    wanted = f"{charge} IN (SELECT {charge} FROM delivered WHERE unit = {new})"
    _drop(connection, old, new, wanted, by_grain=True)


def _drop(connection: "DuckDBPyConnection", old: int, new: int, wanted: str, *, by_grain: bool = False) -> None:
    connection.execute(
        f"""INSERT INTO dropped SELECT file, place, {old}, {new}, {by_grain}, payer, month, cell
            FROM delivered d WHERE unit = {old} AND {wanted}
            AND NOT EXISTS (SELECT 1 FROM dropped e WHERE e.file = d.file AND e.place = d.place)"""
    )


def replacements(connection: "DuckDBPyConnection") -> list[Replacement]:
    """What was dropped, by unit, successor and month."""
    found = connection.execute(
        """SELECT d.old, d.new, d.by_grain, d.payer, d.month, count(*), count(*) = any_value(a.rows)
           FROM dropped d JOIN (SELECT unit, payer, month, count(*) AS rows FROM delivered GROUP BY ALL) a
           ON a.unit = d.old AND a.payer = d.payer AND a.month = d.month GROUP BY 1, 2, 3, 4, 5 ORDER BY 5, 4, 1, 2"""
    ).fetchall()
    return [
        Replacement(old=old, new=new, by_grain=by_grain, payer=payer, month=month, rows=rows, whole=whole)
        for old, new, by_grain, payer, month, rows, whole in found
    ]
