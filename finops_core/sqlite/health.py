"""Whether a database file can be used, looked at before it is, so that a start fails with words instead of a trace."""

import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from finops_core.errors import StorageUnavailable
from finops_core.sqlite.connection import connect

CHECKED_BYTES = 64 * 1024 * 1024
"""A larger file is opened without looking at every page: that would hold up the start."""

_SIDE_FILES = ("-wal", "-shm", "-journal", "-turn")


def problem_of(path: Path, create: Callable[[sqlite3.Connection], object]) -> str | None:
    """What is wrong with the database at `path`, or None. `create` makes its tables, without optional columns, and
    states the version of their form.

    A missing or empty file is a database that is still to be made.
    """
    for file in (path, *(path.with_name(path.name + suffix) for suffix in _SIDE_FILES)):
        if reason := _no_plain_file(file):
            return f"{file.name} {reason}"
    try:
        if not path.exists() or not path.stat().st_size:
            return None
        connection = connect(path, synchronous="NORMAL")
    except OSError as error:
        return str(error.strerror)
    except StorageUnavailable as error:  # which carries SQLite's own as its cause
        return str(error.__cause__ or error)
    try:
        return _unsound(connection, path.stat().st_size) or _foreign(connection, create)
    except sqlite3.Error as error:
        return str(error)
    finally:
        connection.close()


def set_aside(path: Path) -> Path:
    """Moves a database with what belongs to it out of the way; an earlier one set aside is replaced."""
    aside = path.with_name(f"{path.name}.damaged")
    for suffix in _SIDE_FILES:
        side = path.with_name(path.name + suffix)
        if side.is_file() or side.is_symlink():
            side.unlink()
    path.replace(aside)
    return aside


def _no_plain_file(file: Path) -> str:
    try:
        mode = file.stat().st_mode
    except FileNotFoundError:
        return "is a link that leads nowhere" if file.is_symlink() else ""
    except OSError as error:
        return str(error.strerror)
    return "" if stat.S_ISREG(mode) else "is not a plain file"


def _unsound(connection: sqlite3.Connection, size_bytes: int) -> str | None:
    if size_bytes > CHECKED_BYTES:
        return None
    ((found,),) = connection.execute("PRAGMA quick_check(1)").fetchall()
    return None if found == "ok" else " ".join(str(found).split())[:200]


def _foreign(connection: sqlite3.Connection, create: Callable[[sqlite3.Connection], object]) -> str | None:
    """Tables of another program, or of another version, under the names of ours."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        create(made)
        ours, theirs = _version(made), _version(connection)
        if theirs > ours:
            return f"a later version of FinOps Agent wrote it (form {theirs}; this one knows {ours})"
        tables = [str(name) for (name,) in made.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        for table in tables:
            there = _columns(connection, table)
            missing = _columns(made, table) - there
            if there and missing:
                return f"its table {table} has no column {min(missing)}"
    return None


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    return {str(row[1]) for row in connection.execute(f'PRAGMA table_info("{table}")')}
