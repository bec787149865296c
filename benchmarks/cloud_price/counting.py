"""Storage and queue that do their work and count what AWS would bill for it."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from benchmarks.cloud_price.capacity import index_units, index_writes, item_bytes, read_units, write_units
from finops_core.errors import ConditionFailed
from finops_core.table.port import Delete, Item, Key, Put, Table, Update, Write
from finops_core.table.writes import key_of


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """What a request goes to: a partition of the table, or one of an index; `item` of a single item's, else empty."""

    index: str
    partition: str
    item: str


Observer: TypeAlias = Callable[[Place, int, float], None]
"""Told of each read and write: where, write units, read units."""


@dataclass(slots=True)
class Counts:
    """What was asked for, by what it is called."""

    units: Counter[str] = field(default_factory=Counter[str])
    by_item: Counter[str] = field(default_factory=Counter[str])
    """Write units by the kind of item, to see where they go."""

    def __sub__(self, other: "Counts") -> "Counts":
        return Counts(
            Counter({name: self.units[name] - other.units[name] for name in self.units}),
            Counter({name: self.by_item[name] - other.by_item[name] for name in self.by_item}),
        )

    def copy(self) -> "Counts":
        return Counts(Counter(self.units), Counter(self.by_item))


class CountedTable:
    """A table that counts DynamoDB's units. What it looks at to count them is not counted."""

    def __init__(self, table: Table, counts: Counts, observe: Observer | None = None) -> None:
        self._table = table
        self.counts = counts
        self._observe = observe or _nobody

    def get(self, key: Key) -> Item | None:
        item = self._table.get(key)
        self._read(Place("", key.pk, key.sk), 0 if item is None else item_bytes(item))
        return item

    def get_many(self, keys: Iterable[Key]) -> dict[Key, Item]:
        wanted = list(keys)
        found = self._table.get_many(wanted)
        for key in dict.fromkeys(wanted):
            self._read(Place("", key.pk, key.sk), item_bytes(found[key]) if key in found else 0, requests=0)
        self.counts.units["requests"] += 1
        return found

    def query(
        self, pk: str, *, prefix: str = "", after: str | None = None, limit: int | None = None, reverse: bool = False
    ) -> list[Item]:
        found = self._table.query(pk, prefix=prefix, after=after, limit=limit, reverse=reverse)
        self._read(Place("", pk, ""), sum(map(item_bytes, found)))
        return found

    def query_index(
        self, index: str, hash: str, *, up_to: str | None = None, limit: int | None = None, reverse: bool = False
    ) -> list[Item]:
        found = self._table.query_index(index, hash, up_to=up_to, limit=limit, reverse=reverse)
        self._read(Place(index, hash, ""), sum(map(item_bytes, found)), consistent=False)
        return found

    def put_if(self, write: Put) -> None:
        self._each((write,), lambda: self._table.put_if(write))

    def delete_if(self, write: Delete) -> None:
        self._each((write,), lambda: self._table.delete_if(write))

    def update_if(self, write: Update) -> Item:
        found: list[Item] = []
        self._each((write,), lambda: found.append(self._table.update_if(write)))
        return found[0]

    def update_each(self, writes: Sequence[Update]) -> list[Item | None]:
        """One request each, as in DynamoDB."""
        answers: list[Item | None] = []
        for write in writes:
            try:
                answers.append(self.update_if(write))
            except ConditionFailed:
                answers.append(None)
        return answers

    def transact(self, writes: Sequence[Write]) -> None:
        self._each(writes, lambda: self._table.transact(writes), transaction=True)

    def _each(self, writes: Sequence[Write], write: Callable[[], object], *, transaction: bool = False) -> None:
        keys = [Key(*key_of(each)) for each in writes]
        before = [self._table.get(key) for key in keys]
        self.counts.units["requests"] += 1
        try:
            write()
        finally:  # a condition that fails is billed as the write that it stood for
            for key, was in zip(keys, before, strict=True):
                now = self._table.get(key)
                units = write_units(was, now, transaction=transaction)
                self.counts.units["write units"] += units
                self.counts.by_item[_kind(key)] += units
                self._observe(Place("", key.pk, key.sk), units - index_units(was, now), 0)
                for index, partition in index_writes(was, now):
                    self._observe(Place(index, partition, ""), 1, 0)

    def _read(self, place: Place, size: int, *, consistent: bool = True, requests: int = 1) -> None:
        units = read_units(size, consistent=consistent)
        self.counts.units["requests"] += requests
        self.counts.units["read half units"] += round(2 * units)
        self._observe(place, 0, units)


def _nobody(place: Place, writes: int, reads: float) -> None:
    """Where nobody wants to know."""


def _kind(key: Key) -> str:
    """Of which kind an item is, by its key."""
    if key.pk.startswith("CONNECTIONS#"):
        return "connection"
    return key.sk.partition("#")[0].lower()
