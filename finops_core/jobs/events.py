"""Domain events: everything a job's log can say. Each is one frame on the wire and one `seq`.

Only the front door knows how they look as AG-UI.
"""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, TypeAdapter

from finops_core.answers import Answer, Finding, Record

MAX_EVENT_BYTES = 24 * 1024
"""Largest stored event; the frame around it stays under the wire's 30 KB."""


class RunStarted(Record):
    """The first event of every log; `question` lets a reader of the log alone see what was asked."""

    type: Literal["run_started"] = "run_started"
    question: str = ""


class RunFinished(Record):
    """The end of a run that did not fail; `interrupts` are what a person has to decide first."""

    type: Literal["run_finished"] = "run_finished"
    outcome: Literal["success", "cancelled", "interrupt"] = "success"
    interrupts: tuple[str, ...] = ()


class RunFailed(Record):
    """The end of a run that failed; `message` tells the user what happened and what to do."""

    type: Literal["run_failed"] = "run_failed"
    code: str
    message: str


class Progress(Record):
    """How far the job is, in percent, with a stage and a sentence a person understands."""

    type: Literal["progress"] = "progress"
    percent: int = Field(ge=0, le=100)
    stage: str
    message: str


class StepStarted(Record):
    type: Literal["step_started"] = "step_started"
    stage: str


class StepFinished(Record):
    type: Literal["step_finished"] = "step_finished"
    stage: str


class Routed(Record):
    """Who answers, how that was decided, and how long deciding took."""

    type: Literal["routed"] = "routed"
    path: Literal["fast", "model", "fallback"]
    agents: tuple[str, ...]
    reason: str
    micros: int


class AgentStarted(Record):
    type: Literal["agent_started"] = "agent_started"
    agent_run_id: str
    agent: str
    description: str = ""


class AgentFinished(Record):
    """`finding` stays in the job's record so that a later attempt does not do the work again; neither it nor `step`,
    by which it is found, is sent.
    """

    type: Literal["agent_finished"] = "agent_finished"
    agent_run_id: str
    agent: str
    step: str = Field(default="", exclude=True)
    finding: Finding | None = Field(default=None, exclude=True)


class AgentFailed(Record):
    type: Literal["agent_failed"] = "agent_failed"
    agent_run_id: str
    message: str


class ToolStarted(Record):
    type: Literal["tool_started"] = "tool_started"
    call_id: str
    agent_run_id: str
    tool: str


class ToolArgs(Record):
    """Arguments as a piece of JSON text."""

    type: Literal["tool_args"] = "tool_args"
    call_id: str
    agent_run_id: str
    delta: str


class ToolEnded(Record):
    """The arguments are complete."""

    type: Literal["tool_ended"] = "tool_ended"
    call_id: str
    agent_run_id: str


class ToolResult(Record):
    type: Literal["tool_result"] = "tool_result"
    call_id: str
    agent_run_id: str
    content: str


class TextStarted(Record):
    type: Literal["text_started"] = "text_started"
    message_id: str


class TextDelta(Record):
    type: Literal["text_delta"] = "text_delta"
    message_id: str
    delta: str


class TextEnded(Record):
    type: Literal["text_ended"] = "text_ended"
    message_id: str


class Answered(Record):
    """The typed answer, before the run finishes."""

    type: Literal["answered"] = "answered"
    answer: Answer


class Retried(Record):
    """A worker was lost; everything open was closed before this event and the job goes on."""

    type: Literal["retried"] = "retried"
    attempt: int
    reason: str


Event = Annotated[
    RunStarted
    | RunFinished
    | RunFailed
    | Progress
    | StepStarted
    | StepFinished
    | Routed
    | AgentStarted
    | AgentFinished
    | AgentFailed
    | ToolStarted
    | ToolArgs
    | ToolEnded
    | ToolResult
    | TextStarted
    | TextDelta
    | TextEnded
    | Answered
    | Retried,
    Field(discriminator="type"),
]

TERMINAL_EVENTS = (RunFinished, RunFailed)

_EVENTS: TypeAdapter[tuple[Event, ...]] = TypeAdapter(tuple[Event, ...], config=ConfigDict(defer_build=True))


def from_json(text: str) -> tuple[Event, ...]:
    """Stored text as events. Raises pydantic.ValidationError when it is no log's."""
    return _EVENTS.validate_json(text)
