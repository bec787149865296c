"""EMR, MSK, DocumentDB, Neptune, MemoryDB, DMS, Glue and Athena."""

from collections.abc import Iterator
from typing import Any, Final

from account.live.asks import Ask
from account.live.calls import Calls
from account.live.listing import NOT_READ, Listing, arn, listed, part, resource, some
from account.resources import Resource

JOB_CLUSTERS: Final = Ask(client="emr", operation="ListClusters", items="Clusters")
JOB_CLUSTER_END: Final = Ask(client="emr", operation="GetAutoTerminationPolicy")
KAFKA: Final = Ask(client="kafka", operation="ListClustersV2", items="ClusterInfoList")
KAFKA_NODES: Final = Ask(client="kafka", operation="ListNodes", items="NodeInfoList")
DOCUMENTS: Final = Ask(client="docdb", operation="DescribeDBInstances", items="DBInstances")
GRAPHS: Final = Ask(client="neptune", operation="DescribeDBInstances", items="DBInstances")
MEMORY: Final = Ask(client="memorydb", operation="DescribeClusters", items="Clusters")
MEMORY_TAGS: Final = Ask(client="memorydb", operation="ListTags")
REPLICATORS: Final = Ask(client="dms", operation="DescribeReplicationInstances", items="ReplicationInstances")
REPLICATIONS: Final = Ask(client="dms", operation="DescribeReplicationTasks", items="ReplicationTasks")
DEV_ENDPOINTS: Final = Ask(client="glue", operation="GetDevEndpoints", items="DevEndpoints")
GLUE_JOBS: Final = Ask(client="glue", operation="GetJobs", items="Jobs")
WORKGROUPS: Final = Ask(client="athena", operation="ListWorkGroups", items="WorkGroups")
WORKGROUP: Final = Ask(client="athena", operation="GetWorkGroup")


def job_clusters(calls: Calls) -> Iterator[Resource]:
    """Those that are there: EMR lists for two months what was ended."""
    for item in calls.items(JOB_CLUSTERS, ClusterStates=["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING"]):
        end = calls.detail(JOB_CLUSTER_END, ClusterId=item["Id"])
        yield resource(
            calls, "emr:cluster", item["Id"], arn=item.get("ClusterArn", ""), name=item.get("Name", ""),
            created=some(item, "Status", "Timeline", "CreationDateTime"), state=some(item, "Status", "State"),
            stops_itself=None if end is None else bool(end.get("AutoTerminationPolicy")),
        )  # fmt: skip


def kafka_clusters(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(KAFKA):
        brokers = part(item, "Provisioned")
        yield resource(
            calls, "kafka:cluster", item["ClusterArn"], arn=item["ClusterArn"], name=item.get("ClusterName", ""),
            created=item.get("CreationTime"), tags=item.get("Tags"), state=item.get("State"),
            mode=item.get("ClusterType"), nodes=brokers.get("NumberOfBrokerNodes"),
            type=some(brokers, "BrokerNodeGroupInfo", "InstanceType"),
        )  # fmt: skip


def kafka_brokers(calls: Calls) -> Iterator[Resource]:
    """Each broker by its cluster: CloudWatch counts a cluster's bytes broker by broker."""
    for cluster in calls.items(KAFKA):
        if cluster.get("ClusterType") != "PROVISIONED":
            continue
        for node in calls.items(KAFKA_NODES, ClusterArn=cluster["ClusterArn"]):
            number = some(node, "BrokerNodeInfo", "BrokerId")
            if number is not None:
                yield resource(
                    calls, "kafka:broker", f"{cluster['ClusterArn']}#{number:g}", created=cluster.get("CreationTime"),
                    cluster=cluster["ClusterArn"], cluster_name=cluster.get("ClusterName"), number=f"{number:g}",
                )  # fmt: skip


def documents(calls: Calls) -> Iterator[Resource]:
    yield from _instances(calls, DOCUMENTS, "docdb")


def graphs(calls: Calls) -> Iterator[Resource]:
    yield from _instances(calls, GRAPHS, "neptune")


def _instances(calls: Calls, ask: Ask, engine: str) -> Iterator[Resource]:
    """Both answer with the databases of all of RDS."""
    for item in calls.items(ask, Filters=[{"Name": "engine", "Values": [engine]}]):
        if item.get("Engine") == engine:
            yield _instance(calls, engine, item)


def _instance(calls: Calls, engine: str, item: dict[str, Any]) -> Resource:
    name = item["DBInstanceIdentifier"]
    return resource(
        calls, f"{engine}:instance", name, arn=item.get("DBInstanceArn", arn(calls, "rds", f"db:{name}")), name=name,
        created=item.get("InstanceCreateTime"), tags=item.get("TagList"), type=item.get("DBInstanceClass"),
        engine=engine, version=item.get("EngineVersion"), state=item.get("DBInstanceStatus"),
        cluster=item.get("DBClusterIdentifier", ""), encrypted=item.get("StorageEncrypted"),
    )  # fmt: skip


def memory(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(MEMORY):
        tags = calls.detail(MEMORY_TAGS, ResourceArn=item.get("ARN", ""))
        shards = listed(item, "Shards")
        yield resource(
            calls, "memorydb:cluster", item["Name"], arn=item.get("ARN", ""), name=item["Name"],
            tags=NOT_READ if tags is None else tags.get("TagList"), type=item.get("NodeType"),
            engine=item.get("Engine"), version=item.get("EngineVersion"), state=item.get("Status"),
            shards=item.get("NumberOfShards"),
            created=min((made for shard in shards for node in listed(shard, "Nodes")
                         if (made := node.get("CreateTime")) is not None), default=None),
        )  # fmt: skip


def replicators(calls: Calls) -> Iterator[Resource]:
    """With how many tasks each runs, which need it."""
    running = [each.get("ReplicationInstanceArn") for each in calls.items(REPLICATIONS, WithoutSettings=True)
               if each.get("Status") not in ("stopped", "failed", "ready", "created")]  # fmt: skip
    for item in calls.items(REPLICATORS):
        name, own = item["ReplicationInstanceIdentifier"], item.get("ReplicationInstanceArn", "")
        yield resource(
            calls, "dms:replication-instance", name, arn=own, name=name, created=item.get("InstanceCreateTime"),
            type=item.get("ReplicationInstanceClass"), state=item.get("ReplicationInstanceStatus"),
            multi_az=item.get("MultiAZ"), version=item.get("EngineVersion"), tasks=running.count(own),
        )  # fmt: skip


def dev_endpoints(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(DEV_ENDPOINTS):
        name = item["EndpointName"]
        yield resource(
            calls, "glue:dev-endpoint", name, arn=arn(calls, "glue", f"devEndpoint/{name}"), name=name,
            created=item.get("CreatedTimestamp"), state=item.get("Status"), nodes=item.get("NumberOfNodes"),
            workers=item.get("NumberOfWorkers"),
        )  # fmt: skip


def glue_jobs(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(GLUE_JOBS):
        yield resource(
            calls, "glue:job", item["Name"], arn=arn(calls, "glue", f"job/{item['Name']}"), name=item["Name"],
            created=item.get("CreatedOn"), units=item.get("MaxCapacity"), version=item.get("GlueVersion"),
            execution=item.get("ExecutionClass", "STANDARD"), timeout_min=item.get("Timeout"),
        )  # fmt: skip


def workgroups(calls: Calls) -> Iterator[Resource]:
    """With the most bytes that a query may scan; 0 where it may scan all there is."""
    for item in calls.items(WORKGROUPS):
        name = item["Name"]
        found = part(calls.one(WORKGROUP, WorkGroup=name), "WorkGroup")
        settings = part(found, "Configuration")
        yield resource(
            calls, "athena:workgroup", name, arn=arn(calls, "athena", f"workgroup/{name}"), name=name,
            created=item.get("CreationTime"), state=item.get("State"),
            most_scanned_bytes=settings.get("BytesScannedCutoffPerQuery", 0) if settings else None,
        )  # fmt: skip


LISTINGS: Final = (
    Listing(kind="emr:cluster", asks=(JOB_CLUSTERS, JOB_CLUSTER_END), read=job_clusters),
    Listing(kind="kafka:cluster", asks=(KAFKA,), read=kafka_clusters),
    Listing(kind="kafka:broker", asks=(KAFKA, KAFKA_NODES), read=kafka_brokers),
    Listing(kind="docdb:instance", asks=(DOCUMENTS,), read=documents),
    Listing(kind="neptune:instance", asks=(GRAPHS,), read=graphs),
    Listing(kind="memorydb:cluster", asks=(MEMORY, MEMORY_TAGS), read=memory),
    Listing(kind="dms:replication-instance", asks=(REPLICATORS, REPLICATIONS), read=replicators),
    Listing(kind="glue:dev-endpoint", asks=(DEV_ENDPOINTS,), read=dev_endpoints),
    Listing(kind="glue:job", asks=(GLUE_JOBS,), read=glue_jobs),
    Listing(kind="athena:workgroup", asks=(WORKGROUPS, WORKGROUP), read=workgroups),
)
