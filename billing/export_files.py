"""A billing export's files, read into a DuckDB database of this machine."""

import weakref
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from billing.bill_state import OpenedTable
from billing.engines.duckdb import DuckDBEngine, Limits, open_locked
from billing.engines.port import EngineUse
from billing.intake.describe import recall
from billing.intake.load import build
from billing.intake.locate import BillLocation, Listing, PaidLocation
from billing.prepared import PreparedBills, content_key
from billing.query import BillInfo
from billing.scratch import new_folder
from billing.source import PRICE_OF_REQUEST_USD
from finops_core.errors import BillError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class ExportFiles:
    """Deliveries of an export that this process reads itself. With `cache_dir` what was read is kept there."""

    looked_at_every = timedelta(seconds=30)

    def __init__(self, source: str, location: BillLocation, limits: Limits, cache_dir: Path | None) -> None:
        self.source = source
        self._location = location
        self._limits = limits
        scratch = new_folder()
        self._folder = scratch.path
        self._home = cache_dir or scratch.path
        self._remove_folder = weakref.finalize(self, scratch.remove)

    def look(self) -> "ListedFiles":
        return ListedFiles(self, self._location.listing())

    def claim_use(self) -> EngineUse:
        made = self._location.claim_requests() if isinstance(self._location, PaidLocation) else 0
        return EngineUse(requests=made, price_usd=made * PRICE_OF_REQUEST_USD)

    def close(self) -> None:
        self._remove_folder()

    def opened(self, listing: Listing) -> OpenedTable:
        """The table of what a listing holds: the one that is kept, else one that is built now."""
        self._home.mkdir(parents=True, exist_ok=True)
        prepared = PreparedBills(self._home)
        key = self.key(listing)
        build_now = partial(self._build, listing)
        connection, info = self._opened_database(prepared.obtain(key, build_now))
        if info is None:
            prepared.rebuild(key, build_now)
            connection, info = self._opened_database(prepared.path(key))
        if connection is None or info is None:
            raise BillError(f"{self.source}: what was prepared of the bill cannot be opened. Free disk space.")
        return OpenedTable(engine=DuckDBEngine(connection), info=info)

    def database(self, listing: Listing) -> Path:
        """The file of the table that was opened of a listing."""
        return PreparedBills(self._home).path(self.key(listing))

    def key(self, listing: Listing) -> str:
        """Another text for any other content of any file."""
        return content_key(self.source, self._location, listing)

    def _build(self, listing: Listing, target: Path) -> None:
        build(self.source, self._location, listing, target, self._limits)

    def _opened_database(self, path: Path) -> "tuple[DuckDBPyConnection, BillInfo] | tuple[None, None]":
        """A prepared database and its facts; nothing when it cannot be opened or another version made it."""
        import duckdb

        try:
            connection = open_locked(path, self._folder / f"spill-{path.stem}", self._limits)
        except duckdb.Error:
            return None, None
        try:
            info = recall(connection)
        except (duckdb.Error, ValueError):
            info = None
        if info is None:
            connection.close()
            return None, None
        return connection, info


@dataclass(frozen=True, slots=True)
class ListedFiles:
    """What one listing holds."""

    deliveries: ExportFiles
    listing: Listing

    @property
    def mark(self) -> str:
        return self.listing.mark

    def open(self) -> OpenedTable:
        return self.deliveries.opened(self.listing)
