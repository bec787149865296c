"""`finops cloud report`: saved when it is one, listed, fetched as it was made last, and made no more."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws
from typer.testing import CliRunner, Result

from finops_core.aws.clients import PlatformClients
from local.cli import cloud
from local.cli.main import app
from tests.contract.storage_backends import REGION
from tests.unit.cloud.test_api_keys import Account as KeysAccount

REPORT = 'questions = ["What did I spend by service?"]\n'


class Account(KeysAccount):
    """The same, with the stack's bucket."""

    def __init__(self, aws: PlatformClients) -> None:
        super().__init__(aws)
        self.s3: Any = aws.s3()
        self.s3.create_bucket(Bucket="stacks", CreateBucketConfiguration={"LocationConstraint": REGION})

    def client(self, service: str, region: str | None = None) -> Any:
        return self.s3 if service == "s3" else super().client(service, region)

    def made(self, key: str, text: str) -> None:
        self.s3.put_object(Bucket="stacks", Key=f"reports/made/{key}", Body=text.encode())


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


def finops(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["cloud", "report", *arguments])


def written(folder: Path, text: str, name: str = "monthly.toml") -> str:
    (folder / name).write_text(text)
    return str(folder / name)


def listed() -> Any:
    return json.loads(finops("list", "--json").stdout)


def test_a_report_is_saved_listed_fetched_and_made_no_more(account: Account, tmp_path: Path) -> None:
    account.tells(SavedReports="s3://stacks/reports/saved/")
    assert finops("save", written(tmp_path, REPORT)).exit_code == 0
    assert listed() == [{"name": "monthly", "made": None}]
    for day in ("2026-10-04", "2026-11-04"):
        account.made(f"monthly/{day}.html", f"<p>{day}</p>")
        account.made(f"monthly/{day}.md", day)
    assert listed() == [{"name": "monthly", "made": "2026-11-04"}]
    assert finops("get", "monthly", "--out", str(tmp_path / "a.html")).exit_code == 0
    assert (tmp_path / "a.html").read_text() == "<p>2026-11-04</p>"
    assert finops("remove", "monthly").exit_code == 0
    assert listed() == []


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("monthly.toml", "questions = 3", "questions"),
        ("monthly.toml", "[schedule", "not valid TOML"),
        ("two words.toml", REPORT, "is named by letters"),
        (".toml", REPORT, "is named by letters"),
    ],
)
def test_what_no_stack_could_make_is_not_saved(
    account: Account, tmp_path: Path, name: str, text: str, said: str
) -> None:
    account.tells(SavedReports="s3://stacks/reports/saved/")
    refused = finops("save", written(tmp_path, text, name))
    assert refused.exit_code != 0
    assert said in " ".join(refused.output.split())
    assert listed() == []


def test_what_cannot_be_fetched_is_said(account: Account, tmp_path: Path) -> None:
    account.tells(SavedReports="s3://stacks/reports/saved/")
    assert "Nothing was made" in finops("get", "monthly", "--out", str(tmp_path / "a.html")).output
    assert "has to end in" in finops("get", "monthly", "--out", str(tmp_path / "a.pdf")).output
    account.made("monthly/2026-11-04.md", "text")
    assert finops("get", "monthly", "--out", str(tmp_path / "nowhere" / "a.md")).exit_code != 0


def test_a_stack_that_makes_no_reports_is_told_to_be_older(account: Account, tmp_path: Path) -> None:
    account.tells()
    refused = finops("save", written(tmp_path, REPORT))
    assert refused.exit_code == 1
    assert "finops cloud deploy" in refused.output
