"""The events API Gateway's WebSocket API hands to Lambda functions, with the names and types it gives them.

Shapes: Amazon API Gateway Developer Guide, "Integration requests for WebSocket APIs" and "Input to an API Gateway
Lambda authorizer" (REQUEST).
"""

import base64
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

from finops_core.clock import to_epoch_ms

Event: TypeAlias = dict[str, Any]
Pairs: TypeAlias = tuple[tuple[str, str], ...]

_HOP_BY_HOP = frozenset({"connection", "upgrade", "keep-alive", "te", "trailer", "transfer-encoding"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """The identity of the WebSocket API in events and ARNs."""

    api_id: str = "local"
    stage: str = "local"
    region: str = "us-east-1"
    account_id: str = "000000000000"

    @property
    def connect_arn(self) -> str:
        """What the authorizer is asked to allow."""
        return f"arn:aws:execute-api:{self.region}:{self.account_id}:{self.api_id}/{self.stage}/$connect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """What API Gateway knows about one connection. `headers` and `query` keep every value in the order sent."""

    connection_id: str
    connected_at: datetime
    domain_name: str
    source_ip: str
    headers: Pairs
    query: Pairs
    authorizer: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def identity(self) -> dict[str, str]:
        agents = [value for name, value in self.headers if name == "User-Agent"]
        return {"sourceIp": self.source_ip, **({"userAgent": agents[-1]} if agents else {})}


@dataclass(frozen=True, slots=True, kw_only=True)
class LambdaContext:
    """The second argument of a handler, as far as handlers of this product may use it."""

    aws_request_id: str
    function_name: str
    remaining_ms: int

    def get_remaining_time_in_millis(self) -> int:
        """The time the call was given; API Gateway gives up waiting after it."""
        return self.remaining_ms


def new_id() -> str:
    """A connection or request id: as long as API Gateway's, and unguessable."""
    return base64.urlsafe_b64encode(os.urandom(11)).decode()


def header_pairs(raw: Iterable[tuple[str, str]]) -> Pairs:
    """Headers as a client spells them (the HTTP server has lower-cased them), without those of the hop."""
    return tuple((_canonical(name), value) for name, value in raw if name.lower() not in _HOP_BY_HOP)


def query_pairs(query_string: str) -> Pairs:
    return tuple(parse_qsl(query_string, keep_blank_values=True))


def authorizer_event(api: Api, connection: Connection, *, now: datetime, request_id: str) -> Event:
    """The event of a REQUEST authorizer; parameters are always there, if empty."""
    return {
        "type": "REQUEST",
        "methodArn": api.connect_arn,
        "headers": dict(connection.headers),
        "multiValueHeaders": _multi(connection.headers),
        "queryStringParameters": dict(connection.query),
        "multiValueQueryStringParameters": _multi(connection.query),
        "stageVariables": {},
        "requestContext": _context(api, connection, "$connect", "CONNECT", now, request_id),
    }


def connect_event(api: Api, connection: Connection, *, now: datetime, request_id: str) -> Event:
    """The event of `$connect`; without a query string the two query keys are missing."""
    event: Event = {
        "headers": dict(connection.headers),
        "multiValueHeaders": _multi(connection.headers),
        "requestContext": _context(api, connection, "$connect", "CONNECT", now, request_id),
        "isBase64Encoded": False,
    }
    if connection.query:
        event["queryStringParameters"] = dict(connection.query)
        event["multiValueQueryStringParameters"] = _multi(connection.query)
    return event


def message_event(
    api: Api, connection: Connection, body: str, *, now: datetime, request_id: str, route_key: str = "$default"
) -> Event:
    """The event of one message. It has no headers: those were of the handshake."""
    context = _context(api, connection, route_key, "MESSAGE", now, request_id)
    context["messageId"] = request_id
    return {"requestContext": context, "body": body, "isBase64Encoded": False}


def disconnect_event(
    api: Api, connection: Connection, *, code: int, reason: str, now: datetime, request_id: str
) -> Event:
    """The event of `$disconnect`, with the WebSocket close code and its reason."""
    headers = (("Host", connection.domain_name), ("x-api-key", ""), ("X-Forwarded-For", ""), ("x-restapi", ""))
    context = _context(api, connection, "$disconnect", "DISCONNECT", now, request_id)
    context["disconnectStatusCode"] = code
    context["disconnectReason"] = reason
    return {
        "headers": dict(headers),
        "multiValueHeaders": _multi(headers),
        "requestContext": context,
        "isBase64Encoded": False,
    }


def _context(
    api: Api, connection: Connection, route_key: str, event_type: str, now: datetime, request_id: str
) -> dict[str, Any]:
    context: dict[str, Any] = {
        "routeKey": route_key,
        "eventType": event_type,
        "extendedRequestId": request_id,
        "requestTime": now.strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "messageDirection": "IN",
        "stage": api.stage,
        "connectedAt": to_epoch_ms(connection.connected_at),
        "requestTimeEpoch": to_epoch_ms(now),
        "identity": connection.identity,
        "requestId": request_id,
        "domainName": connection.domain_name,
        "connectionId": connection.connection_id,
        "apiId": api.api_id,
    }
    if connection.authorizer:
        context["authorizer"] = dict(connection.authorizer)
    return context


def _multi(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return values


def _canonical(name: str) -> str:
    return "-".join("WebSocket" if part == "websocket" else part.capitalize() for part in name.lower().split("-"))
