"""Nothing larger than a frame leaves the front door, whatever is listed or told."""

import json
from typing import Any

import pytest

from finops_core.errors import ErrorCode, RateLimited, TokenExpired
from finops_core.jobs import events as domain
from finops_core.jobs.events import MAX_EVENT_BYTES, Event
from finops_core.jobs.log import split
from tests.unit.websocket.door import Door
from websocket import protocol
from websocket.list_frames import ThreadSummary
from websocket.poster import MAX_POST_BYTES


def thread(number: int, title: str) -> ThreadSummary:
    return ThreadSummary(thread_id=f"t-{number}", title=title, updated_at=number, jobs=1)


def size(frame: dict[str, Any]) -> int:
    return len(json.dumps(frame, ensure_ascii=False, separators=(",", ":")).encode())


def test_a_frame_leaves_room_for_the_gateways_own_framing():
    assert protocol.MAX_FRAME_BYTES == 30 * 1024 < 32 * 1024
    assert MAX_POST_BYTES == 128 * 1024


@pytest.mark.parametrize("letter", ["x", "é", "😀", '"', "\\"])
def test_a_list_is_cut_where_its_frame_is_full_and_not_before(letter: str):
    threads = [thread(number, letter * 80) for number in range(2000)]
    kept = protocol.that_fit(threads)
    assert kept == tuple(threads[: len(kept)])
    frame = protocol.to_text(protocol.Threads(req_id="x" * 128, threads=kept))
    assert len(frame.encode()) <= protocol.MAX_FRAME_BYTES
    one_more = protocol.to_text(protocol.Threads(req_id="x" * 128, threads=tuple(threads[: len(kept) + 2])))
    assert len(one_more.encode()) > protocol.MAX_FRAME_BYTES - 600


def test_a_list_that_fits_is_whole():
    threads = [thread(number, "x") for number in range(20)]
    assert protocol.that_fit(threads) == tuple(threads)
    assert protocol.that_fit(()) == ()


@pytest.mark.parametrize(
    "event",
    [
        domain.TextDelta(message_id="m" * 64, delta="é" * 4096),
        domain.ToolResult(call_id="c" * 64, agent_run_id="a" * 64, content="é" * 11_000),
        domain.ToolArgs(call_id="c" * 64, agent_run_id="a" * 64, delta='"' * 8_000),
        domain.RunFailed(code="INTERNAL", message="é" * 11_000),
        domain.RunStarted(question="é" * 4000),
    ],
    ids=lambda event: event.type,
)
def test_the_largest_event_of_each_kind_is_one_frame_within_the_limit(door: Door, event: Event):
    (part,) = split((event,))
    assert len(part.text.encode()) <= MAX_EVENT_BYTES + 2
    job_id = door.run(question="é" * 4000)["jobId"]
    door.work(job_id, event)
    door.poster.take("c1")
    door.publish()
    frames = door.poster.frames("c1")
    assert len(frames) == 3
    assert all(size(frame) <= protocol.MAX_FRAME_BYTES for frame in frames)


def test_a_job_in_a_list_shows_the_beginning_of_its_question(door: Door):
    door.run(question="é" * 4000)
    (listed,) = door.send({"type": "jobs.list"})
    assert listed["jobs"][0]["question"] == "é" * 200


@pytest.mark.parametrize("req_id", [None, "r-1"])
def test_an_error_frame_says_everything_a_client_needs(req_id: str | None):
    error = RateLimited("Slow down.", retry_after_ms=250)
    assert json.loads(protocol.to_text(protocol.error_frame(error, req_id=req_id))) == {
        "type": "error",
        "reqId": req_id,
        "code": "RATE_LIMITED",
        "message": "Slow down.",
        "retryable": True,
        "retryAfterMs": 250,
    }


def test_an_error_that_is_final_says_so():
    told = json.loads(protocol.to_text(protocol.error_frame(TokenExpired("Sign in."), req_id=None)))
    assert (told["retryable"], told["retryAfterMs"]) == (False, None)


def test_every_code_of_the_protocol_is_there_and_no_other():
    assert {code.value for code in ErrorCode} == {
        "UNAUTHENTICATED",
        "TOKEN_EXPIRED",
        "FORBIDDEN",
        "BAD_FRAME",
        "TOO_LARGE",
        "RATE_LIMITED",
        "JOB_NOT_FOUND",
        "TIMEOUT",
        "STILL_RUNNING",
        "DEAD_LETTERED",
        "INTERNAL",
        "INTERRUPT_EXPIRED",
        "INTERRUPT_CONFLICT",
    }
