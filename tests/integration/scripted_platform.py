"""A platform on a real socket whose jobs a test writes: the front door's own frames, no worker and no bill.

Jobs live in memory and outlive connections. By default a job runs at once to its end; `advance` lets a test run it
event by event.
"""

import asyncio
import contextlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from http import HTTPStatus

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from finops_core.answers import Answer, Basis, BreakdownBlock, BreakdownItem, Column, DateRange, Fact, TableBlock
from finops_core.errors import BadFrame, ErrorCode, FinOpsError, JobNotFound, TokenExpired
from finops_core.jobs.events import (
    AgentFinished,
    AgentStarted,
    Answered,
    Event,
    Progress,
    Routed,
    RunFailed,
    RunFinished,
    RunStarted,
    StepFinished,
    StepStarted,
    TextDelta,
    TextEnded,
    TextStarted,
    ToolArgs,
    ToolEnded,
    ToolResult,
    ToolStarted,
)
from finops_core.jobs.log import Segment
from finops_core.jobs.model import job_id_of
from local.gateway.proof import ServerProof
from tests.integration.listening import stop_accepting
from websocket import agui, protocol
from websocket.list_frames import JobSummary, ThreadSummary

TOKEN = "scripted-token"
USER = "local"
MOMENT = datetime(2026, 5, 4, 12, tzinfo=UTC)

Script = Callable[[str], tuple[Event, ...]]
"""The events of a job after its first two, for a question."""

SPEND = {"AmazonEC2": Decimal("1234.56"), "AmazonS3": Decimal("78.9"), "AWSLambda": Decimal("0.004")}


def spend_answer() -> Answer:
    """What the scripted platform knows about every bill."""
    total = sum(SPEND.values(), Decimal(0))
    rows = tuple((service, str(cost)) for service, cost in SPEND.items())
    may = DateRange.model_validate({"start": "2026-05-01", "end": "2026-06-01"})
    return Answer(
        headline="You spent $1,313.46 in May 2026.",
        markdown="You spent **$1,313.46** in May 2026.",
        blocks=(
            TableBlock(
                title="Cost by service",
                columns=(
                    Column(key="ServiceName", label="Service"),
                    Column(key="BilledCost", label="Cost", kind="money", unit="USD"),
                ),
                rows=rows,
                total_rows=len(rows),
                artifact_id="rows",
            ),
            BreakdownBlock(
                title="Share",
                unit="USD",
                items=tuple(BreakdownItem(label=service, value=str(cost)) for service, cost in SPEND.items()),
                total=str(total),
            ),
        ),
        basis=Basis(metric="BilledCost", period=may, currency="USD", source="may.csv", sample=True, rows_read=3),
        facts=(Fact(id="f1", kind="money", value=str(total), unit="USD", subject="all services", period=may),),
        suggestions=("What did I spend by account?",),
    )


def spend_script(question: str) -> tuple[Event, ...]:
    """A whole successful run: route, agent, tool, prose, answer. "fail" in the question fails it."""
    begin: tuple[Event, ...] = (
        Progress(percent=30, stage="routed", message="The cost agent looks at the bill"),
        Routed(path="fast", agents=("cost",), reason="by service", micros=42),
        StepStarted(stage="cost"),
        AgentStarted(agent_run_id="a1", agent="cost", description="costs"),
        ToolStarted(call_id="t1", agent_run_id="a1", tool="cost_by_dimension"),
        ToolArgs(call_id="t1", agent_run_id="a1", delta='{"dimension":"service"}'),
        ToolEnded(call_id="t1", agent_run_id="a1"),
    )
    if "fail" in question:
        return (*begin, RunFailed(code="TIMEOUT", message="The bill took too long to read. Ask again."))
    return (
        *begin,
        ToolResult(call_id="t1", agent_run_id="a1", content='{"rows":3}'),
        AgentFinished(agent_run_id="a1", agent="cost"),
        StepFinished(stage="cost"),
        Progress(percent=60, stage="tools", message="The numbers are there"),
        TextStarted(message_id="m1"),
        TextDelta(message_id="m1", delta="You spent "),
        TextDelta(message_id="m1", delta="**$1,313.46** in May 2026."),
        TextEnded(message_id="m1"),
        Progress(percent=90, stage="answer", message="The answer is being written"),
        Answered(answer=spend_answer()),
        Progress(percent=100, stage="done", message="Done"),
        RunFinished(),
    )


@dataclass(slots=True, eq=False)
class ScriptedJob:
    """`log` is what has happened, `ahead` what will."""

    job_id: str
    run_id: str
    thread_id: str
    question: str
    props: dict[str, object]
    log: list[Event]
    ahead: list[Event] = field(default_factory=list[Event])

    @property
    def ended(self) -> bool:
        return isinstance(self.log[-1], RunFinished | RunFailed)

    def texts(self, after: int) -> list[str]:
        """The frames of the events after a number."""
        segment = Segment(
            job_id=self.job_id,
            user_id=USER,
            thread_id=self.thread_id,
            run_id=self.run_id,
            attempt=1,
            first_seq=1,
            percent=0,
            written_at=MOMENT,
            events=tuple(self.log),
        ).after(after)
        return [] if segment is None else [frame.decode() for frame in agui.frames(segment)]


class ScriptedPlatform:
    """Use it as an async context manager.

    `received` holds every frame that arrived, `refusals` errors to answer the next frames of a type with, `tokens` the
    valid tokens. `heard` is called for each new question. `expired` refuses runs until a fresh token comes.
    """

    def __init__(self, *, script: Script = spend_script, automatic: bool = True) -> None:
        self.tokens = {TOKEN}
        self.expired = False
        self.exp: int | None = None
        self.silent = False
        self.unanswered = 0
        self.heard: Callable[[], None] = lambda: None
        self.jobs: dict[str, ScriptedJob] = {}
        self.titles: dict[str, str] = {}
        self.artifacts: dict[tuple[str, str], list[str]] = {}
        self.received: list[protocol.ClientFrame] = []
        self.refusals: dict[str, list[protocol.Error]] = {}
        self.handshakes: list[Request] = []
        self._script = script
        self._automatic = automatic
        self._port = 0
        self._server: Server | None = None
        self._changed = asyncio.Condition()

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self._port}/ws"

    async def __aenter__(self) -> "ScriptedPlatform":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listens, on the same port as before."""
        self._server = await serve(
            self._serve,
            "127.0.0.1",
            self._port,
            process_request=self._authorize,
            subprotocols=[Subprotocol(protocol.SUBPROTOCOL)],
            compression=None,
            ping_interval=None,
            close_timeout=0.1,
        )
        self._port = next(iter(self._server.sockets)).getsockname()[1]

    async def stop(self) -> None:
        """Dies: every connection is aborted; the jobs stay."""
        if self._server is not None:
            server, self._server = self._server, None
            await stop_accepting(server)
            server.close()
            for connection in tuple(server.all_connections):
                connection.transport.abort()
            await server.wait_closed()

    def cut(self) -> None:
        """Aborts every connection."""
        for connection in self._connections():
            connection.transport.abort()

    async def until(self, condition: Callable[[], bool], within_s: float = 10.0) -> None:
        """Waits until a frame or connection made `condition` true."""
        async with asyncio.timeout(within_s), self._changed:
            await self._changed.wait_for(condition)

    def frames(self, kind: str) -> list[protocol.ClientFrame]:
        """The frames of a type that arrived."""
        return [frame for frame in self.received if frame.type == kind]

    async def advance(self, job: ScriptedJob, count: int | None = None) -> None:
        """The job's next events happen and are published, all by default."""
        due, job.ahead = (job.ahead, []) if count is None else (job.ahead[:count], job.ahead[count:])
        await self.publish(job, due)

    async def publish(self, job: ScriptedJob, events: "list[Event]") -> None:
        """Appends events to the log and sends them to every connection."""
        after = len(job.log)
        job.log.extend(events)
        for text in job.texts(after):
            for connection in self._connections():
                await self._send(connection, text)

    def _connections(self) -> list[ServerConnection]:
        return [] if self._server is None else list(self._server.connections)

    def _authorize(self, connection: ServerConnection, request: Request) -> Response | None:
        proofs = [ServerProof(token=token, session="scripted") for token in sorted(self.tokens)]
        path, _, nonce = request.path.partition("?nonce=")
        if path == "/session" and proofs:
            told = {"session": "scripted", "proof": proofs[0].answer(nonce, self._port)}
            return connection.respond(HTTPStatus.OK, json.dumps(told))
        self.handshakes.append(request)
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        known = any(hmac.compare_digest(bearer, token) for token in (*self.tokens, *(proof.key for proof in proofs)))
        return None if known else connection.respond(HTTPStatus.UNAUTHORIZED, "who are you?")

    async def _serve(self, connection: ServerConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for text in connection:
                if self.silent:
                    self.unanswered += 1
                elif isinstance(text, str):
                    await self._answer(connection, text)
                async with self._changed:
                    self._changed.notify_all()

    async def _answer(self, connection: ServerConnection, text: str) -> None:
        try:
            frame = protocol.parse(text)
        except FinOpsError as error:
            await self._send(
                connection, protocol.to_text(protocol.error_frame(error, req_id=protocol.request_id(text)))
            )
            return
        self.received.append(frame)
        if waiting := self.refusals.get(frame.type):
            refusal = waiting.pop(0).model_copy(update={"req_id": frame.req_id})
            await self._send(connection, protocol.to_text(refusal))
            return
        try:
            await self._dispatch(connection, frame)
        except FinOpsError as error:
            await self._send(connection, protocol.to_text(protocol.error_frame(error, req_id=frame.req_id)))

    async def _dispatch(self, connection: ServerConnection, frame: protocol.ClientFrame) -> None:
        match frame:
            case protocol.Run():
                await self._run(connection, frame)
            case protocol.Resume():
                await self._resume(connection, frame)
            case protocol.Cancel(job_id=job_id):
                await self._cancel(self._job(job_id))
            case protocol.Abort(run_id=run_id):
                await self._cancel(self._job(job_id_of(USER, run_id)))
            case protocol.Auth(token=token):
                if token not in self.tokens:
                    raise TokenExpired("The token is not valid.")
                self.expired = False
                await self._send(connection, protocol.to_text(protocol.AuthOk(req_id=frame.req_id, exp=self.exp)))
            case protocol.Ping():
                await self._send(connection, protocol.to_text(protocol.Pong(req_id=frame.req_id)))
            case _:
                await self._send(connection, protocol.to_text(self._listing(frame)))

    def _listing(self, frame: protocol.ClientFrame) -> protocol.Frame:
        match frame:
            case protocol.JobsList():
                return protocol.Jobs(req_id=frame.req_id, jobs=tuple(map(_summary, self.jobs.values())))
            case protocol.ThreadsList():
                by_thread = {job.thread_id: job for job in self.jobs.values()}
                threads = tuple(
                    ThreadSummary(
                        thread_id=thread_id, title=self.titles.get(thread_id, job.question), updated_at=1, jobs=1
                    )
                    for thread_id, job in by_thread.items()
                )
                return protocol.Threads(req_id=frame.req_id, threads=threads)
            case protocol.ThreadGet(thread_id=thread_id):
                jobs = tuple(_summary(job) for job in self.jobs.values() if job.thread_id == thread_id)
                return protocol.ThreadJobs(req_id=frame.req_id, thread_id=thread_id, jobs=jobs)
            case protocol.ThreadRename(thread_id=thread_id, title=title):
                self._require_thread(thread_id)
                self.titles[thread_id] = title
                return protocol.ThreadRenamed(req_id=frame.req_id, thread_id=thread_id, title=title)
            case protocol.ThreadDelete(thread_id=thread_id):
                self._require_thread(thread_id)
                self.jobs = {id: job for id, job in self.jobs.items() if job.thread_id != thread_id}
                return protocol.ThreadDeleted(req_id=frame.req_id, thread_id=thread_id)
            case protocol.Get(job_id=job_id, artifact_id=artifact_id, part=part):
                parts = self.artifacts.get((job_id, artifact_id), [])
                if part >= len(parts):
                    raise JobNotFound(f"Job {job_id} has no part {part} of a result {artifact_id}.")
                return protocol.Artifact(
                    req_id=frame.req_id,
                    job_id=job_id,
                    artifact_id=artifact_id,
                    part=part,
                    parts=len(parts),
                    data=parts[part],
                )
            case _:
                raise BadFrame(f"{frame.type} is not scripted.")

    def _require_thread(self, thread_id: str) -> None:
        if not any(job.thread_id == thread_id for job in self.jobs.values()):
            raise JobNotFound(f"There is no conversation {thread_id}.")

    async def _run(self, connection: ServerConnection, frame: protocol.Run) -> None:
        if self.expired:
            raise TokenExpired("The token has expired.")
        question = protocol.question_of(frame.input)
        job_id = job_id_of(USER, frame.input.run_id)
        job = self.jobs.get(job_id)
        duplicate = job is not None
        if job is None:
            first: list[Event] = [
                RunStarted(question=question),
                Progress(percent=5, stage="queued", message="Your question is in the queue"),
            ]
            job = self.jobs[job_id] = ScriptedJob(
                job_id=job_id,
                run_id=frame.input.run_id,
                thread_id=frame.input.thread_id,
                question=question,
                props=frame.input.forwarded_props or {},
                log=[],
                ahead=list(self._script(question)),
            )
            self.heard()
            await self.publish(job, first)
        ack = protocol.Ack(
            req_id=frame.req_id,
            job_id=job_id,
            run_id=job.run_id,
            thread_id=job.thread_id,
            seq=len(job.log),
            duplicate=duplicate,
        )
        await self._send(connection, protocol.to_text(ack))
        if self._automatic:
            while job.ahead:
                await self.advance(job, 2)
                await asyncio.sleep(0)

    async def _resume(self, connection: ServerConnection, frame: protocol.Resume) -> None:
        for wanted in frame.jobs:
            job = self._job(wanted.job_id)
            for text in job.texts(wanted.after):
                await self._send(connection, text)
            done = protocol.ResumeDone(req_id=frame.req_id, job_id=job.job_id, through=len(job.log))
            await self._send(connection, protocol.to_text(done))

    async def _cancel(self, job: ScriptedJob) -> None:
        if not job.ended:
            job.ahead.clear()
            await self.publish(job, [RunFinished(outcome="cancelled")])

    def _job(self, job_id: str) -> ScriptedJob:
        try:
            return self.jobs[job_id]
        except KeyError:
            raise JobNotFound(f"There is no job {job_id}.") from None

    async def _send(self, connection: ServerConnection, text: str) -> None:
        with contextlib.suppress(ConnectionClosed):
            await connection.send(text)


def refusal(code: ErrorCode, *, retryable: bool = False, retry_after_ms: int | None = None) -> protocol.Error:
    """An error to put into `refusals`."""
    return protocol.Error(code=code, message=f"refused with {code}", retryable=retryable, retry_after_ms=retry_after_ms)


def _summary(job: ScriptedJob) -> JobSummary:
    return JobSummary(
        job_id=job.job_id,
        thread_id=job.thread_id,
        run_id=job.run_id,
        question=job.question,
        status="SUCCEEDED" if job.ended else "RUNNING",
        percent=100 if job.ended else 5,
        seq=len(job.log),
        created_at=1,
        finished_at=2 if job.ended else None,
    )
