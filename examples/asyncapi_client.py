"""A client written from docs/asyncapi.json alone, with `websockets` and the standard library and nothing else.

    python examples/asyncapi_client.py "What did I spend by service?"

It asks one question of the platform that `finops up` runs on this machine, and prints the answer. Whatever happens to
its connections, each event of the job counts once and in order.
"""

import asyncio
import json
import os
import random
import sys
import uuid
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Subprotocol

SUBPROTOCOL = Subprotocol("finops.v1")
TICK_S, ASK_AGAIN_S, DEAD_S, LONGEST_WAIT_S = 1.0, 5, 20, 20.0

Json = dict[str, Any]


class Refused(Exception):
    """The platform will not answer, however often it is asked."""


class Job:
    """A question, and the events of its job in order."""

    def __init__(self, question: str) -> None:
        self.run_id = str(uuid.uuid4())
        message = {"id": str(uuid.uuid4()), "role": "user", "content": question}
        self.input = {"threadId": str(uuid.uuid4()), "runId": self.run_id, "messages": [message]}
        self.input |= {"tools": [], "context": [], "forwardedProps": {}}
        self.job_id: str | None = None
        self.last = 0
        self.known = 0
        self.ahead: dict[int, Json] = {}
        self.unclaimed: list[Json] = []
        self.ended = False

    @property
    def behind(self) -> bool:
        """Whether something is missing that is known to exist."""
        return self.job_id is None or self.known > self.last or bool(self.ahead)

    def request(self) -> Json:
        """What to send after connecting, and when nothing came for a while; both may be repeated."""
        if self.job_id is None:
            return {"type": "run", "reqId": self.run_id, "input": self.input}
        return {"type": "resume", "reqId": str(uuid.uuid4()), "jobs": [{"jobId": self.job_id, "after": self.last}]}

    def receive(self, frame: Json) -> Iterator[Json]:
        """Takes a frame in; gives the events that are now due, each once and in order."""
        kind = frame.get("type")
        if kind is None and "chunk" in frame:
            self.unclaimed.append(frame)
        elif kind == "ack" and frame["reqId"] == self.run_id:
            self.job_id, self.known = frame["jobId"], max(self.known, frame["seq"])
        elif kind == "resume.done" and frame["jobId"] == self.job_id:
            self.known = max(self.known, frame["through"])
        elif kind == "error" and not frame["retryable"]:
            raise Refused(f"{frame['code']}: {frame['message']}")
        if self.job_id is not None:
            mine = (each for each in self.unclaimed if each["jobId"] == self.job_id)
            self.ahead |= {int(each["id"]): each["chunk"] for each in mine if int(each["id"]) > self.last}
            self.unclaimed.clear()
        while event := self.ahead.pop(self.last + 1, None):
            self.last += 1
            self.ended = event["type"] in ("RUN_FINISHED", "RUN_ERROR")
            yield event


async def ask(url: str, token: str, question: str, *, tick_s: float = TICK_S) -> list[Json]:
    """Asks and returns every event of the job, over as many connections as it takes. Raises Refused."""
    job, events, attempt = Job(question), list[Json](), 0
    headers = {"Authorization": f"Bearer {token}"}
    while True:
        try:
            async with connect(url, subprotocols=[SUBPROTOCOL], additional_headers=headers, compression=None) as socket:
                async for event in _conversation(socket, job, tick_s):
                    events.append(event)
                    attempt = 0
                return events
        except InvalidStatus as refused:
            if refused.response.status_code in (401, 403):
                raise Refused(f"the handshake was refused with {refused.response.status_code}") from refused
        except (ConnectionClosed, InvalidHandshake, OSError, TimeoutError):
            pass
        attempt += 1
        await asyncio.sleep(random.uniform(0, min(LONGEST_WAIT_S, tick_s / 4 * 2 ** min(attempt, 10))))


async def _conversation(socket: ClientConnection, job: Job, tick_s: float) -> AsyncGenerator[Json]:
    """One connection: the job's events until its end. Raises ConnectionClosed or TimeoutError when it is lost."""
    await socket.send(json.dumps(job.request()))
    silent_ticks = 0
    while not job.ended:
        try:
            async with asyncio.timeout(tick_s):
                text = await socket.recv()
        except TimeoutError:
            silent_ticks += 1
            if silent_ticks >= DEAD_S:
                raise
            if job.behind or silent_ticks % ASK_AGAIN_S == 0:  # the last event, too, may have been lost
                await socket.send(json.dumps(job.request()))
            continue
        silent_ticks = 0
        for event in job.receive(json.loads(text)):
            yield event


def show(events: list[Json]) -> None:
    """Prints the typed answer, or why there is none."""
    for event in events:
        match event:
            case {"type": "CUSTOM", "name": "job.progress", "value": {"percent": percent, "message": message}}:
                print(f"{percent:>3} %  {message}", file=sys.stderr)
            case {"type": "CUSTOM", "name": "answer", "value": answer}:
                print(answer["headline"])
                for table in (block for block in answer["blocks"] if block["type"] == "table"):
                    print(*(column["label"] for column in table["columns"]), sep="\t")
                    for row in table["rows"]:
                        print(*row, sep="\t")
            case {"type": "RUN_ERROR", "code": code, "message": message}:
                print(f"{code}: {message}", file=sys.stderr)
            case _:
                pass


if __name__ == "__main__":
    folder = Path(os.environ.get("FINOPS_DATA_DIR") or Path.home() / ".finops")
    platform = json.loads((folder / "platform.json").read_text(encoding="utf-8"))
    show(asyncio.run(ask(platform["url"], platform["token"], " ".join(sys.argv[1:]))))
