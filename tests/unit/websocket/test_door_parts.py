"""The front door's small parts: who sent an event, how many frames a second, who is connected, how a post fails."""

import json
from dataclasses import replace
from typing import Any

import pytest

from finops_core.aws.clients import PlatformClients
from finops_core.clock import ManualClock
from finops_core.errors import (
    ConnectionGone,
    ConnectionThrottled,
    FinOpsError,
    RateLimited,
    StorageUnavailable,
    TooLarge,
)
from tests.unit.scripted_service import NO_ANSWER, Answer, scripted_service
from tests.unit.websocket.door import START, Door
from websocket.connections import Connection
from websocket.identity import caller, headers_of
from websocket.limits import MAX_TRACKED, FrameLimiter
from websocket.poster import ApiGatewayPoster

# Who sent it


def event(**authorizer: Any) -> dict[str, Any]:
    return {"requestContext": {"connectionId": "c1", "authorizer": authorizer}}


@pytest.mark.parametrize(
    ("told", "exp", "accounts"),
    [
        ({}, None, None),
        ({"exp": "1777640000"}, 1777640000, None),
        ({"exp": 1777640000}, 1777640000, None),
        ({"accounts": '["1", "2"]'}, None, ("1", "2")),
        ({"accounts": "[]"}, None, ()),
    ],
)
def test_the_sender_is_who_the_authorizer_said(told: dict[str, Any], exp: int | None, accounts: tuple[str, ...] | None):
    who = caller(event(userId="ada", **told))
    assert (who.user_id, who.connection_id, who.exp, who.accounts) == ("ada", "c1", exp, accounts)


@pytest.mark.parametrize("broken", [{"requestContext": {"connectionId": "c1"}}, event(), {}])
def test_an_event_without_an_authorizers_word_is_nobodys(broken: dict[str, Any]):
    with pytest.raises(KeyError):
        caller(broken)


@pytest.mark.parametrize("headers", [None, {}])
def test_an_event_may_have_no_headers(headers: Any):
    assert headers_of({"headers": headers}) == headers_of({}) == {}


def test_headers_are_found_however_they_are_spelled():
    assert headers_of({"headers": {"ORIGIN": "x", "Sec-WebSocket-Protocol": "y"}}) == {
        "origin": "x",
        "sec-websocket-protocol": "y",
    }


# How many frames


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


def admitted(limiter: FrameLimiter, count: int, user_id: str = "ada") -> int:
    """How many of so many frames get through."""
    through = 0
    for _ in range(count):
        try:
            limiter.admit(user_id)
        except RateLimited:
            continue
        through += 1
    return through


def test_a_user_may_send_a_bursts_worth_at_once(clock: ManualClock):
    limiter = FrameLimiter(20, clock, burst_s=1)
    assert admitted(limiter, 25) == 20
    with pytest.raises(RateLimited, match="More than 20 frames a second") as refused:
        limiter.admit("ada")
    assert refused.value.retry_after_ms == 1000


@pytest.mark.parametrize(("seconds", "more"), [(0.04, 0), (0.06, 1), (0.5, 10), (1, 20), (3600, 20)])
def test_frames_come_back_with_time_up_to_a_bursts_worth(clock: ManualClock, seconds: float, more: int):
    limiter = FrameLimiter(20, clock, burst_s=1)
    assert admitted(limiter, 30) == 20
    clock.advance(seconds)
    assert admitted(limiter, 30) == more


def test_a_refused_frame_costs_nothing(clock: ManualClock):
    limiter = FrameLimiter(1, clock, burst_s=1)
    assert admitted(limiter, 100) == 1
    clock.advance(1)
    assert admitted(limiter, 1) == 1


def test_one_user_does_not_use_up_anothers_frames(clock: ManualClock):
    limiter = FrameLimiter(2, clock, burst_s=1)
    assert admitted(limiter, 5, "ada") == 2
    assert admitted(limiter, 5, "bob") == 2


def test_a_crowd_of_users_does_not_fill_the_memory_and_who_sends_stays_counted(clock: ManualClock):
    limiter = FrameLimiter(2, clock, burst_s=1)
    admitted(limiter, 5, "flooding")
    for number in range(MAX_TRACKED - 2):
        limiter.admit(f"crowd-{number}")
    assert admitted(limiter, 1, "flooding") == 0
    for number in range(MAX_TRACKED):
        limiter.admit(f"more-{number}")
    assert admitted(limiter, 5, "flooding") == 2


# Who is connected


def test_a_connection_is_found_by_its_user_alone(door: Door):
    door.connect("bob", "c2", exp="1777640000")
    found = door.deps.connections.find("bob", "c2")
    assert found == Connection(connection_id="c2", user_id="bob", exp=1777640000, connected_at=int(START.timestamp()))
    assert door.deps.connections.find("ada", "c2") is None
    assert [connection.connection_id for connection in door.deps.connections.of_user("ada")] == ["c1"]


def test_a_fresh_token_for_a_connection_that_left_does_not_bring_it_back(door: Door):
    door.disconnect()
    door.deps.connections.extend(Connection(connection_id="c1", user_id="ada", exp=1777640000))
    assert door.deps.connections.of_user("ada") == []


def test_a_token_without_an_end_lifts_the_end_of_a_connection(door: Door):
    for exp in (1777640000, 1777650000, None):
        door.deps.connections.extend(Connection(connection_id="c1", user_id="ada", exp=exp))
        found = door.deps.connections.find("ada", "c1")
        assert found is not None
        assert found.exp == exp


def test_removing_a_connection_twice_is_fine(door: Door):
    for _ in range(2):
        door.deps.connections.remove("ada", "c1")
    assert door.deps.connections.of_user("ada") == []


def test_a_younger_connection_of_the_same_user_is_not_forgotten_with_an_old_one(door: Door):
    door.clock.advance(60)
    door.connect("ada", "c2")
    for connection in door.deps.connections.of_user("ada"):
        door.deps.connections.forget_if_gone(connection)
    assert [connection.connection_id for connection in door.deps.connections.of_user("ada")] == ["c2"]


def test_a_connection_never_stored_counts_as_old(door: Door):
    (stored,) = door.deps.connections.of_user("ada")
    door.deps.connections.forget_if_gone(replace(stored, connected_at=0))
    assert door.deps.connections.of_user("ada") == []


# How a post fails


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")


def post(url: str, data: bytes = b'{"a": 1}') -> None:
    client = PlatformClients(region="eu-central-1").api_gateway_management(url)
    ApiGatewayPoster(client).post("c1=", data)


@pytest.mark.usefixtures("credentials")
def test_a_frame_is_posted_as_it_is():
    with scripted_service(Answer()) as service:
        post(service.url, json.dumps({"chunk": "é"}).encode())
    assert service.requests == [{"chunk": "é"}]


@pytest.mark.usefixtures("credentials")
@pytest.mark.parametrize(
    ("status", "error"),
    [
        (410, ConnectionGone),
        (413, TooLarge),
        (429, ConnectionThrottled),
        (400, StorageUnavailable),
        (403, StorageUnavailable),
    ],
)
def test_each_refusal_of_the_gateway_is_its_own_error(status: int, error: type[FinOpsError]):
    with scripted_service(Answer(status=status)) as service, pytest.raises(error):
        post(service.url)


@pytest.mark.usefixtures("credentials")
def test_a_gateway_that_does_not_answer_is_unavailable():
    with scripted_service(NO_ANSWER) as service, pytest.raises(StorageUnavailable, match="could not be reached"):
        post(service.url)
