"""Each frame a client may send, and what comes back."""

import json
from pathlib import Path
from typing import Any

import pytest

from finops_core.jobs.events import Progress, RunFinished, StepStarted
from finops_core.jobs.model import JobStatus
from tests.unit.websocket.door import Door, open_door, run_frame

DONE = (Progress(percent=100, stage="answer", message="Done."), RunFinished())


def seqs(frames: list[dict[str, Any]]) -> list[int]:
    return [int(frame["id"]) for frame in frames if "chunk" in frame]


def test_run_is_acknowledged_once_the_job_and_its_doorbell_are_stored(door: Door):
    ack = door.run()
    assert ack == {
        "type": "ack",
        "reqId": "req-run-1",
        "jobId": ack["jobId"],
        "runId": "run-1",
        "threadId": "t1",
        "seq": 2,
        "duplicate": False,
    }
    job = door.jobs.of_user("ada", ack["jobId"])
    assert (job.status, job.question, job.percent) == (JobStatus.QUEUED, "What did I spend?", 5)
    assert [message.body for message in door.queue.receive()] == [job.job_id]


def test_a_bare_run_input_is_a_run(door: Door):
    (ack,) = door.send(run_frame()["input"])
    assert (ack["type"], ack["reqId"], ack["runId"]) == ("ack", "run-1", "run-1")


def test_run_with_the_same_run_id_is_the_same_job(door: Door):
    first, second = door.run(), door.run()
    assert second == first | {"duplicate": True}
    assert len(door.jobs.recent("ada")) == 1


def test_a_repeated_run_of_a_queued_job_rings_again(door: Door):
    door.run()
    (lost,) = door.queue.receive()
    door.queue.delete(lost)
    door.run()
    assert len(door.queue.receive()) == 1


def test_a_repeated_run_of_a_finished_job_does_not_ring(door: Door):
    ack = door.run()
    (message,) = door.queue.receive()
    door.queue.delete(message)
    door.work(ack["jobId"], *DONE)
    assert door.run() == ack | {"duplicate": True, "seq": 4}
    assert door.queue.receive() == []


def test_the_same_run_id_with_another_input_is_a_bad_frame(door: Door):
    door.run()
    error = door.run(question="Something else?")
    assert (error["type"], error["code"], error["reqId"]) == ("error", "BAD_FRAME", "req-run-1")


def test_two_users_may_use_the_same_run_id(door: Door):
    door.connect("bob", "c2")
    mine, theirs = door.run(), door.run(user="bob", connection_id="c2")
    assert mine["jobId"] != theirs["jobId"]
    assert theirs["duplicate"] is False


def test_resume_replays_what_came_after_and_says_how_far(door: Door):
    job_id = door.run()["jobId"]
    door.work(job_id, StepStarted(stage="routing"), *DONE)
    frames = door.send({"type": "resume", "reqId": "r", "jobs": [{"jobId": job_id, "after": 2}]})
    assert seqs(frames) == [3, 4, 5]
    assert frames[-1] == {"type": "resume.done", "reqId": "r", "jobId": job_id, "through": 5}
    assert frames[-2]["chunk"]["type"] == "RUN_FINISHED"


def test_resume_of_what_the_client_has_already_is_empty(door: Door):
    job_id = door.run()["jobId"]
    frames = door.send({"type": "resume", "jobs": [{"jobId": job_id, "after": 2}]})
    assert frames == [{"type": "resume.done", "reqId": None, "jobId": job_id, "through": 2}]


def test_resume_of_an_unknown_job_does_not_hold_up_the_others(door: Door):
    job_id = door.run()["jobId"]
    wanted = [{"jobId": "nothing", "after": 0}, {"jobId": job_id, "after": 1}]
    frames = door.send({"type": "resume", "reqId": "r", "jobs": wanted})
    assert (frames[0]["code"], frames[0]["reqId"]) == ("JOB_NOT_FOUND", "r")
    assert seqs(frames) == [2]


def test_cancel_of_a_queued_job_ends_it_at_once(door: Door):
    job_id = door.run()["jobId"]
    assert door.send({"type": "cancel", "jobId": job_id}) == []
    assert door.jobs.of_user("ada", job_id).status is JobStatus.CANCELLED
    door.publish()
    assert door.poster.frames("c1")[-1]["chunk"]["outcome"] == {"type": "cancelled"}


def test_abort_stops_the_job_of_a_run(door: Door):
    job_id = door.run()["jobId"]
    door.send({"type": "abort", "runId": "run-1"})
    assert door.jobs.of_user("ada", job_id).status is JobStatus.CANCELLED


def test_cancel_of_a_running_job_leaves_its_end_to_the_worker(door: Door):
    job_id = door.run()["jobId"]
    door.work(job_id, StepStarted(stage="routing"))
    door.send({"type": "cancel", "jobId": job_id})
    job = door.jobs.of_user("ada", job_id)
    assert (job.status, job.cancel_requested) == (JobStatus.RUNNING, True)


def test_cancel_of_a_finished_job_changes_nothing(door: Door):
    job_id = door.run()["jobId"]
    before = door.work(job_id, *DONE)
    assert door.send({"type": "cancel", "jobId": job_id}) == []
    assert door.jobs.of_user("ada", job_id) == before


def test_get_returns_the_parts_of_a_large_result(door: Door):
    job = door.jobs.of_user("ada", door.run()["jobId"])
    for part, rows in enumerate(('[["a"]]', '[["b"]]')):
        door.deps.blobs.put(f"{job.job_id}/table-0/{part}", rows.encode())
    door.jobs.add_artifact(job, "table-0", 2)
    (second,) = door.send({"type": "get", "reqId": "g", "jobId": job.job_id, "artifactId": "table-0", "part": 1})
    assert second == {
        "type": "artifact",
        "reqId": "g",
        "jobId": job.job_id,
        "artifactId": "table-0",
        "part": 1,
        "parts": 2,
        "data": '[["b"]]',
    }
    (beyond,) = door.send({"type": "get", "jobId": job.job_id, "artifactId": "table-0", "part": 2})
    assert beyond["code"] == "JOB_NOT_FOUND"


def test_a_list_says_which_questions_are_kept_from_language_models(door: Door):
    for run_id, props in {"run-1": {}, "run-2": {"finops": {"model": False}}, "run-3": {"finops": "x"}}.items():
        door.send(run_frame(run_id, forwardedProps=props))
    (listed,) = door.send({"type": "jobs.list"})
    assert {job["runId"]: job["model"] for job in listed["jobs"]} == {"run-1": None, "run-2": False, "run-3": None}


def test_jobs_list_shows_the_latest_first(door: Door):
    for number in range(3):
        door.run(f"run-{number}", f"Question {number}")
        door.clock.advance(1)
    (jobs,) = door.send({"type": "jobs.list", "reqId": "l"})
    assert [job["question"] for job in jobs["jobs"]] == ["Question 2", "Question 1", "Question 0"]
    assert jobs["jobs"][0].items() >= {"status": "QUEUED", "percent": 5, "seq": 2, "threadId": "t1"}.items()


def test_threads_list_and_thread_get_show_a_conversation(door: Door):
    for number in range(2):
        door.run(f"run-{number}", f"Question {number}")
        door.clock.advance(1)
    (threads,) = door.send({"type": "threads.list"})
    assert [(thread["threadId"], thread["title"], thread["jobs"]) for thread in threads["threads"]] == [
        ("t1", "Question 0", 2)
    ]
    (thread,) = door.send({"type": "thread.get", "reqId": "t", "threadId": "t1"})
    assert [job["question"] for job in thread["jobs"]] == ["Question 0", "Question 1"]


def test_lists_never_exceed_a_frame(tmp_path: Path):
    for door in open_door(tmp_path, max_active_jobs=1000):
        door.connect()
        for number in range(60):
            door.run(f"run-{number}", "ü" * 1000)
            door.clock.advance(1)
        (listed,) = door.send({"type": "jobs.list"})
        assert len(json.dumps(listed, ensure_ascii=False).encode()) <= 30 * 1024
        assert len(listed["jobs"]) > 10
        assert listed["jobs"][0]["runId"] == "run-59"


def test_auth_extends_the_connection(door: Door):
    assert door.send({"type": "auth", "token": "ada@1777640000"}) == [
        {"type": "auth.ok", "reqId": None, "exp": 1777640000}
    ]
    connection = door.deps.connections.find("ada", "c1")
    assert connection is not None
    assert connection.exp == 1777640000


def test_auth_with_another_users_token_is_refused(door: Door):
    (error,) = door.send({"type": "auth", "reqId": "a", "token": "bob"})
    assert (error["code"], error["reqId"]) == ("BAD_FRAME", "a")


def test_auth_with_a_bad_token_is_unauthenticated(door: Door):
    (error,) = door.send({"type": "auth", "token": "nobody"})
    assert error["code"] == "UNAUTHENTICATED"


def test_ping_is_answered(door: Door):
    assert door.send({"type": "ping", "reqId": "p"}) == [{"type": "pong", "reqId": "p"}]


def test_approve_is_reserved(door: Door):
    decision = {"type": "approve", "jobId": "j", "resume": [{"interruptId": "i", "status": "resolved"}]}
    (error,) = door.send(decision, role="approver")
    assert error["code"] == "BAD_FRAME"


@pytest.mark.parametrize("kind", ["jobs.list", "threads.list"])
def test_another_users_work_is_in_no_list(door: Door, kind: str):
    door.run()
    door.connect("bob", "c2")
    (listed,) = door.send({"type": kind}, user="bob", connection_id="c2")
    assert listed.get("jobs", []) == listed.get("threads", []) == []
