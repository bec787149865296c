"""DynamoDB's request units of a write or a read, by AWS's rules. All pure.

Source: Amazon DynamoDB developer guide, "Read and write operations" and "Item sizes and formats". A write takes a unit
for each KB of the larger of the item before and after; in a transaction two. An index takes one for an entry that comes
or goes, and two for one whose key changes. A consistent read takes a unit for each 4 KB, of an index half.
"""

from collections.abc import Iterator, Mapping
from math import ceil

from finops_core.table.attributes import packing_encoder
from finops_core.table.port import Item, Value
from finops_core.table.schema import INDEXES
from finops_core.table.writes import index_attributes

WRITE_BYTES = 1024
READ_BYTES = 4096


_ENCODE = packing_encoder(("pk", "sk", *index_attributes(INDEXES)))
"""As the product's table in DynamoDB keeps values."""


def item_bytes(item: Item) -> int:
    """The size that DynamoDB bills: names and values, long texts packed."""
    return sum(len(name.encode()) + _kept_bytes(name, value) for name, value in item.items())


def _kept_bytes(name: str, value: Value) -> int:
    packed = _ENCODE(name, value).get("B")
    return value_bytes(value) if packed is None else len(packed)


def value_bytes(value: Value) -> int:
    """The size of one value."""
    match value:
        case None | bool():
            return 1
        case int():
            return (len(str(abs(value))) + 1) // 2 + (2 if value < 0 else 1)
        case str():
            return len(value.encode())
        case Mapping():
            return 3 + sum(1 + len(name.encode()) + value_bytes(part) for name, part in value.items())
        case _:
            return 3 + sum(1 + value_bytes(part) for part in value)


def write_units(before: Item | None, after: Item | None, *, transaction: bool) -> int:
    """What one write takes, its indexes included; in a transaction only the item itself counts twice."""
    largest = max(item_bytes(item) for item in (before or {}, after or {}))
    own = max(1, ceil(largest / WRITE_BYTES))
    return own * (2 if transaction else 1) + index_units(before, after)


def index_units(before: Item | None, after: Item | None) -> int:
    """What the table's indexes take for it. They carry keys alone, which always fit one unit."""
    return len(list(index_writes(before, after)))


def index_writes(before: Item | None, after: Item | None) -> Iterator[tuple[str, str]]:
    """The index and the hash value of each entry that goes or comes with a write, of one unit each."""
    for index in INDEXES:
        was, becomes = (_entry(item, index.hash, index.range) for item in (before, after))
        if was != becomes:
            yield from ((index.name, str(entry[0])) for entry in (was, becomes) if entry is not None)


def read_units(size: int, *, consistent: bool) -> float:
    """What one read of so many bytes takes; one that finds nothing takes as much as a small one."""
    units = max(1, ceil(size / READ_BYTES))
    return float(units) if consistent else units / 2


def _entry(item: Item | None, hash_name: str, range_name: str) -> tuple[Value, Value] | None:
    if item is None or hash_name not in item or range_name not in item:
        return None
    return item[hash_name], item[range_name]
