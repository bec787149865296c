"""The frames about API keys, which only an admin's frames get."""

from typing import Literal

from pydantic import Field

from finops_client.answer_methods import Record


class KeyRecord(Record):
    """What is known of an API key, which is not its secret. Times are Unix milliseconds; `accounts` None is all."""

    key_id: str
    name: str
    accounts: tuple[str, ...] | None = None
    role: str
    good: bool
    created_at: int
    expires_at: int
    revoked_at: int | None = None
    former_until: int | None = None


class Keys(Record):
    type: Literal["keys"] = "keys"
    req_id: str | None = None
    keys: tuple[KeyRecord, ...]


class KeyMade(Record):
    """An API key with its secret text, which is shown this once."""

    type: Literal["key.made"] = "key.made"
    req_id: str | None = None
    key: KeyRecord
    text: str = Field(repr=False)
