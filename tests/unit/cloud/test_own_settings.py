"""`finops cloud settings`: checked, kept with who and when, and never where somebody else changed them meanwhile."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws
from typer.testing import CliRunner, Result

from cdk.config import StackConfig
from finops_core.aws.clients import PlatformClients
from finops_core.clock import ManualClock, SystemClock
from finops_core.deployed_settings import FORM, SettingsRepository
from local.cli import cloud
from local.cli.cloud_settings import out_of_reach
from local.cli.main import app
from tests.contract.storage_backends import REGION, new_dynamodb_table
from tests.unit.cloud.stubbed import ACCOUNT
from tests.unit.cloud.test_api_keys import Account as KeysAccount
from worker.alerts.settings import AlertSettings

OWNER = f"arn:aws:iam::{ACCOUNT}:user/owner"
TERMS = 'metric = "billed"\n'


class Account(KeysAccount):
    """The same, in which somebody is signed in."""

    def client(self, service: str, region: str | None = None) -> Any:
        if service == "sts":
            self._stack.is_account()
        return super().client(service, region)


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    with mock_aws():
        made = Account(PlatformClients(region=REGION))

        def clients(profile: str | None, region: str | None) -> Account:
            return made

        monkeypatch.setattr(cloud, "clients_of", clients)
        yield made


@pytest.fixture
def settings(account: Account) -> SettingsRepository:
    """The deployed stack's, as its functions see them."""
    table = new_dynamodb_table(PlatformClients(region=REGION), ManualClock(SystemClock().now()))
    [name] = account.client("dynamodb").list_tables()["TableNames"]
    account.tells(TableName=name, SettingsForm=str(FORM))
    return SettingsRepository(table, SystemClock())


def finops(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["cloud", "settings", *arguments])


def written(folder: Path, text: str) -> str:
    (folder / "ours.toml").write_text(text, encoding="utf-8")
    return str(folder / "ours.toml")


def test_what_is_set_holds_with_who_and_when_and_goes_back(settings: SettingsRepository, tmp_path: Path) -> None:
    assert "Nobody changed" in finops("show").stderr
    done = finops("set", written(tmp_path, f"{TERMS}[run]\nport = 1\n"))
    assert done.exit_code == 0, done.output
    assert "[run] is for a machine of one's own" in " ".join(done.stderr.split())
    shown = finops("show")
    assert shown.stdout == f"{TERMS}[run]\nport = 1\n"
    assert f"version 1, by {OWNER}" in " ".join(shown.stderr.split())
    assert finops("reset").exit_code == 0
    assert "deployed holds again" in " ".join(finops("show").stderr.split())
    changes = json.loads(finops("history", "--json").stdout)
    assert [(each["version"], each["by"], each["deployed"]) for each in changes] == [
        (2, OWNER, True),
        (1, OWNER, False),
    ]
    assert json.loads(finops("show", "--version", "1", "--json").stdout)["text"].startswith(TERMS)
    current = settings.current()
    assert current is not None
    assert current.deployed


@pytest.mark.parametrize(
    ("text", "said"),
    [("colour = 1", "colour"), ("", "is empty"), ("#" * 70_000, "64 KiB")],
)
def test_what_no_stack_could_go_by_is_not_kept(
    settings: SettingsRepository, tmp_path: Path, text: str, said: str
) -> None:
    refused = finops("set", written(tmp_path, text))
    assert refused.exit_code != 0
    assert said in " ".join(refused.output.split())
    assert settings.current() is None


def test_a_change_that_did_not_see_the_last_one_is_refused(settings: SettingsRepository, tmp_path: Path) -> None:
    settings.put(TERMS, by="grace", after=0)
    refused = finops("set", written(tmp_path, TERMS), "--after", "0")
    assert refused.exit_code == 1
    assert "meanwhile" in refused.output


def test_a_stack_that_does_not_look_for_settings_is_told_to_be_older(account: Account, tmp_path: Path) -> None:
    account.tells(TableName="t")
    refused = finops("set", written(tmp_path, TERMS))
    assert refused.exit_code == 1
    assert "finops cloud deploy" in refused.output


def test_channels_that_the_watch_may_not_use_are_told() -> None:
    alerts = AlertSettings.model_validate(
        {
            "channels": [
                {"name": "chat", "kind": "slack", "url_env": "U"},
                {"name": "mail", "kind": "ses", "region": "us-east-1", "sender": "a@b.example", "to": ["c@d.example"]},
                {"name": "told", "kind": "sns", "topic": "arn:aws:sns:us-east-1:123456789012:t"},
            ]
        }
    )
    problems = out_of_reach(alerts, StackConfig())
    assert [problem.split()[2] for problem in problems] == ["chat", "mail", "told"]
    allowed = StackConfig(
        alert_credentials={"U": "arn:aws:ssm:us-east-1:123456789012:parameter/u"},
        alert_senders=("b.example",),
        alert_topics=("arn:aws:sns:us-east-1:123456789012:t",),
    )
    assert out_of_reach(alerts, allowed) == out_of_reach(None, StackConfig()) == []
