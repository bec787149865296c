"""A program's sign-in: what it sends where, and what it says when it is refused."""

import base64
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from finops_client import ConnectionFailed, ProgramSignIn
from finops_client.errors import FinOpsClientError, InsecureUrl, Unauthenticated

SECRET = "s3cret-of-the-program"


class Endpoint:
    """A token endpoint that gives the answers it is told to, and notes what it was sent."""

    def __init__(self) -> None:
        self.url = ""
        self.status, self.body, self.location = 200, b"", ""
        self.heard: list[tuple[str, str, str]] = []

    def sign_in(self) -> str:
        return ProgramSignIn(token_url=f"{self.url}/oauth2/token", client_id="nightly", client_secret=SECRET)()


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    found = Endpoint()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            found.heard.append((self.path, self.headers["Authorization"], body))
            self.send_response(found.status)
            self.send_header("Content-Length", str(len(found.body)))
            if found.location:
                self.send_header("Location", found.location)
            self.end_headers()
            self.wfile.write(found.body)

        do_GET = do_POST

        def log_message(self, format: str, *args: object) -> None:
            """Tests keep quiet."""

    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_secret_goes_to_the_token_endpoint_alone_and_brings_a_token(endpoint: Endpoint) -> None:
    endpoint.body = json.dumps({"access_token": "a.b.c", "expires_in": 3600}).encode()
    assert endpoint.sign_in() == "a.b.c"
    [(path, authorization, body)] = endpoint.heard
    assert path == "/oauth2/token"
    assert base64.b64decode(authorization.removeprefix("Basic ")).decode() == f"nightly:{SECRET}"
    assert body == "grant_type=client_credentials&scope=finops%2Fask"


@pytest.mark.parametrize(
    ("status", "body", "error", "words"),
    [
        (400, b'{"error": "invalid_client"}', Unauthenticated, "invalid_client"),
        (400, b'{"error": "invalid_scope"}', Unauthenticated, "invalid_scope"),
        (401, b"<html>no</html>", Unauthenticated, "401"),
        (403, b'{"error": "<script>"}', Unauthenticated, "403"),
        (200, b"<html>a sign-in page</html>", Unauthenticated, "token endpoint"),
        (200, b"[]", Unauthenticated, "token endpoint"),
        (429, b"", ConnectionFailed, "429"),
        (503, b"", ConnectionFailed, "503"),
    ],
)
def test_a_refusal_says_what_to_look_at_and_never_the_secret(
    endpoint: Endpoint, status: int, body: bytes, error: type[FinOpsClientError], words: str
) -> None:
    endpoint.status, endpoint.body = status, body
    with pytest.raises(error, match=words) as refused:
        endpoint.sign_in()
    assert refused.value.retryable is (error is ConnectionFailed)
    assert SECRET not in str(refused.value)


def test_the_secret_follows_no_redirect(endpoint: Endpoint) -> None:
    endpoint.status, endpoint.location = 302, f"{endpoint.url}/elsewhere"
    with pytest.raises(Unauthenticated, match="302"):
        endpoint.sign_in()
    assert [path for path, _, _ in endpoint.heard] == ["/oauth2/token"]


def test_a_sign_in_that_is_not_there_may_be_tried_again() -> None:
    sign_in = ProgramSignIn(token_url="http://127.0.0.1:9/oauth2/token", client_id="nightly", client_secret=SECRET)
    with pytest.raises(ConnectionFailed, match="cannot be reached"):
        sign_in()
    assert SECRET not in repr(sign_in)


@pytest.mark.parametrize("url", ["http://pool.example/oauth2/token", "ftp://pool.example", "pool.example/oauth2/token"])
def test_no_secret_travels_in_clear_text(url: str) -> None:
    with pytest.raises(InsecureUrl, match="https"):
        ProgramSignIn(token_url=url, client_id="nightly", client_secret=SECRET)
