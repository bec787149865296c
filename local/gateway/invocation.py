"""One call of a handler: its result read as API Gateway reads it, and the time it may take."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

from local.gateway.events import Event, LambdaContext

Handler: TypeAlias = Callable[[Event, LambdaContext], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handlers:
    """The Lambda functions behind the API, called in several threads at once. Without `authorizer` anyone may connect.

    `connect` may name the chosen subprotocol in its response's headers.
    """

    authorizer: Handler | None = None
    connect: Handler
    default: Handler
    disconnect: Handler


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What a proxy integration returned."""

    status: int
    body: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


class MalformedResponse(Exception):
    """A handler returned something that is no proxy response: no mapping, no integer `statusCode`, no text body."""


def call(handler: Handler, event: Event, context: LambdaContext) -> Response:
    """Raises MalformedResponse, and whatever the handler raises."""
    result: object = handler(event, context)
    if not isinstance(result, Mapping):
        raise MalformedResponse(f"{context.function_name} returned {type(result).__name__}, not a mapping")
    fields = cast(Mapping[str, object], result)
    status, body, headers = fields.get("statusCode"), fields.get("body"), fields.get("headers", {})
    if isinstance(status, bool) or not isinstance(status, int) or not isinstance(headers, Mapping):
        raise MalformedResponse(f"{context.function_name} returned no integer statusCode, or headers are no mapping")
    if body is not None and not isinstance(body, str):
        raise MalformedResponse(f"{context.function_name} returned a body that is no text")
    named = cast(Mapping[str, object], headers)
    return Response(status=status, body=body, headers={name: str(value) for name, value in named.items()})


class Invocation:
    """A message being handled. Its end is claimed once: by the handler that returned or by the time that ran out."""

    __slots__ = ("_claim", "connection_id", "request_id")

    def __init__(self, connection_id: str, request_id: str) -> None:
        self.connection_id = connection_id
        self.request_id = request_id
        self._claim = threading.Lock()

    @property
    def settled(self) -> bool:
        return self._claim.locked()

    def settle(self) -> bool:
        """True for the first caller alone."""
        return self._claim.acquire(blocking=False)


class Deadlines:
    """Ends invocations that take longer than `timeout_s` from their arrival. Lives on the event loop.

    All have the same timeout, so the oldest is always due first and one timer serves them all.
    """

    def __init__(
        self, loop: asyncio.AbstractEventLoop, timeout_s: float, timed_out: Callable[[Invocation], None]
    ) -> None:
        self._loop = loop
        self._timeout_s = timeout_s
        self._timed_out = timed_out
        self._waiting: deque[tuple[float, Invocation]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def add(self, invocation: Invocation) -> None:
        self._waiting.append((self._loop.time() + self._timeout_s, invocation))
        self._drop_settled()
        if self._timer is None:
            self._timer = self._loop.call_at(self._waiting[0][0], self._due)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _drop_settled(self) -> None:
        while len(self._waiting) > 1 and self._waiting[0][1].settled:
            self._waiting.popleft()

    def _due(self) -> None:
        self._timer = None
        while self._waiting and self._waiting[0][0] <= self._loop.time():
            _, invocation = self._waiting.popleft()
            if invocation.settle():
                self._timed_out(invocation)
        if self._waiting:
            self._timer = self._loop.call_at(self._waiting[0][0], self._due)
