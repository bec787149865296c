"""Delimited text into a table, and the lines of it that are no rows: each counted, with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from billing.intake.delimited import Delimited
from billing.intake.source_columns import literal
from billing.query import BillProblem
from finops_core.errors import BillError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CSV_BUFFER_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Reject:
    """A line of a CSV that is no row, and DuckDB's name for what is wrong with it."""

    line: int
    kind: str


_REASONS = {
    "MISSING COLUMNS": "the row has fewer values than the header",
    "TOO MANY COLUMNS": "the row has more values than the header",
    "UNQUOTED VALUE": "a quote in the row does not end where the value ends",
    "LINE SIZE OVER MAXIMUM": "the row is longer than 2 MB",
    "INVALID ENCODING": "the row is not valid text",
}


def parse(connection: "DuckDBPyConnection", text: Delimited, projection: str, table: str) -> list[Reject]:
    """Makes `table` of the rows of a text; returns the lines that are none."""
    connection.execute("DROP TABLE IF EXISTS reject_errors")
    connection.execute("DROP TABLE IF EXISTS reject_scans")
    connection.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT {projection} FROM {_read_csv(text)}")
    found = connection.execute("SELECT line, error_type FROM reject_errors ORDER BY line").fetchall()
    return [Reject(int(line), str(kind)) for line, kind in found]


def _read_csv(text: Delimited) -> str:
    """A reader that guesses nothing: every column as text, every row it cannot read kept as a reject."""
    columns = ", ".join(f"'c{position}': 'VARCHAR'" for position in range(len(text.names)))
    options = [
        literal(str(text.path)),
        "auto_detect = false",
        f"delim = {literal(text.delimiter)}",
        "quote = '\"'",
        "escape = '\"'",
        "header = true",
        f"skip = {text.skip}",
        f"columns = {{{columns}}}",
        f"compression = '{'gzip' if text.gzipped else 'none'}'",
        "nullstr = ['']",
        "store_rejects = true",
        "rejects_limit = 0",
        f"buffer_size = {_CSV_BUFFER_BYTES}",
    ]
    return f"read_csv({', '.join(options)})"


def refuse_open_quote(rejects: Sequence[Reject], name: str) -> None:
    """A quote that never closes swallows all rows behind it: their number is unknown, so nothing is summed."""
    last = rejects[-1] if rejects else None
    if last is not None and last.kind == "UNQUOTED VALUE":
        raise BillError(
            f"{name}, line {last.line}: a quote is opened that never closes, so the rows after it are lost."
        )


def notes_on_rejects(rejects: Sequence[Reject], name: str) -> list[BillProblem]:
    """What to say about rejected lines: each counts once, with the first reason found."""
    by_kind: dict[str, dict[int, None]] = {}
    counted: set[int] = set()
    for reject in rejects:
        if reject.line not in counted:
            counted.add(reject.line)
            by_kind.setdefault(reject.kind, {})[reject.line] = None
    return [
        BillProblem(
            message=f"Left out: {_REASONS.get(kind, 'the row cannot be parsed')}.",
            file=name,
            row=min(lines),
            rows=len(lines),
        )
        for kind, lines in by_kind.items()
    ]
