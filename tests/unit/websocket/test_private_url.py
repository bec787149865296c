"""Questions at a function's own URL: who signed the request with AWS credentials is who asks."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from finops_core.errors import ErrorCode
from finops_core.jobs.events import Answered, RunFailed, RunFinished
from finops_core.roles import Role
from tests.unit.websocket.door import Door, run_frame
from tests.unit.websocket.http_visitor import HttpVisitor
from tests.unit.websocket.principals import ACCOUNT, NIGHTLY, Principal, url_event
from tests.unit.websocket.test_agui_events import ANSWER
from websocket.http_api.principals import Principals
from websocket.http_api.private import LONGEST_WAIT_S, PrivateDoor, handler

RUN: dict[str, Any] = run_frame()["input"]
ROLE = f"arn:aws:iam::{ACCOUNT}:role/jobs/nightly"
PERSON = f"arn:aws:iam::{ACCOUNT}:user/people/ada"
SIGNED_ON = f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Cost_0123456789abcdef"
NIGHTLY_AGAIN = replace(
    NIGHTLY, arn=NIGHTLY.arn.replace("run-7", "run-8"), unique_id=NIGHTLY.unique_id.replace("run-7", "run-8")
)
ADA = Principal(arn=PERSON, unique_id="AIDAEXAMPLEOFADA0001")


def person(name: str) -> Principal:
    session = f"assumed-role/AWSReservedSSO_Cost_0123456789abcdef/{name}"
    return Principal(arn=f"arn:aws:sts::{ACCOUNT}:{session}", unique_id=f"AROAEXAMPLEOFSSO0001:{name}")


@dataclass(slots=True, kw_only=True)
class Url:
    """The URL's function. `meanwhile` is done each time a request waits."""

    door: Door
    caller: Principal | None = NIGHTLY
    meanwhile: Callable[[], object] = lambda: None
    waited_s: float = 0.0

    def request(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        principals = Principals({ROLE: None, PERSON: (ACCOUNT,), SIGNED_ON: None}, {PERSON: Role.ANALYST})
        iam = None if self.caller is None else self.caller.iam
        text = None if body is None else json.dumps(body)
        event = url_event(method, path, text, headers={"Content-Type": "application/json"}, iam=iam)
        deps = PrivateDoor(door=self.door.deps, principals=principals)
        told = handler(event, None, deps=deps, pause=self._pause)
        return told["statusCode"], json.loads(told["body"])

    def ask(self, path: str = "/v1/questions", **changes: Any) -> tuple[int, Any]:
        return self.request("POST", path, RUN | changes)

    def _pause(self, seconds: float) -> None:
        self.waited_s += seconds
        self.door.clock.advance(seconds)
        self.meanwhile()


def ends_with(url: Url, *events: Any) -> None:
    """The worker ends whatever job there is at the first moment that somebody waits."""

    def work() -> None:
        for message in url.door.queue.receive():
            url.door.work(message.body, *events)

    url.meanwhile = work


def test_a_question_is_answered_in_one_request(door: Door):
    url = Url(door=door)
    ends_with(url, Answered(answer=ANSWER), RunFinished())
    status, told = url.ask()
    assert (status, told["job"]["status"], told["readOn"], told["failure"]) == (200, "SUCCEEDED", None, None)
    assert told["answer"]["headline"] == ANSWER.headline
    assert url.waited_s < 1


def test_what_takes_longer_says_where_to_read_on_and_is_read_there(door: Door):
    url = Url(door=door)
    status, told = url.ask()
    assert (status, told["answer"], told["readOn"]) == (202, None, f"/v1/jobs/{told['job']['jobId']}")
    assert LONGEST_WAIT_S <= url.waited_s <= LONGEST_WAIT_S + 1
    ends_with(url, Answered(answer=ANSWER), RunFinished())
    status, told = url.request("GET", f"{told['readOn']}?wait={LONGEST_WAIT_S}")
    assert (status, told["answer"]["headline"]) == (200, ANSWER.headline)


def test_who_does_not_want_to_wait_gets_the_jobs_id_at_once(door: Door):
    url = Url(door=door)
    assert url.ask("/v1/questions?wait=0")[0] == 202
    assert url.waited_s == 0
    assert url.ask(f"/v1/questions?wait={LONGEST_WAIT_S + 1}")[0] == 400


def test_asking_again_with_the_same_run_is_the_same_job_and_answered_at_once(door: Door):
    url = Url(door=door)
    ends_with(url, Answered(answer=ANSWER), RunFinished())
    first, again = url.ask(), url.ask()
    assert first == again


def test_a_question_that_failed_says_why(door: Door):
    url = Url(door=door)
    ends_with(url, RunFailed(code=ErrorCode.TIMEOUT, message="It was tried 5 times."))
    status, told = url.ask()
    assert (status, told["failure"]) == (200, {"code": "TIMEOUT", "message": "It was tried 5 times."})


def test_over_http_the_same_is_asked_with_a_token_and_waits_less(door: Door):
    ada = HttpVisitor(door=door)
    answer = ada.post("/v1/questions", RUN)
    assert (answer.status, answer.json["readOn"]) == (202, f"/v1/jobs/{answer.json['job']['jobId']}")
    assert ada.waited_s < 30


# Who asks


@pytest.mark.parametrize(
    ("caller", "user_id", "accounts", "role"),
    [
        (NIGHTLY, "iam-AROAEXAMPLENIGHTLY7", None, Role.VIEWER),
        (NIGHTLY_AGAIN, "iam-AROAEXAMPLENIGHTLY7", None, Role.VIEWER),
        (ADA, "iam-AIDAEXAMPLEOFADA0001", (ACCOUNT,), Role.ANALYST),
        (person("ada@example.com"), "iam-AROAEXAMPLEOFSSO0001:ada@example.com", None, Role.VIEWER),
        (person("bob@example.com"), "iam-AROAEXAMPLEOFSSO0001:bob@example.com", None, Role.VIEWER),
    ],
    ids=lambda value: value.arn.rpartition(":")[2] if isinstance(value, Principal) else "",
)
def test_the_principal_is_the_user_with_accounts_and_role_by_setting(
    door: Door, caller: Principal, user_id: str, accounts: tuple[str, ...] | None, role: Role
):
    status, told = Url(door=door, caller=caller).ask("/v1/questions?wait=0")
    job = door.jobs.of_user(user_id, told["job"]["jobId"])
    assert (status, job.accounts, job.role) == (202, accounts, role)


def test_nobody_reads_anothers_question(door: Door):
    _, told = Url(door=door, caller=person("ada@example.com")).ask("/v1/questions?wait=0")
    path = f"/v1/jobs/{told['job']['jobId']}"
    for other in (person("bob@example.com"), ADA, NIGHTLY):
        assert Url(door=door, caller=other).request("GET", path)[0] == 404
    assert HttpVisitor(door=door, token="ada").get(path).status == 404


@pytest.mark.parametrize(
    "arn",
    [
        f"arn:aws:sts::{ACCOUNT}:assumed-role/another/run-7",
        "arn:aws:sts::999999999999:assumed-role/nightly/run-7",
        f"arn:aws:iam::{ACCOUNT}:user/nightly",
        f"arn:aws:sts::{ACCOUNT}:assumed-role/people/ada",
    ],
)
def test_a_principal_that_is_not_named_is_refused_in_words(door: Door, arn: str):
    status, told = Url(door=door, caller=replace(NIGHTLY, arn=arn)).ask()
    assert (status, told["code"]) == (403, "FORBIDDEN")
    assert "names it in `principals`" in told["message"]
    assert door.queue.receive() == []


@pytest.mark.parametrize(
    "caller",
    [
        None,
        replace(NIGHTLY, arn=f"arn:aws:iam::{ACCOUNT}:root"),
        replace(NIGHTLY, arn=f"arn:aws:sts::{ACCOUNT}:federated-user/nightly"),
        replace(NIGHTLY, arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/nightly/run-7\n"),
        replace(NIGHTLY, unique_id=""),
        replace(NIGHTLY, unique_id="nightly"),
        replace(NIGHTLY, unique_id="AROAEXAMPLENIGHTLY7:a b"),
    ],
    ids=repr,
)
def test_an_event_that_no_role_or_user_signed_is_nobodys(door: Door, caller: Principal | None):
    status, told = Url(door=door, caller=caller).ask()
    assert (status, told["code"]) == (401, "UNAUTHENTICATED")


def test_a_token_opens_nothing_here(door: Door):
    url = Url(door=door, caller=None)
    event = url_event("GET", "/v1/jobs", None, headers={"Authorization": "Bearer ada"}, iam=None)
    deps = PrivateDoor(door=url.door.deps, principals=Principals({}, {}))
    assert handler(event, None, deps=deps)["statusCode"] == 401


def test_no_word_of_a_question_is_logged(door: Door, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    url = Url(door=door)
    ends_with(url, Answered(answer=ANSWER), RunFinished())
    question = "What did the lighthouse project spend?"
    url.ask(messages=[{"id": "m1", "role": "user", "content": question}])
    url.ask(messages=[{"id": "m1", "role": "user", "content": question}], runId="")
    Url(door=replace(door, deps=replace(door.deps, queue=None))).ask(runId="run-9")
    assert any("failed" in record.getMessage() for record in caplog.records)
    assert "lighthouse" not in caplog.text
