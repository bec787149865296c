"""Asks questions through the product's own handlers, one tab open, and counts what each takes."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cloud_price.counting import CountedTable, Counts
from billing.export import open_bill
from billing.terms import Terms
from finops_core.advice_log import AdviceLogRepository
from finops_core.blobs.folder import FolderBlobs
from finops_core.clock import SystemClock
from finops_core.dismissals import DismissalRepository
from finops_core.jobs.repository import JobRepository, JobSettings
from finops_core.queue.sqlite import SqliteQueue
from finops_core.table.sqlite import SqliteTable
from supervisor.run import SupervisorDeps
from websocket import message, publisher
from websocket.connections import Connection, ConnectionRepository
from websocket.deps import FrontDoor
from websocket.limits import FrameLimiter
from websocket.tokens import Identity
from worker.deps import CATALOG, make_worker
from worker.process import Worker, process_job
from worker.readers import readers
from worker.supervised import SupervisedAnswers

ROOT = Path(__file__).parents[2]
BILL = ROOT / "local" / "bundled" / "cur_legacy_2018-10_workshop.snappy.parquet"
USER, TAB = "0d6c2f4e-9f5b-4c3e-8a51-3c1d7be0c9aa", "L0SM9cOFvHcCIhw="
"""As long as Cognito's and API Gateway's."""

QUESTIONS = (
    "What did I spend by service?",
    "What did I spend by account?",
    "daily cost of EC2",
    "top 5 services",
    "cost by region",
    "What did I spend in October 2018?",
    "cost of S3 by usage type",
    "cost by charge category",
    "What were my biggest cost increases?",
    "How much data transfer did we pay for?",
)
"""Of the fast path, the everyday ones."""


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
class Part:
    """What one of the three functions did for a question: its processor's seconds, and its waits for AWS."""

    cpu_s: float
    requests: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question: what was counted, and by which function. `batches` are the publisher's calls, at worst."""

    question: str
    counts: Counts
    front: Part
    worker: Part
    publisher: Part
    batches: int


def ask_all(folder: Path, questions: Sequence[str] = QUESTIONS) -> list[Asked]:
    """Asks each question in a conversation of its own. Raises RuntimeError for one that does not succeed."""
    counts, clock = Counts(), SystemClock()
    table = SqliteTable(":memory:", clock=clock).open()
    queue = SqliteQueue(":memory:", clock=clock, visibility_s=30, max_deliveries=3, dead_letters=None).open()
    counted = CountedTable(table, counts)
    jobs = JobRepository(counted, clock, JobSettings())
    door = FrontDoor(
        clock=clock,
        jobs=jobs,
        connections=ConnectionRepository(counted, clock),
        queue=queue,
        poster=CountingPoster(counts),
        blobs=FolderBlobs(folder),
        dismissals=DismissalRepository(counted, clock),
        advice_log=AdviceLogRepository(counted, clock),
        tokens=NoTokens(),
        limiter=FrameLimiter(1000, clock),
    )
    door.connections.add(Connection(connection_id=TAB, user_id=USER, exp=None))
    with open_bill(str(BILL)) as bill:
        deps = SupervisorDeps(catalog=CATALOG, clock=clock, services=readers(bill, Terms()))
        answer = SupervisedAnswers(jobs, FolderBlobs(folder), deps)
        # Its monitor is not started: on a busy machine it would write some answers in more stretches than others.
        worker = make_worker(jobs=jobs, queue=queue, blobs=FolderBlobs(folder), answer=answer)
        try:
            return [_ask(number, text, door, worker, table, counts) for number, text in enumerate(questions)]
        finally:
            queue.close()
            table.close()


def _ask(number: int, question: str, door: FrontDoor, worker: Worker, table: SqliteTable, counts: Counts) -> Asked:
    before, position = counts.copy(), table.feed_position()
    run_id, thread_id = f"6f1f0a52-5a0e-4f0c-9d3b-{number:012d}", f"b2b5d3de-77aa-4f0f-8c8e-{number:012d}"
    frame = {
        "type": "run",
        "reqId": run_id,
        "input": {
            "threadId": thread_id,
            "runId": run_id,
            "messages": [{"id": f"{run_id}-1", "role": "user", "content": question}],
        },
    }
    event = {
        "requestContext": {"connectionId": TAB, "authorizer": {"userId": USER, "principalId": USER}},
        "body": json.dumps(frame),
    }
    front = part_of(lambda: message.handler(event, None, deps=door), counts)
    [doorbell] = worker.queue.receive()
    worked = part_of(lambda: process_job(doorbell.body, worker), counts)
    job = door.jobs.find(doorbell.body)
    if job is None or job.status.value != "SUCCEEDED":
        raise RuntimeError(f"{question!r} ended as {job.status if job else 'nothing'}")
    records = table.feed(position, 1000)

    def publish() -> None:
        for record in records:  # at worst, each segment is a batch of its own
            publisher.publish([(record.number, record.item)], door)

    published = part_of(publish, counts)
    return Asked(
        question=question,
        counts=counts.copy() - before,
        front=front,
        worker=worked,
        publisher=published,
        batches=len(records),
    )


def part_of(do: Callable[[], object], counts: Counts) -> Part:
    """Does it, and says what it took."""
    began, before = time.thread_time(), counts.units["requests"] + counts.units["posts"]
    do()
    return Part(cpu_s=time.thread_time() - began, requests=counts.units["requests"] + counts.units["posts"] - before)
