"""The same waste under the other names that AWS has for it: meters, sizes, families, zones and tags."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from agents.opportunities.bill_advice import bill_advice
from billing.export import open_bill
from finops_core.names.usage_types import meter_of
from tests.unit.advice.cases import POSTGRES, WORKDAYS, Case, ec2, use
from tests.unit.advice.made_usage import Form, Line, gb_month, write_bill

D = Decimal
ORACLE = "CreateDBInstance:0005"


def told(folder: Path, lines: Sequence[Line], form: Form = "cur-daily") -> dict[tuple[str, str], Decimal]:
    with open_bill(write_bill(folder, lines, form)) as bill:
        return {
            (one.check.id, one.found.thing.resource): one.found.saving.quantize(D("0.01"))
            for one in (each.opportunity for each in bill_advice(bill).counted)
        }


def box(resource: str, type_: str, price: str, operation: str = "RunInstances") -> Line:
    return ec2(f"BoxUsage:{type_}", resource, "1", price, operation=operation)


def db(resource: str, meter: str, price: str, operation: str = POSTGRES) -> Line:
    return use("AmazonRDS", meter, resource, D(1), price, operation=operation)


def stored(service: str, meter: str, resource: str, gigabytes: int, price: str, unit: str = "GB-Mo") -> Line:
    return use(service, meter, resource, gb_month(gigabytes), price, unit)


def graviton(now: str, then: str, *, price: str = "0.40") -> Case:
    """At 0.30 an hour elsewhere on the bill; a Windows machine of the type is left alone."""
    return Case(check="ec2-graviton", resource="i-1", saving=D(price) * 730 - D("0.30") * 730,
                lines=(box("i-1", now, price),), prices=(box("i-2", then, "0.30"),),
                lookalikes=(box("i-3", now, price, "RunInstances:0002"),))  # fmt: skip


CASES = {
    "a NAT gateway of a region": Case(
        check="nat-gateway-idle", resource="nat-1", saving=D("32.85"),
        lines=(ec2("RegionalNatGateway-Hours", "nat-1", "1", "0.045"),),
        lookalikes=(ec2("RegionalNatGateway-Hours", "nat-2", "1", "0.045"),
                    ec2("RegionalNatGateway-Bytes", "nat-2", "0.5", "0.045", unit="GB")),
    ),
    "a NAT gateway with bandwidth of its own": Case(
        check="nat-gateway-idle", resource="nat-1", saving=D("785.48"),
        lines=(ec2("NatGateway-Prvd-Gbps", "nat-1", "1", "1.076", unit="Gbps-hrs"),),
        lookalikes=(ec2("NatGateway-Prvd-Gbps", "nat-2", "1", "1.076", unit="Gbps-hrs"),
                    ec2("NatGateway-Prvd-Bytes", "nat-2", "3", "0", unit="GB")),
    ),
    "short sizes of databases": Case(
        check="database-graviton", resource="db-1", saving=(D("0.80") - D("0.70")) * 730,
        lines=(db("db-1", "InstanceUsage:db.m5.2xl", "0.80"),),
        prices=(db("db-2", "InstanceUsage:db.m6g.2xlarge", "0.70"),),
        lookalikes=(db("db-3", "InstanceUsage:db.m5.2xl", "0.80", ORACLE),),
    ),
    "provisioned IOPS in two zones": Case(
        check="rds-io1", resource="db-1", saving=D(200) * D("0.25") + D(1000) * D("0.20") - D(200) * D("0.23"),
        lines=(stored("AmazonRDS", "RDS:Multi-AZ-PIOPS-Storage", "db-1", 200, "0.25"),
               stored("AmazonRDS", "RDS:Multi-AZ-PIOPS", "db-1", 1000, "0.20", "IOPS-Mo")),
        prices=(stored("AmazonRDS", "RDS:Multi-AZ-GP3-Storage", "db-2", 50, "0.23"),
                stored("AmazonRDS", "RDS:GP3-Storage", "db-4", 50, "0.115")),
        lookalikes=(stored("AmazonRDS", "RDS:Multi-AZ-PIOPS-Storage", "db-3", 200, "0.25"),
                    stored("AmazonRDS", "RDS:Multi-AZ-PIOPS", "db-3", 40_000, "0.20", "IOPS-Mo")),
    ),
    "gp2 in a cluster of three zones": Case(
        check="rds-gp2", resource="db-1", saving=D(100) * (D("0.38") - D("0.345")),
        lines=(stored("AmazonRDS", "RDS:Multi-AZCluster-GP2-Storage", "db-1", 100, "0.38"),),
        prices=(stored("AmazonRDS", "RDS:Multi-AZCluster-GP3-Storage", "db-2", 50, "0.345"),),
    ),
    "files with elastic throughput": Case(
        check="efs-never-read", resource="fs-1", saving=D(400) * (D("0.30") - D("0.016")),
        lines=(stored("AmazonEFS", "TimedStorage-ByteHrs", "fs-1", 400, "0.30"),),
        prices=(stored("AmazonEFS", "IATimedStorage-ET-ByteHrs", "fs-2", 10, "0.016"),),
        lookalikes=(stored("AmazonEFS", "TimedStorage-ByteHrs", "fs-3", 400, "0.30"),
                    use("AmazonEFS", "ETDataAccess-Bytes", "fs-3", D(2), "0.03", "GB")),
    ),
    "files in one zone": Case(
        check="efs-never-read", resource="fs-1", saving=D(400) * (D("0.16") - D("0.0133")),
        lines=(stored("AmazonEFS", "TimedStorage-Z-ByteHrs", "fs-1", 400, "0.16"),),
        prices=(stored("AmazonEFS", "IATimedStorage-Z-ByteHrs", "fs-2", 10, "0.0133"),
                stored("AmazonEFS", "IATimedStorage-ByteHrs", "fs-4", 10, "0.001")),
        lookalikes=(stored("AmazonEFS", "TimedStorage-Z-ByteHrs", "fs-3", 400, "0.16"),
                    use("AmazonEFS", "ETDataAccess-Bytes", "fs-3", D(2), "0.03", "GB")),
    ),
    "objects that are watched, by AWS's own unit": Case(
        check="s3-tiering-fee", resource="bucket-1", saving=D("125"),
        lines=(stored("AmazonS3", "Monitoring-Automation-INT", "bucket-1", 50_000_000, "0.0000025", "Objects"),),
        prices=(stored("AmazonS3", "TimedStorage-INT-FA-ByteHrs", "bucket-2", 50, "0.023", "GB"),),
    ),
    "volumes whose unit leaves the month out": Case(
        check="ebs-gp2", resource="vol-1", saving=D("10"),
        lines=(stored("AmazonEC2", "EBS:VolumeUsage.gp2", "vol-1", 500, "0.10", "GB"),),
        prices=(stored("AmazonEC2", "EBS:VolumeUsage.gp3", "vol-2", 50, "0.08", "GB"),),
    ),
    "a generation that is not there yet": graviton("m9i.2xlarge", "m9g.2xlarge"),
    "a flexible family": graviton("c8i-flex.2xlarge", "c7g.2xlarge"),
    "a family with disks and network": graviton("m6idn.2xlarge", "m7gd.2xlarge"),
    "a family for its network": graviton("r6in.2xlarge", "r8gn.2xlarge"),
    "the newest target of an old family": Case(
        check="ec2-previous-generation", resource="i-1", saving=D("0.10") * 730,
        lines=(box("i-1", "m4.xlarge", "0.20"),), prices=(box("i-2", "m9i.xlarge", "0.10"),),
        lookalikes=(box("i-3", "m5.2xlarge", "0.18"),),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_same_waste_under_another_name_is_found_and_its_look_alike_is_not(name: str, tmp_path: Path):
    case = CASES[name]
    found = told(tmp_path, (*case.lines, *case.prices, *case.lookalikes))
    assert found == {(case.check, case.resource): case.saving.quantize(D("0.01"))}


@pytest.mark.parametrize("now", ["m6idn.2xlarge", "c6in.2xlarge"])
def test_a_family_does_not_lose_its_disks_or_its_network_to_be_cheaper(now: str, tmp_path: Path):
    plain = now[0] + "7g.2xlarge"
    assert told(tmp_path, (box("i-1", now, "0.40"), box("i-2", plain, "0.30"))) == {}


def test_what_is_of_use_in_between_what_a_plan_keeps_and_a_fee_on_top_of_a_machine_are_left_alone(tmp_path: Path):
    address = use("AmazonVPC", "PublicIPv4:IdleAddress", "eip-1", D(1), "0.005")
    by_night = replace(address, resource="eip-2", hours=frozenset(range(12)))
    by_day = replace(by_night, meter="PublicIPv4:InUseAddress", hours=frozenset(range(12, 24)))
    kept = stored("AmazonEC2", "EBS:SnapshotUsage", "snap-1", 900, "0.05")
    plans = [
        replace(kept, resource=f"snap-{number}", tags={key: "x"})
        for number, key in enumerate(("aws:backup:source-resource", "aws:dlm:lifecycle-policy-id", "dlm:managed"), 2)
    ]
    fee = Line(service="ElasticMapReduce", meter="BoxUsage:m4.large", resource="j-1", per_hour=D(1), price=D("0.03"),
               operation="RunInstances", tags={"env": "dev"})  # fmt: skip
    lower = replace(fee, meter="BoxUsage:m5.large", resource="j-2", price=D("0.02"), tags={})
    found = told(tmp_path, (address, by_night, by_day, kept, *plans, fee, lower))
    assert set(found) == {("public-ipv4-idle", "eip-1"), ("ebs-snapshot-old", "snap-1")}


def test_an_engine_that_the_description_names_counts_where_the_operation_has_no_code(tmp_path: Path):
    def old(resource: str, engine: str, type_: str, price: str) -> Line:
        text = f"${price} per RDS db.{type_} Single-AZ instance hour (or partial hour) running {engine}"
        return replace(db(resource, f"InstanceUsage:db.{type_}", price, "CreateDBInstance"), description=text)

    found = told(tmp_path, (
        old("db-1", "PostgreSQL", "m5.large", "0.20"), old("db-2", "PostgreSQL", "m6g.large", "0.15"),
        old("db-3", "Oracle SE2 (LI)", "m5.large", "0.40"),
        db("db-4", "InstanceUsage:db.m5.large", "0.20", "CreateDBInstance"),
    ))  # fmt: skip
    assert found == {("database-graviton", "db-1"): D("36.50")}


def test_a_cache_whose_engine_nobody_names_is_none_of_valkey(tmp_path: Path):
    node = use("AmazonElastiCache", "NodeUsage:cache.r7g.large", "c-1", D(1), "0.20", operation="CreateCacheCluster")
    redis = replace(node, resource="c-2", price=D("0.22"), operation="CreateCacheCluster:0002")
    assert told(tmp_path, (node, redis)) == {}


def test_a_table_is_steady_or_not_by_all_its_operations(tmp_path: Path):
    def table(resource: str, hours: frozenset[int], weekdays: frozenset[int]) -> list[Line]:
        return [
            replace(use("AmazonDynamoDB", "ReadRequestUnits", resource, D(900_000), "0.000000125", "ReadRequestUnits",
                        operation=operation), hours=hours, weekdays=weekdays)
            for operation in ("GetItem", "Query", "Scan", "BatchGetItem")
        ]  # fmt: skip

    price = use("AmazonDynamoDB", "ReadCapacityUnit-Hrs", "table/p", D(100), "0.00013", operation="CommittedThroughput")
    every_day = frozenset(range(7))
    found = told(tmp_path, (*table("steady", frozenset(range(24)), every_day), price,
                            *table("spiky", frozenset(range(24)), frozenset({2}))))  # fmt: skip
    capacity = D(1429)
    saving = D(4 * 900_000) * D("0.000000125") * 730 - capacity * D("0.00013") * 730
    assert found == {("dynamodb-on-demand", "steady"): saving.quantize(D("0.01"))}


TAGGED = ("env", "Environment", "deployment_environment", "acme:AppEnvironment", "Stage")


@pytest.mark.parametrize("key", TAGGED)
@pytest.mark.parametrize("form", ["cur-daily", "focus"])
def test_non_production_is_known_by_whatever_key_says_so(key: str, form: Form, tmp_path: Path):
    dev = replace(box("i-1", "m6g.large", "0.20"), tags={key: "PreProd", "owner": "prod"})
    lookalikes = (
        replace(dev, resource="i-2", tags={key: "prod", "owner": "dev"}),
        replace(dev, resource="i-3", weekdays=WORKDAYS, hours=frozenset(range(8, 20))),
        replace(dev, resource="i-4", tags={"environment_owner": "dev"}),
    )
    found = told(tmp_path, (dev, *lookalikes), form)
    assert set(found) == {("non-production-always-on", "i-1")}


def test_sizes_are_written_out_and_other_names_kept():
    assert meter_of("USW2-InstanceUsage:db.m5.xl") == "InstanceUsage:db.m5.xlarge"
    assert meter_of("EUC1-Multi-AZUsage:db.r5.12xl") == "Multi-AZUsage:db.r5.12xlarge"
    for name in ("Node:ra3.xlplus", "InstanceUsage:db.m5.2xlarge", "BoxUsage:m5.xlarge", "DataTransfer.axl1"):
        assert meter_of(name) == name
