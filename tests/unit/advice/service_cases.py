"""Rows as in `account_cases.py`, for services beside the large ones."""

from typing import Any

from tests.unit.advice.account_cases import GB, UP, Row, days_ago, row, thing

BROKERS = tuple(
    thing("kafka:broker", f"thing#{number}", cluster="thing", cluster_name="thing", number=f"{number}")
    for number in (1, 2)
)
KAFKA = {"mode": "PROVISIONED", "state": "ACTIVE", "nodes": 2}
FLOW = {"BytesInPerSec": 0, "BytesOutPerSec": 0}
FITS = {"CPUUtilization Average": 5, "CPUUtilization Maximum": 20, "FreeableMemory": 8 * 2**30}
STAGE = {"api": "shop", "stage": "live", "cached": True, "cache_gb": 28.4}
FIREWALL: dict[str, Any] = {"state": "READY", "endpoints": ("vpce-1", "vpce-2")}
ENDPOINTS = tuple(
    thing("ec2:vpc-endpoint", f"vpce-{number}", type="GatewayLoadBalancer", state="available", vpc="vpc-1", to="x")
    for number in (1, 2)
)
LINE = {"state": "available", "interfaces": 0, "group": ""}
HOST: dict[str, Any] = {"state": "available", "instances": (), "reservation": ""}
DESK = {"state": "AVAILABLE", "mode": "ALWAYS_ON", "last_used": days_ago(60)}
FILES = {"state": "AVAILABLE", "type": "WINDOWS", "storage_type": "SSD", "storage_gb": 4000, "kept_days": 60}
SQL = {"state": "running", "platform": "Windows with SQL Server Standard"}
PLAN: dict[str, Any] = {"rules": 1, "endless": False, "kept_days": 3650, "cold": False}
RENTED = {"state": "InService", "committed": ""}

SERVICE_ROWS: tuple[Row, ...] = (
    row("config-in-sandbox", {"all_kinds": True, "how_often": "CONTINUOUS"}, {"how_often": "DAILY"},
        account="Team Sandbox"),
    row("guardduty-in-sandbox", {"state": "ENABLED"}, {"account": "Devices"}, account="payments-dev"),
    row("budgets-none", {"budgets": 0}, {"budgets": 1}),
    row("anomaly-monitors-none", {"anomaly_monitors": 0}, {"anomaly_monitors": 1}),
    row("redshift-old-nodes", {**UP, "type": "dc2.large"}, {"type": "ra3.xlplus"}),
    row("metric-cardinality", {"metrics": 900, "widest_values": 400}, {"widest_values": 20}),
    row("emr-idle", {"state": "WAITING"}, {"read.IsIdle": 0}, read={"IsIdle": 1}),
    row("emr-waits-for-ever", {"state": "WAITING", "stops_itself": False}, {"stops_itself": True}),
    row("msk-idle", KAFKA, {"nodes": 3}, read=FLOW, beside=BROKERS),
    row("docdb-idle", UP, {"read.DatabaseConnections": 1}, read={"DatabaseConnections": 0}),
    row("docdb-oversized", UP, {"read.FreeableMemory": GB}, read=FITS),
    row("neptune-idle", UP, {"read.TotalRequestsPerSec": 0.1}, read={"TotalRequestsPerSec": 0}),
    row("neptune-oversized", UP, {"read.CPUUtilization Maximum": 70}, read=FITS),
    row("memorydb-idle", UP, {"read.SetTypeCmds": 4}, read={"KeyspaceHits": 0, "KeyspaceMisses": 0, "SetTypeCmds": 0}),
    row("memorydb-oversized", UP, {"read.DatabaseMemoryUsagePercentage": 50},
        read={"CPUUtilization": 9, "DatabaseMemoryUsagePercentage": 20, "Evictions": 0}),
    row("dms-idle", {**UP, "tasks": 0}, {"tasks": 1}, read={"CPUUtilization": 2}),
    row("dms-oversized", {**UP, "tasks": 2}, {"read.CPUUtilization Maximum": 90}, read=FITS),
    row("glue-dev-endpoint", {"state": "READY"}, {"age": 2}),
    row("glue-job-large", {"units": 50, "execution": "STANDARD"}, {"execution": "FLEX"}),
    row("athena-unlimited", {"state": "ENABLED", "most_scanned_bytes": 0}, {"most_scanned_bytes": 10**10}),
    row("cloudfront-dedicated-ip", {"enabled": True, "certificate": "vip"}, {"certificate": "sni-only"}),
    row("cloudfront-unused", {"enabled": True, "changed": days_ago(90)}, {"read.Requests": 50}, read={"Requests": 2}),
    row("cloudfront-all-regions", {"enabled": True, "price_class": "PriceClass_All"}, {"price_class": "PriceClass_100"},
        read={"Requests": 500_000}),
    row("api-cache-unused", STAGE, {"read.CacheHitCount": 1}, read={"CacheHitCount": 0}),
    row("api-cache-large", STAGE, {"cache_gb": 0.5}, read={"CacheHitCount": 9}),
    row("api-rest-to-http", STAGE, {"read.Count": 10_000}, read={"Count": 900_000}),
    row("network-firewall-idle", FIREWALL, {"endpoints": ("vpce-1", "vpce-9")}, read={"BytesProcessed": 0},
        beside=ENDPOINTS),
    row("direct-connect-unused", LINE, {"group": "dxlag-1"}),
    row("ec2-host-empty", HOST, {"reservation": "hr-1"}),
    row("workspace-unused", DESK, {"last_used": days_ago(12)}),
    row("workspace-always-on", DESK, {"mode": "AUTO_STOP"}, read={"UserConnected": 0.05}),
    row("lightsail-stopped", {"state": "stopped"}, {"state": "running"}),
    row("lightsail-address-idle", {"associated": False}, {"associated": True}),
    row("app-runner-idle", {"state": "RUNNING"}, {"read.Requests": 3}, read={"Requests": 0}),
    row("global-accelerator-idle", {"accelerator": "a1"}, {"read.NewFlowCount": 1}, read={"NewFlowCount": 0}),
    row("fsx-idle", FILES, {"read.DataReadBytes": 1}, read={"DataReadBytes": 0, "DataWriteBytes": 0}),
    row("fsx-ssd", FILES, {"storage_type": "HDD"}),
    row("fsx-backups-long", FILES, {"kept_days": 30}),
    row("backup-kept-long", PLAN, {"kept_days": 365}),
    row("backup-never-cold", PLAN, {"cold": True}),
    row("bedrock-throughput-idle", RENTED, {"committed": "OneMonth"}, read={"Invocations": 0}),
    row("comprehend-endpoint-idle", {"state": "IN_SERVICE"}, {"read.ConsumedInferenceUnits": 1},
        read={"ConsumedInferenceUnits": 0}),
    row("batch-never-empty", {"state": "ENABLED", "type": "EC2", "least_vcpus": 8}, {"type": "FARGATE"}),
    row("sql-server-small", {**SQL, "type": "m6i.large"}, {"type": "m6i.xlarge"}),
    row("sql-server-over-limit", {**SQL, "type": "r6i.16xlarge"}, {"platform": "Windows with SQL Server Enterprise"}),
    row("ecs-cluster-low-use", {"state": "ACTIVE", "machines": 4}, {"machines": 0},
        read={"CPUUtilization": 4, "MemoryUtilization": 30}),
    row("ecs-cluster-empty", {"state": "ACTIVE", "machines": 4, "tasks": 0, "services": 0}, {"tasks": 1}),
    row("state-machine-express", {"type": "STANDARD"}, {"type": "EXPRESS"},
        read={"ExecutionsStarted": 5000, "ExecutionTime": 20_000}),
    row("s3-never-read", {}, {"read.GetRequests": 1},
        read={"AllRequests": 30, "GetRequests": 0, "BucketSizeBytes": 50 * GB}),
    row("s3-bucket-key-off", {"kms": True, "bucket_key": False}, {"kms": False}),
    row("s3-acceleration", {"accelerated": True}, {"accelerated": False}),
)  # fmt: skip
