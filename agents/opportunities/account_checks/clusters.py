"""EMR, MSK, DocumentDB, Neptune, MemoryDB, DMS and Glue."""

from typing import Final

from account.metrics import Metric
from agents.opportunities.account_checks.conditions import (
    at_least,
    at_most,
    average,
    begins,
    is_,
    lowest,
    members_at_most,
    older_than,
    peak,
    so,
    total,
)
from agents.opportunities.account_checks.declaration import AccountCheck
from agents.opportunities.account_checks.pricing import all_of, one_size_smaller, to_look_at
from agents.opportunities.account_checks.seen import Seen
from agents.opportunities.opportunity import SavingClass

NO_WORK: Final = Metric(
    namespace="AWS/ElasticMapReduce", name="IsIdle", stat="Minimum", dimensions={"JobFlowId": "id"}, days=7
)
_BROKER = {"Cluster Name": "cluster_name", "Broker ID": "number"}
KAFKA_IN: Final = Metric(namespace="AWS/Kafka", name="BytesInPerSec", stat="Sum", dimensions=_BROKER, days=30)
KAFKA_OUT: Final = Metric(namespace="AWS/Kafka", name="BytesOutPerSec", stat="Sum", dimensions=_BROKER, days=30)
KAFKA_CPU: Final = Metric(namespace="AWS/Kafka", name="CpuUser", stat="Maximum", dimensions=_BROKER)
_DB = {"DBInstanceIdentifier": "name"}
DOC_CONNECTIONS: Final = Metric(namespace="AWS/DocDB", name="DatabaseConnections", stat="Maximum", dimensions=_DB)
DOC_CPU: Final = Metric(namespace="AWS/DocDB", name="CPUUtilization", stat="Average", dimensions=_DB)
DOC_PEAK: Final = Metric(namespace="AWS/DocDB", name="CPUUtilization", stat="Maximum", dimensions=_DB)
DOC_MEMORY: Final = Metric(namespace="AWS/DocDB", name="FreeableMemory", stat="Minimum", dimensions=_DB)
GRAPH_REQUESTS: Final = Metric(namespace="AWS/Neptune", name="TotalRequestsPerSec", stat="Maximum", dimensions=_DB)
GRAPH_CPU: Final = Metric(namespace="AWS/Neptune", name="CPUUtilization", stat="Average", dimensions=_DB)
GRAPH_PEAK: Final = Metric(namespace="AWS/Neptune", name="CPUUtilization", stat="Maximum", dimensions=_DB)
GRAPH_MEMORY: Final = Metric(namespace="AWS/Neptune", name="FreeableMemory", stat="Minimum", dimensions=_DB)
_MEMORY = {"ClusterName": "name"}
MEMORY_HITS: Final = Metric(namespace="AWS/MemoryDB", name="KeyspaceHits", stat="Sum", dimensions=_MEMORY)
MEMORY_MISSES: Final = Metric(namespace="AWS/MemoryDB", name="KeyspaceMisses", stat="Sum", dimensions=_MEMORY)
MEMORY_WRITES: Final = Metric(namespace="AWS/MemoryDB", name="SetTypeCmds", stat="Sum", dimensions=_MEMORY)
MEMORY_CPU: Final = Metric(namespace="AWS/MemoryDB", name="CPUUtilization", stat="Average", dimensions=_MEMORY)
MEMORY_FULL: Final = Metric(
    namespace="AWS/MemoryDB", name="DatabaseMemoryUsagePercentage", stat="Maximum", dimensions=_MEMORY
)
MEMORY_EVICTED: Final = Metric(namespace="AWS/MemoryDB", name="Evictions", stat="Sum", dimensions=_MEMORY)
_REPLICATOR = {"ReplicationInstanceIdentifier": "name"}
DMS_CPU: Final = Metric(namespace="AWS/DMS", name="CPUUtilization", stat="Average", dimensions=_REPLICATOR)
DMS_PEAK: Final = Metric(namespace="AWS/DMS", name="CPUUtilization", stat="Maximum", dimensions=_REPLICATOR)
DMS_MEMORY: Final = Metric(namespace="AWS/DMS", name="FreeableMemory", stat="Minimum", dimensions=_REPLICATOR)
AVAILABLE: Final = is_("state", "available")
GIBIBYTE: Final = 2**30
_COMPUTE_OPTIMIZER: Final = "AWS Compute Optimizer: idle resources"
_READERS: Final = "A reader of a cluster may stand by for the writer."
_SIZES: Final = "Its engine may need a minimum size."


def _brokers(seen: Seen) -> list[str] | None:
    """The ids of a cluster's brokers, None unless all of them are known."""
    own = [each.id for each in seen.view.of("kafka:broker").values() if each.text("cluster") == seen.resource.id]
    return own if own and len(own) == seen.resource.number("nodes") else None


CHECKS: Final = (
    AccountCheck(
        id="emr-idle",
        title="EMR cluster that does no work",
        kind="emr:cluster",
        saving_class=SavingClass.WASTE,
        when=(is_("state", "WAITING", "RUNNING"), lowest(NO_WORK, least=1)),
        saving=all_of(),
        rule="For seven days no step and no job ran on it.",
        differs="Sources take half an hour: what waits overnight for the next job is no waste yet.",
        unseen="Its machines are billed as EC2 and come on top of the figure.",
        remedy="Terminate it, and let clusters end themselves when they are idle.",
        source="union of public checks; AWS Well-Architected",
        reversible=False,
        left_alone=("aws:autoscaling:", "aws:batch:"),
    ),
    AccountCheck(
        id="emr-waits-for-ever",
        title="EMR cluster that nothing ends",
        kind="emr:cluster",
        saving_class=SavingClass.REVIEW,
        when=(is_("state", "WAITING"), is_("stops_itself", "false"), older_than(7)),
        saving=to_look_at("Whether it waits for work that comes, its metrics show."),
        rule="It waits for work, is a week old or more, and has no policy that ends it when it is idle.",
        remedy="Give it an auto-termination policy.",
        source="union of public checks",
    ),
    AccountCheck(
        id="redshift-old-nodes",
        title="Redshift cluster on nodes of the previous generations",
        kind="redshift:cluster",
        saving_class=SavingClass.REVIEW,
        when=(AVAILABLE, begins("type", "dc1.", "dc2.", "ds1.", "ds2.")),
        saving=to_look_at("How many RA3 nodes take its place depends on what it stores and asks."),
        rule="Its nodes are DC or DS: RA3 pays for storage apart, can be paused with it, and scales each by itself.",
        remedy="Restore a snapshot of it onto RA3 nodes, compare, and move over.",
        source="union of public checks",
        effort="high",
        risk="medium",
    ),
    AccountCheck(
        id="msk-idle",
        title="MSK cluster without traffic",
        kind="kafka:cluster",
        saving_class=SavingClass.WASTE,
        when=(is_("mode", "PROVISIONED"), is_("state", "ACTIVE"),
              members_at_most("traffic", "kafka:broker", _brokers, KAFKA_IN, KAFKA_OUT)),
        saving=all_of(),
        rule="For 30 days no byte came into any of its brokers or went out.",
        remedy="Delete the cluster.",
        source="union of public checks",
        reversible=False,
        risk="medium",
    ),
    AccountCheck(
        id="docdb-idle",
        title="DocumentDB instance that nobody connects to",
        kind="docdb:instance",
        saving_class=SavingClass.WASTE,
        when=(AVAILABLE, peak(DOC_CONNECTIONS, most=0)),
        saving=all_of("InstanceUsage:*"),
        rule="It is available and had no connection for 14 days.",
        unseen=_READERS,
        remedy="Take a final snapshot and delete it, or stop its cluster for seven days at a time.",
        source="union of public checks",
    ),
    AccountCheck(
        id="docdb-oversized",
        title="DocumentDB instance one size too large",
        kind="docdb:instance",
        saving_class=SavingClass.RIGHTSIZE,
        when=(AVAILABLE, average(DOC_CPU, most=10), peak(DOC_PEAK, most=40), lowest(DOC_MEMORY, least=4 * GIBIBYTE)),
        saving=one_size_smaller("InstanceUsage:*"),
        rule="For 14 days its CPU averaged 10 % at most and peaked at 40 %, with 4 GiB of memory free at the least.",
        unseen=_SIZES,
        remedy="Change its class to the next smaller one in a maintenance window.",
        source="AWS Cost Optimization Hub: Rightsize",
        effort="medium",
        risk="medium",
        restart=True,
    ),
    AccountCheck(
        id="neptune-idle",
        title="Neptune instance that nobody asks",
        kind="neptune:instance",
        saving_class=SavingClass.WASTE,
        when=(AVAILABLE, peak(GRAPH_REQUESTS, most=0)),
        saving=all_of("InstanceUsage:*"),
        rule="It is available and had no request for 14 days.",
        unseen=_READERS,
        remedy="Take a final snapshot and delete it, or stop its cluster for seven days at a time.",
        source="union of public checks",
    ),
    AccountCheck(
        id="neptune-oversized",
        title="Neptune instance one size too large",
        kind="neptune:instance",
        saving_class=SavingClass.RIGHTSIZE,
        when=(AVAILABLE, average(GRAPH_CPU, most=10), peak(GRAPH_PEAK, most=40),
              lowest(GRAPH_MEMORY, least=4 * GIBIBYTE)),
        saving=one_size_smaller("InstanceUsage:*"),
        rule="For 14 days its CPU averaged 10 % at most and peaked at 40 %, with 4 GiB of memory free at the least.",
        unseen=_SIZES,
        remedy="Change its class to the next smaller one in a maintenance window.",
        source="AWS Cost Optimization Hub: Rightsize",
        effort="medium",
        risk="medium",
        restart=True,
    ),
    AccountCheck(
        id="memorydb-idle",
        title="MemoryDB cluster that nobody asks",
        kind="memorydb:cluster",
        saving_class=SavingClass.WASTE,
        when=(AVAILABLE, total(MEMORY_HITS), total(MEMORY_MISSES), total(MEMORY_WRITES)),
        saving=all_of(),
        rule="For 14 days nothing was read from it or written to it.",
        remedy="Take a snapshot and delete it.",
        source=_COMPUTE_OPTIMIZER,
        reversible=False,
    ),
    AccountCheck(
        id="memorydb-oversized",
        title="MemoryDB node one size too large",
        kind="memorydb:cluster",
        saving_class=SavingClass.RIGHTSIZE,
        when=(AVAILABLE, average(MEMORY_CPU, most=20), peak(MEMORY_FULL, most=35), total(MEMORY_EVICTED)),
        saving=one_size_smaller("NodeUsage:*"),
        rule="For 14 days CPU averaged 20 % at most, memory peaked at 35 % at most, and nothing was evicted.",
        remedy="Change its node type to the next smaller one.",
        source="AWS Trusted Advisor c1z7kmr16n",
        effort="medium",
        risk="medium",
    ),
    AccountCheck(
        id="dms-idle",
        title="DMS replication instance without tasks",
        kind="dms:replication-instance",
        saving_class=SavingClass.WASTE,
        when=(AVAILABLE, at_most("tasks", 0), older_than(7), average(DMS_CPU, most=5)),
        saving=all_of(),
        rule="It has no task that runs, its CPU averaged 5 % at most for 14 days, and it is a week old or more.",
        unseen="The account does not show whether the migration goes on later.",
        remedy="Delete it: its tasks can be made again on another one.",
        source="union of public checks",
    ),
    AccountCheck(
        id="dms-oversized",
        title="DMS replication instance one size too large",
        kind="dms:replication-instance",
        saving_class=SavingClass.RIGHTSIZE,
        when=(AVAILABLE, at_least("tasks", 1), average(DMS_CPU, most=15), peak(DMS_PEAK, most=40),
              lowest(DMS_MEMORY, least=2 * GIBIBYTE)),
        saving=one_size_smaller("InstanceUsg:dms.*", "MultiAZUsg:dms.*"),
        rule="For 14 days its CPU averaged 15 % at most and peaked at 40 %, with 2 GiB of memory free at the least.",
        differs="Sources take an average of 30 %, which half the size would double.",
        unseen="Its first load may need more than what follows.",
        remedy="Change its class to the next smaller one.",
        source="union of public checks",
        effort="medium",
        risk="medium",
        restart=True,
    ),
    AccountCheck(
        id="glue-dev-endpoint",
        title="Glue development endpoint left on",
        kind="glue:dev-endpoint",
        saving_class=SavingClass.WASTE,
        when=(is_("state", "READY"), older_than(7)),
        saving=all_of(),
        rule="It has been ready for a week: it is paid by the hour whether somebody works on it or not.",
        unseen="CloudWatch does not show whether somebody works on it.",
        remedy="Delete it; interactive sessions end by themselves.",
        source="union of public checks",
        reversible=False,
    ),
    AccountCheck(
        id="glue-job-large",
        title="Glue job with very much capacity",
        kind="glue:job",
        saving_class=SavingClass.REVIEW,
        when=(at_least("units", 11, "DPU"), so("it does not run in the flexible class",
              lambda seen: seen.resource.text("execution") == "STANDARD")),
        saving=to_look_at("How much of it a run uses, its own metrics show."),
        rule="It may take more than 10 DPU, in the standard class.",
        remedy="Let it scale, try fewer workers, and use the flexible class where its time does not matter.",
        source="union of public checks",
        effort="medium",
    ),
    AccountCheck(
        id="athena-unlimited",
        title="Athena workgroup in which a query may scan everything",
        kind="athena:workgroup",
        saving_class=SavingClass.REVIEW,
        when=(is_("state", "ENABLED"), at_most("most_scanned_bytes", 0)),
        saving=to_look_at("What a query scans beyond need, only its tables' layout and its text show."),
        rule="It sets no limit to the bytes that one query scans, and each is charged.",
        remedy="Set a limit on the bytes a query may scan; keep large tables in partitions and in a columnar format.",
        source="union of public checks",
    ),
)  # fmt: skip
