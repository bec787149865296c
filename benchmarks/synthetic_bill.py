"""A FOCUS 1.2 bill of any number of rows, the same every time, made by DuckDB in well under a minute for 10 million.

It has what the standard questions ask for: AWS's service names and usage types, regions, accounts, 200,000
resources, tags with gaps, credits, refunds, taxes, marketplace charges, and costs below list price.
"""

from pathlib import Path

from benchmarks.processes import BUILD

MONTHS = 14
SHAPE = 3
"""Raised when the same number of rows would give other rows, so that old files are made again."""

_SERVICES = (
    ("Amazon Elastic Compute Cloud", ("BoxUsage:m6i.large", "EBS:VolumeUsage.gp3", "DataTransfer-Out-Bytes")),
    ("Amazon Simple Storage Service", ("TimedStorage-ByteHrs", "Requests-Tier1", "DataTransfer-Out-Bytes")),
    ("Amazon Relational Database Service", ("InstanceUsage:db.r6g.large", "RDS:ChargedBackupUsage")),
    ("Amazon Virtual Private Cloud", ("NatGateway-Bytes", "PublicIPv4:InUseAddress", "VpcEndpoint-Hours")),
    ("AWS Lambda", ("Lambda-GB-Second", "Request")),
    ("AmazonCloudWatch", ("CW:MetricMonitorUsage", "TimedStorage-ByteHrs-Logs")),
    ("Amazon Elastic Container Service", ("Fargate-vCPU-Hours:perCPU", "Fargate-GB-Hours")),
    ("Elastic Load Balancing", ("LoadBalancerUsage", "LCUUsage")),
)
_ROWS = """
SELECT
    'AWS' AS ProviderName, 'AWS' AS InvoiceIssuerName,
    CASE WHEN h3 % 211 = 0 THEN 'Datadog, Inc.' ELSE 'AWS' END AS PublisherName,
    '100000000001' AS BillingAccountId, 'USD' AS BillingCurrency,
    strftime(month, 'INV-%Y-%m') AS InvoiceId,
    month AS BillingPeriodStart, month + INTERVAL 1 MONTH AS BillingPeriodEnd,
    hour AS ChargePeriodStart, hour + INTERVAL 1 HOUR AS ChargePeriodEnd,
    category AS ChargeCategory, CASE WHEN refund THEN 'Correction' END AS ChargeClass,
    usage_type || ' in ' || region AS ChargeDescription,
    'Usage-Based' AS ChargeFrequency, 'Standard' AS PricingCategory,
    (200000000000 + account)::VARCHAR AS SubAccountId, 'team-' || account AS SubAccountName,
    service['name'] AS ServiceName, 'Category ' || (service_number % 8) AS ServiceCategory, region AS RegionId,
    CASE WHEN category <> 'Tax' THEN 'arn:aws:service' || service_number || ':::resource/' || resource END
        AS ResourceId,
    usage_type AS SkuMeter,
    cost AS BilledCost, cost AS EffectiveCost, (cost * 1.25)::DECIMAL(18, 10) AS ListCost, cost AS ContractedCost,
    (h3 % 1000)::DECIMAL(18, 6) AS ConsumedQuantity, 'Hours' AS ConsumedUnit,
    CASE WHEN resource % 5 = 0 THEN MAP {{}} WHEN resource % 2 = 0
        THEN MAP {{'environment': 'prod', 'team': 'team-' || account}}
        ELSE MAP {{'environment': 'test'}} END AS Tags
FROM (
    SELECT *, CASE WHEN h3 % 101 = 0 THEN 'Tax' WHEN h3 % 307 = 0 THEN 'Credit' ELSE 'Usage' END AS category,
        h3 % 401 = 0 AS refund,
        CASE WHEN category = 'Credit' OR refund THEN -amount ELSE amount END AS cost,
        {services}[1 + service_number % {service_count}] AS service,
        region_code || '-' || service['usage_types'][1 + h3 % len(service['usage_types'])] AS usage_type,
        DATE '2025-01-01' + INTERVAL (i * {months} // {rows}) MONTH AS month,
        month + INTERVAL (i % 672) HOUR AS hour
    FROM (
        SELECT i, h3, h1 % 200000 AS resource, resource % 40 AS service_number, (resource // 40) % 20 AS account,
            'region-' || (resource % 15) AS region, 'R' || (resource % 15) AS region_code,
            ((h2 % 100000000) / 1e8 + 0.0001)::DECIMAL(18, 10) AS amount
        FROM (
            SELECT i, (hash(i) % 1000000007)::BIGINT AS h1, (hash(i * 31 + 7) % 1000000007)::BIGINT AS h2,
                (hash(i * 17 + 3) % 1000000007)::BIGINT AS h3
            FROM range({rows}) AS numbers(i)
        )
    )
)
"""


def synthetic_bill(rows: int) -> Path:
    """The path of a bill with that many rows, made when it is not there yet."""
    import duckdb

    path = BUILD / f"focus-1.2-v{SHAPE}-{rows}.parquet"
    if not path.exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".part")
        services = ", ".join(f"{{'name': '{name}', 'usage_types': {list(types)}}}" for name, types in _SERVICES)
        select = _ROWS.format(rows=rows, months=MONTHS, services=f"[{services}]", service_count=len(_SERVICES))
        with duckdb.connect() as connection:
            connection.execute(f"COPY ({select}) TO '{draft}' (FORMAT parquet, COMPRESSION zstd)")
        draft.rename(path)
    return path
