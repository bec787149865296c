"""A Parquet file as a view: read where it lies, column by column."""

from typing import TYPE_CHECKING, Any

from billing.intake.column_gaps import lacking, repeated_columns
from billing.intake.currency_words import codes_of
from billing.intake.custom_columns import CustomColumns, choose, read_candidates
from billing.intake.focus import exact_amounts
from billing.intake.layout import Format, Layout
from billing.intake.number_marks import decimal_marks
from billing.intake.other_datasets import SideFile, other_dataset
from billing.intake.source_columns import SourceColumn, SourceColumns, literal, quoted
from billing.intake.source_file import ReadFile
from billing.intake.source_view import (
    NUMBERS,
    absent,
    count_rows,
    create_view,
    expressions_of,
    has_currency,
    has_net_costs,
    layout_of,
    names_of,
    shown_name,
    side_file,
)
from billing.intake.spreadsheet_dates import REWRITTEN, date_columns, date_order, rewritten
from billing.intake.tags import understand_texts
from billing.intake.unpack import Bomb, Growth, Readable
from billing.query import BillProblem
from finops_core.errors import BillError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_PLACE = "file_row_number"
"""DuckDB's own column of a Parquet reader."""


def read_parquet(connection: "DuckDBPyConnection", file: Readable, number: int) -> ReadFile | SideFile:
    path = literal(str(file.path))
    _check_growth(connection, file, path)
    described: list[tuple[Any, ...]] = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({path})").fetchall()
    columns = tuple(SourceColumn(name=n, identifier=quoted(n), type=str(t)) for n, t, *_ in described)
    dataset = other_dataset(column.name for column in columns)
    if dataset is not None:
        return side_file(
            connection, file, dataset, columns, lambda wanted: f"(SELECT {wanted} FROM read_parquet({path}))"
        )
    layout = layout_of(file, columns)
    numbered = _PLACE not in {column.name.lower() for column in columns}
    source = f"read_parquet({path}, {_PLACE} = {str(numbered).lower()})"
    order = _date_order_of_texts(connection, columns, source, file.name)
    found = SourceColumns(columns, order)
    has_net = has_net_costs(connection, found, source)
    alone = SourceColumns(columns)
    currency = alone.currency()
    found.read_currencies(codes_of(connection, f"(SELECT {alone.projection()} FROM {source})", currency))
    currency, numbers = found.currency(), found.texts(NUMBERS[layout.format])
    if numbers:
        texts = f"(SELECT {found.projection()} FROM {source})"
        found.read_numbers(decimal_marks(connection, texts, numbers, currency))
    custom = _custom_of_parquet(connection, found, layout, source)
    own = custom.selected(found)
    e = expressions_of(found, layout, has_net=has_net)
    place = _PLACE if numbered else "row_number() OVER () - 1"
    rows = f"(SELECT {found.projection()}, {place} AS x_Place FROM {source})"
    count = count_rows(connection, source)
    if not count:
        raise BillError(f"{file.name}: the file has columns but no rows.")
    create_view(connection, number, e, found.derivation(understand_texts(connection, found, rows)), own, count)
    return ReadFile(
        number=number,
        name=shown_name(file),
        place=file.place,
        modified=file.modified,
        origin=file.origin,
        kind=file.kind,
        layout=layout,
        left_out=0,
        first_row=1,
        identities=found.identity(source, place, projected=False),
        problems=(
            *((BillProblem(message=REWRITTEN, file=file.name),) if rewritten(order) else ()),
            *repeated_columns(found, file.name),
            *custom.notes(file.name),
        ),
        custom=names_of(custom.offered),
        custom_others=names_of(custom.others),
        has_currency=has_currency(found),
        exact=exact_amounts(found) if layout.format is Format.FOCUS else {},
        absent=absent(e),
        lacks=lacking(layout, found),
    )


def _custom_of_parquet(
    connection: "DuckDBPyConnection", found: SourceColumns, layout: Layout, source: str
) -> CustomColumns:
    """Columns of the export's own in a Parquet file, of which nothing but them is read for this."""
    if layout.format is not Format.FOCUS:
        return CustomColumns()
    tried = SourceColumns(found.all)
    expressions_of(tried, layout, has_net=False)
    candidates = read_candidates(tried)
    alone = SourceColumns(found.all)
    for column in candidates.read:
        alone.cleaned(column)
    return choose(connection, alone, candidates, lambda: f"(SELECT {alone.projection()} FROM {source})")


def _date_order_of_texts(
    connection: "DuckDBPyConnection", columns: tuple[SourceColumn, ...], source: str, name: str
) -> str:
    """How a Parquet file writes its dates, where it has them as texts or numbers."""
    found = SourceColumns(columns)
    names = date_columns(found)
    start = found.find(names[0])
    if start is None or start.is_time:
        return ""
    for column in names:
        # Whatever is asked for before is in the projection.
        found.text(column)
        found.time(column)
    return date_order(connection, found, f"(SELECT {found.projection()} FROM {source})", name)


MANY_ROWS, MAX_ROWS_A_BYTE = 5_000_000, 20


def _check_growth(connection: "DuckDBPyConnection", file: Readable, path: str) -> None:
    """Parquet unpacks twice: its pages, and runs of equal values. Raises Bomb before either happens."""
    packed = file.path.stat().st_size
    sizes = connection.execute(f"SELECT sum(total_uncompressed_size) FROM parquet_metadata({path})").fetchone()
    Growth(file.name, packed).add(int(sizes[0] or 0) if sizes else 0)
    counted = connection.execute(f"SELECT num_rows FROM parquet_file_metadata({path})").fetchone()
    rows = int(counted[0]) if counted else 0
    if rows > MANY_ROWS and rows > packed * MAX_ROWS_A_BYTE:
        raise Bomb(f"{file.name}: claims {rows:,} rows in {packed:,} bytes, which no billing export has.")
