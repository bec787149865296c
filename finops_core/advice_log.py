"""What a user was recommended, run by run, and what the user says was done of it.

One item a day beside the user's conversations, with the largest findings of that day's last run; kept for two years.
"""

import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, Protocol

from finops_core.clock import Clock, from_epoch_ms, to_epoch_ms
from finops_core.dismissals import Advised
from finops_core.errors import BadFrame
from finops_core.table.port import TTL_ATTRIBUTE, Delete, Item, Key, Put, Table

logger = logging.getLogger(__name__)

RUNS: Final = "ADVISED#"
DONE: Final = "DONE#"
MOST_RUNS: Final = 740
MOST_OF_A_RUN: Final = 500
MOST_DONE: Final = 500
MOST_CHARS: Final = 200_000
"""Of a run's findings as text, well below what an item may hold."""
_KEPT: Final = timedelta(days=731)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One recommendation as a run told it; `saving` is a month's, in `currency`."""

    advised: Advised
    title: str
    saving: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What was recommended on a day, the largest first; `left_out` counts smaller ones that were not kept."""

    day: date
    said: tuple[Said, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What the user says was carried out."""

    advised: Advised
    at: datetime


class AdviceLog(Protocol):
    """What users were recommended and did. Safe to call from several threads; may raise StorageUnavailable."""

    def runs(self, user_id: str) -> tuple[Run, ...]:
        """By day, the first one first, at most MOST_RUNS of the latest."""
        ...

    def done(self, user_id: str) -> tuple[Done, ...]:
        """All that the user marked."""
        ...

    def note(self, user_id: str, said: Sequence[Said]) -> None:
        """Keeps what a run found, in the place of an earlier one of the same day."""
        ...

    def scoped(self, accounts: frozenset[str]) -> "AdviceLog":
        """The same as if there were these accounts only."""
        ...


@dataclass(frozen=True, slots=True)
class KnownAdvice:
    """A log in memory, for tests and for programs without a store."""

    by_user: dict[str, tuple[Run, ...]] = field(default_factory=dict[str, tuple[Run, ...]])
    marked: dict[str, tuple[Done, ...]] = field(default_factory=dict[str, tuple[Done, ...]])
    today: date = date(2026, 6, 2)
    accounts: frozenset[str] | None = None

    def runs(self, user_id: str) -> tuple[Run, ...]:
        return tuple(_of_accounts(run, self.accounts) for run in self.by_user.get(user_id, ()))

    def done(self, user_id: str) -> tuple[Done, ...]:
        found = self.marked.get(user_id, ())
        return tuple(one for one in found if self.accounts is None or one.advised.account in self.accounts)

    def note(self, user_id: str, said: Sequence[Said]) -> None:
        earlier = [run for run in self.by_user.get(user_id, ()) if run.day != self.today]
        self.by_user[user_id] = (*earlier, _run(self.today, said))

    def scoped(self, accounts: frozenset[str]) -> "KnownAdvice":
        return replace(self, accounts=accounts)


class AdviceLogRepository:
    """The log in the one table. Another user's is never found: each lies in its user's partition."""

    def __init__(self, table: Table, clock: Clock, *, accounts: frozenset[str] | None = None) -> None:
        self._table = table
        self._clock = clock
        self._accounts = accounts

    def scoped(self, accounts: frozenset[str]) -> "AdviceLogRepository":
        return AdviceLogRepository(self._table, self._clock, accounts=accounts)

    def runs(self, user_id: str) -> tuple[Run, ...]:
        items = self._table.query(f"USER#{user_id}", prefix=RUNS, limit=MOST_RUNS)
        found = sorted(filter(None, map(_read_run, items)), key=lambda run: run.day)
        return tuple(_of_accounts(run, self._accounts) for run in found)

    def done(self, user_id: str) -> tuple[Done, ...]:
        items = self._table.query(f"USER#{user_id}", prefix=DONE, limit=MOST_DONE)
        found = filter(None, map(_read_done, items))
        return tuple(one for one in found if self._accounts is None or one.advised.account in self._accounts)

    def note(self, user_id: str, said: Sequence[Said]) -> None:
        now = self._clock.now()
        run = _run(now.astimezone(UTC).date(), said)
        self._table.put_if(Put(item=_run_item(Key(f"USER#{user_id}", f"{RUNS}{run.day.isoformat()}"), run, now)))

    def mark_done(self, user_id: str, advised: Advised) -> Done:
        """Says that it was carried out now, or when it was said first. Raises BadFrame when too many are marked."""
        key = _done_key(user_id, advised)
        known = self._table.query(key.pk, prefix=DONE, limit=MOST_DONE)
        earlier = next(filter(None, (_read_done(item) for item in known if item["sk"] == key.sk)), None)
        if earlier is not None:
            return earlier
        if len(known) >= MOST_DONE and all(item["sk"] != key.sk for item in known):
            raise BadFrame(f"{MOST_DONE} recommendations are marked as done; older ones end after two years.")
        made = Done(advised=advised, at=from_epoch_ms(to_epoch_ms(self._clock.now())))
        self._table.put_if(Put(item=_done_item(key, made)))
        return made

    def unmark(self, user_id: str, advised: Advised) -> None:
        """Says that it was not carried out after all, whether it was marked or not."""
        self._table.delete_if(Delete(key=_done_key(user_id, advised)))


def _done_key(user_id: str, advised: Advised) -> Key:
    return Key(f"USER#{user_id}", f"{DONE}{advised.digest}")


def _of_accounts(run: Run, accounts: frozenset[str] | None) -> Run:
    if accounts is None:
        return run
    return replace(run, said=tuple(one for one in run.said if one.advised.account in accounts), left_out=0)


def _run(day: date, said: Iterable[Said]) -> Run:
    """The largest of a run, as many as one item holds."""
    found = sorted(said, key=lambda one: (-one.saving, one.advised.digest))
    kept, chars = 0, 0
    for one in found[:MOST_OF_A_RUN]:
        chars += len(one.advised.resource) + len(one.advised.check) + len(one.title) + 100
        if chars > MOST_CHARS:
            break
        kept += 1
    return Run(day=day, said=tuple(found[:kept]), left_out=len(found) - kept)


def _run_item(key: Key, run: Run, now: datetime) -> Item:
    rows = [
        [one.advised.check, one.advised.account, one.advised.resource, one.title, f"{one.saving:f}", one.currency]
        for one in run.said
    ]
    return {
        "pk": key.pk,
        "sk": key.sk,
        "said": json.dumps(rows, ensure_ascii=False, separators=(",", ":")),
        "left_out": run.left_out,
        TTL_ATTRIBUTE: int((now + _KEPT).timestamp()),
    }


def _done_item(key: Key, made: Done) -> Item:
    return {
        "pk": key.pk,
        "sk": key.sk,
        "check": made.advised.check,
        "account": made.advised.account,
        "resource": made.advised.resource,
        "at_ms": to_epoch_ms(made.at),
        TTL_ATTRIBUTE: int((made.at + _KEPT).timestamp()),
    }


def _read_run(item: Item) -> Run | None:
    """The run of an item; none for one that cannot be read, as if that day had had none."""
    raw: dict[str, Any] = dict(item)
    try:
        rows: list[list[str]] = json.loads(raw["said"])
        said = tuple(
            Said(
                advised=Advised(check=check, account=account, resource=resource),
                title=title,
                saving=Decimal(saving),
                currency=currency,
            )
            for check, account, resource, title, saving, currency in rows
        )
        day = date.fromisoformat(str(raw["sk"]).removeprefix(RUNS))
        return Run(day=day, said=said, left_out=int(raw.get("left_out", 0)))
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        logger.error("sk=%s, reason=%s | run of advice cannot be read", raw.get("sk"), type(error).__name__)
        return None


def _read_done(item: Item) -> Done | None:
    raw: dict[str, Any] = dict(item)
    try:
        advised = Advised(check=str(raw["check"]), account=str(raw["account"]), resource=str(raw["resource"]))
        return Done(advised=advised, at=from_epoch_ms(raw["at_ms"]))
    except (KeyError, TypeError, ValueError, ArithmeticError, OverflowError) as error:
        logger.error("sk=%s, reason=%s | what was done cannot be read", raw.get("sk"), type(error).__name__)
        return None
