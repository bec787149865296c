"""A real table whose next write can be made to fail, to fail after it happened, or to be overtaken by another."""

from collections.abc import Callable, Iterable, Sequence

from finops_core.errors import StorageUnavailable
from finops_core.table.port import Delete, Item, Key, Put, Table, Update, Write


class UnreliableTable:
    """Passes everything on to `table`, apart from what was arranged for one of its next writes (1 is the very next)."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._writes = 0
        self._before: dict[int, Callable[[], object]] = {}
        self._lost: dict[int, bool] = {}

    def before_write(self, act: Callable[[], object], *, nth: int = 1) -> None:
        """What somebody else does between this caller's read and its write."""
        self._before[self._writes + nth] = act

    def fail_write(self, *, after_it_happened: bool, nth: int = 1) -> None:
        """The store does not answer; whether the write happened, its caller is not told."""
        self._lost[self._writes + nth] = after_it_happened

    def get(self, key: Key) -> Item | None:
        return self._table.get(key)

    def get_many(self, keys: Iterable[Key]) -> dict[Key, Item]:
        return self._table.get_many(keys)

    def query(
        self, pk: str, *, prefix: str = "", after: str | None = None, limit: int | None = None, reverse: bool = False
    ) -> list[Item]:
        return self._table.query(pk, prefix=prefix, after=after, limit=limit, reverse=reverse)

    def query_index(
        self, index: str, hash: str, *, up_to: str | None = None, limit: int | None = None, reverse: bool = False
    ) -> list[Item]:
        return self._table.query_index(index, hash, up_to=up_to, limit=limit, reverse=reverse)

    def put_if(self, write: Put) -> None:
        self._write(lambda: self._table.put_if(write))

    def update_if(self, write: Update) -> Item:
        found: list[Item] = []
        self._write(lambda: found.append(self._table.update_if(write)))
        return found[0]

    def update_each(self, writes: Sequence[Update]) -> list[Item | None]:
        found: list[Item | None] = []
        self._write(lambda: found.extend(self._table.update_each(writes)))
        return found

    def delete_if(self, write: Delete) -> None:
        self._write(lambda: self._table.delete_if(write))

    def transact(self, writes: Sequence[Write]) -> None:
        self._write(lambda: self._table.transact(writes))

    def _write(self, write: Callable[[], None]) -> None:
        self._writes += 1
        number = self._writes
        if number in self._before:
            self._before[number]()
        happens = self._lost.get(number, True)
        if happens:
            write()
        if number in self._lost:
            raise StorageUnavailable("The store did not answer.")
