"""A worker over real SQLite whose answers a test writes as generators."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event as Flag
from threading import Thread

from finops_core.blobs.folder import FolderBlobs
from finops_core.clock import ManualClock
from finops_core.jobs.events import Event
from finops_core.jobs.model import Job, JsonObject
from finops_core.jobs.repository import JobRepository, JobSettings
from finops_core.queue.sqlite import SqliteQueue
from finops_core.table.sqlite import SqliteTable
from tests.unit.jobs.schedules import FIRST, fresh_clock, new_job
from worker.deps import make_worker
from worker.monitor import Monitor
from worker.process import Worker, process_job
from worker.run import JobRun

Answer = Callable[[JobRun], Iterator[Event]]
DEADLINE_S = 10


@dataclass(kw_only=True)
class Shop:
    """Jobs, a queue, and a way to make workers."""

    clock: ManualClock
    table: SqliteTable
    queue: SqliteQueue
    jobs: JobRepository
    blobs: FolderBlobs

    def submit(self, run_id: str = "run-1", *, props: JsonObject | None = None) -> str:
        job, _ = self.jobs.submit(replace(new_job(self.clock, run_id=run_id), props=props or {}), FIRST)
        self.queue.send(job.job_id)
        return job.job_id

    def worker(self, answer: Answer, *, attempt_limit_s: float | None = None, stack: str = "") -> Worker:
        monitor = Monitor(self.jobs, attempt_limit_s=attempt_limit_s)
        return make_worker(
            jobs=self.jobs, queue=self.queue, blobs=self.blobs, answer=answer, monitor=monitor, stack=stack
        )

    def process(self, job_id: str, answer: Answer) -> Job:
        """One attempt on this thread, monitor included; returns the job after it."""
        worker = self.worker(answer)
        worker.monitor.start()
        try:
            process_job(job_id, worker)
        finally:
            worker.monitor.close()
        return self.job(job_id)

    def job(self, job_id: str) -> Job:
        job = self.jobs.find(job_id)
        assert job is not None
        return job

    def events(self, job_id: str) -> tuple[Event, ...]:
        return self.jobs.events(job_id)


class Gate:
    """Holds an answer at a point until the test lets it go on."""

    def __init__(self) -> None:
        self._reached = Flag()
        self._opened = Flag()

    def wait(self) -> None:
        """Called by the answer."""
        self._reached.set()
        assert self._opened.wait(DEADLINE_S)

    def wait_until_reached(self) -> None:
        assert self._reached.wait(DEADLINE_S)

    def open(self) -> None:
        self._opened.set()


def in_thread(call: Callable[[], object]) -> Thread:
    thread = Thread(target=call, daemon=True)
    thread.start()
    return thread


def joined(thread: Thread) -> None:
    thread.join(DEADLINE_S)
    assert not thread.is_alive()


def open_shop(folder: Path, **settings: int) -> Iterator[Shop]:
    clock = fresh_clock()
    table = SqliteTable(":memory:", clock=clock).open()
    queue = SqliteQueue(":memory:", clock=clock, visibility_s=30, max_deliveries=3, dead_letters=None).open()
    jobs = JobRepository(table, clock, JobSettings(**settings))  # pyright: ignore[reportArgumentType]
    yield Shop(clock=clock, table=table, queue=queue, jobs=jobs, blobs=FolderBlobs(folder))
    queue.close()
    table.close()
