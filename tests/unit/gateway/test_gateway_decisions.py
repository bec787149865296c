"""The gateway's pure decisions: authorizer results, origins, lifetimes, events."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.gateway.authorizer import Allowed, Refused, read_result
from local.gateway.events import (
    Api,
    Connection,
    authorizer_event,
    connect_event,
    disconnect_event,
    header_pairs,
    message_event,
    new_id,
    query_pairs,
)
from local.gateway.limits import Limits, expires
from local.gateway.origin import OriginPolicy, is_loopback_host

ARN = Api().connect_arn
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def statement(effect: str, resource: Any = ARN, action: Any = "execute-api:Invoke") -> dict[str, Any]:
    return {"Effect": effect, "Action": action, "Resource": resource}


def decide(*statements: dict[str, Any], **fields: Any) -> Allowed | Refused:
    result = {"principalId": "local", "policyDocument": {"Statement": list(statements)}, **fields}
    return read_result(result, method_arn=ARN, context_bytes=8192)


@pytest.mark.parametrize(
    "resource",
    [ARN, "*", ARN.replace("local/local", "local/*"), [f"{ARN}x", ARN], ARN.replace("$connect", "$connec?")],
)
def test_a_resource_that_covers_connect_allows(resource: Any) -> None:
    assert decide(statement("Allow", resource)) == Allowed(context={"principalId": "local"})


@pytest.mark.parametrize(
    "statements",
    [
        [],
        [statement("Deny")],
        [statement("Allow"), statement("Deny", "*")],
        [statement("Allow", f"{ARN}x")],
        [statement("Allow", action="execute-api:ManageConnections")],
        [statement("Allow", ARN.replace("local", "[l]ocal"))],
        [statement("Allow", resource=None)],
    ],
)
def test_what_no_statement_allows_or_one_denies_is_a_403(statements: list[dict[str, Any]]) -> None:
    decision = decide(*statements)
    assert isinstance(decision, Refused)
    assert decision.status == 403


@pytest.mark.parametrize(
    "fields",
    [
        {"principalId": ""},
        {"principalId": None},
        {"policyDocument": None},
        {"policyDocument": {}},
        {"policyDocument": {"Statement": "all"}},
        {"policyDocument": {"Statement": ["all"]}},
        {"policyDocument": {"Statement": [{"Effect": "Perhaps"}]}},
        {"context": ["a"]},
        {"context": {"a": None}},
        {"context": {"a": {"b": "c"}}},
        {"context": {"a": "x" * 8192}},
    ],
)
def test_a_malformed_result_is_a_500_even_if_it_allows(fields: dict[str, Any]) -> None:
    decision = decide(statement("Allow"), **fields)
    assert isinstance(decision, Refused)
    assert decision.status == 500


def test_a_single_statement_may_stand_without_a_list() -> None:
    decision = decide(policyDocument={"Statement": statement("Allow")})
    assert isinstance(decision, Allowed)


@given(st.recursive(st.none() | st.booleans() | st.text(), lambda s: st.lists(s) | st.dictionaries(st.text(), s)))
def test_rubbish_from_an_authorizer_never_allows(result: Any) -> None:
    assert isinstance(read_result(result, method_arn=ARN, context_bytes=8192), Refused)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1:8080", True),
        ("localhost", True),
        ("LocalHost:1", True),
        ("[::1]:8080", True),
        ("127.0.0.1.evil.example", False),
        ("localhost.evil.example:80", False),
        ("evil.example#localhost", False),
        ("localhost:80@evil.example", False),
        ("127.0.0.1:80 ", False),
        ("0.0.0.0", False),
        ("", False),
    ],
)
def test_only_loopback_names_pass_as_host(host: str, loopback: bool) -> None:
    assert is_loopback_host(host) is loopback


@given(st.text())
def test_no_other_origin_than_the_own_and_the_allowed_is_admitted(origin: str) -> None:
    policy = OriginPolicy(allowed=frozenset({"http://localhost:5173"}))
    admitted = policy.admits(origin, host="127.0.0.1:8080", authorization=True)
    assert admitted is (origin in ("http://127.0.0.1:8080", "http://localhost:5173"))


LIMITS = Limits(idle_s=600, duration_s=7200)


@pytest.mark.parametrize(
    ("now", "last_active", "over", "look_again"),
    [
        (0, 0, False, 600),
        (599, 0, False, 600),
        (600, 0, True, 600),
        (600, 599, False, 1199),
        (7199, 7199, False, 7200),
        (7200, 7199, True, 7200),
    ],
)
def test_a_connection_ends_after_ten_idle_minutes_or_two_hours(
    now: float, last_active: float, over: bool, look_again: float
) -> None:
    assert expires(LIMITS, now=now, opened=0, last_active=last_active) == (over, look_again)


def a_connection(**changes: Any) -> Connection:
    fields: dict[str, Any] = {
        "connection_id": "c1",
        "connected_at": NOON,
        "domain_name": "127.0.0.1:8080",
        "source_ip": "127.0.0.1",
        "headers": header_pairs([("host", "127.0.0.1:8080"), ("x-tag", "a"), ("x-tag", "b")]),
        "query": query_pairs("runId=r%201&empty="),
        "authorizer": {"user": "u"},
        **changes,
    }
    return Connection(**fields)


def test_headers_are_spelled_as_clients_spell_them_and_those_of_the_hop_are_left_out() -> None:
    raw = [("sec-websocket-protocol", "p"), ("user-agent", "t"), ("connection", "Upgrade"), ("upgrade", "websocket")]
    assert header_pairs(raw) == (("Sec-WebSocket-Protocol", "p"), ("User-Agent", "t"))


def test_several_values_are_all_in_the_multi_value_maps_and_the_last_in_the_plain_ones() -> None:
    event = connect_event(Api(), a_connection(), now=NOON, request_id="r1")
    assert event["headers"]["X-Tag"] == "b"
    assert event["multiValueHeaders"]["X-Tag"] == ["a", "b"]
    assert event["queryStringParameters"] == {"runId": "r 1", "empty": ""}


def test_times_are_epoch_milliseconds_and_a_common_log_date() -> None:
    context = message_event(Api(), a_connection(), "x", now=NOON + timedelta(seconds=5), request_id="r1")[
        "requestContext"
    ]
    assert context["connectedAt"] == 1777636800000
    assert context["requestTimeEpoch"] == 1777636805000
    assert context["requestTime"] == "01/May/2026:12:00:05 +0000"


def test_only_authorised_connections_have_an_authorizer_in_their_events() -> None:
    anonymous = a_connection(authorizer={})
    assert "authorizer" not in authorizer_event(Api(), anonymous, now=NOON, request_id="r")["requestContext"]
    assert "authorizer" not in message_event(Api(), anonymous, "x", now=NOON, request_id="r")["requestContext"]


def test_an_authorizer_event_always_has_its_parameters() -> None:
    event = authorizer_event(Api(), a_connection(query=()), now=NOON, request_id="r1")
    assert event["queryStringParameters"] == {}
    assert event["stageVariables"] == {}


def test_a_disconnect_event_carries_code_reason_and_authorizer_but_no_headers_of_the_handshake() -> None:
    event = disconnect_event(Api(), a_connection(), code=1001, reason="Going away", now=NOON, request_id="r1")
    context = event["requestContext"]
    assert (context["disconnectStatusCode"], context["disconnectReason"]) == (1001, "Going away")
    assert context["authorizer"] == {"user": "u"}
    assert "X-Tag" not in event["headers"]


def test_events_do_not_share_what_a_handler_might_change() -> None:
    connection = a_connection()
    first = message_event(Api(), connection, "x", now=NOON, request_id="r1")
    first["requestContext"]["authorizer"]["user"] = "someone else"
    second = message_event(Api(), connection, "y", now=NOON, request_id="r2")
    assert second["requestContext"]["authorizer"] == {"user": "u"}


def test_ids_are_as_long_as_those_of_api_gateway_and_differ() -> None:
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert {len(one) for one in ids} == {16}
