"""A session alone, behind an endpoint of the test: orders of calls that threads bring about only now and then."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.http11 import Request

from finops_core.clock import Clock, ManualClock
from local.gateway.events import Connection, new_id
from local.gateway.limits import Limits
from local.gateway.session import Session

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
async def listening(endpoint: Answering) -> AsyncGenerator[str]:
    """The address of a server whose every connection is a session."""
    loop = asyncio.get_running_loop()
    registry: set[Session] = set()
    server = await loop.create_server(lambda: Session(endpoint, loop, registry), "127.0.0.1", 0)
    async with server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_a_close_that_overtakes_the_acceptance_closes_right_after_it() -> None:
    def close_then_accept(session: Session) -> None:
        session.close(1000, "deleted")
        session.accept({})

    endpoint = Answering(close_then_accept)
    async with listening(endpoint) as url, connect(url) as client:
        await asyncio.wait_for(client.wait_closed(), PATIENCE_S)
        assert (client.close_code, client.close_reason) == (1000, "deleted")
    assert endpoint.endings == [(1000, "deleted")]


async def test_a_handshake_refused_by_a_stop_stays_refused_and_a_late_acceptance_ends_at_once() -> None:
    def stop_then_accept(session: Session) -> None:
        session.shutdown()
        session.accept({})

    endpoint = Answering(stop_then_accept)
    async with listening(endpoint) as url:
        with pytest.raises(InvalidStatus) as refused:
            await connect(url)
    assert refused.value.response.status_code == 503
    assert [code for code, _ in endpoint.endings] == [1006]


async def test_a_client_that_left_during_the_handshake_is_ended_when_it_is_accepted() -> None:
    waiting: asyncio.Future[Session] = asyncio.get_running_loop().create_future()
    endpoint = Answering(waiting.set_result)
    async with listening(endpoint) as url:
        connecting = asyncio.ensure_future(connect(url).__aenter__())
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
    async with listening(endpoint) as url:
        with pytest.raises(InvalidStatus) as refused:
            await connect(url)
    assert refused.value.response.status_code == 504
    assert endpoint.endings == []
