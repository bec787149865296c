"""$connect and $disconnect: who is there."""

import logging
from collections.abc import Mapping
from typing import Any

from finops_core.errors import ConnectionGone, ConnectionThrottled, RateLimited
from websocket import protocol
from websocket.connections import Connection, ResumeRequest
from websocket.deps import FrontDoor, front_door
from websocket.identity import Caller, caller, headers_of
from websocket.protocol import SUBPROTOCOL

logger = logging.getLogger(__name__)

MAX_ID_CHARS = 128

PROBED = 2
"""How many of a full user's oldest connections are asked whether they are still there."""


def handler(event: Mapping[str, Any], context: object, *, deps: FrontDoor | None = None) -> dict[str, Any]:
    """Stores the connection; echoes the subprotocol and nothing of the token beside it.

    `?runId=&offset=` asks for a replay, which is left to the publisher: nothing can be posted before this returns.
    A user with too many connections gets 429 and the error as the body.
    """
    deps = deps or front_door()
    who = caller(event)
    try:
        _add(who, deps)
    except RateLimited as error:
        logger.info("user_id=%s | connection refused, the user has too many", who.user_id)
        return {"statusCode": 429, "body": protocol.to_text(protocol.error_frame(error, req_id=None))}
    query: Mapping[str, str] = event.get("queryStringParameters") or {}
    run_id, offset = query.get("runId", ""), query.get("offset", "0")
    if run_id and len(run_id) <= MAX_ID_CHARS and offset.isdecimal() and len(offset) < 10:
        deps.connections.ask_to_resume(
            ResumeRequest(connection_id=who.connection_id, user_id=who.user_id, run_id=run_id, offset=int(offset))
        )
    logger.info("user_id=%s, connection_id=%s | connected", who.user_id, who.connection_id)
    return {"statusCode": 200, "headers": _subprotocol(event)}


def _add(who: Caller, deps: FrontDoor) -> None:
    """Raises RateLimited."""
    connection = Connection(
        connection_id=who.connection_id, user_id=who.user_id, exp=who.exp, accounts=who.accounts, role=who.role
    )
    try:
        deps.connections.add(connection)
    except RateLimited:
        if not _forget_lost(who.user_id, deps):
            raise
        deps.connections.add(connection)


def _forget_lost(user_id: str, deps: FrontDoor) -> bool:
    """Whether room was made: a `$disconnect` may have been lost, and its connection counts until that is noticed."""
    before = len(deps.connections.of_user(user_id))
    for connection in deps.connections.oldest_of_user(user_id, limit=PROBED):
        try:
            deps.poster.post(connection.connection_id, protocol.to_text(protocol.Pong()).encode())
        except ConnectionGone:
            deps.connections.forget_if_gone(connection)
        except ConnectionThrottled:
            continue
    return len(deps.connections.of_user(user_id)) < before


def disconnect_handler(event: Mapping[str, Any], context: object, *, deps: FrontDoor | None = None) -> dict[str, Any]:
    """Forgets the connection. Its jobs go on."""
    deps = deps or front_door()
    who = caller(event)
    deps.connections.remove(who.user_id, who.connection_id)
    logger.info("user_id=%s, connection_id=%s | disconnected", who.user_id, who.connection_id)
    return {"statusCode": 200}


def _subprotocol(event: Mapping[str, Any]) -> dict[str, str]:
    offered = headers_of(event).get("sec-websocket-protocol", "").split(",")
    return {"Sec-WebSocket-Protocol": SUBPROTOCOL} if SUBPROTOCOL in map(str.strip, offered) else {}
