"""Somebody who asks the front door over HTTP."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.unit.websocket.door import Door
from websocket.http_api.handler import handler


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response, as API Gateway would write it."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def events(self) -> list[tuple[str | None, dict[str, Any]]]:
        """Server-Sent Events by the standard's rules: the last `id` and the data of each."""
        found: list[tuple[str | None, dict[str, Any]]] = []
        for block in self.body.split("\n\n"):
            fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
            if "data" in fields:
                found.append((fields.get("id"), json.loads(fields["data"])))
        return found


@dataclass(slots=True, kw_only=True)
class HttpVisitor:
    """`meanwhile` is done each time a request waits, after which the clock goes on."""

    door: Door
    token: str = "ada"
    meanwhile: Callable[[], object] = lambda: None
    waited_s: float = 0.0

    def request(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """Sends a request as payload format 2.0 has it."""
        path, _, query = path.partition("?")
        pairs = [pair.partition("=") for pair in query.split("&") if pair]
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        event = {
            "version": "2.0",
            "rawPath": path,
            "headers": ({"authorization": f"Bearer {self.token}"} if self.token else {}) | named,
            "queryStringParameters": {name: value for name, _, value in pairs},
            "requestContext": {"http": {"method": method, "path": path}},
            "body": body if isinstance(body, str | None) else json.dumps(body),
            "isBase64Encoded": False,
        }
        told = handler(event, None, deps=self.door.deps, pause=self._pause)
        return Answer(status=told["statusCode"], headers=told["headers"], body=told["body"])

    def get(self, path: str, **headers: str) -> Answer:
        return self.request("GET", path, **headers)

    def post(self, path: str, body: object = None, **headers: str) -> Answer:
        return self.request("POST", path, body, **headers)

    def _pause(self, seconds: float) -> None:
        self.waited_s += seconds
        self.door.clock.advance(seconds)
        self.meanwhile()
