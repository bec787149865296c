"""The table in DynamoDB. Imports nothing of botocore: the client is given, and websocket handlers import this.

What differs from a file: an index may still name an expired item until DynamoDB drops it, as it may lag behind any
other write; readers of an index get the item itself before they act on it.
"""

import random
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from finops_core.aws.errors import AwsFailure, classify, classify_code, error_code, storage_error
from finops_core.clock import Clock
from finops_core.errors import ConditionFailed, StorageUnavailable
from finops_core.table import schema
from finops_core.table.attributes import from_attributes, packing_encoder, plain_encoder, to_attributes
from finops_core.table.expressions import to_key, to_parameters
from finops_core.table.port import TTL_ATTRIBUTE, Delete, Index, Item, Key, Put, Update, Value, Write
from finops_core.table.writes import check_transaction, check_write, index_attributes, key_of, live

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

_MAX_BATCH_KEYS = 100
"""Of one BatchGetItem."""

_ATTEMPTS = 6
_FIRST_PAUSE_S = 0.025
_LONGEST_PAUSE_S = 0.4
_EXPIRED_ROUNDS = 3
"""How often a write may meet an expired item, remove it and try again: once, unless others revive it."""

_SAFE_TO_REPEAT = (AwsFailure.THROTTLED, AwsFailure.CONFLICT)
_KINDS: Mapping[type[Write], str] = {Put: "Put", Update: "Update", Delete: "Delete"}

Answer = TypeVar("Answer")

__all__ = ["DynamoDbTable", "from_attributes", "table_definition", "time_to_live_definition", "to_attributes"]


class _Refused(Exception):
    """Conditions of these writes failed, by position, each with the stored item where there is one."""

    def __init__(self, found: Mapping[int, Item | None]) -> None:
        super().__init__()
        self.found = found


class DynamoDbTable:
    """The port's Table over an existing DynamoDB table.

    It repeats requests that were throttled or in conflict, and reads and transactions that got no answer; a single
    write that got none raises StorageUnavailable at once, because only its caller can tell whether it happened. The
    client should not repeat requests by itself. Long texts are packed (`packs`), unless a version of the product must
    read them that does not know how.
    """

    def __init__(
        self,
        client: "DynamoDBClient",
        table_name: str,
        *,
        clock: Clock,
        indexes: Sequence[Index] = schema.INDEXES,
        packs: bool = True,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._table_name = table_name
        self._clock = clock
        self._indexes = {index.name: index for index in indexes}
        self._index_attributes = index_attributes(indexes)
        self._encode = packing_encoder(("pk", "sk", *self._index_attributes)) if packs else plain_encoder
        self._sleep = sleep

    def get(self, key: Key) -> Item | None:
        answer = self._call(
            lambda: self._client.get_item(TableName=self._table_name, Key=to_key(key), ConsistentRead=True),
            repeatable=True,
        )
        found = answer.get("Item")
        return None if found is None else live(from_attributes(found), self._now_s())

    def get_many(self, keys: Iterable[Key]) -> dict[Key, Item]:
        wanted, found = list(dict.fromkeys(keys)), dict[Key, Item]()
        for start in range(0, len(wanted), _MAX_BATCH_KEYS):
            for item in self._get_batch(wanted[start : start + _MAX_BATCH_KEYS]):
                found[Key(str(item["pk"]), str(item["sk"]))] = item
        return {key: found[key] for key in wanted if key in found}

    def query(
        self, pk: str, *, prefix: str = "", after: str | None = None, limit: int | None = None, reverse: bool = False
    ) -> list[Item]:
        parameters: dict[str, Any] = {
            "ConsistentRead": True,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": pk}},
        }
        if prefix:
            parameters["KeyConditionExpression"] += " AND begins_with(sk, :prefix)"
            parameters["ExpressionAttributeValues"][":prefix"] = {"S": prefix}
        if after is not None:
            if after and after.startswith(prefix):
                parameters["ExclusiveStartKey"] = to_key(Key(pk, after))
            elif (after < prefix or not after) is reverse:
                return []
        return self._query(parameters, limit, reverse=reverse)

    def query_index(
        self, index: str, hash: str, *, up_to: str | None = None, limit: int | None = None, reverse: bool = False
    ) -> list[Item]:
        definition = self._indexes[index]
        parameters: dict[str, Any] = {
            "IndexName": index,
            "KeyConditionExpression": "#hash = :hash",
            "ExpressionAttributeNames": {"#hash": definition.hash},
            "ExpressionAttributeValues": {":hash": {"S": hash}},
        }
        if up_to is not None:
            parameters["KeyConditionExpression"] += " AND #range <= :up_to"
            parameters["ExpressionAttributeNames"]["#range"] = definition.range
            parameters["ExpressionAttributeValues"][":up_to"] = {"S": up_to}
        return self._query(parameters, limit, reverse=reverse)

    def put_if(self, write: Put) -> None:
        self._write_one(write, self._client.put_item, {}, repeatable=not write.conditions)

    def update_if(self, write: Update) -> Item:
        answer = self._write_one(write, self._client.update_item, {"ReturnValues": "ALL_NEW"}, repeatable=False)
        return from_attributes(answer["Attributes"])

    def update_each(self, writes: Sequence[Update]) -> list[Item | None]:
        return [self._updated(write) for write in writes]

    def _updated(self, write: Update) -> Item | None:
        try:
            return self.update_if(write)
        except ConditionFailed:
            return None

    def delete_if(self, write: Delete) -> None:
        self._write_one(write, self._client.delete_item, {}, repeatable=not write.conditions)

    def transact(self, writes: Sequence[Write]) -> None:
        check_transaction(writes)
        for write in writes:
            check_write(write, self._index_attributes)

        def attempt(now_s: int) -> None:
            items = [
                {_KINDS[type(write)]: to_parameters(self._table_name, write, now_s, self._encode)} for write in writes
            ]
            # The token makes a repeated request the same request, so that this too may be repeated without an answer.
            token = uuid.uuid4().hex
            self._call(
                lambda: self._client.transact_write_items(
                    TransactItems=cast(Any, items),
                    ClientRequestToken=token,
                ),
                repeatable=True,
            )

        if writes:
            self._past_expired(writes, attempt)

    def _write_one(
        self, write: Write, operation: Callable[..., Any], extra: Mapping[str, str], *, repeatable: bool
    ) -> Any:
        check_write(write, self._index_attributes)

        def attempt(now_s: int) -> Any:
            parameters = to_parameters(self._table_name, write, now_s, self._encode)
            return self._call(lambda: operation(**parameters, **extra), repeatable=repeatable)

        return self._past_expired((write,), attempt)

    def _past_expired(self, writes: Sequence[Write], attempt: Callable[[int], Answer]) -> Answer:
        """Runs the write; an expired item in its way is removed first. Raises ConditionFailed."""
        for _ in range(_EXPIRED_ROUNDS):
            now_s = self._now_s()
            try:
                return attempt(now_s)
            except _Refused as refused:
                expired = [
                    (position, item)
                    for position, item in refused.found.items()
                    if item is not None and live(item, now_s) is None
                ]
                if not expired:
                    raise ConditionFailed(index=min(refused.found)) from None
            for position, item in expired:
                self._remove_expired(Key(*key_of(writes[position])), item[TTL_ATTRIBUTE])
        raise StorageUnavailable("An expired record kept coming back while it was being replaced. Try again.")

    def _remove_expired(self, key: Key, expires_at_s: Value) -> None:
        try:
            self._call(
                lambda: self._client.delete_item(
                    TableName=self._table_name,
                    Key=to_key(key),
                    ConditionExpression="#expiry = :seen",
                    ExpressionAttributeNames={"#expiry": TTL_ATTRIBUTE},
                    ExpressionAttributeValues={":seen": {"N": str(expires_at_s)}},
                ),
                repeatable=True,
            )
        except _Refused:
            return

    def _get_batch(self, keys: Sequence[Key]) -> Iterator[Item]:
        """The live items of a batch. What an answer left out for want of room or throughput is asked for again."""
        left: list[Any] = [to_key(key) for key in keys]
        fruitless = 0
        while left:
            request: Any = {self._table_name: {"Keys": left, "ConsistentRead": True}}
            answer = self._call(lambda: self._client.batch_get_item(RequestItems=request), repeatable=True)  # noqa: B023
            items, now_s = answer["Responses"].get(self._table_name, []), self._now_s()
            yield from (item for found in items if (item := live(from_attributes(found), now_s)) is not None)
            unprocessed = answer.get("UnprocessedKeys", {}).get(self._table_name)
            left = list(unprocessed["Keys"]) if unprocessed else []
            fruitless = 0 if items else fruitless + 1
            if left and fruitless == _ATTEMPTS:
                raise StorageUnavailable(f"The table {self._table_name} is throttled and did not read on. Try again.")
            if left:
                self._pause(fruitless + 1)

    def _query(self, parameters: dict[str, Any], limit: int | None, *, reverse: bool) -> list[Item]:
        """Reads pages until there are enough live items or no more."""
        items: list[Item] = []
        parameters |= {"TableName": self._table_name, "ScanIndexForward": not reverse}
        while limit is None or len(items) < limit:
            if limit is not None:
                parameters["Limit"] = limit - len(items)
            answer = self._call(lambda: self._client.query(**parameters), repeatable=True)
            now_s = self._now_s()
            found = [live(from_attributes(attributes), now_s) for attributes in answer["Items"]]
            items += [item for item in found if item is not None]
            if "LastEvaluatedKey" not in answer:
                break
            parameters["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
        return items

    def _call(self, request: Callable[[], Answer], *, repeatable: bool) -> Answer:
        """Runs one request, repeating it while that is safe and may help. Raises _Refused for failed conditions."""
        from botocore.exceptions import BotoCoreError, ClientError

        attempt = 1
        while True:
            try:
                return request()
            except (BotoCoreError, ClientError) as error:
                failure = _failure(error)
                may_repeat = failure in _SAFE_TO_REPEAT or (repeatable and failure is AwsFailure.UNAVAILABLE)
                if attempt == _ATTEMPTS or not may_repeat:
                    raise storage_error(error, f"table {self._table_name}", failure) from error
            self._pause(attempt)
            attempt += 1

    def _pause(self, attempt: int) -> None:
        self._sleep(random.uniform(0, min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2**attempt)))

    def _now_s(self) -> int:
        return int(self._clock.now().timestamp())


def _failure(error: Exception) -> AwsFailure:
    """What the error means. Raises _Refused when it is that conditions failed."""
    if error_code(error) == "TransactionCanceledException":
        reasons: list[Mapping[str, Any]] = cast(Any, error).response.get("CancellationReasons", [])
        return _transaction_failure(reasons)
    failure = classify(error)
    if failure is AwsFailure.CONDITION:
        found = cast(Any, error).response.get("Item")
        raise _Refused({0: None if found is None else from_attributes(found)}) from None
    return failure


def _transaction_failure(reasons: Sequence[Mapping[str, Any]]) -> AwsFailure:
    """The reason that decides: failed conditions first, then what may be repeated, then the rest."""
    failures = {
        position: classify_code(str(reason["Code"])) or AwsFailure.INVALID
        for position, reason in enumerate(reasons)
        if reason.get("Code", "None") != "None"
    }
    refused = [position for position, failure in failures.items() if failure is AwsFailure.CONDITION]
    if refused:
        items = {position: reasons[position].get("Item") for position in refused}
        raise _Refused({position: from_attributes(item) if item else None for position, item in items.items()})
    for failure in (AwsFailure.INVALID, *_SAFE_TO_REPEAT):
        if failure in failures.values():
            return failure
    return AwsFailure.UNAVAILABLE


def table_definition(table_name: str, indexes: Sequence[Index] = schema.INDEXES) -> dict[str, Any]:
    """The arguments of create_table for a table as the port needs it, its stream included."""
    attributes = ("pk", "sk", *index_attributes(indexes))
    definition: dict[str, Any] = {
        "TableName": table_name,
        "KeySchema": _key_schema("pk", "sk"),
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in attributes],
        "BillingMode": "PAY_PER_REQUEST",
        "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    }
    if indexes:
        definition["GlobalSecondaryIndexes"] = [
            {
                "IndexName": index.name,
                "KeySchema": _key_schema(index.hash, index.range),
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
            for index in indexes
        ]
    return definition


def time_to_live_definition(table_name: str) -> dict[str, Any]:
    """The arguments of update_time_to_live."""
    return {
        "TableName": table_name,
        "TimeToLiveSpecification": {"Enabled": True, "AttributeName": TTL_ATTRIBUTE},
    }


def _key_schema(hash_attribute: str, range_attribute: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": hash_attribute, "KeyType": "HASH"},
        {"AttributeName": range_attribute, "KeyType": "RANGE"},
    ]
