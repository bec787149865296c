"""For each check: what it finds with its saving a month, and look-alikes that it must leave alone.

Savings are worked out by hand: a month has 730 hours, storage by the month is what it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from tests.unit.advice.made_usage import Line, gb_month

D = Decimal
OFFICE = frozenset(range(8, 20))
WORKDAYS = frozenset(range(5))
MAY_10 = date(2026, 5, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Lines of which `resource` is found by `check` with `saving`; `prices` only put a price on the bill."""

    check: str
    resource: str
    saving: Decimal
    lines: tuple[Line, ...]
    prices: tuple[Line, ...] = ()
    lookalikes: tuple[Line, ...] = ()


def ec2(
    meter: str,
    resource: str,
    per_hour: str,
    price: str,
    *,
    unit: str = "Hrs",
    operation: str = "",
    region: str = "us-east-1",
    tags: Mapping[str, str] = MappingProxyType({}),
    hours: frozenset[int] = frozenset(range(24)),
    weekdays: frozenset[int] = frozenset(range(7)),
) -> Line:
    return Line(
        service="AmazonEC2",
        meter=meter,
        resource=resource,
        per_hour=D(per_hour),
        price=D(price),
        unit=unit,
        operation=operation,
        region=region,
        tags=tags,
        hours=hours,
        weekdays=weekdays,
    )


def idle(check: str, hours: str, price: str, traffic: str, service: str, saving: str) -> Case:
    """A thing that runs without traffic, beside one with traffic, one that is gone, and one that is new."""
    thing = Line(service=service, meter=hours, resource=f"{check}/idle", per_hour=D(1), price=D(price))
    carried = Line(
        service=service, meter=traffic, resource=f"{check}/busy", per_hour=D("0.5"), price=D("0.01"), unit="GB"
    )
    return Case(
        check=check,
        resource=thing.resource,
        saving=D(saving),
        lines=(thing,),
        lookalikes=(
            replace(thing, resource=f"{check}/busy"),
            carried,
            replace(thing, resource=f"{check}/gone", until=MAY_10),
            replace(thing, resource=f"{check}/new", first=MAY_10),
            replace(thing, resource=f"{check}/began"),
            replace(carried, resource=f"{check}/began", first=date(2026, 5, 25)),
        ),
    )


def swap(check: str, service: str, now: Line, then: Line, saving: str, *lookalikes: Line) -> Case:
    """The same use at another meter's price, which a second resource puts on the bill."""
    return Case(
        check=check, resource=now.resource, saving=D(saving), lines=(now,), prices=(then,), lookalikes=lookalikes
    )


def use(
    service: str,
    meter: str,
    resource: str,
    per_hour: Decimal,
    price: str,
    unit: str = "Hrs",
    *,
    operation: str = "",
    description: str = "",
) -> Line:
    return Line(
        service=service,
        meter=meter,
        resource=resource,
        per_hour=per_hour,
        price=D(price),
        unit=unit,
        operation=operation,
        description=description,
    )


LINUX, WINDOWS = "RunInstances", "RunInstances:0002"
POSTGRES, ORACLE, AURORA = "CreateDBInstance:0014", "CreateDBInstance:0005", "CreateDBInstance:0021"
DEV = {"environment": "dev"}

CASES: tuple[Case, ...] = (
    idle("nat-gateway-idle", "NatGateway-Hours", "0.045", "NatGateway-Bytes", "AmazonEC2", "32.85"),
    idle("load-balancer-idle", "LoadBalancerUsage", "0.0225", "LCUUsage", "AWSELB", "16.425"),
    idle("interface-endpoint-idle", "VpcEndpoint-Hours", "0.01", "VpcEndpoint-Bytes", "AmazonVPC", "7.30"),
    idle("gateway-load-balancer-endpoint-idle", "VpcEndpoint-GWLBE-Hours", "0.01", "VpcEndpoint-GWLBE-Bytes",
         "AmazonVPC", "7.30"),
    idle("transit-gateway-attachment-idle", "TransitGateway-Hours", "0.05", "TransitGateway-Bytes", "AmazonVPC",
         "36.50"),
    idle("network-firewall-idle", "Endpoint-Hour", "0.395", "Traffic-GB-Processed", "AWSNetworkFirewall", "288.35"),
    idle("client-vpn-idle", "ClientVPN-EndpointHours", "0.10", "ClientVPN-ConnectionHours", "AmazonVPC", "73.00"),
    Case(
        check="public-ipv4-idle", resource="eipalloc-idle", saving=D("3.65"),
        lines=(use("AmazonVPC", "PublicIPv4:IdleAddress", "eipalloc-idle", D(1), "0.005"),),
        lookalikes=(
            use("AmazonVPC", "PublicIPv4:InUseAddress", "eipalloc-used", D(1), "0.005"),
            replace(use("AmazonVPC", "PublicIPv4:IdleAddress", "eipalloc-released", D(1), "0.005"), until=MAY_10),
        ),
    ),
    Case(
        check="capacity-reservation-unused", resource="cr-1", saving=D("70.08"),
        lines=(ec2("UnusedBox:m6i.large", "cr-1", "1", "0.096"),),
        lookalikes=(ec2("Reservation:m6i.large", "cr-2", "1", "0.096"),),
    ),
    swap(
        "ec2-previous-generation", "AmazonEC2",
        ec2("BoxUsage:m4.xlarge", "i-old", "1", "0.20", operation=LINUX),
        ec2("BoxUsage:m6i.xlarge", "i-newer", "1", "0.192", operation=LINUX),
        "5.84",
        ec2("BoxUsage:m4.xlarge", "i-old-windows", "1", "0.384", operation=WINDOWS),
        ec2("BoxUsage:m4.2xlarge", "i-other-size", "1", "0.40", operation=LINUX),
        ec2("SpotUsage:m4.xlarge", "i-spot", "1", "0.05", operation=f"{LINUX}:SV001"),
    ),
    swap(
        "ec2-graviton", "AmazonEC2",
        ec2("BoxUsage:c6i.large", "i-x86", "1", "0.085", operation=LINUX),
        ec2("BoxUsage:c7g.large", "i-arm", "1", "0.0725", operation=LINUX),
        "9.125",
        ec2("BoxUsage:c6i.large", "i-windows", "1", "0.177", operation=WINDOWS),
        ec2("BoxUsage:c6i.large", "i-elsewhere", "1", "0.091", operation=LINUX, region="eu-west-1"),
    ),
    Case(
        check="non-production-always-on", resource="i-dev", saving=D("0.096") * 730 * 108 / 168,
        lines=(ec2("BoxUsage:m6a.large", "i-dev", "1", "0.096", operation=LINUX, tags=DEV),),
        lookalikes=(
            ec2("BoxUsage:m6a.large", "i-prod", "1", "0.096", operation=LINUX, tags={"environment": "production"}),
            ec2("BoxUsage:m6a.large", "i-office", "1", "0.096", operation=LINUX, tags=DEV, hours=OFFICE,
                weekdays=WORKDAYS),
            ec2("BoxUsage:m6a.large", "i-untagged", "1", "0.096", operation=LINUX),
        ),
    ),
    swap(
        "ebs-gp2", "AmazonEC2",
        ec2("EBS:VolumeUsage.gp2", "vol-gp2", str(gb_month(500)), "0.10", unit="GB-Mo"),
        ec2("EBS:VolumeUsage.gp3", "vol-gp3", str(gb_month(100)), "0.08", unit="GB-Mo"),
        "10.00",
        ec2("EBS:VolumeUsage.st1", "vol-st1", str(gb_month(500)), "0.045", unit="GB-Mo"),
        ec2("EBS:VolumeUsage.gp2", "vol-elsewhere", str(gb_month(500)), "0.11", unit="GB-Mo", region="eu-west-1"),
        ec2("EBS:SnapshotUsage", "snap-1", str(gb_month(400)), "0.05", unit="GB-Mo"),
    ),
    Case(
        # 200 GB at $0.125 and 5,000 IOPS at $0.065 against 200 GB at $0.08 and 2,000 IOPS at $0.005
        check="ebs-io1", resource="vol-io1", saving=D("25") + D("325") - D("16") - D("10"),
        lines=(
            ec2("EBS:VolumeUsage.piops", "vol-io1", str(gb_month(200)), "0.125", unit="GB-Mo"),
            ec2("EBS:VolumeP-IOPS.piops", "vol-io1", str(gb_month(5000)), "0.065", unit="IOPS-Mo"),
        ),
        prices=(
            ec2("EBS:VolumeUsage.gp3", "vol-gp3", str(gb_month(100)), "0.08", unit="GB-Mo"),
            ec2("EBS:VolumeP-IOPS.gp3", "vol-gp3", str(gb_month(1000)), "0.005", unit="IOPS-Mo"),
        ),
        lookalikes=(
            ec2("EBS:VolumeUsage.piops", "vol-fast", str(gb_month(800)), "0.125", unit="GB-Mo"),
            ec2("EBS:VolumeP-IOPS.piops", "vol-fast", str(gb_month(30000)), "0.065", unit="IOPS-Mo"),
        ),
    ),
    Case(
        check="extended-support", resource="arn:aws:rds:us-east-1:1:db:old", saving=D("146"),
        lines=(
            use("AmazonRDS", "ExtendedSupport:Yr1-Yr2:MySQL5.7", "arn:aws:rds:us-east-1:1:db:old", D(2), "0.10",
                "vCPU-Hours"),
        ),
        lookalikes=(
            use("AmazonRDS", "InstanceUsage:db.r6g.large", "arn:aws:rds:us-east-1:1:db:new", D(1), "0.225",
                operation="CreateDBInstance:0002"),
        ),
    ),
    swap(
        "database-previous-generation", "AmazonRDS",
        use("AmazonRDS", "InstanceUsage:db.m4.large", "db-old", D(1), "0.182", operation=POSTGRES),
        use("AmazonRDS", "InstanceUsage:db.m6i.large", "db-new", D(1), "0.171", operation=POSTGRES),
        "8.03",
        use("AmazonRDS", "InstanceUsage:db.m4.large", "db-oracle", D(1), "0.20", operation=ORACLE),
        use("AmazonRDS", "Multi-AZUsage:db.m4.large", "db-two-zones", D(1), "0.364", operation=POSTGRES),
    ),
    swap(
        "database-graviton", "AmazonRDS",
        use("AmazonRDS", "InstanceUsage:db.r5.large", "db-x86", D(1), "0.25", operation=POSTGRES),
        use("AmazonRDS", "InstanceUsage:db.r6g.large", "db-arm", D(1), "0.225", operation=POSTGRES),
        "18.25",
        use("AmazonRDS", "InstanceUsage:db.r5.large", "db-oracle", D(1), "0.40", operation=ORACLE),
    ),
    swap(
        "elasticache-valkey", "AmazonElastiCache",
        use("AmazonElastiCache", "NodeUsage:cache.r7g.large", "redis", D(1), "0.219",
            operation="CreateCacheCluster:0002", description="$0.219 per hour for cache.r7g.large running Redis"),
        use("AmazonElastiCache", "NodeUsage:cache.r7g.large", "valkey", D(1), "0.1752",
            operation="CreateCacheCluster:0004", description="$0.1752 per hour for cache.r7g.large running Valkey"),
        "31.974",
        use("AmazonElastiCache", "NodeUsage:cache.r7g.large", "memcached", D(1), "0.219",
            operation="CreateCacheCluster:0001", description="$0.219 per hour for cache.r7g.large running Memcached"),
    ),
    swap(
        "rds-multi-az-non-production", "AmazonRDS",
        replace(use("AmazonRDS", "Multi-AZUsage:db.t4g.large", "db-staging", D(1), "0.258", operation=POSTGRES),
                tags={"environment": "staging"}),
        use("AmazonRDS", "InstanceUsage:db.t4g.large", "db-one", D(1), "0.129", operation=POSTGRES),
        "94.17",
        replace(use("AmazonRDS", "Multi-AZUsage:db.t4g.large", "db-prod", D(1), "0.258", operation=POSTGRES),
                tags={"environment": "prod"}),
    ),
    Case(
        # an instance at $0.26 an hour, 100 GB at $0.10 and 1,200 million I/Os at $0.20 a million, against
        # $0.338 an hour and 100 GB at $0.225
        check="aurora-io-optimized", resource="arn:aws:rds:us-east-1:1:cluster:busy",
        saving=D("0.26") * 730 + 10 + D("0.20") * 1200 * 730 / 744 - D("0.338") * 730 - D("22.5"),
        lines=(
            replace(use("AmazonRDS", "Aurora:StorageUsage", "arn:aws:rds:us-east-1:1:cluster:busy", gb_month(100),
                        "0.10", "GB-Mo", operation=AURORA), tags={"cluster": "busy"}),
            replace(use("AmazonRDS", "Aurora:StorageIOUsage", "arn:aws:rds:us-east-1:1:cluster:busy",
                        D(1_200_000_000) / 744, "0.0000002", "IOs", operation=AURORA), tags={"cluster": "busy"}),
            replace(use("AmazonRDS", "InstanceUsage:db.r6g.large", "arn:aws:rds:us-east-1:1:db:busy-1", D(1), "0.26",
                        operation=AURORA), tags={"cluster": "busy"}),
        ),
        prices=(
            use("AmazonRDS", "InstanceUsageIOOptimized:db.r6g.large", "db-optimized", D(1), "0.338", operation=AURORA),
            use("AmazonRDS", "Aurora:IO-OptimizedStorageUsage", "cluster-optimized", gb_month(10), "0.225", "GB-Mo",
                operation=AURORA),
        ),
        lookalikes=(
            replace(use("AmazonRDS", "Aurora:StorageUsage", "arn:aws:rds:us-east-1:1:cluster:calm", gb_month(100),
                        "0.10", "GB-Mo", operation=AURORA), tags={"cluster": "calm"}),
            replace(use("AmazonRDS", "Aurora:StorageIOUsage", "arn:aws:rds:us-east-1:1:cluster:calm",
                        D(12_000_000) / 744, "0.0000002", "IOs", operation=AURORA), tags={"cluster": "calm"}),
            replace(use("AmazonRDS", "InstanceUsage:db.r6g.large", "arn:aws:rds:us-east-1:1:db:calm-1", D(1), "0.26",
                        operation=AURORA), tags={"cluster": "calm"}),
        ),
    ),
    Case(
        # 70 reads a second need 100 units: 252,000 reads an hour at $0.25 a million against 100 × $0.00013
        check="dynamodb-on-demand", resource="table/steady",
        saving=D("0.00000025") * 252_000 * 730 - D("0.00013") * 100 * 730,
        lines=(use("AmazonDynamoDB", "ReadRequestUnits", "table/steady", D(252_000), "0.00000025", "RRU"),),
        prices=(use("AmazonDynamoDB", "ReadCapacityUnit-Hrs", "table/provisioned", D(50), "0.00013", "RCU-Hrs"),),
        lookalikes=(
            replace(use("AmazonDynamoDB", "ReadRequestUnits", "table/spiky", D(2_000_000), "0.00000025",
                        "ReadRequestUnits"), hours=frozenset({3}), weekdays=frozenset({0})),
        ),
    ),
    swap(
        "opensearch-gp2", "AmazonES",
        use("AmazonES", "ES:GP2-Storage", "domain/gp2", gb_month(100), "0.135", "GB-Mo"),
        use("AmazonES", "ES:GP3-Storage", "domain/gp3", gb_month(100), "0.122", "GB-Mo"),
        "1.30",
    ),
    swap(
        "lambda-arm64", "AWSLambda",
        use("AWSLambda", "Lambda-GB-Second", "function:x86", D(10_000), "0.0000166667", "Lambda-GB-Second"),
        use("AWSLambda", "Lambda-GB-Second-ARM", "function:arm", D(10_000), "0.0000133334", "Lambda-GB-Second"),
        "24.33309",
    ),
    swap(
        "fargate-arm64", "AmazonECS",
        use("AmazonECS", "Fargate-vCPU-Hours:perCPU", "service/x86", D(2), "0.04048", "hours"),
        use("AmazonECS", "Fargate-ARM-vCPU-Hours:perCPU", "service/arm", D(2), "0.03238", "hours"),
        "11.826",
        use("AmazonECS", "Fargate-Windows-vCPU-Hours:perCPU", "service/windows", D(2), "0.046", "hours"),
    ),
    Case(
        check="provisioned-concurrency-unused", resource="function:waits",
        saving=D("0.0000041667") * 36_000 * 730 * D("0.95"),
        lines=(
            use("AWSLambda", "Lambda-Provisioned-Concurrency", "function:waits", D(36_000), "0.0000041667",
                "Lambda-GB-Second"),
            use("AWSLambda", "Lambda-Provisioned-GB-Second", "function:waits", D(1_800), "0.0000097222",
                "Lambda-GB-Second"),
        ),
        lookalikes=(
            use("AWSLambda", "Lambda-Provisioned-Concurrency", "function:works", D(36_000), "0.0000041667",
                "Lambda-GB-Second"),
            use("AWSLambda", "Lambda-Provisioned-GB-Second", "function:works", D(25_000), "0.0000097222",
                "Lambda-GB-Second"),
        ),
    ),
    Case(
        check="kinesis-shards", resource="stream/silent", saving=D("43.80"),
        lines=(use("AmazonKinesis", "Storage-ShardHour", "stream/silent", D(4), "0.015", "ShardHour"),),
        lookalikes=(
            use("AmazonKinesis", "Storage-ShardHour", "stream/loud", D(4), "0.015", "ShardHour"),
            use("AmazonKinesis", "PutRequestPayloadUnits", "stream/loud", D(300_000), "0.000000014", "PayloadUnits"),
        ),
    ),
    swap(
        "s3-never-read", "AmazonS3",
        use("AmazonS3", "TimedStorage-ByteHrs", "archive", gb_month(1000), "0.023", "GB-Mo"),
        use("AmazonS3", "TimedStorage-SIA-ByteHrs", "infrequent", gb_month(10), "0.0125", "GB-Mo"),
        "10.50",
        use("AmazonS3", "TimedStorage-ByteHrs", "website", gb_month(1000), "0.023", "GB-Mo"),
        use("AmazonS3", "Requests-Tier2", "website", D(4_000), "0.0000004", "Requests"),
        use("AmazonEFS", "TimedStorage-ByteHrs", "fs-1", gb_month(1000), "0.30", "GB-Mo"),
        use("AmazonEFS", "ETDataAccess-Bytes", "fs-1", D("5"), "0.03", "GB"),
    ),
    Case(
        # 100 GB at $0.0125 and 400 GB of retrieval at $0.01 against 100 GB at $0.023
        check="s3-infrequent-read-often", resource="reread",
        saving=D("1.25") + D("0.01") * 400 * 730 / 744 - D("2.30"),
        lines=(
            use("AmazonS3", "TimedStorage-SIA-ByteHrs", "reread", gb_month(100), "0.0125", "GB-Mo"),
            use("AmazonS3", "Retrieval-SIA", "reread", D(400) / 744, "0.01", "GB"),
        ),
        prices=(use("AmazonS3", "TimedStorage-ByteHrs", "standard", gb_month(5), "0.023", "GB-Mo"),),
        lookalikes=(
            use("AmazonS3", "TimedStorage-SIA-ByteHrs", "quiet", gb_month(100), "0.0125", "GB-Mo"),
            use("AmazonS3", "Retrieval-SIA", "quiet", D(2) / 744, "0.01", "GB"),
        ),
    ),
    swap(
        "efs-never-read", "AmazonEFS",
        use("AmazonEFS", "TimedStorage-ByteHrs", "fs-cold", gb_month(100), "0.30", "GB-Mo"),
        use("AmazonEFS", "IATimedStorage-ByteHrs", "fs-ia", gb_month(100), "0.016", "GB-Mo"),
        "28.40",
        use("AmazonEFS", "TimedStorage-ByteHrs", "fs-used", gb_month(100), "0.30", "GB-Mo"),
        use("AmazonEFS", "ETDataAccess-Bytes", "fs-used", D("0.5"), "0.03", "GB"),
    ),
    swap(
        "log-ingestion", "AmazonCloudWatch",
        use("AmazonCloudWatch", "DataProcessing-Bytes", "log-group:debug", D(1), "0.50", "GB"),
        use("AmazonCloudWatch", "DataProcessingIA-Bytes", "log-group:audit", D(1), "0.25", "GB"),
        "182.50",
    ),
    Case(
        check="second-trail", resource="trail/copy", saving=D("14.60"),
        lines=(use("AWSCloudTrail", "PaidEventsRecorded", "trail/copy", D(1_000), "0.00002", "Events"),),
        lookalikes=(use("AWSCloudTrail", "DataEventsRecorded", "trail/data", D(20_000), "0.000001", "Events"),),
    ),
)  # fmt: skip
