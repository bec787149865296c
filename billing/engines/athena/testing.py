"""Athena and Glue for tests: tables are views of files of this machine, and DuckDB runs what was written for Trino.

A query goes through the states of a real one, a look each, and is charged for what a test says that it reads.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from billing.intake.sql_text import literal, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCANNED = 3_500_000
_TYPES = {"BIGINT": "bigint", "HUGEINT": "bigint", "INTEGER": "integer", "DOUBLE": "double", "BOOLEAN": "boolean"}
_DATED = {"DATE": "date", "TIMESTAMP": "timestamp", "TIMESTAMP WITH TIME ZONE": "timestamp with time zone"}


class NotThere(Exception):
    """Glue has no such table or database."""


class Exists(Exception):
    """Glue has such a table already."""


class _Exceptions:
    EntityNotFoundException = NotThere
    AlreadyExistsException = Exists


@dataclass(slots=True)
class FakeGlue:
    """A catalog. `root` is the folder of this machine that stands for `address`, a prefix of a bucket."""

    connection: "DuckDBPyConnection"
    address: str
    root: Path
    databases: frozenset[str] = frozenset({"finops"})
    tables: dict[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    exceptions: type[_Exceptions] = _Exceptions

    def get_table(self, **given: Any) -> dict[str, Any]:
        if given["Name"] not in self.tables:
            raise NotThere
        return {"Table": self.tables[given["Name"]]}

    def create_table(self, **given: Any) -> None:
        table = given["TableInput"]
        if given["DatabaseName"] not in self.databases:
            raise NotThere
        if table["Name"] in self.tables:
            raise Exists
        stored = table["StorageDescriptor"]
        folder = self.root / stored["Location"].removeprefix(self.address).strip("/")
        # By position, as the table's own parameter says.
        names = ", ".join(quoted(column["Name"]) for column in stored["Columns"])
        schema = quoted(given["DatabaseName"])
        self.connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        files = literal(f"{folder}/*.parquet")
        self.connection.execute(
            f"CREATE VIEW {schema}.{quoted(table['Name'])} AS SELECT * FROM read_parquet({files}) AS t({names})"
        )
        self.tables[table["Name"]] = table


@dataclass(slots=True)
class _Run:
    given: Mapping[str, Any]
    states: list[str]
    rows: list[dict[str, Any]]
    columns: list[dict[str, str]]


@dataclass
class FakeAthena:
    """Runs queries. `scanned` says what each reads; `states` are the answers to looks, the last one for good.

    What is unloaded is written below `root`, which stands for `address`; as there, names of columns are written small.
    """

    connection: "DuckDBPyConnection"
    address: str = ""
    root: Path = Path()
    scanned: Callable[[str], int] = lambda _: SCANNED
    states: Sequence[str] = ("QUEUED", "RUNNING", "SUCCEEDED")
    reason: str = ""
    started: list[Mapping[str, Any]] = field(default_factory=list[Mapping[str, Any]])
    stopped: list[str] = field(default_factory=list[str])
    _runs: dict[str, _Run] = field(default_factory=dict[str, _Run])

    def start_query_execution(self, **given: Any) -> dict[str, str]:
        id_ = f"query-{len(self.started)}"
        self.started.append(given)
        rows, columns = ([], []) if self.states[-1] != "SUCCEEDED" else self._ran(given["QueryString"])
        self._runs[id_] = _Run(given, list(self.states), rows, columns)
        return {"QueryExecutionId": id_}

    def _ran(self, text: str) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
        unload = _UNLOAD.fullmatch(text)
        if unload is None:
            return _ran(self.connection, text)
        folder = self.root / unload["to"].removeprefix(self.address).strip("/")
        folder.mkdir(parents=True)
        select = _for_duckdb(unload["select"])
        with self.connection.cursor() as cursor:
            names = [str(row[0]) for row in cursor.execute(f"DESCRIBE {select}").fetchall()]
            small = ", ".join(f"{quoted(name)} AS {quoted(name.lower())}" for name in names)
            for part in ("0", "1"):
                half = f"SELECT {small} FROM ({select}) WHERE hash({quoted(names[0])}) % 2 = {part}"
                path = folder / f"20261120_{part}_abc"
                cursor.execute(f"COPY ({half}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)")
        return [], []

    def get_query_execution(self, *, QueryExecutionId: str) -> dict[str, Any]:
        run = self._runs[QueryExecutionId]
        state = run.states.pop(0) if len(run.states) > 1 else run.states[0]
        return {
            "QueryExecution": {
                "QueryExecutionId": QueryExecutionId,
                "Status": {"State": state, "StateChangeReason": self.reason},
                "Statistics": {"DataScannedInBytes": self.scanned(run.given["QueryString"])},
            }
        }

    def stop_query_execution(self, *, QueryExecutionId: str) -> None:
        self.stopped.append(QueryExecutionId)
        self._runs[QueryExecutionId].states = ["CANCELLED"]

    def get_query_results(
        self,
        *,
        QueryExecutionId: str,
        MaxResults: int,
        NextToken: str = "0",
    ) -> dict[str, Any]:
        run, first = self._runs[QueryExecutionId], int(NextToken)
        answer: dict[str, Any] = {
            "ResultSet": {
                "Rows": run.rows[first : first + MaxResults],
                "ResultSetMetadata": {"ColumnInfo": run.columns},
            }
        }
        return answer | ({"NextToken": str(first + MaxResults)} if first + MaxResults < len(run.rows) else {})


_UNLOAD = re.compile(r"UNLOAD \((?P<select>.*)\) TO '(?P<to>[^']+)' WITH \(format = 'PARQUET', compression = 'ZSTD'\)")


def _for_duckdb(text: str) -> str:
    import sqlglot
    from sqlglot import exp

    tree = sqlglot.parse_one(text, read="trino")
    for call in list(tree.find_all(exp.Anonymous)):
        if call.name.upper() == "ELEMENT_AT":
            call.set("this", "map_extract_value")
    return tree.sql(dialect="duckdb")


def _ran(connection: "DuckDBPyConnection", text: str) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    with connection.cursor() as cursor:
        cursor.execute(_for_duckdb(text))
        described = [(str(name), str(kind)) for name, kind, *_ in cursor.description or ()]
        found = cursor.fetchall()
    columns = [{"Name": name, "Label": name, "Type": _type(kind)} for name, kind in described]
    header = _row([name for name, _ in described])
    return [header, *(_row(row) for row in found)], columns


def _type(kind: str) -> str:
    if kind.startswith("DECIMAL"):
        return "decimal"
    return {**_TYPES, **_DATED}.get(kind, "varchar")


def _row(values: Sequence[Any]) -> dict[str, Any]:
    return {"Data": [{} if value is None else {"VarCharValue": _text(value)} for value in values]}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        zone = " UTC" if value.tzinfo else ""
        return f"{value:%Y-%m-%d %H:%M:%S}.{value.microsecond // 1000:03}{zone}"
    return value.isoformat() if isinstance(value, date) else str(value)
