"""The storage port: conditional writes, transactions, ordered queries, expiry and a change feed over one table.

An item is a mapping with the key attributes `pk` and `sk`. Values are what both backends keep without loss: str,
int, bool, None, and lists and string-keyed mappings of these. Money is stored as a string.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

Value: TypeAlias = "str | int | bool | Sequence[Value] | Mapping[str, Value] | None"
Item: TypeAlias = Mapping[str, Value]

TTL_ATTRIBUTE = "expires_at_s"
"""Items whose value (Unix seconds) has passed are gone: reads never return them, storage drops them later."""

MAX_ITEM_BYTES = 400 * 1024
MAX_TRANSACTION_WRITES = 100


@dataclass(frozen=True, slots=True)
class Key:
    """The primary key of an item: partition and sort key, both non-empty."""

    pk: str
    sk: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """A secondary index: items having both attributes, by `hash`, ordered by `range`. Eventually consistent.

    Query results of an index carry the item's key and the index attributes, nothing else (KEYS_ONLY).
    """

    name: str
    hash: str
    range: str


@dataclass(frozen=True, slots=True)
class Exists:
    """The item is there."""


@dataclass(frozen=True, slots=True)
class NotExists:
    """The item is not there."""


@dataclass(frozen=True, slots=True)
class Equals:
    """The attribute has exactly this value; a missing attribute has none."""

    attribute: str
    value: str | int | bool


@dataclass(frozen=True, slots=True)
class OneOf:
    """The attribute has one of these values."""

    attribute: str
    values: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class AbsentOrBelow:
    """The attribute is missing, or a number smaller than the limit."""

    attribute: str
    limit: int


Condition: TypeAlias = Exists | NotExists | Equals | OneOf | AbsentOrBelow
"""Conditions of one write all have to hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """Writes the whole item, replacing what was there."""

    item: Item
    conditions: tuple[Condition, ...] = ()

    @property
    def key(self) -> Key:
        return Key(str(self.item["pk"]), str(self.item["sk"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """Changes attributes of one item, creating it when missing unless a condition forbids that.

    `add` increments numbers (a missing one counts as 0); `set_if_absent` writes only attributes not there yet.
    """

    key: Key
    set: Mapping[str, Value] = field(default_factory=dict[str, Value])
    set_if_absent: Mapping[str, Value] = field(default_factory=dict[str, Value])
    add: Mapping[str, int] = field(default_factory=dict[str, int])
    remove: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete:
    """Removes the item; removing what is not there is fine."""

    key: Key
    conditions: tuple[Condition, ...] = ()


Write: TypeAlias = Put | Update | Delete


class Table(Protocol):
    """Reads are strongly consistent except on an index. All methods may be called from several threads.

    Every method may raise StorageUnavailable; after it a write may or may not have happened.
    """

    def get(self, key: Key) -> Item | None:
        """The item, or None when it is missing or expired."""
        ...

    def get_many(self, keys: Iterable[Key]) -> dict[Key, Item]:
        """The items of these keys that are there, in the order of the keys, in as few requests as the store allows.

        Each item is read consistently, but they are not one snapshot. A key named twice is read once.
        """
        ...

    def query(
        self, pk: str, *, prefix: str = "", after: str | None = None, limit: int | None = None, reverse: bool = False
    ) -> list[Item]:
        """Items of one partition in the order of `sk` (reversed on demand), at most `limit` (None: all).

        `prefix` keeps sort keys starting with it; `after` keeps those strictly beyond it in reading order.
        """
        ...

    def query_index(
        self, index: str, hash: str, *, up_to: str | None = None, limit: int | None = None, reverse: bool = False
    ) -> list[Item]:
        """Items of one hash value of an index in the order of its range; `up_to` is the largest range, included."""
        ...

    def put_if(self, write: Put) -> None:
        """One conditional put. Raises ConditionFailed; then nothing was written."""
        ...

    def update_if(self, write: Update) -> Item:
        """One conditional update; returns the item as it is afterwards. Raises ConditionFailed."""
        ...

    def update_each(self, writes: Sequence[Update]) -> list[Item | None]:
        """Conditional updates that know nothing of each other, in as few requests as the store allows.

        Returns each item as it is afterwards, or None for an update whose condition failed.
        """
        ...

    def delete_if(self, write: Delete) -> None:
        """One conditional delete. Raises ConditionFailed."""
        ...

    def transact(self, writes: Sequence[Write]) -> None:
        """All writes or none, in one request, each item at most once, at most 100.

        Raises ConditionFailed with the index of the first write whose condition failed.
        """
        ...
