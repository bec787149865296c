"""A large delivery's charges are rolled up by a distributed engine, from the files that lie in its bucket already.

DuckDB writes the charges of any delivery a month at a time; grouping more of them than its memory holds is what takes
it long. The statements are those that DuckDB runs otherwise.
"""

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from billing.engines.port import EngineUse
from billing.roll_up.manifest import Manifest, PreparedFile, PreparedTable
from billing.roll_up.place import PreparedPlace
from billing.roll_up.tables import RolledUp, month_bounds
from billing.roll_up.written_file import written_file
from finops_core.errors import BillError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

logger = logging.getLogger(__name__)

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,254}", re.ASCII)
MOST_FILES = 10_000
"""Of one month's roll-up."""


class Unloading(Protocol):
    """An engine that writes what it finds where the delivery lies."""

    def unload(self, sql: str, parameters: Sequence[Any], name: str) -> None:
        """Writes a statement's rows as Parquet files below a name. Raises BillError."""
        ...

    def claim_use(self) -> EngineUse:
        """What it took since this was asked last."""
        ...

    def close(self) -> None:
        """Ends what is open."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Distributed:
    """What rolls up deliveries whose charges are larger than `over_bytes`, by a manifest that has only those."""

    make: Callable[[Manifest, PreparedPlace], Unloading]
    over_bytes: int

    def takes(self, charges: PreparedTable) -> bool:
        """Whether a delivery is its own. One with columns that no catalog takes by name is not: files name them."""
        large = sum(file.size_bytes for file in charges.files) > self.over_bytes
        return large and all(_PLAIN.fullmatch(name) for name in charges.columns)


def unloaded(
    connection: "DuckDBPyConnection",
    wanted: Sequence[RolledUp],
    draft: Manifest,
    place: PreparedPlace,
    by: Distributed,
    folder: Path,
) -> tuple[tuple[PreparedTable, ...], EngineUse]:
    """The tables, and what writing them took. `draft` has the charges, which are there. Raises BillError."""
    engine = by.make(draft, place)
    try:
        tables = tuple(
            PreparedTable(
                name=one.level.table,  # type: ignore[arg-type]
                columns={
                    str(name): str(kind) for name, kind, *_ in connection.execute(f"DESCRIBE {one.select}").fetchall()
                },
                keys=tuple(sorted(one.level.columns or ())),
                files=tuple(_files(connection, one, draft, place, engine, folder)),
            )
            for one in wanted
        )
        use = engine.claim_use()
    finally:
        engine.close()
    logger.info("scanned_bytes=%s, price_usd=%s | a delivery was rolled up elsewhere", use.scanned_bytes, use.price_usd)
    return tables, use


def _files(
    connection: "DuckDBPyConnection",
    one: RolledUp,
    draft: Manifest,
    place: PreparedPlace,
    engine: Unloading,
    folder: Path,
) -> Iterator[PreparedFile]:
    table = f"{draft.content}/{one.level.table}"
    # A try that was ended left files, which would count twice.
    place.clear(table)
    (charges,) = draft.tables
    for month in sorted(Path(file.name).stem for file in charges.files):
        of_month = 'SELECT * FROM main.charges WHERE "ChargePeriodStart" >= ? AND "ChargePeriodStart" < ?'
        engine.unload(f"WITH charges AS ({of_month}) {one.select}", month_bounds(month), f"{table}/{month}")
        names = place.names(f"{table}/{month}")
        if not 0 < len(names) <= MOST_FILES:
            raise BillError(f"{place.address}/{table}/{month}: has {len(names):,} files after it was rolled up.")
        for name in names:
            path = folder / "unloaded.parquet"
            place.copy(name, path)
            made = written_file(connection, path, name)
            path.unlink()
            if made.rows:
                yield made
