"""No client sends the token, or anything that outlives a process, to a server that has not proved that it knows it."""

import asyncio
import base64
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest

from finops_client import AsyncClient, ClientOptions
from finops_client.errors import FinOpsClientError, Unauthenticated
from finops_client.proof import session_key
from local.gateway.proof import ServerProof
from local.platform import Platform
from local.settings import LocalSettings
from tests.e2e.slow_agent import answer_slowly

QUICK = ClientOptions(open_timeout_s=5.0)


def embedded(folder: Path, port: int = 0) -> Platform:
    settings = LocalSettings(bill="none", port=port, data_dir=folder, workers=1)
    return Platform(settings, answering=partial(answer_slowly, 0.0))


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    running = embedded(tmp_path / "data").start()
    yield running
    running.stop()


@asynccontextmanager
async def impostor(answer: bytes, port: int = 0) -> AsyncGenerator[tuple[str, list[bytes]]]:
    """Somebody who took the port: answers everything alike, and keeps what it was sent."""
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(65536))
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", port)
    async with server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/ws", heard


def http_answer(body: bytes, status: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (status, len(body), body)


ANSWERS = {
    "nothing": b"",
    "no HTTP": b"SSH-2.0-OpenSSH\r\n",
    "not found": http_answer(b"", b"404 Not Found"),
    "an upgrade": b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
    "a page": http_answer(b"<!doctype html>"),
    "no proof": http_answer(b"{}"),
    "a list": http_answer(b"[1]"),
    "numbers": http_answer(b'{"session": 1, "proof": 2}'),
    "a guess": http_answer(b'{"session": "s", "proof": "' + b"A" * 43 + b'"}'),
    "endless": http_answer(b"x" * 1_000_000),
    "a redirect": b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
async def test_whoever_took_the_port_is_sent_nothing_of_the_token(answer: bytes) -> None:
    token = "the-token-that-must-not-leave"
    async with impostor(answer) as (url, heard):
        with pytest.raises(FinOpsClientError) as refused:
            await AsyncClient(url, token=token, options=QUICK).open()
    assert refused.value.retryable, "the platform may come back"
    sent = b"".join(heard)
    assert sent
    for secret in (token.encode(), base64.urlsafe_b64encode(token.encode()).rstrip(b"="), b"Authorization"):
        assert secret not in sent


async def test_a_proof_relayed_from_another_port_is_no_proof(platform: Platform) -> None:
    """The platform was started again elsewhere, and somebody at its old port asks it for proofs."""
    real = platform.url.replace("ws://", "http://").removesuffix("/ws")
    heard: list[bytes] = []

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        heard.append(request)
        path = request.split()[1].decode()
        async with httpx.AsyncClient() as http:
            host = request.decode().partition("Host: ")[2].partition("\r\n")[0]
            answer = await http.get(real + path, headers={"Host": host})
        writer.write(http_answer(answer.content))
        writer.close()

    async with await asyncio.start_server(relay, "127.0.0.1", 0) as server:
        url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/ws"
        with pytest.raises(Unauthenticated):
            await AsyncClient(url, token=platform.token, options=QUICK).open()
    assert len(heard) == 1


async def test_what_a_client_sends_is_worth_nothing_after_a_restart(tmp_path: Path) -> None:
    first = embedded(tmp_path / "data").start()
    key = await session_key(first.url, first.token, timeout_s=5)
    bill = first.url.replace("ws://", "http://").replace("/ws", "/settings.json")
    async with httpx.AsyncClient() as http:
        assert (await http.get(bill, headers={"Authorization": f"Bearer {key}"})).status_code == 200
        first.stop()
        second = embedded(tmp_path / "data", port=int(first.url.rpartition(":")[2].removesuffix("/ws"))).start()
        try:
            assert second.token == first.token
            assert (await http.get(bill, headers={"Authorization": f"Bearer {key}"})).status_code == 401
            other = await session_key(second.url, second.token, timeout_s=5)
            assert (await http.get(bill, headers={"Authorization": f"Bearer {other}"})).status_code == 200
        finally:
            second.stop()


async def test_a_client_outlives_an_impostor_and_a_restart_of_its_platform(tmp_path: Path) -> None:
    platform = embedded(tmp_path / "data").start()
    port = int(platform.url.rpartition(":")[2].removesuffix("/ws"))
    async with AsyncClient(platform.url, token=platform.token, options=QUICK) as client:
        assert await client.jobs() == ()
        platform.stop()
        async with impostor(ANSWERS["a guess"], port) as (_, heard):
            while not heard:
                await asyncio.wait_for(asyncio.to_thread(len, heard), 5)
        again = embedded(tmp_path / "data", port=port).start()
        try:
            assert await client.jobs() == ()
        finally:
            again.stop()
    assert platform.token.encode() not in b"".join(heard)


async def test_a_program_with_the_token_in_its_header_goes_on_working(platform: Platform) -> None:
    bill = platform.url.replace("ws://", "http://").replace("/ws", "/settings.json")
    async with httpx.AsyncClient() as http:
        assert (await http.get(bill, headers={"Authorization": f"Bearer {platform.token}"})).status_code == 200
        for wrong in ("x", platform.token[:-1], platform.token + "x"):
            assert (await http.get(bill, headers={"Authorization": f"Bearer {wrong}"})).status_code == 401
    async with AsyncClient(platform.url, token=platform.token, options=ClientOptions(prove_server=False)) as client:
        assert await client.jobs() == ()


@pytest.mark.parametrize("nonce", ["", "short", "x" * 21, "x" * 129, "a b" * 10, "ä" * 30, "x%0a" * 10])
async def test_a_nonce_that_is_no_random_number_is_refused(platform: Platform, nonce: str) -> None:
    url = platform.url.replace("ws://", "http://").replace("/ws", "/session")
    async with httpx.AsyncClient() as http:
        answer = await http.get(url, params={"nonce": nonce})
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_FRAME")


def test_proof_and_key_depend_on_everything_they_stand_for() -> None:
    base = ServerProof(token="t" * 32, session="s")
    proofs = {
        base.answer("n" * 22, 1),
        base.answer("m" * 22, 1),
        base.answer("n" * 22, 2),
        ServerProof(token="u" * 32, session="s").answer("n" * 22, 1),
        ServerProof(token="t" * 32, session="r").answer("n" * 22, 1),
        base.key,
        ServerProof(token="t" * 32, session="r").key,
    }
    assert len(proofs) == 7
    assert "t" * 32 not in repr(base)
