"""Local servers that speak the wire of model providers and play a script, turn by turn."""

import json
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from zlib import crc32

from agents.adapters.scripted_model import Call, with_told_ids

Reply = str | Call | int
"""A text, a call of a tool, or an HTTP status to fail with."""


class ModelServer:
    """`requests` are the bodies that came, in order; `[[f1]]` in a text is the first fact that the request tells."""

    def __init__(self, replies: Sequence[Reply]) -> None:
        self.replies = list(replies)
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.url = ""

    def next_reply(self, body: dict[str, Any]) -> Reply:
        self.requests.append(body)
        return self.replies.pop(0) if self.replies else 500


@contextmanager
def openai_server(replies: Sequence[Reply]) -> Generator[ModelServer]:
    """Chat completions, streamed as server-sent events."""
    with _served(ModelServer(replies), _openai_events) as server:
        yield server


@contextmanager
def anthropic_server(replies: Sequence[Reply]) -> Generator[ModelServer]:
    """Messages, streamed as server-sent events."""
    with _served(ModelServer(replies), _anthropic_events) as server:
        yield server


@contextmanager
def bedrock_server(replies: Sequence[Reply]) -> Generator[ModelServer]:
    """ConverseStream, framed as AWS's event stream."""
    with _served(ModelServer(replies), _bedrock_events, "application/vnd.amazon.eventstream") as server:
        yield server


@contextmanager
def ollama_server(replies: Sequence[Reply]) -> Generator[ModelServer]:
    """Chat, streamed as lines of JSON."""
    with _served(ModelServer(replies), _ollama_events, "application/x-ndjson") as server:
        yield server


def _bedrock_events(reply: str | Call) -> Iterable[bytes]:
    yield _framed("messageStart", {"role": "assistant"})
    if isinstance(reply, str):
        yield _framed("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": reply}})
    else:
        use = {"toolUseId": "call1", "name": reply.tool}
        yield _framed("contentBlockStart", {"contentBlockIndex": 0, "start": {"toolUse": use}})
        delta = {"toolUse": {"input": json.dumps(dict(reply.arguments))}}
        yield _framed("contentBlockDelta", {"contentBlockIndex": 0, "delta": delta})
    yield _framed("contentBlockStop", {"contentBlockIndex": 0})
    yield _framed("messageStop", {"stopReason": "end_turn" if isinstance(reply, str) else "tool_use"})
    usage = {"inputTokens": 70, "outputTokens": 7, "totalTokens": 77}
    yield _framed("metadata", {"usage": usage, "metrics": {"latencyMs": 1}})


def _framed(kind: str, body: dict[str, Any]) -> bytes:
    """One message of an AWS event stream: lengths, their checksum, headers, payload, checksum of all."""
    named = {":event-type": kind, ":content-type": "application/json", ":message-type": "event"}
    headers = b"".join(
        bytes([len(name)]) + name.encode() + b"\x07" + len(value).to_bytes(2, "big") + value.encode()
        for name, value in named.items()
    )
    payload = json.dumps(body).encode()
    lengths = (16 + len(headers) + len(payload)).to_bytes(4, "big") + len(headers).to_bytes(4, "big")
    message = lengths + crc32(lengths).to_bytes(4, "big") + headers + payload
    return message + crc32(message).to_bytes(4, "big")


def _ollama_events(reply: str | Call) -> Iterable[str]:
    message: dict[str, Any] = {"role": "assistant", "content": reply if isinstance(reply, str) else ""}
    if not isinstance(reply, str):
        message["tool_calls"] = [{"function": {"name": reply.tool, "arguments": dict(reply.arguments)}}]
    said = {"model": "m", "created_at": "2026-11-20T00:00:00Z", "message": message, "done": False}
    yield json.dumps(said) + "\n"
    counts = {"prompt_eval_count": 70, "eval_count": 7, "eval_duration": 1, "total_duration": 1}
    over = {"done": True, "done_reason": "stop", "message": {"role": "assistant", "content": ""}}
    yield json.dumps(said | over | counts) + "\n"


def _openai_events(reply: str | Call) -> Iterable[str]:
    def chunk(delta: dict[str, Any], finish: str | None = None, **more: Any) -> str:
        choices = [{"index": 0, "delta": delta, "finish_reason": finish}]
        body = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": choices}
        return f"data: {json.dumps(body | more)}\n\n"

    if isinstance(reply, str):
        yield chunk({"role": "assistant", "content": reply})
        yield chunk({}, "stop")
    else:
        function = {"name": reply.tool, "arguments": json.dumps(dict(reply.arguments))}
        call = {"index": 0, "id": "call1", "type": "function", "function": function}
        yield chunk({"role": "assistant", "tool_calls": [call]})
        yield chunk({}, "tool_calls")
    yield chunk({}, choices=[], usage={"prompt_tokens": 70, "completion_tokens": 7, "total_tokens": 77})
    yield "data: [DONE]\n\n"


def _anthropic_events(reply: str | Call) -> Iterable[str]:
    def event(kind: str, **body: Any) -> str:
        return f"event: {kind}\ndata: {json.dumps({'type': kind} | body)}\n\n"

    usage = {"input_tokens": 70, "output_tokens": 1}
    message: dict[str, Any] = {
        "id": "m",
        "type": "message",
        "role": "assistant",
        "content": [],
        "model": "m",
        "usage": usage,
    }
    yield event("message_start", message=message | {"stop_reason": None, "stop_sequence": None})
    if isinstance(reply, str):
        yield event("content_block_start", index=0, content_block={"type": "text", "text": ""})
        yield event("content_block_delta", index=0, delta={"type": "text_delta", "text": reply})
    else:
        block: dict[str, Any] = {"type": "tool_use", "id": "call1", "name": reply.tool, "input": {}}
        yield event("content_block_start", index=0, content_block=block)
        delta = {"type": "input_json_delta", "partial_json": json.dumps(dict(reply.arguments))}
        yield event("content_block_delta", index=0, delta=delta)
    yield event("content_block_stop", index=0)
    stop = {"stop_reason": "end_turn" if isinstance(reply, str) else "tool_use", "stop_sequence": None}
    yield event("message_delta", delta=stop, usage={"input_tokens": 70, "output_tokens": 7})
    yield event("message_stop")


def _told(body: dict[str, Any]) -> str:
    """What a request tells besides its instructions."""
    return json.dumps([message for message in body["messages"] if message["role"] != "system"])


@contextmanager
def _served(server: ModelServer, events: Any, kind: str = "text/event-stream") -> Generator[ModelServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.headers.append({name.lower(): value for name, value in self.headers.items()})
            reply = server.next_reply(body)
            if isinstance(reply, int):
                self.send_response(reply)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")
                return
            parts = events(with_told_ids(reply, _told(body)) if isinstance(reply, str) else reply)
            text = b"".join(part if isinstance(part, bytes) else part.encode() for part in parts)
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is logged."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        server.url = f"http://127.0.0.1:{listening.server_address[1]}"
        thread = Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listening.shutdown()
            thread.join()
