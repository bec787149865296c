"""A FOCUS 1.2 bill of any number of rows, the same every time, made by DuckDB in well under a minute for 10 million."""

from pathlib import Path

from benchmarks.processes import BUILD

MONTHS = 13
_ROWS = """
SELECT
    'AWS' AS ProviderName, 'AWS' AS PublisherName, 'AWS' AS InvoiceIssuerName,
    '100000000001' AS BillingAccountId, 'USD' AS BillingCurrency,
    strftime(month, 'INV-%Y-%m') AS InvoiceId,
    month AS BillingPeriodStart, month + INTERVAL 1 MONTH AS BillingPeriodEnd,
    hour AS ChargePeriodStart, hour + INTERVAL 1 HOUR AS ChargePeriodEnd,
    'Usage' AS ChargeCategory, NULL::VARCHAR AS ChargeClass, 'Usage-Based' AS ChargeFrequency,
    'Standard' AS PricingCategory,
    (200000000000 + account)::VARCHAR AS SubAccountId, 'team-' || account AS SubAccountName,
    'Service ' || service AS ServiceName, 'Category ' || (service % 8) AS ServiceCategory,
    'region-' || (resource % 15) AS RegionId,
    'arn:aws:service' || service || ':::resource/' || resource AS ResourceId,
    'meter-' || service || '-' || (h3 % 5) AS SkuMeter,
    cost AS BilledCost, cost AS EffectiveCost, (cost * 1.25)::DECIMAL(18, 10) AS ListCost, cost AS ContractedCost,
    (h3 % 1000)::DECIMAL(18, 6) AS ConsumedQuantity, 'Hours' AS ConsumedUnit
FROM (
    SELECT *, h1 % 200000 AS resource, DATE '2025-01-01' + INTERVAL (h3 % {months}) MONTH AS month,
        date_trunc('hour', month + INTERVAL (i % 672) HOUR) AS hour,
        resource % 40 AS service, (resource // 40) % 20 AS account,
        ((h2 % 100000000) / 1e8 + 0.0001)::DECIMAL(18, 10) AS cost
    FROM (
        SELECT i, hash(i) % 1000000007 AS h1, hash(i * 31 + 7) % 1000000007 AS h2, hash(i * 17 + 3) % 1000000007 AS h3
        FROM range({rows}) AS numbers(i)
    )
)
"""


def synthetic_bill(rows: int) -> Path:
    """The path of a bill with that many rows, made when it is not there yet."""
    import duckdb

    path = BUILD / f"focus-1.2-{rows}.parquet"
    if not path.exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".part")
        with duckdb.connect() as connection:
            select = _ROWS.format(rows=rows, months=MONTHS)
            connection.execute(f"COPY ({select}) TO '{draft}' (FORMAT parquet, COMPRESSION zstd)")
        draft.rename(path)
    return path
