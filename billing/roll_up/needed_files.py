"""Which files of a prepared delivery a statement can take rows from, as DuckDB's own planner has it.

A second database, without rows of the bill, has for each file a stand-in that is limited to the times that the file
spans. What the optimizer proves to be outside of a statement's conditions is not in the statement's plan, so what
such a file holds cannot change the answer. It takes any statement, however its conditions are written.
"""

import json
import logging
import re
import secrets
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from billing.intake.sql_text import quoted
from billing.roll_up.manifest import TIMES, PreparedFile, PreparedTable

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

logger = logging.getLogger(__name__)

_ENDS: Final[Mapping[str, tuple[str, str]]] = {
    "VARCHAR": ("''", "repeat(chr(1114111), 4)"),
    "BOOLEAN": ("FALSE", "TRUE"),
    "INTEGER": ("-2147483648", "2147483647"),
    "BIGINT": ("-9223372036854775808", "9223372036854775807"),
    "DOUBLE": ("'-Infinity'", "'NaN'"),
    "DATE": ("'0001-01-01'", "'9999-12-31'"),
    "TIMESTAMP": ("'0001-01-01'", "'9999-12-31 23:59:59.999999'"),
    "MAP(VARCHAR, VARCHAR)": ("MAP {'': ''}", "MAP {repeat(chr(1114111), 4): repeat(chr(1114111), 4)}"),
}
"""The least and the greatest value of a type, in DuckDB's order: the planner must not take a stand-in's own values,
which it knows, for a reason to leave the file out."""

_DECIMAL = re.compile(r"DECIMAL\((\d{1,2}),(\d{1,2})\)")
_NOTHING_READ = frozenset({"EMPTY_RESULT", "CTE_SCAN", "DUMMY_SCAN", "COLUMN_DATA_SCAN", "DELIM_SCAN"})


class NeededFiles:
    """Says which files of a delivery's tables a statement needs. Safe to call from several threads."""

    def __init__(self, tables: Sequence[PreparedTable]) -> None:
        self._stand_ins = {table.name: _StandIns(table) for table in tables}
        self._connection: DuckDBPyConnection | None = None
        self._made: set[str] = set()
        self._turn = threading.Lock()

    def of(
        self, tables: Sequence[PreparedTable], sql: str, parameters: Sequence[Any]
    ) -> Mapping[str, Sequence[PreparedFile]]:
        """The files of these tables, which are all that a statement names, that it may take rows from.

        They are all of a table's where that cannot be told.
        """
        every = {table.name: table.files for table in tables}
        if not any(time in sql for time in TIMES) or not any(self._stand_ins[name].names for name in every):
            return every
        text = self._plan([self._stand_ins[name] for name in every], sql, parameters)
        return every if text is None else {name: self._stand_ins[name].within(text) for name in every}

    def close(self) -> None:
        """Ends the database of stand-ins."""
        with self._turn:
            if self._connection is not None:
                self._connection.close()

    def _plan(self, asked: "Sequence[_StandIns]", sql: str, parameters: Sequence[Any]) -> str | None:
        """The statement's plan over the stand-ins; None where it has none, or ends in what is not known here."""
        import duckdb

        try:
            with self._turn:
                connection = self._opened(asked)
                found = connection.execute(f"EXPLAIN (FORMAT json) {sql}", list(parameters)).fetchall()
            text = str(found[0][1])
            names = {name for one in asked for name in one.names}
            known = all(_is_known(node, names) for node in _ends(json.loads(text)))
        except (duckdb.Error, ValueError, _UnknownType) as error:
            logger.debug("reason=%s | all files are taken", error)
            return None
        return text if known else None

    def _opened(self, asked: "Sequence[_StandIns]") -> "DuckDBPyConnection":
        import duckdb

        if self._connection is None:
            self._connection = duckdb.connect(config={"threads": 1, "autoload_known_extensions": "false"})
            self._connection.execute("SET TimeZone = 'UTC'")
            self._connection.execute("SET enable_external_access = false")
        for one in asked:
            if one.table.name not in self._made:
                one.make(self._connection)
                self._made.add(one.table.name)
        return self._connection


class _StandIns:
    """What stands for the files of one table. One without known times is always needed, and has none."""

    def __init__(self, table: PreparedTable) -> None:
        # No text of a bill can look like such a name.
        self._mark = f"file_{secrets.token_hex(8)}"
        self.table = table
        self.names = {f"{self._mark}_{number}_": file for number, file in enumerate(table.files) if file.spans}

    def within(self, plan: str) -> tuple[PreparedFile, ...]:
        """The table's files that a plan names, or that are always needed."""
        told = {file.name for name, file in self.names.items() if name not in plan}
        return tuple(file for file in self.table.files if file.name not in told)

    def make(self, connection: "DuckDBPyConnection") -> None:
        """Raises _UnknownType, and duckdb.Error."""
        columns, any_row = self.table.columns, f"{self._mark}_any"
        ends = {name: _ends_of(kind) for name, kind in columns.items()}
        rows = [
            *([f"CAST({ends[name][side]} AS {kind})" for name, kind in columns.items()] for side in (0, 1)),
            [f"CAST(NULL AS {kind})" for kind in columns.values()],
        ]
        values = ", ".join(f"({', '.join(row)})" for row in rows)
        named = ", ".join(map(quoted, columns))
        connection.execute(f"CREATE TABLE {any_row} AS SELECT * FROM (VALUES {values}) AS t({named})")
        limited: list[str] = []
        for name, file in self.names.items():
            connection.execute(f"CREATE TABLE {name} AS FROM {any_row}")
            within = [
                f"{quoted(time)} BETWEEN TIMESTAMP '{file.spans[time][0]}' AND TIMESTAMP '{file.spans[time][1]}'"
                for time in TIMES
                if time in file.spans
            ]
            limited.append(f"SELECT * FROM {name} WHERE {' AND '.join(within)}")
        connection.execute(f"CREATE VIEW {self.table.name} AS {' UNION ALL '.join(limited)}")


class _UnknownType(Exception):
    """A column of a type that has no ends here."""


def _ends_of(kind: str) -> tuple[str, str]:
    if found := _DECIMAL.fullmatch(kind):
        digits, after = int(found[1]), int(found[2])
        greatest = f"{'9' * (digits - after) or '0'}.{'9' * after}".rstrip(".")
        return f"'-{greatest}'", f"'{greatest}'"
    if kind not in _ENDS:
        raise _UnknownType(kind)
    return _ENDS[kind]


def _is_known(node: Mapping[str, Any], names: Collection[str]) -> bool:
    """Whether a plan's end reads a stand-in, or nothing at all."""
    scanned = str(node.get("extra_info", {}).get("Table", ""))
    return scanned.rpartition(".")[2] in names or str(node.get("name", "")).strip() in _NOTHING_READ


def _ends(nodes: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The nodes of a plan that have none below them."""
    unseen = list(nodes)
    while unseen:
        node = unseen.pop()
        below = node.get("children", ())
        unseen += below
        if not below:
            yield node
