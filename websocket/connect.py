"""$connect and $disconnect: who is there."""

import logging
from collections.abc import Mapping
from typing import Any

from websocket.connections import Connection, ResumeRequest
from websocket.deps import FrontDoor, front_door
from websocket.identity import caller, headers_of
from websocket.protocol import SUBPROTOCOL

logger = logging.getLogger(__name__)

MAX_ID_CHARS = 128


def handler(event: Mapping[str, Any], context: object, *, deps: FrontDoor | None = None) -> dict[str, Any]:
    """Stores the connection; echoes the subprotocol and nothing of the token beside it.

    `?runId=&offset=` asks for a replay, which is left to the publisher: nothing can be posted before this returns.
    """
    deps = deps or front_door()
    who = caller(event)
    deps.connections.add(Connection(connection_id=who.connection_id, user_id=who.user_id, exp=who.exp))
    query: Mapping[str, str] = event.get("queryStringParameters") or {}
    run_id, offset = query.get("runId", ""), query.get("offset", "0")
    if run_id and len(run_id) <= MAX_ID_CHARS and offset.isdecimal() and len(offset) < 10:
        deps.connections.ask_to_resume(
            ResumeRequest(connection_id=who.connection_id, user_id=who.user_id, run_id=run_id, offset=int(offset))
        )
    logger.info("user_id=%s, connection_id=%s | connected", who.user_id, who.connection_id)
    return {"statusCode": 200, "headers": _subprotocol(event)}


def disconnect_handler(event: Mapping[str, Any], context: object, *, deps: FrontDoor | None = None) -> dict[str, Any]:
    """Forgets the connection. Its jobs go on."""
    deps = deps or front_door()
    who = caller(event)
    deps.connections.remove(who.user_id, who.connection_id)
    deps.limiter.forget(who.connection_id)
    logger.info("user_id=%s, connection_id=%s | disconnected", who.user_id, who.connection_id)
    return {"statusCode": 200}


def _subprotocol(event: Mapping[str, Any]) -> dict[str, str]:
    offered = headers_of(event).get("sec-websocket-protocol", "").split(",")
    return {"Sec-WebSocket-Protocol": SUBPROTOCOL} if SUBPROTOCOL in map(str.strip, offered) else {}
