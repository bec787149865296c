"""The gateway's small parts at their limits: handlers' results, time-outs, outboxes, frames' headers, Origins."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from websockets.frames import Frame, Opcode

from finops_core.errors import BadFrame, ConnectionGone, ConnectionThrottled, TooLarge
from local.gateway.authorizer import Allowed, Refused, read_result
from local.gateway.connections import WRITE_BYTES, ConnectionDetails, LocalConnections, Outbox
from local.gateway.events import Api, LambdaContext
from local.gateway.invocation import Deadlines, Invocation, MalformedResponse, Response, call
from local.gateway.limits import Limits
from local.gateway.origin import OriginPolicy

CONTEXT = LambdaContext(aws_request_id="r", function_name="message", remaining_ms=29_000)
OVERHEAD = 64


# What a handler returns


def returned(result: Any) -> Response:
    return call(lambda event, context: result, {}, CONTEXT)


@pytest.mark.parametrize(
    ("result", "response"),
    [
        ({"statusCode": 200}, Response(status=200)),
        ({"statusCode": 200, "body": ""}, Response(status=200, body="")),
        ({"statusCode": 200, "body": "x", "headers": {"A": 1}}, Response(status=200, body="x", headers={"A": "1"})),
        ({"statusCode": 599, "isBase64Encoded": False}, Response(status=599)),
    ],
    ids=str,
)
def test_a_proxy_response_is_read_as_it_is(result: Mapping[str, Any], response: Response) -> None:
    assert returned(result) == response


@pytest.mark.parametrize(
    "result",
    [
        None,
        "200",
        200,
        [],
        {},
        {"statusCode": None},
        {"statusCode": "200"},
        {"statusCode": True},
        {"statusCode": 200.0},
        {"statusCode": 200, "headers": None},
        {"statusCode": 200, "headers": ["A"]},
        {"statusCode": 200, "body": {"a": 1}},
        {"statusCode": 200, "body": b"x"},
    ],
    ids=str,
)
def test_what_is_no_proxy_response_is_malformed_and_names_the_function(result: Any) -> None:
    with pytest.raises(MalformedResponse, match="message"):
        returned(result)


@pytest.mark.parametrize(("status", "ok"), [(199, False), (200, True), (299, True), (300, False), (500, False)])
def test_two_hundreds_are_success(status: int, ok: bool) -> None:
    assert returned({"statusCode": status}).ok is ok


# Who ends an invocation


def test_of_many_ends_of_an_invocation_one_counts() -> None:
    invocation = Invocation("c1", "r1")
    assert not invocation.settled
    with ThreadPoolExecutor(8) as pool:
        ends = [pool.submit(invocation.settle) for _ in range(64)]
    assert [end.result() for end in ends].count(True) == 1
    assert invocation.settled


async def test_only_what_is_not_settled_in_time_times_out_in_order() -> None:
    loop = asyncio.get_running_loop()
    over: list[str] = []
    everything_due = asyncio.Event()

    def timed_out(invocation: Invocation) -> None:
        over.append(invocation.request_id)
        if invocation.request_id == "last":
            everything_due.set()

    deadlines = Deadlines(loop, 0.05, timed_out)
    waiting = [Invocation("c", name) for name in ("first", "answered", "second", "last")]
    for invocation in waiting:
        deadlines.add(invocation)
    assert waiting[1].settle()
    async with asyncio.timeout(10):
        await everything_due.wait()
    assert over == ["first", "second", "last"]
    assert all(invocation.settled for invocation in waiting)


# Messages on their way out


def test_an_outbox_takes_up_to_its_limit_and_not_a_byte_more() -> None:
    outbox = Outbox(2 * (100 + OVERHEAD))
    outbox.add(b"x" * 100)
    with pytest.raises(ConnectionThrottled, match="resume"):
        outbox.add(b"x" * 101)
    outbox.add(b"x" * 100)
    with pytest.raises(ConnectionThrottled):
        outbox.add(b"")


def test_messages_that_do_not_all_fit_an_outbox_are_none_of_them_in_it() -> None:
    outbox = Outbox(2 * (100 + OVERHEAD))
    with pytest.raises(ConnectionThrottled):
        outbox.add(b"x" * 100, b"y" * 50, b"z" * 50)
    assert outbox.take() == b""
    outbox.add(b"x" * 100, b"y" * 100)
    assert outbox.take().endswith(b"y" * 100)


def test_what_was_taken_makes_room_again() -> None:
    outbox = Outbox(100 + OVERHEAD)
    for _ in range(5):
        outbox.add(b"x" * 100)
        assert outbox.take()
    assert outbox.take() == b""


def test_the_loop_is_told_once_until_nothing_is_left() -> None:
    outbox = Outbox(10_000)
    assert [outbox.add(b"a"), outbox.add(b"b")] == [True, False]
    outbox.take()
    assert outbox.add(b"c") is False
    outbox.take()
    assert outbox.take() == b""
    assert outbox.add(b"d") is True


def test_a_write_is_filled_and_the_rest_waits() -> None:
    outbox = Outbox(10 * WRITE_BYTES)
    half = b"x" * (WRITE_BYTES // 2)
    outbox.add(half)
    assert not outbox.fills_a_write
    outbox.add(half)
    assert outbox.fills_a_write
    outbox.add(half)
    assert len(outbox.take()) > 2 * len(half)
    assert 0 < len(outbox.take()) < 2 * len(half)


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536, 131_072])
def test_a_frame_is_the_one_that_websockets_itself_would_write(size: int) -> None:
    outbox = Outbox(1_000_000)
    data = b"x" * size
    outbox.add(data)
    assert outbox.take() == Frame(Opcode.TEXT, data).serialize(mask=False)


# Posting


class Listener:
    """An open connection that notes what the loop does with it."""

    def __init__(self, connection_id: str = "c1") -> None:
        self.connection_id = connection_id
        self.outbox = Outbox(1_000_000)
        self.flushed = 0
        self.closed: list[tuple[int, str]] = []

    def details(self) -> ConnectionDetails:
        now = datetime(2026, 5, 1, tzinfo=UTC)
        return ConnectionDetails(connected_at=now, last_active_at=now, identity={"sourceIp": "127.0.0.1"})

    def flush(self) -> None:
        self.flushed += 1

    def close(self, code: int, reason: str) -> None:
        self.closed.append((code, reason))


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def connections(listener: Listener) -> LocalConnections:
    """One open connection; the loop's turn comes at once."""
    opened = LocalConnections(Limits())
    opened.attach(lambda act: act())
    opened.add(listener)
    return opened


def test_a_post_has_at_most_128_kib(connections: LocalConnections, listener: Listener) -> None:
    connections.post("c1", b"x" * 131_072)
    assert listener.flushed == 1
    with pytest.raises(TooLarge, match="131072"):
        connections.post("c1", b"x" * 131_073)
    with pytest.raises(TooLarge):
        connections.post("nobody", b"x" * 131_073)


@pytest.mark.parametrize("data", [b"\xff", b"ok \xc3", b"\xed\xa0\x80"])
def test_a_post_is_text(connections: LocalConnections, listener: Listener, data: bytes) -> None:
    with pytest.raises(BadFrame, match="UTF-8"):
        connections.post("c1", data)
    assert listener.outbox.take() == b""


@pytest.mark.parametrize("act", ["post", "get", "delete"])
def test_a_connection_that_is_not_there_is_gone_for_every_call(connections: LocalConnections, act: str) -> None:
    arguments = ("nobody", b"x") if act == "post" else ("nobody",)
    with pytest.raises(ConnectionGone, match="nobody"):
        getattr(connections, act)(*arguments)


def test_a_deleted_connection_is_gone_at_once_and_closed_normally(
    connections: LocalConnections, listener: Listener
) -> None:
    connections.delete("c1")
    assert listener.closed[0][0] == 1000
    assert len(connections) == 0
    with pytest.raises(ConnectionGone):
        connections.post("c1", b"x")
    connections.remove(listener)


def test_posts_of_a_batch_leave_at_its_end_even_when_it_fails(
    connections: LocalConnections, listener: Listener
) -> None:
    def fail_after_two_posts() -> None:
        with connections.batch():
            connections.post("c1", b"a")
            with connections.batch():
                connections.post("c1", b"b")
            assert listener.flushed == 0
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_two_posts()
    assert listener.flushed == 1


def test_a_gateway_whose_loop_has_ended_takes_posts_without_an_error(listener: Listener) -> None:
    def ended(act: object) -> None:
        raise RuntimeError("Event loop is closed")

    opened = LocalConnections(Limits())
    opened.attach(ended)
    opened.add(listener)
    opened.post("c1", b"x")
    opened.delete("c1")


# Who may connect


@pytest.mark.parametrize(
    ("context", "told"),
    [
        ({"exp": 1777640000}, {"exp": "1777640000"}),
        ({"admin": True}, {"admin": "true"}),
        ({"share": 0.5}, {"share": "0.5"}),
        ({"accounts": '["1"]'}, {"accounts": '["1"]'}),
    ],
    ids=str,
)
def test_an_authorizers_numbers_arrive_as_text_as_from_api_gateway(
    context: dict[str, Any], told: dict[str, str]
) -> None:
    statement = {"Effect": "Allow", "Action": "execute-api:*", "Resource": "*"}
    result = {"principalId": "ada", "policyDocument": {"Statement": [statement]}, "context": context}
    decision = read_result(result, method_arn=Api().connect_arn, context_bytes=8192)
    assert decision == Allowed(context={**told, "principalId": "ada"})


@pytest.mark.parametrize(("size", "allowed"), [(8192, True), (8193, False)])
def test_an_authorizers_context_has_at_most_eight_kilobytes(size: int, allowed: bool) -> None:
    statement = {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*"}
    context = {"a": "x" * (size - len('{"a": ""}'))}
    result = {"principalId": "ada", "policyDocument": {"Statement": [statement]}, "context": context}
    decision = read_result(result, method_arn=Api().connect_arn, context_bytes=8192)
    assert isinstance(decision, Allowed) is allowed
    assert allowed or (isinstance(decision, Refused) and decision.status == 500)


@pytest.mark.parametrize(
    ("origin", "host", "admitted"),
    [
        ("http://127.0.0.1:8321", "127.0.0.1:8321", True),
        ("http://localhost:8321", "localhost:8321", True),
        ("http://localhost:8321", "127.0.0.1:8321", False),
        ("http://127.0.0.1:8322", "127.0.0.1:8321", False),
        ("https://127.0.0.1:8321", "127.0.0.1:8321", False),
        ("null", "127.0.0.1:8321", False),
        ("", "127.0.0.1:8321", False),
        ("http://127.0.0.1:8321.evil.example", "127.0.0.1:8321", False),
    ],
)
def test_a_page_is_admitted_from_the_gateways_own_address_alone(origin: str, host: str, admitted: bool) -> None:
    assert OriginPolicy().admits(origin, host=host, authorization=True) is admitted
    assert OriginPolicy().admits_page(origin, host=host) is admitted


def test_limits_are_those_of_api_gateway() -> None:
    limits = Limits()
    assert (limits.frame_bytes, limits.message_bytes, limits.post_bytes) == (32 * 1024, 128 * 1024, 128 * 1024)
    assert (limits.idle_s, limits.duration_s, limits.integration_timeout_s) == (600, 7200, 29)
