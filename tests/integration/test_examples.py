"""The examples run as they stand, over the real embedded platform; what they send and get is what the document says."""

import asyncio
import json
import os
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from finops_client import AsyncClient
from local.platform import Platform
from local.settings import LocalSettings
from tests.integration.fault_proxy import Fault, FaultProxy, random_schedule
from tests.meta.wire_schema import problems

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
BILL = ROOT / "tests" / "data" / "bills" / "cur_2.0_tiny.csv"
QUESTION = "What did I spend by service?"
TICK_S = 0.05

STRANGER: dict[str, Any] = runpy.run_path(str(EXAMPLES / "asyncapi_client.py"))


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    data_dir = tmp_path_factory.mktemp("data")
    running = Platform(LocalSettings(bill=str(BILL), port=0, data_dir=data_dir, workers=2)).start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def environment(platform: Platform, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Where an example finds the platform."""
    folder = tmp_path_factory.mktemp("address")
    found = {"url": platform.url, "token": platform.token, "pid": os.getpid()}
    (folder / "platform.json").write_text(json.dumps(found), encoding="utf-8")
    return {**os.environ, "FINOPS_DATA_DIR": str(folder), "PYTHONPATH": str(ROOT / "client" / "src")}


async def run(environment: dict[str, str], example: str, *arguments: str) -> tuple[list[str], list[str]]:
    """The lines an example writes to its output and to its errors."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-W", "error", str(EXAMPLES / example), *arguments),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(90):
        out, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    return out.decode().splitlines(), errors.decode().splitlines()


def test_the_client_of_the_document_imports_the_standard_library_and_websockets_only():
    source = (EXAMPLES / "asyncapi_client.py").read_text(encoding="utf-8")
    imported = {line.split()[1].split(".")[0] for line in source.splitlines() if line.startswith(("import ", "from "))}
    assert imported - {"websockets"} <= set(sys.stdlib_module_names)
    assert "websockets" in imported


async def test_the_client_of_the_document_prints_the_answer(environment: dict[str, str]):
    out, errors = await run(environment, "asyncapi_client.py", QUESTION)
    assert out[0].startswith("You spent most on Amazon Relational Database Service: $0.03 of $0.07")
    assert out[1:3] == ["Service\tAmount\tShare", "Amazon Relational Database Service\t0.0340\t0.52147239"]
    assert errors[0].startswith("  5 %")
    assert errors[-1].startswith("100 %")


async def test_all_it_sends_and_gets_is_valid_by_the_document(platform: Platform):
    async with FaultProxy(platform.url.removesuffix("/ws")) as proxy, asyncio.timeout(30):
        events = await STRANGER["ask"](f"{proxy.url}/ws", platform.token, QUESTION)
    assert events[0]["type"] == "RUN_STARTED"
    assert events[-1]["outcome"] == {"type": "success"}
    sent = [json.loads(text) for direction, text in proxy.seen if direction == "up"]
    got = [json.loads(text) for direction, text in proxy.seen if direction == "down"]
    assert len(got) > len(events)
    assert [found for frame in sent if (found := problems("ClientFrame", frame))] == []
    assert [found for frame in got if (found := problems("ServerFrame", frame))] == []


@pytest.mark.parametrize("seed", range(8))
async def test_whatever_the_network_does_it_has_each_event_once_and_in_order(platform: Platform, seed: int):
    # A tick is scaled down, and with it the patience that half-open connections need.
    async with FaultProxy(platform.url.removesuffix("/ws"), schedule=random_schedule(seed)) as proxy:
        async with asyncio.timeout(90):
            events = await STRANGER["ask"](f"{proxy.url}/ws", platform.token, QUESTION, tick_s=TICK_S)
    assert sum(proxy.happened.values()) > 0
    async with AsyncClient(platform.url, token=platform.token) as client:
        recorded = [event.chunk async for event in client.resume(events[0]["metadata"]["finops"]["jobId"])]
    assert events == recorded


async def test_a_token_that_is_not_the_platforms_is_said_to_be_refused(platform: Platform):
    with pytest.raises(STRANGER["Refused"], match=r"401|403"):
        await STRANGER["ask"](platform.url, "somebody's", QUESTION)


async def test_a_question_the_platform_will_not_take_is_not_asked_for_ever(platform: Platform):
    with pytest.raises(STRANGER["Refused"], match="TOO_LARGE"):
        await STRANGER["ask"](platform.url, platform.token, "x" * 5000)


REQUESTS: list[dict[str, Any]] = [
    {"type": "ping"},
    {"type": "jobs.list"},
    {"type": "threads.list"},
    {"type": "thread.get", "threadId": "talk"},
    {"type": "thread.rename", "threadId": "talk", "title": "By service"},
    {"type": "thread.delete", "threadId": "talk"},
    {"type": "thread.delete", "threadId": "none"},
    {"type": "get", "jobId": "none", "artifactId": "none"},
    {"type": "resume", "jobs": [{"jobId": "none", "after": 0}]},
    {"type": "auth", "token": "$token"},
    {"type": "auth", "token": "another"},
    {"type": "approve", "jobId": "none", "resume": []},
    {"type": "nonsense"},
]


async def test_every_request_is_answered_by_a_frame_that_the_document_describes(platform: Platform):
    async with AsyncClient(platform.url, token=platform.token) as client:
        await client.answer(QUESTION, thread_id="talk")
    headers = {"Authorization": f"Bearer {platform.token}"}
    async with (
        connect(platform.url, subprotocols=[Subprotocol("finops.v1")], additional_headers=headers) as socket,
        asyncio.timeout(30),
    ):
        for number, request in enumerate(REQUESTS):
            await socket.send(json.dumps(request | {"reqId": str(number)}).replace("$token", platform.token))
            reply = json.loads(await socket.recv())
            assert problems("ServerFrame", reply) == [], reply
            assert reply["reqId"] == str(number)
            if request["type"] != "nonsense":
                assert problems("ClientFrame", request) == []


async def test_the_notebook_prints_a_frame_of_exact_numbers_and_names_its_conversation(
    environment: dict[str, str], platform: Platform
):
    out, errors = await run(environment, "notebook.py")
    assert errors == []
    assert any(line.startswith("total 0.0") for line in out)
    assert any(line.endswith("rows") and line.split(" of ")[0] == line.split()[2] for line in out)
    async with AsyncClient(platform.url, token=platform.token) as client:
        assert (await client.threads())[0].title == "From a notebook"


def test_no_fault_is_missing_from_what_the_schedules_try():
    assert {random_schedule(seed)("up") for seed in range(200)} == set(Fault)
