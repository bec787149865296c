"""One readable file as a view over its rows, in the columns of `charges`: every row there, or counted as a reject.

Parquet is read where it lies, column by column. Text is parsed once, into a table of the columns that are needed.
"""

import logging
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from billing.intake.amounts import DecimalType
from billing.intake.charges import COST_COLUMNS, QUANTITY_COLUMNS, READ_COLUMNS, Expressions
from billing.intake.column_gaps import lacking, repeated_columns
from billing.intake.cost_explorer import cost_explorer_expressions
from billing.intake.cur import AMOUNTS as CUR_AMOUNTS
from billing.intake.cur import cur_expressions
from billing.intake.currency_words import codes_of
from billing.intake.custom_columns import Candidates, CustomColumns, choose, read_candidates
from billing.intake.delimited import Delimited, mixes_line_ends, understand
from billing.intake.focus import exact_amounts, focus_expressions
from billing.intake.json_lines import as_delimited, is_json
from billing.intake.layout import Format, Layout, recognised, unrecognised
from billing.intake.locate import BillFile
from billing.intake.number_marks import decimal_marks
from billing.intake.other_datasets import PERIOD_COLUMNS, Dataset, SideFile, other_dataset, period_statuses
from billing.intake.rejects import Reject, notes_on_rejects, parse, refuse_open_quote
from billing.intake.source_columns import NO_TIME, NULL, SourceColumn, SourceColumns, literal, quoted
from billing.intake.spreadsheet_dates import REWRITTEN, date_columns, date_order, rewritten
from billing.intake.tags import understand_texts
from billing.intake.text_end import notes_on_end
from billing.intake.unpack import Bomb, Growth, Kind, Readable, WorkFolder
from billing.query import BillProblem
from finops_core.errors import BillError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

logger = logging.getLogger(__name__)

_PLACE = "file_row_number"
"""DuckDB's own column of a Parquet reader."""
FEW_ROWS = 5_000
"""Of so many rows or fewer, what a file's columns come to is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """One file that can be selected from, as `view`.

    `left_out` rows could not even be parsed. `first_row` is where a reader finds the row of place 0 (a CSV's header
    is row 1). `identities` is a relation of what tells rows apart (`SourceColumns.identity`). `exact` are the amounts
    whose type in the file keeps them exactly, `absent` the columns it lacks, `lacks` what it therefore cannot tell
    (`column_gaps`). `custom` are the columns of its own that are dimensions, `custom_others` those that are none.
    """

    number: int
    name: str
    place: str
    modified: datetime
    origin: BillFile
    kind: Kind
    layout: Layout
    left_out: int
    first_row: int
    identities: str
    problems: tuple[BillProblem, ...] = ()
    has_currency: bool = True
    exact: Mapping[str, DecimalType] = field(default_factory=dict[str, DecimalType])
    absent: frozenset[str] = frozenset()
    custom: tuple[str, ...] = ()
    custom_others: tuple[str, ...] = ()
    lacks: frozenset[int] = frozenset()

    @property
    def view(self) -> str:
        return f"file_{self.number}"


class DamagedFile(BillError):
    """A file that DuckDB cannot read to its end. Its own words are told to nobody: they quote the file."""

    def __init__(self, name: str, place: str, kind: Kind, error: Exception) -> None:
        logger.info("file=%s, error=%s | file cannot be read", name, type(error).__name__)
        what = "Parquet" if kind is Kind.PARQUET else "CSV"
        super().__init__(f"{name}: the file is damaged or cut off, and cannot be read as {what}.")
        self.place = place


@contextmanager
def naming(file: "ReadFile | Readable") -> Generator[None]:
    """DuckDB's errors become DamagedFile; running out of memory says nothing about the file."""
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise DamagedFile(file.name, file.place, file.kind, error) from error


def read(connection: "DuckDBPyConnection", file: Readable, number: int, work: WorkFolder) -> ReadFile | SideFile:
    """Makes the view of file `number`, or reads what lies beside the charges.

    Raises NotAnExport or another BillError, naming the file, when it cannot be read at all.
    """
    with naming(file):
        if file.kind is Kind.PARQUET:
            return _read_parquet(connection, file, number)
        return _read_text(connection, file, number, work)


def forget(connection: "DuckDBPyConnection", number: int) -> None:
    """Removes what reading file `number` made."""
    connection.execute(f"DROP VIEW IF EXISTS file_{number}")
    connection.execute(f"DROP TABLE IF EXISTS {_kept(number)}")
    connection.execute(f"DROP TABLE IF EXISTS {_table(number)}")


def _shown_name(file: Readable) -> str:
    """A member of an archive is called by its own name once it is known to be a bill."""
    inside = file.place.removeprefix(f"{file.origin.name}/")
    return file.name if inside == file.place else f"{file.origin.name} › {inside[-120:]}"


def _table(number: int) -> str:
    return f"text_{number}"


def _layout(file: Readable, columns: tuple[SourceColumn, ...]) -> Layout:
    names = [column.name for column in columns]
    layout = recognised(names)
    if layout is None:
        raise unrecognised(file.name, names)
    return layout


def _side_file(
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


def _read_parquet(connection: "DuckDBPyConnection", file: Readable, number: int) -> ReadFile | SideFile:
    path = literal(str(file.path))
    _check_growth(connection, file, path)
    described: list[tuple[Any, ...]] = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({path})").fetchall()
    columns = tuple(SourceColumn(name=n, identifier=quoted(n), type=str(t)) for n, t, *_ in described)
    dataset = other_dataset(column.name for column in columns)
    if dataset is not None:
        return _side_file(
            connection, file, dataset, columns, lambda wanted: f"(SELECT {wanted} FROM read_parquet({path}))"
        )
    layout = _layout(file, columns)
    numbered = _PLACE not in {column.name.lower() for column in columns}
    source = f"read_parquet({path}, {_PLACE} = {str(numbered).lower()})"
    order = _date_order_of_texts(connection, columns, source, file.name)
    found = SourceColumns(columns, order)
    has_net = _has_net(connection, found, source)
    alone = SourceColumns(columns)
    currency = alone.currency()
    found.read_currencies(codes_of(connection, f"(SELECT {alone.projection()} FROM {source})", currency))
    currency, numbers = found.currency(), found.texts(_NUMBERS[layout.format])
    if numbers:
        texts = f"(SELECT {found.projection()} FROM {source})"
        found.read_numbers(decimal_marks(connection, texts, numbers, currency))
    custom = _custom_of_parquet(connection, found, layout, source)
    own = custom.selected(found)
    e = _expressions(found, layout, has_net=has_net)
    place = _PLACE if numbered else "row_number() OVER () - 1"
    rows = f"(SELECT {found.projection()}, {place} AS x_Place FROM {source})"
    count = _count(connection, source)
    if not count:
        raise BillError(f"{file.name}: the file has columns but no rows.")
    _create_view(connection, number, e, found.derivation(understand_texts(connection, found, rows)), own, count)
    return ReadFile(
        number=number,
        name=_shown_name(file),
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
        custom=_names(custom.offered),
        custom_others=_names(custom.others),
        has_currency=_has_currency(found),
        exact=exact_amounts(found) if layout.format is Format.FOCUS else {},
        absent=_absent(e),
        lacks=lacking(layout, found),
    )


def _names(columns: Sequence[SourceColumn]) -> tuple[str, ...]:
    return tuple(column.name for column in columns)


def _custom_of_parquet(
    connection: "DuckDBPyConnection", found: SourceColumns, layout: Layout, source: str
) -> CustomColumns:
    """Columns of the export's own in a Parquet file, of which nothing but them is read for this."""
    if layout.format is not Format.FOCUS:
        return CustomColumns()
    tried = SourceColumns(found.all)
    _expressions(tried, layout, has_net=False)
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


def _read_text(connection: "DuckDBPyConnection", file: Readable, number: int, work: WorkFolder) -> ReadFile | SideFile:
    if is_json(file):
        delimited, unread = as_delimited(file, work)
        found = _read_delimited(connection, delimited, number, work)
        return found if isinstance(found, SideFile) else _without_lines(found, unread)
    return _read_delimited(connection, file, number, work)


def _without_lines(file: ReadFile, unread: tuple[int, ...]) -> ReadFile:
    """A file made of JSON: its first row is its first line, and lines that are no objects are left out."""
    if not unread:
        return replace(file, first_row=1)
    problem = BillProblem(
        message="Left out: the line is no JSON object.", file=file.name, row=unread[0], rows=len(unread)
    )
    left_out = file.left_out + len(unread)
    return replace(file, first_row=1, left_out=left_out, problems=(*file.problems, problem))


def _read_delimited(
    connection: "DuckDBPyConnection", file: Readable, number: int, work: WorkFolder
) -> ReadFile | SideFile:
    text = understand(file, work)
    columns = tuple(
        SourceColumn(name=name, identifier=f"c{position}", type="VARCHAR") for position, name in enumerate(text.names)
    )
    dataset = other_dataset(text.names)
    if dataset is not None:
        return _side_file(
            connection, file, dataset, columns, lambda wanted: _side_table(connection, text, wanted, number)
        )
    layout = _layout(file, columns)
    found = SourceColumns(columns)
    _expressions(found, layout, has_net=True)
    candidates = read_candidates(found) if layout.format is Format.FOCUS else Candidates()
    currency = found.currency()
    table = _table(number)
    text, rejects, notes = _parsed(connection, file, text, found.projection(), table, work)
    refuse_open_quote(rejects, file.name)
    notes += notes_on_end(text, file.name)
    identities = found.identity(table, "rowid", projected=True)
    order = date_order(connection, SourceColumns(columns), table, file.name)
    if rewritten(order):
        notes.append(BillProblem(message=REWRITTEN, file=file.name))
    found = SourceColumns(columns, order)
    has_net = _has_net(connection, found, table, cleaned=True)
    found.read_currencies(codes_of(connection, table, currency))
    numbers = found.texts(_NUMBERS[layout.format])
    found.read_numbers(decimal_marks(connection, table, numbers, found.currency()))
    custom = choose(connection, found, candidates, lambda: table)
    own = custom.selected(found)
    source = f"(SELECT *, rowid AS x_Place FROM {table})"
    e = _expressions(found, layout, has_net=has_net)
    count = _count(connection, table)
    if not rejects and not count:
        raise BillError(f"{file.name}: the file has a header but no rows.")
    _create_view(connection, number, e, found.derivation(understand_texts(connection, found, source)), own, count)
    return ReadFile(
        number=number,
        name=_shown_name(file),
        place=file.place,
        modified=file.modified,
        origin=file.origin,
        kind=file.kind,
        layout=layout,
        left_out=len({reject.line for reject in rejects}),
        first_row=2 + text.skip,
        identities=identities,
        problems=(
            *notes,
            *notes_on_rejects(rejects, file.name),
            *repeated_columns(found, file.name),
            *custom.notes(file.name),
        ),
        custom=_names(custom.offered),
        custom_others=_names(custom.others),
        has_currency=_has_currency(found),
        absent=_absent(e),
        lacks=lacking(layout, found),
    )


_NUMBERS = {
    Format.FOCUS: (*COST_COLUMNS, *QUANTITY_COLUMNS, "UsageQuantity"),
    Format.CUR: CUR_AMOUNTS,
    Format.COST_EXPLORER: ("BilledCost", "EffectiveCost", "ConsumedQuantity"),
}
"""The columns in which a spreadsheet or a person may have written numbers for people."""


def _side_table(connection: "DuckDBPyConnection", text: Delimited, projection: str, number: int) -> str:
    table = f"side_{number}"
    parse(connection, text, projection, table)
    return table


def _parsed(
    connection: "DuckDBPyConnection", file: Readable, text: Delimited, projection: str, table: str, work: WorkFolder
) -> tuple[Delimited, list[Reject], list[BillProblem]]:
    """Parses a text into a table; once more after what made lines unreadable was put right."""
    import duckdb

    notes: list[BillProblem] = []
    rejects = None
    try:
        rejects = parse(connection, text, projection, table)
    except duckdb.InvalidInputException:
        # Its parser gives up on some texts whose lines end in different ways.
        if not mixes_line_ends(text):
            raise
    if any(reject.kind == "INVALID ENCODING" for reject in rejects or ()):
        notes.append(BillProblem(message="The text is not UTF-8; it was read as Windows-1252.", file=file.name))
        text = understand(file, work, encoding="cp1252")
        rejects = parse(connection, text, projection, table)
    # A preamble whose lines end in another way than the rows hides them all.
    if rejects is None or ((rejects or text.skip) and mixes_line_ends(text)):
        notes.append(BillProblem(message="Lines end in different ways; they were read as one way.", file=file.name))
        text = understand(file, work, encoding=text.encoding, one_line_end=True)
        rejects = parse(connection, text, projection, table)
    return text, rejects, notes


def _expressions(columns: SourceColumns, layout: Layout, *, has_net: bool) -> Expressions:
    if layout.format is Format.FOCUS:
        return focus_expressions(columns)
    if layout.format is Format.COST_EXPLORER:
        return cost_explorer_expressions(columns)
    return cur_expressions(columns, has_net=has_net)


def _create_view(
    connection: "DuckDBPyConnection", number: int, e: Expressions, source: str, own: Sequence[str], rows: int
) -> None:
    """The columns of every file, and those of the export's `own`; of a small file they are worked out once and kept.

    Every scan of the view plans all that its columns are made of, which takes longer than to read a few rows.
    """
    columns = ", ".join((*(f'{_typed(name, e[name])} AS "{name}"' for name in READ_COLUMNS), *own))
    select = f"SELECT {columns}, {number} AS x_File, x_Place FROM {source}"
    if rows <= FEW_ROWS:
        connection.execute(f"CREATE TABLE {_kept(number)} AS {select}")
        select = f"SELECT * FROM {_kept(number)}"
    connection.execute(f"CREATE VIEW file_{number} AS {select}")


def _kept(number: int) -> str:
    return f"kept_{number}"


def _typed(name: str, sql: str) -> str:
    """A column without values would have the type of a number in a table."""
    if sql != NULL:
        return sql
    return "CAST(NULL AS MAP(VARCHAR, VARCHAR))" if name == "Tags" else "CAST(NULL AS VARCHAR)"


def _absent(e: Expressions) -> frozenset[str]:
    return frozenset(name for name in READ_COLUMNS if e[name] in (NULL, NO_TIME))


def _has_net(connection: "DuckDBPyConnection", columns: SourceColumns, source: str, *, cleaned: bool = False) -> bool:
    """Whether a report's net columns hold values; their names alone come with every report."""
    if not columns.has("line_item_net_unblended_cost"):
        return False
    net = columns.text("line_item_net_unblended_cost")
    rows = source if cleaned else f"(SELECT {columns.projection()} FROM {source})"
    return _is_true(connection, f"SELECT count({net}) > 0 FROM {rows}")


def _count(connection: "DuckDBPyConnection", source: str) -> int:
    """Asked of the source and not of a view over it: Parquet knows, and a table too."""
    row = connection.execute(f"SELECT count(*) FROM {source}").fetchone()
    return int(row[0]) if row else 0


def _is_true(connection: "DuckDBPyConnection", sql: str) -> bool:
    row = connection.execute(sql).fetchone()
    return bool(row and row[0])


def _has_currency(columns: SourceColumns) -> bool:
    return columns.has("BillingCurrency") or columns.has("line_item_currency_code")
