"""The table's past: a copy that can be read, held against the table, and from which what is lost comes back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from moto import mock_aws

from cloud.ports import Patience
from cloud.restore import drill, put_back, restored
from finops_core.aws.clients import PlatformClients
from finops_core.errors import ToolError
from tests.contract.storage_backends import REGION

TABLE = "Conversations"
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
AT_ONCE = Patience(pause_s=1, longest_s=5, sleep=lambda seconds: None)


class Account:
    """An account whose table is moto's."""

    def __init__(self) -> None:
        self.dynamodb: Any = PlatformClients(region=REGION).dynamodb()
        self.dynamodb.create_table(
            TableName=TABLE,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        )

    def client(self, service: str, region: str | None = None) -> Any:
        assert service == "dynamodb"
        return self.dynamodb

    def keeps_its_past(self) -> None:
        enabled = {"PointInTimeRecoveryEnabled": True}
        self.dynamodb.update_continuous_backups(TableName=TABLE, PointInTimeRecoverySpecification=enabled)

    def put(self, pk: str, **more: dict[str, str]) -> None:
        self.dynamodb.put_item(TableName=TABLE, Item={"pk": {"S": pk}, "sk": {"S": "JOB"}, **more})

    def delete(self, pk: str) -> None:
        self.dynamodb.delete_item(TableName=TABLE, Key={"pk": {"S": pk}, "sk": {"S": "JOB"}})

    def rows(self) -> dict[str, Any]:
        return {item["pk"]["S"]: item for item in self.dynamodb.scan(TableName=TABLE)["Items"]}

    def tables(self) -> list[str]:
        return self.dynamodb.list_tables()["TableNames"]


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        yield Account()


def copied(account: Account, told: list[str] | None = None) -> Any:
    return restored(account, TABLE, at=None, patience=AT_ONCE, tell=(told if told is not None else []).append)


def test_a_drill_reads_the_copy_beside_the_table_and_leaves_nothing(account: Account) -> None:
    account.keeps_its_past()
    for name in ("one", "two", "three"):
        account.put(name)
    told: list[str] = []
    with copied(account, told) as copy:
        account.put("two", status={"S": "changed since"})
        account.delete("three")
        seen = drill(account, TABLE, copy)
    assert (seen.read, seen.same) == (3, 1)
    assert account.tables() == [TABLE]
    assert "$0.15 a GB" in told[0]


def test_what_is_gone_comes_back_and_what_is_there_stays_as_it_is(account: Account) -> None:
    account.keeps_its_past()
    soon, later = NOW - timedelta(seconds=1), NOW + timedelta(days=1)
    account.put("gone", expires_at_s={"N": str(int(later.timestamp()))})
    account.put("changed")
    account.put("expired", expires_at_s={"N": str(int(soon.timestamp()))})
    before = account.rows()
    with copied(account) as copy:
        account.delete("gone")
        account.delete("expired")
        account.put("changed", status={"S": "later"})
        assert put_back(account, TABLE, copy, now=NOW) == 1
    after = account.rows()
    assert after.keys() == {"gone", "changed"}
    assert after["gone"] == before["gone"]
    assert after["changed"]["status"] == {"S": "later"}


def test_a_table_without_a_past_is_said_to_have_none_and_nothing_is_made(account: Account) -> None:
    with pytest.raises(ToolError, match="point-in-time recovery is off"), copied(account):
        pass
    assert account.tables() == [TABLE]


def test_the_copy_is_deleted_where_the_drill_fails(account: Account) -> None:
    account.keeps_its_past()
    with copied(account) as copy:
        account.put("later")
        with pytest.raises(ToolError, match="empty"):
            drill(account, TABLE, copy)
    assert account.tables() == [TABLE]
