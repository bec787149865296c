"""A user pool's sign-in pages, token endpoint and keys on loopback, as far as pages and programs use them.

Its tokens are real ones, signed with RS256, in the form in which Cognito makes access tokens; codes are used once and
for their challenge alone (RFC 7636), refresh tokens are rotated. The emulator of AWS has a user pool too, but no
WebSocket that a browser would accept (`gaps.txt`).
"""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

PAGE_CLIENT = "the-page"
KEY_ID = "key-1"
COOKIE = "cognito"
HOUR_S = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a request is answered with."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(kw_only=True, eq=False)
class FakeCognito:
    """One user pool. `users` are passwords by address; `disabled` may not sign in; `granted` counts by grant type."""

    url: str
    users: dict[str, str] = field(default_factory=lambda: {"ada@example.com": "Correct-horse-7-battery"})
    groups: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    disabled: set[str] = field(default_factory=set[str])
    programs: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict[str, tuple[str, frozenset[str]]])
    """Secret and scopes of each program, by client id."""
    access_s: int = HOUR_S
    granted: dict[str, int] = field(default_factory=dict[str, int])
    revoked: list[str] = field(default_factory=list[str])
    _key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    _codes: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    _refresh_tokens: dict[str, str] = field(default_factory=dict[str, str])
    _signed_in: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def issuer(self) -> str:
        return f"{self.url}/pool"

    @property
    def jwks_url(self) -> str:
        return f"{self.issuer}/.well-known/jwks.json"

    def revoke_all(self) -> None:
        """An administrator signs everybody out: nothing is renewed any more."""
        self._refresh_tokens.clear()

    def answer(self, method: str, target: str, body: str, cookie: str, authorization: str = "") -> Answer:
        """One request's answer."""
        parts = urlsplit(target)
        fields = dict(parse_qsl(parts.query or body))
        user = self._signed_in.get(cookie)
        match method, parts.path:
            case "GET", "/oauth2/authorize" if user is not None:
                return self._back(fields, user)
            case "GET", "/oauth2/authorize":
                return _form(fields, "")
            case "POST", "/login":
                return self._login(fields)
            case "POST", "/oauth2/token":
                return self._token(fields, authorization)
            case "POST", "/oauth2/revoke":
                self.revoked.append(fields["token"])
                self._refresh_tokens.pop(fields["token"], None)
                return Answer(headers={"Access-Control-Allow-Origin": "*"})
            case "GET", "/logout":
                self._signed_in.pop(cookie, None)
                return Answer(status=302, headers={"Location": fields["logout_uri"]})
            case "GET", "/pool/.well-known/jwks.json":
                key = RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
                return _json({"keys": [key | {"kid": KEY_ID, "use": "sig", "alg": "RS256"}]})
            case _:
                return Answer(status=404)

    def _login(self, fields: dict[str, str]) -> Answer:
        address = fields.get("username", "")
        if self.users.get(address) != fields.get("password"):
            return _form(fields, "Incorrect username or password.")
        if address in self.disabled:
            return _redirect(
                fields["redirect_uri"],
                {"error": "access_denied", "error_description": "User is disabled.", "state": fields["state"]},
            )
        session = secrets.token_hex(8)
        self._signed_in[session] = address
        return self._back(fields, address, {"Set-Cookie": f"{COOKIE}={session}; Path=/; HttpOnly"})

    def _back(self, fields: dict[str, str], user: str, headers: Mapping[str, str] | None = None) -> Answer:
        code = secrets.token_hex(16)
        self._codes[code] = fields | {"user": user}
        return _redirect(fields["redirect_uri"], {"code": code, "state": fields["state"]}, headers)

    def _token(self, fields: dict[str, str], authorization: str) -> Answer:
        kind = fields.get("grant_type", "")
        match kind:
            case "authorization_code":
                asked = self._codes.pop(fields["code"], None)
                if asked is None or asked["code_challenge"] != _challenge(fields["code_verifier"]):
                    return _refusal("invalid_grant")
                told = self._tokens(asked["user"], asked["nonce"])
            case "refresh_token":
                user = self._refresh_tokens.pop(fields["refresh_token"], None)
                if user is None:
                    return _refusal("invalid_grant")
                told = self._tokens(user, "")
            case "client_credentials":
                client_id, _, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
                known, scopes = self.programs.get(client_id, ("", frozenset[str]()))
                if not known or secret != known:
                    return _refusal("invalid_client")
                if fields["scope"] not in scopes:
                    return _refusal("invalid_scope")
                claims = {"sub": client_id, "client_id": client_id, "scope": fields["scope"], "token_use": "access"}
                told = {"access_token": self.signed(claims), "expires_in": self.access_s, "token_type": "Bearer"}
            case _:
                return _refusal("unsupported_grant_type")
        self.granted[kind] = self.granted.get(kind, 0) + 1
        return _json(told)

    def _tokens(self, user: str, nonce: str) -> dict[str, object]:
        refresh = secrets.token_hex(16)
        self._refresh_tokens[refresh] = user
        who: dict[str, Any] = {"sub": hashlib.sha256(user.encode()).hexdigest()[:32]}
        groups = {"cognito:groups": self.groups[user]} if user in self.groups else {}
        access = who | groups | {"client_id": PAGE_CLIENT, "token_use": "access", "scope": "openid email"}
        identity = (
            who | groups | {"aud": PAGE_CLIENT, "token_use": "id", "email": user} | ({"nonce": nonce} if nonce else {})
        )
        return {
            "access_token": self.signed(access),
            "id_token": self.signed(identity),
            "refresh_token": refresh,
            "expires_in": self.access_s,
            "token_type": "Bearer",
        }

    def signed(self, claims: Mapping[str, object]) -> str:
        """A token with these claims, of this issuer, that ends when its tokens do."""
        now = int(time.time())  # what reads these tokens goes by the system's clock
        body = {"iss": self.issuer, "iat": now, "exp": now + self.access_s, "jti": secrets.token_hex(4), **claims}
        return jwt.encode(body, self._key, algorithm="RS256", headers={"kid": KEY_ID})


@contextmanager
def fake_cognito() -> Generator[FakeCognito]:
    """A user pool that answers while the body runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    pool = FakeCognito(url=f"http://127.0.0.1:{server.server_address[1]}")
    server.RequestHandlerClass = _handler(pool)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield pool
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(pool: FakeCognito) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply(self._asked("GET", ""))

        def do_POST(self) -> None:
            self._reply(self._asked("POST", self.rfile.read(int(self.headers["Content-Length"])).decode()))

        def _asked(self, method: str, body: str) -> Answer:
            found = SimpleCookie(self.headers.get("Cookie", "")).get(COOKIE)
            given = self.headers.get("Authorization", "")
            return pool.answer(method, self.path, body, found.value if found else "", given)

        def _reply(self, answer: Answer) -> None:
            self.send_response(answer.status)
            for name, value in {**answer.headers, "Content-Length": str(len(answer.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:
            """Tests keep quiet."""

    return Handler


def _form(fields: Mapping[str, str], problem: str) -> Answer:
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{value}">'
        for name, value in fields.items()
        if name not in ("username", "password")
    )
    page = (
        f'<!doctype html><title>Sign in</title><h1>Sign in to the pool</h1><p role="alert">{problem}</p>'
        f'<form method="post" action="/login">{hidden}<label>Email <input name="username"></label>'
        '<label>Password <input name="password" type="password"></label><button>Sign in</button></form>'
    )
    return Answer(body=page.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def _redirect(to: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(status=302, headers={"Location": f"{to}?{urlencode(fields)}", **(headers or {})})


def _json(told: Mapping[str, object], status: int = 200) -> Answer:
    headers = {"Content-Type": "application/json", "Access-Control-Allow-Origin": "*"}
    return Answer(status=status, body=json.dumps(told).encode(), headers=headers)


def _refusal(error: str) -> Answer:
    return _json({"error": error}, status=400)


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
