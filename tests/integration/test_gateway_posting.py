"""PostToConnection and its siblings: who gets what, and what a client that does not read costs."""

import asyncio
import threading

import httpx
import pytest

from finops_core.errors import BadFrame, ConnectionGone, ConnectionThrottled, TooLarge
from local.gateway.limits import KIB, Limits
from tests.integration.gateway_harness import (
    PATIENCE_S,
    TOKEN,
    World,
    closed,
    connection_id,
    raw_client,
    received,
    serving,
)


def connected(world: World) -> list[str]:
    return [connection_id(event) for event in world.connect.events]


async def test_a_post_reaches_its_connection_and_no_other() -> None:
    with serving() as world:
        async with world.client() as first, world.client() as second:
            one, two = connected(world)
            world.post(one, "for the first")
            world.post(two, "für die zweite")
            assert await received(first) == "for the first"
            assert await received(second) == "für die zweite"


async def test_posts_of_several_threads_all_arrive_each_threads_in_order() -> None:
    with serving() as world:
        async with world.client(max_queue=None) as socket:
            (target,) = connected(world)

            def post(name: str) -> None:
                for number in range(250):
                    world.post(target, f"{name} {number}")

            threads = [threading.Thread(target=post, args=(name,)) for name in "abcd"]
            for thread in threads:
                thread.start()
            messages = [await received(socket) for _ in range(1000)]
    for name in "abcd":
        assert [m for m in messages if m.startswith(name)] == [f"{name} {number}" for number in range(250)]


async def test_what_was_posted_in_a_batch_leaves_at_its_end() -> None:
    with serving() as world:
        async with world.client() as socket:
            (target,) = connected(world)
            await world.at_rest()
            with world.gateway.connections.batch(), world.gateway.connections.batch():
                world.post(target, "one")
                world.post(target, "two")
            assert [await received(socket), await received(socket)] == ["one", "two"]


async def test_a_batch_that_fills_a_write_does_not_wait_for_its_end() -> None:
    with serving() as world:
        async with world.client() as socket:
            (target,) = connected(world)
            await world.at_rest()
            with world.gateway.connections.batch():
                for number in range(3):
                    world.post(target, f"{number} " + "x" * 30_000)
                assert (await received(socket)).startswith("0 ")


async def test_a_batch_leaves_together_and_in_order_without_holding_up_others() -> None:
    with serving() as world:
        async with world.client() as socket:
            (target,) = connected(world)
            await world.at_rest()
            with world.gateway.connections.batch():
                world.post(target, "first of the batch")
                other = threading.Thread(target=world.post, args=(target, "of another thread"))
                other.start()
                assert await received(socket) == "first of the batch"
                assert await received(socket) == "of another thread"
                world.post(target, "last of the batch")
            assert await received(socket) == "last of the batch"


@pytest.mark.parametrize("size", [0, 125, 126, 65535, 65536, 128 * KIB])
async def test_a_post_of_any_size_up_to_128_kib_arrives_whole(size: int) -> None:
    with serving() as world:
        async with world.client() as socket:
            world.post(connected(world)[0], "x" * size)
            assert await received(socket) == "x" * size


async def test_a_post_over_128_kib_is_too_large_and_the_connection_lives() -> None:
    with serving() as world:
        async with world.client() as socket:
            (target,) = connected(world)
            with pytest.raises(TooLarge, match="131072"):
                world.post(target, "x" * (128 * KIB + 1))
            world.post(target, "small")
            assert await received(socket) == "small"


async def test_a_post_that_is_not_utf_8_is_refused_before_it_can_harm_the_client() -> None:
    with serving() as world:
        async with world.client() as socket:
            (target,) = connected(world)
            with pytest.raises(BadFrame, match="UTF-8"):
                world.gateway.connections.post(target, b"\xff")
            world.post(target, "text")
            assert await received(socket) == "text"


async def test_a_connection_that_was_closed_is_gone() -> None:
    with serving() as world:
        async with world.client():
            (target,) = connected(world)
        await world.disconnect.calls(1)
        for ask in (lambda: world.post(target, "x"), lambda: world.gateway.connections.delete(target)):
            with pytest.raises(ConnectionGone):
                ask()
        with pytest.raises(ConnectionGone):
            world.gateway.connections.get(target)


async def test_an_unknown_connection_is_gone() -> None:
    with serving() as world, pytest.raises(ConnectionGone):
        world.post("nobody", "x")


async def test_after_the_gateway_has_stopped_every_connection_is_gone() -> None:
    with serving() as world:
        async with world.client() as socket:
            (target,) = connected(world)
            await asyncio.to_thread(world.gateway.stop)
            assert await closed(socket) == (1001, "Going away")
            with pytest.raises(ConnectionGone):
                world.post(target, "x")


def takes(world: World, target: str, text: str) -> bool:
    """Whether the connection takes one more message."""
    try:
        world.post(target, text)
    except ConnectionThrottled:
        return False
    return True


async def test_a_slow_reader_is_throttled_loses_nothing_accepted_and_harms_nobody_else() -> None:
    limits = Limits(outbound_bytes=512 * KIB, close_timeout_s=0.1)
    with serving(limits=limits) as world:
        async with raw_client(world.port, receive_buffer_bytes=4096) as slow, world.client() as other:
            target, reader = connected(world)
            accepted = 0
            while takes(world, target, f"{accepted} " + "x" * 30_000):
                accepted += 1
                assert accepted < 1000, "nothing bounds what waits for a client that reads nothing"
                world.post(reader, "not held up")
                assert await received(other) == "not held up"
            for number in range(accepted):
                _, payload = await slow.frame()
                assert payload.startswith(f"{number} ".encode())
            world.post(target, "reading again")
            assert (await slow.frame())[1] == b"reading again"
    assert accepted >= 512 * KIB // 30_100


async def test_delete_closes_the_connection_and_it_is_gone_at_once() -> None:
    with serving() as world:
        async with world.client() as socket:
            (target,) = connected(world)
            world.post(target, "last words")
            world.gateway.connections.delete(target)
            with pytest.raises(ConnectionGone):
                world.post(target, "too late")
            assert await received(socket) == "last words"
            assert (await closed(socket))[0] == 1000
        (event,) = await world.disconnect.calls(1)
    assert event["requestContext"]["disconnectStatusCode"] == 1000


async def test_what_was_posted_before_a_delete_still_arrives_even_from_one_batch() -> None:
    with serving() as world:
        async with world.client() as socket:
            (target,) = connected(world)
            await world.at_rest()
            with world.gateway.connections.batch():
                world.post(target, "last words")
                world.gateway.connections.delete(target)
            assert await received(socket) == "last words"
            assert (await closed(socket))[0] == 1000


async def test_the_connections_api_answers_over_http() -> None:
    with serving() as world:
        address = f"http://127.0.0.1:{world.port}/@connections"
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with world.client(user_agent_header="test/1") as socket, httpx.AsyncClient(headers=headers) as http:
            one = f"{address}/{connected(world)[0]}"
            details = (await http.get(one)).json()
            assert details["identity"] == {"sourceIp": "127.0.0.1", "userAgent": "test/1"}
            assert details["connectedAt"] <= details["lastActiveAt"]
            assert (await http.post(one, content="over HTTP")).status_code == 200
            assert await received(socket) == "over HTTP"
            assert (await http.post(one, content=b"x" * (128 * KIB + 1))).status_code == 413
            assert (await http.post(one, content=b"\xff")).status_code == 400
            assert (await http.delete(one)).status_code == 204
            assert (await closed(socket))[0] == 1000
            for answer in (await http.get(one), await http.post(one, content="x"), await http.delete(one)):
                assert answer.status_code == 410


async def test_the_connections_api_says_429_for_a_slow_reader() -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with serving(limits=Limits(outbound_bytes=64 * KIB, close_timeout_s=0.1)) as world:
        async with raw_client(world.port, receive_buffer_bytes=4096), httpx.AsyncClient(headers=headers) as http:
            url = f"http://127.0.0.1:{world.port}/@connections/{connected(world)[0]}"
            answer = await http.post(url, content="x" * 60_000)
            for _ in range(1000):
                if answer.status_code == 200:
                    answer = await http.post(url, content="x" * 60_000)
    assert answer.status_code == 429
    assert answer.json()["code"] == "RATE_LIMITED"


@pytest.mark.parametrize("authorization", [None, "Bearer wrong", f"Basic {TOKEN}", TOKEN])
async def test_the_connections_api_needs_the_token(authorization: str | None) -> None:
    with serving() as world:
        headers = {} if authorization is None else {"Authorization": authorization}
        async with world.client() as socket, httpx.AsyncClient(headers=headers, timeout=PATIENCE_S) as http:
            one = f"http://127.0.0.1:{world.port}/@connections/{connected(world)[0]}"
            for answer in (await http.get(one), await http.post(one, content="x"), await http.delete(one)):
                assert answer.status_code == 401
            await socket.send("still open")
            assert await received(socket) == "still open"
