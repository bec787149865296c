"""Prints the AsyncAPI 3 document of the wire: `python -m websocket.asyncapi`. It is made from the frames' models.

What schemas cannot say stands in words, so that a client can be written from the document alone.
"""

import json
import sys
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from websocket import schema
from websocket.examples import examples
from websocket.faults import FAULTS
from websocket.protocol import (
    BEARER_SUBPROTOCOL_PREFIX,
    MAX_FRAME_BYTES,
    MAX_PROPS_BYTES,
    MAX_QUESTION_CHARS,
    SUBPROTOCOL,
)

MEANINGS = {
    fault.code.value: f"{fault.meaning} {fault.remedy}{' (`retryable`)' if fault.retryable else ''}" for fault in FAULTS
}

HANDSHAKE = {
    401: "No token, or one that is not valid or has expired. Get a fresh one, then connect again.",
    403: "The page's origin or the user is not allowed. Do not try again.",
    429: "Too many connections, of this user or in all. Close some, or wait, then connect again.",
    500: "This and every other 5xx: wait, then connect again.",
}

CLOSING = {
    1000: "Closed by the server. Connect again when there is more to do.",
    1001: "Idle for 10 minutes, open for 2 hours, or the platform stops. Connect again and resume.",
    1006: "The connection broke without a word. Connect again and resume.",
    1009: "A frame above 32 KB or a message above 128 KB was sent. Do not send it again.",
}


def _listed(meanings: Mapping[Any, str]) -> str:
    return "\n" + "\n".join(f"  - `{name}`: {meaning}" for name, meaning in meanings.items())


DESCRIPTION = f"""\
AG-UI 1.0 events over WebSocket, resumable. A client sends frames and gets control frames and envelopes, each one JSON
text message. A question is a *run*; the platform makes a durable *job* of it, and each thing that happens to the job
is one numbered event. Jobs go on whoever is connected.

## Connecting

- Offer the subprotocol `{SUBPROTOCOL}`; the server selects it.
- Programs send the header `Authorization: Bearer <token>`. Pages, which cannot, offer a second subprotocol
  `{BEARER_SUBPROTOCOL_PREFIX}<base64url of the token, without padding>`, which is never echoed.
- On one's own machine the address and the token are in `platform.json` in the platform's data folder
  (`$FINOPS_DATA_DIR`, else `~/.finops`): `{{"url": "ws://…", "token": "…"}}`. On AWS the token is one that the
  stack's user pool issued to the stack's application, or an API key of the stack, which `Auth` hands in again.
- The handshake may be refused:{_listed(HANDSHAKE)}
- Closing codes:{_listed(CLOSING)}
- Wait longer after each failed attempt, with some randomness, up to 20 seconds.

## Asking

1. Make a `runId` and a `threadId` (1 to 128 printable ASCII characters without spaces; a UUID does). The thread is the
   conversation, the run the question.
2. Send `Run`. The question is the text of the last message with the role `user`, at most {MAX_QUESTION_CHARS}
   characters; `forwardedProps` has at most {MAX_PROPS_BYTES} bytes. `forwardedProps.finops` holds options of
   this platform, and those that it does not know are refused: `model` as `false` keeps the question from any language
   model, now and as an earlier one of its conversation; `agent`, `tool` and `args` call a tool by its name.
3. `Ack` with the same `reqId` says that the job is durable, and its `jobId`. Without an `Ack` or `Error` within some
   seconds, or after a lost connection, send the same `Run` again: the same `runId` is the same job (`duplicate`).
4. The job's events come as `Envelope`s, perhaps before the `Ack`, to every connection of the user. Keep those of jobs
   you know; those of other jobs were asked elsewhere.
5. The `CUSTOM` event `answer` is the typed answer. Exactly one `RUN_FINISHED` or `RUN_ERROR` is the job's last event.
   An `outcome` other than `success` has no answer.

## Each event once and in order

Envelopes may come twice, out of order, or not at all; `id` is the event's number, counted from 1 without gaps for each
job. So a client keeps the last number it has for each job, and

- drops an envelope whose number it has,
- takes the one with the next number, and then whatever it held that follows,
- holds one that is further ahead, and if the gap does not close within a second, sends `Resume` with the last number,
- sends `Resume` for every open job after each connect, with `after` 0 for a job it has nothing of, also after an `Ack`
  with `duplicate`,
- sends `Resume` when `Ack.seq` or `ResumeDone.through` is beyond the last number it has and nothing came for a second,
- sends `Resume` for an open job of which nothing was heard for half a minute: the last event, too, may be lost.

`Resume` is answered by the missing envelopes and a `ResumeDone` for each job; a finished job is replayed to its end.
`?runId=&offset=` in the connect URL asks the same for one run.

## Staying connected

Send `Ping` every 4 minutes; when nothing at all comes within 20 seconds of sending anything, the connection is dead.
Connect anew before 2 hours are over. Send `Auth` with a fresh token a minute before the old one's `exp`.

## Frames

- Envelopes have no `type` at the top level; every other frame has. Ignore frames, events and fields that you do not
  know: API Gateway sends some of its own, and newer platforms send more.
- A frame with a `reqId` is answered by one with that `reqId`, except for `Cancel` and `Abort`, which are answered
  by the job's end or an `Error`. Every request may be repeated safely.
- `ThreadRenamed` and `ThreadDeleted` also come without a `reqId`, when another connection of the user did it.
- `AccessGet` asks what the user may do, which `Access` tells as a role and its rights: a client offers nothing else. A
  frame that the role may not send is refused with FORBIDDEN. An older platform answers BAD_FRAME, and lets all be done.
- `KeysList`, `KeyCreate`, `KeyRotate` and `KeyRevoke` are an admin's: API keys of programs; `KeyMade` shows the
  secret of one this once. Nobody manages a key that sees more accounts than they do.
- `FeedbackGive` says whether an answer helped. It is kept as long as its job, and goes with its conversation.
- `MemoryList` and `MemoryForget` read and delete the names that a user asked to be remembered, by saying so in a
  question ("remember that team platform is called core crew"). Questions asked afterwards are read with them.
- `AdviceDismiss`, `AdviceReopen`, `AdviceMark` and `AdviceUnmark` change answers that are asked for afterwards, never
  those that were given. `AnomalyDismiss` and `AnomalyRestore` do the same for anomalies, and for alerts about them.
- Frames have at most {MAX_FRAME_BYTES} bytes. What is larger is an artifact: a block with an `artifactId` shows its
  first items, and `Get` gives part after part, together all its items: each part is a JSON array of items in the shape
  in which the block shows them (rows of a table, pieces of series to be joined by name, pieces of text, records).
  `more` of an answer names what else is kept so: all its sections, blocks or facts, or its whole text.
- Money and other exact numbers are strings. Times are Unix milliseconds, `exp` Unix seconds, periods [start, end).

## Error codes

{_listed(MEANINGS)}
"""


def asyncapi() -> dict[str, Any]:
    """The document: one channel, what a client sends and what it gets."""
    schemas = json.loads(json.dumps(schema.json_schema()["$defs"]).replace("#/$defs/", "#/components/schemas/"))
    schemas["ErrorCode"]["description"] = f"What is wrong and what to do.\n\n{_listed(MEANINGS)}"
    frames = (*schema.CLIENT_FRAMES, *schema.SERVER_FRAMES)
    shown = examples()
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "FinOps Agent",
            "version": SUBPROTOCOL,
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": _servers(),
        "channels": {
            "wire": {
                "address": None,
                "title": "The one channel, at the server's path",
                "servers": [{"$ref": "#/servers/local"}, {"$ref": "#/servers/aws"}],
                "messages": {model.__name__: {"$ref": f"#/components/messages/{model.__name__}"} for model in frames},
                "bindings": {"ws": _handshake()},
            }
        },
        "operations": {
            "send": _operation("receive", schema.CLIENT_FRAMES, "What a client sends."),
            "get": _operation("send", schema.SERVER_FRAMES, "What a client gets."),
        },
        "components": {
            "messages": {model.__name__: _message(model, shown[model.__name__]) for model in frames},
            "schemas": schemas,
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Checked at the handshake. Once the token has expired every frame but `auth` and "
                    "`ping` is refused with TOKEN_EXPIRED, and no events are sent.",
                }
            },
        },
    }


def _servers() -> dict[str, Any]:
    security = [{"$ref": "#/components/securitySchemes/bearer"}]
    return {
        "local": {
            "host": "127.0.0.1:{port}",
            "pathname": "/ws",
            "protocol": "ws",
            "description": "The platform of `finops up`; `platform.json` says its whole address.",
            "variables": {"port": {"default": "8321"}},
            "security": security,
        },
        "aws": {
            "host": "{api}.execute-api.{region}.amazonaws.com",
            "pathname": "/live",
            "protocol": "wss",
            "description": "The stack in one's own account; its outputs name the address.",
            "variables": {"api": {}, "region": {}},
            "security": security,
        },
    }


def _handshake() -> dict[str, Any]:
    return {
        "bindingVersion": "0.1.0",
        "method": "GET",
        "query": {
            "type": "object",
            "properties": {"runId": {"type": "string"}, "offset": {"type": "integer", "minimum": 0}},
        },
        "headers": {
            "type": "object",
            "required": ["Sec-WebSocket-Protocol"],
            "properties": {
                "Sec-WebSocket-Protocol": {"type": "string", "examples": [SUBPROTOCOL]},
                "Authorization": {"type": "string", "examples": ["Bearer <token>"]},
            },
        },
    }


def _operation(action: str, models: tuple[type[BaseModel], ...], summary: str) -> dict[str, Any]:
    """`action` is the server's side, as AsyncAPI 3 describes an application."""
    messages = [{"$ref": f"#/channels/wire/messages/{model.__name__}"} for model in models]
    return {"action": action, "channel": {"$ref": "#/channels/wire"}, "summary": summary, "messages": messages}


def _message(model: type[BaseModel], shown: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": model.__name__,
        "summary": " ".join((model.__doc__ or "").split()),
        "payload": {"$ref": f"#/components/schemas/{model.__name__}"},
        "examples": shown,
    }


if __name__ == "__main__":
    json.dump(asyncapi(), sys.stdout, indent=1, sort_keys=True)
    sys.stdout.write("\n")
