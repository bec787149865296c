"""How a spreadsheet wrote the dates of a text, when they are not as an export writes them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from billing.intake.source_columns import SourceColumns
from billing.intake.timestamps import (
    ORDERS,
    iso_time,
    of_programs,
    ordered_date,
    other_time,
    plausible,
    whole_month,
)
from finops_core.errors import BillError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

REWRITTEN = "A spreadsheet has rewritten the dates of this file; its costs may have been rounded too."

OTHER = "other"
"""The dates are in no order to find out: months by name, day numbers."""

NUMBERS = "numbers"
"""The dates are numbers such as `20240924`, or have their year first in another way than ISO 8601 has it."""

_COLUMNS = (
    ("ChargePeriodStart", "ChargePeriodEnd", "BillingPeriodStart", "BillingPeriodEnd"),
    (
        *("lineItem/UsageStartDate", "lineItem/UsageEndDate"),
        *("bill/BillingPeriodStartDate", "bill/BillingPeriodEndDate"),
    ),
)
"""Start and end of a charge, start and end of its billing period, for each family of exports."""


def date_columns(columns: SourceColumns) -> tuple[str, ...]:
    """The columns of dates that a file has its charges by."""
    return next(names for names in _COLUMNS if columns.has(names[0]))


def date_order(connection: "DuckDBPyConnection", columns: SourceColumns, table: str, name: str) -> str:
    """One of `ORDERS`, `OTHER` or `NUMBERS`; empty when all charges have dates as exports write them.

    `table` holds the cleaned columns. Raises BillError for dates that can be read in two ways.
    """
    names = date_columns(columns)
    if not _odd(connection, columns, table, names[0]):
        return _order_of_periods(connection, columns, table, name)
    return _written_order(connection, columns, table, name)


def _order_of_periods(connection: "DuckDBPyConnection", columns: SourceColumns, table: str, name: str) -> str:
    """The order of a file whose charges are dated as exports do, and perhaps not its billing periods."""
    period = date_columns(columns)[2]
    if not columns.has(period) or not _odd(connection, columns, table, period):
        return ""
    try:
        return _written_order(connection, columns, table, name)
    except BillError:
        return ""  # the charges themselves can be read, and that their periods cannot is said


def _written_order(connection: "DuckDBPyConnection", columns: SourceColumns, table: str, name: str) -> str:
    names = date_columns(columns)
    values = f"""(SELECT v FROM (SELECT unnest([{", ".join(columns.text(name) for name in names)}]) AS v FROM {table})
                  WHERE v IS NOT NULL AND {iso_time("v")} IS NULL)"""
    dated = f"{values} WHERE regexp_matches(v, '^[0-9]{{1,2}}[-/.][0-9]{{1,2}}[-/.]([0-9]{{2}}|[0-9]{{4}})($| )')"
    if _count(connection, f"(SELECT * FROM {dated})"):
        return _order(connection, columns, names, table, f"(SELECT * FROM {dated})", name)
    if _count(connection, values, f"{other_time('v')} IS NOT NULL AND NOT {of_programs('v')}"):
        return OTHER
    readable = f"coalesce({other_time('v')}, {whole_month('v')}) IS NOT NULL"
    return NUMBERS if _count(connection, values, readable) else ""


def rewritten(order: str) -> bool:
    """Whether dates so written come from a spreadsheet."""
    return order in (*ORDERS, OTHER)


def _order(
    connection: "DuckDBPyConnection", columns: SourceColumns, names: Sequence[str], table: str, dated: str, name: str
) -> str:
    """The only order in which all dates are dates and, if need be, billing periods are months around their charges."""
    read = {order: plausible(ordered_date("v", order)) for order in ORDERS}
    possible = [order for order in ORDERS if not _count(connection, dated, f"{read[order]} IS NULL")]
    if not possible:
        raise BillError(f"{name}: some dates have the day first, others the month. Save the dates as 2024-09-30.")
    first = possible[0]
    if not any(_count(connection, dated, f"{read[order]} <> {read[first]}") for order in possible[1:]):
        return first
    monthly = [order for order in possible if _bills_by_month(connection, columns, names, table, order)]
    if len(monthly) != 1:
        raise BillError(f"{name}: dates such as 9/1/2024 can be read in two ways here. Save the dates as 2024-09-01.")
    return monthly[0]


def _bills_by_month(
    connection: "DuckDBPyConnection", columns: SourceColumns, names: Sequence[str], table: str, order: str
) -> bool:
    """Whether all charges have a billing period as long as a month, and lie in it, when dates are read in an order."""
    read = SourceColumns(columns.all, order)
    start, _, period_start, period_end = (read.time(name) for name in names)
    length = f"date_diff('day', {period_start}, {period_end})"
    fits = f"{length} BETWEEN 27 AND 32 AND {start} >= {period_start} AND {start} <= {period_end}"
    return not _count(connection, table, f"{start} IS NOT NULL AND NOT coalesce({fits}, FALSE)")


def _odd(connection: "DuckDBPyConnection", columns: SourceColumns, table: str, name: str) -> bool:
    """Whether a column has a date that is not as exports write it; each one is looked at once.

    What is a time already is as it should be, also beside others that are texts.
    """
    column = columns.find(name)
    if column is None or column.is_time:
        return False
    distinct = f"(SELECT DISTINCT {columns.text(name)} FROM {table})"
    return bool(_count(connection, distinct, f"{columns.text(name)} IS NOT NULL AND {columns.time(name)} IS NULL"))


def _count(connection: "DuckDBPyConnection", rows: str, where: str = "TRUE") -> int:
    found = connection.execute(f"SELECT count(*) FROM {rows} WHERE {where}").fetchone()
    return int(found[0]) if found else 0
