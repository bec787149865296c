"""Prints the JSON Schema of every frame: `python -m websocket.schema`. Clients' types are generated from it.

Here the frames carry AG-UI's own models, which the handlers do not import.
"""

import json
import sys
from typing import Annotated, Any, Literal

from ag_ui.core import (
    CustomEvent,
    RunAgentInput,
    RunErrorEvent,
    RunFinishedEvent,
    RunStartedEvent,
    StepFinishedEvent,
    StepStartedEvent,
    SubagentErrorEvent,
    SubagentFinishedEvent,
    SubagentStartedEvent,
    TextMessageContentEvent,
    TextMessageEndEvent,
    TextMessageStartEvent,
    ToolCallArgsEvent,
    ToolCallEndEvent,
    ToolCallResultEvent,
    ToolCallStartEvent,
)
from pydantic import Field
from pydantic.json_schema import models_json_schema

from finops_core.answers import Answer
from websocket import protocol


class Run(protocol.Run):
    """Submits a question. The same `input.runId` is the same job, however often it is sent."""

    input: RunAgentInput  # pyright: ignore[reportIncompatibleVariableOverride]


class Progress(protocol.Frame):
    """How far the job is, in percent, with a stage and a sentence a person understands. It never goes back."""

    percent: int = Field(ge=0, le=100)
    stage: str
    message: str


class Route(protocol.Frame):
    """Who answers, how that was decided, and how many microseconds deciding took."""

    path: Literal["fast", "model", "fallback"]
    agents: tuple[str, ...]
    reason: str
    micros: int


class Retry(protocol.Frame):
    """A worker was lost, and attempt number `attempt` goes on. Everything open was closed before this event."""

    attempt: int
    reason: str


class ProgressEvent(CustomEvent):
    """How far the job is."""

    name: Literal["job.progress"]  # pyright: ignore[reportIncompatibleVariableOverride]
    value: Progress


class RouteEvent(CustomEvent):
    """Who answers."""

    name: Literal["job.route"]  # pyright: ignore[reportIncompatibleVariableOverride]
    value: Route


class RetryEvent(CustomEvent):
    """The job goes on with another worker."""

    name: Literal["job.retry"]  # pyright: ignore[reportIncompatibleVariableOverride]
    value: Retry


class AnswerEvent(CustomEvent):
    """The typed answer, before the run finishes."""

    name: Literal["answer"]  # pyright: ignore[reportIncompatibleVariableOverride]
    value: Answer


OwnEvent = Annotated[ProgressEvent | RouteEvent | RetryEvent | AnswerEvent, Field(discriminator="name")]
"""AG-UI leaves the names and values of CUSTOM events to the product: these are ours."""

Chunk = Annotated[
    RunStartedEvent
    | RunFinishedEvent
    | RunErrorEvent
    | StepStartedEvent
    | StepFinishedEvent
    | SubagentStartedEvent
    | SubagentFinishedEvent
    | SubagentErrorEvent
    | ToolCallStartEvent
    | ToolCallArgsEvent
    | ToolCallEndEvent
    | ToolCallResultEvent
    | TextMessageStartEvent
    | TextMessageContentEvent
    | TextMessageEndEvent
    | OwnEvent,
    Field(discriminator="type"),
]
"""The AG-UI 1.0 events that a job's log is made of."""


class Envelope(protocol.Frame):
    """One logged event: `id` is its `seq`, counted from 1 without gaps for each job; `ts` is Unix milliseconds."""

    id: str
    job_id: str
    thread_id: str
    ts: int
    chunk: Chunk


CLIENT_FRAMES = (
    Run,
    protocol.Resume,
    protocol.Abort,
    protocol.Cancel,
    protocol.Get,
    protocol.JobsList,
    protocol.ThreadsList,
    protocol.ThreadGet,
    protocol.ThreadRename,
    protocol.ThreadDelete,
    protocol.AdviceDismiss,
    protocol.AdviceReopen,
    protocol.AdviceMark,
    protocol.AdviceUnmark,
    protocol.AnomalyDismiss,
    protocol.AnomalyRestore,
    protocol.FeedbackGive,
    protocol.FeedbackList,
    protocol.MemoryList,
    protocol.MemoryForget,
    protocol.AccessGet,
    protocol.KeysList,
    protocol.KeyCreate,
    protocol.KeyRotate,
    protocol.KeyRevoke,
    protocol.Auth,
    protocol.Ping,
    protocol.Approve,
)
SERVER_FRAMES = (
    Envelope,
    protocol.Ack,
    protocol.Pong,
    protocol.AuthOk,
    protocol.ResumeDone,
    protocol.Jobs,
    protocol.Threads,
    protocol.ThreadJobs,
    protocol.ThreadRenamed,
    protocol.ThreadDeleted,
    protocol.AdviceDismissed,
    protocol.AdviceReopened,
    protocol.AdviceMarked,
    protocol.AdviceUnmarked,
    protocol.AnomalyDismissed,
    protocol.AnomalyRestored,
    protocol.FeedbackGiven,
    protocol.Feedbacks,
    protocol.Memories,
    protocol.Access,
    protocol.Keys,
    protocol.KeyMade,
    protocol.Artifact,
    protocol.Error,
)


def json_schema() -> dict[str, Any]:
    """One schema document: `$defs` of all frames and of the typed answer, and the two directions as unions."""
    inbound = [(model, "validation") for model in CLIENT_FRAMES]
    outbound = [(model, "serialization") for model in (*SERVER_FRAMES, Answer)]
    _, document = models_json_schema([*inbound, *outbound], ref_template="#/$defs/{model}", title="finops.v1")  # pyright: ignore[reportArgumentType]
    document["$defs"]["ClientFrame"] = {"oneOf": [{"$ref": f"#/$defs/{model.__name__}"} for model in CLIENT_FRAMES]}
    document["$defs"]["ServerFrame"] = {"oneOf": [{"$ref": f"#/$defs/{model.__name__}"} for model in SERVER_FRAMES]}
    return document


if __name__ == "__main__":
    json.dump(json_schema(), sys.stdout, indent=1, sort_keys=True)
    sys.stdout.write("\n")
