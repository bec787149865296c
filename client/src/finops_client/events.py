"""Typed events: what happens in a job, as a program reads it.

Every logged event arrives as exactly one of these. Those that need no type of their own come as plain `Event`; the
AG-UI event is always in `chunk`.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from finops_client.answers import Answer
from finops_client.errors import JobCancelled, JobFailed, JobInterrupted
from finops_client.frames import Envelope, JsonObject

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event of a job: `seq` counts from 1 without gaps."""

    job_id: str
    thread_id: str
    seq: int
    chunk: JsonObject

    @property
    def kind(self) -> str:
        """The AG-UI type of the event."""
        return str(self.chunk.get("type", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Started(Event):
    """The job exists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress(Event):
    """How far the job is, in percent, with a stage and a sentence a person understands."""

    percent: int
    stage: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Route(Event):
    """Who answers, how that was decided (`fast`, `model`, `fallback`), and how long deciding took."""

    path: str
    agents: tuple[str, ...]
    reason: str
    micros: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent(Event):
    """An agent began or ended; `name` is known when it begins, `agent_run_id` ties the two together."""

    phase: Literal["started", "finished", "failed"]
    agent_run_id: str
    name: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool(Event):
    """A tool call: `text` is a piece of the arguments' JSON in phase `args`, the result in phase `result`."""

    phase: Literal["started", "args", "ended", "result"]
    call_id: str
    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDelta(Event):
    """The next piece of the answer's prose (Markdown). After a `Retry` the prose begins again, as a new message."""

    message_id: str
    delta: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry(Event):
    """A worker was lost and the job goes on with another."""

    attempt: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerReady(Event):
    """The typed answer."""

    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished(Event):
    """The end of the job, exactly one for each. `code` and `message` say why an `error` is one."""

    outcome: Literal["success", "cancelled", "interrupt", "error"]
    code: str
    message: str

    def raise_for_outcome(self) -> None:
        """Raises JobFailed, JobCancelled or JobInterrupted unless the job succeeded."""
        match self.outcome:
            case "success":
                return
            case "error":
                raise JobFailed(self.message, code=self.code, job_id=self.job_id)
            case "cancelled":
                raise JobCancelled("the job was cancelled before it had an answer", job_id=self.job_id)
            case "interrupt":
                raise JobInterrupted("the job waits for a decision before it can go on", job_id=self.job_id)


def to_event(envelope: Envelope) -> Event:
    """The typed event of a frame. Never fails: what does not fit its type comes as a plain `Event`."""
    chunk = envelope.chunk
    kind = str(chunk.get("type", ""))
    make = _CUSTOM.get(str(chunk.get("name", ""))) if kind == "CUSTOM" else _PLAIN.get(kind)
    base: dict[str, Any] = {
        "job_id": envelope.job_id,
        "thread_id": envelope.thread_id,
        "seq": envelope.seq,
        "chunk": chunk,
    }
    if make is not None:
        try:
            return make(base, chunk)
        except (KeyError, TypeError, ValueError, ValidationError):
            logger.warning("job=%s, seq=%s, type=%s | an event of an unknown shape", base["job_id"], base["seq"], kind)
            if envelope.terminal:
                return Finished(**base, outcome="error", code="INTERNAL", message="the job ended in an unknown way")
    return Event(**base)


def _finished(base: dict[str, Any], chunk: JsonObject) -> Event:
    outcome = chunk.get("outcome") or {"type": "success"}
    kind = outcome.get("type") if isinstance(outcome, dict) else outcome  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    if kind not in ("success", "cancelled", "interrupt"):
        raise ValueError("an unknown outcome")
    return Finished(**base, outcome=kind, code="", message="")


def _failed(base: dict[str, Any], chunk: JsonObject) -> Event:
    return Finished(
        **base, outcome="error", code=str(chunk.get("code") or "INTERNAL"), message=str(chunk.get("message", ""))
    )


def _progress(base: dict[str, Any], chunk: JsonObject) -> Event:
    value = chunk["value"]
    return Progress(
        **base, percent=int(value["percent"]), stage=str(value.get("stage", "")), message=str(value.get("message", ""))
    )


def _route(base: dict[str, Any], chunk: JsonObject) -> Event:
    value = chunk["value"]
    agents = tuple(str(agent) for agent in value.get("agents", ()))
    return Route(
        **base, path=str(value["path"]), agents=agents, reason=str(value.get("reason", "")), micros=int(value["micros"])
    )


def _retry(base: dict[str, Any], chunk: JsonObject) -> Event:
    value = chunk["value"]
    return Retry(**base, attempt=int(value["attempt"]), reason=str(value.get("reason", "")))


def _answer(base: dict[str, Any], chunk: JsonObject) -> Event:
    return AnswerReady(**base, answer=Answer.model_validate(chunk["value"]))


def _agent(phase: Literal["started", "finished", "failed"]) -> "Make":
    def make(base: dict[str, Any], chunk: JsonObject) -> Event:
        name = str(chunk.get("name") or chunk.get("agentName") or "")
        message = str(chunk.get("message") or chunk.get("description") or "")
        return Agent(**base, phase=phase, agent_run_id=str(chunk["subagentRunId"]), name=name, message=message)

    return make


def _tool(phase: Literal["started", "args", "ended", "result"]) -> "Make":
    def make(base: dict[str, Any], chunk: JsonObject) -> Event:
        text = chunk.get("content") if phase == "result" else chunk.get("delta")
        name = str(chunk.get("toolCallName") or "")
        return Tool(**base, phase=phase, call_id=str(chunk["toolCallId"]), name=name, text=str(text or ""))

    return make


Make = Callable[[dict[str, Any], JsonObject], Event]

_PLAIN: dict[str, Make] = {
    "RUN_STARTED": lambda base, _: Started(**base),
    "RUN_FINISHED": _finished,
    "RUN_ERROR": _failed,
    "TEXT_MESSAGE_CONTENT": lambda base, chunk: TextDelta(
        **base, message_id=str(chunk["messageId"]), delta=str(chunk["delta"])
    ),
    "SUBAGENT_STARTED": _agent("started"),
    "SUBAGENT_FINISHED": _agent("finished"),
    "SUBAGENT_ERROR": _agent("failed"),
    "TOOL_CALL_START": _tool("started"),
    "TOOL_CALL_ARGS": _tool("args"),
    "TOOL_CALL_END": _tool("ended"),
    "TOOL_CALL_RESULT": _tool("result"),
}

_CUSTOM: dict[str, Make] = {
    "job.progress": _progress,
    "job.route": _route,
    "job.retry": _retry,
    "answer": _answer,
}
