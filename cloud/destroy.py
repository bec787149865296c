"""Taking the stack away again: what goes, and what was asked to stay."""

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import get_args

from cdk.config import Kept
from cloud.formation import Formation, Resource
from cloud.ports import Clients, Patience, Tell, aws_errors
from finops_core.aws.errors import AwsFailure, classify
from finops_core.errors import SettingsError

HOLDS: Mapping[str, Kept] = {
    "AWS::S3::Bucket": "bill",
    "AWS::DynamoDB::Table": "conversations",
    "AWS::Cognito::UserPool": "users",
}
"""What a resource that outlives the stack holds."""

ENCRYPTED: frozenset[Kept] = frozenset(("bill", "conversations"))
"""What a stack's own key encrypts."""

PRICE_OF_STAYING: Mapping[Kept, str] = {
    "bill": "S3 bills what lies in it, about $0.023 a GB and month",
    "conversations": "DynamoDB bills what lies in it, about $0.25 a GB and month, and its continuous backup $0.20",
    "users": "a user pool without sign-ins costs nothing",
}
DELETED_AT_ONCE = 1000
KEY_GOES_IN_DAYS = 30
"""The longest that KMS waits: until then a deleted table's last backup can be read, and the deletion taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destroyer:
    """Everything that taking a stack away stands on."""

    clients: Clients
    tell: Tell
    patience: Patience = field(default_factory=Patience)

    def destroy(self, stack_name: str, keep: tuple[Kept, ...]) -> list[Resource]:
        """Deletes the stack and what it holds, except for `keep`; returns what stays.

        What outlives the stack is deleted after it, so that nothing writes to it any more. Raises ToolError.
        """
        formation = Formation(self.clients, stack_name, patience=self.patience)
        made = formation.resources()
        if not made:
            self.tell(f"There is no stack {stack_name} here.")
            return []
        for each in made:
            if each.type == "AWS::S3::Bucket" and not each.kept:
                self._empty(each.physical_id)  # CloudFormation deletes no bucket with something in it
        self.tell(f"Deleting the stack {stack_name}; this takes some minutes.")
        formation.delete()
        outliving = [each for each in made if each.kept and each.type in HOLDS]
        staying = [each for each in outliving if HOLDS[each.type] in keep]
        for each in outliving:
            if each not in staying:
                self._delete(each)
        for sentence in _what_stays(staying):
            self.tell(sentence)
        self._end_keys(made, staying)
        return staying

    def _delete(self, each: Resource) -> None:
        deleting: Mapping[str, Callable[[str], None]] = {
            "AWS::S3::Bucket": self._delete_bucket,
            "AWS::DynamoDB::Table": self._delete_table,
            "AWS::Cognito::UserPool": self._delete_pool,
        }
        deleting[each.type](each.physical_id)
        self.tell(f"Deleted the {HOLDS[each.type]}: {each.physical_id}.")

    def _end_keys(self, made: list[Resource], staying: list[Resource]) -> None:
        needed = any(HOLDS[each.type] in ENCRYPTED for each in staying)
        for each in made:
            if each.kept and each.type == "AWS::KMS::Key":
                self._end_key(each.physical_id, needed=needed)

    def _end_key(self, key: str, *, needed: bool) -> None:
        """A key goes with the last of what it encrypted."""
        if needed:
            self.tell(f"Stays with it: the key {key}, without which nothing of it can be read; $1 a month.")
            return
        with _unless_gone(f"Ending the key {key}", "kms:ScheduleKeyDeletion"):
            self.clients.client("kms").schedule_key_deletion(KeyId=key, PendingWindowInDays=KEY_GOES_IN_DAYS)
        self.tell(f"The key {key} goes in {KEY_GOES_IN_DAYS} days, and costs nothing until then.")

    def _empty(self, bucket: str) -> None:
        s3 = self.clients.client("s3")
        with _unless_gone(f"Emptying the bucket {bucket}", "s3:ListBucketVersions", "s3:DeleteObjectVersion"):
            for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
                versions = [
                    {"Key": found["Key"], "VersionId": found["VersionId"]}
                    for found in (*page.get("Versions", ()), *page.get("DeleteMarkers", ()))
                ]
                for start in range(0, len(versions), DELETED_AT_ONCE):
                    s3.delete_objects(Bucket=bucket, Delete={"Objects": versions[start : start + DELETED_AT_ONCE]})

    def _delete_bucket(self, bucket: str) -> None:
        self._empty(bucket)
        with _unless_gone(f"Deleting the bucket {bucket}", "s3:DeleteBucket"):
            self.clients.client("s3").delete_bucket(Bucket=bucket)

    def _delete_table(self, table: str) -> None:
        dynamodb = self.clients.client("dynamodb")
        with _unless_gone(f"Deleting the table {table}", "dynamodb:UpdateTable", "dynamodb:DeleteTable"):
            dynamodb.update_table(TableName=table, DeletionProtectionEnabled=False)
            self.patience.until(lambda: self._table_is_ready(table), f"The table {table}")
            dynamodb.delete_table(TableName=table)

    def _table_is_ready(self, table: str) -> bool:
        described = self.clients.client("dynamodb").describe_table(TableName=table)["Table"]
        return described["TableStatus"] == "ACTIVE" and not described.get("DeletionProtectionEnabled", False)

    def _delete_pool(self, pool: str) -> None:
        cognito = self.clients.client("cognito-idp")
        with _unless_gone(f"Deleting the user pool {pool}", "cognito-idp:UpdateUserPool", "cognito-idp:DeleteUserPool"):
            cognito.update_user_pool(UserPoolId=pool, DeletionProtection="INACTIVE")
            cognito.delete_user_pool(UserPoolId=pool)


def to_kept(words: tuple[str, ...]) -> tuple[Kept, ...]:
    """The words for what is to stay. Raises SettingsError for an unknown one."""
    known: tuple[Kept, ...] = get_args(Kept)
    if unknown := [word for word in words if word not in known]:
        raise SettingsError(f"--keep {unknown[0]}: is one of {', '.join(known)}.")
    return tuple(word for word in known if word in words)


def _what_stays(staying: list[Resource]) -> Iterator[str]:
    for each in staying:
        held = HOLDS[each.type]
        yield f"Stays, as asked: the {held}, {each.physical_id}; {PRICE_OF_STAYING[held]}."
    if "conversations" not in {HOLDS[each.type] for each in staying}:
        yield "DynamoDB keeps a backup of the deleted table for 35 days at no charge, which only you can restore."
    yield "The CDK's own bucket keeps the deployed code; other stacks may use it, and it costs a few cents a month."


@contextmanager
def _unless_gone(what: str, *permissions: str) -> Generator[None]:
    """As `aws_errors`, but what is not there any more is as good as deleted."""
    from botocore.exceptions import ClientError

    with aws_errors(what, *permissions):
        try:
            yield
        except ClientError as error:
            if classify(error) is not AwsFailure.NOT_FOUND:
                raise
