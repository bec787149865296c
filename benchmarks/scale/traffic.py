"""Users ask questions of the product's own handlers, and every request is noted: where it went and for whom."""

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.cloud_price.counting import Counts, Place
from benchmarks.cloud_price.jobs import QUESTIONS
from benchmarks.cloud_price.small_stack import Part, SmallStack, part_of, small_stack
from finops_core.clock import SystemClock
from finops_core.jobs.repository import JobRepository, JobSettings
from finops_core.table.port import Table
from websocket import connect, message, publisher
from worker.process import process_job
from worker.sweep import sweep

SWEEP = "the sweep"
"""For whom the sweep's requests are: nobody in particular."""


@dataclass(slots=True)
class Load:
    """What came to one place."""

    write_units: int = 0
    read_units: float = 0.0
    users: set[str] = field(default_factory=set[str])
    writers: set[str] = field(default_factory=set[str])
    jobs: set[str] = field(default_factory=set[str])


@dataclass(slots=True)
class Traffic:
    """All that a number of jobs of a number of users asked AWS for.

    `partitions` are partitions of the table and of its indexes, `items` single items. `parts` are what each of the
    functions took for each of its calls; `sweep` is one round of it.
    """

    users: int
    jobs: int
    counts: Counts = field(default_factory=Counts)
    partitions: dict[tuple[str, str], Load] = field(default_factory=dict[tuple[str, str], Load])
    items: dict[Place, Load] = field(default_factory=dict[Place, Load])
    parts: dict[str, list[Part]] = field(default_factory=dict[str, list[Part]])
    acting: str = ""
    job: str = ""

    def observe(self, place: Place, writes: int, reads: float) -> None:
        """One read or write of whoever acts at the moment."""
        loads = [self.partitions.setdefault((place.index, place.partition), Load())]
        if place.item:
            loads.append(self.items.setdefault(place, Load()))
        for load in loads:
            load.write_units += writes
            load.read_units += reads
            load.jobs |= {self.job} - {""}
            load.users |= {self.acting} - {SWEEP}
            load.writers |= {self.acting} - {SWEEP} if writes else set()

    @contextmanager
    def of(self, user: str, job: str) -> Generator[None]:
        """Whatever is asked for within it is for this user and job."""
        self.acting, self.job = user, job
        try:
            yield
        finally:
            self.acting, self.job = "", ""

    def did(self, function: str, do: Callable[[], object]) -> None:
        """A call of one of the functions."""
        self.parts.setdefault(function, []).append(part_of(do, self.counts))


def simulate(
    folder: Path, *, users: int, jobs_each: int, around: Callable[[Table], Table] = lambda table: table
) -> Traffic:
    """Each user connects, asks so many everyday questions one after the other, and leaves; then the sweep looks.

    `around` puts something between the product and its table. Raises RuntimeError for a question without an answer.
    """
    traffic = Traffic(users=users, jobs=users * jobs_each)
    with small_stack(folder, observe=traffic.observe, counts=traffic.counts, around=around) as stack:
        _ask_all(traffic, stack, users, jobs_each)
    return traffic


def _ask_all(traffic: Traffic, stack: SmallStack, users: int, jobs_each: int) -> None:
    tabs = [(f"0d6c2f4e-9f5b-4c3e-8a51-{number:012d}", f"L0SM9cOF{number:07d}=") for number in range(users)]
    for user, tab in tabs:
        with traffic.of(user, ""):
            traffic.did("connect", lambda: connect.handler(_event(user, tab), None, deps=stack.door))  # noqa: B023
    for turn in range(jobs_each):
        for number, (user, tab) in enumerate(tabs):
            _ask(traffic, stack, user, tab, name=f"{turn:04d}-{number:07d}", question=QUESTIONS[turn % len(QUESTIONS)])
    for user, tab in tabs:
        with traffic.of(user, ""):
            traffic.did(
                "disconnect",
                lambda: connect.disconnect_handler(_event(user, tab), None, deps=stack.door),  # noqa: B023
            )
    with traffic.of(SWEEP, ""):
        traffic.did("sweep", lambda: sweep(stack.door.jobs, stack.queue))


def _ask(traffic: Traffic, stack: SmallStack, user: str, tab: str, *, name: str, question: str) -> None:
    run_id, position = f"6f1f0a52-5a0e-4f0c-{name}", stack.table.feed_position()
    messages = [{"id": f"{run_id}-1", "role": "user", "content": question}]
    frame = {"threadId": f"b2b5d3de-77aa-4f0f-{name}", "runId": run_id, "messages": messages}
    event = _event(user, tab) | {"body": json.dumps({"type": "run", "reqId": run_id, "input": frame})}
    with traffic.of(user, name):
        traffic.did("front door", lambda: message.handler(event, None, deps=stack.door))
        [doorbell] = stack.queue.receive()
        traffic.did("worker", lambda: process_job(doorbell.body, stack.worker))
        for record in stack.table.feed(position, 1000):
            traffic.did("publisher", lambda: publisher.publish([(record.number, record.item)], stack.door))  # noqa: B023
    stack.queue.delete(doorbell)
    job = JobRepository(stack.table, SystemClock(), JobSettings()).find(doorbell.body)
    if job is None or job.status.value != "SUCCEEDED":
        raise RuntimeError(f"{question!r} ended as {job.status if job else 'nothing'}")


def _event(user: str, tab: str) -> dict[str, object]:
    who = {"userId": user, "principalId": user}
    return {"requestContext": {"connectionId": tab, "authorizer": who}, "headers": {}, "queryStringParameters": None}
