"""What is in Fernway's accounts on the last day of its bill: every resource with the bill's ids, and its metrics.

Planted, and nothing else: five volumes of a build server that is gone, three addresses that nothing uses, a load
balancer without targets, snapshots that are never deleted, a search database that nobody asks any more, an ERP server
that is far too large, and buckets without rules.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, TextIO

from account.live.listings import LISTINGS
from account.metrics import DAY_S, Metric
from account.resources import Resource as Found
from account.snapshot import of
from account.snapshot_file import SnapshotWriter
from agents.opportunities.account_checks import needed_metrics
from local.sample.company import ACCOUNTS, PRODUCTION, REGION_NAMES, Resource, resources
from local.sample.ledger import first_day, runs

_KINDS: Final = {
    "AWS::EC2::Instance": "ec2:instance",
    "AWS::EC2::Volume": "ec2:volume",
    "AWS::EC2::Snapshot": "ec2:snapshot",
    "AWS::EC2::NatGateway": "ec2:nat-gateway",
    "AWS::EC2::EIP": "ec2:address",
    "AWS::RDS::DBInstance": "rds:instance",
    "AWS::ElastiCache::CacheCluster": "elasticache:cluster",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "elb:load-balancer",
    "AWS::S3::Bucket": "s3:bucket",
}
_BY_SERVICE: Final = {
    "AWS Lambda": "lambda:function",
    "Amazon DynamoDB": "dynamodb:table",
    "Amazon Kinesis": "kinesis:stream",
    "Amazon Redshift": "redshift:cluster",
    "AmazonCloudWatch": "logs:group",
}
"""Things that the bill has no type for."""
_NO_RULES: Final = ("fernway-order-archive", "fernway-backups")
_VPC: Final = "vpc-0fe54c9a"
IDLE_DATABASE, LARGE_SERVER, EMPTY_BALANCER = "search", "legacy-erp-0", "demo"

_BUSY: Final[Mapping[str, float]] = {
    "CPUUtilization Average": 45,
    "CPUUtilization Maximum": 85,
    "NetworkIn": 5e9,
    "NetworkOut": 9e9,
    "CPUSurplusCreditsCharged": 0,
    "FreeableMemory": 6 * 2**30,
    "DatabaseConnections": 40,
    "DatabaseMemoryUsagePercentage": 70,
    "BucketSizeBytes": 50e9,
    "Duration Average": 400,
    "Duration Maximum": 2500,
    "Errors": 3,
    "ProvisionedConcurrencyUtilization": 0.8,
    "ConsumedReadCapacityUnits": 9e6,
    "ConsumedWriteCapacityUnits": 9e6,
    "IncomingBytes": 2e9,
}
"""A day of something that is in use; every other metric has 100,000."""
_QUIET: Final[Mapping[str, Mapping[str, float]]] = {
    IDLE_DATABASE: {"DatabaseConnections": 0, "CPUUtilization Average": 2, "CPUUtilization Maximum": 4},
    LARGE_SERVER: {"CPUUtilization Average": 6, "CPUUtilization Maximum": 22},
    EMPTY_BALANCER: {"RequestCount": 0},
}


def found(today: date) -> Iterator[Found]:
    """Everything that runs on the last day, once each, in a fixed order."""
    start, last = first_day(today), today - timedelta(days=1)
    running = [each for each in resources() if runs(each, last, start, today) and _kind(each)]
    volumes = [each for each in running if each.type == "AWS::EC2::Volume"]
    seen: set[str] = set()
    for each in running:
        if each.id not in seen:
            seen.add(each.id)
            begun = start + timedelta(days=each.since) if each.since >= 0 else today + timedelta(days=each.since)
            yield _found(each, datetime.combine(begun, time(9), UTC), volumes)
    yield from _network()


def _kind(resource: Resource) -> str:
    return _KINDS.get(resource.type) or _BY_SERVICE.get(resource.service, "")


def _found(resource: Resource, created: datetime, volumes: list[Resource]) -> Found:
    is_arn = resource.id.startswith("arn:")
    short = resource.id.rpartition("/")[2] if resource.type == "AWS::EC2::EIP" else resource.name
    return Found(
        kind=_kind(resource),
        id=short if is_arn else resource.id,
        arn=resource.id if is_arn else "",
        name=resource.name,
        account=resource.account[0],
        region=resource.region,
        created=created,
        tags=resource.tags,
        attributes=_attributes(resource, created, volumes),
    )


_ALIKE: Final[Mapping[str, Mapping[str, Any]]] = {
    "ec2:instance": {"state": "running", "bought": "on-demand", "platform": "Linux/UNIX", "tenancy": "default",
                     "detailed_monitoring": False},
    "ec2:volume": {"encrypted": True},
    "ec2:snapshot": {"tier": "standard", "encrypted": True},
    "ec2:nat-gateway": {"state": "available", "vpc": _VPC},
    "ec2:address": {"associated": False},
    "rds:instance": {"engine": "postgres", "state": "available", "storage_gb": 600, "storage_type": "gp3",
                     "replica_of": "", "cluster": "", "kept_days": 7, "encrypted": True, "public": False},
    "elasticache:cluster": {"type": "cache.r6g.large", "engine": "redis", "state": "available", "nodes": 2},
    "elb:load-balancer": {"type": "application", "listeners": 1, "metric_name": "app/demo/1"},
    "s3:bucket": {"versioning": False, "public": False},
    "lambda:function": {"runtime": "python3.12", "memory_mb": 512, "timeout_s": 15, "architecture": "arm64",
                        "provisioned": 0},
    "dynamodb:table": {"mode": "PAY_PER_REQUEST", "storage_class": "STANDARD", "stored_bytes": 40 * 10**9},
    "kinesis:stream": {"mode": "ON_DEMAND", "shards": 4},
    "redshift:cluster": {"type": "ra3.xlplus", "nodes": 2, "state": "available", "engine": "redshift"},
    "logs:group": {"kept_days": 30, "stored_bytes": 40 * 10**9, "log_class": "STANDARD"},
}  # fmt: skip
"""What all of a kind have."""


def _attributes(resource: Resource, created: datetime, volumes: list[Resource]) -> dict[str, Any]:
    kind = _kind(resource)
    return {**_ALIKE[kind], **_own(kind, resource, created, volumes)}


def _own(kind: str, resource: Resource, created: datetime, volumes: list[Resource]) -> dict[str, Any]:
    """What each of a kind has for itself."""
    said = resource.attributes
    match kind:
        case "ec2:instance":
            own = tuple(each.id for each in volumes if each.attributes.get("attachedTo") == resource.id)
            return {"type": said["instanceType"], "volumes": own, "root_volumes": own}
        case "ec2:volume":
            attached = (str(said["attachedTo"]),) if said["attachedTo"] else ()
            size, type_ = said["sizeGb"], resource.meter.rpartition(".")[2]
            return {"size_gb": size, "state": said["state"], "attached_to": attached, "type": type_}
        case "ec2:snapshot":
            return {"size_gb": said["sizeGb"], "volume": volumes[0].id}
        case "ec2:nat-gateway":
            return {"subnet": f"subnet-{said['zone']}"}
        case "rds:instance":
            return {"type": said.get("instanceClass", "db.r6g.large"), "multi_az": bool(said.get("multiAz"))}
        case "elb:load-balancer":
            return {"targets": said["targets"]}
        case "s3:bucket":
            rules = resource.name not in _NO_RULES
            return {"lifecycle": rules, "ends_uploads": rules, "moves_classes": rules}
        case "lambda:function":
            return {"changed": created.isoformat()}
        case _:
            return {}


def _network() -> Iterator[Found]:
    """What costs nothing: routes to all gateways, and a way to S3 that does not go through them."""
    place: dict[str, Any] = {"account": PRODUCTION[0], "region": "us-east-1"}
    gateways = tuple(each.id for each in resources() if each.type == "AWS::EC2::NatGateway")
    yield Found(kind="ec2:vpc", id=_VPC, **place, attributes={"cidr": "10.0.0.0/16", "default": False})
    yield Found(
        kind="ec2:route-table", id="rtb-0fe54c9a", **place,
        attributes={"vpc": _VPC, "nat_gateways": tuple(dict.fromkeys(gateways))},
    )  # fmt: skip
    yield Found(
        kind="ec2:vpc-endpoint", id="vpce-0fe54c9a", **place,
        attributes={"vpc": _VPC, "type": "Gateway", "to": "com.amazonaws.us-east-1.s3", "state": "available"},
    )  # fmt: skip


def daily(resource: Found, metric: Metric) -> float:
    """A day of a metric of a resource."""
    for table in (_QUIET.get(resource.name, {}), _BUSY):
        for key in (f"{metric.name} {metric.stat}", metric.name):
            if key in table:
                return table[key]
    return 100_000


def write_account(today: date, to: TextIO) -> None:
    """Writes the snapshot of the last day."""
    writer, needed = SnapshotWriter(to), needed_metrics()
    taken = datetime.combine(today, time(), UTC)
    writer.head(taken, dict(ACCOUNTS), sample=True)
    for account, _ in ACCOUNTS:
        for listing in LISTINGS:
            for region in ("",) if listing.once else REGION_NAMES:
                writer.looked((listing.kind, account, region))
    for resource in found(today):
        writer.resource(resource)
        for metric in needed.get(resource.kind, ()):
            days = min(metric.days, (taken - resource.created).days if resource.created else metric.days)
            values = [daily(resource, metric)] * max(days, 0)
            writer.metric(of(resource), metric.key, values, days=metric.days, period_s=DAY_S)
