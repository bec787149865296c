"""An HTTP server on loopback that gives one scripted answer after the other, in the place of an AWS service."""

import json
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One HTTP answer with a JSON body; `hang_up` closes the connection instead of answering."""

    status: int = 200
    body: dict[str, Any] = field(default_factory=dict[str, Any])
    hang_up: bool = False


def aws_error(code: str, status: int = 400, **more: Any) -> Answer:
    return Answer(status=status, body={"__type": f"com.amazonaws#{code}", "message": f"{code} happened", **more})


NO_ANSWER = Answer(hang_up=True)


class ScriptedService(ThreadingHTTPServer):
    """Keeps the requests' bodies in `requests`. After the last answer it repeats that one."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = list(answers)
        self.requests: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def next_answer(self) -> Answer:
        return self.answers[min(len(self.requests), len(self.answers)) - 1]


class _Handler(BaseHTTPRequestHandler):
    server: ScriptedService  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append(json.loads(body))
        answer = self.server.next_answer()
        if answer.hang_up:
            self.close_connection = True
            return
        content = json.dumps(answer.body).encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Tests keep quiet."""


@contextmanager
def scripted_service(*answers: Answer) -> Generator[ScriptedService]:
    server = ScriptedService(answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
