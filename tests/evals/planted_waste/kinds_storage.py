"""Objects, files, functions, streams, logs, traffic and fees."""

from dataclasses import replace

from tests.evals.planted_waste.planting import D, Planted, kind, month, planted
from tests.evals.planted_waste.usage import Place, Usage


@kind
def shards(p: Place) -> Planted:
    def stream(number: int, megabytes_a_second: float) -> list[Usage]:
        name, units = p.arn("kinesis", "stream/s"), megabytes_a_second * 3600 * 1024 / 25
        return [
            p.use(
                "AmazonKinesis", "Storage-ShardHour", name, number, "0.015", "ShardHour", operation="shardHourStorage"
            ),
            p.use("AmazonKinesis", "PutRequestPayloadUnits", name, units, "0.000000014", "PayloadUnits", jitter=0.2),
        ]

    return planted("kinesis-shards", p, p.price("0.015") * 730 * 18, stream(20, 1.1), (), stream(20, 12.0))


@kind
def abandoned_stream(p: Place) -> Planted:
    now = p.use("AmazonKinesis", "Storage-ShardHour", p.arn("kinesis", "stream/s"), 4, "0.015", "ShardHour")
    return planted("kinesis-shards", p, month(now), [now])


@kind
def concurrency(p: Place) -> Planted:
    def function(used: float) -> list[Usage]:
        name = p.arn("lambda", "function:f")
        unit = "Lambda-GB-Second"
        return [
            p.use("AWSLambda", "Lambda-Provisioned-Concurrency-ARM", name, 36_000, "0.0000033334", unit),
            p.use(
                "AWSLambda", "Lambda-Provisioned-GB-Second-ARM", name, 36_000 * used, "0.0000077778", unit, jitter=0.2
            ),
        ]

    saving = p.price("0.0000033334") * 36_000 * 730 * D("0.96")
    return planted("provisioned-concurrency-unused", p, saving, function(0.04), (), function(0.8))


@kind
def function_on_x86(p: Place) -> Planted:
    def function(meter: str, us: str) -> Usage:
        return p.monthly("AWSLambda", meter, p.arn("lambda", "function:f"), 9e6, us, "Lambda-GB-Second",
                         operation="Invoke")  # fmt: skip

    now, then = function("Lambda-GB-Second", "0.0000166667"), function("Lambda-GB-Second-ARM", "0.0000133334")
    return planted(
        "lambda-arm64", p, month(now) * D("0.2"), [now], [then], [function("Lambda-GB-Second-ARM", "0.0000133334")]
    )


@kind
def tasks_on_x86(p: Place) -> Planted:
    def service(prefix: str, cpu: str, memory: str) -> list[Usage]:
        name = p.arn("ecs", "service/c/s")
        return [
            p.use("AmazonECS", f"{prefix}vCPU-Hours:perCPU", name, 4, cpu, "hours", operation="FargateTask"),
            p.use("AmazonECS", f"{prefix}GB-Hours", name, 8, memory, "GB-Hours", operation="FargateTask"),
        ]

    now, then = service("Fargate-", "0.04048", "0.004445"), service("Fargate-ARM-", "0.03238", "0.00356")
    saving = sum((month(one) for one in now), D(0)) * D("0.2")
    return planted("fargate-arm64", p, saving, now, then, service("Fargate-Windows-", "0.046", "0.005"))


@kind
def bucket_never_read(p: Place) -> Planted:
    def bucket(gets: float, puts: float) -> list[Usage]:
        name = p.name("bucket")
        found = [p.stored("AmazonS3", "TimedStorage-ByteHrs", name, 5000, "0.023", operation="StandardStorage")]
        if puts:
            found.append(
                p.monthly("AmazonS3", "Requests-Tier1", name, puts, "0.000005", "Requests", operation="PutObject")
            )
        if gets:
            found.append(
                p.monthly("AmazonS3", "Requests-Tier2", name, gets, "0.0000004", "Requests", operation="GetObject")
            )
        return found

    ia = p.stored(
        "AmazonS3", "TimedStorage-SIA-ByteHrs", p.name("bucket"), 100, "0.0125", operation="StandardIAStorage"
    )
    return planted("s3-never-read", p, p.price("0.0105") * 5000, bucket(0, 2000), [ia], bucket(4e6, 3e4))


@kind
def bucket_reread(p: Place) -> Planted:
    def bucket(retrieved: float) -> list[Usage]:
        name = p.name("bucket")
        return [p.stored("AmazonS3", "TimedStorage-SIA-ByteHrs", name, 1000, "0.0125"),
                p.monthly("AmazonS3", "Retrieval-SIA", name, retrieved, "0.01", "GB")]  # fmt: skip

    beside = p.stored("AmazonS3", "TimedStorage-ByteHrs", p.name("bucket"), 1, "0.023")
    saving = p.price("0.0125") * 1000 + p.price("0.01") * 6000 - p.price("0.023") * 1000
    return planted("s3-infrequent-read-often", p, saving, bucket(6000), [beside], bucket(20))


@kind
def reduced_redundancy(p: Place) -> Planted:
    now = p.stored("AmazonS3", "TimedStorage-RRS-ByteHrs", p.name("bucket"), 8000, "0.024")
    beside = p.stored("AmazonS3", "TimedStorage-ByteHrs", p.name("bucket"), 1, "0.023")
    return planted("s3-reduced-redundancy", p, p.price("0.001") * 8000, [now], [beside])


@kind
def early_delete(p: Place) -> Planted:
    now = p.stored("AmazonS3", "EarlyDelete-SIA", p.name("bucket"), 2000, "0.0125")
    return planted("s3-early-delete", p, p.price("0.0125") * 2000, [now])


@kind
def small_objects(p: Place) -> Planted:
    now = p.stored("AmazonS3", "TimedStorage-SIA-SmObjects", p.name("bucket"), 3000, "0.0125")
    return planted("s3-small-objects", p, p.price("0.0125") * 3000, [now], review=True)


@kind
def many_requests(p: Place) -> Planted:
    def bucket(puts: float, gigabytes: int) -> list[Usage]:
        name = p.name("bucket")
        return [p.monthly("AmazonS3", "Requests-Tier1", name, puts, "0.000005", "Requests"),
                p.monthly("AmazonS3", "Requests-Tier2", name, puts, "0.0000004", "Requests"),
                p.stored("AmazonS3", "TimedStorage-ByteHrs", name, gigabytes, "0.023")]  # fmt: skip

    saving = p.price("0.0000054") * 40_000_000
    return planted("s3-requests", p, saving, bucket(4e7, 50), (), bucket(1e5, 900), review=True)


@kind
def files_never_read(p: Place) -> Planted:
    def files(read: float) -> list[Usage]:
        name = p.arn("elasticfilesystem", "file-system/fs-")
        found = [p.stored("AmazonEFS", "TimedStorage-ByteHrs", name, 400, "0.30")]
        return [*found, p.monthly("AmazonEFS", "ETDataAccess-Bytes", name, read, "0.03", "GB")] if read else found

    ia = p.stored("AmazonEFS", "IATimedStorage-ByteHrs", p.arn("elasticfilesystem", "file-system/fs-"), 100, "0.016")
    return planted("efs-never-read", p, p.price("0.284") * 400, files(0), [ia], files(900))


@kind
def log_ingestion(p: Place) -> Planted:
    def group(gigabytes: float, meter: str = "DataProcessing-Bytes", us: str = "0.50") -> Usage:
        return p.monthly("AmazonCloudWatch", meter, p.arn("logs", "log-group:g"), gigabytes, us, "GB",
                         operation="PutLogEvents")  # fmt: skip

    now, then = group(2000), group(50, "DataProcessingIA-Bytes", "0.25")
    return planted("log-ingestion", p, month(now) / 2, [now], [then], [group(2000, "DataProcessingIA-Bytes", "0.25")],
                   review=True)  # fmt: skip


@kind
def log_storage(p: Place) -> Planted:
    def group(gigabytes: int, taken_in: float) -> list[Usage]:
        name = p.arn("logs", "log-group:g")
        return [p.stored("AmazonCloudWatch", "TimedStorage-ByteHrs", name, gigabytes, "0.03",
                         operation="HourlyStorageMetering"),
                p.monthly("AmazonCloudWatch", "DataProcessing-Bytes", name, taken_in, "0.50", "GB")]  # fmt: skip

    return planted("log-storage", p, p.price("0.03") * 5000, group(5000, 10), (), group(60, 20), review=True)


@kind
def second_trail(p: Place) -> Planted:
    now = p.monthly("AWSCloudTrail", "PaidEventsRecorded", p.arn("cloudtrail", "trail/t"), 3e6, "0.00002", "Events")
    first = p.monthly("AWSCloudTrail", "FreeEventsRecorded", p.arn("cloudtrail", "trail/t"), 3e6, "0", "Events")
    return planted("second-trail", p, month(now), [now], (), [first])


@kind
def nat_traffic(p: Place) -> Planted:
    def gateway(gigabytes: float) -> list[Usage]:
        name = p.arn("ec2", "natgateway/nat-")
        return [p.monthly("AmazonEC2", "NatGateway-Bytes", name, gigabytes, "0.045", "GB"),
                p.hours("AmazonEC2", "NatGateway-Hours", name, "0.045")]  # fmt: skip

    now = gateway(20_000)
    return planted("nat-gateway-traffic", p, month(now[0]), now, (), gateway(80), review=True)


@kind
def cross_zone(p: Place) -> Planted:
    def sent(gigabytes: float) -> Usage:
        return p.monthly("AmazonEC2", "DataTransfer-Regional-Bytes", p.name("i"), gigabytes, "0.01", "GB",
                         operation="InterZone-Out")  # fmt: skip

    now = sent(50_000)
    return planted("cross-zone-traffic", p, month(now), [now], (), [sent(200)], review=True)


@kind
def cross_region(p: Place) -> Planted:
    def sent(gigabytes: float) -> Usage:
        return p.monthly("AmazonEC2", "USW1-AWS-Out-Bytes", p.name("i"), gigabytes, "0.02", "GB",
                         operation="RunInstances")  # fmt: skip

    now = sent(20_000)
    return planted("cross-region-traffic", p, month(now), [now], (), [sent(100)], review=True)


@kind
def tiering_fee(p: Place) -> Planted:
    def bucket(objects: float, cold: int) -> list[Usage]:
        name = p.name("bucket")
        return [
            p.stored("AmazonS3", "TimedStorage-INT-FA-ByteHrs", name, 200, "0.023"),
            p.stored("AmazonS3", "TimedStorage-INT-IA-ByteHrs", name, cold, "0.0125"),
            p.stored("AmazonS3", "Monitoring-Automation-INT", name, objects, "0.0000025", unit="Objects-Month"),
        ]

    saving = p.price("0.0000025") * 50_000_000 - p.price("0.0105") * 300
    return planted("s3-tiering-fee", p, saving, bucket(5e7, 300), (), bucket(1e6, 9000))


@kind
def unfinished_uploads(p: Place) -> Planted:
    now = p.stored("AmazonS3", "TimedStorage-GlacierStaging", p.name("bucket"), 700, "0.023")
    return planted("s3-unfinished-uploads", p, now.price * 700, [now])


@kind
def files_read_often(p: Place) -> Planted:
    def files(read: float) -> list[Usage]:
        name = p.arn("elasticfilesystem", "file-system/fs-")
        return [
            p.stored("AmazonEFS", "IATimedStorage-ByteHrs", name, 300, "0.016"),
            p.monthly("AmazonEFS", "IADataAccess-Bytes", name, read, "0.01", "GB"),
        ]

    beside = p.arn("elasticfilesystem", "file-system/fs-")
    standard = [
        p.stored("AmazonEFS", "TimedStorage-ByteHrs", beside, 10, "0.30"),
        p.monthly("AmazonEFS", "ETDataAccess-Bytes", beside, 400, "0.03", "GB"),
    ]
    saving = p.price("0.016") * 300 + p.price("0.01") * 30_000 - p.price("0.30") * 300
    return planted("efs-infrequent-read-often", p, saving, files(30_000), standard, files(50))


@kind
def metrics(p: Place) -> Planted:
    now = p.stored(
        "AmazonCloudWatch", "CW:MetricMonitorUsage", p.arn("cloudwatch", "metrics/"), 800, "0.30", unit="Metrics"
    )
    return planted(
        "custom-metrics",
        p,
        p.price("0.30") * 800,
        [now],
        (),
        [replace(now, resource="few", per_hour=0.05)],
        review=True,
    )


def _much(
    check: str, p: Place, service: str, meter: str, us: str, unit: str, much: float, little: float, name: str
) -> Planted:
    now = p.monthly(service, meter, p.arn(service.lower(), name), much, us, unit)
    few = p.monthly(service, meter, p.arn(service.lower(), name), little, us, unit)
    return planted(check, p, month(now), [now], (), [few], review=True)


@kind
def key_requests(p: Place) -> Planted:
    return _much("key-requests", p, "awskms", "KMS-Requests", "0.000003", "Requests", 6e7, 1e6, "key/")


@kind
def data_events(p: Place) -> Planted:
    return _much(
        "trail-data-events", p, "AWSCloudTrail", "DataEventsRecorded", "0.000001", "Events", 3e8, 1e6, "trail/"
    )


@kind
def credits(p: Place) -> Planted:
    return _much("burst-credits", p, "AmazonEC2", "CPUCredits:t3", "0.05", "vCPU-Hours", 900, 8, "instance/i-")


@kind
def retention(p: Place) -> Planted:
    return _much(
        "stream-retention", p, "AmazonKinesis", "Extended-ShardHour", "0.02", "ShardHour", 8000, 100, "stream/"
    )


@kind
def images(p: Place) -> Planted:
    def repository(gigabytes: int) -> Usage:
        return p.stored("AmazonECR", "TimedStorage-ByteHrs", p.arn("ecr", "repository/r"), gigabytes, "0.10")

    return planted("image-storage", p, p.price("0.10") * 900, [repository(900)], (), [repository(20)], review=True)


@kind
def reports_in_memory(p: Place) -> Planted:
    def spice(gigabytes: int) -> Usage:
        return p.stored("AmazonQuickSight", "QS-Enterprise-SPICE", p.arn("quicksight", "capacity/s"), gigabytes, "0.38")

    return planted("spice-capacity", p, p.price("0.38") * 500, [spice(500)], (), [spice(20)], review=True)


@kind
def certificate(p: Place) -> Planted:
    now = p.stored(
        "AmazonCloudFront", "SSL-Cert-Custom", p.arn("cloudfront", "distribution/E"), 1, "600", unit="Certificates"
    )
    return planted("custom-certificate-address", p, p.price("600"), [now], review=True)


@kind
def support(p: Place) -> Planted:
    """A fee that is far above what plans cost by their percentages."""
    fee = p.use(
        "AWSSupportEnterprise", "Dollar", "", 30.0, "1", "USD", no_prefix=True, description="AWS Support (Enterprise)"
    )
    return replace(planted("support-fee", p, fee.price * 730 * 30, [fee], review=True, resource=""), lookalikes=())
