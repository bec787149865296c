"""The gateway as a whole: one loopback port, served by one thread with its own event loop."""

import asyncio
import ipaddress
import logging
import socket
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from starlette.routing import BaseRoute

from finops_core.clock import Clock, SystemClock
from finops_core.errors import SettingsError
from local.gateway.connections import LocalConnections
from local.gateway.descriptors import available_descriptors, within_descriptors
from local.gateway.http import Accepted, JsonSource, application
from local.gateway.http_connection import Doorway, HttpConnection
from local.gateway.invocation import Handlers
from local.gateway.lanes import Lanes
from local.gateway.limits import Limits
from local.gateway.proof import ServerProof
from local.gateway.quiet import keep_quiet
from local.gateway.routes import Routes, RouteSettings
from local.gateway.session import Session

logger = logging.getLogger(__name__)

ACCEPTED_AT_ONCE = 64
"""asyncio accepts up to the backlog in one go, before any of those connections can be refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayConfig:
    """`port` 0 takes a free one. `token` protects the JSON routes and `@connections`; empty refuses them all.
    With `proof` the server shows at `/session` that it knows the token.

    `static_dir` is the built page, None serves none. `stop_s` is how long `stop` waits for what is under way.
    """

    host: str = "127.0.0.1"
    port: int = 0
    token: Accepted = field(default="", repr=False)
    proof: ServerProof | None = None
    static_dir: Path | None = None
    routes: RouteSettings = field(default_factory=RouteSettings)
    limits: Limits = field(default_factory=Limits)
    stop_s: float = 5


class Gateway:
    """Serves WebSocket clients with `handlers`, and the page and its HTTP routes beside them.

    Handlers that post need `connections` before there is a gateway: make them first and hand them to both.
    """

    def __init__(
        self,
        config: GatewayConfig,
        handlers: Handlers,
        *,
        health: JsonSource = lambda: {"status": "ok"},
        json_routes: Mapping[str, JsonSource] | None = None,
        http_routes: Sequence[BaseRoute] = (),
        connections: LocalConnections | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.connections = LocalConnections(config.limits) if connections is None else connections
        self._config = config
        self._handlers = handlers
        self._clock = clock or SystemClock()
        self._app = application(
            connections=self.connections,
            token=config.token,
            proof=config.proof,
            origins=config.routes.origins,
            health=health,
            json_routes=json_routes or {},
            routes=http_routes,
            static_dir=config.static_dir,
            websocket_path=config.routes.path,
            limits=config.limits,
        )
        self._ready = threading.Event()
        self._thread: threading.Thread | None = None
        self._server: _Server | None = None
        self._failure: BaseException | None = None

    def start(self) -> int:
        """Starts serving and returns the port. Raises SettingsError when the address is not free or not loopback."""
        listener = listen(self._config.host, self._config.port)
        port: int = listener.getsockname()[1]
        self._thread = threading.Thread(target=self._run, args=(listener,), name="gateway", daemon=True)
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            raise self._failure
        logger.info("host=%s, port=%d | gateway started", self._config.host, port)
        return port

    def stop(self) -> None:
        """Closes every connection with 1001, lets handlers finish, `$disconnect` included, and returns."""
        if self._thread is None or self._server is None:
            return
        self._server.exit_soon()
        self._thread.join()
        self._thread = None

    def _run(self, listener: socket.socket) -> None:
        try:
            asyncio.run(self._serve(listener))
        except BaseException as error:  # the thread's edge: start() raises it
            self._failure = error
            logger.exception("the gateway ended unexpectedly")
        finally:
            listener.close()
            self._ready.set()

    async def _serve(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        limits = within_descriptors(self._config.limits, available_descriptors())
        lanes = Lanes(limits.handler_threads)
        routes = Routes(
            handlers=self._handlers,
            settings=self._config.routes,
            limits=limits,
            clock=self._clock,
            connections=self.connections,
            lanes=lanes,
            loop=loop,
        )
        self.connections.attach(loop.call_soon_threadsafe)
        lanes.start()
        self._server = _Server(self._app, routes, loop, self._ready, self._config.stop_s)
        speak_again = keep_quiet()
        try:
            await self._server.serve(sockets=[listener])
        finally:
            speak_again()
            routes.stop()
            if not await asyncio.to_thread(lanes.stop, self._config.stop_s):
                logger.warning("stop_s=%s | handlers still at work were left behind", self._config.stop_s)


class _Server(uvicorn.Server):
    """Uvicorn, which says when it is ready and can be told to exit from any thread without polling."""

    def __init__(
        self, app: Any, routes: Routes, loop: asyncio.AbstractEventLoop, ready: threading.Event, stop_s: float
    ) -> None:
        config = uvicorn.Config(
            app,
            http=_http_factory(Doorway(routes.limits)),
            backlog=ACCEPTED_AT_ONCE,
            ws=_session_factory(routes, loop),
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=max(1, round(stop_s)),
        )
        super().__init__(config)
        self._loop = loop
        self._ready = ready
        self._exit = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._ready.set()

    async def main_loop(self) -> None:
        await self._exit.wait()

    def exit_soon(self) -> None:
        self._loop.call_soon_threadsafe(self._exit.set)


def _http_factory(doorway: Doorway) -> Any:
    """What uvicorn makes of an accepted TCP connection: one call with its own arguments."""

    def connection(
        *, config: uvicorn.Config, server_state: Any, app_state: dict[str, Any], _loop: object = None
    ) -> HttpConnection:
        return HttpConnection(doorway, config, server_state, app_state)

    return connection


def _session_factory(routes: Routes, loop: asyncio.AbstractEventLoop) -> Any:
    """What uvicorn makes of an upgraded HTTP connection: one call with its own three arguments."""

    def session(*, config: uvicorn.Config, server_state: Any, app_state: dict[str, Any]) -> Session:
        return Session(routes, loop, server_state.connections)

    return session


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to a loopback address. Raises SettingsError."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        address = None
    if address is None or not address.is_loopback:
        raise SettingsError(f"the gateway serves the loopback interface only: 127.0.0.1 or ::1, not {host}")
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    # The protocol is named because asyncio sets TCP_NODELAY only then; without it small frames wait up to 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        reason = error.strerror or str(error)
        raise SettingsError(f"port {port} on {host} cannot be used ({reason}): choose another with --port") from error
    return listener
