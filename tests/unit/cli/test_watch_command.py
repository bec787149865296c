"""`finops watch`: one round as cron runs it, with a receiver on this machine."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from finops_core.clock import SystemClock
from local.cli.doctor import all_checks
from local.cli.main import app
from tests.unit.billing.made_bills import write_csv
from tests.unit.worker.test_alert_channels import hook
from tests.unit.worker.test_alert_looking import rows

SETTINGS = """
[[budgets]]
BudgetName = "s3"
TimeUnit = "MONTHLY"
BudgetLimit = { Amount = 1, Unit = "USD" }
[alerts]
least_anomaly = 100000
[[alerts.channels]]
name = "own"
kind = "webhook"
url_env = "HOOK_URL"
secret_env = "HOOK_SECRET"
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOOK_SECRET", "5ecret")
    (tmp_path / "finops.toml").write_text(SETTINGS)
    # An old bill is looked at as of its last day, whatever the day of the run.
    write_csv(tmp_path / "bill.csv", list(rows(SystemClock().now().date() - timedelta(days=60))))
    return tmp_path


def finops(here: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        app, ["watch", "--bill", "bill.csv", "--data-dir", str(here / "data"), "--json", *arguments]
    )


def test_each_alert_is_told_once_however_often_cron_runs(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dry = finops(here, "--dry-run")
    assert (dry.exit_code, json.loads(dry.stdout)["alerts"][0]["subject"]) == (0, "s3")
    with hook() as (url, posted):
        monkeypatch.setenv("HOOK_URL", url)
        runs = [finops(here) for _ in range(2)]
    assert [run.exit_code for run in runs] == [0, 0]
    assert [json.loads(run.stdout)["channels"][0]["sent"] for run in runs] == [1, 0]
    assert len(posted) == 1


def test_a_channel_that_is_down_is_an_exit_code_and_a_line_of_the_doctor(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOOK_URL", "http://127.0.0.1:9/")
    ran = finops(here)
    assert ran.exit_code == 1
    assert "own: The webhook cannot be reached" in ran.stderr
    flags: dict[str, object] = {"bill": "bill.csv", "data_dir": here / "data"}
    told = {check.name: check for check in all_checks(flags)}["alerts to own"]
    assert (told.state, "wait for their next try" in told.detail) == ("problem", True)
    monkeypatch.delenv("HOOK_SECRET")
    assert "HOOK_SECRET is not set" in {check.name: check for check in all_checks(flags)}["alerts to own"].detail


@pytest.mark.parametrize(("content", "said"), [("", "[alerts]"), ("[alerts]\nchannels = []", "alerts.channels")])
def test_without_channels_it_is_wrong_usage(here: Path, content: str, said: str) -> None:
    (here / "finops.toml").write_text(content)
    ran = finops(here)
    assert ran.exit_code == 2
    assert said in " ".join(ran.stderr.split())


@pytest.mark.nightly  # the sample account is made for it
def test_nobody_is_told_of_an_invented_account(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with hook() as (url, posted):
        monkeypatch.setenv("HOOK_URL", url)
        ran = CliRunner().invoke(app, ["watch", "--data-dir", str(here / "data")])
    assert (ran.exit_code, posted) == (2, [])
    assert "invented" in ran.stderr
