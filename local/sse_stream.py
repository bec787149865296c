"""Frames on their way from any thread to HTTP responses that stay open, as a Poster beside the gateway's sockets."""

import asyncio
import json
import threading
from collections import deque
from typing import Any

from finops_core.errors import ConnectionThrottled
from websocket.connections import Poster

MAX_WAITING = 4096
"""Frames a slow reader may leave waiting; what comes after is dropped and asked for again later."""


class SseStream:
    """The frames of one response. Any thread puts, the event loop that made it takes."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._lock = threading.Lock()
        self._events: deque[dict[str, Any]] = deque()
        self._control: list[dict[str, Any]] = []
        self._arrived = asyncio.Event()
        self._dropped = False

    def put(self, data: bytes) -> None:
        """Raises ConnectionThrottled when the reader has left too much waiting."""
        frame = json.loads(data)
        with self._lock:
            if len(self._events) >= MAX_WAITING:
                self._dropped = True
                raise ConnectionThrottled("The reader takes events too slowly.")
            if "chunk" in frame:
                self._events.append(frame)
            else:
                self._control.append(frame)
        self._loop.call_soon_threadsafe(self._arrived.set)

    def control(self) -> list[dict[str, Any]]:
        """The control frames since this was last asked."""
        with self._lock:
            taken, self._control = self._control, []
        return taken

    async def event(self, wait_s: float) -> dict[str, Any] | None:
        """The next event; None when none comes within `wait_s` seconds."""
        while True:
            with self._lock:
                if self._events:
                    return self._events.popleft()
                self._arrived.clear()
            try:
                async with asyncio.timeout(wait_s):
                    await self._arrived.wait()
            except TimeoutError:
                return None

    def lost(self) -> bool:
        """Whether something was dropped and everything before it has been taken; told once."""
        with self._lock:
            told, self._dropped = self._dropped and not self._events, self._dropped and bool(self._events)
        return told


class SseStreams:
    """A Poster that knows responses beside the gateway's sockets."""

    def __init__(self, sockets: Poster) -> None:
        self._sockets = sockets
        self._streams: dict[str, SseStream] = {}

    def __len__(self) -> int:
        return len(self._streams)

    def open(self, connection_id: str) -> SseStream:
        """From now on frames can be posted to it."""
        stream = self._streams[connection_id] = SseStream()
        return stream

    def remove(self, connection_id: str) -> None:
        self._streams.pop(connection_id, None)

    def post(self, connection_id: str, *frames: bytes) -> None:
        stream = self._streams.get(connection_id)
        if stream is None:
            self._sockets.post(connection_id, *frames)
        else:
            for data in frames:
                stream.put(data)
