"""DuckDB in this process: bounded memory, nothing installed or loaded on its own, quiet, in UTC."""

import os
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from billing.engines.port import NO_USE, EngineUse
from finops_core.errors import BillError
from finops_core.stopping import Stopping, current_stop

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MB_PER_THREAD = 256
"""What one thread needs to read wide rows; fewer threads run when the memory limit is lower."""

Setting = str | bool | int | float | list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """`memory_limit_mb` bounds DuckDB's memory, in reading and in answering; beyond it the disk is used.

    Reading needs about 150 MB at least. `threads` None: as many as processors and memory allow.
    """

    memory_limit_mb: int = 1024
    threads: int | None = None

    def settings(self, spill: Path) -> dict[str, Setting]:
        """DuckDB's configuration; `spill` is the folder for what does not fit into memory."""
        fitting = max(1, min(os.cpu_count() or 1, self.memory_limit_mb // _MB_PER_THREAD))
        return {
            "memory_limit": f"{self.memory_limit_mb}MB",
            "threads": self.threads or fitting,
            "temp_directory": str(spill),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }


def open_for_building(database: Path, spill: Path, limits: Limits) -> "DuckDBPyConnection":
    """A new database to read an export into."""
    import duckdb

    connection = duckdb.connect(str(database), config=limits.settings(spill))
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")
    return connection


def open_locked(database: Path, spill: Path, limits: Limits) -> "DuckDBPyConnection":
    """A built database, read-only, without access to files or the network, its configuration locked."""
    import duckdb

    connection = duckdb.connect(str(database), read_only=True, config=limits.settings(spill))
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


class DuckDBEngine:
    """An Engine over a database of this process, which runs statements as they are written."""

    def __init__(self, connection: "DuckDBPyConnection") -> None:
        self._connection = connection

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        import duckdb

        stop = current_stop()
        try:
            # One cursor a call: threads must not share a connection, and cursors are connections to the same database.
            with self._connection.cursor() as cursor, stop.interrupting(cursor.interrupt) if stop else nullcontext():
                return cursor.execute(sql, list(parameters)).fetchall()
        except duckdb.InterruptException as error:
            raise Stopping("This was stopped before it was done.") from error
        except duckdb.OutOfMemoryException as error:
            raise BillError(
                "The question needs more memory than the bill may use. Ask for a shorter period."
            ) from error
        except duckdb.ConnectionException as error:
            raise BillError("The bill has been closed.") from error

    def claim_use(self) -> EngineUse:
        return NO_USE

    def close(self) -> None:
        self._connection.close()
