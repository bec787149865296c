"""Builds a bill's database from its files: read and survey all, choose exact types, write and describe `charges`."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from billing.engines.duckdb import Limits, open_for_building
from billing.intake.account_spellings import spell_accounts_alike
from billing.intake.currency_words import settle_currencies
from billing.intake.custom_columns import notes_on_differing_files
from billing.intake.deliveries import superseded
from billing.intake.describe import Loaded, describe, remember
from billing.intake.finishing import ROWS, Part, create_charges
from billing.intake.iceberg import METADATA
from billing.intake.left_out import problems_of_rows
from billing.intake.locate import MAX_DOCUMENT_BYTES, BillLocation, Listing
from billing.intake.missing_values import problems_of_values
from billing.intake.other_datasets import SideFile
from billing.intake.placement import Document, Placements, placements
from billing.intake.reading import forget, read
from billing.intake.returned_commitments import amortise_returns
from billing.intake.source_columns import literal
from billing.intake.source_file import DamagedFile, ReadFile, naming
from billing.intake.survey import Survey, decimal_types, default_currency, survey
from billing.intake.unpack import Readable, WorkFolder, documents_in, unpack
from billing.query import BillInfo, BillProblem
from billing.scratch import temporary_folder
from finops_core.errors import BillError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

logger = logging.getLogger(__name__)

UNFINISHED = "building-"
"""How the folders begin, beside the database, in which one is being built."""
FINISHED = "finished.duckdb"


def build(source: str, location: BillLocation, listing: Listing, target: Path, limits: Limits) -> BillInfo:
    """Reads the files into a new database file at `target` and returns what is in it.

    Raises BillError when nothing can be read, or when a file changed while it was read. Of several files, those that
    cannot be read are listed as problems.
    """
    import duckdb

    sources = Sources(source, location, listing)
    while True:
        try:
            with temporary_folder(target.parent, prefix=UNFINISHED) as folder:
                info = _build(sources, folder, limits)
                for file in (*listing.files, *listing.documents):
                    location.verify(file)
                (folder / FINISHED).replace(target)
            return info
        except DamagedFile as error:
            # Found while writing: once more without it, and it is listed.
            if sources.alone:
                raise
            sources = sources.without(error)
        except duckdb.OutOfMemoryException as error:
            raise BillError(
                f"{source}: reading the bill needs more than the {limits.memory_limit_mb} MB of memory and the disk "
                "space it may use. Raise the memory limit or free disk space."
            ) from error


FEW_BYTES = 64 * 1024
"""Of so few bytes every statement is planned longer than it runs, and to optimise it takes half of that."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What to read: `name` as the user gave it, what was found there, and what could not be read, by place."""

    name: str
    location: BillLocation
    listing: Listing
    refused: Mapping[str, BillProblem] = field(default_factory=dict[str, BillProblem])

    def without(self, error: DamagedFile) -> "Sources":
        """The same without a damaged file. Raises the error when it was refused already, which would never end."""
        if error.place in self.refused:
            raise error
        return replace(self, refused={**self.refused, error.place: _not_read(error.place, error)})

    @property
    def alone(self) -> bool:
        """Whether there is one file only, and no archive."""
        return len(self.listing.files) == 1 and not self.listing.files[0].name.lower().endswith(".zip")


def _not_read(place: str, error: BillError) -> BillProblem:
    return BillProblem(message=f"Not read: {error}", file=place, unread=True)


def _build(sources: Sources, folder: Path, limits: Limits) -> BillInfo:
    """Writes `FINISHED` into the folder, with whatever that needs beside it."""
    with open_for_building(folder / "reading.duckdb", folder / "spill", limits) as connection:
        if sum(file.size_bytes for file in sources.listing.files) <= FEW_BYTES:
            connection.execute("PRAGMA disable_optimizer")
        return _write(connection, sources, folder / FINISHED, WorkFolder(folder))


def _write(connection: "DuckDBPyConnection", sources: Sources, target: Path, work: WorkFolder) -> BillInfo:
    read_in = _read_all(connection, sources, work)
    files, surveys, problems = read_in.files, read_in.surveys, list(read_in.problems)
    types = decimal_types(surveys)
    problems += notes_on_differing_files(files)
    placed = _placed(connection, sources, read_in, work)
    problems += placed.problems
    replaced = superseded(connection, files, surveys, placed.by_place, default_currency(surveys))
    problems += replaced.problems
    currency = default_currency(surveys)
    parts: list[Part] = []
    for file, found in zip(files, surveys, strict=True):
        where = replaced.counted(file.number)
        parts.append(Part(file=file, survey=found if where == "TRUE" else survey(connection, file, where), where=where))
        if parts[-1].survey.leaves_out(types):
            problems += problems_of_rows(connection, file, types, where, currency)
        problems += problems_of_values(connection, parts[-1], types, currency)
    connection.execute(f"ATTACH {literal(str(target))} AS bill")
    tag_keys = create_charges(connection, "bill", parts, types)
    spell_accounts_alike(connection, f"bill.{ROWS}")
    problems += settle_currencies(connection, f"bill.{ROWS}")
    problems += amortise_returns(connection, f"bill.{ROWS}")
    periods = tuple(period for side in read_in.beside for period in side.periods)
    loaded = Loaded(
        source=sources.name, files=tuple(files), problems=tuple(problems), tag_keys=tag_keys, periods=periods
    )
    info = describe(connection, "bill", loaded)
    remember(connection, "bill", info)
    connection.execute("DETACH bill")
    return info


@dataclass(slots=True)
class _Reading:
    """What was read of all files, with what their folders and archives say besides."""

    files: list[ReadFile] = field(default_factory=list[ReadFile])
    surveys: list[Survey] = field(default_factory=list[Survey])
    problems: list[BillProblem] = field(default_factory=list[BillProblem])
    documents: list[Document] = field(default_factory=list[Document])
    beside: list[SideFile] = field(default_factory=list[SideFile])


def _read_all(connection: "DuckDBPyConnection", sources: Sources, work: WorkFolder) -> _Reading:
    """Every file that can be read, with its survey; of several files, the others become problems."""
    reading = _Reading(problems=[*sources.listing.problems, *sources.refused.values()])
    for file in sources.listing.files:
        if file.name in sources.refused:
            continue
        try:
            path = sources.location.fetch(file, work.folder)
            reading.documents += [Document(place=p, path=at) for p, at in documents_in(file, path, work)]
            for readable in unpack(file, path, work):
                _read_one(connection, reading, sources, readable, work)
        except BillError as error:
            if sources.alone:
                raise
            reading.problems.append(_not_read(file.name, error))
    if not reading.files:
        raise BillError(_why_nothing(reading) or f"{sources.name}: there is nothing to read.")
    return reading


def _read_one(
    connection: "DuckDBPyConnection",
    reading: _Reading,
    sources: Sources,
    readable: Readable | BillError,
    work: WorkFolder,
) -> None:
    if isinstance(readable, BillError):
        reading.problems.append(_not_read("", readable))
        return
    if readable.place in sources.refused:
        return
    number = len(reading.files)
    try:
        found = read(connection, readable, number, work)
        if isinstance(found, SideFile):
            reading.beside.append(found)
            reading.problems.append(found.note)
            return
        with naming(readable):
            reading.surveys.append(survey(connection, found))
    except BillError as error:
        forget(connection, number)
        if sources.alone:
            raise
        reading.problems.append(_not_read(readable.origin.name, error))
        return
    reading.files.append(found)
    reading.problems += found.problems
    if found.layout.doubt:
        message = f"The FOCUS version cannot be told for certain: {found.layout.doubt}."
        reading.problems.append(BillProblem(message=message, file=found.name, notice=True))


def _why_nothing(reading: _Reading) -> str:
    for side in reading.beside:
        return (
            f"{side.name}: this is the FOCUS dataset {side.dataset}, which holds no charges. "
            "Give the dataset Cost and Usage, in the same folder."
        )
    return next((p.message for p in reading.problems if p.message.startswith("Not read: ")), "")


def _placed(connection: "DuckDBPyConnection", sources: Sources, reading: _Reading, work: WorkFolder) -> Placements:
    """Where each file stands, by the documents beside the files and in archives."""
    documents = list(reading.documents)
    problems: list[BillProblem] = []
    for document in sources.listing.documents:
        if document.size_bytes > MAX_DOCUMENT_BYTES:
            problems.append(BillProblem(message="Not read: too large for a manifest or log.", file=document.name))
            if METADATA.search(document.name):
                # Without its newest metadata a table would be what it was before.
                documents.append(Document(place=document.name, path=work.nothing()))
            continue
        try:
            path = sources.location.fetch(document, work.folder)
            path.open("rb").close()
            documents.append(Document(place=document.name, path=path))
        except OSError:
            problems.append(BillProblem(message="Not read: the manifest or log cannot be opened.", file=document.name))
        except BillError as error:
            problems.append(_not_read(document.name, error))
    found = placements([file.place for file in reading.files], documents, lambda path: _checkpoint(connection, path))
    return replace(found, problems=(*problems, *found.problems))


def _checkpoint(connection: "DuckDBPyConnection", path: Path) -> list[dict[str, Any]] | None:
    """The actions in a checkpoint of a Delta table's log; None when it cannot be read."""
    import duckdb

    try:
        found = connection.execute(f"SELECT to_json(t) FROM read_parquet({literal(str(path))}) t").fetchall()
    except duckdb.Error:
        return None
    return [json.loads(row[0]) for row in found]
