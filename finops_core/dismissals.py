"""Recommendations and anomalies that a user dismissed: each with a reason and an end, and open again when it has grown.

One item for each beside its user's conversations. It stays readable for a year after its end, as history.
"""

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Protocol

from finops_core.clock import Clock, from_epoch_ms, to_epoch_ms
from finops_core.errors import BadFrame, ConditionFailed
from finops_core.table.port import TTL_ATTRIBUTE, Exists, Item, Key, Put, Table, Update

logger = logging.getLogger(__name__)

PREFIX: Final = "DISMISSAL#"
GROWN_BY: Final = Decimal("0.25")
"""A saving, or an anomaly, that is larger by more than this part than when it was dismissed is open again."""
COST_ANOMALY: Final = "cost-anomaly"
"""What stands for a check where an anomaly is dismissed."""
USUAL_DAYS: Final = 90
MOST_DAYS: Final = 366
MOST_DISMISSED: Final = 500
MOST_REASON_CHARS: Final = 300
_KEPT: Final = timedelta(days=366)
_MOST_CHARS: Final = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Advised:
    """Which recommendation: the check that made it, and the resource of an account that it is about, if it is one."""

    check: str
    account: str
    resource: str

    @property
    def digest(self) -> str:
        parts = "\x1f".join((self.check, self.account, self.resource))
        return hashlib.sha256(parts.encode()).hexdigest()[:32]


def advised_anomaly(anomaly_id: str, account: str) -> Advised:
    """An anomaly as what was advised: its `id` as answers tell it, and the account it is in, if it is in one."""
    return Advised(check=COST_ANOMALY, account=account, resource=anomaly_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismissal:
    """`saving` is what it saved a month when it was dismissed, in `currency`; of an anomaly, what it cost too much.

    `reopened_at` ends it early.
    """

    advised: Advised
    saving: Decimal
    currency: str
    reason: str
    at: datetime
    until: datetime
    reopened_at: datetime | None = None

    def holds(self, saving: Decimal, now: datetime) -> bool:
        """Whether it is still dismissed now that it saves so much."""
        return self.lasts(now) and not self.has_grown(saving)

    def lasts(self, now: datetime) -> bool:
        return self.reopened_at is None and now < self.until

    def has_grown(self, saving: Decimal) -> bool:
        return saving > self.saving * (1 + GROWN_BY)


def dismissal(advised: Advised, *, saving: str, currency: str, reason: str, days: int, now: datetime) -> Dismissal:
    """A dismissal of untrusted parts. Raises BadFrame, which says what is wrong with them."""
    said = " ".join(reason.split())
    if not 0 < len(said) <= MOST_REASON_CHARS:
        raise BadFrame(f"A dismissal needs a reason of at most {MOST_REASON_CHARS} characters.")
    if not 0 < days <= MOST_DAYS:
        raise BadFrame(f"A dismissal ends after 1 to {MOST_DAYS} days.")
    if not advised.check or max(map(len, _parts(advised))) > _MOST_CHARS:
        raise BadFrame("A dismissal names what it is of as the list does: check and resource, or an anomaly's id.")
    try:
        amount = Decimal(saving)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount < 0 or len(saving) > 40 or len(currency) > 8:
        raise BadFrame("A dismissal says what it is about in money, as an amount and its currency.")
    until = now + timedelta(days=days)
    return Dismissal(advised=advised, saving=amount, currency=currency, reason=said, at=now, until=until)


def _parts(advised: Advised) -> tuple[str, str, str]:
    return advised.check, advised.account, advised.resource


class Dismissals(Protocol):
    """What a user dismissed. Safe to call from several threads; may raise StorageUnavailable."""

    def of_user(self, user_id: str) -> tuple[Dismissal, ...]:
        """All of a user's, those that ended too, at most MOST_DISMISSED."""
        ...

    def scoped(self, accounts: frozenset[str]) -> "Dismissals":
        """The same as if there were these accounts only."""
        ...


@dataclass(frozen=True, slots=True)
class KnownDismissals:
    """Dismissals in memory, for tests and for programs without a store."""

    by_user: dict[str, tuple[Dismissal, ...]] = field(default_factory=dict[str, tuple[Dismissal, ...]])
    accounts: frozenset[str] | None = None

    def of_user(self, user_id: str) -> tuple[Dismissal, ...]:
        return _of_accounts(self.by_user.get(user_id, ()), self.accounts)

    def scoped(self, accounts: frozenset[str]) -> "KnownDismissals":
        return replace(self, accounts=accounts)


class DismissalRepository:
    """Dismissals in the one table. Another user's are never found: each lies in its user's partition."""

    def __init__(self, table: Table, clock: Clock, *, accounts: frozenset[str] | None = None) -> None:
        self._table = table
        self._clock = clock
        self._accounts = accounts

    def scoped(self, accounts: frozenset[str]) -> "DismissalRepository":
        return DismissalRepository(self._table, self._clock, accounts=accounts)

    def of_user(self, user_id: str) -> tuple[Dismissal, ...]:
        items = self._table.query(f"USER#{user_id}", prefix=PREFIX, limit=MOST_DISMISSED)
        return _of_accounts(filter(None, map(_read, items)), self._accounts)

    def dismiss(self, user_id: str, made: Dismissal) -> None:
        """Stores it in the place of an earlier one of the same. Raises BadFrame when there are too many."""
        known = self._table.query(f"USER#{user_id}", prefix=PREFIX, limit=MOST_DISMISSED)
        key = _key(user_id, made.advised)
        if len(known) >= MOST_DISMISSED and all(item["sk"] != key.sk for item in known):
            raise BadFrame(
                f"{MOST_DISMISSED} recommendations and anomalies are dismissed. Reopen some, or change what finds them."
            )
        self._table.put_if(Put(item=_item(key, made)))

    def reopen(self, user_id: str, advised: Advised) -> None:
        """Ends it now; what ended already is left as it is. Raises BadFrame for what was never dismissed."""
        now_ms = to_epoch_ms(self._clock.now())
        key = _key(user_id, advised)
        try:
            self._table.update_if(Update(key=key, set_if_absent={"reopened_at_ms": now_ms}, conditions=(Exists(),)))
        except ConditionFailed as failure:
            raise BadFrame(f"This {_kind(advised)} is not dismissed.") from failure


def _of_accounts(found: Iterable[Dismissal], accounts: frozenset[str] | None) -> tuple[Dismissal, ...]:
    """Those of the accounts, and of anomalies across accounts: these tell only which of the own findings are meant."""
    return tuple(one for one in found if accounts is None or _is_in(one.advised, accounts))


def _is_in(advised: Advised, accounts: frozenset[str]) -> bool:
    return advised.account in accounts or (advised.check == COST_ANOMALY and not advised.account)


def _kind(advised: Advised) -> str:
    return "anomaly" if advised.check == COST_ANOMALY else "recommendation"


def _key(user_id: str, advised: Advised) -> Key:
    return Key(f"USER#{user_id}", f"{PREFIX}{advised.digest}")


def _item(key: Key, made: Dismissal) -> Item:
    check, account, resource = _parts(made.advised)
    return {
        "pk": key.pk,
        "sk": key.sk,
        "check": check,
        "account": account,
        "resource": resource,
        "saving": f"{made.saving:f}",
        "currency": made.currency,
        "reason": made.reason,
        "at_ms": to_epoch_ms(made.at),
        "until_ms": to_epoch_ms(made.until),
        TTL_ATTRIBUTE: int((made.until + _KEPT).timestamp()),
    }


def _read(item: Item) -> Dismissal | None:
    """The dismissal of an item; none for one that cannot be read, whose recommendation is then open."""
    raw: dict[str, Any] = dict(item)
    try:
        reopened = raw.get("reopened_at_ms")
        return Dismissal(
            advised=Advised(check=str(raw["check"]), account=str(raw["account"]), resource=str(raw["resource"])),
            saving=Decimal(raw["saving"]),
            currency=str(raw["currency"]),
            reason=str(raw["reason"]),
            at=from_epoch_ms(raw["at_ms"]),
            until=from_epoch_ms(raw["until_ms"]),
            reopened_at=None if reopened is None else from_epoch_ms(reopened),
        )
    except (KeyError, TypeError, ValueError, ArithmeticError, OverflowError) as error:
        logger.error("sk=%s, reason=%s | dismissal cannot be read", raw.get("sk"), type(error).__name__)
        return None
