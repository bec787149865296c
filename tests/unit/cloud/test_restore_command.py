"""`finops cloud restore`: a drill changes nothing, and nothing is put back unasked."""

from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws
from typer.testing import CliRunner, Result

from finops_core.clock import SystemClock
from local.cli import cloud
from local.cli.main import app
from tests.unit.cloud.stubbed import StubbedClients
from tests.unit.cloud.test_restore import TABLE, Account


class Deployed(Account):
    """The same with a stack that tells of its table."""

    def __init__(self) -> None:
        super().__init__()
        self._stack = StubbedClients()
        stack = {"StackName": "FinOpsAgent-dev", "CreationTime": SystemClock().now(), "StackStatus": "CREATE_COMPLETE"}
        outputs = [{"OutputKey": "TableName", "OutputValue": TABLE}]
        self._stack.answers("cloudformation", "describe_stacks", {"Stacks": [stack | {"Outputs": outputs}]})

    def client(self, service: str, region: str | None = None) -> Any:
        return self._stack.client(service) if service == "cloudformation" else super().client(service)


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        account = Deployed()
        account.keeps_its_past()
        account.put("one")

        def clients(profile: str | None, region: str | None) -> Deployed:
            return account

        monkeypatch.setattr(cloud, "clients_of", clients)
        yield account


def finops(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(app, ["cloud", "restore", *arguments], input=answer)


def test_a_drill_says_what_it_read(deployed: Deployed) -> None:
    done = finops("--drill")
    assert done.exit_code == 0, done.output
    assert "1 records of the copy were read; 1 lie in the table as they were." in done.output
    assert deployed.tables() == [TABLE]


def test_without_a_moment_or_a_yes_nothing_is_done(deployed: Deployed) -> None:
    assert finops().exit_code != 0
    refused = finops("--at", "2026-11-29T10:00:00", answer="n\n")
    assert refused.exit_code != 0
    assert "on purpose" in refused.output
    assert deployed.tables() == [TABLE]


def test_putting_back_says_how_much(deployed: Deployed) -> None:
    done = finops("--at", "2026-11-29T10:00:00", "--yes")
    assert done.exit_code == 0, done.output
    assert "0 records were put back" in done.output
