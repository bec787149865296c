"""The handshake: who is let in, what the authorizer and $connect see, and what a refused client hears."""

import json
import threading
from typing import Any

import pytest
from websockets.asyncio.client import connect as connect_to
from websockets.exceptions import InvalidStatus

from finops_core.errors import ConnectionGone
from local.gateway.events import Event
from local.gateway.limits import Limits
from local.gateway.origin import OriginPolicy
from local.gateway.routes import RouteSettings
from tests.integration.gateway_harness import PATIENCE_S, PROGRAM, Answer, connection_id, ok, policy, received, serving


async def test_the_authorizer_is_asked_once_with_a_request_event() -> None:
    with serving() as world:
        async with world.client(path="/ws?runId=r1&tag=a&tag=b", user_agent_header="test/1") as socket:
            for text in ("one", "two"):
                await socket.send(text)
                await received(socket)
        (event,) = world.authorizer.events
    assert event["type"] == "REQUEST"
    assert event["methodArn"].endswith(":local/local/$connect")
    assert event["headers"]["Authorization"] == PROGRAM["Authorization"]
    assert event["multiValueHeaders"]["User-Agent"] == ["test/1"]
    assert event["queryStringParameters"] == {"runId": "r1", "tag": "b"}
    assert event["multiValueQueryStringParameters"]["tag"] == ["a", "b"]
    assert event["requestContext"]["identity"] == {"sourceIp": "127.0.0.1", "userAgent": "test/1"}


async def test_the_authorizers_context_is_on_every_later_event_with_its_values_as_strings() -> None:
    with serving(authorizer=lambda event: policy(event, "Allow", {"user": "u", "exp": 17, "admin": True})) as world:
        async with world.client() as socket:
            await socket.send("hello")
            await received(socket)
        await world.disconnect.calls(1)
    expected = {"principalId": "local", "user": "u", "exp": "17", "admin": "true"}
    for function in (world.connect, world.default, world.disconnect):
        (event,) = function.events
        assert event["requestContext"]["authorizer"] == expected


def unauthorized(_: Event) -> Any:
    raise Exception("Unauthorized")


def answering(value: Any) -> Answer:
    return lambda _: value


def denying(event: Event) -> Any:
    return policy(event, "Deny")


def allowing(context: dict[str, Any]) -> Answer:
    return lambda event: policy(event, "Allow", context)


def broken(_: Event) -> Any:
    raise RuntimeError("the key store is down")


@pytest.mark.parametrize(
    ("authorizer", "status", "message"),
    [
        pytest.param(denying, 403, "Forbidden", id="deny"),
        pytest.param(unauthorized, 401, "Unauthorized", id="unauthorized"),
        pytest.param(broken, 500, "Internal server error", id="raises"),
        pytest.param(answering(None), 500, "Internal server error", id="no policy"),
        pytest.param(allowing({"groups": ["a"]}), 500, "Internal server error", id="nested"),
        pytest.param(allowing({"big": "x" * 8192}), 500, "Internal server error", id="over 8 KB"),
    ],
)
async def test_who_is_not_authorised_hears_why_and_never_reaches_connect(
    authorizer: Any, status: int, message: str
) -> None:
    with serving(authorizer=authorizer) as world:
        refused = await world.refusal()
    assert refused.response.status_code == status
    body = json.loads(refused.response.body or b"")
    assert body["message"] == message
    assert set(body) == {"message", "connectionId", "requestId"}
    assert world.connect.events == []
    assert world.disconnect.events == []


async def test_the_connect_event_has_the_shape_of_api_gateway() -> None:
    with serving() as world:
        async with world.client(additional_headers={**PROGRAM, "x-several": "1"}):
            (event,) = await world.connect.calls(1)
    context = event["requestContext"]
    assert {key: context[key] for key in ("routeKey", "eventType", "stage", "apiId", "messageDirection")} == {
        "routeKey": "$connect",
        "eventType": "CONNECT",
        "stage": "local",
        "apiId": "local",
        "messageDirection": "IN",
    }
    assert context["connectedAt"] <= context["requestTimeEpoch"]
    assert context["domainName"] == f"127.0.0.1:{world.port}"
    assert context["extendedRequestId"] == context["requestId"] != context["connectionId"]
    assert event["headers"]["X-Several"] == "1"
    assert event["headers"]["Sec-WebSocket-Version"] == "13"
    assert "Upgrade" not in event["headers"]
    assert "queryStringParameters" not in event
    assert event["isBase64Encoded"] is False


@pytest.mark.parametrize("status", [400, 401, 403, 503])
async def test_a_connect_that_refuses_gives_the_handshake_its_status(status: int) -> None:
    with serving(connect=lambda _: {"statusCode": status}) as world:
        assert (await world.refusal()).response.status_code == status
        assert len(world.gateway.connections) == 0


@pytest.mark.parametrize(
    "connect",
    [
        pytest.param(broken, id="raises"),
        pytest.param(answering(None), id="returns nothing"),
        pytest.param(answering({"statusCode": "200"}), id="status is text"),
        pytest.param(answering({"statusCode": 799}), id="status unknown"),
        pytest.param(answering({"statusCode": 302}), id="redirect"),
    ],
)
async def test_a_connect_that_fails_or_makes_no_sense_is_a_bad_gateway(connect: Any) -> None:
    with serving(connect=connect) as world:
        assert (await world.refusal()).response.status_code == 502


async def test_a_connect_that_takes_too_long_is_a_504_and_its_late_success_is_disconnected_again() -> None:
    release = threading.Event()

    def slow(event: Event) -> Any:
        assert release.wait(PATIENCE_S)
        return ok(event)

    with serving(connect=slow, limits=Limits(integration_timeout_s=0.05)) as world:
        assert (await world.refusal()).response.status_code == 504
        release.set()
        (event,) = await world.disconnect.calls(1)
        assert connection_id(event) == connection_id(world.connect.events[0])
        assert len(world.gateway.connections) == 0


async def test_the_subprotocol_is_what_connect_names_and_nothing_else_that_was_offered() -> None:
    offered = ["finops.v1", "base64UrlBearerAuthorization.c2VjcmV0"]
    with serving(connect=lambda _: {"statusCode": 200, "headers": {"sec-websocket-protocol": "finops.v1"}}) as world:
        async with world.client(subprotocols=offered) as socket:
            assert socket.subprotocol == "finops.v1"
            assert socket.response is not None
            assert "base64Url" not in str(socket.response.headers)
        (event,) = world.connect.events
        assert event["headers"]["Sec-WebSocket-Protocol"] == ", ".join(offered)


async def test_no_subprotocol_is_chosen_when_connect_names_none() -> None:
    with serving() as world:
        async with world.client(subprotocols=["finops.v1"]) as socket:
            assert socket.subprotocol is None


async def test_compression_is_never_negotiated() -> None:
    with serving() as world:
        async with world.client(compression="deflate") as socket:
            assert socket.response is not None
            assert "Sec-WebSocket-Extensions" not in socket.response.headers


def browser(origin: str) -> dict[str, Any]:
    return {"additional_headers": {}, "origin": origin}


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:{port}", "http://127.0.0.1:{port}.evil"],
)
async def test_a_foreign_origin_is_refused_before_any_handler(origin: str) -> None:
    with serving() as world:
        refused = await world.refusal(**browser(origin.format(port=world.port)))
    assert refused.response.status_code == 403
    assert world.authorizer.events == []


async def test_a_foreign_origin_is_refused_even_with_an_authorization_header() -> None:
    with serving() as world:
        assert (await world.refusal(origin="https://evil.example")).response.status_code == 403


async def test_a_page_of_the_gateways_own_address_may_connect() -> None:
    with serving() as world:
        async with world.client(**browser(f"http://127.0.0.1:{world.port}")) as socket:
            await socket.send("hello")
            assert await received(socket) == "hello"


async def test_a_page_of_an_allowed_origin_may_connect() -> None:
    origins = OriginPolicy(allowed=frozenset({"http://localhost:5173"}))
    with serving(routes=RouteSettings(origins=origins)) as world:
        async with world.client(**browser("http://localhost:5173")):
            assert len(world.authorizer.events) == 1


@pytest.mark.parametrize(
    ("missing", "headers", "admitted"),
    [
        ("with_authorization", PROGRAM, True),
        ("with_authorization", {}, False),
        ("always", {}, True),
        ("never", PROGRAM, False),
    ],
)
async def test_a_missing_origin_is_for_programs_as_configured(
    missing: Any, headers: dict[str, str], admitted: bool
) -> None:
    with serving(routes=RouteSettings(origins=OriginPolicy(missing=missing))) as world:
        if admitted:
            async with world.client(additional_headers=headers):
                assert len(world.connect.events) == 1
        else:
            assert (await world.refusal(additional_headers=headers)).response.status_code == 403
            assert world.authorizer.events == []


async def test_a_rebound_dns_name_is_refused() -> None:
    with serving() as world:
        options: dict[str, Any] = {
            "host": "127.0.0.1",
            "port": world.port,
            "origin": f"http://evil.example:{world.port}",
        }
        with pytest.raises(InvalidStatus) as refused:
            async with connect_to(f"ws://evil.example:{world.port}/ws", **options):
                pass
    assert refused.value.response.status_code == 403
    assert world.authorizer.events == []


async def test_another_path_is_not_found() -> None:
    with serving() as world:
        assert (await world.refusal(path="/elsewhere")).response.status_code == 404


async def test_one_connection_too_many_is_refused_until_another_leaves() -> None:
    with serving(limits=Limits(connections=1)) as world:
        async with world.client():
            assert (await world.refusal()).response.status_code == 429
        await world.disconnect.calls(1)
        async with world.client() as socket:
            await socket.send("room again")
            assert await received(socket) == "room again"


async def test_nothing_can_be_posted_before_connect_has_returned_and_everything_after() -> None:
    during: list[type[Exception]] = []

    def connect(event: Event) -> Any:
        try:
            world.post(connection_id(event), "too early")
        except ConnectionGone as error:
            during.append(type(error))
        return ok(event)

    with serving(connect=connect) as world:
        async with world.client() as socket:
            world.post(connection_id(world.connect.events[0]), "in time")
            assert await received(socket) == "in time"
    assert during == [ConnectionGone]
