"""TCP connections that are no WebSocket (yet): how long each may keep the gateway waiting, and how many there are.

Nobody has shown a token on them, so their number is small, the longest silent one makes way for a new one, and
silence has an end: before a request, within its body, and while its response is not read.
"""

import asyncio
from collections import OrderedDict
from typing import Any, cast

import h11
from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle
from uvicorn.server import ServerState

from local.gateway.limits import Limits


class Doorway:
    """The connections of one gateway that wait for a request or are at one. Lives on the event loop."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._inside: OrderedDict[HttpConnection, None] = OrderedDict()

    def __len__(self) -> int:
        return len(self._inside)

    def enter(self, connection: "HttpConnection") -> bool:
        """Makes room by ending the one that has been silent for longest; False when all are at a request."""
        if len(self._inside) >= self.limits.waiting_connections:
            silent = next((other for other in self._inside if other.silent), None)
            if silent is None:
                return False
            silent.give_up()
            self.leave(silent)
        self._inside[connection] = None
        return True

    def heard(self, connection: "HttpConnection") -> None:
        """It said something: others have been silent for longer."""
        if connection in self._inside:
            self._inside.move_to_end(connection)

    def leave(self, connection: "HttpConnection") -> None:
        self._inside.pop(connection, None)


class HttpConnection(H11Protocol):
    """uvicorn's HTTP/1.1 connection, which gives up on a client that keeps it waiting."""

    def __init__(self, doorway: Doorway, config: Config, server_state: ServerState, app_state: dict[str, Any]) -> None:
        super().__init__(config, server_state, app_state)
        self._doorway = doorway
        self._limits = doorway.limits
        self._timer: asyncio.TimerHandle | None = None
        self._waiting_since = self._heard_at = self._stalled_since = self.loop.time()
        self._stalled = False

    @property
    def silent(self) -> bool:
        """Whether no request is under way on it."""
        cycle = cast("RequestResponseCycle | None", self.cycle)
        return cycle is None or cycle.response_complete

    def give_up(self) -> None:
        self._stop()
        self.transport.abort()

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        # Handshakes that were refused are gone only when their clients have heard it.
        crowded = len(self.connections) > self._limits.connections + self._limits.waiting_connections
        if not crowded and self._doorway.enter(self):
            self._watch()
        else:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        self._doorway.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._heard_at = self.loop.time()
        self._doorway.heard(self)
        super().data_received(data)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self._stop()
        self._doorway.leave(self)
        super().handle_websocket_upgrade(event)

    def on_response_complete(self) -> None:
        self._waiting_since = self.loop.time()
        super().on_response_complete()

    def pause_writing(self) -> None:
        self._stalled, self._stalled_since = True, self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        self._stalled = False
        super().resume_writing()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _watch(self) -> None:
        now, end = self.loop.time(), self._patience_ends()
        if now >= end:
            self.give_up()
        else:
            self._timer = self.loop.call_at(min(end, now + self._limits.header_s), self._watch)

    def _patience_ends(self) -> float:
        """When the client will have kept the gateway waiting for too long, as things are."""
        ends = [float("inf")]
        if self.silent:
            # Also when a body goes on after its answer: what is sent then is read for a moment and thrown away.
            ends.append(self._waiting_since + self._limits.header_s)
        elif self.cycle.more_body:
            ends.append(self._heard_at + self._limits.body_idle_s)
        if self._stalled:
            ends.append(self._stalled_since + self._limits.body_idle_s)
        return min(ends)
