"""An asyncio Redis connection that pipelines by itself: commands are written as they come, replies come in order."""

# pyright: basic, reportMissingImports=false

import asyncio
from collections import deque
from collections.abc import Callable
from typing import cast

import hiredis


class RedisConnection(asyncio.Protocol):
    """After `subscribe` the connection only receives; `on_message(payload)` is called for each message."""

    def __init__(self, on_message: Callable[[bytes], None] | None = None) -> None:
        self._reader = hiredis.Reader()
        self._waiting: deque[asyncio.Future] = deque()
        self._on_message = on_message

    @classmethod
    async def open(cls, path: str, on_message: Callable[[bytes], None] | None = None) -> "RedisConnection":
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_unix_connection(lambda: cls(on_message), path)
        return connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)

    def send(self, *command: str | bytes | int) -> asyncio.Future:
        """The reply, later. Raises hiredis.ReplyError through the future."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        self._transport.write(hiredis.pack_command(command))
        return future

    def data_received(self, data: bytes) -> None:
        self._reader.feed(data)
        while (reply := self._reader.gets()) is not False:
            if self._on_message and isinstance(reply, list) and reply[0] == b"message":
                self._on_message(reply[2])
            else:
                self._answer(reply)

    def _answer(self, reply) -> None:
        future = self._waiting.popleft()
        if future.cancelled():
            return
        if isinstance(reply, hiredis.HiredisError):
            future.set_exception(reply)
        else:
            future.set_result(reply)

    def connection_lost(self, exc: Exception | None) -> None:
        for future in self._waiting:
            future.cancel()
