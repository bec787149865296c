"""A job repository over real SQLite, and short words for what happens to jobs."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from finops_core.clock import ManualClock
from finops_core.jobs.events import Event, Progress, RunFinished
from finops_core.jobs.model import Job
from finops_core.jobs.repository import JobRepository, JobSettings
from finops_core.table.sqlite import SqliteTable
from tests.unit.jobs.schedules import FIRST, fresh_clock, new_job
from tests.unit.jobs.unreliable_table import UnreliableTable

RING_AGAIN_S = 15
LEASE_S = 45
KEEP_S = timedelta(days=7).total_seconds()
DONE: tuple[Event, ...] = (Progress(percent=100, stage="answer", message="Done."), RunFinished())


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """`jobs` writes through `table`, which can be made to fail; `others` is everybody else's, which never does."""

    clock: ManualClock
    table: UnreliableTable
    jobs: JobRepository
    others: JobRepository

    def submit(self, run_id: str = "run-1", **changes: Any) -> Job:
        job, duplicate = self.jobs.submit(replace(new_job(self.clock, run_id=run_id), **changes), FIRST)
        assert not duplicate
        return job

    def claimed(self, run_id: str = "run-1", *, owner: str = "worker-1") -> Job:
        """A new job in the hands of a worker."""
        return self.claim(self.submit(run_id), owner=owner)

    def claim(self, job: Job, *, owner: str = "worker-1") -> Job:
        taken = self.others.claim(job.job_id, owner=owner)
        assert taken is not None
        return taken

    def finish(self, job: Job) -> Job:
        return self.others.append(self.claim(job), DONE)

    def finish_in_another_attempt(self, job: Job) -> None:
        """Somebody else takes the job over once its lease has passed, and ends it well."""
        self.clock.advance(LEASE_S)
        self.finish(job)

    def stored(self, job: Job) -> Job:
        found = self.jobs.find(job.job_id)
        assert found is not None
        return found

    def due(self) -> list[str]:
        return sorted(job.run_id for job in self.jobs.due())


def open_books(**settings: Any) -> Iterator[Books]:
    clock = fresh_clock()
    store = SqliteTable(":memory:", clock=clock).open()
    table = UnreliableTable(store)
    chosen = JobSettings(**settings)
    yield Books(
        clock=clock,
        table=table,
        jobs=JobRepository(table, clock, chosen),
        others=JobRepository(store, clock, chosen),
    )
    store.close()
