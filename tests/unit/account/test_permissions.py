"""Who reads an account: named, with what is missing and what it would add, and warned when it may do too much."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from account.live.permissions import NEVER_NEEDED, additions, caller, rights
from account.live.policy import grants
from account.testing import ScriptedAws
from finops_core.aws.account_access import AccountAccess
from finops_core.aws.clients import AnalysedAccount
from finops_core.clock import Clock
from local.cli import doctor_account
from local.cli.checks import Check
from local.cli.settings import local_settings
from local.settings import LocalSettings

ACCOUNT = "111122223333"
USER = f"arn:aws:iam::{ACCOUNT}:user/team/ada"
ROLE = f"arn:aws:sts::{ACCOUNT}:assumed-role/finops-read/session"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
OWN_ROLE = f"arn:aws:iam::{ACCOUNT}:role/path/finops-read"
READING = tuple(additions())
RECORDED = Path(__file__).parents[2] / "data" / "aws_responses" / "iam"


def aws(arn: str, *, without: set[str] | None = None, beyond: set[str] | None = None, **more: Any) -> ScriptedAws:
    """An account whose caller may read, save for some actions, and may do some deeds beyond."""
    allowed = ({*READING} - (without or set())) | (beyond or set())
    seen: list[dict[str, Any]] = []

    def simulated(region: str, **arguments: Any) -> Mapping[str, Any]:
        seen.append(arguments)
        decide = {True: "allowed", False: "implicitDeny"}
        results = [
            {"EvalActionName": name, "EvalDecision": decide[name in allowed]} for name in arguments["ActionNames"]
        ]
        half = len(results) // 2
        if "Marker" in arguments:
            return {"EvaluationResults": results[half:], "IsTruncated": False}
        return {"EvaluationResults": results[:half], "IsTruncated": True, "Marker": "more"}

    answers: dict[tuple[str, str], Any] = {
        ("sts", "GetCallerIdentity"): {"Account": ACCOUNT, "Arn": arn},
        ("iam", "SimulatePrincipalPolicy"): simulated,
        ("iam", "GetRole"): {"Role": {"Arn": OWN_ROLE}},
    }
    found = ScriptedAws(answers, account=ACCOUNT, **more)
    found.seen = seen  # pyright: ignore[reportAttributeAccessIssue]
    return found


def checks(monkeypatch: pytest.MonkeyPatch, scripted: ScriptedAws, tmp_path: Path) -> dict[str, Check]:
    """What doctor says of an account, by name."""

    class Account(AnalysedAccount):
        def client(self, service: str, region: str | None = None) -> Any:
            return scripted.client(service, region)

        def credentials_from(self) -> str:
            return "env"

    def account(self: AccountAccess, profile: str | None = None, clock: Clock | None = None) -> AnalysedAccount:
        return Account()

    settings = LocalSettings(data_dir=tmp_path, profile="prod")
    monkeypatch.setattr(AccountAccess, "account", account)
    return {check.name: check for check in doctor_account.account_checks(settings)}


def test_every_permission_of_the_policy_has_what_it_adds():
    assert set(additions()) == {action for grant in grants() for action in grant.actions}
    assert all(additions().values())
    assert "rds:instance" in additions()["rds:DescribeDBInstances"]


@pytest.mark.parametrize(
    ("arn", "principal"), [(USER, USER), (ROLE, OWN_ROLE), (f"arn:aws:sts::{ACCOUNT}:federated-user/ada", None)]
)
def test_a_sessions_rights_are_those_of_its_role(arn: str, principal: str | None):
    scripted = aws(arn, without={"rds:DescribeDBInstances"})
    found = rights(scripted.client, caller(scripted.client), READING)
    assert found.missing == ("rds:DescribeDBInstances",)
    assert found.beyond == ()
    assert {each["PolicySourceArn"] for each in vars(scripted)["seen"]} == {principal or arn}


def test_a_role_whose_path_cannot_be_asked_for_is_taken_without_one():
    scripted = aws(ROLE, denied={"iam:GetRole"})
    rights(scripted.client, caller(scripted.client), READING)
    assert vars(scripted)["seen"][0]["PolicySourceArn"] == f"arn:aws:iam::{ACCOUNT}:role/finops-read"


def test_doctor_names_who_one_is_and_what_missing_permissions_would_add(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    found = checks(monkeypatch, aws(ROLE, without={"rds:DescribeDBInstances", "ec2:DescribeVolumes"}), tmp_path)
    assert found["account"].detail == f"{ACCOUNT}, as {ROLE}, with credentials of env"
    assert found["permissions"].state == "note"
    assert found["permissions"].detail.startswith(f"2 of {len(READING)} are missing: ec2:DescribeVolumes would add")
    assert "rds:DescribeDBInstances would add" in found["permissions"].detail
    assert "rights" not in found
    whole = checks(monkeypatch, aws(ROLE), tmp_path)
    assert whole["permissions"].state == "ok"


@pytest.mark.parametrize(
    ("arn", "beyond", "words"),
    [
        (USER, set(NEVER_NEEDED), "an administrator's, or near to that"),
        (ROLE, {"s3:DeleteBucket"}, "s3:DeleteBucket are allowed"),
        (ROOT, set[str](), "the root user's"),
    ],
)
def test_doctor_warns_of_credentials_that_may_do_far_more_than_read(
    arn: str, beyond: set[str], words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    found = checks(monkeypatch, aws(arn, beyond=beyond), tmp_path)
    assert found["rights"].state == "note"
    assert words in found["rights"].detail
    assert "finops account policy" in found["rights"].detail


def test_what_iam_does_not_let_be_asked_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    found = checks(monkeypatch, aws(USER, denied={"iam:SimulatePrincipalPolicy"}), tmp_path)
    assert found["account"].state == "ok"
    assert "cannot be told (iam:SimulatePrincipalPolicy AccessDenied)" in found["permissions"].detail
    assert "--of doctor" in found["permissions"].detail
    refused = checks(monkeypatch, aws(USER, denied={"sts:GetCallerIdentity"}), tmp_path)
    assert (refused["account"].state, list(refused)) == ("problem", ["account"])


def test_nobody_is_asked_where_nothing_names_an_account(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE"):
        monkeypatch.delenv(name, raising=False)
    (check,) = doctor_account.account_checks(LocalSettings(data_dir=tmp_path))
    assert (check.state, check.detail[:4]) == ("ok", "none")


def test_a_recorded_simulation_is_read():
    recorded = RECORDED / "SimulatePrincipalPolicy__custodian__test_iam_user_check_permissions__1.json"
    told: dict[tuple[str, str], Any] = {
        ("iam", "SimulatePrincipalPolicy"): json.loads(recorded.read_text())["response"],
        ("sts", "GetCallerIdentity"): {"Account": ACCOUNT, "Arn": USER},
    }
    scripted = ScriptedAws(told)
    found = rights(scripted.client, caller(scripted.client), ("sqs:CreateUser", "sqs:ListQueues"))
    assert found.missing == ("sqs:ListQueues",)


@pytest.mark.parametrize(("mode", "words"), [(0o644, "finops.toml, which others may read;"), (0o600, "finops.toml;")])
def test_keys_in_a_file_are_told_to_be_safer_elsewhere(
    mode: int, words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "finops.toml"
    file.write_text('[account]\naccess_key_id = "AKIAFILE"\nsecret_access_key = "topsecret"\n')
    file.chmod(mode)
    settings = local_settings({"data_dir": tmp_path}, {})
    first = next(doctor_account.account_checks(settings))
    assert (first.name, first.state) == ("keys", "note")
    assert words in first.detail
    assert "topsecret" not in first.detail
