"""The embedded platform's table and queues, as each of its processes opens them over the same files."""

from dataclasses import dataclass
from typing import Self

from finops_core.clock import Clock
from finops_core.jobs.repository import JobRepository, JobSettings
from finops_core.queue.sqlite import SqliteQueue
from finops_core.table.sqlite import SqliteTable
from local.data_dir import DataDir
from local.settings import LocalSettings

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
