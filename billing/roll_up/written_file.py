"""What a Parquet file of a prepared delivery holds, as its manifest says it."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from billing.intake.sql_text import literal, quoted
from billing.roll_up.manifest import TIMES, PreparedFile

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def written_file(connection: "DuckDBPyConnection", path: Path, name: str) -> PreparedFile:
    """The file at a path, which is called `name` where the delivery lies."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    rows, spans = _found_in(connection, path)
    return PreparedFile(name=name, size_bytes=path.stat().st_size, sha256=digest, rows=rows, spans=spans)


def _found_in(connection: "DuckDBPyConnection", path: Path) -> tuple[int, dict[str, tuple[datetime, datetime]]]:
    """A file's rows, and the first and the last time of each column of times in which no row lacks one."""
    file = f"read_parquet({literal(str(path))})"
    columns = {str(row[0]).lower() for row in connection.execute(f"DESCRIBE SELECT * FROM {file}").fetchall()}
    times = [name for name in TIMES if name.lower() in columns]
    asked = ", ".join(f"min({name}), max({name}), count({name})" for name in map(quoted, times))
    row = connection.execute(f"SELECT count(*), {asked} FROM {file}").fetchone()
    rows, *found = row or (0,)
    spans = {
        name: (found[3 * number], found[3 * number + 1])
        for number, name in enumerate(times)
        if rows and found[3 * number + 2] == rows
    }
    return int(rows), spans
