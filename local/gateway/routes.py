"""The WebSocket API: which handler gets which event, and what a client hears when it goes wrong."""

import asyncio
import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from http import HTTPStatus

from websockets.http11 import Request

from finops_core.clock import Clock
from finops_core.errors import ConnectionGone, ConnectionThrottled, TooLarge
from local.gateway import events
from local.gateway.authorizer import Refused, read_result
from local.gateway.connections import LocalConnections
from local.gateway.invocation import Deadlines, Handler, Handlers, Invocation, MalformedResponse, Response, call
from local.gateway.lanes import Lanes
from local.gateway.limits import Limits
from local.gateway.origin import OriginPolicy, is_loopback_host
from local.gateway.session import Session

logger = logging.getLogger(__name__)

_MESSAGES = {
    401: "Unauthorized",
    403: "Forbidden",
    429: "Too Many Requests",
    500: "Internal server error",
    502: "Internal server error",
    504: "Endpoint request timed out",
}


_REFUSALS = frozenset(status.value for status in HTTPStatus if status >= 400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The HTTP status a handshake ends with."""

    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteSettings:
    """How the API is set up. `responses` names the routes whose response body goes back to the client."""

    path: str = "/ws"
    api: events.Api = field(default_factory=events.Api)
    origins: OriginPolicy = field(default_factory=OriginPolicy)
    responses: frozenset[str] = frozenset()
    delivers_disconnect: bool = True
    """API Gateway calls `$disconnect` at best effort; False makes it lose every one."""


class Routes:
    """The endpoint of all sessions. Handlers run in `lanes`, everything else on the event loop."""

    def __init__(
        self,
        *,
        handlers: Handlers,
        settings: RouteSettings,
        limits: Limits,
        clock: Clock,
        connections: LocalConnections,
        lanes: Lanes,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self.limits = limits
        self.clock = clock
        self._handlers = handlers
        self._settings = settings
        self._connections = connections
        self._lanes = lanes
        self._loop = loop
        self._deadlines = Deadlines(loop, limits.integration_timeout_s, self._timed_out)
        self._handshakes = 0

    def stop(self) -> None:
        self._deadlines.stop()

    # On the event loop.

    def handshake(self, session: Session, request: Request) -> None:
        path, _, query = request.path.partition("?")
        headers = list(request.headers.raw_items())
        session.connection = events.Connection(
            connection_id=events.new_id(),
            connected_at=self.clock.now(),
            domain_name=_only(headers, "host") or "",
            source_ip=session.source_ip,
            headers=events.header_pairs(headers),
            query=events.query_pairs(query),
        )
        status = self._admission(path, headers)
        if status is not None:
            self._reject(session, Refusal(status=status))
            return
        self._handshakes += 1
        timer = self._loop.call_later(
            self.limits.integration_timeout_s, self._reject, session, Refusal(status=HTTPStatus.GATEWAY_TIMEOUT)
        )
        self._lanes.submit(session.lane, partial(self._connect, session, timer), force=True)

    def message(self, session: Session, body: str, size_bytes: int) -> bool:
        invocation = Invocation(session.connection_id, events.new_id())
        work = partial(self._default, session, invocation, body, self.clock.now())
        if self._lanes.submit(session.lane, work, size_bytes=size_bytes):
            self._deadlines.add(invocation)
            return True
        self._tell(invocation, _MESSAGES[429])
        return False

    def ended(self, session: Session, code: int, reason: str) -> None:
        self._connections.remove(session)
        if self._settings.delivers_disconnect:
            work = partial(self._disconnect, session.connection, code, reason, self.clock.now())
            self._lanes.submit(session.lane, work, force=True)

    def _admission(self, path: str, headers: list[tuple[str, str]]) -> int | None:
        """The status to refuse a handshake with before any handler sees it, or None."""
        host = _only(headers, "host")
        if host is None or not is_loopback_host(host):
            return HTTPStatus.FORBIDDEN
        if path != self._settings.path:
            return HTTPStatus.NOT_FOUND
        origins = [value for name, value in headers if name.lower() == "origin"]
        authorization = any(name.lower() == "authorization" for name, _ in headers)
        origin = origins[0] if origins else None
        if len(origins) > 1 or not self._settings.origins.admits(origin, host=host, authorization=authorization):
            return HTTPStatus.FORBIDDEN
        if len(self._connections) + self._handshakes >= self.limits.connections:
            return HTTPStatus.TOO_MANY_REQUESTS
        return None

    def _opened(self, session: Session, timer: asyncio.TimerHandle, outcome: Response | Refusal) -> None:
        self._handshakes -= 1
        timer.cancel()
        if isinstance(outcome, Response):
            session.accept(outcome.headers)
        else:
            self._reject(session, outcome)

    def _reject(self, session: Session, refusal: Refusal) -> None:
        connection_id = session.connection_id
        logger.info("connection_id=%s, status=%d | handshake refused", connection_id, refusal.status)
        message = _MESSAGES.get(refusal.status) or HTTPStatus(refusal.status).phrase
        session.reject(refusal.status, _error_body(message, connection_id, events.new_id()))

    def _timed_out(self, invocation: Invocation) -> None:
        logger.warning("request_id=%s | handler takes too long", invocation.request_id)
        self._tell(invocation, _MESSAGES[504])

    # In a handler's thread.

    def _connect(self, session: Session, timer: asyncio.TimerHandle) -> None:
        outcome = self._authorize(session) or self._call_connect(session)
        if isinstance(outcome, Response):
            # Before the loop hears of it: from $connect's return on the connection is there to be posted to.
            self._connections.add(session)
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._opened, session, timer, outcome)

    def _authorize(self, session: Session) -> Refusal | None:
        authorizer = self._handlers.authorizer
        if authorizer is None:
            return None
        api, request_id = self._settings.api, events.new_id()
        event = events.authorizer_event(api, session.connection, now=self.clock.now(), request_id=request_id)
        try:
            result = authorizer(event, self._context("authorizer", request_id))
        except Exception as error:  # the edge to a handler: whatever it raises is a refusal
            if str(error) == "Unauthorized":
                return Refusal(status=HTTPStatus.UNAUTHORIZED)
            logger.exception("request_id=%s | authorizer failed", request_id)
            return Refusal(status=HTTPStatus.INTERNAL_SERVER_ERROR)
        decision = read_result(result, method_arn=api.connect_arn, context_bytes=self.limits.authorizer_context_bytes)
        if isinstance(decision, Refused):
            logger.info("request_id=%s, why=%s | not authorised", request_id, decision.why)
            return Refusal(status=decision.status)
        session.connection = replace(session.connection, authorizer=decision.context)
        return None

    def _call_connect(self, session: Session) -> Response | Refusal:
        request_id = events.new_id()
        event = events.connect_event(
            self._settings.api, session.connection, now=self.clock.now(), request_id=request_id
        )
        response = self._call(self._handlers.connect, "connect", event, request_id)
        if response is None:
            return Refusal(status=HTTPStatus.BAD_GATEWAY)
        if response.ok:
            return response
        return Refusal(status=response.status if response.status in _REFUSALS else HTTPStatus.BAD_GATEWAY)

    def _default(self, session: Session, invocation: Invocation, body: str, arrived: datetime) -> None:
        if invocation.settled:
            return
        event = events.message_event(
            self._settings.api, session.connection, body, now=arrived, request_id=invocation.request_id
        )
        response = self._call(self._handlers.default, "default", event, invocation.request_id)
        if not invocation.settle():
            return
        if response is None:
            self._tell(invocation, _MESSAGES[500])
        elif response.body is not None and "$default" in self._settings.responses:
            self._post(invocation.connection_id, response.body.encode())

    def _disconnect(self, connection: events.Connection, code: int, reason: str, when: datetime) -> None:
        request_id = events.new_id()
        event = events.disconnect_event(
            self._settings.api, connection, code=code, reason=reason, now=when, request_id=request_id
        )
        self._call(self._handlers.disconnect, "disconnect", event, request_id)

    def _call(self, handler: Handler, name: str, event: events.Event, request_id: str) -> Response | None:
        """The handler's response; None when it failed, which is logged."""
        try:
            return call(handler, event, self._context(name, request_id))
        except MalformedResponse as error:
            logger.error("request_id=%s, why=%s | malformed response", request_id, error)
        except Exception:  # the edge to a handler
            logger.exception("request_id=%s, handler=%s | handler failed", request_id, name)
        return None

    def _context(self, name: str, request_id: str) -> events.LambdaContext:
        remaining_ms = int(self.limits.integration_timeout_s * 1000)
        return events.LambdaContext(aws_request_id=request_id, function_name=name, remaining_ms=remaining_ms)

    # Anywhere.

    def _tell(self, invocation: Invocation, message: str) -> None:
        body = _error_body(message, invocation.connection_id, invocation.request_id)
        self._post(invocation.connection_id, json.dumps(body).encode())

    def _post(self, connection_id: str, data: bytes) -> None:
        # Who left, or reads nothing, cannot be told.
        with suppress(ConnectionGone, ConnectionThrottled, TooLarge):
            self._connections.post(connection_id, data)


def _error_body(message: str, connection_id: str, request_id: str) -> Mapping[str, str]:
    return {"message": message, "connectionId": connection_id, "requestId": request_id}


def _only(headers: list[tuple[str, str]], name: str) -> str | None:
    """The header's value if it was sent exactly once."""
    values = [value for key, value in headers if key.lower() == name]
    return values[0] if len(values) == 1 else None
