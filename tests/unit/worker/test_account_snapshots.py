"""A stack's snapshot of accounts: what the function keeps, and what questions see of it."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from account.live.listings import LISTINGS
from account.live.take import Looking
from account.resources import Resource
from account.snapshot import AccountSnapshot
from finops_core.aws.clients import AnalysedAccount, PlatformClients
from finops_core.clock import ManualClock
from finops_core.errors import SettingsError, TooLarge
from finops_core.jobs.events import Answered
from tests.unit.jobs.schedules import FIRST, new_job
from tests.unit.worker.shop import Shop
from tests.unit.worker.test_readers import bill_of_two_accounts
from worker.account_snapshots import stored
from worker.account_snapshots.deps import stored_snapshot
from worker.account_snapshots.handler import handler
from worker.account_snapshots.stored import KEY, LOOKED_AT_EVERY, StoredSnapshot, keeping
from worker.deps import WorkerSettings, deployed_answers
from worker.own_settings import OwnSettings

BUCKET = "stack-of-ours"
PLACE = f"s3://{BUCKET}/{KEY}"
READER = "arn:aws:iam::123456789012:role/reader"
OTHER = "444455556666"
OTHER_ROLE = f"arn:aws:iam::{OTHER}:role/finops-read"
TAKEN = datetime(2026, 6, 1, 4, tzinfo=UTC)
NOT_ENTERED = "arn:aws:iam::4:role"
"""Shorter than a role's ARN is, so that botocore refuses to take it: moto lets everybody take all others."""
SMALL = Looking(
    now=TAKEN,
    listings=tuple(each for each in LISTINGS if each.kind == "ec2:volume"),
    advisers=(),
    regions=("us-east-1", "eu-west-1"),
)


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        client = PlatformClients().s3()
        client.create_bucket(Bucket=BUCKET)
        yield client


@pytest.fixture
def taking(s3: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The function's environment, as the stack's template gives it; how this process logs is put back afterwards."""
    monkeypatch.setenv("FINOPS_BUCKET", BUCKET)
    monkeypatch.setenv("FINOPS_READER_ROLE", READER)
    monkeypatch.setenv("FINOPS_ACCOUNT_ROLES", json.dumps([OTHER_ROLE]))
    monkeypatch.setenv("FINOPS_ACCOUNT_EXTERNAL_ID", "drawn-at-random")
    before = [(handler, handler.formatter, list(handler.filters)) for handler in logging.getLogger().handlers]
    yield
    for handler_before, formatter, filters in before:
        handler_before.setFormatter(formatter)
        handler_before.filters[:] = filters


def volume(account: AnalysedAccount, region: str) -> str:
    made = account.client("ec2", region).create_volume(AvailabilityZone=f"{region}a", Size=10)
    return str(made["VolumeId"])


def reading(clock: ManualClock) -> StoredSnapshot:
    found = stored_snapshot({"FINOPS_ACCOUNT_SNAPSHOT": PLACE}, AnalysedAccount(role_arn=READER), clock)
    assert found is not None
    return found


def seen(at: StoredSnapshot) -> AccountSnapshot:
    known = at.current()
    assert known is not None
    return known.snapshot()


def keep(s3: Any, *ids: str, taken_at: datetime = TAKEN) -> None:
    with keeping(s3, BUCKET) as writer:
        writer.head(taken_at, {"200000000001": "shop"})
        for id_ in ids:
            writer.looked(("ec2:volume", "200000000001", "us-east-1"))
            writer.resource(
                Resource(kind="ec2:volume", id=id_, account="200000000001", region="us-east-1",
                         attributes={"size_gb": 100, "state": "available"})
            )  # fmt: skip


# What the function keeps


@pytest.mark.usefixtures("taking")
def test_what_is_in_each_account_and_region_is_kept_and_read_again(s3: Any) -> None:
    own, other = AnalysedAccount(role_arn=READER), AnalysedAccount(role_arn=OTHER_ROLE)
    made = {volume(each, region) for each in (own, other) for region in ("us-east-1", "eu-west-1")}
    assert handler({}, None, looking=SMALL) == {"gaps": len(seen(reading(ManualClock(TAKEN))).gaps)}
    found = seen(reading(ManualClock(TAKEN)))
    assert {each.id for each in found.resources} == made
    assert {(each.account, each.region) for each in found.resources} == {
        (account, region) for account in ("123456789012", OTHER) for region in ("us-east-1", "eu-west-1")
    }
    assert (found.taken_at, found.accounts.keys()) == (TAKEN, {"123456789012", OTHER})
    assert found.age(TAKEN + timedelta(days=2)).days == 2


@pytest.mark.usefixtures("taking")
def test_an_account_that_cannot_be_entered_is_said_and_the_other_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINOPS_ACCOUNT_ROLES", json.dumps([NOT_ENTERED]))
    made = volume(AnalysedAccount(role_arn=READER), "us-east-1")
    handler({}, None, looking=SMALL)
    found = seen(reading(ManualClock(TAKEN)))
    assert [each.id for each in found.resources] == [made]
    [said] = [gap for gap in found.gaps if gap.source.startswith("sts:")]
    assert "in account 4: nothing in there is known" in said.message


@pytest.mark.usefixtures("taking")
def test_where_no_account_can_be_entered_the_function_fails_and_the_snapshot_before_stays(
    s3: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(s3, "vol-before")
    monkeypatch.setenv("FINOPS_ACCOUNT_ROLES", "[]")
    monkeypatch.setenv("FINOPS_READER_ROLE", NOT_ENTERED)
    with pytest.raises(SettingsError, match="AWS does not say who you are"):
        handler({}, None)
    assert [each.id for each in seen(reading(ManualClock(TAKEN))).resources] == ["vol-before"]


def test_a_snapshot_that_grows_too_large_is_not_kept_and_the_one_before_stays(
    s3: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(s3, "vol-before")
    monkeypatch.setattr(stored, "MOST_BYTES", 500)
    with pytest.raises(TooLarge, match="the one before stays"):
        keep(s3, *(f"vol-{number}" for number in range(10)))
    assert b"vol-before" in s3.get_object(Bucket=BUCKET, Key=KEY)["Body"].read()


# What questions see of it


def test_a_newer_snapshot_is_seen_a_minute_later_and_its_age_is_that_of_its_taking(s3: Any) -> None:
    clock = ManualClock(TAKEN + timedelta(days=3))
    at = reading(clock)
    keep(s3, "vol-1")
    first = seen(at)
    assert ([each.id for each in first.resources], first.age(clock.now()).days) == (["vol-1"], 3)
    keep(s3, "vol-2", taken_at=TAKEN + timedelta(days=3))
    assert seen(at) is first
    clock.advance(LOOKED_AT_EVERY.total_seconds())
    second = seen(at)
    assert ([each.id for each in second.resources], second.age(clock.now()).days) == (["vol-2"], 0)
    clock.advance(LOOKED_AT_EVERY.total_seconds())
    assert seen(at) is second, "what is the same is not read again"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no snapshot",
        b'{"finops_account_snapshot": 1}\n',
        b'{"finops_account_snapshot": 9, "taken_at": "x"}',
        b"\xff",
    ],
)
def test_one_that_cannot_be_read_is_as_none_and_the_next_one_is_seen(s3: Any, content: bytes) -> None:
    clock = ManualClock(TAKEN)
    at = reading(clock)
    s3.put_object(Bucket=BUCKET, Key=KEY, Body=content)
    assert at.current() is None
    keep(s3, "vol-1")
    clock.advance(LOOKED_AT_EVERY.total_seconds())
    assert [each.id for each in seen(at).resources] == ["vol-1"]


def test_one_that_is_too_large_is_as_none(s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(s3, "vol-1")
    monkeypatch.setattr(stored, "MOST_BYTES", 100)
    assert reading(ManualClock(TAKEN)).current() is None


def test_one_that_is_gone_is_not_told_any_more_and_one_that_cannot_be_reached_stays(s3: Any) -> None:
    clock = ManualClock(TAKEN)
    at = reading(clock)
    keep(s3, "vol-1")
    before = seen(at)
    s3.delete_object(Bucket=BUCKET, Key=KEY)
    clock.advance(LOOKED_AT_EVERY.total_seconds())
    assert at.current() is None
    keep(s3, "vol-1")
    clock.advance(LOOKED_AT_EVERY.total_seconds())
    assert seen(at).resources == before.resources
    s3.delete_object(Bucket=BUCKET, Key=KEY)
    s3.delete_bucket(Bucket=BUCKET)
    clock.advance(LOOKED_AT_EVERY.total_seconds())
    assert seen(at).resources == before.resources


def test_without_the_option_there_is_none_to_look_for() -> None:
    assert stored_snapshot({}, AnalysedAccount(), ManualClock(TAKEN)) is None


def test_a_deployed_worker_answers_from_the_snapshot_once_there_is_one(s3: Any, tmp_path: Path, shop: Shop) -> None:
    settings = WorkerSettings(
        table="t", queue_url="q", bucket=BUCKET, bill=str(bill_of_two_accounts(tmp_path)), reader_role=READER
    )
    opened = deployed_answers(
        OwnSettings(),
        settings,
        AnalysedAccount(),
        jobs=shop.jobs,
        blobs=shop.blobs,
        table=shop.table,
        clients=PlatformClients(),
        clock=shop.clock,
        snapshot=stored_snapshot({"FINOPS_ACCOUNT_SNAPSHOT": PLACE}, AnalysedAccount(role_arn=READER), shop.clock),
    )

    def asked(name: str) -> str:
        """All that the answer says."""
        job, _ = shop.jobs.submit(replace(new_job(shop.clock, run_id=name), question="list my EBS volumes"), FIRST)
        shop.process(job.job_id, opened.answer)
        return str(next(event.answer for event in shop.events(job.job_id) if isinstance(event, Answered)))

    try:
        without = asked("run-1")
        assert "needs a snapshot of an AWS account" in without
        assert "account_snapshots = true" in without
        keep(s3, "vol-seen")
        shop.clock.advance(LOOKED_AT_EVERY.total_seconds())
        assert "vol-seen" in asked("run-2")
    finally:
        opened.close()
