"""Rows that cannot be counted: which they are, what they bill, and what is said about them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from billing.intake.amounts import MAX_DIGITS, DecimalType, digit_key
from billing.intake.charges import COST_COLUMNS
from billing.intake.source_file import ReadFile
from billing.intake.survey import lower
from billing.query import BillProblem
from finops_core.values import Period

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def left_out_reason(types: Mapping[str, DecimalType]) -> str:
    """SQL: why a row of a file's view cannot be counted, as `column|reason`, or NULL."""
    whens = [
        "WHEN \"ChargePeriodStart\" IS NULL THEN 'ChargePeriodStart|has no date that can be read'",
        "WHEN \"BilledCost\" IS NULL THEN 'BilledCost|is empty'",
    ]
    whens.append(f"WHEN {unfit('BilledCost', types['BilledCost'])} THEN 'BilledCost|is no amount that can be read'")
    return f"CASE {' '.join(whens)} END"


def unfit(name: str, kind: DecimalType) -> str:
    """SQL: whether a text is there and is no amount that the type can hold."""
    return f'("{name}" IS NOT NULL AND coalesce(({digit_key(lower(name))}) // 1000 > {kind.before}, TRUE))'


def problems_of_rows(
    connection: "DuckDBPyConnection", file: ReadFile, types: Mapping[str, DecimalType], where: str, currency: str
) -> list[BillProblem]:
    """The rows left out of those that meet a condition, by reason, with the first one's place and value.

    `currency` is that of rows which state none.
    """
    values = ", ".join(f'min_by("{name}", x_Place)' for name in COST_COLUMNS)
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE left_out AS
            SELECT {left_out_reason(types)} AS reason, * FROM {file.view} WHERE {where} AND reason IS NOT NULL"""
    )
    found = connection.execute(
        f"SELECT reason, count(*), min(x_Place), {values}, {SPAN} FROM left_out GROUP BY reason ORDER BY reason"
    ).fetchall()
    problems: list[BillProblem] = []
    for reason, count, place, *firsts, start, end in found:
        column, why = str(reason).split("|", 1)
        first: dict[str, object] = dict(zip(COST_COLUMNS, firsts, strict=True))
        problems.append(
            BillProblem(
                message=f"Left out: {column}{_shown(first.get(column))} {why}.",
                file=file.name,
                row=file.first_row + int(place),
                column=column,
                rows=int(count),
                amount=billed_amount(connection, "left_out", f"reason = '{reason}'", currency),
                period=period_of(start, end),
            )
        )
    connection.execute("DROP TABLE left_out")
    return problems


SPAN = 'min("ChargePeriodStart"), max("ChargePeriodStart")'
"""SQL: when rows' charges lie, for `period_of`."""


def period_of(first: datetime | None, last: datetime | None) -> Period | None:
    """The days from the first to the last start of a charge; None when no date can be read."""
    return Period(first.date(), last.date() + timedelta(days=1)) if first and last else None


_READABLE = (
    f"CASE WHEN {digit_key(lower('BilledCost'))} IS NOT NULL "
    f'THEN try_cast("BilledCost" AS DECIMAL({MAX_DIGITS}, 12)) END'
)
"""Good for a message: amounts that no bill has are left out of the sum, so that it cannot overflow."""


def billed_amount(connection: "DuckDBPyConnection", table: str, where: str, currency: str) -> Mapping[str, Decimal]:
    """What rows of a view bill by currency, as far as their amounts can be read."""
    found: Sequence[tuple[str, Decimal | None]] = connection.execute(
        f"""SELECT upper(coalesce("BillingCurrency", ?)), sum(amount) FILTER (abs(amount) < 1e15)
            FROM (SELECT *, {_READABLE} AS amount FROM {table} WHERE {where}) GROUP BY 1 ORDER BY 1""",
        [currency],
    ).fetchall()
    return {unit: amount for unit, amount in found if amount is not None}


def _shown(value: object) -> str:
    """A value from the file for a message: short, and without control characters."""
    if value is None:
        return ""
    text = "".join(c for c in str(value) if c.isprintable())
    return f" {text[:40]!r}"
