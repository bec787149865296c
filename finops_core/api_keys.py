"""API keys: made for a program, kept only as a hash, shown once, replaced with an overlap, revoked at once.

A key is `finops_<id>_<secret>`. The secret is 256 bits drawn at random, so that a plain hash of it tells nothing: what
slows down guesses at passwords would only slow down every request.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from finops_core.clock import Clock, from_epoch_ms, to_epoch_ms
from finops_core.errors import BadFrame, ConditionFailed, JobNotFound, RateLimited, TokenExpired, Unauthenticated
from finops_core.roles import UNSAID, Role
from finops_core.table.port import Delete, Exists, Item, Key, NotExists, Put, Table, Update, Value

PREFIX = "finops_"
MOST_KEYS = 200
"""Of one platform, expired and revoked ones included: all are read to be listed."""
LONGEST = timedelta(days=366)
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}")

PARTITION = "APIKEYS"
"""All keys are in one partition: few, and listed together."""
_KEY = re.compile(r"finops_([0-9a-f]{12})_([0-9a-f]{64})", re.ASCII)
_WRONG = "The API key is not one of this platform. Ask who runs it for another."


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """What is known of a key, which is not its secret.

    `accounts` are the analysed accounts it may see (None: all), `role` is what it may do.
    """

    key_id: str
    name: str
    accounts: tuple[str, ...] | None
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    former_until: datetime | None = None
    """Until when the secret before the last rotation is good."""
    role: Role = UNSAID

    @property
    def user_id(self) -> str:
        """Whom its questions belong to."""
        return f"key-{self.key_id}"

    def good_at(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


def is_api_key(text: str) -> bool:
    """Whether a bearer token is an API key by its looks."""
    return text.startswith(PREFIX)


class ApiKeyRepository:
    """Keys in the one table."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def create(
        self,
        name: str,
        *,
        accounts: tuple[str, ...] | None,
        keep_for: timedelta,
        role: Role = Role.VIEWER,
        request: str | None = None,
    ) -> tuple[ApiKey, str]:
        """Makes a key; returns it with the text that is shown this once.

        `request` is what the wish is known by, 64 hexadecimal digits: wished again, it is the same key, and the text is
        another, since the first was perhaps never read. Raises BadFrame for a name or a time that cannot be, and
        RateLimited when there are too many keys.
        """
        if not NAME.fullmatch(name):
            raise BadFrame("A key's name has 1 to 40 letters, digits, spaces, dots, dashes and underscores.")
        if accounts is not None and not accounts:
            raise BadFrame("A key that may see no account can answer nothing: name accounts, or let it see all.")
        if not timedelta() < keep_for <= LONGEST:
            raise BadFrame(f"A key is good for at least a moment and at most {LONGEST.days} days.")
        key_id = secrets.token_hex(6) if request is None else request[:12]
        if request is not None and self._table.get(Key(PARTITION, key_id)) is not None:
            return self.rotate(key_id, overlap=timedelta())
        if len(self._table.query(PARTITION, limit=MOST_KEYS)) >= MOST_KEYS:
            raise RateLimited(f"There are {MOST_KEYS} keys, the most there may be. Remove revoked ones first.")
        now, secret = self._clock.now(), secrets.token_hex(32)
        key = ApiKey(key_id=key_id, name=name, accounts=accounts, created_at=now, expires_at=now + keep_for, role=role)
        item: Item = {
            "pk": PARTITION,
            "sk": key.key_id,
            "name": name,
            "accounts": None if accounts is None else list(accounts),
            "role": role.value,
            "made_at": to_epoch_ms(key.created_at),
            "good_until": to_epoch_ms(key.expires_at),
            "hash": _hash(secret),
        }
        self._table.put_if(Put(item=item, conditions=(NotExists(),)))
        return key, _text(key, secret)

    def all(self) -> tuple[ApiKey, ...]:
        """Every key, those that are good no more included, by age."""
        found = [_from_item(item) for item in self._table.query(PARTITION, limit=MOST_KEYS)]
        return tuple(sorted(found, key=lambda key: (key.created_at, key.key_id)))

    def rotate(self, key_id: str, *, overlap: timedelta, request: str | None = None) -> tuple[ApiKey, str]:
        """Gives a key another secret; the one it had is good for `overlap` more. Neither name nor end changes.

        Asked for again by the same `request`, the secret of the first time is replaced, and the one before stays as
        good as it was left. Raises JobNotFound when there is no such key, BadFrame when it is good no more.
        """
        item = self._item(key_id)
        now, secret = self._clock.now(), secrets.token_hex(32)
        if not _from_item(item).good_at(now):
            raise BadFrame(f"The key {key_id} is good no more. Make another one.")
        until = to_epoch_ms(now + overlap)
        change: dict[str, Value] = {"hash": _hash(secret), "rotated_for": request}
        if request is None or item.get("rotated_for") != request:
            change |= {"former_hash": item["hash"], "former_until": until}
        key = _from_item(self._table.update_if(Update(key=Key(PARTITION, key_id), set=change, conditions=(Exists(),))))
        return key, _text(key, secret)

    def revoke(self, key_id: str) -> ApiKey:
        """Ends a key for good; doing it again changes nothing. Raises JobNotFound when there is none."""
        self._item(key_id)
        now = {"revoked_at": to_epoch_ms(self._clock.now())}
        try:
            changed = self._table.update_if(
                Update(key=Key(PARTITION, key_id), set_if_absent=now, conditions=(Exists(),))
            )
        except ConditionFailed as gone:
            raise _unknown(key_id) from gone
        return _from_item(changed)

    def remove(self, key_id: str) -> None:
        """Forgets a key, which ends it as revoking does, and is in no list any more. Doing it again changes nothing."""
        self._table.delete_if(Delete(key=Key(PARTITION, key_id)))

    def verify(self, text: str) -> ApiKey:
        """The key of a bearer token. Raises Unauthenticated, or TokenExpired for one whose time is over."""
        found = _KEY.fullmatch(text)
        item = self._table.get(Key(PARTITION, found[1])) if found else None
        if found is None or item is None:
            raise Unauthenticated(_WRONG)
        now, given, key = self._clock.now(), _hash(found[2]), _from_item(item)
        current = hmac.compare_digest(given, str(item["hash"]))
        former = hmac.compare_digest(given, str(item.get("former_hash") or ""))
        if key.revoked_at is not None or not (current or former):
            raise Unauthenticated(_WRONG)
        if now >= key.expires_at or (not current and (key.former_until is None or now >= key.former_until)):
            raise TokenExpired("The API key's time is over. Ask who runs the platform for another.")
        return key

    def _item(self, key_id: str) -> Item:
        item = self._table.get(Key(PARTITION, key_id)) if key_id else None
        if item is None:
            raise _unknown(key_id)
        return item


def _unknown(key_id: str) -> JobNotFound:
    return JobNotFound(f"There is no API key {key_id}.")


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _text(key: ApiKey, secret: str) -> str:
    return f"{PREFIX}{key.key_id}_{secret}"


def _from_item(item: Item) -> ApiKey:
    raw = cast(Mapping[str, Any], item)

    def moment(name: str) -> datetime | None:
        return None if raw.get(name) is None else from_epoch_ms(raw[name])

    accounts = raw["accounts"]
    return ApiKey(
        key_id=raw["sk"],
        name=raw["name"],
        accounts=None if accounts is None else tuple(accounts),
        created_at=from_epoch_ms(raw["made_at"]),
        expires_at=from_epoch_ms(raw["good_until"]),
        revoked_at=moment("revoked_at"),
        former_until=moment("former_until"),
        role=Role(raw.get("role", UNSAID)),
    )
