"""Preparing a delivery: read and checked once, then written as Parquet, a file a month and table, sorted."""

import hashlib
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from billing.engines.duckdb import Limits
from billing.export_files import ExportFiles, ListedFiles
from billing.intake.describe import SCHEMA_VERSION
from billing.intake.locate import BillLocation
from billing.intake.sql_text import literal, quoted
from billing.known_values import found_values
from billing.roll_up.distributed import Distributed, draft_at, rolled_up
from billing.roll_up.manifest import FORM, NAME, Manifest, PreparedFile, PreparedTable
from billing.roll_up.place import PreparedPlace
from billing.roll_up.tables import RolledUp, month_bounds, roll_ups
from billing.roll_up.written_file import written_file
from billing.scratch import temporary_folder
from billing.terms import Terms
from billing.vocabulary import BillVocabulary
from finops_core.clock import Clock
from finops_core.errors import BillError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SORTED = ("ChargePeriodStart", "ServiceName", "SubAccountId", "RegionId")
_MONTHS = """
SELECT strftime(month, '%Y-%m') FROM (SELECT DISTINCT date_trunc('month', "ChargePeriodStart") AS month FROM charges)
ORDER BY 1
"""
MOST_MONTHS = 600
_PREFIX = "finops-prepare-"


def prepare(
    source: str,
    location: BillLocation,
    place: PreparedPlace,
    *,
    limits: Limits,
    clock: Clock,
    cache_dir: Path | None,
    distributed: Distributed | None = None,
    hourly: bool = False,
) -> Manifest:
    """Writes what lies at a location as a prepared delivery, unless that very content lies there already.

    `distributed` rolls up what is large; without it, or below its size, DuckDB does. `hourly` rolls hours up too.
    Who reads meanwhile reads the former one: the manifest is written last. Raises BillError when the export cannot be
    read or the place not be written.
    """
    with closing(ExportFiles(source, location, limits, cache_dir)) as files:
        return prepare_delivery(
            files, files.look(), place, limits=limits, clock=clock, distributed=distributed, hourly=hourly
        )


def content_of(files: ExportFiles, delivered: ListedFiles, *, hourly: bool = False) -> str:
    """What a delivery is called once it is prepared. Raises BillError when a file cannot be read."""
    form = f"{FORM} hourly" if hourly else str(FORM)
    return hashlib.sha256(f"{form} {files.key(delivered.listing)}".encode()).hexdigest()[:32]


def prepare_delivery(
    files: ExportFiles,
    delivered: ListedFiles,
    place: PreparedPlace,
    *,
    limits: Limits,
    clock: Clock,
    distributed: Distributed | None = None,
    until: datetime | None = None,
    hourly: bool = False,
) -> Manifest:
    """Does the same for what was found by one look. Raises BillError.

    Where `distributed` rolls up, it begins nothing that may not be done `until` then: it raises Unfinished, and the
    next try goes on.
    """
    content, former = content_of(files, delivered, hourly=hourly), manifest_at(place)
    if former is not None and former.content == content:
        return former
    draft = draft_at(place, content)
    if draft is not None and distributed is not None and distributed.takes(draft.tables[-1]):
        manifest = draft
    else:
        for table in draft.tables[:-1] if draft is not None else ():
            place.clear(f"{content}/{table.name}")  # whoever asks a table of the catalog has all that lies below it
        manifest = _written(files, delivered, place, content, limits, clock, distributed, hourly=hourly)
    if distributed is not None and distributed.takes(manifest.tables[-1]):
        needed = timedelta(seconds=distributed.piece_s)
        manifest = rolled_up(
            manifest,
            place,
            distributed,
            lambda: until is None or clock.now() + needed <= until,
            begun=manifest is not draft,
        )
    place.put_document(NAME, manifest.model_dump_json().encode())
    if former is not None:  # who opened it may still read it
        place.forget((content, former.content))
    return manifest


def _written(
    files: ExportFiles,
    delivered: ListedFiles,
    place: PreparedPlace,
    content: str,
    limits: Limits,
    clock: Clock,
    distributed: Distributed | None,
    *,
    hourly: bool,
) -> Manifest:
    """Reads the export, and writes its charges and their roll-ups; the charges alone where another rolls them up."""
    table = delivered.open()
    with closing(table.engine) as engine:
        words = BillVocabulary(info=table.info, terms=Terms(), run=engine.run)
        known = found_values(table.info, words, engine.run)
    with temporary_folder(prefix=_PREFIX) as folder, _opened(files.database(delivered.listing), folder, limits) as bill:
        columns = [str(row[0]) for row in bill.execute("DESCRIBE charges").fetchall()]
        # Of a bill by days it would be that of days again.
        hourly = hourly and table.info.has_hours
        *rolled, whole = roll_ups(columns, hourly=hourly)
        charges = _table(bill, whole, place, content, folder)
        elsewhere = distributed is not None and distributed.takes(charges)
        tables = [_table(bill, one, place, content, folder) for one in rolled if not elsewhere]
    return Manifest(
        form=FORM,
        schema_version=SCHEMA_VERSION,
        content=content,
        prepared_at=clock.now(),
        info=table.info,
        tables=(*tables, charges),
        values={name: tuple(found) for name, found in known.values.items()},
        tags={name: tuple(found) for name, found in known.tags.items()},
        spellings={name: tuple(found) for name, found in known.spellings.items()},
        accounts=known.accounts,
        hourly=hourly,
    )


def manifest_at(place: PreparedPlace) -> Manifest | None:
    """The manifest of this release that lies at a place. Raises BillError when the place cannot be read."""
    text = place.document(NAME)
    try:
        return Manifest.of(text, place.address) if text is not None else None
    except BillError:
        return None


@contextmanager
def _opened(database: Path, folder: Path, limits: Limits) -> "Generator[DuckDBPyConnection]":
    """A database whose charges are asked, with a folder for what does not fit into memory."""
    import duckdb

    with duckdb.connect(config=limits.settings(folder / "spill")) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"ATTACH {literal(str(database))} AS bill (READ_ONLY)")
        connection.execute("USE bill")
        yield connection


def _table(
    connection: "DuckDBPyConnection", one: RolledUp, place: PreparedPlace, content: str, folder: Path
) -> PreparedTable:
    described = connection.execute(f"DESCRIBE {one.select}").fetchall()
    return PreparedTable(
        name=one.level.table,  # type: ignore[arg-type]
        columns={str(name): str(kind) for name, kind, *_ in described},
        keys=tuple(sorted(one.level.columns or ())),
        files=tuple(_files(connection, one, place, content, folder)),
    )


def _files(
    connection: "DuckDBPyConnection", one: RolledUp, place: PreparedPlace, content: str, folder: Path
) -> Iterator[PreparedFile]:
    found = connection.execute(f"{_MONTHS} LIMIT {MOST_MONTHS + 1}").fetchall()
    if len(found) > MOST_MONTHS:
        raise BillError(f"The bill has charges of more than {MOST_MONTHS} months. Prepare a part of it.")
    order = ", ".join(map(quoted, _SORTED))
    for (month,) in found:
        path = folder / "table.parquet"
        # The month is the charges' own, so that no row of a roll-up is in two files.
        start, end = month_bounds(str(month))
        within = f"\"ChargePeriodStart\" >= TIMESTAMP '{start}' AND \"ChargePeriodStart\" < TIMESTAMP '{end}'"
        of_month = f"charges AS (SELECT * FROM bill.charges WHERE {within})"
        connection.execute(
            f"COPY (WITH {of_month} {one.select} ORDER BY {order}) TO {literal(str(path))} "
            "(FORMAT parquet, COMPRESSION zstd)"
        )
        made = written_file(connection, path, f"{content}/{one.level.table}/{month}.parquet")
        place.put(made.name, path)
        path.unlink()
        yield made
