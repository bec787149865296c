"""One WebSocket on the wire: bytes to messages, posted messages to bytes, and all the ways it can end.

Frames are parsed by the sans-I/O core of websockets; this class moves bytes between it and the transport, on the
event loop's thread only. What messages mean is decided by its `Endpoint`.
"""

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol, cast

from websockets.frames import Frame, Opcode
from websockets.http11 import Request, Response
from websockets.protocol import SEND_EOF, State
from websockets.server import ServerProtocol

from finops_core.clock import Clock
from local.gateway.connections import ConnectionDetails, Outbox
from local.gateway.events import Connection
from local.gateway.lanes import Lane
from local.gateway.limits import Limits, expires

READ_BYTES = 16 * 1024
"""One turn of the loop parses at most this much of one connection, so that big senders do not delay the others."""

_REASONS = {
    1000: "Connection closed normally",
    1001: "Going away",
    1003: "Binary frames are not supported",
    1005: "Client-side close frame status not set",
    1006: "Connection closed abnormally",
    1007: "Message is not valid UTF-8",
    1009: "Message too big",
}


class Endpoint(Protocol):
    """Where a session takes what happens on it. All methods are called on the event loop and must not block."""

    limits: Limits
    clock: Clock

    def handshake(self, session: "Session", request: Request) -> None:
        """Answers the handshake, now or later, through `session.accept` or `session.reject`."""
        ...

    def message(self, session: "Session", body: str, size_bytes: int) -> bool:
        """Takes a text message; False means the client sends too much and is not read for a moment."""
        ...

    def ended(self, session: "Session", code: int, reason: str) -> None:
        """An accepted connection is over. Called once."""
        ...


class Session(asyncio.BufferedProtocol):
    """The protocol of an upgraded transport. `describe` fills in `connection` before anything is accepted."""

    connection: Connection
    transport: asyncio.Transport

    def __init__(self, endpoint: Endpoint, loop: asyncio.AbstractEventLoop, registry: set["Session"]) -> None:
        limits = endpoint.limits
        self.endpoint = endpoint
        self.outbox = Outbox(limits.outbound_bytes)
        self.lane = Lane(
            in_flight=limits.in_flight, limit_items=limits.pending_messages, limit_bytes=limits.pending_bytes
        )
        self._loop = loop
        self._registry = registry
        self._wire = ServerProtocol(max_size=(limits.message_bytes, limits.frame_bytes))
        self._buffer = bytearray(READ_BYTES)
        self._response: Response | None = None
        self._close_wanted: tuple[int, str] | None = None
        self._fragments: list[bytes] = []
        self._writable = True
        self._accepted = False
        self._ended = False
        self._opened = self._last_active = loop.time()
        self._last_active_at: datetime | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def connection_id(self) -> str:
        return self.connection.connection_id

    @property
    def source_ip(self) -> str:
        return str(self.transport.get_extra_info("peername", ("", 0))[0])

    def details(self) -> ConnectionDetails:
        return ConnectionDetails(
            connected_at=self.connection.connected_at,
            last_active_at=self._last_active_at or self.connection.connected_at,
            identity=self.connection.identity,
        )

    # The transport's calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self._registry.add(self)

    def get_buffer(self, sizehint: int) -> bytearray:
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        self.data_received(bytes(self._buffer[:nbytes]))

    def data_received(self, data: bytes) -> None:
        """The HTTP server hands over the handshake request through this; later bytes come through the buffer."""
        self._wire.receive_data(data)
        for event in self._wire.events_received():
            if isinstance(event, Request):
                self._handshake(event)
            elif isinstance(event, Frame):
                self._frame(event)
        self._send()
        if self._wire.parser_exc is not None and self._wire.close_sent is not None:
            self._end(self._wire.close_sent.code)

    def eof_received(self) -> bool:
        self._wire.receive_eof()
        self._send()
        return False

    def pause_writing(self) -> None:
        # Not reading either keeps a client that sends pings and reads nothing from filling the memory with pongs.
        self._writable = False
        self.transport.pause_reading()

    def resume_writing(self) -> None:
        self._writable = True
        self.transport.resume_reading()
        self.flush()

    def connection_lost(self, exc: Exception | None) -> None:
        self._registry.discard(self)
        self._stop_timer()
        self._end(1006)

    # The endpoint's calls.

    def accept(self, headers: Mapping[str, str]) -> None:
        """Completes the handshake; `headers` (of the `$connect` response) name the subprotocol, if any."""
        self._accepted = True
        response, self._response = self._response, None
        if response is None or self.transport.is_closing():
            self._end(1006)
            return
        for name, value in headers.items():
            if name.lower() == "sec-websocket-protocol":
                response.headers["Sec-WebSocket-Protocol"] = value
        self._wire.send_response(response)
        self._send()
        self._opened = self._last_active = self._loop.time()
        self._watch()
        self.transport.resume_reading()
        self.flush()
        if self._close_wanted is not None:
            self.close(*self._close_wanted)

    def reject(self, status: int, body: Mapping[str, str]) -> None:
        """Refuses the handshake with an HTTP status and a JSON body; once answered it stays answered."""
        pending, self._response = self._response, None
        if pending is not None and not self.transport.is_closing():
            response = self._wire.reject(status, json.dumps(body))
            response.headers["Content-Type"] = "application/json"
            self._wire.send_response(response)
            self._send()

    def flush(self) -> None:
        """Writes what was posted, as far as the client takes it."""
        if self._wire.state is not State.OPEN:
            return
        while self._writable and (frames := self.outbox.take()):
            self._touch()
            self.transport.write(frames)

    def close(self, code: int, reason: str) -> None:
        """Starts the closing handshake; a client that does not answer is cut off after a while."""
        if self._response is not None:
            self._close_wanted = (code, reason)
        elif self._wire.state is State.OPEN:
            self.flush()
            self._wire.send_close(code, reason)
            self._send()
            self._cut_off_later()
        self._end(code, reason)

    def shutdown(self) -> None:
        """The server stops (called by uvicorn)."""
        if self._accepted:
            self.close(1001, _REASONS[1001])
        else:
            self.reject(503, {"message": "Service Unavailable"})

    # Inside.

    def _handshake(self, request: Request) -> None:
        self.transport.pause_reading()
        response = self._wire.accept(request)
        if response.status_code == 101:
            self._response = response
            self.endpoint.handshake(self, request)
        else:
            self._wire.send_response(response)

    def _frame(self, frame: Frame) -> None:
        if frame.opcode is Opcode.TEXT or frame.opcode is Opcode.CONT:
            self._fragments.append(bytes(frame.data))
            if frame.fin:
                data, self._fragments = b"".join(self._fragments), []
                self._text(data)
        elif frame.opcode is Opcode.BINARY:
            self._fail(1003)
        elif frame.opcode is Opcode.CLOSE and self._wire.close_rcvd is not None:
            self._end(self._wire.close_rcvd.code, self._wire.close_rcvd.reason)

    def _text(self, data: bytes) -> None:
        if self._ended:
            return
        self._touch()
        try:
            body = data.decode()
        except UnicodeDecodeError:
            self._fail(1007)
            return
        if not self.endpoint.message(self, body, len(data)):
            self.transport.pause_reading()
            self._loop.call_later(self.endpoint.limits.flood_pause_s, self._read_again)

    def _read_again(self) -> None:
        if self._writable and not self.transport.is_closing():
            self.transport.resume_reading()

    def _fail(self, code: int) -> None:
        self._wire.fail(code, _REASONS[code])
        self._end(code)

    def _send(self) -> None:
        writes = self._wire.data_to_send()
        if not writes or self.transport.is_closing():
            return
        self.transport.write(b"".join(writes))
        if writes[-1] == SEND_EOF:
            # Only the sending half: closing with unread bytes would reset the connection, and the client would never
            # see the close frame.
            self.transport.write_eof()
            self.transport.resume_reading()
            self._cut_off_later()

    def _cut_off_later(self) -> None:
        self._stop_timer()
        self._timer = self._loop.call_later(self.endpoint.limits.close_timeout_s, self.transport.abort)

    def _touch(self) -> None:
        self._last_active = self._loop.time()
        self._last_active_at = self.endpoint.clock.now()

    def _watch(self) -> None:
        over, look_again = expires(
            self.endpoint.limits, now=self._loop.time(), opened=self._opened, last_active=self._last_active
        )
        if over:
            self.close(1001, _REASONS[1001])
        else:
            self._timer = self._loop.call_at(look_again, self._watch)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _end(self, code: int, reason: str = "") -> None:
        if self._accepted and not self._ended:
            self._ended = True
            self.endpoint.ended(self, code, reason or _REASONS.get(code, ""))
