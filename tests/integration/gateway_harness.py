"""A gateway on a real port with handlers that record their events and answer what a test tells them."""

import asyncio
import socket
import threading
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as connect_to
from websockets.exceptions import InvalidStatus

from local.gateway.events import Event, LambdaContext
from local.gateway.invocation import Handlers
from local.gateway.limits import Limits
from local.gateway.routes import RouteSettings
from local.gateway.server import Gateway, GatewayConfig

PATIENCE_S = 10
TOKEN = "a-token-of-the-test"
PROGRAM = {"Authorization": "Bearer of-a-program"}

Answer: TypeAlias = Callable[[Event], Any]


def ok(_: Event) -> Mapping[str, Any]:
    return {"statusCode": 200}


def allow(event: Event) -> Mapping[str, Any]:
    return policy(event, "Allow", {"user": "local"})


def policy(event: Event, effect: str, context: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": event["methodArn"]}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {"principalId": "local", "policyDocument": document, "context": context or {}}


class Function:
    """A Lambda function: answers as told, remembers every event, lets a test wait for the n-th."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.events: list[Event] = []
        self.contexts: list[LambdaContext] = []
        self._called = threading.Condition()

    def __call__(self, event: Event, context: LambdaContext) -> Any:
        with self._called:
            self.events.append(event)
            self.contexts.append(context)
            self._called.notify_all()
        return self.answer(event)

    def wait_for_calls(self, count: int) -> list[Event]:
        with self._called:
            assert self._called.wait_for(lambda: len(self.events) >= count, PATIENCE_S), f"{len(self.events)} calls"
            return list(self.events)

    async def calls(self, count: int) -> list[Event]:
        return await asyncio.to_thread(self.wait_for_calls, count)


@dataclass(kw_only=True)
class World:
    """The gateway under test and its functions."""

    gateway: Gateway
    authorizer: Function
    connect: Function
    default: Function
    disconnect: Function
    port: int = 0

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws"

    def client(self, *, path: str = "/ws", **options: Any) -> connect_to:
        """A connecting client; a program with an Authorization header unless told otherwise."""
        options.setdefault("additional_headers", PROGRAM)
        options.setdefault("open_timeout", PATIENCE_S)
        return connect_to(f"ws://127.0.0.1:{self.port}{path}", **options)

    async def refusal(self, **options: Any) -> InvalidStatus:
        """The HTTP answer of a handshake that must not succeed."""
        try:
            async with self.client(**options):
                raise AssertionError("the handshake succeeded")
        except InvalidStatus as error:
            return error

    def post(self, connection_id: str, text: str) -> None:
        self.gateway.connections.post(connection_id, text.encode())

    async def at_rest(self) -> None:
        """Waits until the gateway's event loop has finished what it was doing: it answers a new request after that."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
        assert (await asyncio.wait_for(reader.read(), PATIENCE_S)).startswith(b"HTTP/1.1 200 ")
        writer.close()
        await writer.wait_closed()

    def echo(self, event: Event) -> Mapping[str, Any]:
        """An answer for `default` that posts the message back."""
        self.post(connection_id(event), event["body"])
        return {"statusCode": 200}


@dataclass(frozen=True)
class RawClient:
    """A WebSocket spoken by hand."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, text: str) -> None:
        """One frame of any size, its mask zero."""
        data = text.encode()
        self.writer.write(b"\x81\xff" + len(data).to_bytes(8, "big") + b"\x00" * 4 + data)
        await asyncio.wait_for(self.writer.drain(), PATIENCE_S)

    async def frame(self) -> tuple[int, bytes]:
        """The next frame's opcode and payload; IncompleteReadError at the end of the stream."""
        async with asyncio.timeout(PATIENCE_S):
            first, length = await self.reader.readexactly(2)
            if length >= 126:
                length = int.from_bytes(await self.reader.readexactly(2 if length == 126 else 8), "big")
            return first & 0x0F, await self.reader.readexactly(length)

    async def ended(self) -> bool:
        """Whether the server has closed its half, with nothing more to read."""
        async with asyncio.timeout(PATIENCE_S):
            return await self.reader.read(1) == b""


def connection_id(event: Event) -> str:
    return event["requestContext"]["connectionId"]


@contextmanager
def serving(
    *,
    authorizer: Answer = allow,
    connect: Answer = ok,
    default: Answer | None = None,
    disconnect: Answer = ok,
    limits: Limits | None = None,
    routes: RouteSettings | None = None,
    stop_s: float = PATIENCE_S,
    **gateway_options: Any,
) -> Generator[World]:
    """A started gateway; without `default` messages are echoed."""
    functions = [Function(answer) for answer in (authorizer, connect, default or ok, disconnect)]
    handlers = Handlers(authorizer=functions[0], connect=functions[1], default=functions[2], disconnect=functions[3])
    config = GatewayConfig(
        token=TOKEN,
        limits=limits or Limits(),
        routes=routes or RouteSettings(),
        stop_s=stop_s,
        static_dir=gateway_options.pop("static_dir", None),
    )
    world = World(
        gateway=Gateway(config, handlers, **gateway_options),
        authorizer=functions[0],
        connect=functions[1],
        default=functions[2],
        disconnect=functions[3],
    )
    if default is None:
        world.default.answer = world.echo
    world.port = world.gateway.start()
    try:
        yield world
    finally:
        world.gateway.stop()


@asynccontextmanager
async def raw_client(port: int, *, receive_buffer_bytes: int | None = None) -> AsyncGenerator[RawClient]:
    """A client below the level of a library: it reads, answers and closes only what the test says."""
    raw = socket.socket()
    if receive_buffer_bytes is not None:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer_bytes)
    raw.connect(("127.0.0.1", port))
    reader, writer = await asyncio.open_connection(sock=raw, limit=16 * 1024)
    request = (
        f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer raw\r\n\r\n"
    )
    writer.write(request.encode())
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE_S)
    assert head.startswith(b"HTTP/1.1 101 "), head
    try:
        yield RawClient(reader, writer)
    finally:
        writer.transport.abort()


async def received(client: ClientConnection) -> str:
    """The next text message."""
    message = await asyncio.wait_for(client.recv(), PATIENCE_S)
    assert isinstance(message, str)
    return message


async def closed(client: ClientConnection) -> tuple[int | None, str | None]:
    """The close code and reason the client has seen at the end."""
    await asyncio.wait_for(client.wait_closed(), PATIENCE_S)
    return client.close_code, client.close_reason
