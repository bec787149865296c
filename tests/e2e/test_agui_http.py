"""A stock AG-UI HttpAgent asks the embedded platform over Server-Sent Events."""

import json
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.processes import PlatformProcess

AGENT = Path(__file__).parents[1] / "agui"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    running = PlatformProcess(data_dir=tmp_path_factory.mktemp("agui") / "data", tool_s=0.1).start()
    yield running
    running.stop()


STREAMED, STRETCHED = "/agui", "/v1/agui"
"""Live on this machine alone, and as the cloud has it too."""


def http_url(platform: PlatformProcess, path: str = STREAMED) -> str:
    return platform.url.replace("ws://", "http://").replace("/ws", path)


def post(platform: PlatformProcess, body: object, *, token: str, path: str = STREAMED) -> tuple[int, str]:
    request = urllib.request.Request(
        http_url(platform, path),
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def run_input(run_id: str, question: str = "What did I spend by service?") -> dict[str, Any]:
    return {"threadId": "t", "runId": run_id, "messages": [{"id": "m", "role": "user", "content": question}]}


@pytest.mark.parametrize("path", [STREAMED, STRETCHED])
def test_a_stock_http_agent_gets_the_run_to_its_end(platform: PlatformProcess, path: str):
    node = shutil.which("node")
    assert node
    done = subprocess.run(
        [node, "ask.mjs", http_url(platform, path), platform.token, "What did I spend by service?"],
        cwd=AGENT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    *events, messages = [json.loads(line) for line in done.stdout.splitlines()]
    assert events[0]["type"] == "RUN_STARTED"
    assert events[-1]["type"] == "RUN_FINISHED"
    percents = [event["value"]["percent"] for event in events if event.get("name") == "job.progress"]
    assert percents == [5, 30, 60, 90, 100]
    assert any("You spent nothing." in str(message.get("content")) for message in messages["messages"])


def test_the_same_run_read_again_is_the_same_run(platform: PlatformProcess):
    first = post(platform, run_input("run-again"), token=platform.token)
    assert post(platform, run_input("run-again"), token=platform.token) == first
    assert first[0] == 200
    assert first[1].count("RUN_FINISHED") == 1


def test_what_is_no_run_is_refused_with_words(platform: PlatformProcess):
    status, body = post(platform, {"threadId": "t", "runId": "r", "messages": []}, token=platform.token)
    assert (status, json.loads(body)["code"]) == (400, "BAD_FRAME")


@pytest.mark.parametrize("path", [STREAMED, STRETCHED, "/v1/jobs"])
def test_nobody_asks_without_the_token(platform: PlatformProcess, path: str):
    assert post(platform, run_input("run-foreign"), token="guess", path=path)[0] == 401


def test_a_program_without_a_socket_submits_waits_and_reads_the_answer(platform: PlatformProcess):
    status, told = post(platform, run_input("run-http"), token=platform.token, path="/v1/jobs")
    job_id = json.loads(told)["jobId"]
    assert status == 202
    status, told = post(platform, None, token=platform.token, path=f"/v1/jobs/{job_id}?wait=20")
    read = json.loads(told)
    assert (status, read["job"]["status"], read["failure"]) == (200, "SUCCEEDED", None)
    assert "You spent nothing." in read["answer"]["headline"]
    status, events = post(platform, None, token=platform.token, path=f"/v1/jobs/{job_id}/events?after=1")
    assert (status, events.count("RUN_FINISHED"), events.count("RUN_STARTED")) == (200, 1, 0)


def test_a_request_larger_than_a_frame_is_refused_before_it_is_read(platform: PlatformProcess):
    large = run_input("run-large") | {"context": ["x" * 40_000]}
    status, told = post(platform, large, token=platform.token, path="/v1/jobs")
    assert (status, json.loads(told)["code"]) == (413, "TOO_LARGE")
