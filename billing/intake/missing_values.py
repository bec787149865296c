"""Values that counted rows lack: what is said about costs, quantities and tags that are empty, unread or rounded."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from billing.intake.amounts import DecimalType
from billing.intake.charges import AMOUNT_COLUMNS, EFFECTIVE_ADDEND
from billing.intake.finishing import Part
from billing.intake.left_out import SPAN, billed_amount, left_out_reason, period_of, unfit
from billing.intake.long_texts import CUT_NOTE, MAX_TEXT_CHARS
from billing.intake.survey import NO_CURRENCY, Survey
from billing.query import BillProblem

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_UNPRICED = ("ListCost", "ContractedCost")
"""Many charges have no such price, so its absence is no fault of the bill."""


def problems_of_values(
    connection: "DuckDBPyConnection", part: Part, types: Mapping[str, DecimalType], currency: str
) -> list[BillProblem]:
    """What a reader should know about a file's values although its rows are counted.

    `currency` is that of rows which state none.
    """
    file, found = part.file, part.survey
    said = [_missing_price(part, name, types[name]) for name in _UNPRICED]
    said += [_missing_effective(connection, part, types, currency)]
    quantity = found.unfit("ConsumedQuantity", types["ConsumedQuantity"])
    said += [_noted(part, "ConsumedQuantity", "is no number, so it is not counted,", quantity)]
    said += [_rounded(part, name, types[name]) for name in AMOUNT_COLUMNS]
    said += [_noted(part, column, what, found.noted[label]) for label, (column, what) in _labels(found)]
    said += [_open_dates(connection, part)]
    if found.has_long_tags or any(len(key) > MAX_TEXT_CHARS for key in found.tag_keys):
        said.append(BillProblem(message=f"Tags: a key or value {CUT_NOTE}.", file=file.name, column="Tags"))
    said += [_no_currency(part, currency)]
    return [problem for problem in said if problem is not None]


def _labels(found: Survey) -> list[tuple[str, tuple[str, str]]]:
    told = (label for label in found.noted if label != NO_CURRENCY)
    return [(label, (column, what)) for label in told for column, _, what in [label.partition("|")]]


def _no_currency(part: Part, currency: str) -> BillProblem | None:
    """Rows that state no currency, in which of the others they are counted."""
    file, found = part.file, part.survey
    if found.rows and not file.has_currency:
        message, column = "No currency is stated; US dollars are assumed.", "BillingCurrency"
        return BillProblem(message=message, file=file.name, column=column, affected=found.rows)
    if not found.currencies and found.noted[NO_CURRENCY] and currency == "USD":
        return _noted(part, "BillingCurrency", "is empty, and US dollars are assumed,", found.noted[NO_CURRENCY])
    what = (
        "is empty, and no other row says which it is," if currency == "XXX" else f"is empty, and {currency} is assumed,"
    )
    return _noted(part, "BillingCurrency", what, found.noted[NO_CURRENCY], notice=currency != "XXX")


def _open_dates(connection: "DuckDBPyConnection", part: Part) -> BillProblem | None:
    """Charges dated 9999-12-31 or 0001-01-01 count in full, but do not say how far the bill goes."""
    if not part.survey.open_times:
        return None
    row = connection.execute(
        f"SELECT min(x_Place), arg_min(x_OpenTime, x_Place) FROM {part.file.view} "
        f"WHERE x_OpenTime IS NOT NULL AND ({part.where})"
    ).fetchone()
    place, time = row or (0, None)
    count, rows = part.survey.open_times, part.survey.rows
    return BillProblem(
        message=f"A charge's date such as {str(time)[:10]} is no date but an open end in {count} of {rows} rows.",
        file=part.file.name,
        row=part.file.first_row + int(place),
        column="ChargePeriodEnd",
        affected=count,
        notice=True,
    )


def _noted(part: Part, column: str, what: str, count: int, *, notice: bool = False) -> BillProblem | None:
    if not count:
        return None
    return BillProblem(
        message=f"{column} {what} in {count} of {part.survey.rows} rows.",
        file=part.file.name,
        column=column,
        affected=count,
        notice=notice,
    )


def _missing_price(part: Part, name: str, kind: DecimalType) -> BillProblem | None:
    empty, unread = part.survey.empty[name], part.survey.unfit(name, kind)
    what = "is empty or no number" if unread else "is empty"
    return _noted(part, name, what, empty + unread, notice=True)


def _rounded(part: Part, name: str, kind: DecimalType) -> BillProblem | None:
    return _noted(
        part, name, f"was rounded to {kind.after} digits behind the point", part.survey.rounded(name, kind), notice=True
    )


def _missing_effective(
    connection: "DuckDBPyConnection", part: Part, types: Mapping[str, DecimalType], currency: str
) -> BillProblem | None:
    """Sums of effective cost lack these rows altogether, so what they bill is said."""
    name = "EffectiveCost"
    kind, found = types[name], part.survey
    if not found.empty[name] + found.unfit(name, kind) + found.unfit(EFFECTIVE_ADDEND, types[EFFECTIVE_ADDEND]):
        return None
    lacks = f'("{name}" IS NULL OR {unfit(name, kind)} OR {unfit(EFFECTIVE_ADDEND, types[EFFECTIVE_ADDEND])})'
    rows = f"{lacks} AND ({part.where}) AND ({left_out_reason(types)}) IS NULL"
    counted = connection.execute(f"SELECT count(*), {SPAN} FROM {part.file.view} WHERE {rows}").fetchone()
    count, start, end = counted or (0, None, None)
    if not count:
        return None
    what = "is empty" if count <= found.empty[name] else "is empty or no number"
    return BillProblem(
        message=f"{name} {what} in {count} of {found.rows} rows.",
        file=part.file.name,
        column=name,
        affected=int(count),
        amount=billed_amount(connection, part.file.view, rows, currency),
        period=period_of(start, end),
    )
