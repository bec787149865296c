"""Users beside each other: no id crosses from one to another, and none takes the room of the rest."""

import json
from itertools import permutations
from typing import Any

import pytest

from finops_core.errors import RateLimited
from tests.unit.websocket.door import Door, run_frame
from websocket import connect
from websocket.connections import MAX_PER_USER, Connection

NAMES = ["a", "a#b", "a#", "#a", "a%23b", "a%23", "a%", "a#b#c", "local", "local#t1", "USER#a"]


@pytest.mark.parametrize("thread", ["t", "b#t", "#t", "23b#t", "b#c#t", "%23b#t", "#"])
def test_no_thread_id_reads_another_users_conversation(door: Door, thread: str):
    for user in NAMES:
        door.connect(user, f"c-{user}")
        door.send(run_frame(question=f"Secret of {user}"), user=user, connection_id=f"c-{user}")
        door.send(
            run_frame("run-2", question=f"Secret of {user}", threadId=thread), user=user, connection_id=f"c-{user}"
        )
    for user, other in permutations(NAMES, 2):
        for wanted in {thread, "t1", f"{other.removeprefix(user).lstrip('#')}#{thread}".strip("#") or "#"}:
            (opened,) = door.send({"type": "thread.get", "threadId": wanted}, user=user, connection_id=f"c-{user}")
            assert {job["question"] for job in opened["jobs"]} <= {f"Secret of {user}"}


def test_a_deleted_conversation_takes_nothing_of_a_neighbour_along(door: Door):
    door.connect("a", "c-a")
    door.connect("a#b", "c-b")
    mine = door.run(connection_id="c-a", user="a")["jobId"]
    (ack,) = door.send(run_frame(threadId="b#t"), user="a", connection_id="c-a")
    (theirs,) = door.send(run_frame(threadId="t"), user="a#b", connection_id="c-b")
    assert ack["type"] == "error"  # the run id is taken: a thread of that name is begun below
    door.send(run_frame("run-2", threadId="b#t"), user="a", connection_id="c-a")
    door.send({"type": "thread.delete", "threadId": "b#t"}, user="a", connection_id="c-a")
    deletion = door.jobs.threads.delete("a", "b#t")
    assert theirs["jobId"] not in door.jobs.deleted(deletion, limit=10)
    assert {job.job_id for job in door.jobs.recent("a#b")} == {theirs["jobId"]}
    assert mine in {job.job_id for job in door.jobs.recent("a")}


# As many connections as one user may have


def refused(answer: dict[str, Any]) -> bool:
    return answer["statusCode"] == 429


def test_a_user_has_so_many_connections_and_no_more_and_is_told_with_a_code(door: Door):
    answers = [door.connect("eve", f"e{number}") for number in range(MAX_PER_USER + 3)]
    assert [refused(answer) for answer in answers] == [False] * MAX_PER_USER + [True] * 3
    told = json.loads(answers[-1]["body"])
    assert (told["code"], told["retryable"], told["retryAfterMs"]) == ("RATE_LIMITED", True, 5000)
    assert str(MAX_PER_USER) in told["message"]
    assert len(door.deps.connections.of_user("eve")) == MAX_PER_USER


def test_a_user_with_too_many_connections_takes_no_room_of_another(door: Door):
    for number in range(MAX_PER_USER + 3):
        door.connect("eve", f"e{number}")
    assert not refused(door.connect("bob", "b1"))


def test_a_question_is_posted_to_no_more_connections_than_one_user_may_have(door: Door):
    for number in range(3 * MAX_PER_USER):
        door.connect("eve", f"e{number}")
    door.run(user="eve", connection_id="e0")
    door.publish()
    heard = [number for number in range(3 * MAX_PER_USER) if door.poster.take(f"e{number}")]
    assert len(heard) == MAX_PER_USER


def test_a_connection_that_ends_makes_room(door: Door):
    for number in range(MAX_PER_USER):
        door.connect("eve", f"e{number}")
    door.disconnect("eve", "e3")
    assert not refused(door.connect("eve", "again"))
    assert refused(door.connect("eve", "once more"))


def test_a_connection_lost_without_a_word_makes_room_when_it_is_needed(door: Door):
    for number in range(MAX_PER_USER):
        door.connect("eve", f"e{number}")
    door.poster.open.clear()
    door.clock.advance(60)
    assert not refused(door.connect("eve", "back"))


def test_those_that_come_at_the_same_moment_are_counted_together(door: Door):
    records = door.deps.connections
    for number in range(MAX_PER_USER + 5):
        try:
            records.add(Connection(connection_id=f"e{number:03}", user_id="eve", exp=None))
        except RateLimited:
            continue
    assert len(records.of_user("eve")) == MAX_PER_USER


def test_a_refused_connection_leaves_no_record_and_no_replay(door: Door):
    for number in range(MAX_PER_USER):
        door.connect("eve", f"e{number}")
    event = door.event("eve", "late", query={"runId": "run-1", "offset": "0"})
    assert refused(connect.handler(event, None, deps=door.deps))
    assert door.deps.connections.find("eve", "late") is None
    assert door.table.query("RESUME#late") == []
