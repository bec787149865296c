"""Builds a bill's database from its files: read and survey all, choose exact types, write and describe `charges`."""

import logging
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from billing.engine import Limits, open_for_building
from billing.intake.deliveries import superseded
from billing.intake.describe import Loaded, describe, remember
from billing.intake.finishing import ROWS, Part, create_charges
from billing.intake.left_out import problems_of_rows
from billing.intake.locate import BillFile, BillLocation
from billing.intake.missing_values import problems_of_values
from billing.intake.reading import DamagedFile, ReadFile, forget, naming, read
from billing.intake.returned_commitments import amortise_returns
from billing.intake.source_columns import literal
from billing.intake.survey import Survey, decimal_types, default_currency, survey
from billing.intake.unpack import WorkFolder, unpack
from billing.query import BillInfo, BillProblem
from finops_core.errors import BillError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

logger = logging.getLogger(__name__)


def build(source: str, location: BillLocation, files: Sequence[BillFile], target: Path, limits: Limits) -> BillInfo:
    """Reads the files into a new database file at `target` and returns what is in it.

    Raises BillError when nothing can be read. Of several files, those that cannot be read are listed as problems.
    """
    import duckdb

    unfinished = target.with_suffix(".building")
    sources = Sources(source, location, files)
    while True:
        try:
            info = _build(sources, unfinished, limits)
            unfinished.replace(target)
            return info
        except DamagedFile as error:
            # Found while writing: once more without it, and it is listed.
            if len(files) == 1:
                raise
            sources = sources.without(error)
        except duckdb.OutOfMemoryException as error:
            raise BillError(
                f"{source}: reading the bill needs more than the {limits.memory_limit_mb} MB of memory and the disk "
                "space it may use. Raise the memory limit or free disk space."
            ) from error
        finally:
            unfinished.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Sources:
    """What to read: `name` as the user gave it, the files found there, and those that could not be read."""

    name: str
    location: BillLocation
    files: Sequence[BillFile]
    refused: tuple[BillProblem, ...] = ()

    def without(self, error: DamagedFile) -> "Sources":
        files = [file for file in self.files if file != error.origin]
        return replace(self, files=files, refused=(*self.refused, _not_read(error.origin, error)))


def _not_read(file: BillFile, error: BillError) -> BillProblem:
    return BillProblem(message=f"Not read: {error}", file=file.name, unread=True)


def _build(sources: Sources, target: Path, limits: Limits) -> BillInfo:
    target.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="bill-", dir=target.parent, ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        with open_for_building(folder / "reading.duckdb", folder / "spill", limits) as connection:
            return _write(connection, sources, target, WorkFolder(folder))


def _write(connection: "DuckDBPyConnection", sources: Sources, target: Path, work: WorkFolder) -> BillInfo:
    files, surveys, problems = _read_all(connection, sources, work)
    types = decimal_types(surveys)
    replaced = superseded(connection, files, surveys, types["BilledCost"])
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
    problems += amortise_returns(connection, f"bill.{ROWS}")
    loaded = Loaded(source=sources.name, files=tuple(files), problems=tuple(problems), tag_keys=tag_keys)
    info = describe(connection, "bill", loaded)
    remember(connection, "bill", info)
    connection.execute("DETACH bill")
    return info


def _read_all(
    connection: "DuckDBPyConnection", sources: Sources, work: WorkFolder
) -> tuple[list[ReadFile], list[Survey], list[BillProblem]]:
    """Every file that can be read, with its survey; of several files, the others become problems."""
    files: list[ReadFile] = []
    surveys: list[Survey] = []
    problems = list(sources.refused)
    for file in sources.files:
        try:
            path = sources.location.fetch(file, work.folder)
            for readable in unpack(file, path, work):
                found = read(connection, readable, len(files), work)
                with naming(readable):
                    surveys.append(survey(connection, found))
                files.append(found)
                problems += found.problems
        except BillError as error:
            if len(sources.files) + len(sources.refused) == 1:
                raise
            problems.append(_not_read(file, error))
            forget(connection, len(files))
    if not files:
        raise BillError(problems[0].message if problems else f"{sources.name}: there is nothing to read.")
    return files, surveys, problems
