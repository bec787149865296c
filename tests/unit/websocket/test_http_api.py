"""What a program hears over HTTP: the rules of the wire, in requests and statuses."""

import base64
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from finops_core.errors import ErrorCode
from finops_core.jobs.events import Answered, Progress, RunFailed, RunFinished, StepStarted
from finops_core.jobs.model import JobStatus
from tests.unit.websocket.door import FRAMES_PER_SECOND, Door, open_door, run_frame
from tests.unit.websocket.http_visitor import HttpVisitor
from tests.unit.websocket.test_agui_events import ANSWER
from websocket.faults import FAULTS
from websocket.http_api.handler import handler
from websocket.http_api.request import MAX_WAIT_S
from websocket.http_api.visit import LOOK_EVERY_S
from websocket.limits import BURST_S

DONE = (Progress(percent=100, stage="answer", message="Done."), RunFinished())
RUN: dict[str, Any] = run_frame()["input"]


@pytest.fixture
def ada(door: Door) -> HttpVisitor:
    return HttpVisitor(door=door)


def submit(visitor: HttpVisitor, run_id: str = "run-1") -> str:
    return str(visitor.post("/v1/jobs", RUN | {"runId": run_id}).json["jobId"])


# Submitting


def test_a_submitted_run_is_a_job_with_its_doorbell(ada: HttpVisitor):
    answer = ada.post("/v1/jobs", RUN)
    assert (answer.status, answer.json["type"], answer.json["duplicate"]) == (202, "ack", False)
    job = ada.door.jobs.of_user("ada", answer.json["jobId"])
    assert (job.status, job.question) == (JobStatus.QUEUED, "What did I spend?")
    assert [message.body for message in ada.door.queue.receive()] == [job.job_id]


def test_submitting_twice_is_one_job_whichever_way_it_came(ada: HttpVisitor):
    over_socket = ada.door.run()
    again = ada.post("/v1/jobs", RUN)
    assert (again.json["jobId"], again.json["duplicate"]) == (over_socket["jobId"], True)


def test_a_body_in_base64_is_read(door: Door):
    event = {
        "rawPath": "/v1/jobs",
        "headers": {"Authorization": "Bearer ada"},
        "requestContext": {"http": {"method": "POST"}},
        "body": base64.b64encode(json.dumps(RUN).encode()).decode(),
        "isBase64Encoded": True,
    }
    assert handler(event, None, deps=door.deps)["statusCode"] == 202
    assert handler(event | {"body": "\x00"}, None, deps=door.deps)["statusCode"] == 400


@pytest.mark.parametrize("body", ["", "no json", "[]", '{"type": "ping"}', json.dumps(RUN | {"messages": []})])
def test_what_is_no_run_is_not_submitted(ada: HttpVisitor, body: str):
    answer = ada.post("/v1/jobs", body)
    assert (answer.status, answer.json["code"]) == (400, "BAD_FRAME")
    assert ada.door.jobs.recent("ada") == []


def test_a_request_above_the_limit_of_a_frame_is_too_large(ada: HttpVisitor):
    answer = ada.post("/v1/jobs", RUN | {"context": ["x" * 31_000]})
    assert (answer.status, answer.json["code"]) == (413, "TOO_LARGE")


def test_more_active_jobs_than_allowed_are_refused_with_a_time(tmp_path: Path):
    for door in open_door(tmp_path, max_active_jobs=1):
        ada = HttpVisitor(door=door)
        submit(ada)
        answer = ada.post("/v1/jobs", RUN | {"runId": "run-2"})
        assert (answer.status, answer.json["code"], answer.json["retryable"]) == (429, "RATE_LIMITED", True)
        assert answer.headers["Retry-After"] == "1"


def test_requests_and_frames_of_a_user_are_counted_together(ada: HttpVisitor):
    for _ in range(int(FRAMES_PER_SECOND * BURST_S) - 1):
        ada.door.send({"type": "ping"})
    assert [ada.get("/v1/jobs").status for _ in range(2)] == [200, 429]
    assert HttpVisitor(door=ada.door, token="bob").get("/v1/jobs").status == 200


# Reading


def test_a_users_jobs_are_listed_and_nobody_elses(ada: HttpVisitor):
    submit(HttpVisitor(door=ada.door, token="bob"))
    job_id = submit(ada)
    assert [job["jobId"] for job in ada.get("/v1/jobs").json["jobs"]] == [job_id]


def test_a_job_is_read_as_it_is_and_with_its_answer_once_it_has_one(ada: HttpVisitor):
    job_id = submit(ada)
    before = ada.get(f"/v1/jobs/{job_id}").json
    assert (before["job"]["status"], before["job"]["percent"], before["answer"]) == ("QUEUED", 5, None)
    ada.door.work(job_id, Answered(answer=ANSWER), *DONE)
    after = ada.get(f"/v1/jobs/{job_id}").json
    assert (after["job"]["status"], after["failure"]) == ("SUCCEEDED", None)
    assert after["answer"] == ANSWER.model_dump(mode="json", by_alias=True)


def test_a_job_that_failed_says_why(ada: HttpVisitor):
    job_id = submit(ada)
    ada.door.work(job_id, RunFailed(code="TIMEOUT", message="It took too long."))
    assert ada.get(f"/v1/jobs/{job_id}").json["failure"] == {"code": "TIMEOUT", "message": "It took too long."}


def test_a_stopped_job_has_no_answer_and_says_so(ada: HttpVisitor):
    job_id = submit(ada)
    stopping = ada.post(f"/v1/jobs/{job_id}/cancel")
    assert (stopping.status, stopping.json["status"]) == (202, "CANCELLED")
    assert ada.get(f"/v1/jobs/{job_id}").json["failure"]["code"] == "CANCELLED"


def test_reading_may_wait_for_the_end(ada: HttpVisitor):
    job_id = submit(ada)
    ada.meanwhile = lambda: ada.waited_s == 1.0 and ada.door.work(job_id, *DONE)
    assert ada.get(f"/v1/jobs/{job_id}?wait=20").json["job"]["status"] == "SUCCEEDED"
    assert ada.waited_s == 1.0


def test_waiting_ends_when_the_time_is_over(ada: HttpVisitor):
    job_id = submit(ada)
    assert ada.get(f"/v1/jobs/{job_id}?wait=3").json["job"]["status"] == "QUEUED"
    assert 3.0 <= ada.waited_s <= 3.25


def test_a_second_of_waiting_counts_as_a_frame_and_nobody_waits_for_more_than_all_their_frames(ada: HttpVisitor):
    job_id = submit(ada)
    for _ in range(int(FRAMES_PER_SECOND * BURST_S) - 3):
        ada.door.send({"type": "ping"})
    stopped = replace(ada, meanwhile=lambda: ada.door.clock.advance(-LOOK_EVERY_S))
    assert stopped.get(f"/v1/jobs/{job_id}?wait=25").status == 200
    assert stopped.waited_s == 1.0


@pytest.mark.parametrize("wait", ["-1", "26", "soon", "1.5", "²", "9" * 400])
def test_a_wait_that_is_no_number_of_seconds_is_refused(ada: HttpVisitor, wait: str):
    assert ada.get(f"/v1/jobs/{submit(ada)}?wait={wait}").status == 400


def test_a_large_result_is_read_part_by_part(ada: HttpVisitor):
    job_id = submit(ada)
    ada.door.jobs.add_artifact(ada.door.jobs.of_user("ada", job_id), "table-0", 1)
    ada.door.deps.blobs.put(f"{job_id}/table-0/0", b"[1]")
    part = ada.get(f"/v1/jobs/{job_id}/artifacts/table-0/0")
    assert (part.status, part.json["data"], part.json["parts"]) == (200, "[1]", 1)
    for missing in ("1", "-1", "x", "99999999"):
        assert ada.get(f"/v1/jobs/{job_id}/artifacts/table-0/{missing}").status == 404


# Events


def test_events_are_numbered_and_read_on_from_the_last(ada: HttpVisitor):
    job_id = submit(ada)
    ada.door.work(job_id, StepStarted(stage="routing"), *DONE)
    whole = ada.get(f"/v1/jobs/{job_id}/events").events
    assert [number for number, _ in whole] == ["1", "2", "3", "4", "5"]
    assert whole[-1][1]["type"] == "RUN_FINISHED"
    assert ada.get(f"/v1/jobs/{job_id}/events?after=3").events == whole[3:]
    assert ada.get(f"/v1/jobs/{job_id}/events", last_event_id="4").events == whole[4:]


def test_events_of_a_job_that_goes_on_say_where_to_read_on(ada: HttpVisitor):
    job_id = submit(ada)
    stretch = ada.get(f"/v1/jobs/{job_id}/events")
    assert [number for number, _ in stretch.events] == ["1", "2"]
    assert stretch.headers["Content-Type"].startswith("text/event-stream")
    assert stretch.body.endswith(f': the last events of jobs that go on: {{"{job_id}":2}}\n\n')


def test_when_all_was_read_of_a_job_that_ended_nobody_asks_again(ada: HttpVisitor):
    job_id = submit(ada)
    ada.door.work(job_id, *DONE)
    assert ada.get(f"/v1/jobs/{job_id}/events?after=4").status == 204


def test_each_event_comes_once_over_stretches_that_end_anywhere(ada: HttpVisitor):
    job_id = submit(ada)
    steps = iter(
        [StepStarted(stage=f"step-{number}"), Progress(percent=10 + number, stage="x", message="y")]
        for number in range(5)
    )
    job = ada.door.jobs.claim(job_id, owner="worker")
    seen: list[str | None] = []

    def work() -> None:
        nonlocal job
        assert job is not None
        events = next(steps, None)
        if events:
            job = ada.door.jobs.append(job, tuple(events))
        elif job.active:
            job = ada.door.jobs.append(job, DONE)

    ada.meanwhile = work
    for _ in range(20):
        answer = ada.get(f"/v1/jobs/{job_id}/events?wait=1&after={len(seen)}")
        seen += [number for number, _ in answer.events]
        if answer.status == 204:
            break
    assert seen == [str(number) for number in range(1, 15)]


# AG-UI


def test_a_run_over_agui_is_the_whole_stream_of_its_job(ada: HttpVisitor):
    def work() -> None:
        (job,) = ada.door.jobs.recent("ada")
        if job.active:
            ada.door.work(job.job_id, Answered(answer=ANSWER), *DONE)

    ada.meanwhile = work
    events = [event["type"] for _, event in ada.post("/v1/agui", RUN).events]
    assert (events[0], events[-1]) == ("RUN_STARTED", "RUN_FINISHED")
    assert ada.post("/v1/agui", RUN).events[-1][0] == "5"


def test_a_run_that_takes_longer_than_a_response_is_not_silently_over(ada: HttpVisitor):
    first = ada.post("/v1/agui", RUN)
    assert MAX_WAIT_S <= ada.waited_s <= MAX_WAIT_S + 0.25
    (number, last) = first.events[-1]
    assert (number, last["type"], last["code"]) == (None, "RUN_ERROR", "STILL_RUNNING")
    (job,) = ada.door.jobs.recent("ada")
    ada.door.work(job.job_id, *DONE)
    rest = ada.post("/v1/agui", RUN, last_event_id=str(first.events[-2][0]))
    assert [number for number, _ in rest.events] == ["3", "4"]


def test_any_other_frame_is_answered_with_its_reply(ada: HttpVisitor):
    job_id = submit(ada)
    assert ada.post("/v1/agui", {"type": "ping"}).json["type"] == "pong"
    assert ada.post("/v1/agui", {"type": "threads.list"}).json["threads"][0]["threadId"] == "t1"
    assert ada.post("/v1/agui", {"type": "abort", "runId": "run-1"}).json["jobId"] == job_id
    assert ada.post("/v1/agui", {"type": "cancel", "jobId": job_id}).status == 202
    resumed = ada.post("/v1/agui", {"type": "resume", "jobs": [{"jobId": job_id, "after": 0}]})
    assert resumed.events[-1][1]["type"] == "RUN_FINISHED"


def test_a_change_made_over_http_is_told_to_the_users_sockets(ada: HttpVisitor):
    submit(ada)
    assert ada.post("/v1/agui", {"type": "thread.rename", "threadId": "t1", "title": "Mine"}).status == 200
    assert [frame["type"] for frame in ada.door.poster.take("c1")] == ["thread.renamed"]


# Who may


@pytest.mark.parametrize("token", ["", "nobody"])
def test_nobody_is_answered_without_a_good_token(door: Door, token: str):
    answer = HttpVisitor(door=door, token=token).get("/v1/jobs")
    assert (answer.status, answer.json["code"]) == (401, "UNAUTHENTICATED")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_an_expired_token_is_told_to_be(door: Door):
    answer = HttpVisitor(door=door, token="ada@1").get("/v1/jobs")
    assert (answer.status, answer.json["code"]) == (401, "TOKEN_EXPIRED")


@pytest.mark.parametrize("path", ["", "/events", "/artifacts/table-0/0"])
def test_anothers_job_looks_like_none(ada: HttpVisitor, path: str):
    job_id = submit(HttpVisitor(door=ada.door, token="bob"))
    assert ada.get(f"/v1/jobs/{job_id}{path}").status == 404
    assert ada.post(f"/v1/jobs/{job_id}/cancel").status == 404
    assert ada.door.jobs.of_user("bob", job_id).active


def test_credentials_in_a_question_are_refused_over_http_too(ada: HttpVisitor):
    asked = run_frame(question="why does AKIAIOSFODNN7EXAMPLF with secret not work?")["input"]
    assert ada.post("/v1/jobs", asked).status == 400


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/v1/jobs"), ("GET", "/v2/jobs"), ("GET", "/"), ("GET", "/v1/jobs//events")]
)
def test_what_there_is_not_is_told_with_what_there_is(ada: HttpVisitor, method: str, path: str):
    answer = ada.request(method, path)
    assert answer.status == 404
    assert "POST /v1/jobs" in answer.json["message"]


def test_a_fault_of_the_platform_is_told_in_words_and_without_its_trace(door: Door):
    class Broken:
        def verify(self, token: str) -> Any:
            raise RuntimeError("secret")

    broken = replace(door, deps=replace(door.deps, tokens=Broken()))
    answer = HttpVisitor(door=broken).get("/v1/jobs")
    assert (answer.status, answer.json["code"], answer.json["retryable"]) == (503, "INTERNAL", True)
    assert "secret" not in answer.body


def test_every_code_has_a_status_of_its_kind():
    assert {fault.code for fault in FAULTS if not 400 <= fault.status < 600} == {ErrorCode.STILL_RUNNING}


# Pages of other origins

ORIGIN = "https://reports.example.com"


def test_a_page_of_a_listed_origin_may_read_answers_and_errors_alike(door: Door):
    deps = replace(door.deps, allowed_origins=frozenset({ORIGIN}))
    visitor = HttpVisitor(door=replace(door, deps=deps))
    answers = [
        visitor.get("/v1/jobs", origin=ORIGIN),
        visitor.get("/v1/nowhere", origin=ORIGIN),
        visitor.get("/v1/jobs/none", origin=ORIGIN),
        visitor.post("/v1/jobs", "{}", origin=ORIGIN),
        HttpVisitor(door=visitor.door, token="nobody").get("/v1/jobs", origin=ORIGIN),
        HttpVisitor(door=replace(door, deps=replace(deps, jobs=None))).get("/v1/jobs", origin=ORIGIN),
    ]
    assert [answer.status for answer in answers] == [200, 404, 404, 400, 401, 503]
    for answer in answers:
        assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
        assert answer.headers["Access-Control-Expose-Headers"] == "retry-after"
        assert answer.headers["Vary"] == "Origin"
        assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_page_of_another_origin_may_read_nothing(door: Door):
    visitor = HttpVisitor(door=replace(door, deps=replace(door.deps, allowed_origins=frozenset({ORIGIN}))))
    for origin in ("https://evil.example", "null", ORIGIN + ".evil.example", ORIGIN.upper()):
        answer = visitor.get("/v1/jobs", origin=origin)
        assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Vary" not in visitor.get("/v1/jobs").headers
