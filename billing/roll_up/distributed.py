"""A large delivery's charges are rolled up by a distributed engine, from the files that lie in its bucket already.

DuckDB writes the charges of any delivery a month at a time; grouping more of them than its memory holds is what takes
it long. The statements are those that DuckDB runs otherwise.

What is done is noted after each month of a table, in a draft of the manifest beside it: a process that has no time
left, or was ended, is followed by one that goes on from there, and pays for nothing twice.
"""

import logging
import re
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from billing.engines.port import EngineUse
from billing.intake.sql_text import quoted
from billing.roll_up.manifest import Manifest, PreparedFile, PreparedTable
from billing.roll_up.place import PreparedPlace
from billing.roll_up.tables import RolledUp, month_bounds, roll_ups
from billing.roll_up.written_file import written_file
from billing.scratch import temporary_folder
from finops_core.errors import BillError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

logger = logging.getLogger(__name__)

DRAFT = "finops-draft.json"
"""A manifest that lacks roll-ups, or months of them. It lies beside the whole one."""

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,254}", re.ASCII)
_PREFIX = "finops-roll-up-"
MOST_FILES = 10_000
"""Of one month's roll-up."""
GB = 10**9

TimeLeft = Callable[[], bool]
"""Whether there is time for another month of a table."""


class Unfinished(Exception):
    """Time is up and something was done: the next try goes on. The message differs with what was done."""


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
    """What rolls up deliveries whose charges are larger than `over_bytes`, by a manifest that has only those.

    It reads `most_bytes` for one delivery, however many tries it takes, and `piece_s` at most for a month of a table.
    """

    make: Callable[[Manifest, PreparedPlace], Unloading]
    over_bytes: int
    most_bytes: int
    piece_s: int

    def takes(self, charges: PreparedTable) -> bool:
        """Whether a delivery is its own. One with columns that no catalog takes by name is not: files name them."""
        large = sum(file.size_bytes for file in charges.files) > self.over_bytes
        return large and all(_PLAIN.fullmatch(name) for name in charges.columns)


def draft_at(place: PreparedPlace, content: str) -> Manifest | None:
    """What was begun of a content and not ended; None where a file of it is not there any more. Raises BillError."""
    text = place.document(DRAFT)
    try:
        draft = Manifest.of(text, place.address) if text is not None else None
    except BillError:
        return None  # of another release
    if draft is None or draft.content != content:
        return None
    there = set(place.names(content))
    return draft if all(file.name in there for table in draft.tables for file in table.files) else None


def rolled_up(
    draft: Manifest, place: PreparedPlace, by: Distributed, time_left: TimeLeft, *, begun: bool = False
) -> Manifest:
    """The manifest with all roll-ups of a draft, which has the charges and perhaps some of the others.

    `begun` says that this process has done something for it already. Raises BillError, and Unfinished when there is
    no time left; without anything done it does one piece all the same, so that it comes to an end.
    """
    charges = draft.tables[-1]
    place.put_document(DRAFT, _text(draft))
    with temporary_folder(prefix=_PREFIX) as folder, _with_columns(charges) as connection:
        engine = by.make(draft.model_copy(update={"tables": (charges,)}), place)
        try:
            for one, month in _missing(draft, place):
                if begun and not time_left():
                    raise Unfinished(f"{draft.content}: {_pieces(draft)} parts are rolled up")
                _within_its_cap(draft.use, by)
                made: tuple[PreparedFile, ...] = ()
                try:
                    made = _unloaded(connection, one, month, draft, place, engine, folder)
                finally:
                    # What was read is paid for, whatever came of it.
                    draft = _noted(draft, one, _columns(connection, one), made, engine.claim_use())
                    place.put_document(DRAFT, _text(draft))
                begun = True
        finally:
            engine.close()
    use = draft.use
    logger.info("scanned_bytes=%s, price_usd=%s | a delivery was rolled up elsewhere", use.scanned_bytes, use.price_usd)
    return draft


def _missing(draft: Manifest, place: PreparedPlace) -> Iterator[tuple[RolledUp, str]]:
    """The months of each table that are still to be rolled up, as the draft was at first."""
    charges = draft.tables[-1]
    months = sorted(Path(file.name).stem for file in charges.files)
    done = {table.name: {file.name.split("/")[2] for file in table.files} for table in draft.tables[:-1]}
    for one in _wanted(draft):
        of_table = done.get(one.level.table, set[str]())
        if not of_table:
            # A try that was ended left files, which would count twice.
            place.clear(f"{draft.content}/{one.level.table}")
        yield from ((one, month) for month in months if month not in of_table)


def _within_its_cap(use: EngineUse, by: Distributed) -> None:
    if use.scanned_bytes >= by.most_bytes:
        raise BillError(
            f"Athena has read {use.scanned_bytes / GB:,.2f} GB to prepare this delivery, which costs "
            f"${use.price_usd:,.2f}, and max_scanned_gb allows {by.most_bytes / GB:,.2f} GB: nothing more was started. "
            "Raise it, or prepare the export on a larger machine."
        )


def _unloaded(
    connection: "DuckDBPyConnection",
    one: RolledUp,
    month: str,
    draft: Manifest,
    place: PreparedPlace,
    engine: Unloading,
    folder: Path,
) -> tuple[PreparedFile, ...]:
    below = f"{draft.content}/{one.level.table}/{month}"
    place.clear(below)
    of_month = 'SELECT * FROM main.charges WHERE "ChargePeriodStart" >= ? AND "ChargePeriodStart" < ?'
    engine.unload(f"WITH charges AS ({of_month}) {one.select}", month_bounds(month), below)
    names = place.names(below)
    if not 0 < len(names) <= MOST_FILES:
        raise BillError(f"{place.address}/{below}: has {len(names):,} files after it was rolled up.")
    made: list[PreparedFile] = []
    for name in names:
        path = folder / "unloaded.parquet"
        place.copy(name, path)
        made.append(written_file(connection, path, name))
        path.unlink()
    return tuple(file for file in made if file.rows)


def _noted(
    draft: Manifest, one: RolledUp, columns: dict[str, str], made: tuple[PreparedFile, ...], use: EngineUse
) -> Manifest:
    """The draft with more files of a table, in the order of the tables, and with what they took."""
    tables = {table.name: table for table in draft.tables}
    name = one.level.table
    if made:
        former = tables[name].files if name in tables else ()
        keys = tuple(sorted(one.level.columns or ()))
        tables[name] = PreparedTable(name=name, columns=columns, keys=keys, files=(*former, *made))  # type: ignore[arg-type]
    there = tuple(tables[each.level.table] for each in _wanted(draft) if each.level.table in tables)
    return draft.model_copy(update={"tables": (*there, draft.tables[-1]), "use": draft.use + use})


@contextmanager
def _with_columns(charges: PreparedTable) -> "Generator[DuckDBPyConnection]":
    """A database that has the columns of the charges and no row, which says what a roll-up's columns are."""
    import duckdb

    columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in charges.columns.items())
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"CREATE TABLE charges ({columns})")
        yield connection


def _columns(connection: "DuckDBPyConnection", one: RolledUp) -> dict[str, str]:
    return {str(name): str(kind) for name, kind, *_ in connection.execute(f"DESCRIBE {one.select}").fetchall()}


def _wanted(draft: Manifest) -> Sequence[RolledUp]:
    """Its roll-ups, the smallest first."""
    return roll_ups(draft.tables[-1].columns, hourly=draft.hourly)[:-1]


def _pieces(draft: Manifest) -> int:
    return sum(len({file.name.split("/")[2] for file in table.files}) for table in draft.tables[:-1])


def _text(draft: Manifest) -> bytes:
    return draft.model_dump_json().encode()
