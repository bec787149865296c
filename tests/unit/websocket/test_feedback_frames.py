"""Whether answers helped, said and read over the wire."""

import logging
from typing import Any

import pytest

from finops_core.clock import to_epoch_ms
from finops_core.jobs.events import RunFinished
from tests.unit.websocket.door import Door

LIST = {"type": "feedback.list", "reqId": "l"}


def give(job_id: str, verdict: str | None, **more: Any) -> dict[str, Any]:
    return {"type": "feedback.give", "reqId": "f", "jobId": job_id, "verdict": verdict, **more}


def ended(door: Door, run_id: str = "run-1") -> str:
    job_id = str(door.run(run_id)["jobId"])
    door.work(job_id, RunFinished(outcome="success"))
    return job_id


def listed(door: Door, **who: Any) -> list[tuple[str, str, str]]:
    (reply,) = door.send(LIST, **who)
    assert (reply["type"], reply["reqId"]) == ("feedbacks", "l")
    return [(entry["jobId"], entry["verdict"], entry["reason"]) for entry in reply["feedback"]]


def test_what_is_said_of_an_answer_is_kept_replaced_and_taken_back(door: Door) -> None:
    job_id = ended(door)
    said = {"type": "feedback.given", "reqId": "f", "jobId": job_id, "at": to_epoch_ms(door.clock.now())}

    assert door.send(give(job_id, "up")) == [said | {"verdict": "up", "reason": ""}]
    assert door.send(give(job_id, "down", reason="  No credits ")) == [
        said | {"verdict": "down", "reason": "No credits"}
    ]
    assert listed(door) == [(job_id, "down", "No credits")]
    taken_back = said | {"verdict": None, "reason": "", "at": None}
    assert door.send(give(job_id, None)) == door.send(give(job_id, None)) == [taken_back]
    assert listed(door) == []


def test_what_was_said_is_listed_for_its_user_and_goes_with_its_conversation(door: Door) -> None:
    first, second = ended(door), ended(door, "run-2")
    door.send(give(first, "up"))
    door.send(give(second, "down"))
    assert sorted(listed(door)) == sorted([(first, "up", ""), (second, "down", "")])
    door.connect("bob", "c2")
    assert listed(door, user="bob", connection_id="c2") == []

    door.send({"type": "thread.delete", "threadId": "t1"})
    assert listed(door) == []
    (error,) = door.send(give(first, "up"))
    assert error["code"] == "JOB_NOT_FOUND"


def test_only_ones_own_ended_questions_are_judged(door: Door) -> None:
    waiting = str(door.run("run-2")["jobId"])
    theirs = ended(door)
    door.connect("bob", "c2")

    assert [frame["code"] for frame in door.send(give(waiting, "up"))] == ["BAD_FRAME"]
    assert [frame["code"] for frame in door.send(give("nobodys", "up"))] == ["JOB_NOT_FOUND"]
    answered = door.send(give(theirs, "up"), user="bob", connection_id="c2")
    assert [frame["code"] for frame in answered] == ["JOB_NOT_FOUND"]
    assert listed(door) == []


@pytest.mark.parametrize("reason", ["two\nlines", "bell\a", "x" * 501, "AKIAIOSFODNN7EXAMPLE and more", 7], ids=repr)
def test_a_reason_is_one_line_of_bounded_length_and_no_log_has_it(
    door: Door, reason: Any, caplog: pytest.LogCaptureFixture
) -> None:
    job_id = ended(door)
    (error,) = door.send(give(job_id, "down", reason=reason))
    assert (error["code"], listed(door)) == ("BAD_FRAME", [])

    with caplog.at_level(logging.INFO):
        door.send(give(job_id, "down", reason="Ada's bonus is in it"))
    assert listed(door) == [(job_id, "down", "Ada's bonus is in it")]
    assert "verdict=down | feedback given" in caplog.text
    assert "bonus" not in caplog.text
