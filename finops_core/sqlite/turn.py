"""Whose turn it is to write, among the threads and processes that share a file.

SQLite lets one process write at a time, but who finds it taken sleeps a millisecond or more and asks again, long after
the other has finished. A lock of the operating system wakes the next one at once, and is free again when its holder
dies. Who does not know of it (another program) still waits for SQLite's own lock.
"""

import fcntl
import os
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from finops_core.sqlite.connection import MEMORY, unavailable


class WriteTurn:
    """A context manager over a lock of this process and a file beside the database. It is not re-entrant."""

    def __init__(self, database: str | Path) -> None:
        self._database = database
        self._descriptor: int | None = None
        self._lock = threading.Lock()

    def open(self) -> None:
        """Raises StorageUnavailable."""
        if str(self._database) == MEMORY:
            return
        try:
            self._descriptor = os.open(f"{self._database}-turn", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise unavailable(self._database, error) from error

    def close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        self._lock.acquire()
        try:
            if self._descriptor is not None:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        except BaseException:
            self._lock.release()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if self._descriptor is not None:
                fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        finally:
            self._lock.release()
