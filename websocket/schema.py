"""Prints the JSON Schema of every frame: `python -m websocket.schema`. Clients' types are generated from it.

Here the frames carry AG-UI's own models, which the handlers do not import.
"""

import json
import sys
from typing import Any

from ag_ui.core import Event, RunAgentInput
from pydantic.json_schema import models_json_schema

from finops_core.answers import Answer
from websocket import protocol


class Run(protocol.Run):
    """Submits a question. The same `input.runId` is the same job, however often it is sent."""

    input: RunAgentInput  # pyright: ignore[reportIncompatibleVariableOverride]


class Envelope(protocol.Frame):
    """One logged event: `id` is its `seq`, counted from 1 without gaps for each job; `ts` is Unix milliseconds."""

    id: str
    job_id: str
    thread_id: str
    ts: int
    chunk: Event


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
