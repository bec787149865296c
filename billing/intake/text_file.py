"""A text of rows as a view: parsed once, into a table of the columns that are needed."""

from dataclasses import replace
from typing import TYPE_CHECKING

from billing.intake.column_gaps import lacking, repeated_columns
from billing.intake.currency_words import codes_of
from billing.intake.custom_columns import Candidates, choose, read_candidates
from billing.intake.delimited import Delimited, mixes_line_ends, understand
from billing.intake.json_lines import as_delimited, is_json
from billing.intake.layout import Format
from billing.intake.number_marks import decimal_marks
from billing.intake.other_datasets import SideFile, other_dataset
from billing.intake.rejects import Reject, notes_on_rejects, parse, refuse_open_quote
from billing.intake.source_columns import SourceColumn, SourceColumns
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
    text_table,
)
from billing.intake.spreadsheet_dates import REWRITTEN, date_order, rewritten
from billing.intake.tags import understand_texts
from billing.intake.text_end import notes_on_end
from billing.intake.unpack import Readable, WorkFolder
from billing.query import BillProblem
from finops_core.errors import BillError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def read_text(connection: "DuckDBPyConnection", file: Readable, number: int, work: WorkFolder) -> ReadFile | SideFile:
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
        return side_file(
            connection, file, dataset, columns, lambda wanted: _side_table(connection, text, wanted, number)
        )
    layout = layout_of(file, columns)
    found = SourceColumns(columns)
    expressions_of(found, layout, has_net=True)
    candidates = read_candidates(found) if layout.format is Format.FOCUS else Candidates()
    currency = found.currency()
    table = text_table(number)
    text, rejects, notes = _parsed(connection, file, text, found.projection(), table, work)
    refuse_open_quote(rejects, file.name)
    notes += notes_on_end(text, file.name)
    identities = found.identity(table, "rowid", projected=True)
    order = date_order(connection, SourceColumns(columns), table, file.name)
    if rewritten(order):
        notes.append(BillProblem(message=REWRITTEN, file=file.name))
    found = SourceColumns(columns, order)
    has_net = has_net_costs(connection, found, table, cleaned=True)
    found.read_currencies(codes_of(connection, table, currency))
    numbers = found.texts(NUMBERS[layout.format])
    found.read_numbers(decimal_marks(connection, table, numbers, found.currency()))
    custom = choose(connection, found, candidates, lambda: table)
    own = custom.selected(found)
    source = f"(SELECT *, rowid AS x_Place FROM {table})"
    e = expressions_of(found, layout, has_net=has_net)
    count = count_rows(connection, table)
    if not rejects and not count:
        raise BillError(f"{file.name}: the file has a header but no rows.")
    create_view(connection, number, e, found.derivation(understand_texts(connection, found, source)), own, count)
    return ReadFile(
        number=number,
        name=shown_name(file),
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
        custom=names_of(custom.offered),
        custom_others=names_of(custom.others),
        has_currency=has_currency(found),
        absent=absent(e),
        lacks=lacking(layout, found),
    )


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
