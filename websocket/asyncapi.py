"""Prints the AsyncAPI 3 document of the wire: `python -m websocket.asyncapi`. It is made from the frames' models."""

import json
import sys
from typing import Any

from pydantic import BaseModel

from websocket import schema
from websocket.protocol import BEARER_SUBPROTOCOL_PREFIX, MAX_FRAME_BYTES, SUBPROTOCOL

DESCRIPTION = f"""\
AG-UI 1.0 events over WebSocket, resumable. A client sends frames and gets control frames and envelopes.

- Connect with subprotocol `{SUBPROTOCOL}`. Programs send `Authorization: Bearer <token>`; pages offer a second
  subprotocol `{BEARER_SUBPROTOCOL_PREFIX}<base64url of the token>`, which is never echoed.
- A `Run` is answered by an `Ack` once the job is durable, or by an `Error`. Sending the same `input.runId`
  again is safe.
- Each `Envelope` is one event of one job; `id` is its `seq`, counted from 1 without gaps. Envelopes may come twice or
  be lost: drop a `seq` you have, hold what is ahead, and send `Resume` with the last `seq` you have.
- A job ends with exactly one `RUN_FINISHED` or `RUN_ERROR`.
- Envelopes have no `type` at the top level; every other frame has.
- Send `Ping` every 4 minutes; reconnect before 2 hours; send `Auth` before the token's `exp`.
- Frames have at most {MAX_FRAME_BYTES} bytes.
"""


def asyncapi() -> dict[str, Any]:
    """The document: one channel, what a client sends and what it gets."""
    schemas = json.loads(json.dumps(schema.json_schema()["$defs"]).replace("#/$defs/", "#/components/schemas/"))
    frames = (*schema.CLIENT_FRAMES, *schema.SERVER_FRAMES)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "FinOps Agent",
            "version": SUBPROTOCOL,
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {
            "wire": {
                "address": "/ws",
                "messages": {model.__name__: {"$ref": f"#/components/messages/{model.__name__}"} for model in frames},
                "bindings": {
                    "ws": {
                        "query": {
                            "type": "object",
                            "properties": {"runId": {"type": "string"}, "offset": {"type": "integer", "minimum": 0}},
                        }
                    }
                },
            }
        },
        "operations": {
            "send": _operation("receive", schema.CLIENT_FRAMES, "What a client sends."),
            "get": _operation("send", schema.SERVER_FRAMES, "What a client gets."),
        },
        "components": {"messages": {model.__name__: _message(model) for model in frames}, "schemas": schemas},
    }


def _operation(action: str, models: tuple[type[BaseModel], ...], summary: str) -> dict[str, Any]:
    """`action` is the server's side, as AsyncAPI 3 describes an application."""
    messages = [{"$ref": f"#/channels/wire/messages/{model.__name__}"} for model in models]
    return {"action": action, "channel": {"$ref": "#/channels/wire"}, "summary": summary, "messages": messages}


def _message(model: type[BaseModel]) -> dict[str, Any]:
    return {
        "name": model.__name__,
        "summary": " ".join((model.__doc__ or "").split()),
        "payload": {"$ref": f"#/components/schemas/{model.__name__}"},
    }


if __name__ == "__main__":
    json.dump(asyncapi(), sys.stdout, indent=1, sort_keys=True)
    sys.stdout.write("\n")
