"""Each rule of the wire: who may do what, which code refuses it, and that nobody else is harmed."""

import json
from pathlib import Path
from typing import Any

import pytest

from finops_core.errors import StorageUnavailable
from finops_core.jobs.events import AgentStarted, Progress, RunFailed, RunFinished, TextDelta, TextStarted
from finops_core.jobs.model import JobStatus
from tests.unit.websocket.door import FRAMES_PER_SECOND, Door, open_door, run_frame
from websocket.limits import BURST_S

FRAMES_OF_STRANGERS: tuple[dict[str, Any], ...] = (
    {"type": "cancel", "jobId": "$job"},
    {"type": "get", "jobId": "$job", "artifactId": "a"},
    {"type": "resume", "jobs": [{"jobId": "$job", "after": 0}]},
)


def code_of(frames: list[dict[str, Any]]) -> str:
    (frame,) = frames
    assert frame["type"] == "error"
    return str(frame["code"])


@pytest.mark.parametrize("frame", FRAMES_OF_STRANGERS, ids=lambda frame: frame["type"])
def test_another_users_job_is_not_found(door: Door, frame: dict[str, Any]):
    job_id = door.run()["jobId"]
    door.connect("bob", "c2")
    asked = json.dumps(frame).replace("$job", job_id)
    assert code_of(door.send(asked, user="bob", connection_id="c2")) == "JOB_NOT_FOUND"
    assert door.jobs.of_user("ada", job_id).status is JobStatus.QUEUED


def test_abort_of_another_users_run_is_not_found(door: Door):
    job_id = door.run()["jobId"]
    door.connect("bob", "c2")
    assert code_of(door.send({"type": "abort", "runId": "run-1"}, user="bob", connection_id="c2")) == "JOB_NOT_FOUND"
    assert door.jobs.of_user("ada", job_id).active


RUBBISH = {
    "empty": "",
    "no json": "{",
    "a number": "7",
    "an array": "[]",
    "null": "null",
    "no type": "{}",
    "unknown type": '{"type":"drop table"}',
    "a field too many": '{"type":"ping","admin":true}',
    "a missing field": '{"type":"cancel"}',
    "an id with spaces": '{"type":"cancel","jobId":"a b"}',
    "a negative seq": '{"type":"resume","jobs":[{"jobId":"a","after":-1}]}',
    "deeply nested": '{"type":"ping","x":' + "[" * 5000 + "]" * 5000 + "}",
    "a lone surrogate": '{"type":"ping","reqId":"\\ud800"}',
    "a huge number": '{"type":"resume","jobs":[{"jobId":"a","after":1e400}]}',
    "no user message": json.dumps(
        {"type": "run", "reqId": "r", "input": {"threadId": "t", "runId": "r", "messages": []}}
    ),
    "an empty question": json.dumps(run_frame(question="  ")),
    "props that are no object": json.dumps(run_frame(forwardedProps=[1])),
    "a run id with a line break": json.dumps(run_frame(run_id="a\nb")),
    "an empty thread id": json.dumps(run_frame(threadId="")),
}


@pytest.mark.parametrize("body", RUBBISH.values(), ids=RUBBISH.keys())
def test_rubbish_is_a_bad_frame_and_the_connection_goes_on(door: Door, body: str):
    assert code_of(door.send(body)) == "BAD_FRAME"
    assert door.send({"type": "ping"}) == [{"type": "pong", "reqId": None}]
    assert door.jobs.recent("ada") == []


@pytest.mark.parametrize(
    "body",
    [
        '{"type":"ping","reqId":"' + "x" * 31_000 + '"}',
        json.dumps(run_frame(question="x" * 4001)),
        json.dumps(run_frame(forwardedProps={"x": "y" * 9000})),
    ],
    ids=["frame", "question", "props"],
)
def test_what_is_too_large_is_told_so(door: Door, body: str):
    assert code_of(door.send(body)) == "TOO_LARGE"


def test_an_error_names_the_request_it_answers(door: Door):
    (error,) = door.send({"type": "cancel", "reqId": "r-7"})
    assert error["reqId"] == "r-7"
    assert "jobId" in error["message"]


def test_a_new_run_on_an_expired_token_is_token_expired(door: Door):
    exp = int(door.clock.now().timestamp()) + 60
    door.connect("ada", "c2", exp=exp)
    assert door.run(connection_id="c2", exp=exp)["type"] == "ack"
    door.clock.advance(61)
    assert door.run("run-2", connection_id="c2", exp=exp)["code"] == "TOKEN_EXPIRED"
    assert door.send({"type": "ping"}, connection_id="c2", exp=exp) == [{"type": "pong", "reqId": None}]


def test_a_run_is_taken_again_after_a_fresh_token(door: Door):
    exp = int(door.clock.now().timestamp()) + 60
    door.connect("ada", "c2", exp=exp)
    door.clock.advance(61)
    door.send({"type": "auth", "token": f"ada@{exp + 3600}"}, connection_id="c2", exp=exp)
    assert door.run(connection_id="c2", exp=exp)["type"] == "ack"


def test_more_active_jobs_than_allowed_are_rate_limited_for_that_user_only(tmp_path: Path):
    for door in open_door(tmp_path, max_active_jobs=2):
        door.connect()
        door.connect("bob", "c2")
        jobs = [door.run(f"run-{number}")["jobId"] for number in range(2)]
        error = door.run("run-2")
        assert (error["code"], error["retryable"], error["retryAfterMs"]) == ("RATE_LIMITED", True, 1000)
        assert door.run("run-1")["duplicate"] is True
        assert door.run("run-2", user="bob", connection_id="c2")["type"] == "ack"
        door.work(jobs[0], RunFinished())
        assert door.run("run-2")["type"] == "ack"


def test_more_frames_than_allowed_are_rate_limited_for_that_user_over_all_their_connections(door: Door):
    door.connect("ada", "c2")
    door.connect("bob", "c3")
    most = int(FRAMES_PER_SECOND * BURST_S)
    answers = [door.send({"type": "ping"}, connection_id=f"c{1 + n % 2}")[0] for n in range(most + 5)]
    assert [answer["type"] for answer in answers].count("pong") == most
    assert answers[-1]["code"] == "RATE_LIMITED"
    door.disconnect("ada", "c2")
    door.connect("ada", "c2")
    assert door.send({"type": "ping"}, connection_id="c2")[0]["code"] == "RATE_LIMITED", "a new connection counts on"
    assert door.send({"type": "ping"}, user="bob", connection_id="c3") == [{"type": "pong", "reqId": None}]
    door.clock.advance(1)
    assert door.send({"type": "ping"}) == [{"type": "pong", "reqId": None}]


def test_each_event_reaches_every_connection_of_its_user_in_order_and_nobody_else(door: Door):
    door.connect("ada", "c2")
    door.connect("bob", "c3")
    job_id = door.run()["jobId"]
    door.work(job_id, Progress(percent=30, stage="routing", message="m"), RunFinished())
    door.poster.take("c1")
    door.publish()
    for connection in ("c1", "c2"):
        assert [frame["id"] for frame in door.poster.frames(connection)] == ["1", "2", "3", "4"]
    assert door.poster.frames("c3") == []


def test_every_envelope_has_no_type_and_repeats_job_seq_and_percent(door: Door):
    job_id = door.run()["jobId"]
    door.work(job_id, AgentStarted(agent_run_id="a", agent="cost"), Progress(percent=30, stage="s", message="m"))
    door.poster.take("c1")
    door.publish()
    frames = door.poster.frames("c1")
    assert all("type" not in frame and frame["threadId"] == "t1" for frame in frames)
    marks = [frame["chunk"]["metadata"]["finops"] for frame in frames]
    assert marks == [{"jobId": job_id, "seq": seq, "percent": p} for seq, p in ((1, 0), (2, 5), (3, 5), (4, 30))]


def test_a_connection_that_is_gone_is_forgotten_and_its_jobs_go_on(door: Door):
    job_id = door.run()["jobId"]
    door.poster.open.discard("c1")
    door.clock.advance(11)
    assert door.publish() == {"batchItemFailures": []}
    assert door.deps.connections.of_user("ada") == []
    assert door.jobs.of_user("ada", job_id).active


def test_a_connection_whose_connect_has_not_returned_is_not_forgotten(door: Door):
    door.connect("ada", "c2")
    door.poster.open.discard("c2")
    job_id = door.run()["jobId"]
    assert door.publish() == {"batchItemFailures": []}
    door.poster.open.add("c2")
    door.work(job_id, RunFinished())
    door.publish()
    assert door.poster.frames("c2")[-1]["chunk"]["type"] == "RUN_FINISHED"


def test_a_slow_reader_loses_frames_and_gets_them_by_resuming(door: Door):
    door.connect("ada", "c2")
    job_id = door.run()["jobId"]
    door.poster.take("c1")
    door.poster.slow.add("c1")
    door.publish()
    assert door.poster.frames("c1") == []
    assert len(door.poster.frames("c2")) == 2
    door.poster.slow.discard("c1")
    frames = door.send({"type": "resume", "jobs": [{"jobId": job_id, "after": 0}]})
    assert [frame["id"] for frame in frames[:-1]] == ["1", "2"]


def test_a_reply_to_a_sender_that_left_is_dropped(door: Door):
    door.poster.open.discard("c1")
    assert door.send({"type": "ping"}) == []
    assert door.deps.connections.find("ada", "c1") is None


def test_disconnecting_forgets_the_connection_and_nothing_else(door: Door):
    job_id = door.run()["jobId"]
    door.disconnect()
    assert door.deps.connections.of_user("ada") == []
    assert door.jobs.of_user("ada", job_id).active


def test_a_replay_asked_for_in_the_url_is_served_after_connect_returned(door: Door):
    job_id = door.run()["jobId"]
    door.publish()
    position = door.table.feed_position()
    door.table.trim_feed(position)
    event_answer = door.connect("ada", "c2", query={"runId": "run-1", "offset": "1"})
    assert event_answer["statusCode"] == 200
    door.poster.open.discard("c2")
    failed = door.publish()["batchItemFailures"]
    assert len(failed) == 1
    door.poster.open.add("c2")
    assert door.publish() == {"batchItemFailures": []}
    frames = door.poster.frames("c2")
    assert [frame.get("id") for frame in frames] == ["2", None]
    assert frames[-1] == {"type": "resume.done", "reqId": None, "jobId": job_id, "through": 2}


@pytest.mark.parametrize("query", [{"runId": "x" * 200}, {"runId": "r", "offset": "-1"}, {"offset": "1"}, None])
def test_a_senseless_replay_request_does_not_refuse_the_connection(door: Door, query: dict[str, str] | None):
    assert door.connect("ada", "c2", query=query)["statusCode"] == 200
    assert door.publish() == {"batchItemFailures": []}


def test_a_replay_of_an_unknown_run_is_told_so(door: Door):
    door.connect("ada", "c2", query={"runId": "nothing", "offset": "0"})
    door.publish()
    assert code_of(door.poster.frames("c2")) == "JOB_NOT_FOUND"


def test_a_poison_record_is_passed_over(door: Door):
    from websocket import publisher

    job_id = door.run()["jobId"]
    door.poster.take("c1")
    door.publish()
    good = door.poster.take("c1")
    poison = {"eventName": "INSERT", "dynamodb": {"SequenceNumber": "1", "NewImage": {"sk": {"S": "SEG#1"}}}}
    assert publisher.handler({"Records": [poison]}, None, deps=door.deps) == {"batchItemFailures": []}
    assert good[0]["jobId"] == job_id


@pytest.mark.parametrize(
    ("offered", "echoed"),
    [
        ("finops.v1, base64UrlBearerAuthorization.YWRh", {"Sec-WebSocket-Protocol": "finops.v1"}),
        ("finops.v1", {"Sec-WebSocket-Protocol": "finops.v1"}),
        ("other", {}),
        (None, {}),
    ],
)
def test_only_the_subprotocol_is_echoed_never_the_token(door: Door, offered: str | None, echoed: dict[str, str]):
    headers = {"sec-websocket-protocol": offered} if offered else {}
    assert door.connect("ada", "c9", headers=headers)["headers"] == echoed


def test_a_failing_store_is_an_internal_error_that_may_be_retried(door: Door):
    door.table.close()
    frames = door.send(run_frame())
    assert (frames[0]["code"], frames[0]["retryable"]) == ("INTERNAL", True)
    with pytest.raises(StorageUnavailable):
        door.jobs.find("any")


def test_long_text_and_errors_are_frames_below_the_limit(door: Door):
    job_id = door.run()["jobId"]
    text = TextDelta(message_id="m", delta="é" * 2000)
    door.work(job_id, TextStarted(message_id="m"), text, RunFailed(code="TIMEOUT", message="Too slow. Ask for less."))
    door.publish()
    sent = door.poster.frames("c1")
    assert all(len(json.dumps(frame, ensure_ascii=False).encode()) <= 30 * 1024 for frame in sent)
    assert sent[-1]["chunk"] | {"metadata": 0, "timestamp": 0} == {
        "type": "RUN_ERROR",
        "message": "Too slow. Ask for less.",
        "code": "TIMEOUT",
        "metadata": 0,
        "timestamp": 0,
    }
