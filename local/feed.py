"""Drives the publisher from the table's change feed, as Lambda's stream trigger does from DynamoDB Streams."""

import logging
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from threading import Event, Thread
from typing import TypeAlias

from finops_core.errors import StorageUnavailable
from finops_core.table.feed import ChangeFeed, FeedRecord
from finops_core.table.port import Item

logger = logging.getLogger(__name__)

BATCH = 256
WAIT_S = 0.25
AGAIN_S = 0.05
MAX_TRIES = 100
"""A record that fails this often is passed over: it must not hold up everybody else."""
TRIM_EVERY = 4096

Publish: TypeAlias = Callable[[Iterable[tuple[int, Item]]], int | None]
"""Publishes numbered items in order; the number of the first that has to come again, or None."""


class FeedPump:
    """One thread that hands new records to the publisher, in order, again from the first that failed.

    It starts with what is written from now on: whoever connects asks for what came before.
    """

    def __init__(
        self, feed: ChangeFeed, publish: Publish, *, batching: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._feed = feed
        self._publish = publish
        self._batching = batching
        self._stopping = Event()
        self._position = 0
        self._thread = Thread(target=self._pump, name="feed", daemon=True)

    def start(self) -> None:
        self._position = self._feed.feed_position()
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _pump(self) -> None:
        tries = trimmed = 0
        while not self._stopping.is_set():
            try:
                records = self._feed.feed(self._position, BATCH)
                if not records:
                    self._feed.wait_for_feed(self._position, WAIT_S)
                    continue
                done = self._deliver(records)
                if done < len(records):
                    tries = tries + 1 if done == 0 else 1
                    if tries >= MAX_TRIES:
                        logger.error("record=%d, tries=%d | record passed over", records[done].number, tries)
                        done, tries = done + 1, 0
                if done:
                    self._position = records[done - 1].number
                if self._position - trimmed >= TRIM_EVERY:
                    self._feed.trim_feed(self._position)
                    trimmed = self._position
                if done < len(records):
                    self._stopping.wait(AGAIN_S)
            except StorageUnavailable:
                logger.warning("position=%d | feed unavailable, trying again", self._position)
                self._stopping.wait(AGAIN_S)

    def _deliver(self, records: list[FeedRecord]) -> int:
        """Hands over a batch; returns how many records are done."""
        with self._batching():
            again = self._publish((record.number, record.item) for record in records)
        return len(records) if again is None else sum(record.number < again for record in records)
