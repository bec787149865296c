"""Who sent an event: read from the context the authorizer left on it, never from the client's own words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from finops_core.errors import Unauthenticated
from finops_core.roles import UNSAID, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The user and connection of an event. `accounts` None means all; `exp` is in Unix seconds, None is never.

    `role` is what the user may do here.
    """

    user_id: str
    connection_id: str
    exp: int | None
    accounts: tuple[str, ...] | None
    role: Role = UNSAID


def caller(event: Mapping[str, Any]) -> Caller:
    """The sender of an API Gateway event.

    Raises KeyError for an event without authorizer context, and Unauthenticated for a context that no authorizer of
    ours writes.
    """
    request = event["requestContext"]
    known = request["authorizer"]
    user_id, exp, accounts = known["userId"], known.get("exp"), known.get("accounts")
    if not isinstance(user_id, str) or not user_id:
        raise Unauthenticated("The authorizer named no user.")
    try:
        return Caller(
            user_id=user_id,
            connection_id=str(request["connectionId"]),
            exp=int(exp) if exp is not None else None,
            accounts=names_in(json.loads(accounts)) if accounts is not None else None,
            role=Role(known.get("role", UNSAID)),
        )
    except (TypeError, ValueError) as error:
        raise Unauthenticated("The authorizer's context is not in the form it has here.") from error


def names_in(value: object) -> tuple[str, ...]:
    """A list of names as a tuple; a text is no list of its letters. Raises ValueError for anything else."""
    if not isinstance(value, list | tuple):
        raise ValueError(f"a list of names is needed, not {type(value).__name__}")
    names = cast(list[object] | tuple[object, ...], value)
    if not all(isinstance(name, str) and name for name in names):
        raise ValueError("a list of names holds something that is no name")
    return tuple(map(str, names))


def headers_of(event: Mapping[str, Any]) -> dict[str, str]:
    """The handshake's headers by lower-case name."""
    headers: Mapping[str, str] = event.get("headers") or {}
    return {name.lower(): value for name, value in headers.items()}
