"""AG-UI over Server-Sent Events, `POST /agui`: a stock AG-UI HttpAgent asks the embedded platform.

The request is a frame of a connection that exists as long as its response: the same front door takes it, the same
publisher serves it. A run or a resume is answered with a stream of events, every other frame with one JSON object,
and a refused one with its error and the HTTP status of its code. A client that leaves early leaves the job running.
"""

import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from finops_core.errors import TooLarge
from finops_core.jobs.model import job_id_of
from local.gateway.http import Endpoint, body_of, refusal
from local.sse_stream import SseStream, SseStreams
from websocket import message, protocol
from websocket.connections import Connection
from websocket.deps import FrontDoor
from websocket.http_api.records import Stopping
from websocket.tokens import LOCAL_ROLE, LOCAL_USER

BEAT_S = 15.0
"""A comment this often on a quiet stream shows whether its reader is still there."""

_TERMINAL = ("RUN_FINISHED", "RUN_ERROR")

KNOWN = {"userId": LOCAL_USER, "role": LOCAL_ROLE.value}
"""What the gateway's authorizer would say of the one user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request as a connection of the front door."""

    connection_id: str
    stream: SseStream
    streams: SseStreams
    door: FrontDoor

    async def send(self, body: str) -> list[dict[str, Any]]:
        """Hands a frame to the front door as the gateway would; returns the control frames that came back."""
        context = {"connectionId": self.connection_id, "authorizer": KNOWN}
        event = {"requestContext": context, "body": body}
        await run_in_threadpool(message.handler, event, None, deps=self.door)
        return self.stream.control()

    async def leave(self) -> None:
        """Nothing is left of it, however it ended."""
        self.streams.remove(self.connection_id)
        with anyio.CancelScope(shield=True):
            await run_in_threadpool(self.door.connections.remove, LOCAL_USER, self.connection_id)


def endpoint(streams: SseStreams, door: FrontDoor) -> Endpoint:
    """The HTTP endpoint over a front door that posts through `streams`."""

    async def agui(request: Request) -> Response:
        body = await _frame_of(request)
        frame = protocol.parse(body)
        connection_id = f"sse-{uuid.uuid4().hex}"
        visit = Visit(connection_id=connection_id, stream=streams.open(connection_id), streams=streams, door=door)
        try:
            connection = Connection(connection_id=connection_id, user_id=LOCAL_USER, exp=None, role=LOCAL_ROLE)
            await run_in_threadpool(door.connections.add, connection)
            response = await _answered(frame, body, visit)
        except BaseException:
            await visit.leave()
            raise
        if not isinstance(response, _Events):
            await visit.leave()
        return response

    return agui


async def _frame_of(request: Request) -> str:
    """The body as text. Raises TooLarge before more of it is read than a frame may have."""
    body = await body_of(request, protocol.MAX_FRAME_BYTES + 1)
    if len(body) > protocol.MAX_FRAME_BYTES:
        raise TooLarge(f"A frame may have {protocol.MAX_FRAME_BYTES} bytes. Shorten the question or send less context.")
    return body.decode(errors="replace")


async def _answered(frame: protocol.ClientFrame, body: str, visit: Visit) -> Response:
    if isinstance(frame, protocol.Resume):
        return await _resumed({job.job_id: job.after for job in frame.jobs}, body, visit)
    replies = await visit.send(body)
    refused = _refused(replies)
    if refused is not None:
        return refused
    match frame:
        case protocol.Run():
            job_id = str(replies[0]["jobId"])
            resume = {"type": "resume", "jobs": [{"jobId": job_id, "after": 0}]}
            return await _resumed({job_id: 0}, json.dumps(resume), visit)
        case protocol.Abort(run_id=run_id):
            return await _stopping(job_id_of(LOCAL_USER, run_id), visit)
        case protocol.Cancel(job_id=job_id):
            return await _stopping(job_id, visit)
        case _:
            return _json(replies[0])


async def _resumed(after: dict[str, int], body: str, visit: Visit) -> Response:
    refused = _refused(await visit.send(body))
    return refused if refused is not None else _Events(after, visit)


async def _stopping(job_id: str, visit: Visit) -> Response:
    """On a socket the job's own last event answers; here it is read again by whoever wants it."""
    job = await run_in_threadpool(visit.door.jobs.of_user, LOCAL_USER, job_id)
    stopping = Stopping(job_id=job.job_id, run_id=job.run_id, status=job.status.value)
    return _json(stopping.model_dump(mode="json", by_alias=True), 202)


def _refused(replies: list[dict[str, Any]]) -> Response | None:
    return next((refusal(reply) for reply in replies if reply["type"] == "error"), None)


def _json(told: dict[str, Any], status: int = 200) -> Response:
    return JSONResponse(told, status_code=status, headers={"Cache-Control": "no-store"})


class _Events(StreamingResponse):
    """The AG-UI events of jobs, each once and in its job's order, until all have ended; then nothing is left of it."""

    def __init__(self, after: dict[str, int], visit: Visit) -> None:
        super().__init__(_lines(after, visit), media_type="text/event-stream", headers={"Cache-Control": "no-store"})
        self._visit = visit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._visit.leave()


async def _lines(after: dict[str, int], visit: Visit) -> AsyncIterator[str]:
    last, ahead = dict(after), {job_id: dict[int, dict[str, Any]]() for job_id in after}
    while last:
        envelope = await visit.stream.event(BEAT_S)
        if envelope is None:
            yield ": still here\n\n"
        elif envelope["jobId"] in last:
            job_id = str(envelope["jobId"])
            ahead[job_id][int(envelope["id"])] = envelope["chunk"]
            while job_id in last and (chunk := ahead[job_id].pop(last[job_id] + 1, None)) is not None:
                yield f"data: {json.dumps(chunk, separators=(',', ':'))}\n\n"
                last[job_id] += 1
                if chunk["type"] in _TERMINAL:
                    del last[job_id]
        if last and visit.stream.lost():
            # The reader was too slow for a while: what was dropped is asked for again.
            jobs = [{"jobId": job_id, "after": seq} for job_id, seq in last.items()]
            await visit.send(json.dumps({"type": "resume", "jobs": jobs}))
