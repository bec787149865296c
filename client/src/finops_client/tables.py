"""Table cells as Python values, and a table as a pandas frame. pandas is only imported when asked for."""

import importlib
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from finops_client.csv_text import csv_text
from finops_client.errors import MissingDependency

Cell = str | None
"""A table cell as text; None is "no value"."""

Value = Decimal | date | datetime | str | None


class ColumnLike(Protocol):
    """What is read of a column: `answers.Column` has it."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def unit(self) -> str: ...


class TableLike(Protocol):
    """What is read of a table: `answers.TableBlock` has it."""

    @property
    def title(self) -> str: ...
    @property
    def columns(self) -> Sequence[ColumnLike]: ...
    @property
    def rows(self) -> Sequence[Sequence[str | None]]: ...
    @property
    def total_rows(self) -> int: ...


def to_value(kind: str, cell: str | None) -> Value:
    """A cell as `Decimal` (money, number, percent as a fraction), `date` or `datetime`, or text.

    Text that is not of its column's kind stays text: a cell is never lost to a parse error.
    """
    if cell is None:
        return None
    try:
        match kind:
            case "money" | "number" | "percent":
                return Decimal(cell)
            case "date":
                return date.fromisoformat(cell) if len(cell) == len("2026-01-01") else datetime.fromisoformat(cell)
            case _:
                return cell
    except (InvalidOperation, ValueError):
        return cell


def to_columns(table: TableLike) -> dict[str, list[Value]]:
    """The shown rows by column label; a label that comes twice is told apart by its key."""
    labels = [column.label for column in table.columns]
    names = [
        f"{column.label} ({column.key})" if labels.count(column.label) > 1 else column.label for column in table.columns
    ]
    return {
        name: [to_value(column.kind, row[position]) for row in table.rows]
        for position, (name, column) in enumerate(zip(names, table.columns, strict=True))
    }


def to_csv(table: TableLike) -> str:
    """The shown rows as CSV with exact values, safe to be opened in a spreadsheet: no name is run as a formula."""
    header = [f"{column.label} ({column.unit})" if column.unit else column.label for column in table.columns]
    return csv_text(header, table.rows)


def to_dataframe(table: TableLike) -> Any:
    """A pandas DataFrame of the shown rows; money stays `Decimal` (dtype object), so sums stay exact.

    Names are as the bill has them: for a spreadsheet take `to_csv` here, which keeps formulas in them from running.
    `frame.attrs` holds the title, the units by column and the count of all rows.
    Raises MissingDependency without pandas.
    """
    try:
        pandas: Any = importlib.import_module("pandas")
    except ImportError as missing:
        raise MissingDependency("to_dataframe() needs pandas: pip install 'finops-agent-client[pandas]'") from missing
    columns = to_columns(table)
    frame = pandas.DataFrame(columns, dtype=object)
    units = {name: column.unit for name, column in zip(columns, table.columns, strict=True) if column.unit}
    frame.attrs.update(title=table.title, units=units, total_rows=table.total_rows)
    return frame
