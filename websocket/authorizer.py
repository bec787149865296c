"""The REQUEST authorizer of $connect: token and Origin in, policy and identity out."""

import base64
import binascii
import json
import logging
from collections.abc import Mapping
from typing import Any

from finops_core.errors import TokenExpired, Unauthenticated
from websocket.deps import AuthorizerDeps, authorizer_deps
from websocket.identity import headers_of
from websocket.protocol import BEARER_SUBPROTOCOL_PREFIX

logger = logging.getLogger(__name__)

HandshakeRefused = Exception
"""API Gateway answers 401 when an authorizer raises exactly `Exception("Unauthorized")`."""


def handler(event: Mapping[str, Any], context: object, *, deps: AuthorizerDeps | None = None) -> dict[str, Any]:
    """Allows a known user from an allowed Origin.

    Raises HandshakeRefused("Unauthorized") (401) without a good token; denies (403) a foreign Origin, or a missing
    one unless the token came in the Authorization header, which a page on another site cannot send.
    """
    deps = deps or authorizer_deps()
    headers = headers_of(event)
    bearer = _bearer_header(headers)
    token = bearer or _bearer_subprotocol(headers)
    if token is None:
        raise HandshakeRefused("Unauthorized")
    try:
        identity = deps.tokens.verify(token)
    except (Unauthenticated, TokenExpired) as error:
        logger.info("reason=%s | handshake refused", type(error).__name__)
        raise HandshakeRefused("Unauthorized") from error
    origin = headers.get("origin")
    allowed = origin in deps.allowed_origins if origin else bearer is not None
    known: dict[str, str | int] = {"userId": identity.user_id, "role": identity.role.value}
    if identity.exp is not None:
        known["exp"] = identity.exp
    if identity.accounts is not None:
        known["accounts"] = json.dumps(identity.accounts)
    return _policy(identity.user_id, str(event["methodArn"]), allowed=allowed, context=known)


def _bearer_header(headers: Mapping[str, str]) -> str | None:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def _bearer_subprotocol(headers: Mapping[str, str]) -> str | None:
    for offered in headers.get("sec-websocket-protocol", "").split(","):
        name = offered.strip()
        if name.startswith(BEARER_SUBPROTOCOL_PREFIX):
            encoded = name.removeprefix(BEARER_SUBPROTOCOL_PREFIX)
            try:
                return base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True).decode()
            except (binascii.Error, UnicodeDecodeError):
                return None
    return None


def _policy(user_id: str, arn: str, *, allowed: bool, context: dict[str, str | int]) -> dict[str, Any]:
    statement = {"Action": "execute-api:Invoke", "Effect": "Allow" if allowed else "Deny", "Resource": arn}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {"principalId": user_id, "policyDocument": document, "context": context if allowed else {}}
