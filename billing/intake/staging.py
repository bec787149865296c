"""One readable file into the staging table: every row staged, or counted with the reason it was not."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from billing.intake.amounts import digit_key
from billing.intake.charges import STAGED_AMOUNTS, STAGED_ORDER, Expressions, digits_of
from billing.intake.cur import cur_expressions
from billing.intake.delimited import Delimited, understand
from billing.intake.focus import focus_expressions
from billing.intake.layout import Format, Layout, recognised, unrecognised
from billing.intake.locate import BillFile
from billing.intake.source_columns import SourceColumn, SourceColumns, literal, quoted
from billing.intake.unpack import Kind, Readable, WorkFolder
from billing.query import BillProblem
from finops_core.errors import BillError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

logger = logging.getLogger(__name__)

STAGED = "staged"
_CSV_BUFFER_BYTES = 8 * 1024 * 1024


_REWRITTEN = "A spreadsheet has rewritten the dates of this file; its costs may have been rounded too."


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Something DuckDB can select from, with the columns it has."""

    sql: str
    columns: tuple[SourceColumn, ...]
    delimited: Delimited | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedFile:
    """What one file gave. `rows` are staged, `left_out` could not even be parsed as rows.

    `first_row` is where a reader finds the first row (a CSV's header is row 1), `first_rowid` where the staging table
    has it.
    """

    name: str
    origin: BillFile
    layout: Layout
    rows: int
    left_out: int
    first_row: int
    first_rowid: int
    problems: tuple[BillProblem, ...] = ()
    has_currency: bool = True


def stage(connection: "DuckDBPyConnection", file: Readable, number: int, work: WorkFolder) -> StagedFile:
    """Reads a file into the staging table as file `number`.

    Raises BillError, naming the file, when it cannot be read at all.
    """
    import duckdb

    try:
        return _stage(connection, file, number, work)
    except duckdb.OutOfMemoryException as error:
        raise BillError(f"{file.name}: reading it needs more memory or disk than is allowed.") from error
    except duckdb.Error as error:
        logger.info("file=%s, error=%s | file cannot be read", file.name, str(error)[:300])
        raise BillError(f"{file.name}: the file is damaged or cut off, and cannot be read as {_what(file)}.") from error


def _what(file: Readable) -> str:
    return "Parquet" if file.kind is Kind.PARQUET else "CSV"


def _stage(connection: "DuckDBPyConnection", file: Readable, number: int, work: WorkFolder) -> StagedFile:
    relation = _relation(connection, file, work)
    layout = recognised(column.name for column in relation.columns)
    if layout is None:
        raise unrecognised(file.name, [column.name for column in relation.columns])
    notes: list[BillProblem] = []
    rejects = _insert(connection, relation, layout, number)
    if relation.delimited is not None and any(reject.kind == "INVALID ENCODING" for reject in rejects):
        notes.append(BillProblem(message="The text is not UTF-8; it was read as Windows-1252.", file=file.name))
        relation = _relation(connection, file, work, encoding="cp1252")
        _forget(connection, number)
        rejects = _insert(connection, relation, layout, number)
    if relation.delimited is not None and (order := _date_order(connection, relation, number, file.name)):
        notes.append(BillProblem(message=_REWRITTEN, file=file.name))
        _forget(connection, number)
        rejects = _insert(connection, relation, layout, number, date_order=order)
    _refuse_open_quote(rejects, file.name)
    notes += _notes_on_rejects(rejects, file.name)
    rows = _one(connection, f"SELECT count(*) FROM {STAGED} WHERE x_File = ?", [number])
    if rows == 0 and not rejects:
        raise BillError(f"{file.name}: the file has a header but no rows.")
    columns = SourceColumns(relation.columns)
    return StagedFile(
        name=file.name,
        origin=file.origin,
        layout=layout,
        rows=rows,
        left_out=len({reject.line for reject in rejects}),
        first_row=2 + (relation.delimited.skip if relation.delimited else -1),
        problems=tuple(notes),
        first_rowid=_one(connection, f"SELECT coalesce(min(rowid), 0) FROM {STAGED} WHERE x_File = ?", [number]),
        has_currency=columns.has("BillingCurrency") or columns.has("line_item_currency_code"),
    )


def _relation(
    connection: "DuckDBPyConnection", file: Readable, work: WorkFolder, *, encoding: str | None = None
) -> Relation:
    if file.kind is Kind.PARQUET:
        source = f"read_parquet({literal(str(file.path))})"
        described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        columns = [SourceColumn(name=n, identifier=quoted(n), type=str(t)) for n, t, *_ in described]
        return Relation(sql=source, columns=tuple(columns))
    text = understand(file, work, encoding=encoding)
    columns = [
        SourceColumn(name=name, identifier=f"c{position}", type="VARCHAR") for position, name in enumerate(text.names)
    ]
    return Relation(sql=_read_csv(text), columns=tuple(columns), delimited=text)


def _read_csv(text: Delimited) -> str:
    """A reader that guesses nothing: every column as text, every row it cannot read kept as a reject."""
    columns = ", ".join(f"'c{position}': 'VARCHAR'" for position in range(len(text.names)))
    options = [
        literal(str(text.path)),
        "auto_detect = false",
        f"delim = {literal(text.delimiter)}",
        "quote = '\"'",
        "escape = '\"'",
        "header = true",
        f"skip = {text.skip}",
        f"columns = {{{columns}}}",
        f"compression = '{'gzip' if text.gzipped else 'none'}'",
        "nullstr = ['']",
        "store_rejects = true",
        "rejects_limit = 0",
        f"buffer_size = {_CSV_BUFFER_BYTES}",
    ]
    return f"read_csv({', '.join(options)})"


@dataclass(frozen=True, slots=True)
class Reject:
    """A line of a CSV that is no row, and DuckDB's name for what is wrong with it."""

    line: int
    kind: str


_REASONS = {
    "MISSING COLUMNS": "the row has fewer values than the header",
    "TOO MANY COLUMNS": "the row has more values than the header",
    "UNQUOTED VALUE": "a quote in the row does not end where the value ends",
    "LINE SIZE OVER MAXIMUM": "the row is longer than 2 MB",
    "INVALID ENCODING": "the row is not valid text",
}


def _insert(
    connection: "DuckDBPyConnection", relation: Relation, layout: Layout, number: int, *, date_order: str = ""
) -> list[Reject]:
    connection.execute("DROP TABLE IF EXISTS reject_errors")
    connection.execute("DROP TABLE IF EXISTS reject_scans")
    columns = SourceColumns(relation.columns, date_order)
    e = _expressions(connection, relation, columns, layout)
    select = ", ".join(f'{e[name]} AS "{name}"' for name in STAGED_ORDER)
    digits = ", ".join(f'{digit_key(_lower(name))} AS "{digits_of(name)}"' for name in STAGED_AMOUNTS)
    connection.execute(
        f"INSERT INTO {STAGED} BY NAME SELECT *, {digits}, {number} AS x_File FROM (SELECT {select} FROM "
        f"(SELECT {columns.projection()} FROM {relation.sql}))"
    )
    if relation.delimited is None:
        return []
    found = connection.execute("SELECT line, error_type FROM reject_errors ORDER BY line").fetchall()
    return [Reject(int(line), str(kind)) for line, kind in found]


def _lower(amount: str) -> str:
    return f'lower("{amount}")'


def _expressions(
    connection: "DuckDBPyConnection", relation: Relation, columns: SourceColumns, layout: Layout
) -> Expressions:
    if layout.format is Format.FOCUS:
        return focus_expressions(columns)
    return cur_expressions(columns, has_net=_has_net(connection, relation))


def _has_net(connection: "DuckDBPyConnection", relation: Relation) -> bool:
    columns = SourceColumns(relation.columns)
    net = columns.text("line_item_net_unblended_cost")
    if not columns.has("line_item_net_unblended_cost"):
        return False
    return bool(_one(connection, f"SELECT count({net}) FROM (SELECT {columns.projection()} FROM {relation.sql})"))


def _forget(connection: "DuckDBPyConnection", number: int) -> None:
    connection.execute(f"DELETE FROM {STAGED} WHERE x_File = ?", [number])


def forget_from(connection: "DuckDBPyConnection", number: int) -> None:
    """Removes what a file left behind that could not be read to its end."""
    connection.execute(f"DELETE FROM {STAGED} WHERE x_File >= ?", [number])


def _date_order(connection: "DuckDBPyConnection", relation: Relation, number: int, name: str) -> str:
    """How a spreadsheet wrote the dates, if some could not be read as the export writes them."""
    unread = _one(connection, f"SELECT count(*) FROM {STAGED} WHERE x_File = ? AND ChargePeriodStart IS NULL", [number])
    if not unread:
        return ""
    columns = SourceColumns(relation.columns)
    dates = [columns.text(c) for c in _DATE_COLUMNS if columns.has(c)]
    value = f"unnest([{', '.join(dates)}])"
    pattern = r"'^(\d{1,2})[/.](\d{1,2})[/.]\d{2,4}\b'"
    row = connection.execute(
        f"""SELECT max(CAST(nullif(first, '') AS INTEGER)), max(CAST(nullif(second, '') AS INTEGER)),
                   bool_or(first <> second), count(nullif(first, '')), count(serial)
            FROM (SELECT regexp_extract(v, {pattern}, 1) AS first, regexp_extract(v, {pattern}, 2) AS second,
                         CASE WHEN regexp_full_match(v, '[2-7][0-9]{{4}}(\\.[0-9]+)?') THEN v END AS serial
                  FROM (SELECT {value} AS v FROM (SELECT {columns.projection()} FROM {relation.sql})))"""
    ).fetchone()
    first, second, differ, slashes, serials = row or (0, 0, False, 0, 0)
    if slashes:
        return _order_of(int(first), int(second), bool(differ), name)
    return "serial" if serials else ""


_DATE_COLUMNS = (
    *("ChargePeriodStart", "ChargePeriodEnd", "BillingPeriodStart", "BillingPeriodEnd"),
    *("lineItem/UsageStartDate", "lineItem/UsageEndDate"),
    *("bill/BillingPeriodStartDate", "bill/BillingPeriodEndDate"),
)


def _order_of(first: int, second: int, differ: bool, name: str) -> str:
    if first > 12 and second > 12:
        raise BillError(f"{name}: some dates have the day first, others the month. Save the dates as 2024-09-30.")
    if first <= 12 and second <= 12 and differ:
        raise BillError(f"{name}: dates such as 9/1/2024 can be read in two ways here. Save the dates as 2024-09-01.")
    return "day_first" if first > 12 else "month_first"


def _refuse_open_quote(rejects: Sequence[Reject], name: str) -> None:
    """A quote that never closes swallows all rows behind it: their number is unknown, so nothing is summed."""
    last = rejects[-1] if rejects else None
    if last is not None and last.kind == "UNQUOTED VALUE":
        raise BillError(
            f"{name}, line {last.line}: a quote is opened that never closes, so the rows after it are lost."
        )


def _notes_on_rejects(rejects: Sequence[Reject], name: str) -> list[BillProblem]:
    by_kind: dict[str, dict[int, None]] = {}
    counted: set[int] = set()
    for reject in rejects:
        if reject.line not in counted:
            counted.add(reject.line)
            by_kind.setdefault(reject.kind, {})[reject.line] = None
    return [
        BillProblem(
            message=f"Left out: {_REASONS.get(kind, 'the row cannot be parsed')}.",
            file=name,
            row=min(lines),
            rows=len(lines),
        )
        for kind, lines in by_kind.items()
    ]


def _one(connection: "DuckDBPyConnection", sql: str, parameters: Sequence[Any] = ()) -> int:
    row = connection.execute(sql, list(parameters)).fetchone()
    return int(row[0]) if row else 0
