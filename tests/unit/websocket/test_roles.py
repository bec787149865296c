"""What each role may do over the wire: the same by socket and by HTTP, and told in plain words."""

from itertools import pairwise
from typing import Any

import pytest

from finops_core.roles import ENTITLEMENTS, Right, Role, may
from tests.unit.websocket.door import Door, run_frame
from tests.unit.websocket.http_visitor import HttpVisitor
from websocket.access import NEEDED
from websocket.schema import CLIENT_FRAMES

ADVICE = {"check": "ebs-gp2", "account": "111122223333", "resource": "vol-1"}
ANOMALY = "5f2b0c7d1e9a4b3c8d6e7f0a1b2c3d4e.2026-05-28"
DISMISSED = {"reason": "Needed until May", "unit": "USD"}
FRAMES: dict[str, dict[str, Any]] = {
    "run": run_frame(),
    "resume": {"jobs": []},
    "abort": {"runId": "never"},
    "cancel": {"jobId": "a" * 26},
    "get": {"jobId": "a" * 26, "artifactId": "table-0"},
    "jobs.list": {},
    "threads.list": {},
    "thread.get": {"threadId": "t1"},
    "thread.rename": {"threadId": "t1", "title": "Mine"},
    "thread.delete": {"threadId": "t1"},
    "feedback.give": {"jobId": "a" * 26, "verdict": "up"},
    "feedback.list": {},
    "memory.list": {},
    "memory.forget": {"name": None},
    "advice.dismiss": {**ADVICE, **DISMISSED, "savingPerMonth": "1"},
    "advice.reopen": ADVICE,
    "advice.mark": ADVICE,
    "advice.unmark": ADVICE,
    "anomaly.dismiss": {**DISMISSED, "anomalyId": ANOMALY, "impact": "1"},
    "anomaly.restore": {"anomalyId": ANOMALY},
    "keys.list": {},
    "key.create": {"name": "nightly"},
    "key.rotate": {"keyId": "0a1b2c3d4e5f"},
    "key.revoke": {"keyId": "0a1b2c3d4e5f"},
    "approve": {"jobId": "a" * 26, "resume": []},
    "access.get": {},
    "auth": {"token": "ada"},
    "ping": {},
}
"""One of each frame that a client sends; what it is about need not be there."""

CURATING = {name for name in FRAMES if name.startswith(("advice.", "anomaly."))} | {"memory.forget"}
ADMINISTERING = {name for name in FRAMES if name.startswith(("key.", "keys."))}
BY_LEAST_ROLE = {Role.ANALYST: CURATING, Role.APPROVER: {"approve"}, Role.ADMIN: ADMINISTERING}


def frame(name: str) -> dict[str, Any]:
    return {"reqId": "r", **FRAMES[name], "type": name}


def refused(reply: dict[str, Any]) -> bool:
    return (reply["type"], reply.get("code")) == ("error", "FORBIDDEN")


@pytest.mark.parametrize("role", Role)
def test_each_frame_is_taken_from_the_roles_that_have_its_right_and_from_no_other(door: Door, role: Role):
    above = [each for each in Role if list(Role).index(each) > list(Role).index(role)]
    expected = {name for least in above for name in BY_LEAST_ROLE.get(least, ())}
    replies = {name: door.send(frame(name), role=role.value) for name in FRAMES}
    assert {name for name, told in replies.items() if any(map(refused, told))} == expected


def test_every_frame_of_the_wire_has_its_row_and_is_tried_here():
    assert {model.__name__ for model in CLIENT_FRAMES} == {model.__name__ for model in NEEDED}
    assert {model.model_fields["type"].default for model in CLIENT_FRAMES} == set(FRAMES)


@pytest.mark.parametrize("name", sorted(CURATING))
def test_over_http_the_same_role_is_refused_the_same_with_403(door: Door, name: str):
    answer = HttpVisitor(door=door, token="ada:viewer").post("/v1/agui", frame(name))
    (told,) = door.send(frame(name), role="viewer")
    assert (answer.status, answer.json["message"]) == (403, told["message"])
    assert HttpVisitor(door=door, token="ada:analyst").post("/v1/agui", frame(name)).status != 403


def test_what_was_refused_changed_nothing(door: Door):
    door.send(frame("advice.dismiss"), role="viewer")
    (told,) = door.send(frame("advice.reopen"), role="analyst")
    assert (told["type"], told["code"]) == ("error", "BAD_FRAME")


def test_a_refusal_says_the_role_that_somebody_has_and_the_one_it_takes(door: Door):
    (told,) = door.send(frame("advice.mark"), role="viewer")
    assert told["retryable"] is False
    assert told["message"] == (
        "Your role here is viewer, and only the role analyst and those above it may dismiss recommendations and "
        "anomalies, say what was carried out, and have names remembered. Ask whoever runs this platform for it."
    )


@pytest.mark.parametrize("role", Role)
def test_who_asks_is_told_their_role_and_what_it_may_do(door: Door, role: Role):
    rights = [entry.right.value for entry in ENTITLEMENTS if may(role, entry.right)]
    told = {"type": "access", "reqId": "r", "role": role.value, "may": rights}
    assert door.send(frame("access.get"), role=role.value) == [told]
    assert HttpVisitor(door=door, token=f"ada:{role}").post("/v1/agui", frame("access.get")).json == told


def test_each_role_may_do_all_that_the_one_before_it_may_and_more():
    rights = [{right for right in Right if may(role, right)} for role in Role]
    assert all(less < more for less, more in pairwise(rights))
    assert rights[-1] == set(Right)


def test_a_connection_from_before_there_were_roles_may_do_what_it_could(door: Door):
    (told,) = door.send(frame("access.get"))
    assert (told["role"], told["may"]) == ("analyst", ["ask", "curate"])


def test_a_fresh_token_with_another_role_changes_what_the_connection_may_do(door: Door):
    now = int(door.clock.now().timestamp())
    door.connect("eve", "c9", exp=now + 10, role="analyst")
    who: dict[str, Any] = {"user": "eve", "connection_id": "c9", "exp": now + 10, "role": "analyst"}
    assert door.send({"type": "auth", "token": f"eve@{now + 100}:viewer"}, **who)[0]["type"] == "auth.ok"
    door.clock.advance(20)
    assert refused(door.send(frame("memory.forget"), **who)[0])
    assert door.send(frame("jobs.list"), **who)[0]["type"] == "jobs"


def test_a_job_keeps_what_its_user_might_do_when_it_was_asked(door: Door):
    reply = door.run("run-9", role="viewer")
    assert door.jobs.of_user("ada", reply["jobId"]).role is Role.VIEWER
