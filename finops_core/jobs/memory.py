"""What a user asked to be remembered: names of their own for things that the bill calls otherwise.

One item for each beside its user's conversations, kept a year from when it was last said. The organisation's own
terms, in `finops.toml`, come before it wherever both have a word.
"""

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from finops_core.clock import Clock, from_epoch_ms, to_epoch_ms
from finops_core.errors import BadFrame
from finops_core.secret_texts import credential_in
from finops_core.table.port import TTL_ATTRIBUTE, Delete, Item, Key, Put, Table
from finops_core.texts import readable

logger = logging.getLogger(__name__)

PREFIX: Final = "MEMORY#"
MOST_REMEMBERED: Final = 50
MOST_NAME_CHARS: Final = 60
MOST_MEANING_CHARS: Final = 120
_KEPT: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """`name` is the user's own word for `meaning`, which is how the bill or a question says it."""

    name: str
    meaning: str
    at: datetime

    @property
    def key(self) -> str:
        """What tells a name from others: its words without regard to case."""
        return key_of(self.name)


def key_of(name: str) -> str:
    """One key for a name, however its letters are written."""
    return " ".join(name.casefold().split())


def remembered(name: str, meaning: str, now: datetime) -> Remembered:
    """Something to remember. Raises BadFrame for what is empty, too long or holds a credential."""
    for text, most, what in ((name, MOST_NAME_CHARS, "name"), (meaning, MOST_MEANING_CHARS, "meaning")):
        if not text.strip() or len(text) > most or readable(text) != text or "\n" in text:
            raise BadFrame(f"A {what} to remember is one line of at most {most} characters.")
        found = credential_in(text)
        if found:
            raise BadFrame(f"This has {found} in it, and was not remembered. Make it invalid and create another one.")
    return Remembered(name=" ".join(name.split()), meaning=" ".join(meaning.split()), at=now)


class Memory(Protocol):
    """What users asked to be remembered; nothing of one is ever another's."""

    def of_user(self, user_id: str) -> tuple[Remembered, ...]:
        """All of it, the latest last, at most MOST_REMEMBERED."""
        ...

    def remember(self, user_id: str, made: Remembered) -> None:
        """Keeps it in the place of an earlier one of the same name. Raises BadFrame when there are too many."""
        ...

    def forget(self, user_id: str, names: Iterable[str]) -> None:
        """Removes these names; what is not there is gone already."""
        ...


@dataclass(frozen=True, slots=True)
class KnownMemory:
    """Memory of this process alone, for tests and for programs without a store."""

    by_user: dict[str, dict[str, Remembered]] = field(default_factory=dict[str, dict[str, Remembered]])

    def of_user(self, user_id: str) -> tuple[Remembered, ...]:
        return _in_order(self.by_user.get(user_id, {}).values())

    def remember(self, user_id: str, made: Remembered) -> None:
        kept = self.by_user.setdefault(user_id, {})
        _refuse_too_many(kept, made.key)
        kept[made.key] = made

    def forget(self, user_id: str, names: Iterable[str]) -> None:
        for name in names:
            self.by_user.get(user_id, {}).pop(key_of(name), None)


class MemoryRepository:
    """Memory in the one table, in its user's partition."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def of_user(self, user_id: str) -> tuple[Remembered, ...]:
        items = self._table.query(f"USER#{user_id}", prefix=PREFIX, limit=MOST_REMEMBERED)
        return _in_order(filter(None, map(_read, items)))

    def remember(self, user_id: str, made: Remembered) -> None:
        known = self._table.query(f"USER#{user_id}", prefix=PREFIX, limit=MOST_REMEMBERED)
        key = _key(user_id, made.name)
        _refuse_too_many([str(item["sk"]) for item in known], key.sk)
        expires = int((self._clock.now() + _KEPT).timestamp())
        item: Item = {
            "pk": key.pk,
            "sk": key.sk,
            "name": made.name,
            "meaning": made.meaning,
            "at_ms": to_epoch_ms(made.at),
            TTL_ATTRIBUTE: expires,
        }
        self._table.put_if(Put(item=item))

    def forget(self, user_id: str, names: Iterable[str]) -> None:
        for name in names:
            self._table.delete_if(Delete(key=_key(user_id, name)))


def _refuse_too_many(known: Iterable[str], new: str) -> None:
    kept = set(known)
    if len(kept) >= MOST_REMEMBERED and new not in kept:
        raise BadFrame(f"{MOST_REMEMBERED} names are remembered already. Say “forget …” for one of them first.")


def _in_order(found: Iterable[Remembered]) -> tuple[Remembered, ...]:
    return tuple(sorted(found, key=lambda one: (one.at, one.key)))


def _key(user_id: str, name: str) -> Key:
    return Key(f"USER#{user_id}", PREFIX + hashlib.sha256(key_of(name).encode()).hexdigest()[:32])


def _read(item: Item) -> Remembered | None:
    """What an item remembers; none for one that cannot be read."""
    raw: dict[str, Any] = dict(item)
    try:
        return remembered(str(raw["name"]), str(raw["meaning"]), from_epoch_ms(raw["at_ms"]))
    except (KeyError, TypeError, ValueError, OverflowError, BadFrame) as error:
        logger.error("sk=%s, reason=%s | memory cannot be read", raw.get("sk"), type(error).__name__)
        return None
