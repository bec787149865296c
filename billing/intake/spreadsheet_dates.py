"""How a spreadsheet wrote the dates of a CSV, when they are not as an export writes them."""

from typing import TYPE_CHECKING

from billing.intake.source_columns import SourceColumns
from finops_core.errors import BillError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

REWRITTEN = "A spreadsheet has rewritten the dates of this file; its costs may have been rounded too."

_STARTS = ("ChargePeriodStart", "lineItem/UsageStartDate")
_DATE_COLUMNS = (
    *_STARTS,
    *("ChargePeriodEnd", "BillingPeriodStart", "BillingPeriodEnd"),
    *("lineItem/UsageEndDate", "bill/BillingPeriodStartDate", "bill/BillingPeriodEndDate"),
)


def date_order(connection: "DuckDBPyConnection", columns: SourceColumns, table: str, name: str) -> str:
    """`day_first`, `month_first` or `serial`; empty when all charges have dates as exports write them.

    `table` holds the cleaned columns. Raises BillError for dates that can be read in two ways.
    """
    start = next(columns.time(column) for column in _STARTS if columns.has(column))
    row = connection.execute(f"SELECT count(*) FROM {table} WHERE {start} IS NULL").fetchone()
    if not row or not row[0]:
        return ""
    values = ", ".join(columns.text(column) for column in _DATE_COLUMNS if columns.has(column))
    pattern = r"'^(\d{1,2})[/.](\d{1,2})[/.]\d{2,4}\b'"
    row = connection.execute(
        f"""SELECT max(CAST(nullif(first, '') AS INTEGER)), max(CAST(nullif(second, '') AS INTEGER)),
                   bool_or(first <> second), count(nullif(first, '')), count(serial)
            FROM (SELECT regexp_extract(v, {pattern}, 1) AS first, regexp_extract(v, {pattern}, 2) AS second,
                         CASE WHEN regexp_full_match(v, '[2-7][0-9]{{4}}(\\.[0-9]+)?') THEN v END AS serial
                  FROM (SELECT unnest([{values}]) AS v FROM {table}))"""
    ).fetchone()
    first, second, differ, slashes, serials = row or (0, 0, False, 0, 0)
    if slashes:
        return _order_of(int(first), int(second), bool(differ), name)
    return "serial" if serials else ""


def _order_of(first: int, second: int, differ: bool, name: str) -> str:
    if first > 12 and second > 12:
        raise BillError(f"{name}: some dates have the day first, others the month. Save the dates as 2024-09-30.")
    if first <= 12 and second <= 12 and differ:
        raise BillError(f"{name}: dates such as 9/1/2024 can be read in two ways here. Save the dates as 2024-09-01.")
    return "day_first" if first > 12 else "month_first"
