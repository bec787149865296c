"""A question to a deployed stack through its doors, as a client of the product asks it, with a key that then ends."""

import json
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta
from http.client import HTTPException
from typing import Any

from cloud.ports import Tell
from finops_core.api_keys import ApiKeyRepository
from finops_core.errors import ToolError

QUESTION = "What did I spend by service?"
KEY_NAME = "smoke test"
KEY_LIVES = timedelta(minutes=15)
PATIENCE_S = 120.0
"""A first answer takes cold starts of every function, and the bill's opening."""

HTTP_WAIT_S = 25
HTTP_S = 40.0
MOST_ANSWER_BYTES = 4 * 1024 * 1024

Door = Callable[[Mapping[str, str], str, str], str]
"""Asks a question with a key, given the stack's outputs; returns the answer's headline. Raises ToolError."""


def over_socket(outputs: Mapping[str, str], key: str, question: str) -> str:
    """By the Python client, over the WebSocket."""
    from finops_client import Client
    from finops_client.errors import FinOpsClientError

    try:
        with Client(outputs["WebSocketUrl"], token=key) as client:
            return client.answer(question, timeout_s=PATIENCE_S).headline
    except FinOpsClientError as error:
        raise ToolError(f"Over the WebSocket there was no answer: {error}") from error


def over_http(outputs: Mapping[str, str], key: str, question: str) -> str:
    """In one request, and those that read on."""
    run_id = uuid.uuid4().hex
    message = {"id": uuid.uuid4().hex, "role": "user", "content": question}
    run = {"threadId": uuid.uuid4().hex, "runId": run_id, "messages": [message]}
    told = _sent(outputs["HttpUrl"], "/v1/questions", key, run)
    for _ in range(int(PATIENCE_S / HTTP_WAIT_S)):
        if not told.get("readOn"):
            break
        told = _sent(outputs["HttpUrl"], f"{told['readOn']}?wait={HTTP_WAIT_S}", key, None)
    if not told.get("answer"):
        failure: Mapping[str, Any] = told.get("failure") or {}
        why = failure.get("message", f"none came within {PATIENCE_S:.0f} s")
        raise ToolError(f"Over HTTP there was no answer: {why}")
    return str(told["answer"]["headline"])


DOORS: Mapping[str, Door] = {"socket": over_socket, "HTTP": over_http}


def smoke(
    outputs: Mapping[str, str],
    keys: ApiKeyRepository,
    tell: Tell,
    *,
    question: str = QUESTION,
    doors: Mapping[str, Door] = DOORS,
) -> None:
    """Asks through each door, and ends the key that it asked with, also where an answer is missing.

    The key is a viewer's and sees all accounts, so that it sees what people see; nobody is shown it. Raises ToolError
    for a door that gives no answer.
    """
    if missing := sorted({"WebSocketUrl", "HttpUrl"} - outputs.keys()):
        raise ToolError(f"The stack tells no {missing[0]}: it is of an earlier version. Update it: finops cloud deploy")
    key, text = keys.create(KEY_NAME, accounts=None, keep_for=KEY_LIVES)
    try:
        for name, ask in doors.items():
            tell(f"{name}: {ask(outputs, text, question)}")
    finally:
        keys.remove(key.key_id)


def _sent(url: str, path: str, key: str, body: object) -> dict[str, Any]:
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    request = urllib.request.Request(url.rstrip("/") + path, data=data, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=HTTP_S) as answer:
            return json.loads(answer.read(MOST_ANSWER_BYTES))
    except urllib.error.HTTPError as refused:
        with refused:
            told = refused.read(MOST_ANSWER_BYTES).decode(errors="replace")[:300]
            raise ToolError(f"Over HTTP the question was refused ({refused.code}): {told}") from refused
    except (OSError, HTTPException, ValueError) as error:
        raise ToolError(f"Over HTTP there was no answer: {error}") from error
