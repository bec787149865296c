"""What is read from the wire, what is sent, and what a refusal means to a program."""

import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from random import Random
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from finops_client.credentials import Credentials
from finops_client.errors import (
    BadFrame,
    ClientTimeout,
    ConnectionFailed,
    FinOpsClientError,
    Forbidden,
    JobNotFound,
    RateLimited,
    Refused,
    TokenExpired,
    TooLarge,
    Unauthenticated,
    refusal_of,
)
from finops_client.events import AnswerReady, Finished, Retry, Route, TextDelta, to_event
from finops_client.frames import (
    SUBPROTOCOL,
    Ack,
    Artifact,
    AuthOk,
    Envelope,
    ErrorFrame,
    JobSummary,
    Pong,
    ResumeDone,
    ThreadDeleted,
    ThreadRenamed,
    parse_frame,
    resume_frame,
    run_input,
    to_text,
)
from finops_client.link import Link
from finops_client.options import ClientOptions
from finops_client.session import Session, SessionLimits

ACK = {"type": "ack", "reqId": "q", "jobId": "j", "runId": "r", "threadId": "t", "seq": 2, "duplicate": False}
EVENT = {"id": "1", "jobId": "j", "threadId": "t", "ts": 1, "chunk": {"type": "RUN_STARTED"}}
JOB = {
    "jobId": "j",
    "threadId": "t",
    "runId": "r",
    "question": "?",
    "status": "SUCCEEDED",
    "percent": 100,
    "seq": 9,
    "createdAt": 1,
}


@pytest.mark.parametrize(
    ("frame", "kind"),
    [
        (ACK, Ack),
        ({"type": "pong"}, Pong),
        ({"type": "auth.ok", "exp": 5}, AuthOk),
        ({"type": "resume.done", "jobId": "j", "through": 3}, ResumeDone),
        ({"type": "thread.renamed", "threadId": "t", "title": "x"}, ThreadRenamed),
        ({"type": "thread.deleted", "threadId": "t"}, ThreadDeleted),
        ({"type": "error", "code": "X", "message": "m", "retryable": True}, ErrorFrame),
        (EVENT, Envelope),
        ({**EVENT, "added": "by a newer platform"}, Envelope),
    ],
)
def test_a_frame_is_read_by_its_type_and_an_event_has_none(frame: dict[str, Any], kind: type[Any]) -> None:
    assert type(parse_frame(json.dumps(frame))) is kind
    assert type(parse_frame(json.dumps(frame).encode())) is kind


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "ack"},
        {"type": "of a newer platform"},
        {"type": None},
        {"type": ["ack"]},
        {**EVENT, "id": "0"},
        {**EVENT, "id": "-1"},
        {**EVENT, "jobId": ""},
        {**EVENT, "chunk": []},
        [],
        "text",
        None,
        5,
    ],
)
def test_what_is_no_frame_is_none(frame: object) -> None:
    assert parse_frame(json.dumps(frame)) is None


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_of_a_stranger_are_an_error(text: bytes) -> None:
    assert parse_frame(text) is None


def test_braces_without_end_are_no_frame() -> None:
    assert parse_frame('{"chunk":' * 30_000) is None
    assert parse_frame("[" * 100_000) is None


@pytest.mark.parametrize(
    ("kind", "ends"), [("RUN_FINISHED", True), ("RUN_ERROR", True), ("RUN_STARTED", False), ("CUSTOM", False)]
)
def test_two_events_end_a_job(kind: str, ends: bool) -> None:
    assert Envelope.model_validate({**EVENT, "chunk": {"type": kind}}).terminal is ends


def test_a_list_of_jobs_keeps_what_is_not_over_yet() -> None:
    running = JobSummary.model_validate(JOB)

    assert running.finished_at is None
    assert JobSummary.model_validate({**JOB, "finishedAt": 7}).finished_at == 7


def test_rows_of_an_artifact_are_text_or_nothing() -> None:
    part = Artifact(job_id="j", artifact_id="a", part=0, parts=1, data='[["EC2","1.50"],[null,"2"]]')

    assert part.rows() == [("EC2", "1.50"), (None, "2")]
    with pytest.raises(ValueError, match="valid"):
        part.model_copy(update={"data": '[["EC2", 1.5]]'}).rows()


def test_what_is_sent_is_ag_ui_and_as_short_as_json_gets() -> None:
    sent = run_input("Wie viel für S3?", thread_id="t", run_id="r", message_id="m")

    assert sent["messages"] == [{"id": "m", "role": "user", "content": "Wie viel für S3?"}]
    assert (sent["threadId"], sent["runId"], sent["protocolVersion"]) == ("t", "r", "1.0")
    assert to_text(resume_frame({"a": 3}, req_id="q")) == (
        '{"type":"resume","reqId":"q","jobs":[{"jobId":"a","after":3}]}'
    )
    assert "für" in to_text(sent)


@pytest.mark.parametrize(
    ("code", "error", "retryable"),
    [
        ("UNAUTHENTICATED", Unauthenticated, False),
        ("TOKEN_EXPIRED", TokenExpired, False),
        ("FORBIDDEN", Forbidden, False),
        ("BAD_FRAME", BadFrame, False),
        ("TOO_LARGE", TooLarge, False),
        ("RATE_LIMITED", RateLimited, True),
        ("JOB_NOT_FOUND", JobNotFound, False),
        ("SOMETHING_NEW", Refused, False),
    ],
)
def test_a_code_of_the_wire_is_an_error_of_its_own(code: str, error: type[Refused], retryable: bool) -> None:
    found = refusal_of(code, "told so")

    assert type(found) is error
    assert (str(found), found.code, found.retryable, found.retry_after_s) == ("told so", code, retryable, None)


def test_the_platform_decides_whether_and_when_to_try_again() -> None:
    found = refusal_of("BAD_FRAME", "told so", retryable=True, retry_after_ms=250)

    assert (found.retryable, found.retry_after_s) == (True, 0.25)
    assert isinstance(ClientTimeout("over"), TimeoutError)
    assert issubclass(Refused, FinOpsClientError)


def event(chunk: dict[str, Any]) -> Any:
    return to_event(Envelope.model_validate({**EVENT, "chunk": chunk}))


def custom(name: str, **value: Any) -> Any:
    return event({"type": "CUSTOM", "name": name, "value": value})


def test_events_carry_what_a_program_needs() -> None:
    route = custom("job.route", path="fast", agents=["cost"], reason="words", micros=12)
    retry = custom("job.retry", attempt=2)
    delta = event({"type": "TEXT_MESSAGE_CONTENT", "messageId": "m", "delta": "You "})

    assert (type(route), route.path, route.agents, route.reason, route.micros) == (
        Route,
        "fast",
        ("cost",),
        "words",
        12,
    )
    assert (type(retry), retry.attempt, retry.reason) == (Retry, 2, "")
    assert (type(delta), delta.message_id, delta.delta, delta.kind) == (TextDelta, "m", "You ", "TEXT_MESSAGE_CONTENT")
    assert (delta.job_id, delta.thread_id, delta.seq) == ("j", "t", 1)
    assert type(custom("answer", headline="h", markdown="")) is AnswerReady


@pytest.mark.parametrize(
    ("chunk", "outcome", "code"),
    [
        ({"type": "RUN_FINISHED"}, "success", ""),
        ({"type": "RUN_FINISHED", "outcome": "cancelled"}, "cancelled", ""),
        ({"type": "RUN_FINISHED", "outcome": {"type": "interrupt"}}, "interrupt", ""),
        ({"type": "RUN_ERROR", "code": "TIMEOUT", "message": "m"}, "error", "TIMEOUT"),
        ({"type": "RUN_ERROR"}, "error", "INTERNAL"),
    ],
)
def test_an_end_says_how_it_ended(chunk: dict[str, Any], outcome: str, code: str) -> None:
    found = event(chunk)

    assert isinstance(found, Finished)
    assert (found.outcome, found.code) == (outcome, code)


Answering = Callable[[ServerConnection, Request], Response | None]


@asynccontextmanager
async def platform(answering: Answering | None = None, subprotocol: str | None = SUBPROTOCOL) -> AsyncGenerator[str]:
    """A server on this machine that answers handshakes as told and reads whatever comes."""

    async def read(socket: ServerConnection) -> None:
        async for _ in socket:
            pass

    offered = [Subprotocol(subprotocol)] if subprotocol else None
    async with serve(read, "127.0.0.1", 0, process_request=answering, subprotocols=offered) as server:
        port = cast(tuple[str, int], next(iter(server.sockets)).getsockname())[1]
        yield f"ws://127.0.0.1:{port}/ws"


def link(url: str, *, credentials: Credentials | None = None) -> Link:
    return Link(
        url=url,
        origin=None,
        credentials=credentials or Credentials(token="secret"),
        session=Session(new_id=lambda: "id", limits=SessionLimits()),
        options=ClientOptions(open_timeout_s=5.0, prove_server=False),
        rng=Random(1),
    )


def always(status: HTTPStatus) -> Answering:
    return lambda socket, _: socket.respond(status, "")


@pytest.mark.parametrize(
    ("status", "error", "retryable"),
    [
        (HTTPStatus.UNAUTHORIZED, Unauthenticated, False),
        (HTTPStatus.FORBIDDEN, Forbidden, False),
        (HTTPStatus.TOO_MANY_REQUESTS, RateLimited, True),
        (HTTPStatus.NOT_FOUND, ConnectionFailed, False),
        (HTTPStatus.INTERNAL_SERVER_ERROR, ConnectionFailed, True),
        (HTTPStatus.BAD_GATEWAY, ConnectionFailed, True),
    ],
)
async def test_a_refused_handshake_is_told_as_what_it_means(
    status: HTTPStatus, error: type[FinOpsClientError], retryable: bool
) -> None:
    async with platform(always(status)) as url:
        with pytest.raises(error) as raised:
            await link(url).open()

    assert type(raised.value) is error
    assert raised.value.retryable is retryable
    assert url in str(raised.value)


async def test_a_server_that_speaks_something_else_is_told_apart_and_not_tried_again() -> None:
    async with platform(subprotocol=None) as url:
        with pytest.raises(ConnectionFailed, match=SUBPROTOCOL.replace(".", r"\.")) as raised:
            await link(url).open()

    assert not raised.value.retryable


async def test_a_token_is_sent_as_a_header_and_never_in_the_address() -> None:
    seen: list[tuple[str, str | None]] = []

    def answering(_: ServerConnection, request: Request) -> None:
        seen.append((request.path, request.headers.get("Authorization")))

    async with platform(answering) as url:
        opened = link(url)
        await opened.open()
        await opened.close()

    assert seen == [("/ws", "Bearer secret")]


@pytest.mark.parametrize("good", ["new", "none"])
async def test_a_refused_token_is_replaced_once_and_not_again(good: str) -> None:
    handed_out: list[str] = []

    def provider() -> str:
        handed_out.append("old" if not handed_out else "new")
        return handed_out[-1]

    def answering(socket: ServerConnection, request: Request) -> Response | None:
        accepted = request.headers.get("Authorization") == f"Bearer {good}"
        return None if accepted else socket.respond(HTTPStatus.UNAUTHORIZED, "")

    async with platform(answering) as url:
        opened = link(url, credentials=Credentials(token_provider=provider))
        if good == "new":
            await opened.open()
        else:
            with pytest.raises(Unauthenticated):
                await opened.open()
        await opened.close()

    assert handed_out == ["old", "new"]
