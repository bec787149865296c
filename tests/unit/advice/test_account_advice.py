"""An account's findings beside its bill: what each saves, what is counted once, and that less seen is never more."""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from account.aws_advice import AwsAdvice, Deed
from account.live.listings import LISTINGS
from account.metrics import Readings
from account.resources import Resource
from account.shortfalls import Shortfall
from account.snapshot import AccountSnapshot, of
from agents.opportunities.account_advice import AccountAdvice, joined
from agents.opportunities.account_checks import ACCOUNT_CHECKS
from agents.opportunities.bill_advice import Counted, counted_once
from agents.opportunities.bill_view import BillView
from agents.opportunities.checks import BILL_CHECKS
from agents.opportunities.opportunity import Opportunity
from billing.resource_use import MeterUse, UsePeriods
from finops_core.values import Period
from tests.unit.advice.account_cases import LOOKED, OWN, REGION, ROWS, TAKEN, thing
from tests.unit.advice.service_cases import SERVICE_ROWS

D = Decimal
MAY = Period(date(2026, 5, 1), date(2026, 6, 1))
PERIODS = UsePeriods(
    bill=Period(date(2026, 3, 1), date(2026, 6, 1)), month=MAY, lately=Period(date(2026, 5, 2), date(2026, 6, 1))
)


def use(resource: str, meter: str, quantity: str, price: str, *, covered: str = "0", **changes: Any) -> MeterUse:
    """A steady use of May."""
    return replace(
        MeterUse(
            account=OWN, region=REGION, service="AmazonEC2", resource=resource, meter=meter, operation="RunInstances",
            description="", unit="Hrs", currency="USD", quantity=D(quantity), list_cost=D(quantity) * D(price),
            covered=D(covered), days=31, lately=D(quantity), since=date(2026, 5, 2), whole=D(quantity) * 3,
            first=date(2026, 3, 1), last=date(2026, 5, 31), priced=D(quantity),
        ),
        **changes,
    )  # fmt: skip


class NoEvidence:
    """A bill without anything but uses."""

    def busiest(self, meters: tuple[str, ...]) -> Mapping[tuple[str, str, str], Decimal]:
        return {}

    def unused_commitments(self) -> Sequence[Any]:
        return ()

    def fees(self) -> Sequence[Any]:
        return ()

    def __call__(self, meters: tuple[str, ...]) -> Mapping[tuple[str, str, str], Decimal]:
        return {}


def bill_of(*uses: MeterUse) -> BillView:
    return BillView(uses, PERIODS, NoEvidence())


def account_of(*resources: Resource, **changes: Any) -> AccountSnapshot:
    whole = AccountSnapshot(taken_at=TAKEN, accounts={OWN: ""}, resources=resources, looked=LOOKED)
    return replace(whole, **changes)


def measured(resource: Resource, **daily: float) -> dict[Any, Any]:
    """Every metric of its checks at a steady value, by name or name and statistic."""
    readings = {
        metric.key: Readings.of([value] * metric.days, days=metric.days, period_s=86_400)
        for check in ACCOUNT_CHECKS
        if check.kind == resource.kind
        for metric in check.metrics
        if (value := daily.get(f"{metric.name}_{metric.stat}", daily.get(metric.name))) is not None
    }
    return {of(resource): readings}


def found(account: AccountSnapshot, bill: BillView) -> dict[str, Opportunity]:
    return {each.check.id: each for each in AccountAdvice(account).opportunities(bill)}


def counted(account: AccountSnapshot, bill: BillView, more: Sequence[Opportunity] = ()) -> tuple[Counted, ...]:
    return counted_once(joined([*more, *AccountAdvice(account).opportunities(bill)]), bill)


VOLUME = thing("ec2:volume", "vol-1", state="available", attached_to=(), type="gp2")
VOLUME_USE = use("vol-1", "EBS:VolumeUsage.gp2", "100", "0.10", unit="GB-Mo")


def test_what_a_resource_costs_on_the_bill_is_what_its_removal_saves():
    one = found(account_of(VOLUME), bill_of(VOLUME_USE))["ebs-unattached"]
    assert (one.found.saving, one.found.sources, one.found.not_counted) == (D("10.00"), ("account",), "")
    assert [shown.metric for shown in one.found.shown] == ["state", "attached to", "days since created"]


def test_a_bill_may_name_it_by_its_arn():
    arn = f"arn:aws:ec2:{REGION}:{OWN}:volume/vol-1"
    by_arn = found(account_of(VOLUME.model_copy(update={"arn": arn})), bill_of(replace(VOLUME_USE, resource=arn)))
    assert by_arn["ebs-unattached"].found.thing.resource == arn
    assert by_arn["ebs-unattached"].found.saving == D("10.00")


@pytest.mark.parametrize(
    "changes",
    [{"resource": "vol-2"}, {"account": "999999999999"}, {"lately": D(0)}, {"meter": "EBS:SnapshotUsage"}],
    ids=lambda changes: next(iter(changes)),
)
def test_what_the_bill_does_not_name_or_does_not_have_any_more_saves_nothing(changes: dict[str, Any]):
    one = found(account_of(VOLUME), bill_of(replace(VOLUME_USE, **changes)))["ebs-unattached"]
    assert one.found.saving == 0
    assert "bill has no charge" in one.found.not_counted


INSTANCE = thing("ec2:instance", "i-1", state="running", bought="on-demand", type="m6i.xlarge")
IDLE = {"CPUUtilization": 2, "NetworkIn": 0, "NetworkOut": 0}
HALF = {"CPUUtilization_Average": 10, "CPUUtilization_Maximum": 30}


def test_what_a_commitment_pays_saves_no_cash():
    account = account_of(INSTANCE, readings=measured(INSTANCE, **IDLE))
    whole = use("i-1", "BoxUsage:m6i.xlarge", "744", "0.2")
    free, half, full = (
        found(account, bill_of(replace(whole, covered=whole.list_cost * D(part))))["ec2-idle"].found
        for part in ("0", "0.5", "1")
    )
    assert (round(free.saving, 2), round(half.saving, 2), full.saving) == (D("146.00"), D("73.00"), 0)
    assert "commitment" in full.not_counted


def test_a_smaller_size_is_priced_by_the_bill_or_not_at_all():
    account = account_of(INSTANCE, readings=measured(INSTANCE, **HALF))
    own = use("i-1", "BoxUsage:m6i.xlarge", "744", "0.2")
    priced = found(account, bill_of(own, use("i-2", "BoxUsage:m6i.large", "744", "0.11")))["ec2-oversized"].found
    assert round(priced.saving, 2) == D("65.70")
    assert [shown.value for shown in priced.shown[-2:]] == [D("0.2"), D("0.11")]
    unknown = found(account, bill_of(own))["ec2-oversized"].found
    assert unknown.saving == 0
    assert "no price" in unknown.not_counted
    elsewhere = use("i-2", "BoxUsage:m6i.large", "744", "0.11", operation="RunInstances:0002")
    assert found(account, bill_of(own, elsewhere))["ec2-oversized"].found.saving == 0


def test_a_part_that_nobody_uses_is_that_part_of_its_meter():
    table = thing("dynamodb:table", "carts", mode="PROVISIONED", read_units=100, write_units=100)
    account = account_of(
        table, readings=measured(table, ConsumedReadCapacityUnits=86_400 * 4, ConsumedWriteCapacityUnits=0)
    )
    bill = bill_of(
        use("carts", "ReadCapacityUnit-Hrs", "74400", "0.00013"), use("carts", "TimedStorage-ByteHrs", "9", "0.25")
    )
    # five times four units a second are 20 of 200
    assert round(found(account, bill)["dynamodb-over-provisioned"].found.saving, 2) == D("8.54")


def nat(id_: str = "nat-1") -> tuple[AccountSnapshot, BillView, list[Opportunity]]:
    """A NAT gateway that the bill and the account both find idle."""
    gateway = thing("ec2:nat-gateway", id_, state="available", subnet="s", vpc="v")
    account = account_of(
        gateway, thing("ec2:route-table", "rtb-1", nat_gateways=(id_,)), thing("ec2:vpc-endpoint", "e", type="Gateway",
        vpc="v", to="x.s3"), readings=measured(gateway, BytesOutToDestination=0, BytesOutToSource=0),
    )  # fmt: skip
    bill = bill_of(use(id_, "NatGateway-Hours", "744", "0.045"))
    check = next(check for check in BILL_CHECKS if check.id == "nat-gateway-idle")
    own = AccountAdvice(account).opportunities(bill)
    by_bill = replace(own[0].found, sources=("bill",), shown=own[0].found.shown[:1])
    return account, bill, [Opportunity(check=check, found=by_bill)]


def test_what_bill_and_account_both_show_is_one_finding_of_both():
    account, bill, by_bill = nat()
    (one,) = counted(account, bill, by_bill)
    assert one.opportunity.found.sources == ("bill", "account")
    assert round(one.counted, 2) == D("32.85")
    assert len(one.opportunity.found.shown) == 3


def advice(deed: Deed = "remove", saving: str = "5", **changes: Any) -> AwsAdvice:
    whole = AwsAdvice(
        source="Cost Optimization Hub", check="Stop:Ec2Instance", title="Stop it", deed=deed, resource="vol-1",
        account=OWN, region=REGION, saving=D(saving),
    )  # fmt: skip
    return whole.model_copy(update=changes)


def test_what_aws_advises_as_well_is_another_source_of_the_same_finding():
    account = account_of(VOLUME, advice=(advice(), advice(source="Trusted Advisor", check="DAvU99Dc4C")))
    (one,) = counted(account, bill_of(VOLUME_USE))
    assert one.opportunity.check.id == "ebs-unattached"
    assert one.opportunity.found.sources == ("account", "Cost Optimization Hub", "Trusted Advisor")
    assert one.counted == D("10.00")


def test_what_only_aws_advises_counts_up_to_what_the_resource_costs():
    bill = bill_of(VOLUME_USE)
    (small,) = counted(account_of(advice=(advice(saving="4"),)), bill)
    (large,) = counted(account_of(advice=(advice(saving="400"),)), bill)
    (elsewhere,) = counted(account_of(advice=(advice(resource="vol-9"),)), bill)
    (euros,) = counted(account_of(advice=(advice(currency="EUR"),)), bill)
    assert (small.counted, large.counted, elsewhere.counted, euros.counted) == (D(4), D("10.00"), 0, 0)
    assert "bill has no charge" in elsewhere.opportunity.found.not_counted


def test_what_is_removed_is_not_resized_too_and_commitments_are_in_no_total():
    account = account_of(VOLUME, advice=(advice("resize", "3"), advice("commit", "7", resource="plan")))
    by_id = {each.opportunity.check.id: each for each in counted(account, bill_of(VOLUME_USE))}
    assert "ebs-unattached" in by_id
    assert all(each.counted == 0 for id_, each in by_id.items() if id_ != "ebs-unattached")
    assert sum(each.counted for each in by_id.values()) == D("10.00")


# Permissions taken away: what is seen with fewer is what a snapshot of fewer kinds, metrics and advice holds.


def everything() -> tuple[AccountSnapshot, BillView]:
    """The positive of every check in one account, each on the bill with the meters that price it, and AWS's advice."""
    resources: dict[tuple[str, str], Resource] = {}
    readings: dict[Any, Any] = {}
    uses: list[MeterUse] = []
    advised: list[AwsAdvice] = []
    for number, row in enumerate((*ROWS, *SERVICE_ROWS)):
        snapshot = row.found()
        own = snapshot.resources[0].model_copy(update={"id": f"thing-{number}", "name": f"thing-{number}"})
        resources[own.kind, own.id] = own
        resources |= {(each.kind, each.id): each for each in snapshot.resources[1:]}
        readings |= snapshot.readings
        readings[of(own)] = readings.pop(of(snapshot.resources[0]))
        cost = str(10 + number)
        uses += [
            use(own.id, meter, "1", cost, covered=str(number % 3)) for meter in _METERS.get(own.service, ("Hours",))
        ]
        if number % 2:
            deed: Deed = ("remove", "resize", "modernise", "review")[number % 4]
            advised.append(advice(deed, str(number), resource=own.id))
    account = account_of(*resources.values(), readings=readings, advice=tuple(advised))
    return account, bill_of(*uses)


_METERS: Mapping[str, tuple[str, ...]] = {
    "ec2": ("BoxUsage:m6i.large", "EBS:VolumeUsage.gp3", "EBS:VolumeP-IOPS.gp3", "EBS:SnapshotUsage",
            "NatGateway-Hours", "VpcEndpoint-Hours", "PublicIPv4:IdleAddress", "UnusedBox:m6i.large"),
    "elb": ("LoadBalancerUsage",),
    "rds": ("InstanceUsage:db.r6g.large", "Multi-AZUsage:db.r6g.large", "RDS:ChargedBackupUsage"),
    "elasticache": ("NodeUsage:cache.r6g.large",),
    "dynamodb": ("ReadCapacityUnit-Hrs",),
    "lambda": ("Lambda-GB-Second", "Lambda-Provisioned-Concurrency"),
    "kinesis": ("Storage-ShardHour",),
    "ecs": ("Fargate-vCPU-Hours:perCPU",),
    "logs": ("TimedStorage-ByteHrs",),
    "redshift": ("Node:ra3.xlplus",),
    "opensearch": ("ESInstance:r6g.large",),
    "secretsmanager": ("AWSSecretsManager-Secrets",),
    "kms": ("KMS-Keys",),
    "efs": ("TimedStorage-ByteHrs",),
    "cloudtrail": ("PaidEventsRecorded",),
}  # fmt: skip
ACTIONS: Sequence[str] = sorted(
    {action for check in ACCOUNT_CHECKS for action in check.actions} | {"cost-optimization-hub:ListRecommendations"}
)


def without(account: AccountSnapshot, denied: Collection[str]) -> AccountSnapshot:
    """What would have been seen without these permissions."""
    refused = {listing.kind for listing in LISTINGS if set(listing.grant.actions) & set(denied)}
    return replace(
        account,
        resources=tuple(each for each in account.resources if each.kind not in refused),
        looked=frozenset(place for place in account.looked if place[0] not in refused),
        readings={} if "cloudwatch:GetMetricData" in denied else account.readings,
        advice=() if "cost-optimization-hub:ListRecommendations" in denied else account.advice,
        shortfalls=tuple(Shortfall(action=action, account=OWN, reason="denied") for action in sorted(denied)),
    )


def total(account: AccountSnapshot, bill: BillView) -> Decimal:
    return sum((each.counted for each in counted(account, bill)), Decimal(0))


@pytest.fixture(scope="module")
def whole() -> tuple[AccountSnapshot, BillView]:
    return everything()


def test_no_permission_that_is_taken_away_lets_the_total_rise_and_each_is_said(
    whole: tuple[AccountSnapshot, BillView],
):
    account, bill = whole
    most = total(account, bill)
    assert most > 0
    for action in ACTIONS:
        less = without(account, {action})
        assert total(less, bill) <= most, action
        assert [gap.source for gap in less.gaps] == [action]


def test_nor_do_300_sets_of_permissions(whole: tuple[AccountSnapshot, BillView]):
    account, bill = whole
    most, draw = total(account, bill), random.Random(11)
    for _ in range(300):
        denied = draw.sample(ACTIONS, draw.randint(2, len(ACTIONS)))
        fewer = without(account, denied)
        assert total(fewer, bill) <= most
        assert {gap.source for gap in fewer.gaps} == set(denied)
        again = without(fewer, {*denied, *draw.sample(ACTIONS, 3)})
        assert total(again, bill) <= total(fewer, bill)


def test_no_resource_saves_more_than_it_costs(whole: tuple[AccountSnapshot, BillView]):
    account, bill = whole
    cost = {thing.resource: sum(map(bill.monthly, thing.uses), Decimal(0)) for thing in bill.things}
    saved: dict[str, Decimal] = {}
    for each in counted(account, bill):
        name = each.opportunity.found.thing.resource
        saved[name] = saved.get(name, Decimal(0)) + each.counted
    assert all(amount <= cost.get(name, Decimal(0)) for name, amount in saved.items())


# What prices of other forms, regions and currencies say of an instance.

SMALL = thing("ec2:instance", "i-1", state="running", bought="on-demand", type="m5d.large", tags={"env": "non-prod"})
BOX = use("i-1", "BoxUsage:m5d.large", "744", "0.113")


def test_a_spot_price_on_the_bill_is_shown_for_what_may_be_interrupted_and_nothing_is_counted():
    eligible = SMALL.model_copy(update={"tags": {"spot-eligible": "Yes"}})
    spot = use("i-9", "SpotUsage:m5d.large", "744", "0.043", operation="RunInstances:SV001")
    one = found(account_of(eligible), bill_of(BOX, spot))["ec2-spot-eligible"]
    assert round(one.found.saving, 2) == D("51.10")
    assert [each.counted for each in counted(account_of(eligible), bill_of(BOX, spot))] == [D(0)]
    alone = found(account_of(eligible), bill_of(BOX))["ec2-spot-eligible"]
    assert (alone.found.saving, "Spot price" in alone.found.not_counted) == (D(0), True)


def test_disks_that_nothing_uses_are_priced_at_the_type_without_them():
    quiet = account_of(SMALL, readings=measured(SMALL, DiskReadOps=0, DiskWriteOps=0))
    one = found(quiet, bill_of(BOX, use("i-9", "BoxUsage:m5.large", "744", "0.096")))["ec2-instance-store-unused"]
    assert round(one.found.saving, 2) == D("12.41")
    assert "ec2-instance-store-unused" not in found(account_of(SMALL), bill_of(BOX))


def test_another_region_is_told_only_where_the_bill_has_it_cheaper_in_the_same_money_and_partition():
    def elsewhere(region: str, price: str, currency: str = "USD") -> MeterUse:
        return use("i-9", "BoxUsage:m5d.large", "744", price, region=region, currency=currency)

    one = found(account_of(SMALL), bill_of(BOX, elsewhere("us-east-2", "0.100")))["ec2-cheaper-region"]
    assert round(one.found.saving, 2) == D("9.49")
    assert one.found.shown[-1].metric == "price of BoxUsage:m5d.large in us-east-2"
    for other in (
        elsewhere("us-east-2", "0.113"), elsewhere("us-east-2", "0.010", "CNY"), elsewhere("us-gov-west-1", "0.01"),
    ):  # fmt: skip
        assert "ec2-cheaper-region" not in found(account_of(SMALL), bill_of(BOX, other))


def test_what_services_cost_in_a_sandbox_is_shown_of_its_account_and_region():
    recorder = thing("config:recorder", "default", all_kinds=True, how_often="CONTINUOUS")
    config = use("", "ConfigurationItemRecorded", "9000", "0.003", service="AWSConfig", unit="ConfigurationItems")
    far = replace(config, region="eu-west-1", list_cost=D(999))
    own = account_of(recorder, accounts={OWN: "Data non-production"})
    one = found(own, bill_of(config, far))["config-in-sandbox"]
    assert round(one.found.shown[-1].value, 2) == D("26.49")
    assert one.found.saving == 0
    assert "config-in-sandbox" not in found(account_of(recorder, accounts={OWN: "dev-tools-prod"}), bill_of(config))
