"""Asking at the private address: signed by botocore, checked as AWS does, answered by the platform's own handler."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from finops_client import ClientTimeout, JobCancelled, JobFailed, PrivateClient
from finops_client.errors import (
    ConnectionFailed,
    FinOpsClientError,
    Forbidden,
    InsecureUrl,
    RateLimited,
    Unauthenticated,
)
from finops_core.answers import Answer, Remainder
from finops_core.errors import ErrorCode
from finops_core.jobs.ending import stop
from finops_core.jobs.events import Answered, Event, RunFailed, RunFinished
from tests.unit.websocket.door import Door, open_door
from tests.unit.websocket.principals import ACCOUNT, NIGHTLY, REGION, served
from tests.unit.websocket.test_agui_events import ANSWER
from websocket.http_api.principals import Principals
from websocket.http_api.private import PrivateDoor, handler

QUESTION = "What did I spend?"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/nightly"
DONE = (Answered(answer=ANSWER), RunFinished())


@dataclass(kw_only=True)
class Platform:
    """A private address. What waits at it works on the jobs that there are, with what `work` has for each look."""

    url: str
    door: Door
    events: list[dict[str, Any]]
    work: list[tuple[Event, ...]]
    profile: str = "nightly"

    def client(self, **more: Any) -> PrivateClient:
        self.waited: list[float] = []
        given: dict[str, Any] = {"region": REGION, "pause": self.waited.append}
        return PrivateClient(self.url, profile=self.profile, **(given | more))


def _invoked(event: dict[str, Any], *, deps: PrivateDoor, door: Door, work: list[tuple[Event, ...]]) -> dict[str, Any]:
    """One invocation. A worker does one piece of work each time that a request waits."""

    def pause(seconds: float) -> None:
        door.clock.advance(seconds)
        if work and (events := work.pop(0)):
            (message,) = door.queue.receive()
            door.work(message.body, *events)

    return handler(event, None, deps=deps, pause=pause)


@pytest.fixture
def platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    config = tmp_path / "config"
    keys = f"aws_access_key_id = {NIGHTLY.key}\naws_secret_access_key = {NIGHTLY.secret}\n"
    config.write_text(
        f"[profile nightly]\n{keys}aws_session_token = {NIGHTLY.token}\n"
        f"[profile wrong]\n{keys.replace(NIGHTLY.secret, 'another')}aws_session_token = {NIGHTLY.token}\n"
    )
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for door in open_door(tmp_path / "blobs"):
        work: list[tuple[Event, ...]] = []
        deps = PrivateDoor(door=door.deps, principals=Principals({ROLE: None}, {}))
        function = partial(_invoked, deps=deps, door=door, work=work)
        with served(function, NIGHTLY) as (url, events):
            yield Platform(url=url, door=door, events=events, work=work)


def test_a_question_is_answered_by_a_profile_alone(platform: Platform):
    platform.work.append(DONE)
    assert platform.client().answer(QUESTION).headline == ANSWER.headline
    [event] = platform.events
    assert (event["requestContext"]["http"]["method"], event["rawPath"]) == ("POST", "/v1/questions")
    [job] = platform.door.jobs.recent("iam-AROAEXAMPLENIGHTLY7")
    assert job.question == QUESTION


def test_an_answer_that_takes_longer_than_a_request_is_read_on(platform: Platform):
    platform.work.extend([()] * 600 + [DONE])
    got = platform.client().ask(QUESTION)
    assert got.answer.headline == ANSWER.headline
    paths = [event["rawPath"] for event in platform.events]
    assert paths == ["/v1/questions", f"/v1/jobs/{got.job_id}"]


def test_what_was_too_large_for_the_answer_is_read_in_parts(platform: Platform):
    longer = ANSWER.model_copy(update={"more": (Remainder(of="markdown", artifact_id="text", total=2),)})
    platform.work.append((Answered(answer=Answer.model_validate(longer.model_dump())), RunFinished()))
    client = platform.client()
    got = client.ask(QUESTION)
    job = platform.door.jobs.of_user("iam-AROAEXAMPLENIGHTLY7", got.job_id)
    platform.door.jobs.add_artifact(job, "text", 2)
    for part, text in enumerate(("Once ", "upon a time.")):
        platform.door.deps.blobs.put(f"{got.job_id}/text/{part}", json.dumps([text]).encode())
    assert client.whole(got.job_id, got.answer).markdown == "Once upon a time."


def test_a_job_that_fails_or_is_stopped_raises_as_elsewhere(platform: Platform):
    platform.work.append((RunFailed(code=ErrorCode.TIMEOUT, message="It was tried 5 times."),))
    with pytest.raises(JobFailed, match="tried 5 times") as failed:
        platform.client().answer(QUESTION)
    assert failed.value.code == "TIMEOUT"
    platform.work.append((RunFinished(outcome="cancelled"),))
    with pytest.raises(JobCancelled):
        platform.client().answer(QUESTION)


def test_the_callers_time_is_kept_and_the_job_goes_on_or_is_stopped(platform: Platform):
    moments = iter(range(0, 10_000, 200))
    with pytest.raises(ClientTimeout) as over:
        platform.client(now=lambda: float(next(moments))).ask(QUESTION, timeout_s=300)
    [job] = platform.door.jobs.recent("iam-AROAEXAMPLENIGHTLY7")
    assert (over.value.job_id, job.active) == (job.job_id, True)
    stop("iam-AROAEXAMPLENIGHTLY7", job.job_id, platform.door.jobs)
    moments = iter(range(0, 10_000, 200))
    with pytest.raises(ClientTimeout):
        platform.client(now=lambda: float(next(moments))).ask(QUESTION, timeout_s=300, cancel_on_exit=True)
    assert not any(each.active for each in platform.door.jobs.recent("iam-AROAEXAMPLENIGHTLY7"))


def test_a_refusal_is_waited_out_as_it_says_and_then_told(platform: Platform):
    platform.door.connect("iam-AROAEXAMPLENIGHTLY7", "c1")
    for number in range(5):
        platform.door.run(f"run-{number}", user="iam-AROAEXAMPLENIGHTLY7")
    with pytest.raises(RateLimited, match="5 questions"):
        platform.client().ask(QUESTION)
    assert platform.waited == [1.0] * 4


def test_a_signature_that_aws_does_not_take_is_told(platform: Platform):
    platform.profile = "wrong"
    with pytest.raises(Forbidden, match="names your role in `principals`"):
        platform.client().answer(QUESTION)
    assert platform.events == []


def test_without_credentials_it_is_said_how_to_get_some(platform: Platform):
    platform.profile = "none"
    with pytest.raises(Unauthenticated, match="none"):
        platform.client()


def test_an_address_in_clear_text_or_without_a_region_is_refused(platform: Platform):
    with pytest.raises(InsecureUrl):
        PrivateClient("http://abc.lambda-url.eu-west-1.on.aws/", profile="nightly")
    with pytest.raises(FinOpsClientError, match="region"):
        PrivateClient("https://finops.example.com/", profile="nightly")
    assert PrivateClient("https://abc123.lambda-url.eu-west-1.on.aws/", profile="nightly")


def test_an_address_where_nobody_listens_is_tried_again_and_then_told(platform: Platform):
    waited: list[float] = []
    client = PrivateClient("http://127.0.0.1:9/", profile="nightly", region=REGION, pause=waited.append)
    with pytest.raises(ConnectionFailed):
        client.answer(QUESTION)
    assert waited == [1.0, 2.0, 4.0, 8.0]
