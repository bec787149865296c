"""The same planted bill as other exports would have it: what stands beside usage, what is left out, other words."""

from pathlib import Path
from typing import Final

import duckdb

_NONE: Final = "0 AS pricing_public_on_demand_cost"


def _beside(kind: str, part: str, where: str) -> str:
    """Rows of another kind on the same resources and usage types."""
    cost = f"line_item_unblended_cost * {part} AS line_item_unblended_cost"
    return f"SELECT * REPLACE ('{kind}' AS line_item_line_item_type, {cost}, {_NONE}) FROM made WHERE {where}"


_FREE: Final = f"""SELECT * REPLACE (line_item_usage_amount * 0.001 AS line_item_usage_amount,
    0 AS line_item_unblended_cost, {_NONE}) FROM made WHERE line_item_line_item_type = 'Usage'"""
_HALF: Final = ", ".join(
    f"{name} / 2 AS {name}"
    for name in ("line_item_usage_amount", "line_item_unblended_cost", "pricing_public_on_demand_cost")
)
_ENGINE: Final = """'$1 per instance hour running ' || CASE line_item_operation
    WHEN 'CreateDBInstance:0002' THEN 'MySQL' WHEN 'CreateDBInstance:0014' THEN 'PostgreSQL'
    WHEN 'CreateDBInstance:0021' THEN 'Aurora PostgreSQL' WHEN 'CreateDBInstance:0005' THEN 'Oracle SE2'
    ELSE 'SQL Server SE' END"""
_FOCUS_CREDIT: Final = """SELECT * REPLACE ('Credit' AS ChargeCategory, BilledCost * -0.5 AS BilledCost,
    EffectiveCost * -0.5 AS EffectiveCost, ListCost * -0.5 AS ListCost) FROM made
    WHERE ChargeCategory = 'Usage' AND CommitmentDiscountId = '' AND hash(ResourceId) % 3 = 0"""

OF_CUR: Final = {
    "another currency": "SELECT * REPLACE ('EUR' AS line_item_currency_code) FROM made",
    "discounts, credits, refunds and tax": " UNION ALL ".join((
        "SELECT * FROM made",
        _beside("EdpDiscount", "-0.1", "line_item_line_item_type = 'Usage'"),
        _beside("Credit", "-0.5", "hash(line_item_resource_id) % 3 = 0"),
        _beside("Refund", "-0.5", "hash(line_item_resource_id) % 5 = 0 AND day(line_item_usage_start_date) = 2"),
        _beside("Tax", "0.2", "day(line_item_usage_start_date) = 1"),
    )),
    "free units": f"SELECT * FROM made UNION ALL {_FREE}",
    "prices below list": """SELECT * REPLACE (line_item_unblended_cost * 0.85 AS line_item_unblended_cost)
        FROM made""",
    "no list prices": "SELECT * EXCLUDE (pricing_public_on_demand_cost) FROM made",
    "other units": """SELECT * REPLACE (CASE pricing_unit WHEN 'Hrs' THEN 'Hours' WHEN 'GB-Mo' THEN 'GB-month'
        WHEN 'IOPS-Mo' THEN 'IOPS-Month' ELSE pricing_unit END AS pricing_unit) FROM made""",
    "operations of their own": f"""SELECT * EXCLUDE (part) REPLACE ({_HALF}, line_item_operation || part
        AS line_item_operation) FROM made, unnest(['', 'B']) AS parts(part)
        WHERE line_item_product_code IN ('AmazonS3', 'AmazonDynamoDB')
        UNION ALL SELECT * FROM made WHERE line_item_product_code NOT IN ('AmazonS3', 'AmazonDynamoDB')""",
    "engines in descriptions alone": f"""SELECT * REPLACE (CASE WHEN line_item_operation LIKE 'CreateDBInstance:%'
        THEN {_ENGINE} ELSE line_item_line_item_description END AS line_item_line_item_description,
        regexp_replace(line_item_operation, '^(CreateDBInstance|CreateCacheCluster):.*', '\\1')
        AS line_item_operation) FROM made""",
    "days as text beside months as times": """SELECT * REPLACE (strftime(line_item_usage_start_date, '%Y-%m-%d')
        AS line_item_usage_start_date, strftime(line_item_usage_end_date, '%Y-%m-%d') AS line_item_usage_end_date)
        FROM made""",
    "several payers": """SELECT * REPLACE (CASE WHEN line_item_usage_account_id < '4' THEN '111100001111'
        ELSE '222200002222' END AS bill_payer_account_id) FROM made""",
    "older months without operations": """SELECT * REPLACE (CASE WHEN line_item_usage_start_date <
        (SELECT max(line_item_usage_start_date) - INTERVAL 65 DAY FROM made) THEN '' ELSE line_item_operation END
        AS line_item_operation) FROM made""",
}  # fmt: skip
OF_FOCUS: Final = {
    "credits": f"SELECT * FROM made UNION ALL {_FOCUS_CREDIT}",
    "no consumed quantity": "SELECT * EXCLUDE (ConsumedUnit, ConsumedQuantity) FROM made",
    "consumed in other units": """SELECT * REPLACE (CASE ConsumedUnit WHEN 'GB-Mo' THEN ConsumedQuantity * 730
        ELSE ConsumedQuantity END AS ConsumedQuantity, CASE ConsumedUnit WHEN 'GB-Mo' THEN 'GB-Hours' WHEN 'Hrs'
        THEN 'Hours' ELSE ConsumedUnit END AS ConsumedUnit) FROM made""",
    "a version that names who provides otherwise": """SELECT * EXCLUDE (ProviderName, PublisherName),
        'AWS' AS ServiceProviderName, 'AWS' AS HostProviderName FROM made""",
}


def varied(made: Path, sql: str) -> Path:
    """The bill as the SQL over `made` has it, beside it."""
    target = made.with_name("varied.parquet")
    duckdb.sql(f"COPY (WITH made AS (SELECT * FROM '{made}') {sql}) TO '{target}' (FORMAT PARQUET)")
    return target
