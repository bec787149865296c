"""A large file of series read as one table. What has to be told of a row is left to the careful reading."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from billing.engines.duckdb import Limits, open_for_building
from finops_core.errors import BillError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_DIFFERENT_DAYS = 100_000
NO_AMOUNT = ("", "nan", "null", "na")
_LIMITS = Limits(memory_limit_mb=2048)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSeries:
    """The amounts of one series, each with the number of its step, in their order."""

    name: str
    steps: NDArray[np.int64]
    amounts: NDArray[np.float64]


Places = tuple[int, int, int]
"""Of the columns of the name, the day and the amount."""


def read_table(
    path: Path, places_in: Callable[[list[str]], Places], step_of: Callable[[str], int], longest_name: int
) -> list[TableSeries] | None:
    """The series in the order they first appear; None where anything is not as it should be or comes twice.

    Raises BillError where the header is refused by `places_in`; `step_of` refuses a day by raising it.
    """
    import duckdb

    with path.open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file), list[str]())
    places = places_in(header)
    with TemporaryDirectory() as folder:
        connection = open_for_building(Path(":memory:"), Path(folder), _LIMITS)
        try:
            _load(connection, path, places, len(header))
            if not _is_clean(connection, longest_name) or not _numbered(connection, step_of):
                return None
            found = list(_series(connection))
            twice = any((np.diff(one.steps) <= 0).any() for one in found)
            return None if twice else found
        except (duckdb.Error, BillError):
            return None
        finally:
            connection.close()


def _load(connection: "DuckDBPyConnection", path: Path, places: Places, width: int) -> None:
    columns = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(width))
    name, day, amount = (f"c{at}" for at in places)
    connection.execute(
        f"CREATE TABLE cells AS SELECT trim({name}) AS name, {day} AS day, trim({amount}) AS cell, "
        f"try_cast(trim({amount}) AS DOUBLE) AS amount FROM read_csv(?, header = false, skip = 1, delim = ',', "
        f"quote = '\"', escape = '\"', columns = {{{columns}}}, "
        "auto_detect = false, null_padding = false, nullstr = '')",
        [str(path)],
    )
    gone = ", ".join(f"'{word}'" for word in NO_AMOUNT)
    connection.execute(f"DELETE FROM cells WHERE cell IS NULL OR lower(cell) IN ({gone})")


def _is_clean(connection: "DuckDBPyConnection", longest_name: int) -> bool:
    found = connection.execute(
        "SELECT count(*), count(*) FILTER (coalesce(length(name), 0) NOT BETWEEN 1 AND ? OR amount IS NULL "
        "OR day IS NULL OR NOT isfinite(amount) OR abs(amount) > 1e15 OR contains(cell, '_')) FROM cells",
        [longest_name],
    ).fetchone()
    return found is not None and found[0] > 0 and found[1] == 0


def _numbered(connection: "DuckDBPyConnection", step_of: Callable[[str], int]) -> bool:
    """Whether each row could be given the number of its step."""
    days = [str(row[0]) for row in connection.execute("SELECT DISTINCT day FROM cells").fetchall()]
    if len(days) > MOST_DIFFERENT_DAYS:
        return False
    connection.execute("CREATE TABLE days (day VARCHAR, step BIGINT)")
    steps = {"day": np.array(days, dtype=object), "step": np.array([step_of(day) for day in days], dtype=np.int64)}
    connection.register("numbered", steps)
    connection.execute("INSERT INTO days SELECT day, step FROM numbered")
    connection.execute(
        "CREATE TABLE firsts AS SELECT name, min(rowid) AS place, count(*) AS rows FROM cells GROUP BY name"
    )
    return True


def _series(connection: "DuckDBPyConnection") -> Iterator[TableSeries]:
    found = connection.execute("SELECT name, rows FROM firsts ORDER BY place").fetchall()
    table = connection.execute(
        "SELECT step, amount FROM cells JOIN days USING (day) JOIN firsts USING (name) ORDER BY place, step"
    ).fetchnumpy()
    steps, amounts = np.asarray(table["step"], dtype=np.int64), np.asarray(table["amount"], dtype=np.float64)
    begin = 0
    for name, rows in found:
        yield TableSeries(name=name, steps=steps[begin : begin + rows], amounts=amounts[begin : begin + rows])
        begin += rows
