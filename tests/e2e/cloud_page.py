"""The page as the cloud serves it, on loopback: files and headers of a distribution, a socket, a user pool.

Page, socket and user pool are three origins, as they are there, so that what the page's policy forbids fails here too.
"""

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cdk.page_policy import OTHER_HEADERS, content_security_policy
from finops_core.roles import Role
from finops_core.tracing.port import Tracing
from local.doorbells import Doorbells
from local.gateway.connections import LocalConnections
from local.gateway.invocation import Handlers
from local.gateway.origin import OriginPolicy
from local.gateway.routes import RouteSettings
from local.gateway.server import Gateway, GatewayConfig
from local.platform import LIMITS, Platform
from local.settings import LocalSettings
from local.sse_stream import SseStreams
from tests.infra.fake_cognito import PAGE_CLIENT, FakeCognito, fake_cognito
from websocket import authorizer, connect, message
from websocket.deps import AuthorizerDeps, FrontDoor, Poster
from websocket.tokens import PROGRAM_SCOPE, JwtVerifier

DIST = Path(__file__).parents[2] / "frontend" / "dist"
ANALYSTS = "analysts"
"""The one group with a role: who is in none is a viewer."""
PROGRAM, NARROW_PROGRAM, SECRET = "nightly", "narrow", "s3cret-of-the-program"
"""A program that sees all accounts, and one that sees an account without charges."""


class SignedInPlatform(Platform):
    """The platform behind the cloud's authorizer: tokens of a user pool, and one page that may connect."""

    def __init__(self, settings: LocalSettings, *, tokens: JwtVerifier, page: str) -> None:
        super().__init__(settings)
        self._tokens = tokens
        self._page = page

    def _front_door(self, poster: Poster, doorbells: Doorbells, tracing: Tracing) -> FrontDoor:
        return replace(super()._front_door(poster, doorbells, tracing), tokens=self._tokens)

    def _make_gateway(self, door: FrontDoor, connections: LocalConnections, streams: SseStreams) -> Gateway:
        origins = OriginPolicy(allowed=frozenset({self._page}))
        guard = AuthorizerDeps(tokens=door.tokens, allowed_origins={self._page})
        return Gateway(
            GatewayConfig(routes=RouteSettings(origins=origins), limits=LIMITS),
            Handlers(
                authorizer=partial(authorizer.handler, deps=guard),
                connect=partial(connect.handler, deps=door),
                default=partial(message.handler, deps=door),
                disconnect=partial(connect.disconnect_handler, deps=door),
            ),
            connections=connections,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloud:
    """Where the page is, and its socket, and the pool that its users and programs sign in at."""

    url: str
    socket: str
    pool: FakeCognito


@contextmanager
def cloud_page(data_dir: Path, bill: Path) -> Generator[Cloud]:
    """A page over a bill, for the users of a pool."""
    with fake_cognito() as pool, page_server() as server:
        url = f"http://127.0.0.1:{server.server_address[1]}"
        tokens = JwtVerifier(
            issuer=pool.issuer,
            audiences=(PAGE_CLIENT,),
            jwks_url=pool.jwks_url,
            program_accounts={PROGRAM: None, NARROW_PROGRAM: ("000000000000",)},
            group_roles={ANALYSTS: Role.ANALYST},
            program_roles={NARROW_PROGRAM: Role.VIEWER},
        )
        pool.programs |= {name: (SECRET, frozenset({PROGRAM_SCOPE})) for name in (PROGRAM, NARROW_PROGRAM)}
        settings = LocalSettings(bill=str(bill), port=0, data_dir=data_dir, page=None)
        platform = SignedInPlatform(settings, tokens=tokens, page=url).start()
        config = {"socket": platform.url, "signIn": pool.url, "clientId": PAGE_CLIENT, "region": "eu-west-1"}
        policy = content_security_policy((platform.url, f"{pool.url}/oauth2/"))
        server.RequestHandlerClass = served_files(config, {"Content-Security-Policy": policy, **OTHER_HEADERS})
        try:
            yield Cloud(url=url, socket=platform.url, pool=pool)
        finally:
            platform.stop()


@contextmanager
def page_server() -> Generator[ThreadingHTTPServer]:
    """A server on loopback, which has nothing to serve until its handler is set."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def served_files(config: dict[str, str], headers: dict[str, str]) -> type[SimpleHTTPRequestHandler]:
    """The built page, this as its `config.json`, and these headers with all of it."""

    class Files(SimpleHTTPRequestHandler):
        def __init__(self, *given: object) -> None:
            super().__init__(*given, directory=str(DIST))  # pyright: ignore[reportArgumentType]

        def do_GET(self) -> None:
            if self.path != "/config.json":
                super().do_GET()
                return
            body = json.dumps(config).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def end_headers(self) -> None:
            for name, value in headers.items():
                self.send_header(name, value)
            super().end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Tests keep quiet."""

    return Files
