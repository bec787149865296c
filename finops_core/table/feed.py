"""The change feed of the embedded platform, in place of DynamoDB Streams."""

from dataclasses import dataclass
from typing import Protocol

from finops_core.table.port import Item, Key


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRecord:
    """One new item that the feed carries. Numbers rise with each write and are never used again."""

    number: int
    key: Key
    item: Item


class ChangeFeed(Protocol):
    """New items whose sort key starts with one of the feed's prefixes, in the order of their commits.

    An item that is put where nobody looked what was there may come as new; changes of one that is there do not come.

    Every method may raise StorageUnavailable.
    """

    def feed(self, after: int, limit: int) -> list[FeedRecord]:
        """At most `limit` records numbered above `after`, each with its item as it is now, unless deleted."""
        ...

    def feed_position(self) -> int:
        """The number of the newest record ever written, 0 before the first."""
        ...

    def wait_for_feed(self, after: int, timeout_s: float) -> bool:
        """Whether there is a record above `after`, as soon as there is one or when the time is over."""
        ...

    def trim_feed(self, up_to: int) -> None:
        """Forgets the records numbered up to `up_to`; the items stay."""
        ...
