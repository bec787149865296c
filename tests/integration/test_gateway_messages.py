"""Messages from a client: what $default gets, what the limits do, and what is said when a handler fails."""

import asyncio
import json
import threading
from typing import Any

import pytest

from local.gateway.events import Event
from local.gateway.limits import KIB, Limits
from local.gateway.routes import RouteSettings
from tests.integration.gateway_harness import (
    PATIENCE_S,
    Answer,
    World,
    closed,
    connection_id,
    ok,
    raw_client,
    received,
    serving,
)


async def test_a_message_event_has_the_shape_of_api_gateway() -> None:
    with serving() as world:
        async with world.client() as socket:
            await socket.send('{"type": "ping", "text": "für"}')
            await received(socket)
    (event,), (context,) = world.default.events, world.default.contexts
    assert event["body"] == '{"type": "ping", "text": "für"}'
    assert event["isBase64Encoded"] is False
    assert "headers" not in event
    request = event["requestContext"]
    assert (request["routeKey"], request["eventType"]) == ("$default", "MESSAGE")
    assert request["messageId"]
    assert request["connectionId"] == connection_id(world.connect.events[0])
    assert request["connectedAt"] == world.connect.events[0]["requestContext"]["connectedAt"]
    assert context.aws_request_id == request["requestId"]
    assert context.get_remaining_time_in_millis() == 29_000


async def test_messages_of_one_connection_are_handled_side_by_side_up_to_a_limit() -> None:
    together = threading.Barrier(2)
    running: list[int] = []
    most = 0
    lock = threading.Lock()

    def meet(event: Event) -> Any:
        nonlocal most
        with lock:
            running.append(1)
            most = max(most, len(running))
        together.wait(PATIENCE_S)
        with lock:
            running.pop()
        return world.echo(event)

    with serving(default=meet, limits=Limits(in_flight=2, handler_threads=8)) as world:
        async with world.client() as socket:
            for number in range(6):
                await socket.send(str(number))
            answers = {await received(socket) for _ in range(6)}
    assert answers == set("012345")
    assert most == 2


async def test_a_frame_of_32_kb_passes_and_one_byte_more_closes_with_1009() -> None:
    with serving() as world:
        async with world.client() as socket:
            await socket.send("x" * 32 * KIB)
            assert len(await received(socket)) == 32 * KIB
            await socket.send("x" * (32 * KIB + 1))
            assert (await closed(socket))[0] == 1009
        (event,) = await world.disconnect.calls(1)
    assert event["requestContext"]["disconnectStatusCode"] == 1009
    assert len(world.default.events) == 1


async def test_a_message_of_128_kb_passes_in_frames_and_one_byte_more_closes_with_1009() -> None:
    frame = "x" * 32 * KIB
    with serving(default=ok) as world:
        async with world.client() as socket:
            await socket.send([frame] * 4)
            (event,) = await world.default.calls(1)
            assert len(event["body"]) == 128 * KIB
            await socket.send([*[frame] * 4, "x"])
            assert (await closed(socket))[0] == 1009
    assert len(world.default.events) == 1


async def test_a_client_that_goes_on_sending_still_hears_why_it_was_closed() -> None:
    with serving() as world:
        async with raw_client(world.port) as client:
            await client.send("x" * 4 * 1024 * KIB)
            opcode, payload = await client.frame()
            assert (opcode, int.from_bytes(payload[:2], "big")) == (8, 1009)
            assert await client.ended()


async def test_a_binary_frame_closes_with_1003() -> None:
    with serving() as world:
        async with world.client() as socket:
            await socket.send(b"\x00\x01")
            assert (await closed(socket))[0] == 1003
    assert world.default.events == []


async def test_text_that_is_not_utf_8_closes_with_1007() -> None:
    with serving() as world:
        async with world.client() as socket:
            await socket.send(b"\xff\xfe", text=True)
            assert (await closed(socket))[0] == 1007
    assert world.default.events == []


async def test_bytes_that_are_no_frame_close_with_1002_and_harm_nobody_else() -> None:
    with serving() as world:
        async with world.client() as other, world.client() as socket:
            socket.transport.write(b"\xff\xff rubbish")
            assert (await closed(socket))[0] == 1002
            await other.send("still here")
            assert await received(other) == "still here"


async def test_pings_of_the_protocol_are_answered() -> None:
    with serving() as world:
        async with world.client() as socket:
            assert await asyncio.wait_for(await socket.ping(), PATIENCE_S) >= 0
    assert world.default.events == []


def answering(value: Any) -> Answer:
    return lambda _: value


def broken(_: Event) -> Any:
    raise RuntimeError("a secret of the inside")


@pytest.mark.parametrize(
    "answer", [broken, answering(None), answering({"status": 200}), answering({"statusCode": 200, "body": {"a": 1}})]
)
async def test_a_handler_that_fails_or_makes_no_sense_is_an_internal_server_error(answer: Any) -> None:
    with serving(default=answer) as world:
        async with world.client() as socket:
            await socket.send("hello")
            told = json.loads(await received(socket))
            (event,) = world.default.events
            assert told == {
                "message": "Internal server error",
                "connectionId": connection_id(event),
                "requestId": event["requestContext"]["requestId"],
            }
            world.default.answer = world.echo
            await socket.send("and the connection lives")
            assert await received(socket) == "and the connection lives"


async def test_a_handler_that_takes_too_long_is_a_time_out_and_its_late_answer_is_not_sent() -> None:
    release = threading.Event()

    def slow(event: Event) -> Any:
        if event["body"] != "slow":
            return {"statusCode": 200, "body": event["body"]}
        assert release.wait(PATIENCE_S)
        return {"statusCode": 200, "body": "too late"}

    routes = RouteSettings(responses=frozenset({"$default"}))
    with serving(default=slow, routes=routes, limits=Limits(integration_timeout_s=0.2)) as world:
        async with world.client() as socket:
            await socket.send("slow")
            told = json.loads(await received(socket))
            assert told["message"] == "Endpoint request timed out"
            assert told["requestId"] == world.default.events[0]["requestContext"]["requestId"]
            release.set()
            await socket.send("next")
            assert await received(socket) == "next"


@pytest.mark.parametrize(("responses", "heard"), [({"$default"}, "an answer"), (set[str](), "posted")])
async def test_a_response_body_goes_back_only_on_a_route_with_a_route_response(responses: set[str], heard: str) -> None:
    def answering(event: Event) -> Any:
        if event["body"] == "post":
            return world.echo({**event, "body": "posted"})
        return {"statusCode": 200, "body": "an answer"}

    with serving(default=answering, routes=RouteSettings(responses=frozenset(responses))) as world:
        async with world.client() as socket:
            await socket.send("answer")
            await world.default.calls(1)
            await socket.send("post")
            assert await received(socket) == heard


async def _blocked_flood(world: World, release: threading.Event) -> dict[str, Any]:
    """Floods one connection whose handlers hang; returns what it is told."""
    async with world.client(max_queue=None) as flooder, world.client() as other:
        for number in range(200):
            await flooder.send(f"flood {number}")
        told = json.loads(await received(flooder))
        await other.send("served")
        assert await received(other) == "served"
        release.set()
    return told


async def test_a_flooding_client_is_throttled_and_nobody_else_waits_for_it() -> None:
    release = threading.Event()

    def flooded(event: Event) -> Any:
        if event["body"].startswith("flood"):
            assert release.wait(PATIENCE_S)
            return ok(event)
        return world.echo(event)

    limits = Limits(handler_threads=2, in_flight=1, pending_messages=50, flood_pause_s=0.01)
    with serving(default=flooded, limits=limits) as world:
        told = await _blocked_flood(world, release)
    assert told["message"] == "Too Many Requests"
    assert set(told) == {"message", "connectionId", "requestId"}
    flood = [event for event in world.default.events if event["body"].startswith("flood")]
    assert [event["body"] for event in flood[:50]] == [f"flood {number}" for number in range(50)]
    assert len(flood) < 200


async def test_what_waits_for_one_connection_is_bounded_in_bytes_too() -> None:
    release = threading.Event()

    def hang(event: Event) -> Any:
        assert release.wait(PATIENCE_S)
        return ok(event)

    limits = Limits(in_flight=1, pending_bytes=64 * KIB, flood_pause_s=0.01)
    with serving(default=hang, limits=limits) as world:
        async with world.client() as socket:
            for _ in range(5):
                await socket.send("x" * 30 * KIB)
            told = [json.loads(await received(socket))["message"] for _ in range(2)]
            release.set()
    assert told == ["Too Many Requests"] * 2
    assert len(world.default.events) == 3
