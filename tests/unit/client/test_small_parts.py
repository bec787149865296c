"""Backoff, credentials, the address of a platform, and finding a local one."""

import base64
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finops_client import local
from finops_client.backoff import Backoff
from finops_client.credentials import RENEW_BEFORE_S, Credentials, expiry_of
from finops_client.errors import ConnectionFailed, InsecureUrl, NoLocalPlatform, Unauthenticated
from finops_client.link import check_url


def jwt(**claims: object) -> str:
    """An unsigned token with these claims."""
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"header.{body}.signature"


@settings(derandomize=True, max_examples=100)
@given(attempt=st.integers(0, 10_000), seed=st.integers(0, 99))
def test_backoff_grows_up_to_its_cap_and_never_beyond(attempt: int, seed: int) -> None:
    delay = Backoff(base_s=0.5, cap_s=20.0).delay_s(attempt, Random(seed))
    assert 0.0 <= delay <= min(20.0, 0.5 * 2.0 ** min(attempt, 10))


def test_backoff_differs_between_clients() -> None:
    delays = {Backoff().delay_s(3, Random(seed)) for seed in range(20)}
    assert len(delays) == 20


def test_the_expiry_of_a_jwt_is_read_without_verifying_it() -> None:
    assert expiry_of(jwt(sub="me", exp=1_800_000_000)) == 1_800_000_000


@pytest.mark.parametrize("token", ["", "opaque", "a.b", "a.!.c", "a.YQ.c", jwt(sub="me"), jwt(exp="soon"), "é.é.é"])
def test_a_token_without_a_readable_expiry_has_none(token: str) -> None:
    assert expiry_of(token) is None


async def test_a_provided_token_is_kept_until_shortly_before_it_expires() -> None:
    now = 1000.0
    handed_out: list[str] = []

    async def provider() -> str:
        handed_out.append(jwt(exp=now + 600, number=len(handed_out)))
        return handed_out[-1]

    credentials = Credentials(token_provider=provider, wall=lambda: now)
    assert await credentials.token() == handed_out[0]
    assert credentials.renew_in_s(None) == 600 - RENEW_BEFORE_S
    now = 1539.0
    assert await credentials.token() == handed_out[0]
    now = 1541.0
    assert await credentials.token() == handed_out[1]


async def test_what_the_platform_says_about_expiry_counts() -> None:
    async def provider() -> str:
        return "opaque"

    credentials = Credentials(token_provider=provider, wall=lambda: 1000.0)
    await credentials.token()
    assert credentials.renew_in_s(None) is None
    assert credentials.renew_in_s(1300) == 300 - RENEW_BEFORE_S


async def test_a_fixed_token_is_never_renewed() -> None:
    credentials = Credentials(token=jwt(exp=1), wall=lambda: 1000.0)
    assert credentials.renew_in_s(None) is None
    with pytest.raises(Unauthenticated, match="token_provider"):
        await credentials.fresh()


async def test_an_api_key_is_handed_in_again_before_the_connections_time_is_over() -> None:
    credentials = Credentials(token="finops_0123456789ab_secret", wall=lambda: 1000.0)
    assert credentials.renewable
    assert credentials.renew_in_s(1900) == 900 - RENEW_BEFORE_S
    assert await credentials.token() == await credentials.fresh() == "finops_0123456789ab_secret"


async def test_a_provider_that_fails_is_an_authentication_error_with_its_reason() -> None:
    async def provider() -> str:
        raise RuntimeError("the vault is sealed")

    with pytest.raises(Unauthenticated, match="the vault is sealed"):
        await Credentials(token_provider=provider).token()


def test_credentials_need_exactly_one_source() -> None:
    with pytest.raises(ValueError, match="either"):
        Credentials()


@pytest.mark.parametrize("url", ["ws://127.0.0.1:8000/ws", "ws://localhost/ws", "ws://[::1]:1/ws", "wss://example.com"])
def test_a_safe_address_is_accepted(url: str) -> None:
    check_url(url, allow_insecure=False)


def test_a_token_is_not_sent_to_another_machine_in_clear_text() -> None:
    with pytest.raises(InsecureUrl, match="clear text"):
        check_url("ws://example.com/ws", allow_insecure=False)
    check_url("ws://example.com/ws", allow_insecure=True)


@pytest.mark.parametrize("url", ["", "http://localhost", "localhost:8000", "ws://"])
def test_what_is_no_websocket_address_is_refused(url: str) -> None:
    with pytest.raises(ConnectionFailed, match="not a WebSocket URL") as refused:
        check_url(url, allow_insecure=True)
    assert not refused.value.retryable


def write_platform(folder: Path, **fields: object) -> None:
    found = {"url": "ws://127.0.0.1:8000/ws", "token": "secret", "pid": os.getpid(), **fields}
    (folder / local.PLATFORM_FILE).write_text(json.dumps(found), encoding="utf-8")


def test_a_running_local_platform_is_found(tmp_path: Path) -> None:
    write_platform(tmp_path)
    found = local.find_platform(tmp_path)
    assert (found.url, found.token, found.pid) == ("ws://127.0.0.1:8000/ws", "secret", os.getpid())


def test_the_data_folder_comes_from_the_environment_else_from_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FINOPS_DATA_DIR", str(tmp_path))
    write_platform(tmp_path)
    assert local.find_platform().token == "secret"
    monkeypatch.delenv("FINOPS_DATA_DIR")
    monkeypatch.setenv("HOME", "/home/somebody")
    assert local.default_data_dir() == Path("/home/somebody/.finops")


def test_no_platform_is_said_with_how_to_start_one(tmp_path: Path) -> None:
    with pytest.raises(NoLocalPlatform, match="finops up"):
        local.find_platform(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"url": 1}', "null"])
def test_a_broken_platform_file_is_no_platform(tmp_path: Path, text: str) -> None:
    (tmp_path / local.PLATFORM_FILE).write_text(text, encoding="utf-8")
    with pytest.raises(NoLocalPlatform, match=r"cannot be read"):
        local.find_platform(tmp_path)


def test_a_platform_that_has_stopped_is_no_platform(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    write_platform(tmp_path, pid=gone.pid)
    with pytest.raises(NoLocalPlatform, match="has stopped"):
        local.find_platform(tmp_path)


def test_the_token_is_not_sent_where_a_file_points_abroad(tmp_path: Path) -> None:
    write_platform(tmp_path, url="ws://example.com/ws")
    with pytest.raises(NoLocalPlatform, match="not on this machine"):
        local.find_platform(tmp_path)


async def test_a_plain_function_may_provide_tokens_and_blocks_nobody() -> None:
    loop_thread = threading.get_ident()
    called_on: list[int] = []

    def provider() -> str:
        called_on.append(threading.get_ident())
        return "plain"

    assert await Credentials(token_provider=provider).token() == "plain"
    assert called_on != [loop_thread]


async def test_a_plain_function_may_hand_out_an_awaitable() -> None:
    async def fetch(name: str) -> str:
        return f"token of {name}"

    assert await Credentials(token_provider=lambda: fetch("ada")).token() == "token of ada"
