"""The handshake: whose token, from which page."""

import base64
from typing import Any

import pytest

from tests.unit.websocket.door import TokenOf
from websocket import authorizer
from websocket.deps import AuthorizerDeps

DEPS = AuthorizerDeps(tokens=TokenOf(), allowed_origins=frozenset({"https://finops.example"}))
ARN = "arn:aws:execute-api:us-east-1:123456789012:api/prod/$connect"


def handshake(**headers: str) -> dict[str, Any]:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return authorizer.handler({"methodArn": ARN, "headers": sent}, None, deps=DEPS)


def subprotocol(token: str) -> str:
    encoded = base64.urlsafe_b64encode(token.encode()).decode().rstrip("=")
    return f"finops.v1, base64UrlBearerAuthorization.{encoded}"


def effect(policy: dict[str, Any]) -> str:
    (statement,) = policy["policyDocument"]["Statement"]
    assert statement["Resource"] == ARN
    return statement["Effect"]


def test_a_program_with_a_bearer_header_needs_no_origin():
    policy = handshake(Authorization="Bearer ada@1777640000")
    assert effect(policy) == "Allow"
    assert policy["context"] == {"userId": "ada", "exp": 1777640000, "role": "analyst"}


def test_a_page_brings_its_token_in_the_subprotocol():
    policy = handshake(Sec_WebSocket_Protocol=subprotocol("ada"), Origin="https://finops.example")
    assert (effect(policy), policy["context"]) == ("Allow", {"userId": "ada", "role": "analyst"})


def test_a_foreign_origin_is_denied_even_with_a_good_token():
    for header in ({"Authorization": "Bearer ada"}, {"Sec_WebSocket_Protocol": subprotocol("ada")}):
        policy = handshake(Origin="https://evil.example", **header)
        assert (effect(policy), policy["context"]) == ("Deny", {})


def test_a_missing_origin_is_denied_when_the_token_came_as_a_page_sends_it():
    assert effect(handshake(Sec_WebSocket_Protocol=subprotocol("ada"))) == "Deny"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer nobody"},
        {"Authorization": "Basic ada"},
        {"Authorization": "Bearer "},
        {"Sec_WebSocket_Protocol": "finops.v1"},
        {"Sec_WebSocket_Protocol": "finops.v1, base64UrlBearerAuthorization.%%%"},
        {"Sec_WebSocket_Protocol": "finops.v1, base64UrlBearerAuthorization._w"},
    ],
    ids=["none", "unknown", "another scheme", "empty", "no token", "not base64", "not text"],
)
def test_no_good_token_is_401(headers: dict[str, str]):
    with pytest.raises(Exception, match=r"^Unauthorized$"):
        handshake(Origin="https://finops.example", **headers)
