"""Items as SQLite rows, and what a group of write requests makes of the rows it found. No I/O."""

import logging
import sys
from collections.abc import Iterable, Sequence
from typing import TypeAlias, cast

from pydantic_core import from_json, to_json

from finops_core.errors import ConditionFailed, TooLarge
from finops_core.table.port import MAX_ITEM_BYTES, TTL_ATTRIBUTE, Delete, Item, Put, Write
from finops_core.table.writes import holds, key_of, live, updated

logger = logging.getLogger(__name__)

RowKey: TypeAlias = tuple[str, str]
Row: TypeAlias = tuple[str | int | None, ...]
"""pk, sk, body, expires_at_s, then each index attribute (None: the item has it not)."""

_FIRST_SURROGATE, _AFTER_SURROGATES = 0xD800, 0xE000


class RowCodec:
    """Turns items into rows of a table with these index attributes."""

    def __init__(self, attributes: Sequence[str]) -> None:
        self._attributes = tuple(attributes)

    def to_row(self, item: Item) -> Row:
        """Raises TooLarge above MAX_ITEM_BYTES. The item has passed `check_write`."""
        body = to_json(item)
        if len(body) > MAX_ITEM_BYTES:
            raise TooLarge(
                f"One stored item would have {len(body):,} bytes, more than the {MAX_ITEM_BYTES:,} that fit. "
                "Ask for less at once."
            )
        expires_at_s = item.get(TTL_ATTRIBUTE)
        return (
            str(item["pk"]),
            str(item["sk"]),
            body.decode(),
            expires_at_s if type(expires_at_s) is int else None,
            *[cast(str | None, item.get(attribute)) for attribute in self._attributes],
        )


def key_range(prefix: str, after: str | None, *, reverse: bool) -> tuple[str, str | bytes]:
    """Sort keys as [lower, upper) that start with `prefix` and lie beyond `after` in reading order.

    SQLite compares text by its UTF-8 bytes, as DynamoDB does and as Python's code point order agrees with.
    """
    lower, upper = prefix, _beyond(prefix)
    if after is None:
        return lower, upper
    if reverse:
        return lower, after if isinstance(upper, bytes) else min(upper, after)
    return max(lower, after + "\0"), upper


def _beyond(prefix: str) -> str | bytes:
    """The smallest value above every string with this prefix. Any blob comes after every text."""
    stem = prefix.rstrip(chr(sys.maxunicode))
    if not stem:
        return b""
    following = ord(stem[-1]) + 1
    return stem[:-1] + chr(_AFTER_SURROGATES if following == _FIRST_SURROGATE else following)


def item_of(pk: str, sk: str, body: str) -> Item:
    """The item of a row. One whose body is torn has its key only: whoever reads it sees that it lacks the rest."""
    try:
        item = from_json(body)
    except ValueError:
        item = None
    if isinstance(item, dict):
        return cast(Item, item)
    logger.error("key=%s/%s | stored item is torn", pk, sk)
    return {"pk": pk, "sk": sk}


class WriteSet:
    """Applies requests one after the other to what is stored, and collects the rows to write.

    A request sees what the ones before it did. One whose condition fails leaves nothing behind.
    """

    def __init__(self, codec: RowCodec, *, now_s: int, feed_prefixes: tuple[str, ...]) -> None:
        self._codec = codec
        self._now_s = now_s
        self._feed_prefixes = feed_prefixes
        self._items: dict[RowKey, Item | None] = {}
        self._rows: dict[RowKey, Row | None] = {}
        self.feed: list[RowKey] = []

    def load(self, items: Iterable[Item]) -> None:
        """Takes over what is stored under the keys of the requests."""
        for item in items:
            self._items[(str(item["pk"]), str(item["sk"]))] = live(item, self._now_s)

    def apply(self, writes: Sequence[Write], rows: Sequence[Row | None]) -> list[Row | None]:
        """The rows after the writes (None: deleted). `rows` has those of the puts, made beforehand.

        Raises ConditionFailed with the first failing write's index; TooLarge or ValueError for an update whose
        outcome cannot be stored.
        """
        keys = [key_of(write) for write in writes]
        for index, (write, key) in enumerate(zip(writes, keys, strict=True)):
            before = self._items.get(key)
            for condition in write.conditions:
                if not holds(condition, before):
                    raise ConditionFailed(index=index)
        changes: list[tuple[RowKey, Item | None, Row | None]] = []
        for write, key, row in zip(writes, keys, rows, strict=True):
            if isinstance(write, Put):
                changes.append((key, write.item, row))
            elif isinstance(write, Delete):
                changes.append((key, None, None))
            else:
                after = updated(write, self._items.get(key))
                changes.append((key, after, self._codec.to_row(after)))
        for key, item, row in changes:
            if row is not None and self._items.get(key) is None and key[1].startswith(self._feed_prefixes):
                self.feed.append(key)
            self._items[key] = item
            self._rows[key] = row
        return [row for _, _, row in changes]

    def upserts(self) -> list[Row]:
        return [row for row in self._rows.values() if row is not None]

    def deletes(self) -> list[RowKey]:
        return [key for key, row in self._rows.items() if row is None]
