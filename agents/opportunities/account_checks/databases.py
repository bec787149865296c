"""RDS, Aurora, ElastiCache, OpenSearch, Redshift and DynamoDB."""

from typing import Final

from account.metrics import Metric, Readings
from agents.opportunities.account_checks.conditions import (
    at_least,
    at_most,
    average,
    begins,
    is_,
    is_not,
    limit,
    lowest,
    non_production,
    older_than,
    peak,
    so,
    total,
)
from agents.opportunities.account_checks.declaration import AccountCheck
from agents.opportunities.account_checks.pricing import all_of, one_size_smaller, part_of, to_look_at
from agents.opportunities.account_checks.seen import Seen
from agents.opportunities.opportunity import SavingClass

_DB = {"DBInstanceIdentifier": "name"}
DB_CONNECTIONS: Final = Metric(namespace="AWS/RDS", name="DatabaseConnections", stat="Maximum", dimensions=_DB)
DB_CPU: Final = Metric(namespace="AWS/RDS", name="CPUUtilization", stat="Average", dimensions=_DB, days=30)
DB_PEAK: Final = Metric(namespace="AWS/RDS", name="CPUUtilization", stat="Maximum", dimensions=_DB, days=30)
DB_MEMORY: Final = Metric(namespace="AWS/RDS", name="FreeableMemory", stat="Minimum", dimensions=_DB)
SERVERLESS: Final = Metric(
    namespace="AWS/RDS", name="ServerlessDatabaseCapacity", stat="Average", dimensions={"DBClusterIdentifier": "name"}
)
_CACHE = {"CacheClusterId": "name"}
CACHE_CONNECTIONS: Final = Metric(namespace="AWS/ElastiCache", name="NewConnections", stat="Sum", dimensions=_CACHE)
CACHE_HITS: Final = Metric(namespace="AWS/ElastiCache", name="CacheHits", stat="Sum", dimensions=_CACHE)
CACHE_MISSES: Final = Metric(namespace="AWS/ElastiCache", name="CacheMisses", stat="Sum", dimensions=_CACHE)
CACHE_CPU: Final = Metric(namespace="AWS/ElastiCache", name="CPUUtilization", stat="Average", dimensions=_CACHE)
CACHE_MEMORY: Final = Metric(
    namespace="AWS/ElastiCache", name="DatabaseMemoryUsagePercentage", stat="Maximum", dimensions=_CACHE
)
EVICTIONS: Final = Metric(namespace="AWS/ElastiCache", name="Evictions", stat="Sum", dimensions=_CACHE)
_SEARCH = {"DomainName": "name", "ClientId": "owner"}
SEARCH_CPU: Final = Metric(namespace="AWS/ES", name="CPUUtilization", stat="Average", dimensions=_SEARCH)
SEARCHES: Final = Metric(namespace="AWS/ES", name="SearchRate", stat="Sum", dimensions=_SEARCH)
INDEXED: Final = Metric(namespace="AWS/ES", name="IndexingRate", stat="Sum", dimensions=_SEARCH)
JVM: Final = Metric(namespace="AWS/ES", name="JVMMemoryPressure", stat="Maximum", dimensions=_SEARCH)
_WAREHOUSE = {"ClusterIdentifier": "name"}
WAREHOUSE_USERS: Final = Metric(
    namespace="AWS/Redshift", name="DatabaseConnections", stat="Maximum", dimensions=_WAREHOUSE, days=30
)
WAREHOUSE_CPU: Final = Metric(
    namespace="AWS/Redshift", name="CPUUtilization", stat="Average", dimensions=_WAREHOUSE, days=14
)
_TABLE = {"TableName": "name"}
READ_UNITS: Final = Metric(
    namespace="AWS/DynamoDB", name="ConsumedReadCapacityUnits", stat="Sum", dimensions=_TABLE, days=30,
    speaks_when_used=True,
)  # fmt: skip
WRITE_UNITS: Final = Metric(
    namespace="AWS/DynamoDB", name="ConsumedWriteCapacityUnits", stat="Sum", dimensions=_TABLE, days=30,
    speaks_when_used=True,
)  # fmt: skip
_TA: Final = "AWS Trusted Advisor"
AVAILABLE: Final = is_("state", "available")
INSTANCES: Final = ("InstanceUsage:db.*", "Multi-AZUsage:db.*", "InstanceUsageIOOptimized:db.*")
_WARNED: Final = "Its engine may need a minimum size."


_NOTHING: Final = Readings(days=1, period_s=1, points=0)
HEADROOM: Final = limit("headroom_times", 5, "times", "What it needs is so many times its average.")
SPARE_FROM: Final = limit("unused_part_from", 0.5, "", "The least part of its units that is not needed.")


def _units_unused(seen: Seen) -> float | None:
    """The part of a table's provisioned units that five times its average use would leave."""
    read, write = seen.reading(READ_UNITS), seen.reading(WRITE_UNITS)
    paid = (seen.resource.number("read_units") or 0) + (seen.resource.number("write_units") or 0)
    if read is None or write is None or paid <= 0:
        return None
    needed = max((read.total + write.total) / read.days / 86_400 * seen.limit(HEADROOM), 2)
    return max(paid - needed, 0) / paid


_BACKUPS: Final = ("RDS:ChargedBackupUsage*", "Aurora:BackupUsage*")


def _database_gone(seen: Seen) -> bool:
    """Whether the database or Aurora cluster that a snapshot was taken of is not there."""
    of = {kind: seen.resource.text(name) for kind, name in (("rds:instance", "database"), ("rds:cluster", "cluster"))}
    return any(of.values()) and all(not id_ or seen.beside(kind, id_) is None for kind, id_ in of.items())


def _alone(seen: Seen) -> bool:
    return not seen.resource.text("replica_of") and not seen.resource.text("cluster")


CHECKS: Final = (
    AccountCheck(
        id="rds-idle",
        title="RDS database that nobody connects to",
        kind="rds:instance",
        saving_class=SavingClass.WASTE,
        when=(AVAILABLE, so("it is no replica", lambda seen: not seen.resource.text("replica_of")),
              peak(DB_CONNECTIONS, most=0)),
        saving=all_of(*INSTANCES),
        rule="It is available and had no connection for 14 days.",
        unseen="The account does not show whether somebody needs it once a quarter.",
        remedy="Take a final snapshot and delete it; stopping it lasts seven days only.",
        source=f"{_TA} Ti39halfu8",
    ),
    AccountCheck(
        id="rds-replica-idle",
        title="RDS read replica that nobody reads from",
        kind="rds:instance",
        saving_class=SavingClass.WASTE,
        when=(AVAILABLE, so("it is a replica", lambda seen: bool(seen.resource.text("replica_of"))),
              peak(DB_CONNECTIONS, most=0)),
        saving=all_of(),
        rule="It is a read replica and had no connection for 14 days.",
        unseen="The account does not show whether it stands by for a disaster.",
        remedy="Delete the replica.",
        source="union of public checks",
    ),
    AccountCheck(
        id="rds-oversized",
        title="RDS database one class too large",
        kind="rds:instance",
        saving_class=SavingClass.RIGHTSIZE,
        when=(AVAILABLE, average(DB_CPU, most=10), peak(DB_PEAK, most=40),
              lowest(DB_MEMORY, least=4 * 2**30)),
        saving=one_size_smaller(*INSTANCES),
        rule="For 30 days its CPU averaged 10 % at most and peaked at 40 %, and for 14 it had 4 GiB of memory free.",
        unseen=_WARNED,
        remedy="Change its class to the next smaller one in a maintenance window.",
        source="AWS Cost Optimization Hub: Rightsize",
        effort="medium",
        risk="medium",
        restart=True,
    ),
    AccountCheck(
        id="rds-stopped",
        title="RDS database that is stopped",
        kind="rds:instance",
        saving_class=SavingClass.WASTE,
        when=(is_("state", "stopped"), older_than(7)),
        saving=to_look_at("Its storage and backups are still paid; AWS starts it again after seven days."),
        rule="It is stopped, and its storage is paid for.",
        remedy="Take a final snapshot and delete it.",
        source="union of public checks",
    ),
    AccountCheck(
        id="rds-multi-az-non-production",
        title="RDS standby in non-production",
        kind="rds:instance",
        saving_class=SavingClass.RIGHTSIZE,
        when=(AVAILABLE, is_("multi_az", "true"), non_production(), peak(DB_CONNECTIONS, most=20),
              so("it is in no cluster", _alone)),
        saving=part_of("Multi-AZUsage:db.*", share=lambda seen: 0.5),
        rule="It has a standby in another zone, a tag says non-production, and it had 20 connections at most.",
        remedy="Switch Multi-AZ off: the standby costs as much as the database.",
        source="union of public checks",
        risk="medium",
    ),
    AccountCheck(
        id="rds-backups-long",
        title="RDS database that keeps its backups for long",
        kind="rds:instance",
        saving_class=SavingClass.REVIEW,
        when=(AVAILABLE, at_least("kept_days", 31, "days"), so("it is in no cluster", _alone)),
        saving=to_look_at("Backups up to the size of the databases cost nothing."),
        rule="Its automatic backups are kept for more than 30 days.",
        remedy="Keep them for as long as somebody would go back.",
        source="union of public checks",
    ),
    AccountCheck(
        id="rds-insights-long",
        title="RDS Performance Insights kept for long",
        kind="rds:instance",
        saving_class=SavingClass.WASTE,
        when=(AVAILABLE, at_least("insights_days", 8, "days")),
        saving=all_of("PI_LTR*"),
        rule="Performance Insights are kept longer than the seven days that cost nothing.",
        remedy="Keep them for seven days.",
        source="union of public checks",
    ),
    AccountCheck(
        id="rds-io1-storage",
        title="RDS database on provisioned IOPS",
        kind="rds:instance",
        saving_class=SavingClass.REVIEW,
        when=(AVAILABLE, is_("storage_type", "io1", "io2"), at_most("iops", 12_000, "IOPS")),
        saving=to_look_at("What gp3 would cost depends on the IOPS and throughput that it needs."),
        rule="It has provisioned-IOPS storage with no more IOPS than gp3 gives.",
        remedy="Change its storage to gp3 with as many IOPS as it needs.",
        source="AWS Cost Optimization Hub: RDS storage",
        effort="medium",
    ),
    AccountCheck(
        id="rds-snapshot-old",
        title="Manual RDS snapshot older than 90 days",
        kind="rds:snapshot",
        saving_class=SavingClass.WASTE,
        when=(is_("made", "manual"), older_than(90)),
        saving=all_of(*_BACKUPS),
        rule="It was made by hand and is 90 days old or more.",
        unseen="The account does not show whether somebody has to keep it.",
        remedy="Delete it, or export it to S3.",
        source="union of public checks",
        reversible=False,
        risk="medium",
    ),
    AccountCheck(
        id="rds-snapshot-orphan",
        title="RDS snapshot of a database that is gone",
        kind="rds:snapshot",
        saving_class=SavingClass.WASTE,
        when=(is_("made", "manual"), older_than(30), so("its database is gone", _database_gone,
                                                                needs=("rds:instance", "rds:cluster"))),
        saving=all_of(*_BACKUPS),
        rule="Its database is not there any more, and it is 30 days old or more.",
        unseen="The account does not show whether it is the last copy.",
        remedy="Delete it unless it is kept as the last copy.",
        source="union of public checks",
        reversible=False,
        risk="medium",
    ),
    AccountCheck(
        id="aurora-serverless-floor",
        title="Aurora Serverless whose least capacity is never left",
        kind="rds:cluster",
        saving_class=SavingClass.REVIEW,
        when=(AVAILABLE, at_least("least_units", 1, "ACU"), so("it is at its least", lambda seen: (
            found := seen.reading(SERVERLESS)) is not None
            and found.highest <= (seen.resource.number("least_units") or 0), metrics=(SERVERLESS,))),
        saving=to_look_at(),
        rule="For 14 days no day averaged more than its least capacity of one unit or more.",
        remedy="Lower its least capacity, to nothing where it may pause.",
        source="union of public checks",
    ),
    AccountCheck(
        id="aurora-without-members",
        title="Aurora cluster without instances",
        kind="rds:cluster",
        saving_class=SavingClass.REVIEW,
        when=(AVAILABLE, begins("engine", "aurora"), at_most("members", 0), older_than(7)),
        saving=to_look_at("Its storage is paid for, and nobody can read it."),
        rule="It has no instance that could read its storage.",
        remedy="Take a final snapshot and delete it.",
        source="union of public checks",
    ),
    AccountCheck(
        id="elasticache-idle",
        title="ElastiCache cluster that nobody asks",
        kind="elasticache:cluster",
        saving_class=SavingClass.WASTE,
        when=(AVAILABLE, total(CACHE_HITS), total(CACHE_MISSES)),
        saving=all_of("NodeUsage:*"),
        rule="For 14 days it had no hit and no miss.",
        remedy="Take a backup and delete it.",
        source="AWS Compute Optimizer: idle ElastiCache cluster",
        reversible=False,
    ),
    AccountCheck(
        id="elasticache-oversized",
        title="ElastiCache node one size too large",
        kind="elasticache:cluster",
        saving_class=SavingClass.RIGHTSIZE,
        when=(AVAILABLE, average(CACHE_CPU, most=20), peak(CACHE_MEMORY, most=35), total(EVICTIONS)),
        saving=one_size_smaller("NodeUsage:*"),
        rule="For 14 days CPU averaged 20 % at most, memory peaked at 35 % at most, and nothing was evicted.",
        remedy="Change its node type to the next smaller one.",
        source="union of public checks",
        effort="medium",
        risk="medium",
    ),
    AccountCheck(
        id="opensearch-idle",
        title="OpenSearch domain that nobody searches",
        kind="opensearch:domain",
        saving_class=SavingClass.WASTE,
        when=(average(SEARCH_CPU, most=5), total(SEARCHES), total(INDEXED)),
        saving=all_of("ESInstance:*"),
        rule="For 14 days nothing was searched or indexed, with at most 5 % CPU.",
        remedy="Take a snapshot and delete the domain.",
        source="union of public checks",
        reversible=False,
        risk="medium",
    ),
    AccountCheck(
        id="opensearch-oversized",
        title="OpenSearch nodes one size too large",
        kind="opensearch:domain",
        saving_class=SavingClass.RIGHTSIZE,
        when=(average(SEARCH_CPU, most=20), peak(JVM, most=60)),
        saving=one_size_smaller("ESInstance:*"),
        rule="For 14 days CPU averaged 20 % at most and the memory of its JVM peaked at 60 %.",
        remedy="Change the nodes to the next smaller size.",
        source="union of public checks",
        effort="medium",
        risk="medium",
    ),
    AccountCheck(
        id="redshift-idle",
        title="Redshift cluster that nobody connects to",
        kind="redshift:cluster",
        saving_class=SavingClass.WASTE,
        when=(AVAILABLE, peak(WAREHOUSE_USERS, most=0), average(WAREHOUSE_CPU, most=5)),
        saving=all_of("Node:*"),
        rule="It had no connection for 30 days, and its CPU averaged 5 % at most for 14.",
        differs="Sources take seven days, or 360 of 720 hours: here 24 of 30 days have to have spoken, as none are"
                " reported all the time and silence shows nothing. Queries by its data API hold no connection, so"
                " that the CPU has to be quiet too.",
        remedy="Pause it, or take a final snapshot and delete it.",
        source=f"{_TA} G31sQ1E9U",
    ),
    AccountCheck(
        id="redshift-low-use",
        title="Redshift cluster with little to do",
        kind="redshift:cluster",
        saving_class=SavingClass.REVIEW,
        when=(AVAILABLE, average(WAREHOUSE_CPU, most=10)),
        saving=to_look_at(),
        rule="Its CPU averaged 10 % at most for 14 days.",
        remedy="Use fewer nodes, pause it by a schedule, or move it to Redshift Serverless.",
        source="union of public checks",
        effort="medium",
    ),
    AccountCheck(
        id="dynamodb-unused",
        title="DynamoDB table that nobody reads or writes",
        kind="dynamodb:table",
        saving_class=SavingClass.WASTE,
        when=(is_("mode", "PROVISIONED"), at_least("read_units", 1), total(READ_UNITS), total(WRITE_UNITS)),
        saving=all_of("ReadCapacityUnit-Hrs", "WriteCapacityUnit-Hrs"),
        rule="Its capacity is provisioned, and for 30 days nothing was read or written.",
        remedy="Switch it to on-demand, or take a backup and delete it.",
        source="AWS Compute Optimizer: idle DynamoDB table",
    ),
    AccountCheck(
        id="dynamodb-over-provisioned",
        title="DynamoDB table with far more capacity than it uses",
        kind="dynamodb:table",
        saving_class=SavingClass.RIGHTSIZE,
        when=(is_("mode", "PROVISIONED"), so("it uses less than a fifth", lambda seen: (
            part := _units_unused(seen)) is not None and part >= seen.limit(SPARE_FROM)
            and ((seen.reading(READ_UNITS) or _NOTHING).total + (seen.reading(WRITE_UNITS) or _NOTHING).total) > 0,
            metrics=(READ_UNITS, WRITE_UNITS), limits=(HEADROOM, SPARE_FROM))),
        saving=part_of("ReadCapacityUnit-Hrs", "WriteCapacityUnit-Hrs", share=_units_unused),
        rule="Five times its average use of 30 days would leave half of its provisioned units or more.",
        differs="Sources take 1.2 times the average of seven days: peaks of an hour are not seen by the day.",
        unseen="A metric by the day does not show how high an hour's peak was.",
        remedy="Switch it to on-demand, or let it scale between what it needs.",
        source="union of public checks",
        risk="medium",
    ),
    AccountCheck(
        id="dynamodb-static",
        title="DynamoDB table whose capacity never changes",
        kind="dynamodb:table",
        saving_class=SavingClass.REVIEW,
        when=(is_("mode", "PROVISIONED"), is_("scales", "false"), at_least("read_units", 10, "units")),
        saving=to_look_at("How much less it would need at quiet times, its hours have to show."),
        rule="It has ten units or more for reading, and nothing that lets them follow its load.",
        remedy="Let its capacity scale, or pay for each request.",
        source="union of public checks",
    ),
    AccountCheck(
        id="dynamodb-large-and-cold",
        title="Large DynamoDB table with few requests",
        kind="dynamodb:table",
        saving_class=SavingClass.REVIEW,
        when=(is_("storage_class", "STANDARD"), at_least("stored_bytes", 100 * 10**9, "bytes"),
              so("fewer units than its storage costs", lambda seen: (read := seen.reading(READ_UNITS)) is not None
                 and (write := seen.reading(WRITE_UNITS)) is not None
                 and read.total + write.total < (seen.resource.number("stored_bytes") or 0) / 10_000,
                 metrics=(READ_UNITS, WRITE_UNITS))),
        saving=to_look_at("Standard-IA stores for less and charges more for each request."),
        rule="It holds 100 GB or more, and its requests cost less than its storage.",
        remedy="Change its class to Standard-Infrequent Access.",
        source="union of public checks",
    ),
    AccountCheck(
        id="aurora-instance-idle",
        title="Aurora instance that nobody connects to",
        kind="rds:instance",
        saving_class=SavingClass.REVIEW,
        when=(AVAILABLE, begins("engine", "aurora"), is_not("cluster", ""), peak(DB_CONNECTIONS, most=0)),
        saving=to_look_at("A reader of a cluster may stand by for the writer."),
        rule="An instance of an Aurora cluster had no connection for 14 days.",
        remedy="Delete it if the cluster has another one to fail over to.",
        source="union of public checks",
    ),
)  # fmt: skip
