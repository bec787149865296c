"""The sample's snapshot, the same account in an emulated AWS, and its bill: planted waste is found, none invented."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from moto import mock_aws

from account.live.listings import LISTINGS
from account.live.take import NAME, Looking, take
from account.snapshot import AccountSnapshot
from account.snapshot_file import read_snapshot
from account.testing import MemorySink
from agents.opportunities.account_advice import AccountAdvice
from agents.opportunities.account_checks import ACCOUNT_CHECKS, needed_metrics
from agents.opportunities.bill_view import BillView
from agents.opportunities.checks import network
from billing.resource_use import MeterUse, UsePeriods
from finops_core.aws.clients import AnalysedAccount
from finops_core.values import Period
from local.sample.account import daily, write_account
from local.sample.company import resources
from local.sample.ledger import first_day, runs
from tests.unit.advice.test_account_advice import NoEvidence

TODAY = date(2026, 11, 1)
OCTOBER = Period(date(2026, 10, 1), TODAY)
PERIODS = UsePeriods(bill=Period(date(2026, 8, 1), TODAY), month=OCTOBER, lately=Period(date(2026, 10, 2), TODAY))
PLANTED = {
    "ebs-unattached": {f"old-build-disk-{number}" for number in range(5)},
    "public-ipv4-idle": {f"192.0.2.{number}" for number in (10, 11, 12)},
    "load-balancer-no-targets": {"demo"},
    "load-balancer-idle": {"demo"},
    "rds-idle": {"search"},
    "rds-oversized": {"search"},
    "ec2-oversized": {"legacy-erp-0"},
    "s3-no-lifecycle": {"fernway-order-archive", "fernway-backups"},
    "ebs-snapshot-no-image": {f"nightly-{number}" for number in range(40)},
}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> AccountSnapshot:
    path = tmp_path_factory.mktemp("sample") / "account.jsonl"
    with path.open("w") as out:
        write_account(TODAY, out)
    return read_snapshot(path)


@pytest.fixture(scope="module")
def bill() -> BillView:
    """The last month of the sample's bill, as its resources make it."""
    start, last = first_day(TODAY), TODAY - timedelta(days=1)
    uses = [
        MeterUse(
            account=each.account[0], region=each.region, service=each.service, resource=each.id,
            meter=each.meter.removeprefix("EU-"), operation="", description="", unit=each.unit, currency="USD",
            quantity=each.per_day * 31, list_cost=each.per_day * 31 * each.price_usd, covered=Decimal(0), days=31,
            lately=each.per_day * 30, whole=each.per_day * 92, first=date(2026, 8, 1),
            since=date(2026, 10, 2), last=last, priced=each.per_day * 31,
        )
        for each in resources()
        if runs(each, last, start, TODAY)
    ]  # fmt: skip
    return BillView(uses, PERIODS, NoEvidence())


def names(snapshot: AccountSnapshot, bill: BillView) -> dict[str, set[str]]:
    """What is found, by check, as the resources are called."""
    called = {name: each.shown_name for each in snapshot.resources for name in each.names_on_a_bill}
    found: dict[str, set[str]] = {}
    for each in AccountAdvice(snapshot).opportunities(bill):
        found.setdefault(each.check.id, set()).add(called[each.found.thing.resource])
    return found


def test_what_was_planted_is_found_and_nothing_else(sample: AccountSnapshot, bill: BillView):
    assert sample.sample
    assert names(sample, bill) == PLANTED


def test_each_finding_that_saves_is_on_the_bill_by_its_own_name(sample: AccountSnapshot, bill: BillView):
    saved = {
        each.check.id: each.found.saving for each in AccountAdvice(sample).opportunities(bill) if each.found.saving > 0
    }
    assert set(saved) == {"ebs-unattached", "public-ipv4-idle", "load-balancer-no-targets", "load-balancer-idle",
                          "rds-idle", "ebs-snapshot-no-image"}  # fmt: skip
    assert round(saved["public-ipv4-idle"], 2) == Decimal("3.65")
    assert round(saved["rds-idle"], 2) == Decimal("328.50")


def test_the_bill_alone_finds_the_same_as_far_as_it_knows(sample: AccountSnapshot, bill: BillView):
    addresses = next(check for check in network.CHECKS if check.id == "public-ipv4-idle")
    limits = {limit.name: limit.value for limit in addresses.limits}
    by_bill = {each.thing.resource for each in addresses.find(bill, limits)}
    by_account = {
        each.found.thing.resource
        for each in AccountAdvice(sample).opportunities(bill)
        if each.check.id == "public-ipv4-idle"
    }
    assert by_bill == by_account
    assert len(by_bill) == 3


# The same in an emulated AWS


KINDS = ("ec2:volume", "ec2:address", "ec2:instance", "rds:instance", "elb:load-balancer", "s3:bucket")
LATER = datetime(2027, 11, 1, 6, tzinfo=UTC)
"""The emulation makes everything now: looked at later, it is as old as the sample's."""


@pytest.fixture
def emulated(sample: AccountSnapshot, monkeypatch: pytest.MonkeyPatch) -> Iterator[AnalysedAccount]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        account = AnalysedAccount(region="us-east-1")
        _load(sample, account)
        yield account


def _load(sample: AccountSnapshot, account: AnalysedAccount) -> None:
    ec2, rds, s3 = (account.client(name) for name in ("ec2", "rds", "s3"))
    subnets = [each["SubnetId"] for each in ec2.describe_subnets()["Subnets"]][:2]
    for each in sample.of_kind("ec2:volume"):
        if each.text("state") == "available":
            named = [{"ResourceType": "volume", "Tags": [{"Key": "Name", "Value": each.name}]}]
            ec2.create_volume(AvailabilityZone="us-east-1a", Size=200, VolumeType="gp2", TagSpecifications=named)
    for _ in sample.of_kind("ec2:address"):
        ec2.allocate_address(Domain="vpc")
    elb = account.client("elbv2")
    for each in sample.of_kind("elb:load-balancer"):
        elb.create_load_balancer(Name=each.name, Subnets=subnets)
    for each in sample.of_kind("rds:instance"):
        rds.create_db_instance(
            DBInstanceIdentifier=each.name, DBInstanceClass=each.text("type"), Engine="postgres", AllocatedStorage=20
        )
    rules = {"Rules": [{
        "ID": "all", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 900},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}}]}  # fmt: skip
    for each in sample.of_kind("s3:bucket"):
        s3.create_bucket(Bucket=each.name)
        if each.attributes["lifecycle"]:
            s3.put_bucket_lifecycle_configuration(Bucket=each.name, LifecycleConfiguration=rules)
    _measure(sample, account)


def _measure(sample: AccountSnapshot, account: AnalysedAccount) -> None:
    """The databases' metrics, day by day."""
    watch, midnight = account.client("cloudwatch"), LATER.replace(hour=0)
    for each in sample.of_kind("rds:instance"):
        for metric in needed_metrics()["rds:instance"]:
            if metric.stat == "Average":
                continue
            data = [
                {
                    "MetricName": metric.name, "Timestamp": midnight - timedelta(days=day, hours=-1),
                    "Value": daily(each, metric), "Dimensions": [{"Name": "DBInstanceIdentifier", "Value": each.name}],
                }
                for day in range(1, 15)
            ]  # fmt: skip
            watch.put_metric_data(Namespace=metric.namespace, MetricData=data)


def test_the_same_account_in_an_emulated_aws_gives_the_same_findings(
    emulated: AnalysedAccount, sample: AccountSnapshot, bill: BillView
):
    sink = MemorySink()
    listings = tuple(each for each in LISTINGS if each.kind in KINDS)
    metrics = {"rds:instance": needed_metrics()["rds:instance"]}
    take([emulated.client], Looking(now=LATER, regions=("us-east-1",), listings=listings, metrics=metrics,
                                    advisers=()), sink)  # fmt: skip
    seen = sink.snapshot()
    # The emulated AWS knows no names of accounts.
    assert [short.action for short in seen.shortfalls] == [NAME.action]
    for account in (seen, sample):
        assert {each.attributes.get("public") for each in account.of_kind("s3:bucket")} == {False}
    found = names(seen, bill)
    for check in ("ebs-unattached", "rds-idle", "s3-no-lifecycle"):
        assert found[check] == PLANTED[check], check
    assert len(found["public-ipv4-idle"]) == len(PLANTED["public-ipv4-idle"])
    assert found["load-balancer-no-listeners"] == {"demo"}
    known = {check.id for check in ACCOUNT_CHECKS if check.kind in KINDS}
    assert set(found) <= known & ({*PLANTED} | {"load-balancer-no-listeners"})
