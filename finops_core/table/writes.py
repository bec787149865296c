"""What the writes of the port mean, as pure functions over plain items: conditions, updates, and what is allowed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from finops_core.table.port import (
    MAX_TRANSACTION_WRITES,
    TTL_ATTRIBUTE,
    AbsentOrBelow,
    Condition,
    Equals,
    Exists,
    Index,
    Item,
    NotExists,
    Put,
    Update,
    Value,
    Write,
)

_MAX_PK_BYTES = 2048
_MAX_SK_BYTES = 1024
_NUMBER_BOUND = 10**38
"""DynamoDB keeps 38 digits."""
_PLAIN_TYPES = frozenset({str, bool, type(None)})


def live(item: Item | None, now_s: int) -> Item | None:
    """The item, or None when it is missing or its time is over."""
    if item is None:
        return None
    expires_at_s = item.get(TTL_ATTRIBUTE)
    return None if isinstance(expires_at_s, int) and expires_at_s <= now_s else item


def holds(condition: Condition, item: Item | None) -> bool:
    """Whether the stored item (None: there is none) meets the condition."""
    if isinstance(condition, Exists):
        return item is not None
    if isinstance(condition, NotExists):
        return item is None
    found = None if item is None else item.get(condition.attribute)
    if isinstance(condition, Equals):
        return _same(found, condition.value)
    if isinstance(condition, AbsentOrBelow):
        absent = item is None or condition.attribute not in item
        return absent or (type(found) is int and found < condition.limit)
    return any(_same(found, value) for value in condition.values)


def updated(write: Update, item: Item | None) -> dict[str, Value]:
    """The item after the update; `item` is what was there before. Raises ValueError when adding to no number."""
    after: dict[str, Value] = {"pk": write.key.pk, "sk": write.key.sk} if item is None else dict(item)
    for attribute, value in write.set_if_absent.items():
        after.setdefault(attribute, value)
    for attribute, step in write.add.items():
        number = after.get(attribute, 0)
        if type(number) is not int:
            raise ValueError(f"cannot add to {attribute} of {write.key}: it is not a number")
        check_value(number + step)
        after[attribute] = number + step
    after.update(write.set)
    for attribute in write.remove:
        after.pop(attribute, None)
    return after


def index_attributes(indexes: Iterable[Index]) -> tuple[str, ...]:
    """The attributes beside the key that order an index, each once."""
    names = dict.fromkeys(name for index in indexes for name in (index.hash, index.range))
    return tuple(name for name in names if name not in ("pk", "sk"))


def check_write(write: Write, index_attributes: Sequence[str]) -> None:
    """Raises ValueError or TypeError for a write that one backend would keep and the other refuse."""
    if isinstance(write, Put):
        check_key(write.item.get("pk"), write.item.get("sk"))
        check_value(write.item)
        _check_index_attributes(write.item, index_attributes)
        return
    check_key(write.key.pk, write.key.sk)
    if isinstance(write, Update):
        _check_update(write)
        for values in (write.set, write.set_if_absent, write.add):
            _check_index_attributes(values, index_attributes)


def check_transaction(writes: Sequence[Write]) -> None:
    """Raises ValueError when there are too many writes or an item is written twice."""
    if len(writes) > MAX_TRANSACTION_WRITES:
        raise ValueError(f"a transaction has at most {MAX_TRANSACTION_WRITES} writes, this one {len(writes)}")
    if len({key_of(write) for write in writes}) < len(writes):
        raise ValueError("a transaction writes each item at most once")


def key_of(write: Write) -> tuple[str, str]:
    """Partition and sort key of the item written."""
    if isinstance(write, Put):
        return str(write.item["pk"]), str(write.item["sk"])
    return write.key.pk, write.key.sk


def check_key(pk: Value, sk: Value) -> None:
    """Raises ValueError unless both are non-empty strings within DynamoDB's limits, 2,048 and 1,024 bytes."""
    if not (isinstance(pk, str) and isinstance(sk, str)):
        raise ValueError(f"an item needs the strings pk and sk, not {pk!r} and {sk!r}")
    if not (0 < len(pk.encode()) <= _MAX_PK_BYTES and 0 < len(sk.encode()) <= _MAX_SK_BYTES):
        raise ValueError(f"pk must have 1 to {_MAX_PK_BYTES} bytes and sk 1 to {_MAX_SK_BYTES}")


def check_value(value: Value) -> None:
    """Raises TypeError for a type, and ValueError for a number or a name, that a backend would not keep without loss.

    It sees every stored value: exact types come first, and plain ones cost no call of their own.
    """
    kind = type(value)
    if kind in _PLAIN_TYPES:
        return
    if kind is dict or isinstance(value, Mapping):
        _check_mapping(cast(Mapping[object, Value], value))
    elif isinstance(value, int):
        if not -_NUMBER_BOUND < value < _NUMBER_BOUND:
            raise ValueError(f"a stored number has at most 38 digits: {value}")
    elif isinstance(value, list | tuple):
        for part in value:
            if type(part) not in _PLAIN_TYPES:
                check_value(part)
    elif not isinstance(value, str):
        raise TypeError(f"a {type(value).__name__} cannot be stored; money is stored as a string")


def _check_mapping(mapping: Mapping[object, Value]) -> None:
    for name, part in mapping.items():
        if not isinstance(name, str):
            raise TypeError(f"a stored mapping has string keys, not {name!r}")
        if not name:
            raise ValueError("an attribute needs a name")
        if type(part) not in _PLAIN_TYPES:
            check_value(part)


def _check_index_attributes(values: Mapping[str, Value], index_attributes: Sequence[str]) -> None:
    for attribute in index_attributes:
        if attribute in values:
            value = values[attribute]
            if not (isinstance(value, str) and value):
                raise ValueError(f"{attribute} orders an index: it must be a non-empty string, not {value!r}")


def _check_update(write: Update) -> None:
    attributes = [*write.set, *write.set_if_absent, *write.add, *write.remove]
    if not attributes:
        raise ValueError(f"the update of {write.key} changes nothing")
    distinct = set(attributes)
    if len(distinct) < len(attributes) or "pk" in distinct or "sk" in distinct:
        raise ValueError(f"the update of {write.key} names an attribute twice, or a key attribute")
    for values in (write.set, write.set_if_absent, write.add):
        check_value(values)


def _same(found: Value, wanted: str | int | bool) -> bool:
    """Equality that, as DynamoDB's, knows true from 1."""
    return found is not None and found == wanted and isinstance(found, bool) == isinstance(wanted, bool)
