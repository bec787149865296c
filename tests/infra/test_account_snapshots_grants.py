"""Each grant of what takes a snapshot is needed: without any one of them none is taken, or none is read.

By moto's IAM, which knows actions and no resources; on which resource each is granted, the template's tests say.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from moto import mock_aws
from moto.core.authorization import enable_iam_authentication

from account.live.listings import LISTINGS
from account.live.take import Looking
from cdk import iam
from finops_core.aws.clients import AnalysedAccount, PlatformClients
from finops_core.clock import ManualClock
from finops_core.errors import FinOpsError
from finops_core.tools.readers import Grant
from worker.account_snapshots.handler import handler
from worker.account_snapshots.stored import KEY, StoredSnapshot

BUCKET = "stack-of-ours"
NOW = datetime(2026, 6, 1, 4, tzinfo=UTC)
SMALL = Looking(
    now=NOW,
    listings=tuple(each for each in LISTINGS if each.kind == "ec2:volume"),
    advisers=(),
    regions=("us-east-1",),
)
ARNS = {
    "account_snapshot": f"arn:aws:s3:::{BUCKET}/{KEY}",
    "reader_role": "arn:aws:iam::123456789012:role/reader",
}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
}
NEEDED = [
    *(("taker", action) for grant in iam.SNAPSHOT_TAKER for action in grant.actions),
    ("reader", "s3:GetObject"),
    ("reader", "ec2:DescribeVolumes"),
]
"""By role. Of what lists resources one is tried here; that each is asked for, the tests of `account` say."""


@pytest.fixture(autouse=True)
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An account with a volume, and the function's environment."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("FINOPS_BUCKET", BUCKET)
    monkeypatch.setenv("FINOPS_READER_ROLE", ARNS["reader_role"])
    with mock_aws():
        PlatformClients().s3().create_bucket(Bucket=BUCKET)
        AnalysedAccount().client("ec2").create_volume(AvailabilityZone="us-east-1a", Size=10)
        yield


def make_role(name: str, grants: tuple[Grant, ...], without: tuple[str, str] | None) -> str:
    roles = AnalysedAccount().client("iam")
    arn = roles.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    allowed = [
        {"Effect": "Allow", "Action": action, "Resource": [ARNS.get(word, word) for word in grant.resources]}
        for grant in grants
        for action in grant.actions
        if (name, action) != without
    ]
    document = json.dumps({"Version": "2012-10-17", "Statement": allowed})
    roles.put_role_policy(RoleName=name, PolicyName="grants", PolicyDocument=document)
    return str(arn)


def seen(monkeypatch: pytest.MonkeyPatch, without: tuple[str, str] | None = None) -> list[str]:
    """The kinds that are read of a snapshot which was taken with all grants but one."""
    make_role("reader", iam.ACCOUNT_SNAPSHOT, without)
    taker = make_role("taker", iam.SNAPSHOT_TAKER, without)
    session: Any = AnalysedAccount().client("sts").assume_role(RoleArn=taker, RoleSessionName="function")
    keys = session["Credentials"]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", keys["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", keys["SecretAccessKey"])
    monkeypatch.setenv("AWS_SESSION_TOKEN", keys["SessionToken"])
    with enable_iam_authentication():
        try:
            handler({}, None, looking=SMALL)
        except FinOpsError:
            return []
        reader = AnalysedAccount(role_arn=ARNS["reader_role"])
        known = StoredSnapshot(f"s3://{BUCKET}/{KEY}", lambda: reader.client("s3"), ManualClock(NOW)).current()
    return [] if known is None else [each.kind for each in known.snapshot().resources]


def test_with_all_of_them_a_snapshot_is_taken_and_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert seen(monkeypatch) == ["ec2:volume"]


@pytest.mark.parametrize("without", NEEDED, ids=str)
def test_without_one_of_them_nothing_is_seen(monkeypatch: pytest.MonkeyPatch, without: tuple[str, str]) -> None:
    assert seen(monkeypatch, without) == []
