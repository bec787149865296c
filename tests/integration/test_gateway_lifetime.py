"""How connections end: what the client sees, what $disconnect is told, and what happens when the gateway stops."""

import asyncio
import threading
from contextlib import suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from local.gateway.events import Event
from local.gateway.limits import Limits
from local.gateway.routes import RouteSettings
from tests.integration.gateway_harness import (
    PATIENCE_S,
    World,
    closed,
    connection_id,
    ok,
    raw_client,
    received,
    serving,
)


async def farewell(world: World) -> tuple[int, str]:
    """The close code and reason in the one $disconnect event."""
    (event,) = await world.disconnect.calls(1)
    context = event["requestContext"]
    assert (context["routeKey"], context["eventType"]) == ("$disconnect", "DISCONNECT")
    assert context["connectionId"] == connection_id(world.connect.events[0])
    return context["disconnectStatusCode"], context["disconnectReason"]


async def test_a_client_that_closes_is_reported_with_its_code_and_reason() -> None:
    with serving() as world:
        async with world.client() as socket:
            await socket.close(4001, "moving house")
            assert await closed(socket) == (4001, "moving house")
        assert await farewell(world) == (4001, "moving house")
        assert len(world.gateway.connections) == 0


async def test_a_close_without_a_code_is_reported_as_1005() -> None:
    with serving() as world:
        async with raw_client(world.port) as client:
            client.writer.write(b"\x88\x80\x00\x00\x00\x00")
            assert await client.frame() == (8, b"")
            assert await client.ended()
        assert await farewell(world) == (1005, "Client-side close frame status not set")


async def test_a_client_that_vanishes_is_reported_as_1006() -> None:
    with serving() as world:
        async with world.client() as socket:
            socket.transport.abort()
            assert (await farewell(world))[0] == 1006


async def test_an_idle_connection_is_closed_with_1001() -> None:
    with serving(limits=Limits(idle_s=0.05)) as world:
        async with world.client() as socket:
            assert await closed(socket) == (1001, "Going away")
        assert await farewell(world) == (1001, "Going away")


async def test_a_connection_past_its_duration_is_closed_with_1001_however_busy() -> None:
    with serving(limits=Limits(duration_s=0.2, idle_s=60)) as world:
        async with world.client() as socket:
            echoed = 0
            with suppress(ConnectionClosed):
                while True:
                    await socket.send("busy")
                    echoed += await received(socket) == "busy"
            assert await closed(socket) == (1001, "Going away")
    assert echoed > 1


async def test_a_client_that_does_not_answer_the_close_is_cut_off() -> None:
    with serving(limits=Limits(idle_s=0.05, close_timeout_s=0.1)) as world:
        async with raw_client(world.port) as client:
            opcode, payload = await client.frame()
            assert (opcode, int.from_bytes(payload[:2], "big")) == (8, 1001)
            with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
                await client.frame()
        assert (await farewell(world))[0] == 1001


async def test_disconnect_is_reported_once_however_the_end_comes_about() -> None:
    with serving() as world:
        async with world.client() as socket:
            await socket.close()
            socket.transport.abort()
        async with world.client() as last:
            await last.send("a turn later")
            await received(last)
        await world.disconnect.calls(2)
    ended = [connection_id(event) for event in world.disconnect.events]
    assert sorted(ended) == sorted(connection_id(event) for event in world.connect.events)


async def test_a_lost_disconnect_is_lost_but_the_connection_is_gone() -> None:
    with serving(routes=RouteSettings(delivers_disconnect=False)) as world:
        async with world.client():
            assert len(world.gateway.connections) == 1
        world.gateway.stop()
        assert len(world.gateway.connections) == 0
    assert world.disconnect.events == []


async def test_a_failing_disconnect_harms_nobody() -> None:
    def broken(_: Event) -> Any:
        raise RuntimeError("cannot")

    with serving(disconnect=broken) as world:
        async with world.client():
            pass
        await world.disconnect.calls(1)
        async with world.client() as socket:
            await socket.send("next")
            assert await received(socket) == "next"


async def test_a_slow_disconnect_holds_up_nobody() -> None:
    release = threading.Event()
    finished: list[Event] = []

    def slow(event: Event) -> Any:
        release.wait(PATIENCE_S)
        finished.append(event)
        return ok(event)

    with serving(disconnect=slow) as world:
        async with world.client():
            pass
        await world.disconnect.calls(1)
        async with world.client() as socket:
            await socket.send("next")
            assert await received(socket) == "next"
            assert finished == []
        release.set()


async def test_messages_sent_before_closing_are_still_handled() -> None:
    with serving(default=ok) as world:
        async with world.client() as socket:
            for number in range(20):
                await socket.send(str(number))
        events = await world.default.calls(20)
    assert {event["body"] for event in events} == {str(number) for number in range(20)}


async def test_stopping_closes_with_1001_tells_disconnect_and_lets_handlers_finish() -> None:
    begun, release = threading.Event(), threading.Event()
    finished: list[str] = []

    def slow(event: Event) -> Any:
        begun.set()
        assert release.wait(PATIENCE_S)
        finished.append(event["body"])
        return ok(event)

    with serving(default=slow) as world:
        async with world.client() as socket:
            await socket.send("under way")
            assert await asyncio.to_thread(begun.wait, PATIENCE_S)
            stopping = asyncio.create_task(asyncio.to_thread(world.gateway.stop))
            assert await closed(socket) == (1001, "Going away")
            assert not stopping.done()
            release.set()
            await stopping
    assert finished == ["under way"]
    assert len(world.disconnect.events) == 1


async def test_stopping_does_not_wait_for_ever_for_a_handler() -> None:
    begun, release = threading.Event(), threading.Event()

    def stuck(event: Event) -> Any:
        begun.set()
        release.wait(PATIENCE_S)
        return ok(event)

    with serving(default=stuck, stop_s=0.1) as world:
        async with world.client() as socket:
            await socket.send("stuck")
            assert await asyncio.to_thread(begun.wait, PATIENCE_S)
            await asyncio.wait_for(asyncio.to_thread(world.gateway.stop), PATIENCE_S)
            assert not release.is_set()
        release.set()
