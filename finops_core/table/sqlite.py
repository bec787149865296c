"""The table in one SQLite file: group commit, conditions checked inside the transaction, expiry and a change feed.

Invariants: a write returns after the fsync of its commit; a failed condition leaves nothing of its request; several
processes may share the file. ":memory:" gives the same table without a file, over a single connection.
"""

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, Self, TypeVar

from pydantic_core import from_json

from finops_core.clock import Clock
from finops_core.errors import ConditionFailed, FinOpsError, StorageUnavailable
from finops_core.sqlite.connection import MEMORY, connect, transaction, unavailable
from finops_core.sqlite.foreign import ForeignPoll
from finops_core.sqlite.group_commit import GroupCommit, Pending
from finops_core.sqlite.turn import WriteTurn
from finops_core.table import schema
from finops_core.table import sqlite_schema as sql
from finops_core.table.feed import FeedRecord
from finops_core.table.port import Delete, Index, Item, Key, Put, Update, Write
from finops_core.table.sqlite_rows import Row, RowCodec, WriteSet, item_of, key_range
from finops_core.table.writes import check_transaction, check_write, index_attributes, key_of, live

MAX_GROUP = 256
"""Requests that share a commit at most."""

_Part = TypeVar("_Part")

_BEYOND_TEXT = b""
"""SQLite orders every blob after every text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableStatistics:
    """Counts of this table object: requests committed or refused, the transactions they took, and those that wait."""

    requests: int
    commits: int
    waiting: int


class _Request(NamedTuple):
    """Writes that are applied together, or each by itself; each put with its row made beforehand, outside the lock."""

    writes: Sequence[Write]
    rows: Sequence[Row | None]
    together: bool


class SqliteTable:
    """The port's Table and ChangeFeed over the SQLite file at `path`, which `open` creates when missing."""

    def __init__(
        self,
        path: str | Path,
        *,
        clock: Clock,
        indexes: Sequence[Index] = schema.INDEXES,
        feed_prefixes: tuple[str, ...] = schema.FEED_PREFIXES,
    ) -> None:
        self._path = path
        self._clock = clock
        self._indexes = {index.name: index for index in indexes}
        self._attributes = index_attributes(indexes)
        self._codec = RowCodec(self._attributes)
        self._feed_prefixes = feed_prefixes
        self._turn = WriteTurn(path)
        self._group: GroupCommit[_Request, list[Row | None]] = GroupCommit(
            self._commit, limit=MAX_GROUP, turn=self._turn
        )
        self._writer: sqlite3.Connection | None = None
        self._readers: deque[sqlite3.Connection] = deque()
        self._feed_grew = threading.Condition()
        self._feed_commits = 0
        self._foreign = ForeignPoll()
        self._requests = 0
        self._commits = 0

    def open(self) -> Self:
        """Opens the file, creating tables and indexes that are missing. Raises StorageUnavailable."""
        connection = connect(self._path, synchronous="FULL")
        try:
            sql.create(connection, tuple(self._indexes.values()))
        except sqlite3.Error as error:
            connection.close()
            raise unavailable(self._path, error) from error
        self._turn.open()
        self._writer = connection
        return self

    def close(self) -> None:
        """Finishes the writes that wait, then closes the file; later calls raise StorageUnavailable."""
        self._group.close()
        with self._turn:
            if self._writer is not None:
                self._writer.close()
                self._writer = None
        self._turn.close()
        while self._readers:
            self._readers.pop().close()

    def get(self, key: Key) -> Item | None:
        rows = self._read(sql.GET_SQL, (key.pk, key.sk, self._now_s()))
        return item_of(key.pk, key.sk, rows[0][0]) if rows else None

    def get_many(self, keys: Iterable[Key]) -> dict[Key, Item]:
        wanted, now_s = list(dict.fromkeys(keys)), self._now_s()
        found: dict[Key, Item] = {}
        for portion in _portions(wanted):
            names = tuple(chain.from_iterable((key.pk, key.sk) for key in portion))
            read = (live(item, now_s) for item in _stored(self._read, len(portion), names))
            items = [item for item in read if item is not None]
            found |= {Key(str(item["pk"]), str(item["sk"])): item for item in items}
        return {key: found[key] for key in wanted if key in found}

    def query(
        self, pk: str, *, prefix: str = "", after: str | None = None, limit: int | None = None, reverse: bool = False
    ) -> list[Item]:
        lower, upper = key_range(prefix, after, reverse=reverse)
        statement = sql.QUERY_REVERSE_SQL if reverse else sql.QUERY_SQL
        rows = self._read(statement, (pk, lower, upper, self._now_s(), -1 if limit is None else limit))
        return [item_of(*row) for row in rows]

    def query_index(
        self, index: str, hash: str, *, up_to: str | None = None, limit: int | None = None, reverse: bool = False
    ) -> list[Item]:
        definition = self._indexes[index]
        largest = _BEYOND_TEXT if up_to is None else up_to
        statement = sql.index_sql(definition, reverse=reverse)
        rows = self._read(statement, (hash, largest, self._now_s(), -1 if limit is None else limit))
        return [{"pk": pk, "sk": sk, definition.hash: hash, definition.range: range} for pk, sk, range in rows]

    def put_if(self, write: Put) -> None:
        self._submit((write,))

    def update_if(self, write: Update) -> Item:
        row = self._submit((write,))[0]
        assert row is not None
        return from_json(str(row[2]))

    def update_each(self, writes: Sequence[Update]) -> list[Item | None]:
        rows = self._submit(writes, together=False) if writes else []
        return [None if row is None else from_json(str(row[2])) for row in rows]

    def delete_if(self, write: Delete) -> None:
        self._submit((write,))

    def transact(self, writes: Sequence[Write]) -> None:
        check_transaction(writes)
        if writes:
            self._submit(writes)

    def feed(self, after: int, limit: int) -> list[FeedRecord]:
        rows = self._read(sql.FEED_SQL, (after, limit))
        if rows:
            self._foreign.happened()
        return [FeedRecord(number=number, key=Key(pk, sk), item=item_of(pk, sk, body)) for number, pk, sk, body in rows]

    def feed_position(self) -> int:
        rows = self._read(sql.FEED_POSITION_SQL, ())
        return rows[0][0] if rows else 0

    def wait_for_feed(self, after: int, timeout_s: float) -> bool:
        deadline = time.monotonic() + timeout_s
        while True:
            seen = self._feed_commits
            if self._read(sql.FEED_SQL, (after, 1)):
                self._foreign.happened()
                return True
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                return False
            with self._feed_grew:
                if self._feed_commits == seen:
                    self._feed_grew.wait(min(remaining, self._foreign.pause_s))

    def trim_feed(self, up_to: int) -> None:
        with self._turn, self._transaction() as connection:
            connection.execute(sql.FEED_TRIM_SQL, (up_to,))

    def purge_expired(self, limit: int) -> int:
        """Deletes up to `limit` items whose time is over and returns how many those were."""
        with self._turn, self._transaction() as connection:
            return connection.execute(sql.PURGE_SQL, (self._now_s(), limit)).rowcount

    def statistics(self) -> TableStatistics:
        return TableStatistics(requests=self._requests, commits=self._commits, waiting=self._group.waiting)

    def _now_s(self) -> int:
        return int(self._clock.now().timestamp())

    def _read(self, statement: str, parameters: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        if self._path == MEMORY:
            with self._turn:
                return self._open_writer().execute(statement, parameters).fetchall()
        try:
            connection = self._readers.pop()
        except IndexError:
            self._open_writer()
            connection = connect(self._path, synchronous="FULL")
            connection.execute("PRAGMA query_only=ON")
        try:
            rows = connection.execute(statement, parameters).fetchall()
        except sqlite3.Error as error:
            connection.close()
            raise unavailable(self._path, error) from error
        self._readers.append(connection)
        return rows

    def _submit(self, writes: Sequence[Write], *, together: bool = True) -> list[Row | None]:
        for write in writes:
            check_write(write, self._attributes)
        rows = [self._codec.to_row(write.item) if isinstance(write, Put) else None for write in writes]
        outcome = self._group.submit(_Request(writes, rows, together))
        assert outcome is not None
        return outcome

    def _commit(self, batch: Sequence[Pending[_Request, list[Row | None]]]) -> None:
        write_set = WriteSet(self._codec, now_s=self._now_s(), feed_prefixes=self._feed_prefixes)
        with self._transaction() as connection:
            write_set.load(_current(connection, batch))
            for pending in batch:
                try:
                    pending.result = _applied(pending.request, write_set)
                except (FinOpsError, ValueError) as error:
                    pending.error = error
            _store(connection, self._attributes, write_set)
            self._requests += len(batch)
            self._commits += 1
        if write_set.feed:
            with self._feed_grew:
                self._feed_commits += 1
                self._feed_grew.notify_all()

    @contextmanager
    def _transaction(self) -> Generator[sqlite3.Connection]:
        """A transaction of the writer's, whose turn it is."""
        connection = self._open_writer()
        with transaction(connection, self._path):
            yield connection

    def _open_writer(self) -> sqlite3.Connection:
        if self._writer is None:
            raise StorageUnavailable(f"The database {self._path} is not open. Start the platform, then try again.")
        return self._writer


def _current(connection: sqlite3.Connection, batch: Sequence[Pending[_Request, list[Row | None]]]) -> list[Item]:
    """The stored items that the batch's conditions and updates look at."""
    wanted = {
        key_of(write)
        for pending in batch
        for write in pending.request.writes
        if write.conditions or isinstance(write, Update)
    }
    items: list[Item] = []
    for keys in _portions(list(wanted)):
        names = tuple(chain.from_iterable(keys))
        items += _stored(lambda text, values: connection.execute(text, values).fetchall(), len(keys), names)
    return items


def _stored(read: Callable[[str, tuple[Any, ...]], list[Any]], count: int, names: tuple[str, ...]) -> list[Item]:
    """The items under some keys. A torn one among them makes them be read singly."""
    ((bodies,),) = read(sql.current_sql(count), names)
    try:
        items: list[Any] = from_json(bodies or "[]")
    except ValueError:
        items = [None]
    if all(type(item) is dict for item in items):
        return items
    return [item_of(*row) for row in read(sql.singly_sql(count), names)]


def _applied(request: _Request, write_set: WriteSet) -> list[Row | None]:
    """The rows after a request; raises what WriteSet.apply does. A write by itself whose condition failed has none."""
    writes, rows, together = request
    if together:
        return write_set.apply(writes, rows)
    found: list[Row | None] = []
    for write, row in zip(writes, rows, strict=True):
        try:
            found += write_set.apply((write,), (row,))
        except ConditionFailed:
            found.append(None)
    return found


def _store(connection: sqlite3.Connection, attributes: tuple[str, ...], write_set: WriteSet) -> None:
    for rows in _portions(write_set.upserts()):
        connection.execute(sql.upsert_sql(attributes, len(rows)), list(chain.from_iterable(rows)))
    for key in write_set.deletes():
        connection.execute(sql.DELETE_SQL, key)
    for keys in _portions(write_set.feed):
        connection.execute(sql.feed_sql(len(keys)), list(chain.from_iterable(keys)))


def _portions(rows: list[_Part]) -> Iterator[list[_Part]]:
    return (rows[start : start + sql.MAX_ROWS] for start in range(0, len(rows), sql.MAX_ROWS))
