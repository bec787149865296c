"""The queue in one SQLite file, shared by every process that opens it.

It runs WAL with synchronous=NORMAL, so a power cut may lose the newest messages. That is allowed: a message is only a
doorbell, the job's row is the truth, and the sweep rings again for every job that is due. A killed process loses
nothing.
"""

import json
import logging
import sqlite3
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Self, TypeAlias

from finops_core.clock import Clock, to_epoch_ms
from finops_core.errors import StorageUnavailable
from finops_core.queue.limits import check_delay, check_receive
from finops_core.queue.port import Message, Queue
from finops_core.sqlite.connection import connect, transaction, unavailable
from finops_core.sqlite.foreign import ForeignPoll
from finops_core.sqlite.group_commit import GroupCommit, Pending
from finops_core.sqlite.turn import WriteTurn

logger = logging.getLogger(__name__)

MAX_GROUP = 256
"""Calls that share a transaction at most."""

_TABLES = """
CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL, visible_at_ms INTEGER NOT NULL,
    deliveries INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS messages_by_visibility ON messages (visible_at_ms);
"""


def create(connection: sqlite3.Connection) -> None:
    """Creates what is missing."""
    connection.executescript(_TABLES)


_READY = "SELECT 1 FROM messages WHERE visible_at_ms <= ? LIMIT 1"
_SEND = """
INSERT INTO messages (body, visible_at_ms)
SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?)
"""
_TAKE = """
UPDATE messages SET visible_at_ms = ?, deliveries = deliveries + 1
WHERE id IN (SELECT id FROM messages WHERE visible_at_ms <= ? ORDER BY visible_at_ms LIMIT ?)
RETURNING id, body, deliveries
"""
_DELETE = """
DELETE FROM messages WHERE id IN (
    SELECT messages.id FROM json_each(?) AS receipt CROSS JOIN messages
    ON messages.id = json_extract(receipt.value, '$[0]') AND deliveries = json_extract(receipt.value, '$[1]'))
"""
_HAND_BACK = "UPDATE messages SET visible_at_ms = ? WHERE id = ? AND deliveries = ?"


class _Send(NamedTuple):
    bodies: tuple[str, ...]
    visible_at_ms: int


class _Take(NamedTuple):
    limit: int


class _Receipt(NamedTuple):
    id: int
    deliveries: int


class _Delete(NamedTuple):
    receipts: tuple[_Receipt, ...]


class _HandBack(NamedTuple):
    visible_at_ms: int
    id: int
    deliveries: int


_Call: TypeAlias = _Send | _Take | _Delete | _HandBack


class SqliteQueue:
    """The port's Queue over the SQLite file at `path`, which `open` creates when missing.

    A message delivered `max_deliveries` times and not deleted goes to `dead_letters`, or is dropped without them.
    A receipt is good until the message's next delivery: a late delete leaves the newer delivery alone.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        clock: Clock,
        visibility_s: int,
        max_deliveries: int,
        dead_letters: Queue | None = None,
    ) -> None:
        self._path = path
        self._clock = clock
        self._visibility_ms = visibility_s * 1000
        self._max_deliveries = max_deliveries
        self._dead_letters = dead_letters
        self._turn = WriteTurn(path)
        self._group: GroupCommit[_Call, list[Message]] = GroupCommit(self._commit, limit=MAX_GROUP, turn=self._turn)
        self._connection: sqlite3.Connection | None = None
        self._connection_lock = threading.Lock()
        self._arrival = threading.Condition()
        self._arrivals = 0
        self._foreign = ForeignPoll()

    def open(self) -> Self:
        """Opens the file, creating it when missing. Raises StorageUnavailable."""
        connection = connect(self._path, synchronous="NORMAL")
        try:
            create(connection)
        except sqlite3.Error as error:
            connection.close()
            raise unavailable(self._path, error) from error
        self._turn.open()
        self._connection = connection
        return self

    def close(self) -> None:
        """Finishes the calls under way, then closes the file; later calls raise StorageUnavailable."""
        self._group.close()
        with self._connection_lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
                self._turn.close()

    def send(self, *bodies: str, delay_s: int = 0) -> None:
        check_delay(delay_s)
        if not bodies:
            return
        self._group.submit(_Send(bodies, self._now_ms() + delay_s * 1000))
        with self._arrival:
            self._arrivals += 1
            self._arrival.notify()

    def receive(self, *, limit: int = 10, wait_s: float = 0) -> list[Message]:
        check_receive(limit, wait_s)
        deadline = time.monotonic() + wait_s
        while True:
            arrivals = self._arrivals
            if self._has_ready() and (messages := self._group.submit(_Take(limit))):
                self._foreign.happened()
                return messages
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                return []
            with self._arrival:
                if self._arrivals == arrivals:
                    self._arrival.wait(min(remaining, self._foreign.pause_s))

    def delete(self, *messages: Message) -> None:
        if messages:
            self._group.submit(_Delete(tuple(_from_receipt(message.receipt) for message in messages)))

    def hand_back(self, message: Message, *, delay_s: int = 0) -> None:
        check_delay(delay_s)
        self._group.submit(_HandBack(self._now_ms() + delay_s * 1000, *_from_receipt(message.receipt)))
        with self._arrival:
            self._arrivals += 1
            self._arrival.notify()

    def _now_ms(self) -> int:
        return to_epoch_ms(self._clock.now())

    def _has_ready(self) -> bool:
        """A look without a write lock, so that waiting receivers disturb no one."""
        with self._connection_lock:
            connection = self._open_connection()
            try:
                return connection.execute(_READY, (self._now_ms(),)).fetchone() is not None
            except sqlite3.Error as error:
                raise unavailable(self._path, error) from error

    def _commit(self, batch: Sequence[Pending[_Call, list[Message]]]) -> None:
        with self._connection_lock:
            connection = self._open_connection()
            with transaction(connection, self._path):
                self._apply(connection, batch)

    def _apply(self, connection: sqlite3.Connection, batch: Sequence[Pending[_Call, list[Message]]]) -> None:
        sent: list[tuple[str, int]] = []
        deleted: list[_Receipt] = []
        takes: list[Pending[_Call, list[Message]]] = []
        for pending in batch:
            call = pending.request
            if isinstance(call, _Send):
                sent += [(body, call.visible_at_ms) for body in call.bodies]
            elif isinstance(call, _Delete):
                deleted += call.receipts
            elif isinstance(call, _HandBack):
                connection.execute(_HAND_BACK, call)
            else:
                takes.append(pending)
        if sent:
            connection.execute(_SEND, (json.dumps(sent),))
        if deleted:
            connection.execute(_DELETE, (json.dumps(deleted),))
        for pending in takes:
            assert isinstance(pending.request, _Take)
            pending.result = self._take(connection, pending.request.limit)

    def _take(self, connection: sqlite3.Connection, limit: int) -> list[Message]:
        now_ms = self._now_ms()
        messages: list[Message] = []
        while len(messages) < limit:
            wanted = limit - len(messages)
            rows = connection.execute(_TAKE, (now_ms + self._visibility_ms, now_ms, wanted)).fetchall()
            for id, body, deliveries in sorted(rows):
                if deliveries > self._max_deliveries:
                    self._bury(connection, _Receipt(id, deliveries), body)
                else:
                    messages.append(Message(body=body, receipt=f"{id}:{deliveries}", deliveries=deliveries))
            if len(rows) < wanted:
                break
        return messages

    def _bury(self, connection: sqlite3.Connection, message: _Receipt, body: str) -> None:
        """Sends before it deletes: a crash between the two doubles a dead letter and loses none."""
        if self._dead_letters is None:
            logger.warning(
                "queue=%s, deliveries=%s | message dropped, no dead letters", self._path, self._max_deliveries
            )
        else:
            self._dead_letters.send(body)
        connection.execute(_DELETE, (json.dumps([message]),))

    def _open_connection(self) -> sqlite3.Connection:
        if self._connection is None:
            raise StorageUnavailable(f"The queue {self._path} is not open. Start the platform, then try again.")
        return self._connection


def _from_receipt(receipt: str) -> _Receipt:
    """Message id and delivery. Raises ValueError for a receipt this queue never gave."""
    id, _, deliveries = receipt.partition(":")
    return _Receipt(int(id), int(deliveries))
