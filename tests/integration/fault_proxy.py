"""A WebSocket proxy that spoils a connection on purpose: drop, delay, duplicate, re-order, half-open, cut, restart.

It stands between any client of `finops.v1` and any platform. What happens to each message is decided by a `Schedule`,
random from a seed or written out by a test. As a command it serves clients in other languages:

    python -m tests.integration.fault_proxy --upstream ws://127.0.0.1:8000 --seed 7
"""

import argparse
import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from random import Random
from typing import Any, Literal

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.frames import CloseCode
from websockets.http11 import Request, Response
from websockets.typing import Data, Subprotocol

from tests.integration.listening import stop_accepting

Direction = Literal["up", "down"]


class Fault(StrEnum):
    """What can happen to one message."""

    PASS = "pass"
    DROP = "drop"
    DUPLICATE = "duplicate"
    DELAY = "delay"
    """Delivered a few milliseconds later; what follows overtakes it."""
    REORDER = "reorder"
    """Delivered after the next message of its direction."""
    HALF_OPEN = "half-open"
    """From here on this connection swallows everything, both ways, and stays open."""
    CUT = "cut"
    """Both sockets are aborted without a closing handshake."""
    RESTART = "restart"
    """Every connection is aborted and the port is closed for a few milliseconds."""


FAULTS = tuple(fault for fault in Fault if fault is not Fault.PASS)

Schedule = Callable[[Direction], Fault]
"""Decides about each message in turn."""


def random_schedule(seed: int, *, faults: tuple[Fault, ...] = FAULTS, rate: float = 0.25, limit: int = 12) -> Schedule:
    """Each message meets a fault with probability `rate`, until `limit` faults have happened: then all is well."""
    rng = Random(seed)
    left = limit

    def decide(_: Direction) -> Fault:
        nonlocal left
        if left == 0 or rng.random() >= rate:
            return Fault.PASS
        left -= 1
        return rng.choice(faults)

    return decide


def all_is_well(_: Direction) -> Fault:
    """The schedule without faults."""
    return Fault.PASS


@dataclass(slots=True, eq=False)
class Pair:
    """One client's connection and its counterpart upstream."""

    client: ServerConnection
    upstream: ClientConnection
    frozen: bool = False
    late: dict[Direction, Data] = field(default_factory=dict[Direction, Data])

    def target(self, direction: Direction) -> ServerConnection | ClientConnection:
        return self.upstream if direction == "up" else self.client

    def abort(self) -> None:
        self.client.transport.abort()
        self.upstream.transport.abort()


class FaultProxy:
    """Use it as an async context manager; `url` is where clients connect.

    `happened` counts the faults, `seen` is every message as its sender sent it.
    """

    def __init__(self, upstream: str, *, schedule: Schedule = all_is_well, pause_s: float = 0.002) -> None:
        self.schedule = schedule
        self.happened: Counter[Fault] = Counter()
        self.seen: list[tuple[Direction, Data]] = []
        self._upstream = upstream.removesuffix("/")
        self._pause_s = pause_s
        self._port = 0
        self._server: Server | None = None
        self._pairs: set[Pair] = set()
        self._opening: dict[ServerConnection, ClientConnection] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._restarting = False
        self._closing = False

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self._port}"

    async def __aenter__(self) -> "FaultProxy":
        await self._listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing = True
        await self._deafen()
        while self._tasks:  # what is late may bring more of its kind, a restart even a new server
            await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._deafen()

    def cut(self) -> None:
        """Aborts every connection."""
        for pair in tuple(self._pairs):
            pair.abort()

    async def restart(self) -> None:
        """Aborts every connection and closes the port for `pause_s`; a restart during a restart is part of it."""
        if self._restarting:
            return
        self._restarting = True
        try:
            await self._deafen()
            while self._server is None and not self._closing:
                await asyncio.sleep(self._pause_s)
                with contextlib.suppress(OSError):  # the port may be somebody's outgoing one for a moment
                    await self._listen()
        finally:
            self._restarting = False

    async def _listen(self) -> None:
        self._server = await serve(
            self._serve,
            "127.0.0.1",
            self._port,
            process_request=self._open_upstream,
            select_subprotocol=self._chosen_subprotocol,
            compression=None,
            ping_interval=None,
            close_timeout=0.1,
            max_size=None,
        )
        self._port = next(iter(self._server.sockets)).getsockname()[1]

    async def _deafen(self) -> None:
        """Closes the port; whoever is connected or connecting is aborted."""
        if self._server is None:
            return
        server, self._server = self._server, None
        await stop_accepting(server)
        server.close()
        for client in tuple(server.all_connections):
            client.transport.abort()
        self.cut()
        await server.wait_closed()
        opening, self._opening = self._opening, {}
        for upstream in opening.values():
            upstream.transport.abort()
            await upstream.wait_closed()

    async def _open_upstream(self, client: ServerConnection, request: Request) -> Response | None:
        """The handshake upstream decides about the handshake here."""
        passed = {
            name: request.headers[name] for name in ("Authorization", "Origin", "Cookie") if name in request.headers
        }
        offered = [
            Subprotocol(name.strip())
            for value in request.headers.get_all("Sec-WebSocket-Protocol")
            for name in value.split(",")
        ]
        try:
            self._opening[client] = await connect(
                f"{self._upstream}{request.path}",
                additional_headers=passed,
                subprotocols=offered or None,
                compression=None,
                ping_interval=None,
                close_timeout=0.1,
                max_size=None,
                proxy=None,
                user_agent_header=None,
            )
        except InvalidStatus as refused:
            return client.respond(HTTPStatus(refused.response.status_code), "refused upstream")
        except (OSError, WebSocketException):
            return client.respond(HTTPStatus.BAD_GATEWAY, "no platform upstream")
        return None

    def _chosen_subprotocol(self, client: ServerConnection, offered: Any) -> Subprotocol | None:
        del offered
        return self._opening[client].subprotocol if client in self._opening else None

    async def _serve(self, client: ServerConnection) -> None:
        upstream = self._opening.pop(client, None)
        if upstream is None:
            client.transport.abort()
            return
        pair = Pair(client=client, upstream=upstream)
        self._pairs.add(pair)
        try:
            await asyncio.gather(self._pump(pair, "up"), self._pump(pair, "down"))
        finally:
            self._pairs.discard(pair)
            upstream.transport.abort()
            await upstream.wait_closed()

    async def _pump(self, pair: Pair, direction: Direction) -> None:
        source = pair.client if direction == "up" else pair.upstream
        with contextlib.suppress(ConnectionClosed, OSError):
            async for message in source:
                await self._pass(pair, direction, message)
        closing = pair.target(direction)
        if source.close_code in (None, CloseCode.ABNORMAL_CLOSURE):
            closing.transport.abort()
            return
        code = CloseCode.NORMAL_CLOSURE if source.close_code == CloseCode.NO_STATUS_RCVD else source.close_code
        with contextlib.suppress(ConnectionClosed, OSError):
            await closing.close(code, source.close_reason or "")

    async def _pass(self, pair: Pair, direction: Direction, message: Data) -> None:
        self.seen.append((direction, message))
        if pair.frozen:
            return
        fault = self.schedule(direction)
        if fault is not Fault.PASS:
            self.happened[fault] += 1
        late = pair.late.pop(direction, None)
        match fault:
            case Fault.PASS:
                await self._deliver(pair, direction, message)
            case Fault.DROP:
                pass
            case Fault.DUPLICATE:
                await self._deliver(pair, direction, message)
                await self._deliver(pair, direction, message)
            case Fault.DELAY:
                self._later(self._deliver_late(pair, direction, message))
            case Fault.REORDER:
                pair.late[direction] = message
                self._later(self._release(pair, direction, message))
            case Fault.HALF_OPEN:
                pair.frozen = True
            case Fault.CUT:
                pair.abort()
            case Fault.RESTART:
                self._later(self.restart())
        if late is not None:
            await self._deliver(pair, direction, late)

    async def _deliver(self, pair: Pair, direction: Direction, message: Data) -> None:
        if not pair.frozen:
            with contextlib.suppress(ConnectionClosed, OSError):
                await pair.target(direction).send(message)

    async def _deliver_late(self, pair: Pair, direction: Direction, message: Data) -> None:
        await asyncio.sleep(self._pause_s)
        await self._deliver(pair, direction, message)

    async def _release(self, pair: Pair, direction: Direction, message: Data) -> None:
        """A held message with nothing after it is late, not lost."""
        await asyncio.sleep(self._pause_s)
        if pair.late.get(direction) is message:
            del pair.late[direction]
            await self._deliver(pair, direction, message)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _main() -> None:
    parser = argparse.ArgumentParser(description="Spoils WebSocket connections by a seeded schedule.")
    parser.add_argument("--upstream", required=True, help="ws://host:port of the platform")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rate", type=float, default=0.25, help="share of messages that meet a fault")
    parser.add_argument("--limit", type=int, default=12, help="after so many faults all is well")
    wanted = parser.parse_args()
    schedule = random_schedule(wanted.seed, rate=wanted.rate, limit=wanted.limit)
    async with FaultProxy(wanted.upstream, schedule=schedule) as proxy:
        print(proxy.url, flush=True)  # noqa: T201 - the command's output
        await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_main())
