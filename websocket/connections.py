"""Who is connected: connections by user, and the port that posts frames to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

from finops_core.clock import Clock
from finops_core.errors import ConditionFailed, RateLimited
from finops_core.roles import UNSAID, Role
from finops_core.table.port import TTL_ATTRIBUTE, Delete, Exists, Item, Key, Put, Table, Update
from finops_core.table.schema import RESUME_PREFIX

MAX_CONNECTION_S = 2 * 60 * 60 + 10 * 60
"""API Gateway ends a connection after two hours; a record that outlives it was left by a lost $disconnect."""

MAX_PER_USER = 25
"""Tabs and programs of one user at a time: each event of a user is posted to every one of them."""

RESUME_FOR_S = 60
RETRY_AFTER_MS = 5_000
CONNECTING_S = 10
"""Until $connect has returned, posts answer 410: a record this young is not taken for one left behind."""


class Poster(Protocol):
    """PostToConnection, for frames in order, up to the first that fails.

    Raises ConnectionGone when nobody is there (410), TooLarge (413), ConnectionThrottled when the frame was
    dropped (429).
    """

    def post(self, connection_id: str, *frames: bytes) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """`exp` is when its token expires (Unix seconds; None: never), `connected_at` when it was stored (0: not yet).

    `accounts` are those that its latest token lets its user see (None: all), `role` is what it lets them do.
    """

    connection_id: str
    user_id: str
    exp: int | None
    accounts: tuple[str, ...] | None = None
    role: Role = UNSAID
    connected_at: int = 0

    def good_at(self, now_s: float) -> bool:
        """Whether its token is good at this moment (Unix seconds)."""
        return self.exp is None or now_s < self.exp


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeRequest:
    """A replay asked for in a connect URL: events of a run beyond `offset`."""

    connection_id: str
    user_id: str
    run_id: str
    offset: int


class ConnectionRepository:
    """Connection records in the one table. Found by user with a consistent query, so that no frame is lost to lag."""

    def __init__(self, table: Table, clock: Clock, *, per_user: int = MAX_PER_USER) -> None:
        self._table = table
        self._clock = clock
        self._per_user = per_user

    def add(self, connection: Connection) -> None:
        """Raises RateLimited when its user has as many already as one user may have.

        It is stored before they are counted, so that those that come at the same moment are never too many.
        """
        self._table.put_if(
            Put(
                item={
                    "pk": _partition(connection.user_id),
                    "sk": connection.connection_id,
                    "exp": connection.exp,
                    "accounts": None if connection.accounts is None else list(connection.accounts),
                    "role": connection.role.value,
                    "connected_at": self._in(0),
                    TTL_ATTRIBUTE: self._in(MAX_CONNECTION_S),
                }
            )
        )
        if len(self.of_user(connection.user_id)) > self._per_user:
            self.remove(connection.user_id, connection.connection_id)
            raise RateLimited(
                f"You have {self._per_user} connections, the most for one user. Close a tab or a program, then try "
                "again.",
                retry_after_ms=RETRY_AFTER_MS,
            )

    def ask_to_resume(self, request: ResumeRequest) -> None:
        """Leaves a request that the publisher serves once the connection stands."""
        self._table.put_if(
            Put(
                item={
                    "pk": f"RESUME#{request.connection_id}",
                    "sk": f"{RESUME_PREFIX}{request.run_id}",
                    "connection_id": request.connection_id,
                    "owner_id": request.user_id,
                    "run_id": request.run_id,
                    "offset": request.offset,
                    TTL_ATTRIBUTE: self._in(RESUME_FOR_S),
                }
            )
        )

    def find(self, user_id: str, connection_id: str) -> Connection | None:
        item = self._table.get(Key(_partition(user_id), connection_id))
        return _from_item(user_id, item) if item else None

    def of_user(self, user_id: str) -> list[Connection]:
        """Every connection of a user."""
        return [_from_item(user_id, item) for item in self._table.query(_partition(user_id))]

    def oldest_of_user(self, user_id: str, *, limit: int) -> list[Connection]:
        """A user's longest-standing connections."""
        return sorted(self.of_user(user_id), key=lambda known: (known.connected_at, known.connection_id))[:limit]

    def forget_all(self, user_id: str) -> None:
        """None of a user's connections stands any more: the process that had them is gone."""
        for connection in self.of_user(user_id):
            self.remove(user_id, connection.connection_id)

    def extend(self, connection: Connection) -> None:
        """A fresh token was handed in: what it says replaces what the last one said.

        A connection gone meanwhile stays gone.
        """
        accounts = None if connection.accounts is None else list(connection.accounts)
        key = Key(_partition(connection.user_id), connection.connection_id)
        said = {"exp": connection.exp, "accounts": accounts, "role": connection.role.value}
        try:
            self._table.update_if(Update(key=key, set=said, conditions=(Exists(),)))
        except ConditionFailed:
            return

    def remove(self, user_id: str, connection_id: str) -> None:
        self._table.delete_if(Delete(key=Key(_partition(user_id), connection_id)))

    def forget_if_gone(self, connection: Connection) -> None:
        """After a 410: removes the record, unless its $connect may not have returned yet."""
        if connection.connected_at + CONNECTING_S <= self._in(0):
            self.remove(connection.user_id, connection.connection_id)

    def _in(self, seconds: int) -> int:
        return int(self._clock.now().timestamp()) + seconds


def to_resume_request(item: Item) -> ResumeRequest:
    """The request of an item left by `ask_to_resume`."""
    raw = cast(Mapping[str, Any], item)
    return ResumeRequest(
        connection_id=raw["connection_id"], user_id=raw["owner_id"], run_id=raw["run_id"], offset=raw["offset"]
    )


def _partition(user_id: str) -> str:
    return f"CONNECTIONS#{user_id}"


def _from_item(user_id: str, item: Item) -> Connection:
    raw = cast(Mapping[str, Any], item)
    accounts = raw.get("accounts")
    return Connection(
        connection_id=raw["sk"],
        user_id=user_id,
        exp=raw["exp"],
        accounts=None if accounts is None else tuple(accounts),
        role=Role(raw.get("role", UNSAID)),
        connected_at=raw["connected_at"],
    )
