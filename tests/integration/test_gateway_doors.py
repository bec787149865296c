"""Who has shown no token keeps nobody else waiting: silence ends, numbers are bounded, and others still get in."""

import asyncio
import contextlib
import logging
import resource
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.gateway.descriptors import RESERVED, within_descriptors
from local.gateway.http import require_token
from local.gateway.limits import Limits
from local.gateway.quiet import Quiet
from tests.integration.gateway_harness import PATIENCE_S, TOKEN, World, received, serving

AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}
WAITING = 8


@asynccontextmanager
async def silent(world: World, count: int) -> AsyncGenerator[list[asyncio.StreamReader]]:
    """So many TCP connections that say nothing."""
    opened = [await asyncio.open_connection("127.0.0.1", world.port) for _ in range(count)]
    try:
        yield [reader for reader, _ in opened]
    finally:
        for _, writer in opened:
            writer.transport.abort()


async def over(reader: asyncio.StreamReader) -> bool:
    """Waits until the other side has ended the connection."""
    with contextlib.suppress(ConnectionResetError):
        async with asyncio.timeout(PATIENCE_S):
            await reader.read()
    return True


async def test_silent_connections_are_few_and_make_way_for_whoever_speaks() -> None:
    with serving(limits=Limits(waiting_connections=WAITING)) as world:
        async with silent(world, 20 * WAITING) as readers:
            for reader in readers[:-WAITING]:
                assert await over(reader)
            async with world.client() as client:
                await client.send("hello")
                assert await received(client) == "hello"
            async with httpx.AsyncClient() as http:
                assert (await http.get(f"http://127.0.0.1:{world.port}/healthz")).status_code == 200


@pytest.mark.parametrize(
    "head",
    [b"", b"G", b"GET /healthz HTTP/1.1\r\n", b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ", b"\r\n\r\n"],
    ids=repr,
)
async def test_a_head_that_never_ends_is_not_waited_for(head: bytes) -> None:
    with serving(limits=Limits(header_s=0.05)) as world:
        reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
        writer.write(head)
        assert await over(reader)
        writer.transport.abort()


async def test_a_head_sent_in_drops_has_no_more_time_than_one_that_stays_out() -> None:
    with serving(limits=Limits(header_s=0.2)) as world:
        reader, writer = await asyncio.open_connection("127.0.0.1", world.port)

        async def drip() -> None:
            writer.write(b"GET /healthz HTTP/1.1\r\n")
            while not writer.is_closing():
                writer.write(b"X: y\r\n")
                await asyncio.sleep(0)

        dripping = asyncio.create_task(drip())
        with contextlib.suppress(ConnectionError):
            # A head that grew too large is refused with words, which ends it just as well.
            await asyncio.wait_for(reader.read(), PATIENCE_S)
        dripping.cancel()
        await asyncio.gather(dripping, return_exceptions=True)
        writer.transport.abort()


async def test_a_body_that_stays_out_is_not_waited_for() -> None:
    async def reads(request: Request) -> Response:
        return JSONResponse({"bytes": len(await request.body())})

    route = Route("/reads", require_token(TOKEN, reads), methods=["POST"])
    with serving(limits=Limits(body_idle_s=0.05, header_s=0.05), http_routes=[route]) as world:
        reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
        head = f"POST /reads HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\nContent-Length: 9\r\n\r\n"
        writer.write(head.encode() + b"abc")
        assert await over(reader)
        writer.transport.abort()


@pytest.mark.parametrize("path", ["/reads", "/unknown", "/bill", "/agui"])
async def test_a_body_without_an_end_is_refused_and_not_kept(path: str) -> None:
    async def reads(request: Request) -> Response:
        return JSONResponse({"bytes": len(await request.body())})

    routes = [Route(place, require_token(TOKEN, reads), methods=["POST"]) for place in ("/reads", "/bill", "/agui")]

    async def endless() -> AsyncGenerator[bytes]:
        while True:
            yield b"x" * 65536

    with serving(limits=Limits(body_bytes=100_000, header_s=0.5), http_routes=routes) as world:
        async with httpx.AsyncClient() as http:
            with contextlib.suppress(httpx.TransportError):
                answer = await http.post(f"http://127.0.0.1:{world.port}{path}", content=endless(), headers=AUTHORIZED)
                assert answer.status_code in (404, 405, 413)
        await world.at_rest()


async def test_a_body_that_is_too_large_is_told_so() -> None:
    async def reads(request: Request) -> Response:
        return JSONResponse({"bytes": len(await request.body())})

    routes = [Route("/reads", require_token(TOKEN, reads), methods=["POST"])]
    with serving(limits=Limits(body_bytes=1000), http_routes=routes) as world:
        async with httpx.AsyncClient() as http:
            url = f"http://127.0.0.1:{world.port}/reads"
            assert (await http.post(url, content=b"x" * 1000, headers=AUTHORIZED)).json() == {"bytes": 1000}
            answer = await http.post(url, content=b"x" * 1001, headers=AUTHORIZED)
    assert (answer.status_code, answer.json()["code"]) == (413, "TOO_LARGE")


async def test_with_few_descriptors_the_rest_of_the_process_still_has_its_own() -> None:
    script = """
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (200, 200))
from tests.integration.gateway_harness import serving
with serving() as world:
    print(world.port, flush=True)
    sys.stdin.readline()
    kept = [open("/dev/null") for _ in range(80)]
    print(len(kept), flush=True)
"""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert child.stdin
    assert child.stdout
    port = int(await child.stdout.readline())
    opened: list[asyncio.StreamWriter] = []
    for _ in range(600):
        with contextlib.suppress(OSError):
            opened.append((await asyncio.open_connection("127.0.0.1", port))[1])
    async with httpx.AsyncClient() as http:
        assert (await http.get(f"http://127.0.0.1:{port}/healthz")).status_code == 200
    out, err = await asyncio.wait_for(child.communicate(b"\n"), PATIENCE_S * 3)
    for writer in opened:
        writer.transport.abort()
    assert (out.strip(), child.returncode) == (b"80", 0)
    assert len(err) < 10_000


@pytest.mark.parametrize("available", [16, 64, 128, 256, 512, 1024, 4096, 1_000_000])
def test_sockets_never_take_the_descriptors_reserved(available: int) -> None:
    limits = within_descriptors(Limits(), available)
    assert limits.connections >= 1
    assert limits.waiting_connections >= 1
    assert limits.connections + limits.waiting_connections <= available - min(RESERVED, available // 2)


def test_asking_for_more_descriptors_never_lowers_a_limit() -> None:
    from local.gateway.descriptors import available_descriptors

    before = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    assert available_descriptors() >= min(before, 4096)
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] >= before


def test_what_repeats_in_the_log_is_counted_instead_of_written() -> None:
    now = 0.0
    quiet = Quiet(per_window=3, window_s=60, now=lambda: now)

    def record(text: str, value: int = 0) -> logging.LogRecord:
        return logging.LogRecord("asyncio", logging.ERROR, "f", 1, text, (value,), None)

    assert sum(quiet.filter(record("accept failed: %d", number)) for number in range(100_000)) == 3
    assert quiet.filter(record("something else: %d"))
    now = 61.0
    again = record("accept failed: %d", 7)
    assert quiet.filter(again)
    assert again.getMessage() == "accept failed: 7 (and 99997 more like it before)"
