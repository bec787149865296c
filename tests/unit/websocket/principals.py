"""A function's URL with IAM authentication, on loopback: checks signatures, and tells the handler who signed.

The signature is checked as AWS does it: it is made again of what arrived, with the secret of the access key that the
request names. Who that is comes as Lambda presents it, in `requestContext.authorizer.iam`.
"""

import re
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

REGION = "eu-central-1"
ACCOUNT = "111122223333"
_SIGNED = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>\w+)/\d{8}/(?P<region>[\w-]+)/lambda/aws4_request, "
    r"SignedHeaders=(?P<headers>[\w;-]+), Signature=[0-9a-f]{64}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Somebody with an access key; `arn` and `unique_id` as AWS presents the caller."""

    arn: str
    unique_id: str
    key: str = "AKIAEXAMPLE"
    secret: str = "an-example-of-a-secret"
    token: str | None = None

    @property
    def iam(self) -> dict[str, Any]:
        """What Lambda puts into the event."""
        return {
            "accessKey": self.key,
            "accountId": self.arn.split(":")[4],
            "callerId": self.unique_id,
            "cognitoIdentity": None,
            "principalOrgId": None,
            "userArn": self.arn,
            "userId": self.unique_id,
        }


NIGHTLY = Principal(
    arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/nightly/run-7", unique_id="AROAEXAMPLENIGHTLY7:run-7", token="session"
)


def url_event(
    method: str, path: str, body: str | None, *, headers: Mapping[str, str], iam: dict[str, Any] | None
) -> dict[str, Any]:
    """An event of a function's URL, as Lambda makes it."""
    parts = urlsplit(path)
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": parts.path,
        "rawQueryString": parts.query,
        "headers": {name.lower(): value for name, value in headers.items()},
        "requestContext": {
            "accountId": ACCOUNT,
            "authentication": None,
            "http": {"method": method, "path": parts.path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.9"},
            "routeKey": "$default",
            "stage": "$default",
        },
        "isBase64Encoded": False,
    }
    if iam is not None:
        event["requestContext"]["authorizer"] = {"iam": iam}
    if parts.query:
        event["queryStringParameters"] = dict(parse_qsl(parts.query, keep_blank_values=True))
    return event | ({} if body is None else {"body": body})


@contextmanager
def served(
    handler: Callable[[dict[str, Any]], dict[str, Any]], *principals: Principal
) -> Generator[tuple[str, list[dict[str, Any]]]]:
    """The address of such a URL, and the events that reached the handler behind it."""
    by_key = {principal.key: principal for principal in principals}
    events: list[dict[str, Any]] = []

    class Requests(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            body = self.rfile.read(length).decode() if length else None
            caller = _signer(self.command, self.path, dict(self.headers.items()), body or "", by_key)
            if caller is None:
                self._write(403, {"x-amzn-ErrorType": "AccessDeniedException"}, '{"Message":"Forbidden"}')
                return
            event = url_event(self.command, self.path, body, headers=dict(self.headers.items()), iam=caller.iam)
            events.append(event)
            told = handler(event)
            self._write(told["statusCode"], told["headers"], told["body"])

        def _write(self, status: int, headers: Mapping[str, str], body: str) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        do_GET = do_POST = _answer

        def log_message(self, format: str, *args: object) -> None:
            """Tests keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Requests)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/", events
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _signer(
    method: str, path: str, headers: Mapping[str, str], body: str, by_key: Mapping[str, Principal]
) -> Principal | None:
    """Whoever signed exactly this request with a key that is known; None otherwise."""
    given = {name.lower(): value for name, value in headers.items()}
    signed = _SIGNED.fullmatch(given.get("authorization", ""))
    principal = by_key.get(signed["key"]) if signed else None
    if signed is None or principal is None or given.get("x-amz-security-token") != principal.token:
        return None
    covered = {name: given[name] for name in signed["headers"].split(";") if name in given}
    request = AWSRequest(method=method, url=f"http://{given['host']}{path}", data=body, headers=covered)
    request.context["timestamp"] = given["x-amz-date"]
    verifier = SigV4Auth(Credentials(principal.key, principal.secret), "lambda", signed["region"])
    canonical = verifier.canonical_request(request)
    again = verifier.signature(verifier.string_to_sign(request, canonical), request)
    return principal if given["authorization"].endswith(f"Signature={again}") else None
