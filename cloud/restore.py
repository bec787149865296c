"""The table as it was at a moment of the last 35 days: a drill that shows it can be had, and what is lost put back."""

import uuid
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cloud.ports import Clients, Patience, Tell, aws_errors
from finops_core.errors import ToolError
from finops_core.table.port import TTL_ATTRIBUTE

PERMISSIONS = (
    "dynamodb:RestoreTableToPointInTime, DescribeContinuousBackups, DescribeTable, Scan, Query, GetItem, BatchGetItem, "
    "PutItem, UpdateItem, DeleteItem, BatchWriteItem and DeleteTable"
)
PAGE = 100
DRILLED = 1000
"""Records of the copy that a drill holds against the table: enough to see that it is the table's."""

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """What a drill saw: records of the copy, and how many of them lie in the table as they were."""

    read: int
    same: int


@contextmanager
def restored(clients: Clients, table: str, *, at: datetime | None, patience: Patience, tell: Tell) -> Generator[str]:
    """A copy of the table as it was at a moment, or as late as there is one; deleted afterwards.

    The copy has no stream, so that nobody hears of it. Raises ToolError, Forbidden or SettingsError.
    """
    dynamodb, copy = clients.client("dynamodb"), f"{table[:200]}-restored-{uuid.uuid4().hex[:8]}"
    when: dict[str, Any] = {"UseLatestRestorableTime": True} if at is None else {"RestoreDateTime": at}
    with aws_errors(f"Restoring {table}", PERMISSIONS):
        kept = dynamodb.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
        if kept.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus") != "ENABLED":
            raise ToolError(
                f"AWS keeps no past of {table}: point-in-time recovery is off. Turn it on: finops cloud deploy"
            )
        dynamodb.restore_table_to_point_in_time(SourceTableName=table, TargetTableName=copy, **when)
        tell(f"AWS copies {table} as {copy}; this takes some minutes, and $0.15 a GB.")
        try:
            patience.until(lambda: _status(dynamodb, copy) == "ACTIVE", "The copy")
            yield copy
        finally:
            patience.until(lambda: _status(dynamodb, copy) != "CREATING", "The copy")
            dynamodb.delete_table(TableName=copy)


def drill(clients: Clients, table: str, copy: str) -> Drill:
    """Holds records of the copy against the table. Raises ToolError for a copy of nothing."""
    dynamodb, read, same = clients.client("dynamodb"), 0, 0
    with aws_errors(f"Reading {copy}", PERMISSIONS):
        for item in _items(dynamodb, copy, most=DRILLED):
            read += 1
            same += _now(dynamodb, table, item) == item
        if read == 0 and dynamodb.scan(TableName=table, Limit=1)["Items"]:
            raise ToolError(f"The copy of {table} is empty, and the table is not. Nothing could be had from it.")
    return Drill(read=read, same=same)


def put_back(clients: Clients, table: str, copy: str, *, now: datetime) -> int:
    """Writes what is in the copy and no more in the table; what is there, changed or not, stays. Returns how many.

    What has expired since stays away.
    """
    dynamodb, written = clients.client("dynamodb"), 0
    with aws_errors(f"Putting back into {table}", PERMISSIONS):
        for item in _items(dynamodb, copy, most=None):
            expires = int(item.get(TTL_ATTRIBUTE, {}).get("N", 0))
            if (expires and expires <= now.timestamp()) or _now(dynamodb, table, item) is not None:
                continue
            try:
                dynamodb.put_item(TableName=table, Item=item, ConditionExpression="attribute_not_exists(pk)")
            except dynamodb.exceptions.ConditionalCheckFailedException:
                continue  # somebody wrote it meanwhile, and theirs is the newer
            written += 1
    return written


def _items(dynamodb: Any, table: str, *, most: int | None) -> Iterator[Item]:
    """The raw items of a table, page by page."""
    limits = {} if most is None else {"MaxItems": most}
    pages = dynamodb.get_paginator("scan").paginate(
        TableName=table, ConsistentRead=True, PaginationConfig={"PageSize": PAGE, **limits}
    )
    for page in pages:
        yield from page["Items"]


def _now(dynamodb: Any, table: str, item: Item) -> Item | None:
    key = {"pk": item["pk"], "sk": item["sk"]}
    return dynamodb.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")


def _status(dynamodb: Any, table: str) -> str:
    return str(dynamodb.describe_table(TableName=table)["Table"]["TableStatus"])
