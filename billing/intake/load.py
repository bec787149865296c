"""Builds a bill's database file from its files: stage all, choose exact types, make `charges`, describe it."""

import logging
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from billing.engine import Limits, open_for_building
from billing.intake.charges import staging_ddl
from billing.intake.deliveries import drop_superseded
from billing.intake.describe import Loaded, describe, remember
from billing.intake.finishing import create_charges, decimal_types, default_currency, problems_of_rows
from billing.intake.locate import BillFile, BillLocation
from billing.intake.source_columns import literal
from billing.intake.staging import STAGED, StagedFile, forget_from, stage
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

    with tempfile.TemporaryDirectory(prefix="bill-", dir=target.parent, ignore_cleanup_errors=True) as scratch:
        work = WorkFolder(Path(scratch))
        unfinished = target.with_suffix(".building")
        unfinished.unlink(missing_ok=True)
        try:
            with open_for_building(Path(scratch) / "staging.duckdb", Path(scratch) / "spill", limits) as connection:
                info = _build(connection, Sources(source, location, files), unfinished, work)
            unfinished.replace(target)
        except duckdb.OutOfMemoryException as error:
            raise BillError(
                f"{source}: reading the bill needs more than the {limits.memory_limit_mb} MB of memory and the disk "
                "space it may use. Raise the memory limit or free disk space."
            ) from error
        finally:
            unfinished.unlink(missing_ok=True)
    return info


@dataclass(frozen=True, slots=True)
class Sources:
    """What to read: `name` as the user gave it, and the files found there."""

    name: str
    location: BillLocation
    files: Sequence[BillFile]


def _build(connection: "DuckDBPyConnection", sources: Sources, target: Path, work: WorkFolder) -> BillInfo:
    connection.execute(staging_ddl(STAGED))
    staged, problems = _stage_all(connection, sources, work)
    types = decimal_types(connection)
    problems += drop_superseded(connection, staged, types["BilledCost"])
    problems += problems_of_rows(connection, types, staged)
    connection.execute(f"ATTACH {literal(str(target))} AS bill")
    tag_keys = create_charges(connection, "bill", types, default_currency(connection))
    loaded = Loaded(source=sources.name, files=tuple(staged), problems=tuple(problems), tag_keys=tag_keys)
    info = describe(connection, "bill", loaded)
    remember(connection, "bill", info)
    connection.execute("DETACH bill")
    return info


def _stage_all(
    connection: "DuckDBPyConnection", sources: Sources, work: WorkFolder
) -> tuple[list[StagedFile], list[BillProblem]]:
    staged: list[StagedFile] = []
    problems: list[BillProblem] = []
    for file in sources.files:
        try:
            path = sources.location.fetch(file, work.folder)
            for readable in unpack(file, path, work):
                staged.append(stage(connection, readable, len(staged), work))
                problems += staged[-1].problems
        except BillError as error:
            if len(sources.files) == 1:
                raise
            problems.append(BillProblem(message=f"Not read: {error}", file=file.name))
            forget_from(connection, len(staged))
    if not staged:
        raise BillError(problems[0].message if problems else f"{sources.name}: there is nothing to read.")
    return staged, problems
