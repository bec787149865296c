"""A FOCUS 1.2 bill of 25 months by day, 40 services in ten accounts, the same every time."""

from datetime import date
from pathlib import Path

from benchmarks.processes import BUILD

MONTHS, SERVICES, ACCOUNTS = 25, 40, 10
FIRST_DAY, LAST_DAY = date(2024, 1, 1), date(2026, 1, 31)
SHAPE = 2
"""Raised when other rows would be made, so that an old file is made again."""

_ROWS = """
SELECT
    'AWS' AS ProviderName, 'AWS' AS InvoiceIssuerName, 'AWS' AS PublisherName,
    '100000000001' AS BillingAccountId, 'USD' AS BillingCurrency,
    date_trunc('month', day) AS BillingPeriodStart, date_trunc('month', day) + INTERVAL 1 MONTH AS BillingPeriodEnd,
    day AS ChargePeriodStart, day + INTERVAL 1 DAY AS ChargePeriodEnd,
    'Usage' AS ChargeCategory, 'Usage-Based' AS ChargeFrequency, 'Standard' AS PricingCategory,
    usage_type AS ChargeDescription, usage_type AS SkuMeter,
    (200000000000 + account)::VARCHAR AS SubAccountId, 'account-' || account AS SubAccountName,
    printf('Service %02d', service) AS ServiceName, 'Category ' || (service % 8) AS ServiceCategory,
    'region-' || (account % 4) AS RegionId,
    'arn:aws:service' || service || ':::resource/' || account || '-' || kind || '-' || (h % 3) AS ResourceId,
    cost AS BilledCost, cost AS EffectiveCost, cost AS ListCost, cost AS ContractedCost,
    (h % 1000)::DECIMAL(18, 6) AS ConsumedQuantity, 'Hours' AS ConsumedUnit,
    MAP {{'team': 'team-' || (account % 6)}} AS Tags
FROM (
    SELECT *, 'Usage-' || service || '-' || kind AS usage_type,
        (hash(service * 1000 + account * 10 + kind + day_number * 100003) % 1000000007)::BIGINT AS h,
        ((10 + service % 7 + account + h % 100 / 25.0) * (1 + day_number / 2000.0))::DECIMAL(18, 6) AS cost
    FROM (
        SELECT day, date_diff('day', TIMESTAMP '{first}', day) AS day_number
        FROM range(TIMESTAMP '{first}', TIMESTAMP '{last}' + INTERVAL 1 DAY, INTERVAL 1 DAY) AS days(day)
    ), range({services}) AS services(service), range({accounts}) AS accounts(account), range(2) AS kinds(kind)
)
"""


def explored_bill() -> Path:
    """The path of the bill, made when it is not there yet."""
    import duckdb

    path = BUILD / f"explore-v{SHAPE}.parquet"
    if not path.exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".part")
        select = _ROWS.format(first=FIRST_DAY, last=LAST_DAY, services=SERVICES, accounts=ACCOUNTS)
        with duckdb.connect() as connection:
            connection.execute(f"COPY ({select}) TO '{draft}' (FORMAT parquet, COMPRESSION zstd)")
        draft.rename(path)
    return path
