"""`finops cloud key`: made, listed, replaced and ended in the deployed stack's table, shown once."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from moto import mock_aws
from typer.testing import CliRunner, Result

from finops_core.api_keys import ApiKeyRepository
from finops_core.aws.clients import PlatformClients
from finops_core.clock import ManualClock, SystemClock
from finops_core.errors import TokenExpired, Unauthenticated
from local.cli import cloud
from local.cli.main import app
from tests.contract.storage_backends import REGION, new_dynamodb_table
from tests.unit.cloud.stubbed import StubbedClients

MOST_ASKED = 8
"""How often a test may ask for the stack's outputs."""


class Account:
    """An account whose table is moto's, and whose stack tells what it is made to tell."""

    def __init__(self, aws: PlatformClients) -> None:
        self._aws = aws
        self._stack = StubbedClients()

    def client(self, service: str, region: str | None = None) -> Any:
        return self._aws.dynamodb() if service == "dynamodb" else self._stack.client(service)

    def tells(self, **outputs: str) -> None:
        """The stack is deployed with these outputs."""
        told = [{"OutputKey": name, "OutputValue": value} for name, value in outputs.items()]
        stack = {"StackName": "FinOpsAgent-dev", "CreationTime": SystemClock().now(), "StackStatus": "CREATE_COMPLETE"}
        for _ in range(MOST_ASKED):
            self._stack.answers("cloudformation", "describe_stacks", {"Stacks": [stack | {"Outputs": told}]})

    def is_empty(self) -> None:
        self._stack.fails("cloudformation", "describe_stacks", "ValidationError")


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
def keys(account: Account) -> ApiKeyRepository:
    """The deployed stack's, as its functions see them."""
    table = new_dynamodb_table(PlatformClients(region=REGION), ManualClock(SystemClock().now()))
    [name] = account.client("dynamodb").list_tables()["TableNames"]
    account.tells(TableName=name)
    return ApiKeyRepository(table, SystemClock())


def finops(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["cloud", "key", *arguments])


def told(*arguments: str) -> Any:
    result = finops(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_key_is_shown_once_and_is_the_stacks(keys: ApiKeyRepository):
    made = told("create", "nightly", "--accounts", "111122223333, 444455556666", "--days", "30")
    key = keys.verify(made["key"])
    assert (key.name, key.accounts) == ("nightly", ("111122223333", "444455556666"))
    assert timedelta(days=29) < key.expires_at - SystemClock().now() <= timedelta(days=30)
    [listed] = told("list")
    assert listed == {name: value for name, value in made.items() if name != "key"}
    assert made["key"].rsplit("_", 1)[-1] not in finops("list").output


def test_without_json_the_key_alone_is_on_stdout(keys: ApiKeyRepository):
    result = finops("create", "nightly", "--accounts", "all")
    assert keys.verify(result.stdout.strip()).accounts is None
    assert "not shown again" in result.stderr


def test_a_rotated_key_may_end_at_once(keys: ApiKeyRepository):
    made = told("create", "nightly", "--accounts", "all")
    rotated = told("rotate", made["id"], "--overlap-hours", "0")
    assert keys.verify(rotated["key"]).key_id == made["id"]
    with pytest.raises(TokenExpired):
        keys.verify(made["key"])


def test_a_revoked_key_is_listed_as_such_and_refused(keys: ApiKeyRepository):
    made = told("create", "nightly", "--accounts", "all")
    assert finops("revoke", made["id"]).exit_code == 0
    assert [key["state"] for key in told("list")] == ["revoked"]
    with pytest.raises(Unauthenticated):
        keys.verify(made["key"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("revoke", "000000000000"), "no API key"),
        (("create", "nightly", "--accounts", " , "), "no account"),
        (("create", "", "--accounts", "all"), "name"),
    ],
)
def test_what_cannot_be_done_is_said(keys: ApiKeyRepository, arguments: tuple[str, ...], words: str):
    result = finops(*arguments)
    assert result.exit_code == 1
    assert words in " ".join(result.output.split())


def test_a_stack_of_an_earlier_version_is_told_to_be(account: Account):
    account.tells()
    result = finops("list")
    assert result.exit_code == 1
    assert "finops cloud deploy" in result.output


def test_without_a_stack_there_are_no_keys(account: Account):
    account.is_empty()
    assert "is not deployed here" in " ".join(finops("list").output.split())
