"""The product's handlers over counted storage, queue and posts, with the bundled bill: the stack, in one process."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cloud_price.counting import CountedTable, Counts, Observer
from billing.export import open_bill
from billing.terms import Terms
from finops_core.advice_log import AdviceLogRepository
from finops_core.blobs.folder import FolderBlobs
from finops_core.clock import SystemClock
from finops_core.dismissals import DismissalRepository
from finops_core.jobs.repository import JobRepository, JobSettings
from finops_core.queue.sqlite import SqliteQueue
from finops_core.table.port import Table
from finops_core.table.sqlite import SqliteTable
from supervisor.run import SupervisorDeps
from websocket.connections import ConnectionRepository
from websocket.deps import FrontDoor
from websocket.limits import FrameLimiter
from websocket.tokens import Identity
from worker.deps import CATALOG, make_worker
from worker.process import Worker
from worker.readers import readers
from worker.supervised import SupervisedAnswers

ROOT = Path(__file__).parents[2]
BILL = ROOT / "local" / "bundled" / "cur_legacy_2018-10_workshop.snappy.parquet"


class CountingPoster:
    """Counts the messages that API Gateway would bill: one for each 32 KB begun."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts

    def post(self, connection_id: str, *frames: bytes) -> None:
        self._counts.units["posts"] += sum(1 + (len(frame) - 1) // (32 * 1024) for frame in frames)


class NoTokens:
    """Nobody signs in here."""

    def verify(self, token: str) -> Identity:
        raise NotImplementedError(token)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallStack:
    """What the functions of a stack stand on; `table` itself is not counted."""

    table: SqliteTable
    door: FrontDoor
    worker: Worker
    queue: SqliteQueue
    counts: Counts


@contextmanager
def small_stack(
    folder: Path,
    *,
    observe: Observer | None = None,
    counts: Counts | None = None,
    around: Callable[[Table], Table] = lambda table: table,
) -> Generator[SmallStack]:
    """A stack whose blobs lie in `folder`; `around` puts something between the product and its counted table."""
    counts, clock = counts if counts is not None else Counts(), SystemClock()
    table = SqliteTable(":memory:", clock=clock).open()
    queue = SqliteQueue(":memory:", clock=clock, visibility_s=30, max_deliveries=3, dead_letters=None).open()
    store = around(CountedTable(table, counts, observe))
    jobs = JobRepository(store, clock, JobSettings())
    door = FrontDoor(
        clock=clock,
        jobs=jobs,
        connections=ConnectionRepository(store, clock),
        queue=queue,
        poster=CountingPoster(counts),
        blobs=FolderBlobs(folder),
        dismissals=DismissalRepository(store, clock),
        advice_log=AdviceLogRepository(store, clock),
        tokens=NoTokens(),
        limiter=FrameLimiter(1000, clock),
    )
    with open_bill(str(BILL)) as bill:
        deps = SupervisorDeps(catalog=CATALOG, clock=clock, services=readers(bill, Terms()))
        answer = SupervisedAnswers(jobs, FolderBlobs(folder), deps)
        # Its monitor is not started: on a busy machine it would write some answers in more stretches than others.
        worker = make_worker(jobs=jobs, queue=queue, blobs=FolderBlobs(folder), answer=answer)
        try:
            yield SmallStack(table=table, door=door, worker=worker, queue=queue, counts=counts)
        finally:
            queue.close()
            table.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one of the functions did for a question: its processor's seconds, and its waits for AWS."""

    cpu_s: float
    requests: int

    def __sub__(self, other: "Part") -> "Part":
        return Part(cpu_s=self.cpu_s - other.cpu_s, requests=self.requests - other.requests)


def part_of(do: Callable[[], object], counts: Counts) -> Part:
    """Does it, and says what it took."""
    began, before = time.thread_time(), counts.units["requests"] + counts.units["posts"]
    do()
    return Part(cpu_s=time.thread_time() - began, requests=counts.units["requests"] + counts.units["posts"] - before)
