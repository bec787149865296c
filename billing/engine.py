"""How DuckDB is opened: bounded memory, nothing installed or loaded on its own, quiet, in UTC."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

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
