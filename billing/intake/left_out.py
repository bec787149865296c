"""Rows that cannot be counted: which they are, and what is said about them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from billing.intake.amounts import DecimalType, digit_key
from billing.intake.charges import COST_COLUMNS, EFFECTIVE_ADDEND
from billing.intake.reading import ReadFile
from billing.intake.survey import COUNTED, lower
from billing.query import BillProblem

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def left_out_reason(types: Mapping[str, DecimalType]) -> str:
    """SQL: why a row of a file's view cannot be counted, as `column|reason`, or NULL."""
    whens = [
        "WHEN \"ChargePeriodStart\" IS NULL THEN 'ChargePeriodStart|has no date that can be read'",
        "WHEN \"BilledCost\" IS NULL THEN 'BilledCost|is empty'",
    ]
    for name in COUNTED:
        shown = "EffectiveCost" if name == EFFECTIVE_ADDEND else name
        whens.append(f"WHEN {unfit(name, types[name])} THEN '{shown}|is no number that can be added exactly'")
    return f"CASE {' '.join(whens)} END"


def unfit(name: str, kind: DecimalType) -> str:
    """SQL: whether a text is there and its exact value does not fit the type."""
    key = f"({digit_key(lower(name))})"
    return f'("{name}" IS NOT NULL AND coalesce({key} // 1000 > {kind.before} OR {key} % 1000 > {kind.after}, TRUE))'


def problems_of_rows(
    connection: "DuckDBPyConnection", file: ReadFile, types: Mapping[str, DecimalType], where: str
) -> list[BillProblem]:
    """The rows left out of those that meet a condition, by reason, with the first one's place and value."""
    values = ", ".join(f'min_by("{name}", x_Place)' for name in COST_COLUMNS)
    found = connection.execute(
        f"""SELECT reason, count(*), min(x_Place), {values}
            FROM (SELECT *, {left_out_reason(types)} AS reason FROM {file.view} WHERE {where})
            WHERE reason IS NOT NULL GROUP BY reason ORDER BY reason"""
    ).fetchall()
    problems: list[BillProblem] = []
    for reason, count, place, *firsts in found:
        column, why = str(reason).split("|", 1)
        first: dict[str, object] = dict(zip(COST_COLUMNS, firsts, strict=True))
        problems.append(
            BillProblem(
                message=f"Left out: {column}{_shown(first.get(column))} {why}.",
                file=file.name,
                row=file.first_row + int(place),
                column=column,
                rows=int(count),
            )
        )
    return problems


def _shown(value: object) -> str:
    """A value from the file for a message: short, and without control characters."""
    if value is None:
        return ""
    text = "".join(c for c in str(value) if c.isprintable())
    return f" {text[:40]!r}"
