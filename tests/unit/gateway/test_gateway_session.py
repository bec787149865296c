"""A session alone, behind an endpoint of the test: orders of calls that threads bring about only now and then."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.http11 import Request

from finops_core.clock import Clock, ManualClock
from local.gateway.events import Connection, new_id
from local.gateway.limits import KIB, Limits
from local.gateway.server import listen
from local.gateway.session import Session
from tests.integration.gateway_harness import RawClient, raw_client

PATIENCE_S = 10
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


class Answering:
    """An endpoint that answers the handshake as told and remembers how connections ended."""

    def __init__(self, answer: Callable[[Session], None]) -> None:
        self.limits = Limits()
        self.clock: Clock = ManualClock(NOON)
        self.endings: list[tuple[int, str]] = []
        self._answer = answer

    def handshake(self, session: Session, request: Request) -> None:
        session.connection = Connection(
            connection_id=new_id(),
            connected_at=NOON,
            domain_name="localhost",
            source_ip=session.source_ip,
            headers=(),
            query=(),
        )
        self._answer(session)

    def message(self, session: Session, body: str, size_bytes: int) -> bool:
        return True

    def ended(self, session: Session, code: int, reason: str) -> None:
        self.endings.append((code, reason))


@asynccontextmanager
async def listening(endpoint: Answering) -> AsyncGenerator[int]:
    """The port of a server whose every connection is a session."""
    loop = asyncio.get_running_loop()
    registry: set[Session] = set()
    server = await loop.create_server(lambda: Session(endpoint, loop, registry), "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def test_small_frames_leave_at_once_instead_of_waiting_for_more() -> None:
    sessions: list[Session] = []

    def accept(session: Session) -> None:
        sessions.append(session)
        session.accept({})

    endpoint, loop, registry = Answering(accept), asyncio.get_running_loop(), set[Session]()
    server = await loop.create_server(lambda: Session(endpoint, loop, registry), sock=listen("127.0.0.1", 0))
    async with server, connect(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"):
        used = sessions[0].transport.get_extra_info("socket")
        assert used.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


async def test_a_close_that_overtakes_the_acceptance_closes_right_after_it() -> None:
    def close_then_accept(session: Session) -> None:
        session.close(1000, "deleted")
        session.accept({})

    endpoint = Answering(close_then_accept)
    async with listening(endpoint) as port, connect(f"ws://127.0.0.1:{port}") as client:
        await asyncio.wait_for(client.wait_closed(), PATIENCE_S)
        assert (client.close_code, client.close_reason) == (1000, "deleted")
    assert endpoint.endings == [(1000, "deleted")]


async def test_a_handshake_refused_by_a_stop_stays_refused_and_a_late_acceptance_ends_at_once() -> None:
    def stop_then_accept(session: Session) -> None:
        session.shutdown()
        session.accept({})

    endpoint = Answering(stop_then_accept)
    async with listening(endpoint) as port:
        with pytest.raises(InvalidStatus) as refused:
            await connect(f"ws://127.0.0.1:{port}")
    assert refused.value.response.status_code == 503
    assert [code for code, _ in endpoint.endings] == [1006]


async def test_a_client_that_left_during_the_handshake_is_ended_when_it_is_accepted() -> None:
    waiting: asyncio.Future[Session] = asyncio.get_running_loop().create_future()
    endpoint = Answering(waiting.set_result)
    async with listening(endpoint) as port:
        connecting = asyncio.ensure_future(connect(f"ws://127.0.0.1:{port}").__aenter__())
        session = await asyncio.wait_for(waiting, PATIENCE_S)
        connecting.cancel()
        await asyncio.wait({connecting}, timeout=PATIENCE_S)
        session.transport.abort()
        session.accept({})
    assert [code for code, _ in endpoint.endings] == [1006]


async def test_a_second_answer_to_a_handshake_is_ignored() -> None:
    def refuse_twice(session: Session) -> None:
        session.reject(504, {"message": "too late"})
        session.reject(403, {"message": "never said"})

    endpoint = Answering(refuse_twice)
    async with listening(endpoint) as port:
        with pytest.raises(InvalidStatus) as refused:
            await connect(f"ws://127.0.0.1:{port}")
    assert refused.value.response.status_code == 504
    assert endpoint.endings == []


async def backs_up(client: RawClient, data: bytes, look: Callable[[], object]) -> bool:
    """Whether the server stops reading what a client goes on sending; looks at it meanwhile."""
    for _ in range(1000):
        client.writer.write(data)
        look()
        try:
            await asyncio.wait_for(client.writer.drain(), 0.5)
        except TimeoutError:
            return True
    return False


async def test_a_client_that_pings_and_reads_nothing_is_not_read_and_fills_no_memory() -> None:
    sessions: list[Session] = []
    waiting: list[int] = []

    def accept(session: Session) -> None:
        sessions.append(session)
        session.accept({})

    pings = (b"\x89\xfd" + b"\x00" * 4 + b"p" * 125) * 500
    async with listening(Answering(accept)) as port, raw_client(port, receive_buffer_bytes=4096) as client:
        assert await backs_up(client, pings, lambda: waiting.append(sessions[0].transport.get_write_buffer_size()))
        assert not sessions[0].transport.is_reading()
        sessions[0].transport.abort()
    assert 0 < max(waiting) < 128 * KIB
