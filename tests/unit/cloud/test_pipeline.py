"""The pipeline's files, the question that it asks then, and what a deployment takes of the stack before."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from cdk.config import StackConfig
from cloud.deploy import refuse_newer_records, with_somebody_told
from cloud.smoke import smoke
from finops_core.api_keys import ApiKeyRepository
from finops_core.clock import ManualClock
from finops_core.errors import ToolError
from finops_core.table.schema import RECORD_FORM
from finops_core.table.sqlite import SqliteTable

ROOT = Path(__file__).parents[3]
WORKFLOWS = ROOT / ".github" / "workflows"
LINTER = ROOT / ".venv-workflows" / "bin" / "zizmor"
LINT_S = 60
OUTPUTS = {"WebSocketUrl": "wss://socket.example.com/live", "HttpUrl": "https://http.example.com"}


def workflow(name: str) -> dict[str, Any]:
    return yaml.safe_load((WORKFLOWS / f"{name}.yml").read_text(encoding="utf-8"))


def test_the_linter_finds_nothing_in_the_workflows() -> None:
    assert LINTER.exists(), "the linter of workflows is missing: run `make test`, or `make .stamps/workflows`"
    arguments = [str(LINTER), "--offline", "--no-progress", "--persona", "regular", str(ROOT / ".github")]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=LINT_S)
    assert done.returncode == 0, done.stdout


def test_the_linter_finds_what_is_wrong(tmp_path: Path) -> None:
    careless = tmp_path / ".github" / "workflows" / "careless.yml"
    careless.parent.mkdir(parents=True)
    text = (WORKFLOWS / "deploy.yml").read_text(encoding="utf-8")
    careless.write_text(text.replace('STAGE="$STAGE"', 'STAGE="${{ inputs.stage }}"'), encoding="utf-8")
    arguments = [str(LINTER), "--offline", "--no-progress", str(tmp_path)]
    assert subprocess.run(arguments, capture_output=True, timeout=LINT_S).returncode != 0


def test_a_release_is_tested_tried_on_staging_and_then_goes_to_production() -> None:
    jobs = workflow("release")["jobs"]
    assert jobs["test"]["steps"][-1]["run"] == "make test"
    deploying = {name: job for name, job in jobs.items() if "uses" in job}
    assert {name: (job["needs"], job["with"]["stage"]) for name, job in deploying.items()} == {
        "staging": ("test", "staging"),
        "production": ("staging", "production"),
    }
    assert {job["uses"] for job in deploying.values()} == {"./.github/workflows/deploy.yml"}
    assert jobs["staging"]["if"] == "github.event_name == 'push'"


def test_a_stage_is_deployed_in_its_own_environment_and_asked_a_question() -> None:
    job = workflow("deploy")["jobs"]["deploy"]
    assert job["environment"] == "${{ inputs.stage }}"
    assert job["permissions"] == {"contents": "read", "id-token": "write"}
    commands = [step["run"] for step in job["steps"] if "run" in step]
    assert commands == ['make deploy STAGE="$STAGE"', '.venv/bin/finops cloud smoke --stage "$STAGE"']
    [signing_in] = [step["with"] for step in job["steps"] if "role-to-assume" in step.get("with", {})]
    assert signing_in == {"role-to-assume": "${{ vars.DEPLOY_ROLE }}", "aws-region": "${{ vars.AWS_REGION }}"}


def test_no_workflow_holds_a_secret_and_each_action_is_pinned_to_what_it_was() -> None:
    for file in WORKFLOWS.glob("*.yml"):
        assert "secrets." not in file.read_text(encoding="utf-8")
        for job in workflow(file.stem)["jobs"].values():
            pinned = [step["uses"].partition("@")[2] for step in job.get("steps", ()) if "uses" in step]
            assert all(len(commit) == 40 for commit in pinned)


# The question after a deployment


@pytest.fixture
def keys() -> ApiKeyRepository:
    clock = ManualClock(datetime(2026, 11, 30, 9, tzinfo=UTC))
    return ApiKeyRepository(SqliteTable(":memory:", clock=clock).open(), clock)


def test_each_door_is_asked_with_a_key_that_is_good_then_and_gone_afterwards(keys: ApiKeyRepository) -> None:
    told: list[str] = []

    def door(outputs: object, key: str, question: str) -> str:
        assert keys.verify(key).accounts is None
        return f"An answer to {question}"

    smoke(OUTPUTS, keys, told.append, question="What?", doors={"socket": door, "HTTP": door})
    assert told == ["socket: An answer to What?", "HTTP: An answer to What?"]
    assert keys.all() == ()


def test_a_door_without_an_answer_fails_the_command_and_its_key_is_gone(keys: ApiKeyRepository) -> None:
    def shut(outputs: object, key: str, question: str) -> str:
        raise ToolError("no answer")

    with pytest.raises(ToolError, match="no answer"):
        smoke(OUTPUTS, keys, print, doors={"socket": shut})
    assert keys.all() == ()


def test_a_stack_of_an_earlier_version_is_told_to_be_updated(keys: ApiKeyRepository) -> None:
    with pytest.raises(ToolError, match="finops cloud deploy"):
        smoke({"WebSocketUrl": "wss://socket.example.com"}, keys, print)


# What the stack before says


def test_a_release_is_not_deployed_over_records_that_it_cannot_read() -> None:
    with pytest.raises(ToolError, match=r"cannot read.*Nothing was changed.*plain_records"):
        refuse_newer_records({"RecordForm": str(RECORD_FORM + 1)})


@pytest.mark.parametrize("outputs", [{}, {"RecordForm": "1"}, {"RecordForm": str(RECORD_FORM)}])
def test_it_is_over_those_that_it_can(outputs: dict[str, str]) -> None:
    refuse_newer_records(outputs)


@pytest.mark.parametrize(
    ("config", "email", "outputs", "mailed"),
    [
        (StackConfig(), "first@example.com", {}, "first@example.com"),
        (StackConfig(), None, {"AlarmEmail": "first@example.com"}, "first@example.com"),
        (StackConfig(), "second@example.com", {"AlarmEmail": "first@example.com"}, "first@example.com"),
        (StackConfig(), None, {}, None),
        (StackConfig(alarm_email="oncall@example.com"), "first@example.com", {}, "oncall@example.com"),
        (StackConfig(alarm_topic="arn:aws:sns:eu-central-1:111122223333:oncall"), "first@example.com", {}, None),
    ],
)
def test_alarms_mail_the_first_user_where_nobody_else_is_named(
    config: StackConfig, email: str | None, outputs: dict[str, str], mailed: str | None
) -> None:
    assert with_somebody_told(config, email, outputs).alarm_email == mailed
