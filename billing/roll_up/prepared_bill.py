"""A prepared delivery as a place that a bill comes from: nothing is read but what a question asks for."""

import hashlib
import re
import threading
import weakref
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from billing.bill_state import OpenedTable
from billing.engines.duckdb import DuckDBEngine, Limits
from billing.engines.port import NO_USE, Engine, EngineUse
from billing.intake.sql_text import literal, quoted
from billing.roll_up.attempt import NAME as ATTEMPT
from billing.roll_up.attempt import Attempt
from billing.roll_up.manifest import NAME, Manifest, PreparedFile, PreparedTable
from billing.roll_up.needed_files import NeededFiles
from billing.roll_up.place import PreparedPlace
from billing.scratch import new_folder
from finops_core.errors import BillError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FETCHED_AT_ONCE = 8

MakeEngine = Callable[[Manifest, PreparedPlace], Engine]
"""What the tables of a manifest are asked through. Raises SettingsError when it cannot be had."""


class PreparedDeliveries:
    """What was prepared at a place. Another delivery is there when its manifest is another one."""

    looked_at_every = timedelta(seconds=10)
    """Two small documents are read, so that a delivery is seen within a minute of its arrival."""

    def __init__(self, place: PreparedPlace, limits: Limits, engine: MakeEngine | None = None) -> None:
        """`engine` makes what the tables are asked through: without one, DuckDB reads them within the limits."""
        self.source = place.address
        self._place = place
        self._engine: MakeEngine = engine or self._parquet
        self._limits = limits
        scratch = new_folder()
        self.folder = scratch.path
        self._remove_folder = weakref.finalize(self, scratch.remove)

    def _parquet(self, manifest: Manifest, place: PreparedPlace) -> Engine:
        return ParquetEngine(manifest, place, self.folder, self._limits)

    def look(self) -> "PreparedDelivery":
        text = self._place.document(NAME)
        if text is None:
            raise BillError(f"{self.source}: there is no {NAME} here. Prepare an export: finops bill prepare.")
        return PreparedDelivery(text, Attempt.of(self._place.document(ATTEMPT)), self._place, self._engine)

    def claim_use(self) -> EngineUse:
        return NO_USE

    def close(self) -> None:
        self._remove_folder()


@dataclass(frozen=True)
class PreparedDelivery:
    """One manifest and where its files are, with what became of the last attempt to prepare another one."""

    text: bytes
    attempt: Attempt | None
    place: PreparedPlace
    engine: MakeEngine

    @property
    def mark(self) -> str:
        failed = self.attempt is not None and self.attempt.failed_at is not None
        return hashlib.sha256(self.text + (repr(self.attempt).encode() if failed else b"")).hexdigest()

    @cached_property
    def manifest(self) -> Manifest:
        """Raises BillError for one that is damaged or of another release."""
        return Manifest.of(self.text, f"{self.place.address}/{NAME}")

    def open(self) -> OpenedTable:
        manifest = self.manifest
        failed = self.attempt.problem(manifest.content) if self.attempt is not None else None
        info = replace(manifest.info, problems=(*manifest.info.problems, failed)) if failed else manifest.info
        engine = self.engine(manifest, self.place)
        return OpenedTable(engine=engine, info=info, levels=manifest.levels, known=manifest.known)


class ParquetEngine:
    """DuckDB over the Parquet files of a prepared delivery, fetched and checked when first needed."""

    def __init__(self, manifest: Manifest, place: PreparedPlace, folder: Path, limits: Limits) -> None:
        self._tables = manifest.tables
        self._place = place
        self.folder = folder
        self._connection = _open(folder, limits, [each for each in (folder, place.folder) if each is not None])
        self._duckdb = DuckDBEngine(self._connection)
        self._needed = NeededFiles(manifest.tables)
        self._opened: dict[str, dict[str, Path]] = {}
        self._turn = threading.Lock()

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        named = [table for table in self._tables if re.search(rf"\b{table.name}\b", sql, re.IGNORECASE)]
        if any(len(self._opened.get(table.name, ())) < len(table.files) for table in named):
            needed = self._needed.of(named, sql, parameters)
            with self._turn:
                for table in named:
                    self._open_files(table, needed[table.name])
        return self._duckdb.run(sql, parameters)

    def claim_use(self) -> EngineUse:
        return NO_USE

    def close(self) -> None:
        self._needed.close()
        self._duckdb.close()

    def _open_files(self, table: PreparedTable, needed: Sequence[PreparedFile]) -> None:
        """Adds files to the view that is a table. It never loses one: another thread's statement may run over it."""
        opened = self._opened.get(table.name, {})
        missing = [file for file in needed if file.name not in opened]
        if not missing and table.name in self._opened:
            return
        opened = {**opened, **self._fetched(missing)}
        self._duckdb.run(f"CREATE OR REPLACE VIEW main.{table.name} AS {_rows_of(table, list(opened.values()))}")
        self._opened[table.name] = opened

    def _fetched(self, files: Sequence[PreparedFile]) -> dict[str, Path]:
        with ThreadPoolExecutor(max_workers=FETCHED_AT_ONCE) as pool:
            found = {file.name: pool.submit(self._place.fetch, file, self.folder) for file in files}
            return {name: fetched.result() for name, fetched in found.items()}


def _rows_of(table: PreparedTable, paths: Sequence[Path]) -> str:
    """SQL: the rows of some files of a table, of no file as well."""
    if not paths:
        columns = ", ".join(f"CAST(NULL AS {kind}) AS {quoted(name)}" for name, kind in table.columns.items())
        return f"SELECT {columns} WHERE FALSE"
    return f"SELECT * FROM read_parquet([{', '.join(literal(str(path)) for path in paths)}])"


def _open(folder: Path, limits: Limits, readable: Sequence[Path]) -> "DuckDBPyConnection":
    """A database in memory that reads files of these folders only, its configuration locked."""
    import duckdb

    connection = duckdb.connect(config=limits.settings(folder / "spill"))
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET parquet_metadata_cache = true")
    listed = ", ".join(literal(f"{each}/") for each in readable)
    connection.execute(f"SET allowed_directories = [{listed}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection
