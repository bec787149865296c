"""What a release leaves in DynamoDB with jobs in flight, made by running it: `python -m tests.compatibility.recording`.

Run it once at each release that changes what is stored, and keep the file it names: every later release reads it.
"""

import base64
import json
import os
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from finops_core.advice_log import AdviceLogRepository
from finops_core.aws.clients import PlatformClients
from finops_core.blobs.folder import FolderBlobs
from finops_core.clock import ManualClock
from finops_core.dismissals import DismissalRepository
from finops_core.jobs.events import Progress, RunFinished, StepFinished, StepStarted, TextDelta, TextEnded, TextStarted
from finops_core.jobs.repository import JobRepository, JobSettings
from finops_core.queue.sqlite import SqliteQueue
from finops_core.table.dynamodb import DynamoDbTable, table_definition
from websocket import connect, message
from websocket.connections import ConnectionRepository
from websocket.deps import FrontDoor
from websocket.limits import FrameLimiter
from websocket.testing import MemoryPoster
from websocket.tokens import SharedTokenVerifier

START = datetime(2026, 11, 30, 9, tzinfo=UTC)
USER, TAB = "ada#1", "tab-1"
LONG_ANSWER = " ".join(f"Service {number} cost ${number}.10 in October 2026." for number in range(80))
ENDED: Sequence[Any] = (
    StepFinished(stage="routing"),
    TextStarted(message_id="m1"),
    TextDelta(message_id="m1", delta=LONG_ANSWER),
    TextEnded(message_id="m1"),
    Progress(percent=100, stage="answer", message="Done."),
    RunFinished(),
)


def run_frame(name: str, thread: str = "thread-1") -> str:
    """As the first Python client sent it."""
    messages = [{"id": f"{name}-1", "role": "user", "content": f"What did I spend? ({name})"}]
    return json.dumps(
        {"type": "run", "reqId": name, "input": {"threadId": thread, "runId": name, "messages": messages}}
    )


class Recorder:
    """The front door and a worker's repository over an empty table in DynamoDB."""

    def __init__(self, clients: PlatformClients, folder: Path) -> None:
        self.clock = ManualClock(START)
        self.client: Any = clients.dynamodb()
        self.client.create_table(**table_definition("recorded"))
        table = DynamoDbTable(self.client, "recorded", clock=self.clock)
        self.queue = SqliteQueue(
            ":memory:", clock=self.clock, visibility_s=30, max_deliveries=3, dead_letters=None
        ).open()
        self.jobs = JobRepository(table, self.clock, JobSettings())
        self.poster = MemoryPoster()
        self.door = FrontDoor(
            clock=self.clock,
            jobs=self.jobs,
            connections=ConnectionRepository(table, self.clock),
            queue=self.queue,
            poster=self.poster,
            blobs=FolderBlobs(folder),
            dismissals=DismissalRepository(table, self.clock),
            advice_log=AdviceLogRepository(table, self.clock),
            tokens=SharedTokenVerifier("secret"),
            limiter=FrameLimiter(1000, self.clock),
        )

    def ask(self, name: str, thread: str = "thread-1") -> str:
        """Sends a question; returns the body of its doorbell."""
        self.clock.advance(1)
        self._send(run_frame(name, thread))
        [doorbell] = self.queue.receive()
        self.queue.delete(doorbell)
        return doorbell.body

    def record(self) -> dict[str, Any]:
        """Jobs in each state in which an update may find them."""
        connect.handler(_event(), None, deps=self.door)
        self.poster.open.add(TAB)
        finished = self.ask("finished")
        self._work(finished, StepStarted(stage="routing"), Progress(percent=30, stage="routing", message="Reading"))
        self._work_on(finished, *ENDED)
        given_up = self.ask("cancelled")
        self._send(json.dumps({"type": "cancel", "reqId": "c", "jobId": given_up}))
        deleted = self.ask("deleted", "thread-2")
        self._work(deleted, *ENDED[-1:])
        self._send(json.dumps({"type": "thread.delete", "reqId": "d", "threadId": "thread-2"}))
        running = self.ask("running", "thread-3")
        self._work(running, StepStarted(stage="routing"), Progress(percent=30, stage="routing", message="Reading"))
        waiting = self.ask("waiting", "thread-3")
        return {
            "jobs": {
                "finished": finished,
                "cancelled": given_up,
                "deleted": deleted,
                "running": running,
                "waiting": waiting,
            },
            "doorbells": [running, waiting],
            "items": sorted(map(to_json, self._items()), key=lambda item: (item["pk"]["S"], item["sk"]["S"])),
        }

    def _send(self, body: str) -> None:
        message.handler(_event() | {"body": body}, None, deps=self.door)

    def _work(self, job_id: str, *events: Any) -> None:
        job = self.jobs.claim(job_id, owner="worker-1")
        assert job is not None
        self.jobs.append(job, events)

    def _work_on(self, job_id: str, *events: Any) -> None:
        job = self.jobs.find(job_id)
        assert job is not None
        self.jobs.append(job, events)

    def _items(self) -> Iterator[dict[str, Any]]:
        for page in self.client.get_paginator("scan").paginate(TableName="recorded"):
            yield from page["Items"]


def to_json(item: dict[str, Any]) -> dict[str, Any]:
    """An item of DynamoDB as a stream's record has it: bytes in base64."""
    return {
        name: {"B": base64.b64encode(value["B"]).decode()} if "B" in value else value for name, value in item.items()
    }


def _event() -> dict[str, Any]:
    who = {"userId": USER, "principalId": USER}
    return {"requestContext": {"connectionId": TAB, "authorizer": who}, "headers": {}, "queryStringParameters": None}


@contextmanager
def empty_account() -> Generator[PlatformClients]:
    """moto's."""
    from moto import mock_aws

    os.environ |= {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    with mock_aws():
        yield PlatformClients(region="eu-central-1")


def main(file: str) -> None:
    with empty_account() as clients, TemporaryDirectory() as folder:
        found = Recorder(clients, Path(folder)).record()
    Path(file).write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
