"""Frames with which an administrator makes, lists, replaces and ends API keys."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from finops_core.api_keys import LONGEST, NAME
from finops_core.roles import Role
from websocket.frame import Frame, Id

KeyName = Annotated[str, StringConstraints(pattern=f"^{NAME.pattern}$")]
KeyId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}$")]
Account = Annotated[str, StringConstraints(min_length=1, max_length=64)]
MOST_OVERLAP_HOURS = 720


class KeysList(Frame):
    """Asks for the API keys that the user may manage, those that are good no more included."""

    type: Literal["keys.list"] = "keys.list"
    req_id: Id | None = None


class KeyCreate(Frame):
    """Makes a key. Sent again with the same `reqId` it is the same key, with another secret instead of the first.

    `sees` are the analysed accounts it may see, null for all that the user sees. It is good for `days`.
    """

    type: Literal["key.create"] = "key.create"
    req_id: Id
    name: KeyName
    sees: tuple[Account, ...] | None = Field(default=None, max_length=1000)
    role: Role = Role.VIEWER
    days: int = Field(default=90, ge=1, le=LONGEST.days)


class KeyRotate(Frame):
    """Gives a key another secret; the one it had stays good for `overlapHours`. It may be sent again."""

    type: Literal["key.rotate"] = "key.rotate"
    req_id: Id
    key_id: KeyId
    overlap_hours: int = Field(default=24, ge=0, le=MOST_OVERLAP_HOURS)


class KeyRevoke(Frame):
    """Ends a key for good: at once for who connects or asks, within 15 minutes on open connections."""

    type: Literal["key.revoke"] = "key.revoke"
    req_id: Id | None = None
    key_id: KeyId


class KeyRecord(Frame):
    """What is known of a key, which is not its secret. Times are Unix milliseconds.

    `accounts` is null for all. `revokedAt` says when it was ended, `formerUntil` until when the secret before the last
    rotation is good.
    """

    key_id: str
    name: str
    accounts: tuple[str, ...] | None
    role: str
    good: bool
    created_at: int
    expires_at: int
    revoked_at: int | None
    former_until: int | None


class Keys(Frame):
    """The keys that the user may manage, by age."""

    type: Literal["keys"] = "keys"
    req_id: str | None = None
    keys: tuple[KeyRecord, ...]


class KeyMade(Frame):
    """A key with its secret text, which is kept nowhere and shown this once."""

    type: Literal["key.made"] = "key.made"
    req_id: str | None = None
    key: KeyRecord
    text: str
