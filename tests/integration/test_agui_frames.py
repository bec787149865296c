"""`POST /agui`: every frame has its answer, codes are kept, and nothing is left of a request that ended."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.routing import Route

from finops_core.errors import ConnectionThrottled
from finops_core.jobs.events import Progress, RunFinished
from local import agui_sse
from local.gateway.connections import LocalConnections
from local.gateway.http import require_token
from local.gateway.limits import Limits
from local.sse_stream import MAX_WAITING, SseStream, SseStreams
from tests.integration.gateway_harness import PATIENCE_S, TOKEN, World, serving
from tests.unit.websocket.door import Door, open_door
from websocket.deps import FrontDoor
from websocket.tokens import LOCAL_USER

AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}
DONE = (Progress(percent=100, stage="answer", message="Done."), RunFinished())


@dataclass(frozen=True, kw_only=True)
class Place:
    """A front door behind a real port, with jobs that a test works on by hand."""

    door: Door
    deps: FrontDoor
    streams: SseStreams
    world: World

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.world.port}/agui"

    def post(self, frame: object) -> httpx.Response:
        content = frame if isinstance(frame, bytes) else json.dumps(frame).encode()
        return httpx.post(self.url, content=content, headers=AUTHORIZED, timeout=PATIENCE_S)

    def job(self, run_id: str, *, thread_id: str = "t", done: bool = True) -> str:
        """A job of the local user that has ended, or is queued."""
        self.door.connect(LOCAL_USER, f"c-{run_id}")
        job_id = self.door.send(
            {"type": "run", "reqId": "r", "input": run_input(run_id, thread_id)},
            user=LOCAL_USER,
            connection_id=f"c-{run_id}",
        )[0]["jobId"]
        if done:
            self.door.work(job_id, *DONE)
        self.door.disconnect(LOCAL_USER, f"c-{run_id}")
        return job_id

    def left_in_the_end(self) -> tuple[int, int]:
        """What is left once the gateway has finished what it was doing: a client has its answer a moment before."""
        return next((left for left in self._looks() if left == (0, 0)), self.left())

    def _looks(self) -> Iterator[tuple[int, int]]:
        for _ in range(100):
            yield self.left()
            httpx.get(self.url.replace("/agui", "/healthz"))

    def left(self) -> tuple[int, int]:
        return len(self.streams), len(self.deps.connections.of_user(LOCAL_USER))


def run_input(run_id: str, thread_id: str = "t") -> dict[str, Any]:
    messages = [{"id": "m", "role": "user", "content": "What did I spend?"}]
    return {"threadId": thread_id, "runId": run_id, "messages": messages}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    connections = LocalConnections(Limits())
    for door in open_door(tmp_path):
        streams_of: list[SseStreams] = []

        async def agui(request: Any, of: list[SseStreams] = streams_of, at: Door = door) -> Any:
            return await agui_sse.endpoint(of[0], replace(at.deps, poster=of[0]))(request)

        streams = SseStreams(connections)
        streams_of.append(streams)
        routes = [Route("/agui", require_token(TOKEN, agui), methods=["POST"])]
        with serving(connections=connections, http_routes=routes) as world:
            yield Place(door=door, deps=replace(door.deps, poster=streams), streams=streams, world=world)


def events_of(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    return [json.loads(line[6:]) for line in answer.text.splitlines() if line.startswith("data: ")]


@pytest.mark.parametrize(
    ("frame", "kind"),
    [
        ({"type": "ping", "reqId": "p"}, "pong"),
        ({"type": "ping"}, "pong"),
        ({"type": "jobs.list"}, "jobs"),
        ({"type": "threads.list", "reqId": "x"}, "threads"),
        ({"type": "thread.get", "threadId": "t"}, "thread"),
        ({"type": "thread.rename", "threadId": "t", "title": "Mine"}, "thread.renamed"),
        ({"type": "thread.delete", "threadId": "t"}, "thread.deleted"),
        ({"type": "auth", "token": LOCAL_USER}, "auth.ok"),
    ],
    ids=str,
)
def test_a_frame_that_asks_for_one_thing_is_answered_with_it(place: Place, frame: dict[str, Any], kind: str):
    place.job("r1")
    answer = place.post(frame)
    assert (answer.status_code, answer.json()["type"]) == (200, kind)
    assert answer.json()["reqId"] == frame.get("reqId")
    assert place.left_in_the_end() == (0, 0)


@pytest.mark.parametrize(
    ("frame", "status", "code"),
    [
        (b"", 400, "BAD_FRAME"),
        (b"\xff\xfe{}", 400, "BAD_FRAME"),
        (b"[]", 400, "BAD_FRAME"),
        ({"type": "unknown"}, 400, "BAD_FRAME"),
        ({"type": "approve", "jobId": "j", "resume": []}, 400, "BAD_FRAME"),
        ({"threadId": "t", "runId": "r", "messages": []}, 400, "BAD_FRAME"),
        ({"type": "resume", "jobs": [{"jobId": "none", "after": 0}]}, 404, "JOB_NOT_FOUND"),
        ({"type": "abort", "runId": "none"}, 404, "JOB_NOT_FOUND"),
        ({"type": "cancel", "jobId": "none"}, 404, "JOB_NOT_FOUND"),
        ({"type": "get", "jobId": "none", "artifactId": "a"}, 404, "JOB_NOT_FOUND"),
        ({"type": "thread.rename", "threadId": "none", "title": "x"}, 404, "JOB_NOT_FOUND"),
        ({"type": "thread.delete", "threadId": "none"}, 404, "JOB_NOT_FOUND"),
        ({"type": "auth", "token": "nobody"}, 401, "UNAUTHENTICATED"),
        (b"x" * 31_000, 413, "TOO_LARGE"),
        (b"x" * 400_000, 413, "TOO_LARGE"),
        (run_input("long") | {"messages": [{"role": "user", "content": "x" * 5000}]}, 413, "TOO_LARGE"),
    ],
    ids=str,
)
def test_a_refused_frame_keeps_its_code_and_words(place: Place, frame: Any, status: int, code: str):
    answer = place.post(frame)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["message"]
    assert place.left_in_the_end() == (0, 0)


def test_more_questions_than_allowed_are_told_apart_and_when_to_come_back(place: Place):
    for number in range(5):
        place.job(f"busy-{number}", done=False)
    answer = place.post(run_input("one-more"))
    assert (answer.status_code, answer.json()["code"], answer.json()["retryable"]) == (429, "RATE_LIMITED", True)
    assert place.left_in_the_end() == (0, 0)


def test_a_failing_part_is_told_as_ours_and_leaves_nothing(place: Place, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(place.door.jobs, "recent", broken)
    answer = place.post({"type": "jobs.list"})
    assert (answer.status_code, answer.json()["code"]) == (500, "INTERNAL")
    assert "a bug" not in answer.text
    assert place.left_in_the_end() == (0, 0)


@pytest.mark.parametrize("kind", ["cancel", "abort"])
def test_a_stop_is_acknowledged_and_happens(place: Place, kind: str):
    job_id = place.job("r1", done=False)
    frame = {"type": "cancel", "jobId": job_id} if kind == "cancel" else {"type": "abort", "runId": "r1"}
    answer = place.post(frame)
    assert (answer.status_code, answer.json()["type"]) == (202, "stopping")
    assert (answer.json()["jobId"], answer.json()["status"]) == (job_id, "CANCELLED")
    assert place.left_in_the_end() == (0, 0)


def test_a_resume_streams_each_job_from_where_it_was_left(place: Place):
    first, second = place.job("r1"), place.job("r2")
    jobs = [{"jobId": first, "after": 0}, {"jobId": second, "after": 2}]
    told = events_of(place.post({"type": "resume", "jobs": jobs}))
    kinds = {run: [event["type"] for event in told if of(event) == run] for run in (first, second)}
    assert kinds[first] == ["RUN_STARTED", "CUSTOM", "CUSTOM", "RUN_FINISHED"]
    assert kinds[second] == ["CUSTOM", "RUN_FINISHED"]
    assert place.left_in_the_end() == (0, 0)


def of(event: dict[str, Any]) -> str:
    return event["metadata"]["finops"]["jobId"]


def test_a_resume_of_nothing_ends_at_once(place: Place):
    assert events_of(place.post({"type": "resume", "jobs": []})) == []
    assert place.left_in_the_end() == (0, 0)


async def test_nothing_is_left_of_a_client_that_leaves_while_its_job_runs(place: Place):
    place.job("r1", done=False)
    async with (
        httpx.AsyncClient() as http,
        http.stream("POST", place.url, json=run_input("r1"), headers=AUTHORIZED) as answer,
    ):
        assert answer.status_code == 200
        assert "RUN_STARTED" in await anext(answer.aiter_lines())
        assert place.left() == (1, 1)
    assert await asyncio.to_thread(place.left_in_the_end) == (0, 0)


async def test_a_slow_reader_is_told_once_that_it_missed_something_and_only_after_what_came_before():
    stream = SseStream()
    for number in range(MAX_WAITING):
        stream.put(b'{"jobId":"j","id":"%d","chunk":{}}' % (number + 1))
    with pytest.raises(ConnectionThrottled):
        stream.put(b'{"jobId":"j","id":"5000","chunk":{}}')
    taken: list[str] = []
    while not stream.lost():
        event = await stream.event(0.0)
        assert event is not None
        taken.append(event["id"])
    assert taken == [str(number + 1) for number in range(MAX_WAITING)]
    assert not stream.lost()
    assert await stream.event(0.0) is None
