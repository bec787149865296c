"""A front door over real SQLite, and API Gateway's events for it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from finops_core.advice_log import AdviceLogRepository
from finops_core.api_keys import ApiKeyRepository
from finops_core.blobs.folder import FolderBlobs
from finops_core.clock import ManualClock
from finops_core.dismissals import DismissalRepository
from finops_core.jobs.events import Event
from finops_core.jobs.model import Job
from finops_core.jobs.repository import JobRepository, JobSettings
from finops_core.queue.sqlite import SqliteQueue
from finops_core.roles import UNSAID, Role
from finops_core.table.dynamodb import to_attributes
from finops_core.table.sqlite import SqliteTable
from websocket import connect, message, publisher
from websocket.connections import ConnectionRepository
from websocket.deps import FrontDoor
from websocket.limits import FrameLimiter
from websocket.testing import MemoryPoster
from websocket.tokens import Identity, SharedTokenVerifier

START = datetime(2026, 5, 1, 12, tzinfo=UTC)
FRAMES_PER_SECOND = 50


class TokenOf:
    """Verifies `user`, `user@exp` or `user:role` as a token."""

    def verify(self, token: str) -> Identity:
        token, _, role = token.partition(":")
        user, _, exp = token.partition("@")
        if user == "nobody":
            SharedTokenVerifier("other").verify(token)
        return Identity(user_id=user, exp=int(exp) if exp else None, role=Role(role or UNSAID))


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The handlers with everything behind them."""

    deps: FrontDoor
    clock: ManualClock
    table: SqliteTable
    queue: SqliteQueue
    poster: MemoryPoster

    @property
    def jobs(self) -> JobRepository:
        return self.deps.jobs

    def connect(self, user: str = "ada", connection_id: str = "c1", **more: Any) -> dict[str, Any]:
        """$connect, after which the connection takes frames."""
        answer = connect.handler(self.event(user, connection_id, **more), None, deps=self.deps)
        self.poster.open.add(connection_id)
        return answer

    def disconnect(self, user: str = "ada", connection_id: str = "c1") -> None:
        self.poster.open.discard(connection_id)
        connect.disconnect_handler(self.event(user, connection_id), None, deps=self.deps)

    def send(
        self, frame: object, *, user: str = "ada", connection_id: str = "c1", **authorizer: Any
    ) -> list[dict[str, Any]]:
        """One client frame; returns what the sender got for it."""
        self.poster.take(connection_id)
        body = frame if isinstance(frame, str) else json.dumps(frame)
        event = self.event(user, connection_id, **authorizer) | {"body": body}
        assert message.handler(event, None, deps=self.deps) == {"statusCode": 200}
        return self.poster.take(connection_id)

    def run(self, run_id: str = "run-1", question: str = "What did I spend?", **more: Any) -> dict[str, Any]:
        """Submits a question and returns the only reply."""
        (reply,) = self.send(run_frame(run_id, question), **more)
        return reply

    def publish(self) -> Mapping[str, Any]:
        """Hands everything the feed has to the publisher, as a stream batch."""
        records = [
            {
                "eventName": "INSERT",
                "dynamodb": {"SequenceNumber": str(record.number), "NewImage": to_attributes(record.item)},
            }
            for record in self.table.feed(0, 1000)
        ]
        return publisher.handler({"Records": records}, None, deps=self.deps)

    def work(self, job_id: str, *events: Event) -> Job:
        """Claims a job and appends events to it."""
        job = self.jobs.claim(job_id, owner="worker")
        assert job is not None
        return self.jobs.append(job, events)

    def event(self, user: str, connection_id: str, **authorizer: Any) -> dict[str, Any]:
        query = authorizer.pop("query", None)
        headers = authorizer.pop("headers", {})
        return {
            "requestContext": {
                "connectionId": connection_id,
                "authorizer": {"userId": user, "principalId": user, **authorizer},
            },
            "headers": headers,
            "queryStringParameters": query,
        }


def run_frame(run_id: str = "run-1", question: str = "What did I spend?", **more: Any) -> dict[str, Any]:
    messages = [{"id": "m1", "role": "user", "content": question}]
    return {
        "type": "run",
        "reqId": f"req-{run_id}",
        "input": {"threadId": "t1", "runId": run_id, "messages": messages, **more},
    }


def open_door(folder: Path, **settings: Any) -> Iterator[Door]:
    """A front door over fresh stores in memory, closed afterwards."""
    clock = ManualClock(START)
    table = SqliteTable(":memory:", clock=clock).open()
    queue = SqliteQueue(":memory:", clock=clock, visibility_s=30, max_deliveries=3, dead_letters=None).open()
    poster = MemoryPoster()
    deps = FrontDoor(
        clock=clock,
        jobs=JobRepository(table, clock, JobSettings(**settings)),
        connections=ConnectionRepository(table, clock),
        queue=queue,
        poster=poster,
        blobs=FolderBlobs(folder),
        dismissals=DismissalRepository(table, clock),
        advice_log=AdviceLogRepository(table, clock),
        tokens=TokenOf(),
        limiter=FrameLimiter(FRAMES_PER_SECOND, clock),
        keys=ApiKeyRepository(table, clock),
    )
    yield Door(deps=deps, clock=clock, table=table, queue=queue, poster=poster)
    queue.close()
    table.close()
