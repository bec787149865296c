"""RDS, Aurora, ElastiCache, OpenSearch, Redshift and DynamoDB."""

from collections.abc import Iterator
from typing import Final

from account.live.asks import Ask
from account.live.calls import Calls, Refused
from account.live.listing import NOT_READ, Listing, arn, listed, part, resource, some
from account.resources import Resource

DATABASES: Final = Ask(client="rds", operation="DescribeDBInstances", items="DBInstances")
CLUSTERS: Final = Ask(client="rds", operation="DescribeDBClusters", items="DBClusters")
DB_SNAPSHOTS: Final = Ask(client="rds", operation="DescribeDBSnapshots", items="DBSnapshots")
CLUSTER_SNAPSHOTS: Final = Ask(client="rds", operation="DescribeDBClusterSnapshots", items="DBClusterSnapshots")
CACHES: Final = Ask(client="elasticache", operation="DescribeCacheClusters", items="CacheClusters")
CACHE_TAGS: Final = Ask(client="elasticache", operation="ListTagsForResource")
DOMAINS: Final = Ask(client="opensearch", operation="ListDomainNames", items="DomainNames")
DOMAIN: Final = Ask(client="opensearch", operation="DescribeDomains")
WAREHOUSES: Final = Ask(client="redshift", operation="DescribeClusters", items="Clusters")
TABLES: Final = Ask(client="dynamodb", operation="ListTables", items="TableNames")
TABLE: Final = Ask(client="dynamodb", operation="DescribeTable")
TABLE_SCALING: Final = Ask(
    client="application-autoscaling", operation="DescribeScalableTargets", items="ScalableTargets"
)
TABLE_TAGS: Final = Ask(client="dynamodb", operation="ListTagsOfResource", items="Tags")


def databases(calls: Calls) -> Iterator[Resource]:
    """Without those of DocumentDB and Neptune, which RDS lists as well and which have metrics of their own."""
    for item in calls.items(DATABASES):
        if item.get("Engine") in ("docdb", "neptune"):
            continue
        name = item["DBInstanceIdentifier"]
        yield resource(
            calls, "rds:instance", name, arn=item.get("DBInstanceArn", arn(calls, "rds", f"db:{name}")), name=name,
            created=item.get("InstanceCreateTime"), tags=item.get("TagList"), type=item.get("DBInstanceClass"),
            engine=item.get("Engine"), version=item.get("EngineVersion"), state=item.get("DBInstanceStatus"),
            multi_az=item.get("MultiAZ"), storage_gb=item.get("AllocatedStorage"),
            storage_type=item.get("StorageType"), iops=item.get("Iops"), encrypted=item.get("StorageEncrypted"),
            replica_of=item.get("ReadReplicaSourceDBInstanceIdentifier", ""),
            cluster=item.get("DBClusterIdentifier", ""), kept_days=item.get("BackupRetentionPeriod"),
            public=item.get("PubliclyAccessible"),
            insights_days=item.get("PerformanceInsightsRetentionPeriod"),
        )  # fmt: skip


def clusters(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(CLUSTERS):
        name = item["DBClusterIdentifier"]
        yield resource(
            calls, "rds:cluster", name, arn=item.get("DBClusterArn", ""), name=name,
            created=item.get("ClusterCreateTime"), tags=item.get("TagList"), engine=item.get("Engine"),
            version=item.get("EngineVersion"), state=item.get("Status"), storage_type=item.get("StorageType"),
            members=len(item.get("DBClusterMembers", [])), encrypted=item.get("StorageEncrypted"),
            least_units=some(item, "ServerlessV2ScalingConfiguration", "MinCapacity"),
            kept_days=item.get("BackupRetentionPeriod"),
        )  # fmt: skip


def db_snapshots(calls: Calls) -> Iterator[Resource]:
    """Those that were made by hand, of databases and of Aurora clusters."""
    for item in calls.items(DB_SNAPSHOTS, SnapshotType="manual"):
        name = item["DBSnapshotIdentifier"]
        yield resource(
            calls, "rds:snapshot", name, arn=item.get("DBSnapshotArn", ""), name=name,
            created=item.get("SnapshotCreateTime"), tags=item.get("TagList"), made=item.get("SnapshotType"),
            database=item.get("DBInstanceIdentifier"), size_gb=item.get("AllocatedStorage"),
            engine=item.get("Engine"), state=item.get("Status"), encrypted=item.get("Encrypted"),
        )  # fmt: skip
    for item in calls.items(CLUSTER_SNAPSHOTS, SnapshotType="manual"):
        if item.get("Engine") in ("docdb", "neptune"):
            continue
        name = item["DBClusterSnapshotIdentifier"]
        yield resource(
            calls, "rds:snapshot", name, arn=item.get("DBClusterSnapshotArn", ""), name=name,
            created=item.get("SnapshotCreateTime"), tags=item.get("TagList"), made=item.get("SnapshotType"),
            cluster=item.get("DBClusterIdentifier"), size_gb=item.get("AllocatedStorage"),
            engine=item.get("Engine"), state=item.get("Status"), encrypted=item.get("StorageEncrypted"),
        )  # fmt: skip


def caches(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(CACHES):
        name = item["CacheClusterId"]
        own = item.get("ARN", arn(calls, "elasticache", f"cluster:{name}"))
        tags = calls.detail(CACHE_TAGS, ResourceName=own)
        yield resource(
            calls, "elasticache:cluster", name, arn=own, name=name, created=item.get("CacheClusterCreateTime"),
            tags=NOT_READ if tags is None else tags.get("TagList"), type=item.get("CacheNodeType"),
            engine=item.get("Engine"), version=item.get("EngineVersion"), state=item.get("CacheClusterStatus"),
            nodes=item.get("NumCacheNodes"), group=item.get("ReplicationGroupId", ""),
            encrypted=item.get("AtRestEncryptionEnabled"),
        )  # fmt: skip


def domains(calls: Calls) -> Iterator[Resource]:
    names = [item["DomainName"] for item in calls.items(DOMAINS)]
    for start in range(0, len(names), 5):
        found = calls.one(DOMAIN, DomainNames=names[start : start + 5])
        for item in listed(found, "DomainStatusList"):
            yield resource(
                calls, "opensearch:domain", item["DomainName"], arn=item.get("ARN", ""), name=item["DomainName"],
                version=item.get("EngineVersion", item.get("ElasticsearchVersion")),
                engine="elasticsearch" if "Elasticsearch" in str(item.get("EngineVersion", "")) else "opensearch",
                type=some(item, "ClusterConfig", "InstanceType"), nodes=some(item, "ClusterConfig", "InstanceCount"),
                storage_type=some(item, "EBSOptions", "VolumeType"), storage_gb=some(item, "EBSOptions", "VolumeSize"),
                encrypted=some(item, "EncryptionAtRestOptions", "Enabled"), owner=calls.account,
            )  # fmt: skip


def warehouses(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(WAREHOUSES):
        name = item["ClusterIdentifier"]
        yield resource(
            calls, "redshift:cluster", name, arn=arn(calls, "redshift", f"cluster:{name}"), name=name,
            created=item.get("ClusterCreateTime"), tags=item.get("Tags"), type=item.get("NodeType"),
            nodes=item.get("NumberOfNodes"), state=item.get("ClusterStatus"), encrypted=item.get("Encrypted"),
            engine="redshift", kept_days=item.get("AutomatedSnapshotRetentionPeriod"),
        )  # fmt: skip


def tables(calls: Calls) -> Iterator[Resource]:
    scaled = _scaled_tables(calls)
    for item in calls.items(TABLES):
        table = part(calls.one(TABLE, TableName=item[""]), "Table")
        own = table.get("TableArn", arn(calls, "dynamodb", f"table/{item['']}"))
        tags = calls.detail(TABLE_TAGS, ResourceArn=own)
        throughput = part(table, "ProvisionedThroughput")
        yield resource(
            calls, "dynamodb:table", item[""], arn=own, name=item[""], created=table.get("CreationDateTime"),
            tags=NOT_READ if tags is None else tags.get("Tags"), state=table.get("TableStatus"), engine="dynamodb",
            mode=some(table, "BillingModeSummary", "BillingMode") or "PROVISIONED",
            read_units=throughput.get("ReadCapacityUnits"), write_units=throughput.get("WriteCapacityUnits"),
            stored_bytes=table.get("TableSizeBytes"), items=table.get("ItemCount"),
            storage_class=some(table, "TableClassSummary", "TableClass") or "STANDARD",
            indexes=len(table.get("GlobalSecondaryIndexes", [])),
            scales=None if scaled is None else item[""] in scaled,
        )  # fmt: skip


def _scaled_tables(calls: Calls) -> frozenset[str] | None:
    """The tables whose capacity follows their load between two bounds; None where nobody may know."""
    try:
        return frozenset(
            str(each.get("ResourceId", "")).removeprefix("table/")
            for each in calls.items(TABLE_SCALING, ServiceNamespace="dynamodb")
            if each.get("MinCapacity") != each.get("MaxCapacity")
        )
    except Refused:
        return None


LISTINGS: Final = (
    Listing(kind="rds:instance", asks=(DATABASES,), read=databases),
    Listing(kind="rds:cluster", asks=(CLUSTERS,), read=clusters),
    Listing(kind="rds:snapshot", asks=(DB_SNAPSHOTS, CLUSTER_SNAPSHOTS), read=db_snapshots),
    Listing(kind="elasticache:cluster", asks=(CACHES, CACHE_TAGS), read=caches),
    Listing(kind="opensearch:domain", asks=(DOMAINS, DOMAIN), read=domains),
    Listing(kind="redshift:cluster", asks=(WAREHOUSES,), read=warehouses),
    Listing(kind="dynamodb:table", asks=(TABLES, TABLE, TABLE_TAGS, TABLE_SCALING), read=tables),
)
