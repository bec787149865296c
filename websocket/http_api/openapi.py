"""Prints the OpenAPI 3.1 document of the HTTP API: `python -m websocket.http_api.openapi`.

It is made from the routes that the handler answers and the records it answers with. Names that the wire has already
mean the same here; `docs/asyncapi.json` says more about the events of a job.
"""

import json
import sys
from typing import Any

from ag_ui.core import RunAgentInput
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from finops_core.answers import Answer
from websocket import protocol
from websocket.faults import FAULTS
from websocket.http_api import records
from websocket.http_api.private import LONGEST_WAIT_S as PRIVATE_WAIT_S
from websocket.http_api.request import MAX_WAIT_S
from websocket.http_api.routes import ROUTES, VERSION, HttpRoute, Operation


class JobRead(records.JobRead):
    """A job as it is now. `answer` is there once it has one, `failure` when it ended without.

    `readOn` is the path at which it is read on, as long as it goes on.
    """

    answer: Answer | None = None


SENT = (RunAgentInput,)
GOT = (protocol.Ack, protocol.Jobs, JobRead, records.Stopping, protocol.Artifact, records.Refusal)

DESCRIPTION = f"""\
Questions about a cloud bill for programs without a socket. It is the same platform as `docs/asyncapi.json` describes,
with the same tokens, limits and refusals: a job submitted here is seen there, and the other way round.

1. `POST /{VERSION}/jobs` with a `runId` of your own. 202 says that the job is durable; after a lost response send it
   again, the same `runId` is the same job.
2. `GET /{VERSION}/jobs/{{jobId}}?wait={MAX_WAIT_S}` until `job.finishedAt` is there. `answer` is the typed answer;
   without one `failure` says why.

`POST /{VERSION}/questions` does both at once where an answer comes within {MAX_WAIT_S} seconds, and says `readOn` where
it does not. At the stack's private address (`PrivateAddress`), whose requests are signed with AWS credentials (SigV4,
service `lambda`) instead of carrying a token, one request waits up to {PRIVATE_WAIT_S} seconds; all else is the same.

`POST /{VERSION}/agui` does both at once for AG-UI's HttpAgent, and takes every other frame of the wire: conversations,
feedback, what is remembered, dismissals.

**Events are a stretch of the stream.** A response holds all events there are and those that come within
{MAX_WAIT_S} seconds, never the whole of a longer run: what goes on is read on with the header `Last-Event-ID` (or
`after`), which is the `id` of the last event. A run over `/{VERSION}/agui` that goes on ends with a `RUN_ERROR` of the
code `STILL_RUNNING`, since a client that knows AG-UI alone would take the end of the response for the end of the run.
On one's own machine `POST /agui`, without the version, streams events as they happen.

Within `/{VERSION}` the platform only adds: ignore fields, events and codes that you do not know. Money and other exact
numbers are strings. Times are Unix milliseconds.
"""


def openapi() -> dict[str, Any]:
    """The document."""
    _, document = models_json_schema(
        [*((model, "validation") for model in SENT), *((model, "serialization") for model in GOT)],
        ref_template="#/components/schemas/{model}",
    )
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "FinOps Agent over HTTP",
            "version": VERSION,
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [
            {
                "url": "http://127.0.0.1:{port}",
                "description": "The platform of `finops up`; `platform.json` in its data folder has address and token.",
                "variables": {"port": {"default": "8321"}},
            },
            {
                "url": "https://{api}.execute-api.{region}.amazonaws.com",
                "description": "The stack in one's own account; its output `HttpUrl` is the address.",
                "variables": {"api": {"default": "api"}, "region": {"default": "us-east-1"}},
            },
        ],
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "schemas": document["$defs"],
            "responses": {"Refused": _refused()},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "The same token as for the WebSocket."}
            },
        },
    }


def _operation(route: HttpRoute) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.operation.value,
        "summary": route.summary,
        "parameters": [*(_in_path(name) for name in route.names), *_asked_for(route.operation)],
        "responses": {**_answers(route.operation), "default": {"$ref": "#/components/responses/Refused"}},
    }
    body = _body(route.operation)
    return operation if body is None else operation | {"requestBody": {"required": True, "content": body}}


def _body(operation: Operation) -> dict[str, Any] | None:
    match operation:
        case Operation.SUBMIT | Operation.ASK:
            return _content({"$ref": "#/components/schemas/RunAgentInput"})
        case Operation.AGUI:
            frame = {"type": "object", "required": ["type"], "description": "A client's frame of docs/asyncapi.json."}
            return _content({"anyOf": [{"$ref": "#/components/schemas/RunAgentInput"}, frame]})
        case _:
            return None


def _answers(operation: Operation) -> dict[str, Any]:
    match operation:
        case Operation.SUBMIT:
            return {"202": _told("The job is durable.", protocol.Ack)}
        case Operation.ASK:
            goes_on = _told("The job goes on; `readOn` is where it is read on.", JobRead)
            return {"200": _told("The job has ended, with its answer or why there is none.", JobRead), "202": goes_on}
        case Operation.LIST:
            return {"200": _told("The jobs.", protocol.Jobs)}
        case Operation.READ:
            return {"200": _told("The job.", JobRead)}
        case Operation.EVENTS:
            return {"200": _stretch(), "204": {"description": "The job has ended, and all of it was read."}}
        case Operation.CANCEL:
            return {"202": _told("The job was told to stop. Read it to see it end.", records.Stopping)}
        case Operation.PART:
            return {"200": _told("The part.", protocol.Artifact)}
        case Operation.AGUI:
            frame = _content({"type": "object", "description": "A server's control frame of docs/asyncapi.json."})
            answered = {"description": "What answers the frame.", "content": frame | _stretch()["content"]}
            return {"200": answered, "202": _told("For `cancel` and `abort`.", records.Stopping)}


def _told(description: str, model: type[BaseModel]) -> dict[str, Any]:
    return {"description": description, "content": _content({"$ref": f"#/components/schemas/{model.__name__}"})}


def _content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _stretch() -> dict[str, Any]:
    text = "Server-Sent Events: `id` is the event's number in its job, `data` an AG-UI 1.0 event."
    return {
        "description": "All events there are, and those that came while the request waited.",
        "content": {"text/event-stream": {"schema": {"type": "string", "description": text}}},
    }


def _refused() -> dict[str, Any]:
    codes = "\n".join(f"- {each.status} `{each.code}`: {each.meaning} {each.remedy}" for each in FAULTS)
    told = f"Refused, with a code and words; a failure that may pass (`retryable`) is 503.\n\n{codes}"
    return _told(told, records.Refusal)


def _in_path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _asked_for(operation: Operation) -> list[dict[str, Any]]:
    seconds = {"type": "integer", "minimum": 0, "maximum": MAX_WAIT_S}
    wait = {
        "name": "wait",
        "in": "query",
        "description": "For how many seconds to wait for the job's end.",
        "schema": seconds | {"default": 0},
    }
    number = {"type": "integer", "minimum": 0, "default": 0}
    last = {"name": "Last-Event-ID", "in": "header", "description": "The last event that the client has."}
    after = {"name": "after", "in": "query", "description": "The same where a header cannot be set, and before it."}
    match operation:
        case Operation.READ:
            return [wait]
        case Operation.ASK:
            return [wait | {"schema": seconds | {"default": MAX_WAIT_S}}]
        case Operation.EVENTS:
            return [wait, last | {"schema": number}, after | {"schema": number}]
        case Operation.AGUI:
            return [last | {"schema": number}]
        case _:
            return []


if __name__ == "__main__":
    json.dump(openapi(), sys.stdout, indent=1, sort_keys=True)
    sys.stdout.write("\n")
