"""For each check over an account: a resource that it finds, and the one change that makes it a look-alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from account.live.listings import LISTINGS
from account.metrics import MetricKey, Readings
from account.resources import Resource
from account.snapshot import AccountSnapshot, Of, of
from agents.opportunities.account_checks import ACCOUNT_CHECKS
from agents.opportunities.account_checks.declaration import AccountCheck

TAKEN = datetime(2026, 6, 1, tzinfo=UTC)
OWN, REGION = "111122223333", "us-east-1"
LOOKED = frozenset((listing.kind, OWN, "" if listing.once else REGION) for listing in LISTINGS)
BY_ID = {check.id: check for check in ACCOUNT_CHECKS}
NONE: Mapping[str, Any] = MappingProxyType({})
GB = 10**9


def days_ago(days: int) -> str:
    return (TAKEN - timedelta(days=days)).isoformat()


def thing(kind: str, id_: str = "thing", age: int = 400, tags: Mapping[str, str] = NONE, **attributes: Any) -> Resource:
    return Resource(
        kind=kind, id=id_, name=id_, account=OWN, region=REGION, created=TAKEN - timedelta(days=age), tags=dict(tags),
        attributes=attributes,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`has` are attributes, `read` a day's value of each metric by name (or name and statistic), `near` what changes
    to make a look-alike: attributes, `read.NAME`, `age`, `tag.NAME`, the `account`'s name, or `beside`."""

    check: str
    has: Mapping[str, Any]
    near: Mapping[str, Any]
    read: Mapping[str, float] = field(default_factory=dict[str, float])
    age: int = 400
    tags: Mapping[str, str] = field(default_factory=dict[str, str])
    beside: tuple[Resource, ...] = ()
    account: str = ""

    @property
    def of(self) -> AccountCheck:
        return BY_ID[self.check]

    def found(self, **tags: str) -> AccountSnapshot:
        return snapshot(self.of, thing(self.of.kind, age=self.age, tags={**self.tags, **tags}, **self.has),
                        self.read, self.beside, self.account)  # fmt: skip

    def look_alike(self) -> AccountSnapshot:
        own = dict(self.near)
        read = {**self.read, **{name[5:]: own.pop(name) for name in list(own) if name.startswith("read.")}}
        tags = {**self.tags, **{name[4:]: own.pop(name) for name in list(own) if name.startswith("tag.")}}
        age, beside = own.pop("age", self.age), own.pop("beside", self.beside)
        account = own.pop("account", self.account)
        return snapshot(self.of, thing(self.of.kind, age=age, tags=tags, **{**self.has, **own}), read, beside, account)


def snapshot(
    check: AccountCheck,
    resource: Resource,
    read: Mapping[str, float],
    beside: tuple[Resource, ...] = (),
    account: str = "",
) -> AccountSnapshot:
    """One resource with a steady day of each metric, in an account where everything was looked at."""
    readings: dict[Of, Mapping[MetricKey, Readings]] = {of(resource): {}}
    for kind, metric in check.asked:
        value = read.get(f"{metric.name} {metric.stat}", read.get(metric.name))
        for each in (resource, *beside):
            if value is not None and each.kind == kind:
                spoken = Readings.of([value] * metric.days, days=metric.days, period_s=86_400)
                readings[of(each)] = {**readings.get(of(each), {}), metric.key: spoken}
    return AccountSnapshot(
        taken_at=TAKEN, accounts={OWN: account}, resources=(resource, *beside), readings=readings, looked=LOOKED
    )


def row(check: str, has: Mapping[str, Any], near: Mapping[str, Any], **more: Any) -> Row:
    return Row(check=check, has=has, near=near, **more)


RUNS = {"state": "running", "bought": "on-demand", "type": "m6i.large"}
QUIET = {"CPUUtilization": 2, "NetworkIn": 1000, "NetworkOut": 1000}
GPU = {**RUNS, "type": "g5.xlarge"}
GROUP = {"least": 2, "most": 2, "wanted": 2, "policies": 0}
UP = {"state": "available"}
DB = {"state": "available", "replica_of": "", "cluster": "", "engine": "postgres", "multi_az": True}
DEV = {"environment": "dev"}
STOPPED = thing("ec2:instance", "i-1", state="stopped", stopped_at=days_ago(60))
LATELY_STOPPED = thing("ec2:instance", "i-1", state="stopped", stopped_at=days_ago(5))
RUNNING = thing("ec2:instance", "i-1", state="running", root_volumes=("vol-root",), image="ami-used")
IN_ZONE_B = thing("ec2:instance", "i-b", state="running", zone="us-east-1b", vpc="vpc-1")
IMAGE = thing("ec2:image", "ami-1", snapshots=("thing",))
IO = {"VolumeReadOps": 0, "VolumeWriteOps": 0}
ENDPOINT: dict[str, Any] = {
    "type": "Interface",
    "state": "available",
    "vpc": "vpc-1",
    "to": "com.amazonaws.us-east-1.sqs",
}
OLDER_ENDPOINT = thing("ec2:vpc-endpoint", "older", 800, **ENDPOINT)
ALB = {"type": "application", "targets": 2, "listeners": 1}
ALB_THERE: dict[str, Any] = {**ALB, "vpc": "vpc-1", "scheme": "internet-facing"}
MADE = {"elbv2.k8s.aws/cluster": "main"}
ALBS = tuple(thing("elb:load-balancer", f"alb-{each}", **ALB_THERE) for each in range(2))
INGRESSES = tuple(thing("elb:load-balancer", f"alb-{each}", tags=MADE, **ALB_THERE) for each in range(3))
COPY = {"tier": "standard", "description": "[Copied snap-0abc from us-east-1]"}
NAT: dict[str, Any] = {"state": "available", "subnet": "subnet-1", "vpc": "vpc-1"}
NAT_OTHER = thing("ec2:nat-gateway", "other", **NAT)
NAT_SAME_ZONE = thing("ec2:nat-gateway", "other", state="available", subnet="subnet-2", vpc="vpc-1", zone="us-east-1a")
S3_GATEWAY = thing("ec2:vpc-endpoint", "vpce-s3", type="Gateway", to="com.amazonaws.us-east-1.s3", vpc="vpc-1")
TABLE = {"mode": "PROVISIONED", "read_units": 100, "write_units": 100, "storage_class": "STANDARD",
         "stored_bytes": 500 * GB}  # fmt: skip
UNITS = {"ConsumedReadCapacityUnits": 0, "ConsumedWriteCapacityUnits": 0}
FUNCTION: dict[str, Any] = {"architecture": "x86_64", "runtime": "python3.12", "memory_mb": 4096, "timeout_s": 300,
            "changed": days_ago(200), "provisioned": 0}  # fmt: skip
STREAM = {"mode": "PROVISIONED", "shards": 8, "readers": 0}
TASKS: dict[str, Any] = {
    "launch": "FARGATE",
    "running": 2,
    "wanted": 2,
    "state": "ACTIVE",
    "cpu_units": 1024,
    "memory_mb": 4096,
}
LOGS = {"stored_bytes": 50 * GB, "kept_days": 0, "log_class": "STANDARD"}
TRAIL: dict[str, Any] = {"on": True, "management_events": True, "organization": False, "all_regions": True}
FIRST_TRAIL = thing("cloudtrail:trail", "a-first", **TRAIL)
SECRET = {"replica": False, "owner": ""}

ROWS: tuple[Row, ...] = (
    row("ec2-idle", RUNS, {"read.NetworkIn": 50_000_000}, read=QUIET),
    row("ec2-gpu-idle", GPU, {"read.nvidia_smi_utilization_gpu": 60},
        read={**QUIET, "nvidia_smi_utilization_gpu": 0, "nvidia_smi_utilization_memory": 2,
              "nvidia_smi_encoder_stats_session_count": 0}),
    row("ec2-oversized", RUNS, {"type": "r6i.large"},
        read={"CPUUtilization Average": 10, "CPUUtilization Maximum": 30}),
    row("ec2-stopped-long", {"state": "stopped", "stopped_at": days_ago(31)}, {"stopped_at": days_ago(29)}),
    row("ec2-detailed-monitoring", {**RUNS, "detailed_monitoring": True}, {"tag.environment": "production"}, tags=DEV),
    row("ec2-dedicated-tenancy", {**RUNS, "tenancy": "dedicated"}, {"tenancy": "default"}),
    row("ec2-very-large", {**RUNS, "type": "m6i.12xlarge"}, {"read.CPUUtilization": 60}, read={"CPUUtilization": 20}),
    row("ec2-surplus-credits", {**RUNS, "type": "t3.large"}, {"read.CPUSurplusCreditsCharged": 0},
        read={"CPUSurplusCreditsCharged": 3}),
    row("asg-idle", GROUP, {"read.NetworkOut": 9_000_000}, read={**QUIET, "CPUUtilization": 3}),
    row("asg-floor-too-high", GROUP, {"wanted": 3}, read={"CPUUtilization": 10}),
    row("asg-static", GROUP, {"policies": 1}),
    row("capacity-reservation-unused", {"state": "active", "available": 3}, {"age": 3}),
    row("ebs-unattached", {"state": "available", "attached_to": ()}, {"age": 3}),
    row("ebs-idle", {"state": "in-use", "attached_to": ("i-1",)}, {"read.VolumeWriteOps": 40}, read=IO,
        beside=(RUNNING,)),
    row("ebs-low-use", {"state": "in-use", "attached_to": ("i-1",)}, {"read.VolumeReadOps": 0.2},
        read={"VolumeReadOps": 60, "VolumeWriteOps": 0.5}, beside=(RUNNING,)),
    row("ebs-on-stopped-instance", {"state": "in-use", "attached_to": ("i-1",)}, {"beside": (LATELY_STOPPED,)},
        beside=(STOPPED,)),
    row("ebs-gp3-iops-unused", {"type": "gp3", "iops": 9000}, {"read.VolumeReadOps": 86_400 * 400},
        read={"VolumeReadOps": 86_400 * 10, "VolumeWriteOps": 0}),
    row("ebs-gp3-throughput-unused", {"type": "gp3", "throughput_mb": 500},
        {"read.VolumeReadBytes": 86_400 * 25 * 2**20}, read={"VolumeReadBytes": GB, "VolumeWriteBytes": 0}),
    row("ebs-io-very-high", {"type": "io2", "iops": 40_000}, {"iops": 32_000}),
    row("ebs-magnetic", {"type": "standard", "state": "in-use"}, {"type": "st1"}),
    row("ebs-snapshot-no-image", {"tier": "standard"}, {"beside": (IMAGE,)}),
    row("ebs-snapshot-orphan", {"tier": "standard", "volume": "vol-9", "size_gb": 8},
        {"beside": (thing("ec2:volume", "vol-9"),)}, age=40),
    row("ebs-snapshot-archive", {"tier": "standard", "full_bytes": 80 * GB}, {"tier": "archive"}),
    row("ebs-snapshot-copy-left", COPY, {"description": "Copied snap-0abc by hand"}),
    row("ebs-snapshot-of-unused-image", {"tier": "standard"},
        {"beside": (IMAGE, thing("ec2:launch-template", "lt-1:1", image="ami-1"))}, beside=(IMAGE,)),
    row("ami-unused", {"public": False, "last_launched": days_ago(200)}, {"last_launched": days_ago(9)},
        beside=(RUNNING,)),
    row("fast-snapshot-restore", {"state": "enabled"}, {"state": "disabling"}),
    row("s3-no-lifecycle", {"lifecycle": False}, {"lifecycle": True}),
    row("s3-uploads-unfinished", {"lifecycle": True, "ends_uploads": False}, {"ends_uploads": True}),
    row("s3-versions-kept", {"versioning": True, "ends_versions": False}, {"versioning": False}),
    row("s3-large-in-standard", {"moves_classes": False}, {"read.BucketSizeBytes": 50 * GB},
        read={"BucketSizeBytes": 500 * GB}),
    row("s3-empty", {}, {"read.NumberOfObjects": 1}, read={"NumberOfObjects": 0}),
    row("ec2-spot-eligible", RUNS, {"tag.Spot-Eligible": "false"}, tags={"Spot-Eligible": "true"}),
    row("ec2-instance-store-unused", {**RUNS, "type": "m6id.large"}, {"type": "i4i.large"},
        read={"DiskReadOps": 0, "DiskWriteOps": 0}),
    row("ec2-cheaper-region", RUNS, {"tag.environment": "production"}, tags=DEV),
    row("efs-other-zone", {"stored_bytes": 9 * GB, "zones": ("us-east-1a",), "vpc": "vpc-1"},
        {"zones": ("us-east-1a", "us-east-1b")}, beside=(IN_ZONE_B,)),
    row("efs-no-mount-target", {"mount_targets": 0, "stored_bytes": GB}, {"mount_targets": 1}),
    row("efs-idle", {"mount_targets": 2, "stored_bytes": 9 * GB}, {"read.ClientConnections": 1},
        read={"TotalIOBytes": 0, "ClientConnections": 0}),
    row("efs-no-lifecycle", {"lifecycle": False, "mount_targets": 1, "stored_bytes": 90 * GB}, {"stored_bytes": GB}),
    row("efs-provisioned-throughput", {"throughput_mode": "provisioned"}, {"read.TotalIOBytes": 900 * GB},
        read={"TotalIOBytes": GB}),
    row("ecr-no-lifecycle", {"lifecycle": False}, {"age": 3}),
    row("ecr-not-pulled", {"last_pulled": days_ago(120), "stored_bytes": 9 * GB}, {"last_pulled": days_ago(20)}),
    row("ecr-untagged", {"untagged_bytes": 50 * GB}, {"untagged_bytes": GB}),
    row("public-ipv4-idle", {"associated": False}, {"service_managed": "alb"}),
    row("public-ipv4-on-stopped-instance", {"associated": True, "instance": "i-1"}, {"beside": (RUNNING,)},
        beside=(STOPPED,)),
    row("public-ipv4-twin", {"associated": True, "instance": "i-1"},
        {"beside": (thing("ec2:address", "later", associated=True, instance="i-2"),)},
        beside=(thing("ec2:address", "first", associated=True, instance="i-1"),)),
    row("nat-gateway-idle", NAT, {"read.BytesOutToSource": 5},
        read={"BytesOutToDestination": 0, "BytesOutToSource": 0}),
    row("nat-gateway-unrouted", NAT, {"beside": (thing("ec2:route-table", "rtb-1", nat_gateways=("thing",)),)}),
    row("nat-gateway-twin", {**NAT, "zone": "us-east-1a"}, {"zone": "us-east-1b"}, beside=(NAT_SAME_ZONE,)),
    row("nat-gateway-non-production", NAT, {"tag.environment": "production"}, beside=(NAT_OTHER,), tags=DEV),
    row("nat-gateway-s3-traffic", NAT, {"beside": (S3_GATEWAY,)}),
    row("interface-endpoint-idle", {**ENDPOINT, "requester_managed": False}, {"requester_managed": True},
        read={"BytesProcessed": 0}),
    row("gateway-load-balancer-endpoint-idle", {**ENDPOINT, "type": "GatewayLoadBalancer", "requester_managed": False},
        {"read.BytesProcessed": 1}, read={"BytesProcessed": 0}),
    row("interface-endpoint-twin", {**ENDPOINT, "requester_managed": False}, {"vpc": "vpc-2"},
        beside=(OLDER_ENDPOINT,)),
    row("interface-endpoint-for-s3", {**ENDPOINT, "requester_managed": False, "to": "com.amazonaws.us-east-1.s3"},
        {"to": "com.amazonaws.us-east-1.s3-outposts"}),
    row("transit-gateway-attachment-idle", {**UP, "to": "vpc"}, {"to": "peering"}, read={"BytesIn": 0, "BytesOut": 0}),
    row("vpn-down", {**UP, "tunnels_up": 0}, {"read.TunnelState": 1}, read={"TunnelState": 0}),
    row("load-balancer-no-targets", {**ALB, "targets": 0}, {"read.RequestCount": 2}, read={"RequestCount": 0}),
    row("load-balancer-idle", ALB, {"read.RequestCount": 100}, read={"RequestCount": 5}),
    row("network-load-balancer-idle", {**ALB, "type": "network"}, {"read.NewFlowCount": 1}, read={"NewFlowCount": 0}),
    row("load-balancer-no-listeners", {**ALB, "listeners": 0}, {"age": 2}),
    row("classic-load-balancer-idle", {"targets": 2}, {"read.RequestCount": 500}, read={"RequestCount": 5}),
    row("load-balancers-to-share", ALB_THERE, {"scheme": "internal"}, beside=ALBS),
    row("ingresses-to-share", ALB_THERE, {"scheme": "internal"}, tags=MADE, beside=INGRESSES),
    row("network-load-balancer-cross-zone", {**ALB, "type": "network", "cross_zone": True}, {"cross_zone": False}),
    row("health-check-unused", {"used_by": 0}, {"used_by": 1}),
    row("latency-record-alone", {"lone_latency_records": 1}, {"lone_latency_records": 0}),
    row("dns-short-lived", {"short_lived_records": 4}, {"short_lived_records": 0}),
    row("hosted-zone-empty", {"records": 2}, {"managed_by": "servicediscovery.amazonaws.com"}),
    row("rds-idle", DB, {"replica_of": "main"}, read={"DatabaseConnections": 0}),
    row("rds-replica-idle", {**DB, "replica_of": "main"}, {"read.DatabaseConnections": 1},
        read={"DatabaseConnections": 0}),
    row("rds-oversized", DB, {"read.FreeableMemory": 2**30},
        read={"CPUUtilization Average": 5, "CPUUtilization Maximum": 20, "FreeableMemory": 8 * 2**30}),
    row("rds-stopped", {**DB, "state": "stopped"}, {"state": "stopping"}),
    row("rds-multi-az-non-production", DB, {"read.DatabaseConnections": 50}, read={"DatabaseConnections": 3}, tags=DEV),
    row("rds-backups-long", {**DB, "kept_days": 35}, {"kept_days": 14}),
    row("rds-insights-long", {**DB, "insights_days": 731}, {"insights_days": 7}),
    row("rds-io1-storage", {**DB, "storage_type": "io1", "iops": 3000}, {"iops": 40_000}),
    row("rds-snapshot-old", {"made": "manual"}, {"age": 80}),
    row("rds-snapshot-orphan", {"made": "manual", "database": "gone"}, {"beside": (thing("rds:instance", "gone"),)},
        age=40),
    row("aurora-serverless-floor", {**UP, "least_units": 4}, {"read.ServerlessDatabaseCapacity": 5},
        read={"ServerlessDatabaseCapacity": 4}),
    row("aurora-without-members", {**UP, "engine": "aurora-postgresql", "members": 0}, {"members": 1}),
    row("aurora-instance-idle", {**DB, "engine": "aurora-mysql", "cluster": "main"}, {"cluster": ""},
        read={"DatabaseConnections": 0}),
    row("elasticache-idle", UP, {"read.CacheMisses": 1}, read={"CacheHits": 0, "CacheMisses": 0}),
    row("elasticache-oversized", UP, {"read.Evictions": 4},
        read={"CPUUtilization": 5, "DatabaseMemoryUsagePercentage": 30, "Evictions": 0}),
    row("opensearch-idle", {}, {"read.SearchRate": 9}, read={"CPUUtilization": 2, "SearchRate": 0, "IndexingRate": 0}),
    row("opensearch-oversized", {}, {"read.JVMMemoryPressure": 80},
        read={"CPUUtilization": 9, "JVMMemoryPressure": 40}),
    row("redshift-idle", UP, {"read.CPUUtilization": 9}, read={"DatabaseConnections": 0, "CPUUtilization": 1}),
    row("redshift-low-use", UP, {"read.CPUUtilization": 30}, read={"CPUUtilization": 5}),
    row("dynamodb-unused", TABLE, {"mode": "PAY_PER_REQUEST"}, read=UNITS),
    row("dynamodb-over-provisioned", TABLE, {"read.ConsumedReadCapacityUnits": 86_400 * 50},
        read={"ConsumedReadCapacityUnits": 86_400, "ConsumedWriteCapacityUnits": 0}),
    row("dynamodb-static", {**TABLE, "scales": False}, {"scales": True}),
    row("dynamodb-large-and-cold", TABLE, {"read.ConsumedReadCapacityUnits": 5_000_000}, read=UNITS),
    row("lambda-unused", FUNCTION, {"changed": days_ago(5)}, read={"Invocations": 0}),
    row("provisioned-concurrency-unused", {**FUNCTION, "provisioned": 10},
        {"read.ProvisionedConcurrencyUtilization": 0.8}, read={"ProvisionedConcurrencyUtilization": 0.1}),
    row("provisioned-concurrency-without-calls", {**FUNCTION, "provisioned": 10}, {"read.Invocations": 1},
        read={"Invocations": 0}),
    row("lambda-errors", FUNCTION, {"read.Errors": 1}, read={"Invocations": 1000, "Errors": 200}),
    row("lambda-times-out", {**FUNCTION, "timeout_s": 30}, {"read.Duration Average": 2000},
        read={"Duration Maximum": 30_000, "Duration Average": 20_000}),
    row("lambda-timeout-long", FUNCTION, {"read.Duration Maximum": 90_000}, read={"Duration Maximum": 2000}),
    row("lambda-memory-large", FUNCTION, {"memory_mb": 3008}, read={"Invocations": 10}),
    row("lambda-arm64", FUNCTION, {"runtime": "container image"}, read={"Invocations": 1000}),
    row("lambda-snap-start", {**FUNCTION, "runtime": "java21", "provisioned": 5, "snap_start": "None"},
        {"snap_start": "PublishedVersions"}),
    row("kinesis-shards", STREAM, {"mode": "ON_DEMAND"}, read={"IncomingBytes": 0}),
    row("kinesis-shards-spare", STREAM, {"shards": 1}, read={"IncomingBytes": GB}),
    row("kinesis-unread", STREAM, {"readers": 1}, read={"IncomingBytes": GB, "GetRecords.Bytes": 0}),
    row("ecs-service-idle", TASKS, {"launch": "EC2"}, read={"CPUUtilization": 0.4, "MemoryUtilization": 0.9}),
    row("fargate-oversized", TASKS, {"cpu_units": 256, "memory_mb": 512},
        read={"CPUUtilization": 10, "MemoryUtilization": 30}),
    row("ecs-service-never-runs", {**TASKS, "running": 0}, {"wanted": 0}),
    row("eks-nodes-on-demand", {"state": "ACTIVE", "bought": "ON_DEMAND", "wanted": 3},
        {"tag.environment": "production"}, tags=DEV),
    row("eks-cluster-empty", {"state": "ACTIVE", "node_groups": 0, "fargate_profiles": 0}, {"node_groups": 1}),
    row("sagemaker-endpoint-idle", {"state": "InService"}, {"age": 5}, read={"Invocations": 0}),
    row("sagemaker-notebook-always-on", {"state": "InService", "stops_itself": False, "changed": days_ago(40)},
        {"stops_itself": True}),
    row("log-group-endless", LOGS, {"kept_days": 30}),
    row("log-group-silent", LOGS, {"read.IncomingBytes": 1}, read={"IncomingBytes": 0}),
    row("log-group-large-ingest", LOGS, {"log_class": "INFREQUENT_ACCESS"}, read={"IncomingBytes": 10 * GB}),
    row("alarm-without-data", {"state": "INSUFFICIENT_DATA", "changed": days_ago(60)}, {"changed": days_ago(6)}),
    row("second-trail", TRAIL, {"organization": True}, beside=(FIRST_TRAIL,)),
    row("secret-unused", {**SECRET, "last_used": days_ago(200)}, {"last_used": days_ago(20)}),
    row("secret-never-used", SECRET, {"owner": "rds"}),
    row("kms-key-disabled", {"owner": "CUSTOMER", "state": "Disabled"}, {"owner": "AWS"}),
)  # fmt: skip
