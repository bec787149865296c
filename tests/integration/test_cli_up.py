"""`finops up`: the platform from the command line, from its first link to its last signal."""

import asyncio
import json
import os
import signal
import stat
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from finops_client import AsyncClient, NoLocalPlatform
from tests.integration.cli_command import PATIENCE_S, TINY_BILL, Finished, ended, finops, start


@asynccontextmanager
async def platform(data_dir: Path, *more: str) -> AsyncGenerator[tuple[asyncio.subprocess.Process, dict[str, Any]]]:
    """A platform over the tiny bill and what it announced; killed at the end if it still runs."""
    process = await start(
        "up", "--bill", str(TINY_BILL), "--port", "0", "--data-dir", str(data_dir), *more, data_dir=data_dir
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            assert process.stdout is not None
            line = await process.stdout.readline()
            if not line:
                assert process.stderr is not None
                pytest.fail((await process.stderr.read()).decode())
        yield process, json.loads(line) if line.startswith(b"{") else {"line": line.decode()}
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def stopped(process: asyncio.subprocess.Process, number: signal.Signals) -> Finished:
    process.send_signal(number)
    return await ended(process)


async def test_up_prints_a_link_with_the_token_and_tells_programs_where_it_is(tmp_path: Path) -> None:
    async with platform(tmp_path, "--json") as (process, told):
        found = json.loads((tmp_path / "platform.json").read_text(encoding="utf-8"))
        assert told == {
            "link": f"http{found['url'].removeprefix('ws').removesuffix('/ws')}/#token={found['token']}",
            "url": found["url"],
            "bill": str(TINY_BILL),
            "pid": process.pid,
        }
        assert found["pid"] == process.pid
        assert stat.S_IMODE(os.stat(tmp_path / "platform.json").st_mode) == 0o600


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_up_stops_in_good_order_on_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    async with platform(tmp_path) as (process, told):
        assert told["line"] == f"Answers about: {TINY_BILL}\n"
        done = await stopped(process, number)
    assert (done.code, done.err) == (0, "")
    with pytest.raises(NoLocalPlatform):
        AsyncClient.local(tmp_path)


async def test_a_second_platform_over_the_same_folder_exits_with_2(tmp_path: Path) -> None:
    async with platform(tmp_path):
        second = await finops("up", "--bill", str(TINY_BILL), "--port", "0", data_dir=tmp_path)
    assert second.code == 2
    assert "running" in second.err


async def test_commands_meet_in_the_running_platform_and_a_job_survives_its_restart(tmp_path: Path) -> None:
    async with platform(tmp_path, "--json") as (process, first):
        asked = await finops("ask", "What did I spend in January 2025?", "--json", data_dir=tmp_path)
        assert asked.code == 0, asked.err
        process.kill()
        await process.wait()
    async with platform(tmp_path, "--json") as (process, again):
        assert again["link"].partition("#")[2] == first["link"].partition("#")[2]
        (job,) = json.loads((await finops("jobs", "list", "--json", data_dir=tmp_path)).out)
        shown = await finops("jobs", "show", job["jobId"], "--json", data_dir=tmp_path)
        async with AsyncClient.local(tmp_path) as client:
            events = [event async for event in client.resume(job["jobId"])]
    assert job["question"] == "What did I spend in January 2025?"
    assert json.loads(shown.out) == json.loads(asked.out)
    assert [event.seq for event in events] == list(range(1, job["seq"] + 1))
