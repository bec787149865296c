"""Who sent an event: read from the context the authorizer left on it, never from the client's own words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The user and connection of an event. `accounts` None means all; `exp` is in Unix seconds, None is never."""

    user_id: str
    connection_id: str
    exp: int | None
    accounts: tuple[str, ...] | None


def caller(event: Mapping[str, Any]) -> Caller:
    """The sender of an API Gateway event. Raises KeyError for an event without authorizer context."""
    request = event["requestContext"]
    known = request["authorizer"]
    exp, accounts = known.get("exp"), known.get("accounts")
    return Caller(
        user_id=str(known["userId"]),
        connection_id=str(request["connectionId"]),
        exp=int(exp) if exp is not None else None,
        accounts=tuple(json.loads(accounts)) if accounts is not None else None,
    )


def headers_of(event: Mapping[str, Any]) -> dict[str, str]:
    """The handshake's headers by lower-case name."""
    headers: Mapping[str, str] = event.get("headers") or {}
    return {name.lower(): value for name, value in headers.items()}
