"""The view over a file's rows in the columns of `charges`, alike for every kind of file."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from billing.intake.charges import COST_COLUMNS, QUANTITY_COLUMNS, READ_COLUMNS, Expressions
from billing.intake.cost_explorer import cost_explorer_expressions
from billing.intake.cur import AMOUNTS as CUR_AMOUNTS
from billing.intake.cur import cur_expressions
from billing.intake.focus import focus_expressions
from billing.intake.layout import Format, Layout, recognised, unrecognised
from billing.intake.other_datasets import PERIOD_COLUMNS, Dataset, SideFile, period_statuses
from billing.intake.source_columns import NO_TIME, NULL, SourceColumn, SourceColumns
from billing.intake.unpack import Readable

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FEW_ROWS = 5_000
"""Of so many rows or fewer, what a file's columns come to is kept."""


NUMBERS = {
    Format.FOCUS: (*COST_COLUMNS, *QUANTITY_COLUMNS, "UsageQuantity"),
    Format.CUR: CUR_AMOUNTS,
    Format.COST_EXPLORER: ("BilledCost", "EffectiveCost", "ConsumedQuantity"),
}
"""The columns in which a spreadsheet or a person may have written numbers for people."""


def shown_name(file: Readable) -> str:
    """A member of an archive is called by its own name once it is known to be a bill."""
    inside = file.place.removeprefix(f"{file.origin.name}/")
    return file.name if inside == file.place else f"{file.origin.name} › {inside[-120:]}"


def text_table(number: int) -> str:
    return f"text_{number}"


def layout_of(file: Readable, columns: tuple[SourceColumn, ...]) -> Layout:
    names = [column.name for column in columns]
    layout = recognised(names)
    if layout is None:
        raise unrecognised(file.name, names)
    return layout


def side_file(
    connection: "DuckDBPyConnection",
    file: Readable,
    dataset: Dataset,
    columns: tuple[SourceColumn, ...],
    relation: Callable[[str], str],
) -> SideFile:
    """Another dataset; `relation` makes a relation with a select list of the file's columns."""
    if dataset is not Dataset.BILLING_PERIOD:
        return SideFile(name=file.name, dataset=dataset)
    found = SourceColumns(columns)
    for column in PERIOD_COLUMNS:
        found.text(column)
        found.time(column)
    rows = relation(found.projection())
    return SideFile(name=file.name, dataset=dataset, periods=period_statuses(connection, found, rows))


def names_of(columns: Sequence[SourceColumn]) -> tuple[str, ...]:
    return tuple(column.name for column in columns)


def expressions_of(columns: SourceColumns, layout: Layout, *, has_net: bool) -> Expressions:
    if layout.format is Format.FOCUS:
        return focus_expressions(columns)
    if layout.format is Format.COST_EXPLORER:
        return cost_explorer_expressions(columns)
    return cur_expressions(columns, has_net=has_net)


def create_view(
    connection: "DuckDBPyConnection", number: int, e: Expressions, source: str, own: Sequence[str], rows: int
) -> None:
    """The columns of every file, and those of the export's `own`; of a small file they are worked out once and kept.

    Every scan of the view plans all that its columns are made of, which takes longer than to read a few rows.
    """
    columns = ", ".join((*(f'{_typed(name, e[name])} AS "{name}"' for name in READ_COLUMNS), *own))
    select = f"SELECT {columns}, {number} AS x_File, x_Place FROM {source}"
    if rows <= FEW_ROWS:
        connection.execute(f"CREATE TABLE {kept_table(number)} AS {select}")
        select = f"SELECT * FROM {kept_table(number)}"
    connection.execute(f"CREATE VIEW file_{number} AS {select}")


def kept_table(number: int) -> str:
    return f"kept_{number}"


def _typed(name: str, sql: str) -> str:
    """A column without values would have the type of a number in a table."""
    if sql != NULL:
        return sql
    return "CAST(NULL AS MAP(VARCHAR, VARCHAR))" if name == "Tags" else "CAST(NULL AS VARCHAR)"


def absent(e: Expressions) -> frozenset[str]:
    return frozenset(name for name in READ_COLUMNS if e[name] in (NULL, NO_TIME))


def has_net_costs(
    connection: "DuckDBPyConnection", columns: SourceColumns, source: str, *, cleaned: bool = False
) -> bool:
    """Whether a report's net columns hold values; their names alone come with every report."""
    if not columns.has("line_item_net_unblended_cost"):
        return False
    net = columns.text("line_item_net_unblended_cost")
    rows = source if cleaned else f"(SELECT {columns.projection()} FROM {source})"
    return _is_true(connection, f"SELECT count({net}) > 0 FROM {rows}")


def count_rows(connection: "DuckDBPyConnection", source: str) -> int:
    """Asked of the source and not of a view over it: Parquet knows, and a table too."""
    row = connection.execute(f"SELECT count(*) FROM {source}").fetchone()
    return int(row[0]) if row else 0


def _is_true(connection: "DuckDBPyConnection", sql: str) -> bool:
    row = connection.execute(sql).fetchone()
    return bool(row and row[0])


def has_currency(columns: SourceColumns) -> bool:
    return columns.has("BillingCurrency") or columns.has("line_item_currency_code")
