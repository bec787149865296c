"""A made bill as a file: usage written by hour or day, as CUR 2.0, as legacy CUR or as FOCUS, in DuckDB."""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import duckdb

from tests.evals.planted_waste.kinds import KINDS
from tests.evals.planted_waste.planting import Planted
from tests.evals.planted_waste.usage import PRODUCTS, Place, Span, Usage

FORMS: Final = ("cur-hourly", "cur-daily", "focus-daily", "focus-hourly", "legacy-daily")


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeBill:
    """What a bill has in it."""

    span: Span
    planted: tuple[Planted, ...]

    @property
    def usage(self) -> list[Usage]:
        return [one for each in self.planted for one in (*each.usage, *each.beside, *each.lookalikes)]


def make_bill(seed: int, kinds: Sequence[str] = tuple(KINDS), copies: int = 1) -> MadeBill:
    """The same bill for the same seed: each kind so many times, in regions, accounts and sizes of its own."""
    rng = random.Random(seed)
    end = rng.choice((date(2026, 6, 1), date(2026, 7, 1), date(2026, 5, 1), date(2026, 6, 19)))
    span = Span(start=end - timedelta(days=rng.choice((92, 100))), end=end)
    planted = tuple(KINDS[name](Place(rng, span, _free_region(rng))) for name in kinds for _ in range(copies))
    return MadeBill(span=span, planted=planted)


def _free_region(rng: random.Random) -> str:
    """Any region but the one that look-alikes without a price are in."""
    return rng.choice(("us-east-1", "us-east-2", "us-west-2", "eu-west-1", "eu-central-1", "ap-southeast-2"))


def write_bill(made: MadeBill, form: str, path: Path, seed: int = 0) -> Path:
    """Writes the bill as one Parquet or CSV file, told by the path's suffix."""
    layout, _, grain = form.partition("-")
    with duckdb.connect() as connection:
        connection.execute(_USAGE_TABLE)
        connection.executemany(
            f"INSERT INTO usage VALUES ({', '.join('?' * 24)})", [_row(one, made.span) for one in made.usage]
        )
        connection.execute(_PLANS)
        connection.execute(_hours(made.span))
        connection.execute(_CHARGES.format(grain="day" if grain == "daily" else "hour"))
        columns = _LAYOUTS[layout](random.Random(seed))
        selected = ", ".join(f'{sql} AS "{name}"' for name, sql in columns.items())
        kind = "PARQUET" if path.suffix == ".parquet" else "CSV, HEADER"
        rows = _focus_rows() if layout == "focus" else "charge"
        connection.execute(f"COPY (SELECT {selected} FROM {rows}) TO '{path}' (FORMAT {kind})")
    return path


_USAGE_TABLE: Final = """CREATE TABLE usage (
    service VARCHAR, product VARCHAR, usage_type VARCHAR, resource VARCHAR, per_hour DOUBLE, price DOUBLE,
    region VARCHAR, account VARCHAR, unit VARCHAR, operation VARCHAR, description VARCHAR, kind VARCHAR,
    covered_by VARCHAR, effective DOUBLE, first TIMESTAMP, until TIMESTAMP, hours INTEGER[], weekdays INTEGER[],
    jitter DOUBLE, busy INTEGER, busy_times DOUBLE, tags VARCHAR, environment VARCHAR, cluster VARCHAR)"""


def _row(one: Usage, span: Span) -> list[Any]:
    text = one.description or f"${one.price} per {one.unit}"
    return [
        one.service, PRODUCTS.get(one.service, one.service), one.usage_type, one.resource, one.per_hour,
        float(one.price), one.region, one.account, one.unit, one.operation, text, one.kind, one.covered_by,
        one.effective, one.first or span.start, one.until or span.end, sorted(one.hours), sorted(one.weekdays),
        one.jitter, one.busy, one.busy_times, json.dumps(dict(one.tags)), one.tags.get("environment", ""),
        one.tags.get("cluster", ""),
    ]  # fmt: skip


_PLANS: Final = """CREATE TABLE plan AS
    SELECT covered_by, sum(effective) AS used FROM usage WHERE covered_by <> '' GROUP BY covered_by"""


def _hours(span: Span) -> str:
    return f"""CREATE TABLE hourly AS
        SELECT usage.*, h AS moment, coalesce(plan.used, 0) AS plan_used,
               per_hour * (1 + jitter * ((hash(resource || usage_type || h::VARCHAR) % 2001) / 1000.0 - 1))
               * CASE WHEN busy = isodow(h) THEN busy_times ELSE 1 END AS quantity
        FROM usage LEFT JOIN plan USING (covered_by),
             range(TIMESTAMP '{span.start}', TIMESTAMP '{span.end}', INTERVAL 1 HOUR) AS hours(h)
        WHERE h >= first AND h < until AND list_contains(hours, hour(h)) AND list_contains(weekdays, isodow(h))"""


_OWN: Final = """service, product, usage_type, resource, region, account, unit, operation, description, kind,
    covered_by, tags, environment, cluster"""
_CHARGES: Final = f"""CREATE TABLE charge AS
    SELECT {_OWN}, date_trunc('{{grain}}', moment) AS start,
           date_trunc('{{grain}}', moment) + INTERVAL 1 {{grain}} AS until,
           round(sum(quantity), 10) AS quantity, round(sum(quantity * price), 10) AS list,
           round(sum(effective), 10) AS effective,
           round(sum(CASE WHEN kind = 'SavingsPlanRecurringFee' THEN quantity * price ELSE 0 END), 10) AS commitment,
           round(sum(plan_used), 10) AS used
    FROM hourly GROUP BY {_OWN}, date_trunc('{{grain}}', moment)"""


def _cur(rng: random.Random) -> Mapping[str, str]:
    month = "date_trunc('month', start)"
    columns = {
        "bill_billing_period_start_date": month,
        "bill_billing_period_end_date": f"{month} + INTERVAL 1 MONTH",
        "bill_payer_account_id": "'999988887777'",
        "line_item_usage_account_id": "account",
        "line_item_usage_start_date": "start",
        "line_item_usage_end_date": "until",
        "line_item_line_item_type": "kind",
        "line_item_product_code": "service",
        "line_item_usage_type": "usage_type",
        "line_item_operation": "operation",
        "line_item_resource_id": "resource",
        "line_item_usage_amount": "quantity",
        "line_item_currency_code": "'USD'",
        "line_item_unblended_cost": "list",
        "line_item_line_item_description": "description",
        "pricing_public_on_demand_cost": "CASE WHEN commitment > 0 THEN 0 ELSE list END",
        "pricing_unit": "unit",
        "savings_plan_savings_plan_a_r_n": "covered_by",
        "savings_plan_savings_plan_effective_cost": "effective",
        "savings_plan_total_commitment_to_date": "commitment",
        "savings_plan_used_commitment": "CASE WHEN commitment > 0 THEN used ELSE 0 END",
    }
    if rng.random() < 0.7:
        columns["product_region_code"] = "region"
        columns["product"] = "json_object('product_name', product, 'region', region)"
    else:
        columns["line_item_availability_zone"] = "region || 'a'"
    tags = (
        "regexp_replace(tags, '\"(environment|cluster)\":', '\"user_\\1\":', 'g')",
        "tags",
    )
    columns["resource_tags"] = rng.choice(tags)
    return columns


def _legacy(rng: random.Random) -> Mapping[str, str]:
    """The same with the names of legacy reports, and a column a tag."""

    def named(name: str) -> str:
        area, _, rest = (
            name.replace("line_item_", "lineItem_", 1).replace("savings_plan_", "savingsPlan_", 1).partition("_")
        )
        return f"{area}/{''.join(part.capitalize() for part in rest.split('_'))}"

    columns = {named(name): sql for name, sql in _cur(rng).items() if name not in ("resource_tags", "product")}
    return {
        **columns,
        "product/ProductName": "product",
        "product/region": "region",
        "resourceTags/user:environment": "environment",
        "resourceTags/user:cluster": "cluster",
    }


def _focus_rows() -> str:
    """Fees become purchases, and what a plan did not use a row of its own."""
    return """(SELECT *, 'Usage' AS category, '' AS status, list AS cost FROM charge
            WHERE commitment = 0 AND covered_by = ''
        UNION ALL SELECT *, 'Usage', 'Used', 0 FROM charge WHERE commitment = 0 AND covered_by <> ''
        UNION ALL SELECT *, 'Purchase', '', list FROM charge WHERE commitment > 0
        UNION ALL SELECT * REPLACE (commitment - used AS effective), 'Usage', 'Unused', 0 FROM charge
            WHERE commitment > used) AS charge"""


def _focus(rng: random.Random) -> Mapping[str, str]:
    month = "date_trunc('month', start)"
    unused = "status = 'Unused'"
    columns = {
        "BillingAccountId": "'999988887777'",
        "BillingPeriodStart": month,
        "BillingPeriodEnd": f"{month} + INTERVAL 1 MONTH",
        "ChargePeriodStart": "start",
        "ChargePeriodEnd": "until",
        "BillingCurrency": "'USD'",
        "BilledCost": "cost",
        "EffectiveCost": "CASE WHEN category = 'Purchase' THEN 0 WHEN covered_by <> '' THEN effective ELSE list END",
        "ListCost": f"CASE WHEN {unused} OR category = 'Purchase' THEN 0 ELSE list END",
        "ContractedCost": f"CASE WHEN {unused} THEN 0 ELSE list END",
        "ChargeCategory": "category",
        "ChargeFrequency": "CASE WHEN category = 'Purchase' THEN 'Recurring' ELSE 'Usage-Based' END",
        "ChargeDescription": "description",
        "CommitmentDiscountId": "covered_by",
        "CommitmentDiscountType": "CASE WHEN covered_by <> '' THEN 'Savings Plan' ELSE '' END",
        "CommitmentDiscountStatus": "status",
        "ProviderName": "'AWS'",
        "PublisherName": "'AWS'",
        "ServiceName": "product",
        "SubAccountId": "account",
        "RegionId": "region",
        "ResourceId": f"CASE WHEN {unused} THEN NULL ELSE resource END",
        "PricingQuantity": "quantity",
        "PricingUnit": "unit",
        "ConsumedQuantity": f"CASE WHEN {unused} OR category = 'Purchase' THEN NULL ELSE quantity END",
        "ConsumedUnit": "unit",
        "x_Operation": "operation",
        "Tags": rng.choice(("tags", "regexp_replace(tags, '\"(environment|cluster)\":', '\"user:\\1\":', 'g')")),
    }
    columns[rng.choice(("x_UsageType", "SkuMeter"))] = "usage_type"
    if rng.random() < 0.6:
        columns["x_ServiceCode"] = "service"
    return columns


_LAYOUTS: Final = {"cur": _cur, "focus": _focus, "legacy": _legacy}
