"""Opens SQLite databases the one way this product uses them, and tells the user when one cannot be used."""

import sqlite3
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from finops_core.errors import StorageUnavailable

MEMORY = ":memory:"
BUSY_TIMEOUT_S = 10.0
"""How long a write waits for another process's transaction before it gives up."""

_LOCKED_PAUSE_S = 0.01

_CHECKPOINT_PAGES = 4000
"""The write-ahead log is copied back after this many pages (16 MB): a hot page is copied once for many writes."""


def connect(path: str | Path, *, synchronous: Literal["FULL", "NORMAL"]) -> sqlite3.Connection:
    """A connection in autocommit mode that any thread may use, one at a time. Raises StorageUnavailable.

    FULL: a commit returns after its fsync. NORMAL: a commit survives the process, not a power cut.
    """
    try:
        if str(path) != MEMORY:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False, cached_statements=512
        )
    except (sqlite3.Error, OSError) as error:
        raise unavailable(path, error) from error
    try:
        _use_write_ahead_log(connection)
        connection.execute(f"PRAGMA synchronous={synchronous}")
        connection.execute(f"PRAGMA wal_autocheckpoint={_CHECKPOINT_PAGES}")
    except sqlite3.Error as error:
        connection.close()
        raise unavailable(path, error) from error
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection, path: str | Path) -> Generator[None]:
    """Commits what the body writes, or nothing of it. Raises StorageUnavailable."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    except sqlite3.Error as error:
        raise unavailable(path, error) from error


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """SQLite does not wait by itself when two processes open a new file at the same moment."""
    deadline = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_LOCKED_PAUSE_S)


def unavailable(path: str | Path, error: Exception) -> StorageUnavailable:
    """What the user is told when the database at `path` failed with `error`."""
    return StorageUnavailable(
        f"The database {path} cannot be used ({error}). Check that the disk has room, that the file is writable "
        "and that no other program holds it locked, then try again."
    )
