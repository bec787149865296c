"""Kinds of resources as people call them, and what a list of each shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What people call one thing of a kind and several, and the attributes that a list shows with their headings."""

    kinds: tuple[str, ...]
    one: str
    many: str
    shown: Mapping[str, str]
    said: str
    """Further ways to say it, besides `one`."""


_ENGINE: Final = {"type": "Type", "engine": "Engine", "version": "Version", "state": "State"}

KINDS: Final[Mapping[str, Kind]] = {
    "instance": Kind(
        kinds=("ec2:instance",), one="EC2 instance", many="EC2 instances",
        shown={"type": "Type", "state": "State", "platform": "Platform"},
        said="instance, ec2 server, server, virtual machine, machine, vm, ec2 box, box",
    ),
    "volume": Kind(
        kinds=("ec2:volume",), one="EBS volume", many="EBS volumes",
        shown={"type": "Type", "size_gb": "Size (GB)", "state": "State", "encrypted": "Encrypted"},
        said="volume, ebs disk, disk",
    ),
    "snapshot": Kind(
        kinds=("ec2:snapshot",), one="EBS snapshot", many="EBS snapshots",
        shown={"size_gb": "Size (GB)", "volume": "Volume", "tier": "Tier"}, said="snapshot",
    ),
    "image": Kind(
        kinds=("ec2:image",), one="machine image", many="machine images",
        shown={"state": "State", "last_launched": "Last launched"}, said="ami",
    ),
    "address": Kind(
        kinds=("ec2:address",), one="Elastic IP address", many="Elastic IP addresses",
        shown={"associated": "Associated", "instance": "Instance"}, said="elastic ip, eip",
    ),
    "nat_gateway": Kind(
        kinds=("ec2:nat-gateway",), one="NAT gateway", many="NAT gateways",
        shown={"state": "State", "vpc": "VPC"}, said="nat",
    ),
    "load_balancer": Kind(
        kinds=("elb:load-balancer", "elb:classic"), one="load balancer", many="load balancers",
        shown={"type": "Type", "scheme": "Scheme", "targets": "Targets"}, said="alb, nlb",
    ),
    "vpc_endpoint": Kind(
        kinds=("ec2:vpc-endpoint",), one="VPC endpoint", many="VPC endpoints",
        shown={"type": "Type", "to": "For", "state": "State"}, said="privatelink endpoint",
    ),
    "vpc": Kind(kinds=("ec2:vpc",), one="VPC", many="VPCs", shown={"cidr": "Addresses"}, said="virtual private cloud"),
    "database": Kind(
        kinds=("rds:instance",), one="RDS database", many="RDS databases", shown=_ENGINE,
        said="rds instance, db instance, database, rds",
    ),
    "cluster": Kind(
        kinds=("rds:cluster",), one="Aurora cluster", many="Aurora clusters",
        shown={"engine": "Engine", "version": "Version", "members": "Instances"}, said="rds cluster, database cluster",
    ),
    "cache": Kind(
        kinds=("elasticache:cluster",), one="ElastiCache cluster", many="ElastiCache clusters", shown=_ENGINE,
        said="cache cluster, redis cluster, elasticache node",
    ),
    "search": Kind(
        kinds=("opensearch:domain",), one="OpenSearch domain", many="OpenSearch domains",
        shown={"type": "Type", "nodes": "Nodes", "version": "Version"}, said="elasticsearch domain",
    ),
    "warehouse": Kind(
        kinds=("redshift:cluster",), one="Redshift cluster", many="Redshift clusters",
        shown={"type": "Type", "nodes": "Nodes", "state": "State"}, said="redshift warehouse",
    ),
    "table": Kind(
        kinds=("dynamodb:table",), one="DynamoDB table", many="DynamoDB tables",
        shown={"mode": "Mode", "items": "Items", "stored_bytes": "Bytes"}, said="dynamo table",
    ),
    "function": Kind(
        kinds=("lambda:function",), one="Lambda function", many="Lambda functions",
        shown={"runtime": "Runtime", "memory_mb": "Memory (MB)", "timeout_s": "Timeout (s)",
               "architecture": "Built for"},
        said="lambda, function",
    ),
    "bucket": Kind(
        kinds=("s3:bucket",), one="S3 bucket", many="S3 buckets",
        shown={"lifecycle": "Lifecycle rules", "versioning": "Versioning", "public": "Public"}, said="bucket",
    ),
    "file_system": Kind(
        kinds=("efs:file-system",), one="EFS file system", many="EFS file systems",
        shown={"stored_bytes": "Bytes", "lifecycle": "Lifecycle rules", "encrypted": "Encrypted"}, said="file system",
    ),
    "log_group": Kind(
        kinds=("logs:group",), one="log group", many="log groups",
        shown={"kept_days": "Kept for (days, 0: for ever)", "stored_bytes": "Bytes"}, said="cloudwatch log group",
    ),
    "stream": Kind(
        kinds=("kinesis:stream",), one="Kinesis stream", many="Kinesis streams",
        shown={"mode": "Mode", "shards": "Shards"}, said="kinesis data stream",
    ),
    "service": Kind(
        kinds=("ecs:service",), one="ECS service", many="ECS services",
        shown={"launch": "Launched on", "running": "Running", "wanted": "Wanted"}, said="fargate service",
    ),
    "kubernetes": Kind(
        kinds=("eks:cluster",), one="EKS cluster", many="EKS clusters",
        shown={"version": "Version", "node_groups": "Node groups"}, said="kubernetes cluster",
    ),
    "secret": Kind(
        kinds=("secretsmanager:secret",), one="secret", many="secrets", shown={"last_used": "Last read"},
        said="stored secret",
    ),
    "key": Kind(kinds=("kms:key",), one="KMS key", many="KMS keys", shown={"state": "State"}, said="customer key"),
    "job_cluster": Kind(
        kinds=("emr:cluster",), one="EMR cluster", many="EMR clusters", shown={"state": "State"}, said="hadoop cluster",
    ),
    "kafka": Kind(
        kinds=("kafka:cluster",), one="Kafka cluster", many="Kafka clusters",
        shown={"type": "Type", "nodes": "Brokers", "state": "State"}, said="msk cluster",
    ),
    "document_database": Kind(
        kinds=("docdb:instance",), one="DocumentDB instance", many="DocumentDB instances", shown=_ENGINE,
        said="document database, documentdb cluster",
    ),
    "graph_database": Kind(
        kinds=("neptune:instance",), one="Neptune instance", many="Neptune instances", shown=_ENGINE,
        said="graph database, neptune cluster",
    ),
    "memory_database": Kind(
        kinds=("memorydb:cluster",), one="MemoryDB cluster", many="MemoryDB clusters", shown=_ENGINE,
        said="memory database",
    ),
    "replication": Kind(
        kinds=("dms:replication-instance",), one="DMS instance", many="DMS instances",
        shown={"type": "Type", "tasks": "Tasks that run", "state": "State"}, said="replication instance",
    ),
    "workspace": Kind(
        kinds=("workspaces:workspace",), one="WorkSpace", many="WorkSpaces",
        shown={"mode": "Mode", "type": "Type", "last_used": "Last used"}, said="virtual desktop",
    ),
    "windows_files": Kind(
        kinds=("fsx:file-system",), one="FSx file system", many="FSx file systems",
        shown={"type": "Type", "storage_gb": "Size (GB)", "storage_type": "Storage"}, said="fsx share",
    ),
    "distribution": Kind(
        kinds=("cloudfront:distribution",), one="CloudFront distribution", many="CloudFront distributions",
        shown={"enabled": "Enabled", "price_class": "Price class"}, said="cdn distribution",
    ),
    "firewall": Kind(
        kinds=("network-firewall:firewall",), one="network firewall", many="network firewalls",
        shown={"state": "State", "vpc": "VPC"}, said="vpc firewall",
    ),
    "dedicated_host": Kind(
        kinds=("ec2:host",), one="dedicated host", many="dedicated hosts",
        shown={"type": "Type", "state": "State"}, said="ec2 dedicated host",
    ),
    "backup_plan": Kind(
        kinds=("backup:plan",), one="backup plan", many="backup plans",
        shown={"kept_days": "Kept for (days)", "cold": "Moved to cold storage"}, said="aws backup plan",
    ),
}  # fmt: skip
EVERYTHING: Final = Kind(kinds=(), one="resource", many="resources", shown={"kind": "Kind"}, said="aws resource")


_BY_ACCOUNT_NAME: Final = {name: kind for kind in KINDS.values() for name in kind.kinds}


def words_of_kind(name: str) -> str:
    """What people call one thing of a kind as the account names it: `EBS volume` for `ec2:volume`."""
    if (known := _BY_ACCOUNT_NAME.get(name)) is not None:
        return known.one[:1].upper() + known.one[1:]
    service, _, what = name.partition(":")
    named = _SERVICES.get(service) or (service.upper() if len(service) <= _SHORT else service.capitalize())
    return f"{named} {what}".replace("-", " ").strip()


_SERVICES: Final = {
    "apigateway": "API Gateway", "apprunner": "App Runner", "autoscaling": "Auto Scaling", "cloudtrail": "CloudTrail",
    "cloudwatch": "CloudWatch", "directconnect": "Direct Connect", "globalaccelerator": "Global",
    "route53": "Route 53", "sagemaker": "SageMaker", "states": "Step Functions",
}  # fmt: skip
_SHORT: Final = 3
"""Services of so few letters are abbreviations."""


def kind_of(name: str) -> Kind:
    """The kind of that name; everything for an empty one. Raises KeyError."""
    return KINDS[name] if name else EVERYTHING
