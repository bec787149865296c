"""Who is connected: connections by user, and the port that posts frames to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

from finops_core.clock import Clock
from finops_core.errors import ConditionFailed
from finops_core.table.port import TTL_ATTRIBUTE, Delete, Exists, Item, Key, Put, Table, Update
from finops_core.table.schema import RESUME_PREFIX

MAX_CONNECTION_S = 2 * 60 * 60 + 10 * 60
"""API Gateway ends a connection after two hours; a record that outlives it was left by a lost $disconnect."""

RESUME_FOR_S = 60
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
    """`exp` is when its token expires (Unix seconds; None: never), `connected_at` when it was stored (0: not yet)."""

    connection_id: str
    user_id: str
    exp: int | None
    connected_at: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeRequest:
    """A replay asked for in a connect URL: events of a run beyond `offset`."""

    connection_id: str
    user_id: str
    run_id: str
    offset: int


class ConnectionRepository:
    """Connection records in the one table. Found by user with a consistent query, so that no frame is lost to lag."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def add(self, connection: Connection) -> None:
        self._table.put_if(
            Put(
                item={
                    "pk": _partition(connection.user_id),
                    "sk": connection.connection_id,
                    "exp": connection.exp,
                    "connected_at": self._in(0),
                    TTL_ATTRIBUTE: self._in(MAX_CONNECTION_S),
                }
            )
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

    def extend(self, user_id: str, connection_id: str, exp: int | None) -> None:
        """A fresh token was handed in. A connection gone meanwhile stays gone."""
        try:
            self._table.update_if(
                Update(key=Key(_partition(user_id), connection_id), set={"exp": exp}, conditions=(Exists(),))
            )
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
    return Connection(connection_id=raw["sk"], user_id=user_id, exp=raw["exp"], connected_at=raw["connected_at"])
