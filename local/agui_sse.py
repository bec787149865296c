"""AG-UI over Server-Sent Events, `POST /agui`: a stock AG-UI HttpAgent asks the embedded platform.

The request is a run frame of a connection that exists as long as the response: the same front door takes it, the same
publisher serves it. A client that leaves early leaves the job running; the same `runId` reads it again.
"""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from finops_core.errors import ConnectionThrottled
from local.gateway.http import Endpoint
from websocket import message
from websocket.connections import Connection, Poster
from websocket.deps import FrontDoor
from websocket.tokens import LOCAL_USER

MAX_WAITING = 4096
"""Frames a slow reader may leave waiting; what comes after is dropped, and its stream ends early."""

_TERMINAL = ("RUN_FINISHED", "RUN_ERROR")
_STATUS = {"BAD_FRAME": 400, "TOO_LARGE": 413, "RATE_LIMITED": 429}


class _Stream:
    """Frames on their way from any thread to one response."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._frames: asyncio.Queue[bytes] = asyncio.Queue()

    def put(self, data: bytes) -> None:
        if self._frames.qsize() > MAX_WAITING:
            raise ConnectionThrottled("The reader takes events too slowly.")
        self._loop.call_soon_threadsafe(self._frames.put_nowait, data)

    async def next(self) -> dict[str, Any]:
        return json.loads(await self._frames.get())


class SseStreams:
    """A Poster that knows responses beside the gateway's sockets."""

    def __init__(self, sockets: Poster) -> None:
        self._sockets = sockets
        self._streams: dict[str, _Stream] = {}

    def post(self, connection_id: str, *frames: bytes) -> None:
        stream = self._streams.get(connection_id)
        if stream is None:
            self._sockets.post(connection_id, *frames)
        else:
            for data in frames:
                stream.put(data)

    def endpoint(self, door: FrontDoor) -> Endpoint:
        """The HTTP endpoint over a front door that posts through this."""

        async def agui(request: Request) -> Response:
            connection_id = f"sse-{uuid.uuid4().hex}"
            stream = _Stream(asyncio.get_running_loop())
            self._streams[connection_id] = stream
            await run_in_threadpool(
                door.connections.add, Connection(connection_id=connection_id, user_id=LOCAL_USER, exp=None)
            )
            body = (await request.body()).decode(errors="replace")
            await run_in_threadpool(_send, body, connection_id, door)
            reply = await stream.next()
            while "chunk" in reply:
                reply = await stream.next()
            if reply["type"] == "error":
                await self._close(connection_id, door)
                return JSONResponse(
                    {"code": reply["code"], "message": reply["message"]}, status_code=_STATUS.get(reply["code"], 500)
                )
            job_id = str(reply["jobId"])
            resume = json.dumps({"type": "resume", "jobs": [{"jobId": job_id, "after": 0}]})
            await run_in_threadpool(_send, resume, connection_id, door)
            return StreamingResponse(
                self._events(stream, job_id, connection_id, door),
                media_type="text/event-stream",
                headers={"Cache-Control": "no-store"},
            )

        return agui

    async def _events(self, stream: _Stream, job_id: str, connection_id: str, door: FrontDoor) -> AsyncIterator[str]:
        """The job's AG-UI events, each once and in order, to its end."""
        ahead: dict[int, dict[str, Any]] = {}
        expected = 1
        try:
            while True:
                frame = await stream.next()
                if frame.get("jobId") != job_id or "chunk" not in frame:
                    continue
                ahead[int(frame["id"])] = frame["chunk"]
                while (chunk := ahead.pop(expected, None)) is not None:
                    yield f"data: {json.dumps(chunk, separators=(',', ':'))}\n\n"
                    expected += 1
                    if chunk["type"] in _TERMINAL:
                        return
        finally:
            await self._close(connection_id, door)

    async def _close(self, connection_id: str, door: FrontDoor) -> None:
        self._streams.pop(connection_id, None)
        await run_in_threadpool(door.connections.remove, LOCAL_USER, connection_id)


def _send(body: str, connection_id: str, door: FrontDoor) -> None:
    """Hands a frame to the front door as the gateway would."""
    context = {"connectionId": connection_id, "authorizer": {"userId": LOCAL_USER}}
    message.handler({"requestContext": context, "body": body}, None, deps=door)
