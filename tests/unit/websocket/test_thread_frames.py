"""Renaming and deleting conversations over the wire: what comes back, and what the user's other connections see."""

import json
from pathlib import Path
from typing import Any

import pytest

from finops_core.jobs.events import Progress, RunFinished
from finops_core.jobs.model import JobStatus
from tests.unit.websocket.door import Door, open_door

DONE = (Progress(percent=100, stage="answer", message="Done."), RunFinished())
RENAME = {"type": "thread.rename", "reqId": "n", "threadId": "t1", "title": "March"}
DELETE = {"type": "thread.delete", "reqId": "d", "threadId": "t1"}


def titles(door: Door, **who: str) -> list[str]:
    (listed,) = door.send({"type": "threads.list"}, **who)
    return [thread["title"] for thread in listed["threads"]]


def test_a_rename_is_answered_and_told_to_the_users_other_connections_alone(door: Door):
    door.connect("ada", "c2")
    door.connect("bob", "c3")
    door.run()
    assert door.send(RENAME) == [{"type": "thread.renamed", "reqId": "n", "threadId": "t1", "title": "March"}]
    assert door.poster.take("c2") == [{"type": "thread.renamed", "reqId": None, "threadId": "t1", "title": "March"}]
    assert door.poster.take("c3") == []
    assert titles(door) == ["March"]


def test_a_title_is_kept_without_the_blanks_around_it(door: Door):
    door.run()
    (renamed,) = door.send(RENAME | {"title": "  Größte Änderungen 🚀 "})
    assert renamed["title"] == "Größte Änderungen 🚀"
    assert titles(door) == ["Größte Änderungen 🚀"]


@pytest.mark.parametrize("title", ["", "   ", "x" * 81, "two\nlines", "bell\a", None, 7], ids=repr)
def test_a_title_that_is_no_line_of_text_is_a_bad_frame(door: Door, title: Any):
    door.run()
    (error,) = door.send(RENAME | {"title": title})
    assert (error["code"], error["reqId"]) == ("BAD_FRAME", "n")
    assert titles(door) == ["What did I spend?"]


def test_a_deleted_conversation_is_in_no_list_of_any_connection(door: Door):
    door.connect("ada", "c2")
    job_id = door.run()["jobId"]
    door.work(job_id, *DONE)
    assert door.send(DELETE) == [{"type": "thread.deleted", "reqId": "d", "threadId": "t1"}]
    assert door.poster.take("c2") == [{"type": "thread.deleted", "reqId": None, "threadId": "t1"}]
    for connection in ("c1", "c2"):
        assert titles(door, connection_id=connection) == []
        (jobs,) = door.send({"type": "jobs.list"}, connection_id=connection)
        (opened,) = door.send({"type": "thread.get", "threadId": "t1"}, connection_id=connection)
        assert jobs["jobs"] == opened["jobs"] == []


def test_deleting_again_is_answered_alike_so_that_a_client_may_repeat_it(door: Door):
    door.run()
    assert door.send(DELETE) == door.send(DELETE)


@pytest.mark.parametrize("frame", [RENAME, DELETE], ids=lambda frame: frame["type"])
def test_anothers_conversation_or_none_is_not_found(door: Door, frame: dict[str, Any]):
    job_id = door.run()["jobId"]
    door.connect("bob", "c2")
    (error,) = door.send(frame, user="bob", connection_id="c2")
    assert (error["code"], error["reqId"], error["retryable"]) == ("JOB_NOT_FOUND", frame["reqId"], False)
    (error,) = door.send(frame | {"threadId": "t2"})
    assert error["code"] == "JOB_NOT_FOUND"
    assert door.jobs.of_user("ada", job_id).active
    assert titles(door) == ["What did I spend?"]


def test_whoever_follows_a_queued_job_sees_it_cancelled_when_its_conversation_is_deleted(door: Door):
    job_id = door.run()["jobId"]
    door.send(DELETE)
    door.publish()
    assert door.poster.take("c1")[-1]["chunk"]["outcome"] == {"type": "cancelled"}
    frames = door.send({"type": "resume", "jobs": [{"jobId": job_id, "after": 2}]})
    assert frames[-2]["chunk"]["outcome"] == {"type": "cancelled"}
    assert frames[-1]["type"] == "resume.done"


def test_a_running_job_is_told_to_stop_when_its_conversation_is_deleted(door: Door):
    job_id = door.run()["jobId"]
    assert door.jobs.claim(job_id, owner="worker") is not None
    door.send(DELETE)
    job = door.jobs.of_user("ada", job_id)
    assert (job.status, job.cancel_requested) == (JobStatus.RUNNING, True)


def test_a_deleted_conversations_jobs_no_longer_count_against_the_limit(tmp_path: Path):
    for door in open_door(tmp_path, max_active_jobs=1):
        door.connect()
        door.run()
        door.send(DELETE)
        door.clock.advance(1)
        assert door.run("run-2", threadId="t2")["type"] == "ack"


def test_a_question_in_a_deleted_conversation_begins_it_anew(door: Door):
    door.run()
    door.send(DELETE)
    assert (door.run("run-2")["code"], door.run("run-2")["retryAfterMs"]) == ("RATE_LIMITED", 100)
    door.clock.advance(1)
    assert door.run("run-2", "And now?")["type"] == "ack"
    assert titles(door) == ["And now?"]


def test_connections_that_are_gone_or_slow_do_not_hold_up_a_change(door: Door):
    for connection in ("gone", "slow"):
        door.connect("ada", connection)
    door.connect("ada", "late")
    door.poster.open.discard("gone")
    door.poster.slow.add("slow")
    door.clock.advance(11)
    door.run()
    assert door.send(RENAME)[0]["type"] == "thread.renamed"
    assert [frame["type"] for frame in door.poster.frames("late")] == ["thread.renamed"]
    assert {each.connection_id for each in door.deps.connections.of_user("ada")} == {"c1", "slow", "late"}


def test_a_sender_that_left_has_renamed_all_the_same(door: Door):
    door.run()
    door.poster.open.discard("c1")
    assert door.send(json.dumps(RENAME)) == []
    door.connect("ada", "c2")
    assert titles(door, connection_id="c2") == ["March"]
