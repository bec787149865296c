"""PostToConnection, GetConnection and DeleteConnection over the gateway's open connections."""

import struct
import threading
from collections import deque
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from finops_core.errors import BadFrame, ConnectionGone, ConnectionThrottled, TooLarge
from local.gateway.limits import Limits

WRITE_BYTES = 64 * 1024
"""Frames are joined up to about this size into one write."""

_MESSAGE_OVERHEAD_BYTES = 64
"""What a waiting message occupies beside its payload, about."""


class Connections(Protocol):
    """The `@connections` API. Every method may be called from any thread."""

    def post(self, connection_id: str, *messages: bytes) -> None:
        """Sends text messages in order; returning means accepted, not received.

        Raises ConnectionGone (not open, or still connecting), TooLarge (over 128 KiB), ConnectionThrottled (the client
        reads too slowly) and BadFrame (not UTF-8); then nothing was sent.
        """
        ...

    def get(self, connection_id: str) -> "ConnectionDetails":
        """Raises ConnectionGone."""
        ...

    def delete(self, connection_id: str) -> None:
        """Closes the connection. Raises ConnectionGone."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionDetails:
    """What GetConnection answers."""

    connected_at: datetime
    last_active_at: datetime
    identity: Mapping[str, str]


class Outbox:
    """Messages on their way to one client, bounded in bytes. Any thread adds, the event loop takes."""

    __slots__ = ("_limit_bytes", "_lock", "_messages", "_queued_bytes", "_scheduled")

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._lock = threading.Lock()
        self._messages: deque[bytes] = deque()
        self._queued_bytes = 0
        self._scheduled = False

    def add(self, *messages: bytes) -> bool:
        """Queues messages, all or none; says whether the loop must be told.

        Raises ConnectionThrottled when they would not fit.
        """
        size = sum(map(len, messages)) + len(messages) * _MESSAGE_OVERHEAD_BYTES
        with self._lock:
            if self._queued_bytes + size > self._limit_bytes:
                raise ConnectionThrottled("the client reads too slowly: this was dropped; resume to get it")
            self._messages += messages
            self._queued_bytes += size
            tell, self._scheduled = not self._scheduled, True
            return tell

    @property
    def fills_a_write(self) -> bool:
        """Whether waiting for more would join nothing."""
        return self._queued_bytes >= WRITE_BYTES

    def take(self) -> bytes:
        """The next frames, joined for one write; empty when nothing is left, and then the next `add` tells again."""
        with self._lock:
            messages = self._messages
            parts: list[bytes] = []
            size = 0
            while messages and size < WRITE_BYTES:
                data = messages.popleft()
                parts += (_text_header(len(data)), data)
                size += len(data) + _MESSAGE_OVERHEAD_BYTES
            self._queued_bytes -= size
            if not parts:
                self._scheduled = False
            return b"".join(parts)


class OpenConnection(Protocol):
    """What the registry needs of a connection. Only `outbox` may be used outside the event loop."""

    @property
    def connection_id(self) -> str: ...
    @property
    def outbox(self) -> Outbox: ...
    def details(self) -> ConnectionDetails: ...
    def flush(self) -> None: ...
    def close(self, code: int, reason: str) -> None: ...


class LocalConnections:
    """The open connections of one gateway. Messages posted in quick succession wake the event loop once."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._open: dict[str, OpenConnection] = {}
        self._waiting: deque[OpenConnection] = deque()
        self._woken = False
        self._batch = threading.local()
        self._call_soon: Callable[[Callable[[], None]], object] | None = None

    def attach(self, call_soon_threadsafe: Callable[[Callable[[], None]], object]) -> None:
        """Names the event loop that owns the connections."""
        self._call_soon = call_soon_threadsafe

    def add(self, connection: OpenConnection) -> None:
        """From now on messages can be posted to it."""
        self._open[connection.connection_id] = connection

    def remove(self, connection: OpenConnection) -> None:
        """From now on it is gone; removing twice is fine."""
        self._open.pop(connection.connection_id, None)

    def __len__(self) -> int:
        return len(self._open)

    def post(self, connection_id: str, *messages: bytes) -> None:
        for data in messages:
            if len(data) > self._limits.post_bytes:
                most = self._limits.post_bytes
                raise TooLarge(f"a message may have {most} bytes, this one has {len(data)}: split it")
            if not data.isascii():
                _require_utf8(data)
        connection = self._find(connection_id)
        if connection.outbox.add(*messages):
            self._waiting.append(connection)
        # Asked even when this connection waits already: it may wait for another thread's batch.
        if self._waiting and (connection.outbox.fills_a_write or not getattr(self._batch, "depth", 0)):
            self._wake()

    def get(self, connection_id: str) -> ConnectionDetails:
        return self._find(connection_id).details()

    def delete(self, connection_id: str) -> None:
        connection = self._find(connection_id)
        self.remove(connection)
        self._on_loop(lambda: connection.close(1000, "Connection closed by the server"))

    @contextmanager
    def batch(self) -> Generator[None]:
        """Inside it, this thread's posts wait for a full write or the end and then leave together.

        Others' posts are not held up.
        """
        self._batch.depth = getattr(self._batch, "depth", 0) + 1
        try:
            yield
        finally:
            self._batch.depth -= 1
            if not self._batch.depth and self._waiting:
                self._wake()

    def _find(self, connection_id: str) -> OpenConnection:
        connection = self._open.get(connection_id)
        if connection is None:
            raise ConnectionGone(f"connection {connection_id} is not open")
        return connection

    def _wake(self) -> None:
        # Two threads may both see False: the loop is then woken twice, which costs little and loses nothing.
        if not self._woken:
            self._woken = True
            self._on_loop(self._flush)

    def _flush(self) -> None:
        # The mark goes before the queue is read: who adds later wakes the loop again.
        self._woken = False
        while self._waiting:
            self._waiting.popleft().flush()

    def _on_loop(self, action: Callable[[], None]) -> None:
        if self._call_soon is not None:
            # A loop that has ended has closed its connections already.
            with suppress(RuntimeError):
                self._call_soon(action)


def _require_utf8(data: bytes) -> None:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        raise BadFrame(f"a message must be UTF-8 text: {error.reason} at byte {error.start}") from error


_SHORT_HEADERS = [bytes((0x81, length)) for length in range(126)]


def _text_header(length: int) -> bytes:
    """The header of an unfragmented, unmasked text frame (RFC 6455 §5.2).

    Written here because this is the hot path: `Frame.serialize` of websockets takes several times as long.
    """
    if length < 126:
        return _SHORT_HEADERS[length]
    if length < 65536:
        return struct.pack("!BBH", 0x81, 126, length)
    return struct.pack("!BBQ", 0x81, 127, length)
