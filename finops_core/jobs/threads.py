"""Conversations: one item each beside their user, made by the first question and gone with the last job.

A deletion is one write: it says up to which moment the thread's jobs are deleted. From then on nothing lists them,
and the sweep erases them piece by piece (`erasing.py`). A question asked later in the same thread begins it anew.
An item that cannot be read is mended where it is met (`thread_records.py`), and hinders no other one.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from finops_core.clock import Clock, to_epoch_ms
from finops_core.errors import ConditionFailed, JobNotFound, StorageUnavailable
from finops_core.jobs import items
from finops_core.jobs.model import Job
from finops_core.jobs.thread_records import ERASING, is_deletion, is_sound, is_there, mended, unchanged, waits
from finops_core.table.port import TTL_ATTRIBUTE, AbsentOrBelow, Equals, Item, Key, Put, Table, Update
from finops_core.table.schema import DUE_INDEX

logger = logging.getLogger(__name__)

_ROUNDS = 4
"""How often a deletion may meet a question asked at the same moment."""

_MOST_JOBS = 2**53
"""A limit that no thread reaches, and that only a number is below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A conversation of one user. `title` is its first question, or what its user named it."""

    thread_id: str
    title: str
    updated_at_ms: int
    jobs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """The jobs of a thread that were created up to `through_ms` are deleted."""

    user_id: str
    thread_id: str
    through_ms: int


class ThreadRepository:
    """Threads in the one table. Another user's thread is never found: each lies in its user's partition."""

    def __init__(self, table: Table, clock: Clock, *, keep_for: timedelta) -> None:
        self._table = table
        self._clock = clock
        self._keep_for = keep_for

    def of_user(self, user_id: str) -> list[Thread]:
        """A user's conversations, the latest first."""
        found = map(self._sound, self._table.query(f"USER#{user_id}", prefix=items.THREAD_PREFIX))
        return sorted(map(_to_thread, filter(is_there, found)), key=lambda thread: -thread.updated_at_ms)

    def asked(self, job: Job, *, expires_at_s: int) -> Update:
        """The write that makes a new job part of its thread; it fails for a job from before the thread's deletion."""
        now_ms = to_epoch_ms(job.created_at)
        return Update(
            key=items.thread_item_key(job.user_id, job.thread_id),
            set={"updated_at": now_ms, TTL_ATTRIBUTE: expires_at_s},
            set_if_absent={"title": job.question[:200], "created_at_ms": now_ms},
            add={"jobs": 1},
            conditions=(AbsentOrBelow("deleted_at_ms", now_ms), AbsentOrBelow("jobs", _MOST_JOBS)),
        )

    def mend(self, user_id: str, thread_id: str) -> bool:
        """Mends a thread's item that keeps questions out because it is damaged; whether it was, and no more is."""
        item = self._table.get(items.thread_item_key(user_id, thread_id))
        if item is None or is_sound(item):
            return False
        try:
            self._write_mended(item, self._mended(item))
        except ConditionFailed:
            return False
        return True

    def _sound(self, item: Item, *, deleted: bool = False) -> Item:
        """The item, or what is made of a damaged one; `deleted` says that it was found among the deletions."""
        if is_sound(item) and (is_deletion(item) or not deleted):
            return item
        made = self._mended(item, deleted=deleted)
        try:
            self._write_mended(item, made)
        except (ConditionFailed, StorageUnavailable) as error:
            logger.warning("sk=%s, reason=%s | not mended yet", item["sk"], type(error).__name__)
        return made

    def _mended(self, item: Item, *, deleted: bool = False) -> Item:
        now = self._clock.now()
        expires_at_s = int((now + self._keep_for).timestamp())
        return mended(item, now_ms=to_epoch_ms(now), expires_at_s=expires_at_s, deleted=deleted)

    def _write_mended(self, item: Item, made: Item) -> None:
        logger.error("pk=%s, sk=%s | record of a conversation cannot be read, it is mended", item["pk"], item["sk"])
        self._table.put_if(Put(item=made, conditions=unchanged(item)))

    def rename(self, user_id: str, thread_id: str, title: str) -> None:
        """Names a user's own thread. Raises JobNotFound."""
        key = items.thread_item_key(user_id, thread_id)
        item = self._get(key)
        if item is None or not is_there(item):
            raise _not_found(thread_id)
        # A thread begun anew was created at another moment, so this names no other one than was meant.
        same = Equals("created_at_ms", cast(int, item["created_at_ms"]))
        try:
            self._table.update_if(Update(key=key, set={"title": title}, conditions=(same,)))
        except ConditionFailed as failure:
            raise _not_found(thread_id) from failure

    def delete(self, user_id: str, thread_id: str) -> Deletion:
        """Deletes a user's own thread; doing it again changes nothing. Raises JobNotFound."""
        key = items.thread_item_key(user_id, thread_id)
        for _ in range(_ROUNDS):
            item = self._get(key)
            if item is None:
                raise _not_found(thread_id)
            if not is_there(item):
                return _to_deletion(item)
            try:
                return _to_deletion(self._table.update_if(self._deletion(key, cast(int, item["updated_at"]))))
            except ConditionFailed:
                continue
        raise StorageUnavailable("Questions keep coming in this conversation. Stop asking, then delete it again.")

    def _get(self, key: Key) -> Item | None:
        item = self._table.get(key)
        return None if item is None else self._sound(item)

    def _deletion(self, key: Key, updated_at_ms: int) -> Update:
        """Nothing asked before it stays, even by a clock that runs ahead of this one."""
        now = self._clock.now()
        through_ms = max(to_epoch_ms(now), updated_at_ms)
        return Update(
            key=key,
            set={
                "deleted_at_ms": through_ms,
                TTL_ATTRIBUTE: int((now + self._keep_for).timestamp()),
                "due_shard": ERASING,
                "due_at": items.due_stamp(to_epoch_ms(now)),
            },
            remove=("title", "created_at_ms", "jobs"),
            conditions=(Equals("updated_at", updated_at_ms),),
        )

    def deleted_through(self, user_id: str, thread_ids: Iterable[str]) -> dict[str, int]:
        """For each of the threads that was deleted, the moment up to which its jobs are, in Unix milliseconds."""
        found = self._table.get_many(items.thread_item_key(user_id, thread_id) for thread_id in thread_ids)
        return {
            items.thread_id_of(item): cast(int, item["deleted_at_ms"])
            for item in map(self._sound, found.values())
            if is_deletion(item)
        }

    # What the sweep does with deletions

    def deletions(self, *, limit: int = 10) -> list[Deletion]:
        """Deletions whose jobs may still have to be erased, those first that wait longest."""
        now = items.due_stamp(to_epoch_ms(self._clock.now()))
        named = self._table.query_index(DUE_INDEX.name, ERASING, up_to=now, limit=limit)
        found = self._table.get_many(Key(str(item["pk"]), str(item["sk"])) for item in named)
        return [_to_deletion(self._sound(item, deleted=True)) for item in found.values() if waits(item)]

    def postpone(self, deletion: Deletion, *, by: timedelta) -> None:
        """Looks at a deletion again later."""
        self._move(deletion, set={"due_at": items.due_stamp(to_epoch_ms(self._clock.now() + by))})

    def erased(self, deletion: Deletion) -> None:
        """Nothing of a deletion is left. That it was deleted stays known as long as a job of it could have."""
        self._move(deletion, remove=("due_shard", "due_at"))

    def _move(self, deletion: Deletion, *, set: Mapping[str, str] | None = None, remove: tuple[str, ...] = ()) -> None:
        """Losing the race against another deletion of the thread is fine: that one is due by itself."""
        key = items.thread_item_key(deletion.user_id, deletion.thread_id)
        same = Equals("deleted_at_ms", deletion.through_ms)
        try:
            self._table.update_if(Update(key=key, set=set or {}, remove=remove, conditions=(same,)))
        except ConditionFailed:
            return


def _not_found(thread_id: str) -> JobNotFound:
    return JobNotFound(f"There is no conversation {thread_id}.")


def _to_thread(item: Item) -> Thread:
    raw = cast(Mapping[str, Any], item)
    return Thread(
        thread_id=items.thread_id_of(item), title=raw["title"], updated_at_ms=raw["updated_at"], jobs=raw["jobs"]
    )


def _to_deletion(item: Item) -> Deletion:
    return Deletion(
        user_id=str(item["pk"]).removeprefix("USER#"),
        thread_id=items.thread_id_of(item),
        through_ms=cast(int, item["deleted_at_ms"]),
    )
