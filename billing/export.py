"""A billing export as a BillSource.

Public API of `billing`:

- `open_bill(path, *, terms=None, memory_limit_mb=1024, cache_dir=None) -> ExportBill`: opens a FOCUS 1.0–1.3 export
  or an AWS Cost and Usage Report (legacy, 2.0) as CSV, gzip, zip or Parquet, told by content. Raises BillError.
- `ExportBill`: BillSource (`info`, `query`, `values`, safe from several threads) and `close`; a context manager.
- `billing.check.check_bill(path) -> BillReport`: what `finops bill check` prints (`to_json`).
"""

import tempfile
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from billing.intake.describe import recall
from billing.intake.load import Limits, build
from billing.intake.locate import locate
from billing.query import BillInfo, BillQuery, BillResult, BillRow, GroupKey, Metric
from billing.sql import ROWS, TOTALS, compile_query
from billing.vocabulary import BillVocabulary
from finops_core.errors import BillError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MAX_VALUES = 10_000


def open_bill(
    path: str | Path,
    *,
    terms: None = None,
    memory_limit_mb: int = 1024,
    cache_dir: Path | None = None,
) -> "ExportBill":
    """Reads a billing export into a locked-down DuckDB database and opens it.

    Raises BillError, naming the file and the place, when it cannot be read.
    """
    folder = tempfile.TemporaryDirectory(prefix="finops-bill-", ignore_cleanup_errors=True)
    target = Path(folder.name) / "bill.duckdb"
    limits = Limits(memory_limit_mb=memory_limit_mb)
    build(str(path), locate(path), target, limits)
    return ExportBill(_connect(target, limits), folder)


def _connect(database: Path, limits: Limits) -> "DuckDBPyConnection":
    """Opens a built database read-only, without access to files or the network, its configuration locked."""
    import duckdb

    config: dict[str, str | int] = {
        "memory_limit": f"{limits.memory_limit_mb}MB",
        "temp_directory": str(database.parent / "spill"),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    connection = duckdb.connect(str(database), read_only=True, config=dict(config))
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


class ExportBill:
    """A bill in a DuckDB database of its own. Made by `open_bill`."""

    def __init__(self, connection: "DuckDBPyConnection", folder: tempfile.TemporaryDirectory[str]) -> None:
        self._connection = connection
        self._folder = folder
        self._values: dict[GroupKey, tuple[str, ...]] = {}
        self._lock = threading.Lock()
        info = recall(connection)
        if info is None:
            raise BillError("The prepared bill was made by another version of this program. Open its export again.")
        self._info = info
        self._words = BillVocabulary(tag_keys=info.tag_keys)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the database and removes its files."""
        self._connection.close()
        self._folder.cleanup()

    def info(self) -> BillInfo:
        """What is loaded."""
        return self._info

    def query(self, query: BillQuery) -> BillResult:
        """Exact sums, in a fixed order: by currency, start, amount, keys.

        For `Metric.QUANTITY` a row's `currency` is the unit in which usage was measured.
        Raises BillError for a question that the bill cannot answer.
        """
        one_unit = query.metric is not Metric.QUANTITY and (
            query.currency is not None or len(self._info.currencies) == 1
        )
        sql = compile_query(query, self._words, one_unit=one_unit)
        found = self._fetch(sql.text, sql.parameters)
        totals = {str(r[-4]): Decimal(r[-3]) for r in found if r[0] == TOTALS}
        rows = [_row(r) for r in found if r[0] == ROWS]
        rows.sort(key=lambda r: _position(r, descending=query.descending))
        return BillResult(
            rows=tuple(rows),
            totals=dict(sorted(totals.items())),
            groups=sum(int(r[-1]) for r in found if r[0] == TOTALS),
            rows_read=sum(int(r[-2]) for r in found if r[0] == TOTALS),
        )

    def values(self, dimension: GroupKey) -> tuple[str, ...]:
        """The distinct values of a dimension by falling absolute cost, at most 10,000."""
        with self._lock:
            known = self._values.get(dimension)
        if known is not None:
            return known
        key = self._words.key(dimension)
        found = self._fetch(
            f'SELECT {key.text} AS value, sum(abs("BilledCost")) AS cost FROM charges GROUP BY 1 '
            "HAVING value <> '' ORDER BY cost DESC, value LIMIT ?",
            (*key.parameters, MAX_VALUES),
        )
        values = tuple(str(row[0]) for row in found)
        with self._lock:
            self._values[dimension] = values
        return values

    def _fetch(self, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
        import duckdb

        try:
            # One cursor a call: DuckDB connections are not shared between threads, cursors of one are.
            with self._connection.cursor() as cursor:
                return cursor.execute(sql, list(parameters)).fetchall()
        except duckdb.OutOfMemoryException as error:
            raise BillError(
                "The question needs more memory than the bill may use. Ask for a shorter period."
            ) from error
        except duckdb.ConnectionException as error:
            raise BillError("The bill has been closed.") from error


def _row(found: Sequence[Any]) -> BillRow:
    start: datetime | None = found[-5]
    keys = tuple(str(key) for key in found[1:-5])
    return BillRow(keys, start.replace(tzinfo=UTC) if start else None, str(found[-4]), Decimal(found[-3]))


def _position(row: BillRow, *, descending: bool) -> tuple[Any, ...]:
    start = row.start.timestamp() if row.start else 0.0
    return row.currency, start, -row.amount if descending else row.amount, row.keys
