"""Databases, caches, search, streams of brokers and tables."""

from dataclasses import replace
from typing import Any

from tests.evals.planted_waste.planting import WORK, D, Planted, elsewhere, environment, kind, month, planted
from tests.evals.planted_waste.usage import OFFICE, WORKDAYS, Place, Usage


@kind
def dev_database_at_night(p: Place) -> Planted:
    def database(production: bool, **more: Any) -> Usage:
        return p.hours("AmazonRDS", "InstanceUsage:db.r6g.large", p.arn("rds", "db:d"), "0.225",
                       operation="CreateDBInstance:0014", tags=environment(p, production), **more)  # fmt: skip

    now = database(False)
    return planted("non-production-always-on", p, month(now) * (1 - WORK), [now], (),
                   [database(True), database(False, hours=OFFICE, weekdays=WORKDAYS)])  # fmt: skip


@kind
def database_io1(p: Place) -> Planted:
    name = p.arn("rds", "db:io")
    now = [
        p.stored("AmazonRDS", "RDS:PIOPS-Storage", name, 200, "0.125", operation="CreateDBInstance:0014"),
        p.stored("AmazonRDS", "RDS:PIOPS", name, 3000, "0.10", unit="IOPS-Mo", operation="CreateDBInstance:0014"),
    ]
    gp3 = p.stored("AmazonRDS", "RDS:GP3-Storage", p.arn("rds", "db:g"), 100, "0.115")
    return planted("rds-io1", p, p.price("0.125") * 200 + p.price("0.10") * 3000 - p.price("0.115") * 200, now, [gp3])


@kind
def backups(p: Place) -> Planted:
    now = p.stored("AmazonRDS", "RDS:ChargedBackupUsage", p.arn("rds", "snapshot:s"), 900, "0.095")
    return planted("database-backups", p, p.price("0.095") * 900, [now], review=True)


@kind
def search_gp2(p: Place) -> Planted:
    now = p.stored("AmazonES", "ES:GP2-Storage", p.arn("es", "domain/d"), 600, "0.135")
    gp3 = p.stored("AmazonES", "ES:GP3-Storage", p.arn("es", "domain/d"), 100, "0.122")
    return planted("opensearch-gp2", p, (now.price - gp3.price) * 600, [now], [gp3])


@kind
def database_support(p: Place) -> Planted:
    name = p.arn("rds", "db:old")
    now = p.use("AmazonRDS", "ExtendedSupport:Yr1-Yr2:MySQL5.7", name, 4, "0.10", "vCPU-Hours", no_prefix=True)
    runs = p.hours("AmazonRDS", "InstanceUsage:db.m6g.xlarge", name, "0.318", operation="CreateDBInstance:0002")
    current = p.hours("AmazonRDS", "InstanceUsage:db.m6g.xlarge", p.arn("rds", "db:new"), "0.318",
                      operation="CreateDBInstance:0002")  # fmt: skip
    return planted("extended-support", p, month(now), [now], [runs], [current])


@kind
def cluster_support(p: Place) -> Planted:
    name = p.arn("eks", "cluster/c")
    base = p.hours("AmazonEKS", "AmazonEKS-Hours:perCluster", name, "0.10", operation="CreateOperation")
    more = p.hours("AmazonEKS", "AmazonEKS-Hours:extendedSupport", name, "0.50", operation="ExtendedSupport")
    return planted("extended-support", p, month(more), [more], [base], [replace(base, resource=f"{name}x")])


@kind
def cache_support(p: Place) -> Planted:
    name = p.arn("elasticache", "cluster:c")
    now = p.hours("AmazonElastiCache", "ExtendedSupportYr1_Yr2-NodeUsage:cache.m6g.large", name, "0.119")
    return planted("extended-support", p, month(now), [now])


@kind
def search_support(p: Place) -> Planted:
    now = p.use("AmazonES", "OpenSearchExtendedSupport", p.arn("es", "domain/d"), 8, "0.0065", "NIH")
    return planted("extended-support", p, month(now), [now])


def _database(p: Place, size: str, us: str, code: str = "0014", meter: str = "InstanceUsage", **more: Any) -> Usage:
    return p.hours("AmazonRDS", f"{meter}:db.{size}", p.arn("rds", "db:d"), us, operation=f"CreateDBInstance:{code}",
                   **more)  # fmt: skip


@kind
def database_previous(p: Place) -> Planted:
    old, us, new, cheaper = p.rng.choice((("m4.large", "0.182", "m5.large", "0.178"),
                                          ("r4.xlarge", "0.52", "r5.xlarge", "0.50"),
                                          ("t2.medium", "0.076", "t3.medium", "0.072")))  # fmt: skip
    now, then = _database(p, old, us), _database(p, new, cheaper)
    return planted("database-previous-generation", p, month(now) * (1 - D(cheaper) / D(us)), [now], [then],
                   [_database(p, old, us, "0005"), _database(elsewhere(p), old, us)], within="0.7")  # fmt: skip


@kind
def cache_previous(p: Place) -> Planted:
    def node(size: str, us: str, code: str = "0002") -> Usage:
        return p.hours("AmazonElastiCache", f"NodeUsage:cache.{size}", p.arn("elasticache", "cluster:c"), us,
                       operation=f"CreateCacheCluster:{code}",
                       description=f"${us} per {size} hour running Redis")  # fmt: skip

    now, then = node("r4.large", "0.228"), node("r5.large", "0.216")
    return planted("database-previous-generation", p, month(now) * (1 - D("0.216") / D("0.228")), [now], [then],
                   within="0.7")  # fmt: skip


@kind
def search_previous(p: Place) -> Planted:
    now = p.hours("AmazonES", "ESInstance:m4.large", p.arn("es", "domain/d"), "0.151", 3, operation="ESDomain")
    then = p.hours("AmazonES", "ESInstance:m5.large", p.arn("es", "domain/d"), "0.142", operation="ESDomain")
    return planted("database-previous-generation", p, month(now) * (1 - D("0.142") / D("0.151")), [now], [then],
                   within="0.9")  # fmt: skip


@kind
def database_graviton(p: Place) -> Planted:
    size, us, arm, cheaper = p.rng.choice((("r6i.large", "0.25", "r6g.large", "0.225"),
                                           ("m6i.xlarge", "0.356", "m7g.xlarge", "0.337")))  # fmt: skip
    now, then = _database(p, size, us), _database(p, arm, cheaper)
    return planted("database-graviton", p, month(now) * (1 - D(cheaper) / D(us)), [now], [then],
                   [_database(p, size, us, "0005"), _database(p, size, us, "0012"), _database(elsewhere(p), size, us)],
                   within="0.35")  # fmt: skip


@kind
def search_graviton(p: Place) -> Planted:
    now = p.hours("AmazonES", "ESInstance:r5.large", p.arn("es", "domain/d"), "0.186", 2, operation="ESDomain")
    then = p.hours("AmazonES", "ESInstance:r6g.large", p.arn("es", "domain/d"), "0.167", operation="ESDomain")
    return planted("database-graviton", p, month(now) * (1 - D("0.167") / D("0.186")), [now], [then])


@kind
def broker_graviton(p: Place) -> Planted:
    now = p.hours("AmazonMSK", "Kafka.m5.large", p.arn("kafka", "cluster/k"), "0.21", 3, operation="RunBroker")
    then = p.hours("AmazonMSK", "Kafka.m7g.large", p.arn("kafka", "cluster/k"), "0.204", operation="RunBroker")
    return planted("database-graviton", p, month(now) * (1 - D("0.204") / D("0.21")), [now], [then])


@kind
def valkey(p: Place) -> Planted:
    def node(engine: str, code: str, us: str) -> Usage:
        return p.hours("AmazonElastiCache", "NodeUsage:cache.r7g.large", p.arn("elasticache", "cluster:c"), us,
                       operation=f"CreateCacheCluster:{code}",
                       description=f"${us} per cache.r7g.large hour running {engine}")  # fmt: skip

    now, then = node("Redis", "0002", "0.219"), node("Valkey", "0003", "0.1752")
    return planted("elasticache-valkey", p, month(now) * D("0.2"), [now], [then],
                   [node("Memcached", "0001", "0.219"), node("Valkey", "0003", "0.1752")])  # fmt: skip


@kind
def two_zones_for_staging(p: Place) -> Planted:
    def both(production: bool) -> Usage:
        return _database(p, "t4g.large", "0.258", meter="Multi-AZUsage", tags=environment(p, production),
                         hours=OFFICE, weekdays=WORKDAYS)  # fmt: skip

    now = both(False)
    one = _database(p, "t4g.large", "0.129")
    return planted("rds-multi-az-non-production", p, month(now) / 2, [now], [one], [both(True)])


def _aurora(p: Place, gigabytes: int, requests: float, *, optimized: bool) -> list[Usage]:
    name = p.name("cluster")
    tags, code = {"cluster": name}, "CreateDBInstance:0021"
    cluster, member = p.arn("rds", "cluster:cluster-"), p.arn("rds", "db:")
    meter, us = ("Aurora:IO-OptimizedStorageUsage", "0.225") if optimized else ("Aurora:StorageUsage", "0.10")
    runs, rate = ("InstanceUsageIOOptimized", "0.676") if optimized else ("InstanceUsage", "0.519")
    io = p.monthly("AmazonRDS", "Aurora:StorageIOUsage", cluster, requests, "0" if optimized else "0.0000002", "IOs",
                   operation="CreateDBInstance", tags=tags)  # fmt: skip
    return [
        p.stored("AmazonRDS", meter, cluster, gigabytes, us, operation="CreateDBInstance", tags=tags),
        io,
        p.hours("AmazonRDS", f"{runs}:db.r6g.xlarge", member, rate, operation=code, tags=tags),
    ]


@kind
def aurora_with_much_io(p: Place) -> Planted:
    now, other = _aurora(p, 300, 3e9, optimized=False), _aurora(p, 200, 2e9, optimized=True)
    saving = p.price("0.519") * 730 + p.price("0.10") * 300 + p.price("0.0000002") * D(3_000_000_000)
    saving -= p.price("0.676") * 730 + p.price("0.225") * 300
    return planted("aurora-io-optimized", p, saving, now, other, _aurora(p, 300, 1e8, optimized=False))


@kind
def aurora_with_little_io(p: Place) -> Planted:
    now, other = _aurora(p, 500, 5e7, optimized=True), _aurora(p, 100, 1e8, optimized=False)
    saving = p.price("0.676") * 730 + p.price("0.225") * 500 - p.price("0.519") * 730 - p.price("0.10") * 500
    saving -= p.price("0.0000002") * D(50_000_000)
    return planted("aurora-standard", p, saving, now, other, _aurora(p, 100, 4e9, optimized=True))


@kind
def table_on_demand(p: Place) -> Planted:
    def table(reads: float, **more: Any) -> Usage:
        return p.use("AmazonDynamoDB", "ReadRequestUnits", p.arn("dynamodb", "table/t"), reads, "0.000000125",
                     "ReadRequestUnits", operation="PayPerRequestThroughput", **more)  # fmt: skip

    now = table(1_800_000, jitter=0.3)
    unit = p.hours("AmazonDynamoDB", "ReadCapacityUnit-Hrs", p.arn("dynamodb", "table/p"), "0.00013", 100,
                   operation="CommittedThroughput")  # fmt: skip
    saving = month(now) - unit.price * 730 * D(715)
    spiky = table(200_000, busy=3, busy_times=40)
    return planted("dynamodb-on-demand", p, saving, [now], [unit], [spiky])


@kind
def table_asked_little(p: Place) -> Planted:
    def table(gigabytes: int, capacity: int) -> list[Usage]:
        name = p.arn("dynamodb", "table/t")
        return [
            p.stored("AmazonDynamoDB", "TimedStorage-ByteHrs", name, gigabytes, "0.25"),
            p.hours("AmazonDynamoDB", "WriteCapacityUnit-Hrs", name, "0.00065", capacity),
        ]

    other = p.arn("dynamodb", "table/ia")
    beside = [p.stored("AmazonDynamoDB", "IA-TimedStorage-ByteHrs", other, 50, "0.10"),
              p.hours("AmazonDynamoDB", "IA-WriteCapacityUnit-Hrs", other, "0.00081", 5)]  # fmt: skip
    saving = p.price("0.15") * 800 - p.price("0.00016") * 20 * 730
    return planted("dynamodb-infrequent-access", p, saving, table(800, 20), beside, table(20, 400))


@kind
def database_gp2(p: Place) -> Planted:
    def storage(meter: str, us: str, gigabytes: int) -> Usage:
        return p.stored("AmazonRDS", meter, p.arn("rds", "db:s"), gigabytes, us, operation="CreateDBInstance:0014")

    now, then = storage("RDS:Multi-AZ-GP2-Storage", "0.253", 500), storage("RDS:Multi-AZ-GP3-Storage", "0.23", 100)
    return planted("rds-gp2", p, (now.price - then.price) * 500, [now], [then])


@kind
def table_asked_often(p: Place) -> Planted:
    def table(gigabytes: int, capacity: int) -> list[Usage]:
        name = p.arn("dynamodb", "table/t")
        return [
            p.stored("AmazonDynamoDB", "IA-TimedStorage-ByteHrs", name, gigabytes, "0.10"),
            p.hours("AmazonDynamoDB", "IA-WriteCapacityUnit-Hrs", name, "0.00081", capacity),
        ]

    other = p.arn("dynamodb", "table/s")
    beside = [
        p.stored("AmazonDynamoDB", "TimedStorage-ByteHrs", other, 5, "0.25"),
        p.hours("AmazonDynamoDB", "WriteCapacityUnit-Hrs", other, "0.00065", 50),
    ]
    saving = p.price("0.00016") * 900 * 730 - p.price("0.15") * 30
    return planted("dynamodb-standard", p, saving, table(30, 900), beside, table(600, 20))
