"""What is known of one readable file of a bill, and the error of one that cannot be read."""

import logging
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from billing.intake.amounts import DecimalType
from billing.intake.layout import Layout
from billing.intake.locate import BillFile
from billing.intake.unpack import Kind, Readable
from billing.query import BillProblem
from finops_core.errors import BillError

if TYPE_CHECKING:
    pass

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """One file that can be selected from, as `view`.

    `left_out` rows could not even be parsed. `first_row` is where a reader finds the row of place 0 (a CSV's header
    is row 1). `identities` is a relation of what tells rows apart (`SourceColumns.identity`). `exact` are the amounts
    whose type in the file keeps them exactly, `absent` the columns it lacks, `lacks` what it therefore cannot tell
    (`column_gaps`). `custom` are the columns of its own that are dimensions, `custom_others` those that are none.
    """

    number: int
    name: str
    place: str
    modified: datetime
    origin: BillFile
    kind: Kind
    layout: Layout
    left_out: int
    first_row: int
    identities: str
    problems: tuple[BillProblem, ...] = ()
    has_currency: bool = True
    exact: Mapping[str, DecimalType] = field(default_factory=dict[str, DecimalType])
    absent: frozenset[str] = frozenset()
    custom: tuple[str, ...] = ()
    custom_others: tuple[str, ...] = ()
    lacks: frozenset[int] = frozenset()

    @property
    def view(self) -> str:
        return f"file_{self.number}"


class DamagedFile(BillError):
    """A file that DuckDB cannot read to its end. Its own words are told to nobody: they quote the file."""

    def __init__(self, name: str, place: str, kind: Kind, error: Exception) -> None:
        logger.info("file=%s, error=%s | file cannot be read", name, type(error).__name__)
        what = "Parquet" if kind is Kind.PARQUET else "CSV"
        super().__init__(f"{name}: the file is damaged or cut off, and cannot be read as {what}.")
        self.place = place


@contextmanager
def naming(file: "ReadFile | Readable") -> Generator[None]:
    """DuckDB's errors become DamagedFile; running out of memory says nothing about the file."""
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise DamagedFile(file.name, file.place, file.kind, error) from error
