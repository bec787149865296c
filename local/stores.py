"""The embedded platform's table and queues, as each of its processes opens them over the same files."""

import logging
import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from finops_core.clock import Clock
from finops_core.errors import SettingsError
from finops_core.jobs.repository import JobRepository, JobSettings
from finops_core.queue import sqlite as queue_sqlite
from finops_core.queue.sqlite import SqliteQueue
from finops_core.sqlite.health import problem_of, set_aside
from finops_core.table import sqlite_schema
from finops_core.table.sqlite import SqliteTable
from local.data_dir import DataDir
from local.settings import LocalSettings

logger = logging.getLogger(__name__)

VISIBILITY_S = 60
MAX_DELIVERIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """Opened over one data folder; close them in the process that opened them."""

    table: SqliteTable
    queue: SqliteQueue
    dead_letters: SqliteQueue
    jobs: JobRepository

    @classmethod
    def open(cls, settings: LocalSettings, clock: Clock) -> Self:
        """Creates what is missing. Raises StorageUnavailable."""
        data = DataDir(settings.data_dir)
        table = SqliteTable(data.table, clock=clock).open()
        dead_letters = SqliteQueue(
            data.dead_letters, clock=clock, visibility_s=VISIBILITY_S, max_deliveries=1000, dead_letters=None
        ).open()
        queue = SqliteQueue(
            data.queue,
            clock=clock,
            visibility_s=VISIBILITY_S,
            max_deliveries=MAX_DELIVERIES,
            dead_letters=dead_letters,
        ).open()
        jobs = JobRepository(table, clock, JobSettings(max_active_jobs=settings.max_active_jobs))
        return cls(table=table, queue=queue, dead_letters=dead_letters, jobs=jobs)

    def close(self) -> None:
        for store in (self.queue, self.dead_letters, self.table):
            store.close()


def examine(data: DataDir) -> None:
    """Looks at the databases of a folder before they are opened. Raises SettingsError.

    Doorbells that cannot be read are set aside: every job that is due rings again. What cannot be made again is never
    moved: its owner decides.
    """
    for doorbells in (data.queue, data.dead_letters):
        reason = problem_of(doorbells, queue_sqlite.create)
        if reason and doorbells.is_file():
            aside = _attempt(set_aside, doorbells, reason)
            logger.warning("file=%s, reason=%s, kept=%s | damaged doorbells set aside", doorbells, reason, aside)
        elif reason:
            raise SettingsError(f"{doorbells} cannot be used: {reason}. Move it away, and it is made anew.")
    reason = problem_of(data.table, _create_table)
    if not reason:
        for database in (data.table, data.queue, data.dead_letters):
            _make_private(database)
    else:
        raise SettingsError(
            f"{data.table}, which holds your questions and conversations, cannot be used: {reason}. Use the version "
            "that wrote it or restore it from a backup, or move it away with its -wal and -shm files to start without "
            "them."
        )


def _make_private(database: Path) -> None:
    """SQLite would make the file readable by all, and gives those beside it the rights of this one."""
    try:
        os.close(os.open(database, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise SettingsError(
            f"{database} cannot be written ({error.strerror}). Make room on the disk, or choose another folder with "
            "--data-dir."
        ) from error


def _create_table(connection: sqlite3.Connection) -> None:
    sqlite_schema.create(connection, ())


def _attempt(move: Callable[[Path], Path], path: Path, reason: str) -> Path:
    try:
        return move(path)
    except OSError as error:
        raise SettingsError(
            f"{path} is damaged ({reason}) and cannot be set aside ({error.strerror}). Move it away, then start again."
        ) from error
