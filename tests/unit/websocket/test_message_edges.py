"""What a frame's sender is told at the edges: exact limits, races, lost doorbells, lost replies, failing parts."""

import json
from dataclasses import replace
from typing import Any

import pytest

from finops_core.clock import to_epoch_ms
from finops_core.errors import ConnectionGone, ConnectionThrottled, StorageUnavailable
from finops_core.jobs.events import RunFinished, StepStarted
from finops_core.jobs.model import JobStatus
from finops_core.jobs.repository import JobRepository
from tests.unit.websocket.door import FRAMES_PER_SECOND, START, Door, run_frame
from websocket import message
from websocket.limits import BURST_S
from websocket.tokens import Identity

NOW_S = int(START.timestamp())


def handle(door: Door, frame: object, deps: Any) -> list[dict[str, Any]]:
    """One frame through the handler with some part replaced."""
    door.poster.take("c1")
    event = door.event("ada", "c1") | {"body": json.dumps(frame)}
    assert message.handler(event, None, deps=deps) == {"statusCode": 200}
    return door.poster.take("c1")


# The size of what a program sends along


def props_of(size: int) -> dict[str, str]:
    """Properties whose JSON has exactly so many bytes."""
    return {"x": "y" * (size - len(json.dumps({"x": ""})))}


@pytest.mark.parametrize(("size", "kind"), [(8192, "ack"), (8193, "error")])
def test_properties_have_at_most_eight_kilobytes(door: Door, size: int, kind: str):
    (reply,) = door.send(run_frame(forwardedProps=props_of(size)))
    assert reply["type"] == kind
    if kind == "error":
        assert (reply["code"], reply["reqId"]) == ("TOO_LARGE", "req-run-1")
        assert "8192 bytes" in reply["message"]
        assert door.jobs.recent("ada") == []


@pytest.mark.parametrize("props", [None, {}, {"finops": {"agent": "cost"}}, {"a": [1, {"b": None}]}])
def test_properties_are_kept_for_the_worker(door: Door, props: dict[str, Any] | None):
    (ack,) = door.send(run_frame(forwardedProps=props))
    assert door.jobs.of_user("ada", ack["jobId"]).props == (props or {})


def test_the_order_of_properties_is_no_other_input(door: Door):
    (first,) = door.send(run_frame(forwardedProps={"a": 1, "b": 2}))
    (second,) = door.send(run_frame(forwardedProps={"b": 2, "a": 1}))
    assert second == first | {"duplicate": True}


@pytest.mark.parametrize(
    "other",
    [
        run_frame(question="What did I spend today?"),
        run_frame(threadId="t2"),
        run_frame(forwardedProps={"a": 1}),
    ],
    ids=["question", "thread", "properties"],
)
def test_the_same_run_with_anything_else_changed_is_refused(door: Door, other: dict[str, Any]):
    door.run()
    (error,) = door.send(other)
    assert (error["code"], error["retryable"]) == ("BAD_FRAME", False)
    assert "runId" in error["message"]


def test_a_question_asked_again_with_more_space_around_it_is_the_same(door: Door):
    first = door.run(question="What did I spend?")
    assert door.run(question="  What did I spend?\n") == first | {"duplicate": True}


def test_what_the_job_does_not_keep_makes_no_other_input(door: Door):
    (first,) = door.send(run_frame(state={"a": 1}, tools=[]))
    (second,) = door.send(run_frame(state={"a": 2}, context=[]))
    assert second == first | {"duplicate": True}


def test_the_accounts_of_the_authorizer_go_with_the_job(door: Door):
    (ack,) = door.send(run_frame(), accounts='["111111111111"]')
    assert door.jobs.of_user("ada", ack["jobId"]).accounts == ("111111111111",)


# Tokens that end


@pytest.mark.parametrize(("left_s", "kind"), [(1, "ack"), (0, "error"), (-1, "error")])
def test_a_token_is_good_until_the_second_it_expires(door: Door, left_s: int, kind: str):
    exp = NOW_S + left_s
    door.connect("ada", "c2", exp=exp)
    reply = door.run(connection_id="c2", exp=exp)
    assert reply["type"] == kind
    if kind == "error":
        assert (reply["code"], reply["retryable"]) == ("TOKEN_EXPIRED", False)
        assert "`auth` frame" in reply["message"]
        assert door.jobs.recent("ada") == []


@pytest.mark.parametrize(("left_s", "kind"), [(1, "ack"), (0, "error")])
def test_a_token_handed_in_later_is_good_until_its_own_second(door: Door, left_s: int, kind: str):
    door.connect("ada", "c2", exp=NOW_S - 10)
    door.send({"type": "auth", "token": f"ada@{NOW_S + left_s}"}, connection_id="c2")
    assert door.run(connection_id="c2", exp=NOW_S - 10)["type"] == kind


def test_a_token_without_an_end_handed_in_later_is_good(door: Door):
    door.connect("ada", "c2", exp=NOW_S - 10)
    (ok,) = door.send({"type": "auth", "reqId": "a", "token": "ada"}, connection_id="c2")
    assert ok == {"type": "auth.ok", "reqId": "a", "exp": None}
    assert door.run(connection_id="c2", exp=NOW_S - 10)["type"] == "ack"


def test_a_connection_whose_record_is_gone_has_no_later_token(door: Door):
    door.connect("ada", "c2", exp=NOW_S - 10)
    door.deps.connections.remove("ada", "c2")
    assert door.run(connection_id="c2", exp=NOW_S - 10)["code"] == "TOKEN_EXPIRED"


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "jobs.list"},
        {"type": "threads.list"},
        {"type": "thread.get", "threadId": "t1"},
        {"type": "thread.rename", "threadId": "t1", "title": "Mine"},
        {"type": "thread.delete", "threadId": "t1"},
        {"type": "resume", "jobs": [{"jobId": "JOB", "after": 0}]},
        {"type": "get", "jobId": "JOB", "artifactId": "a"},
        {"type": "cancel", "jobId": "JOB"},
        {"type": "abort", "runId": "run-1"},
        {"type": "approve", "jobId": "JOB", "resume": []},
        run_frame("run-2"),
    ],
    ids=lambda frame: frame["type"],
)
def test_an_expired_token_reads_nothing_and_changes_nothing(door: Door, frame: dict[str, Any]):
    job_id = door.run()["jobId"]
    door.connect("ada", "c2", exp=NOW_S - 10)
    asked = json.loads(json.dumps(frame | {"reqId": "r-1"}).replace("JOB", job_id))
    (reply,) = door.send(asked, connection_id="c2", exp=NOW_S - 10)
    assert (reply["type"], reply["code"], reply["reqId"]) == ("error", "TOKEN_EXPIRED", "r-1")
    assert door.jobs.of_user("ada", job_id).status is JobStatus.QUEUED
    assert [job.run_id for job in door.jobs.recent("ada")] == ["run-1"]


def test_on_an_expired_token_a_ping_and_a_fresh_token_are_answered(door: Door):
    door.connect("ada", "c2", exp=NOW_S - 10)
    (pong,) = door.send({"type": "ping"}, connection_id="c2", exp=NOW_S - 10)
    (ok,) = door.send({"type": "auth", "token": f"ada@{NOW_S + 60}"}, connection_id="c2", exp=NOW_S - 10)
    assert (pong["type"], ok["type"], ok["exp"]) == ("pong", "auth.ok", NOW_S + 60)
    (jobs,) = door.send({"type": "jobs.list"}, connection_id="c2", exp=NOW_S - 10)
    assert jobs["type"] == "jobs"


def test_a_fresh_token_brings_its_own_accounts(door: Door):
    old = {"exp": NOW_S - 10, "accounts": '["111111111111", "222222222222"]'}
    door.connect("ada", "c2", **old)
    narrower = Identity(user_id="ada", exp=NOW_S + 60, accounts=("111111111111",))

    class Narrower:
        def verify(self, token: str) -> Identity:
            return narrower

    event = door.event("ada", "c2", **old) | {"body": json.dumps({"type": "auth", "token": "t"})}
    message.handler(event, None, deps=replace(door.deps, tokens=Narrower()))
    door.poster.take("c2")
    ack = door.run(connection_id="c2", exp=NOW_S - 10, accounts=old["accounts"])
    assert door.jobs.of_user("ada", ack["jobId"]).accounts == ("111111111111",)


def test_events_are_not_posted_to_a_connection_whose_token_has_expired(door: Door):
    door.connect("ada", "c2", exp=NOW_S + 60)
    door.clock.advance(60)
    door.run()
    door.poster.take("c2")
    door.publish()
    (told,) = door.poster.take("c2")
    assert (told["type"], told["code"], told["reqId"]) == ("error", "TOKEN_EXPIRED", None)
    assert any("chunk" in frame for frame in door.poster.take("c1"))


def test_a_replay_asked_for_in_a_connect_url_is_not_given_to_an_expired_token(door: Door):
    door.run()
    door.connect("ada", "c2", exp=NOW_S + 60, query={"runId": "run-1", "offset": "0"})
    door.clock.advance(60)
    door.publish()
    assert {frame["code"] for frame in door.poster.take("c2")} == {"TOKEN_EXPIRED"}


def test_another_users_token_neither_extends_nor_replaces_a_connection(door: Door):
    door.connect("ada", "c2", exp=NOW_S + 60)
    (error,) = door.send({"type": "auth", "token": f"bob@{NOW_S + 3600}"}, connection_id="c2", exp=NOW_S + 60)
    assert "another user" in error["message"]
    stored = door.deps.connections.find("ada", "c2")
    assert stored is not None
    assert stored.exp == NOW_S + 60


def test_a_sign_in_service_that_is_away_may_be_asked_again(door: Door):
    class Away:
        def verify(self, token: str) -> Identity:
            raise StorageUnavailable("The sign-in service's keys could not be fetched. Try again in a moment.")

    (error,) = handle(door, {"type": "auth", "token": "x"}, replace(door.deps, tokens=Away()))
    assert (error["code"], error["retryable"]) == ("INTERNAL", True)


# Parts that fail


class SilentQueue:
    """A queue whose sends fail."""

    def __init__(self, door: Door) -> None:
        self._queue = door.queue

    def send(self, *bodies: str, delay_s: int = 0) -> None:
        raise StorageUnavailable("no answer")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._queue, name)


def test_a_doorbell_that_fails_is_no_failure_of_the_question(door: Door):
    (ack,) = handle(door, run_frame(), replace(door.deps, queue=SilentQueue(door)))
    assert ack["type"] == "ack"
    door.clock.advance(15)
    assert [job.job_id for job in door.jobs.due()] == [ack["jobId"]]


class BrokenPoster:
    """A connection to which every post fails the same way."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def post(self, connection_id: str, *frames: bytes) -> None:
        raise self._error


@pytest.mark.parametrize("failure", [ConnectionGone("gone"), ConnectionThrottled("slow")])
def test_an_acknowledgement_that_cannot_be_sent_still_rings_for_the_job(door: Door, failure: Exception):
    handle(door, run_frame(), replace(door.deps, poster=BrokenPoster(failure)))
    (job,) = door.jobs.recent("ada")
    assert [doorbell.body for doorbell in door.queue.receive()] == [job.job_id]


@pytest.mark.parametrize(("failure", "there"), [(ConnectionGone("gone"), False), (ConnectionThrottled("slow"), True)])
def test_only_a_connection_that_is_gone_is_forgotten(door: Door, failure: Exception, there: bool):
    handle(door, {"type": "ping"}, replace(door.deps, poster=BrokenPoster(failure)))
    assert (door.deps.connections.find("ada", "c1") is not None) is there


def test_a_bug_in_a_part_is_told_as_ours_with_its_request_and_without_details(door: Door):
    class Buggy(JobRepository):
        def recent(self, user_id: str, *, limit: int = 50) -> Any:
            raise ZeroDivisionError("secret")

    broken = Buggy(door.table, door.clock, door.jobs.settings)
    (error,) = handle(door, {"type": "jobs.list", "reqId": "r-1"}, replace(door.deps, jobs=broken))
    assert (error["code"], error["retryable"], error["reqId"]) == ("INTERNAL", True, "r-1")
    assert "secret" not in error["message"]
    assert "safe" in error["message"]


@pytest.mark.parametrize("body", [None, ""])
def test_a_frame_without_a_body_is_a_bad_frame(door: Door, body: str | None):
    message.handler(door.event("ada", "c1") | {"body": body}, None, deps=door.deps)
    (error,) = door.poster.take("c1")
    assert (error["code"], error["reqId"]) == ("BAD_FRAME", None)


def test_a_refused_frame_still_counts_against_the_user(door: Door):
    most = int(FRAMES_PER_SECOND * BURST_S)
    answers = [door.send("{")[0]["code"] for _ in range(most + 5)]
    assert answers.count("BAD_FRAME") == most
    assert answers[-1] == "RATE_LIMITED"


# Large results


def kept_parts(door: Door, parts: int) -> str:
    job = door.jobs.of_user("ada", door.run()["jobId"])
    for part in range(parts):
        door.deps.blobs.put(f"{job.job_id}/table-0/{part}", f"[{part}]".encode())
    door.jobs.add_artifact(job, "table-0", parts)
    return job.job_id


@pytest.mark.parametrize(("part", "kind"), [(0, "artifact"), (2, "artifact"), (3, "error"), (10_000, "error")])
def test_the_parts_of_a_result_are_its_own(door: Door, part: int, kind: str):
    job_id = kept_parts(door, 3)
    (reply,) = door.send({"type": "get", "jobId": job_id, "artifactId": "table-0", "part": part})
    assert reply["type"] == kind
    if kind == "artifact":
        assert (reply["data"], reply["part"], reply["parts"]) == (f"[{part}]", part, 3)
    else:
        assert reply["code"] == "JOB_NOT_FOUND"
        assert f"no part {part}" in reply["message"]


def test_a_part_left_over_from_an_unfinished_attempt_is_not_given_out(door: Door):
    job_id = kept_parts(door, 1)
    door.deps.blobs.put(f"{job_id}/table-0/1", b"[left over]")
    (reply,) = door.send({"type": "get", "jobId": job_id, "artifactId": "table-0", "part": 1})
    assert reply["code"] == "JOB_NOT_FOUND"


@pytest.mark.parametrize("artifact_id", ["table-1", "..", "../other/table-0", "table-0/0"])
def test_a_result_of_another_name_or_place_is_not_found(door: Door, artifact_id: str):
    job_id = kept_parts(door, 1)
    (reply,) = door.send({"type": "get", "jobId": job_id, "artifactId": artifact_id, "part": 0})
    assert reply["code"] == "JOB_NOT_FOUND"


# Replays


def test_a_resume_replays_several_jobs_each_with_its_own_end(door: Door):
    first, second = door.run("run-1")["jobId"], door.run("run-2")["jobId"]
    door.work(first, StepStarted(stage="s"), RunFinished())
    wanted = [{"jobId": second, "after": 1}, {"jobId": first, "after": 3}, {"jobId": first, "after": 99}]
    frames = door.send({"type": "resume", "reqId": "r", "jobs": wanted})
    told = [(frame.get("id"), frame.get("through"), frame["jobId"]) for frame in frames]
    assert told == [("2", None, second), (None, 2, second), ("4", None, first), (None, 4, first), (None, 99, first)]


def test_a_resume_with_a_store_away_is_an_error_that_may_be_repeated(door: Door):
    job_id = door.run()["jobId"]
    door.table.close()
    (error,) = door.send({"type": "resume", "reqId": "r", "jobs": [{"jobId": job_id, "after": 0}]})
    assert (error["code"], error["reqId"], error["retryable"]) == ("INTERNAL", "r", True)


def test_a_list_tells_how_each_job_ended(door: Door):
    ack = door.run()
    door.clock.advance(3)
    done = door.work(ack["jobId"], RunFinished())
    (listed,) = door.send({"type": "jobs.list", "reqId": "l"})
    assert listed["reqId"] == "l"
    assert listed["jobs"] == [
        {
            "jobId": ack["jobId"],
            "threadId": "t1",
            "runId": "run-1",
            "question": "What did I spend?",
            "status": "SUCCEEDED",
            "percent": 5,
            "seq": 3,
            "createdAt": to_epoch_ms(START),
            "finishedAt": to_epoch_ms(START) + 3000,
            "model": None,
        }
    ]
    assert done.finished_at is not None


def test_a_thread_nobody_asked_in_has_no_jobs(door: Door):
    (thread,) = door.send({"type": "thread.get", "reqId": "t", "threadId": "nothing"})
    assert (thread["type"], thread["threadId"], thread["jobs"]) == ("thread", "nothing", [])


def test_an_abort_of_a_run_that_never_was_is_not_found(door: Door):
    (error,) = door.send({"type": "abort", "reqId": "a", "runId": "nothing"})
    assert (error["code"], error["reqId"]) == ("JOB_NOT_FOUND", "a")


def test_stopping_twice_is_fine(door: Door):
    job_id = door.run()["jobId"]
    for _ in range(2):
        assert door.send({"type": "cancel", "jobId": job_id}) == []
    assert len([event for event in door.jobs.events(job_id) if isinstance(event, RunFinished)]) == 1
