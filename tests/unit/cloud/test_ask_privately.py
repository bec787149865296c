"""`finops ask --stage …`: the stack's private address is asked, by a profile, like any other platform."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from finops_core.clock import SystemClock
from finops_core.errors import ErrorCode
from finops_core.jobs.events import RunFailed
from local.cli import cloud
from local.cli.main import app
from tests.unit.client.test_private import DONE, QUESTION, Platform, platform
from tests.unit.cloud.stubbed import StubbedClients
from tests.unit.websocket.principals import REGION
from tests.unit.websocket.test_agui_events import ANSWER

__all__ = ["platform"]
SIGNED = ("--profile", "nightly", "--region", REGION)


class Stack:
    """What the stack of a stage tells of itself."""

    def __init__(self, **outputs: str) -> None:
        self._clients = StubbedClients()
        told = [{"OutputKey": name, "OutputValue": value} for name, value in outputs.items()]
        stack = {"StackName": "FinOpsAgent-dev", "CreationTime": SystemClock().now(), "StackStatus": "CREATE_COMPLETE"}
        for _ in range(2):
            self._clients.answers("cloudformation", "describe_stacks", {"Stacks": [stack | {"Outputs": told}]})

    def client(self, service: str, region: str | None = None) -> Any:
        return self._clients.client(service)


@pytest.fixture
def asked(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Platform:
    def clients(profile: str | None, region: str | None) -> Stack:
        assert (profile, region) == ("nightly", REGION)
        return Stack(PrivateAddress=platform.url)

    monkeypatch.setattr(cloud, "clients_of", clients)
    return platform


def ask(*options: str) -> Result:
    return CliRunner().invoke(app, ["ask", QUESTION, *options])


def test_a_stages_stack_answers_whom_its_profile_names(asked: Platform):
    asked.work.append(DONE)
    done = ask("--stage", "dev", *SIGNED, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["headline"] == ANSWER.headline
    [job] = asked.door.jobs.recent("iam-AROAEXAMPLENIGHTLY7")
    assert (job.question, job.props) == (QUESTION, {})


def test_a_question_may_be_kept_from_language_models_here_too(asked: Platform):
    asked.work.append(DONE)
    assert ask("--stage", "dev", *SIGNED, "--no-model").exit_code == 0
    [job] = asked.door.jobs.recent("iam-AROAEXAMPLENIGHTLY7")
    assert job.props == {"finops": {"model": False}}


def test_a_question_that_fails_ends_with_its_words_and_code(asked: Platform):
    asked.work.append((RunFailed(code=ErrorCode.TIMEOUT, message="It was tried 5 times."),))
    failed = ask("--stage", "dev", *SIGNED)
    assert (failed.exit_code, "It was tried 5 times." in failed.stderr) == (1, True)


def test_a_stack_that_takes_no_signed_questions_says_how_it_would(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cloud, "clients_of", lambda profile, region: Stack(TableName="t"))  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    failed = ask("--stage", "dev")
    assert failed.exit_code == 1
    assert "`principals` of cdk/stages/dev.toml" in failed.stderr


@pytest.mark.parametrize(
    "options",
    [
        ("--profile", "nightly"),
        ("--region", REGION, "--url", "wss://example.com/live"),
        ("--stage", "dev", "--url", "https://abc.lambda-url.eu-west-1.on.aws/"),
        ("--stage", "dev", "--bill", "bill.csv"),
        ("--stage", "dev", "--engine", "athena"),
        ("--url", "https://abc.lambda-url.eu-west-1.on.aws/", "--data-dir", "."),
        ("--stage", "nowhere"),
    ],
    ids=" ".join,
)
def test_options_that_exclude_each_other_are_wrong_usage(options: tuple[str, ...]):
    assert ask(*options).exit_code == 2


def test_an_address_that_is_private_by_its_looks_is_asked_with_a_profile(tmp_path: Path, platform: Platform):
    failed = ask("--url", "https://abc1.lambda-url.eu-west-1.on.aws/", "--profile", "none")
    assert (failed.exit_code, "none" in failed.stderr) == (3, True)
