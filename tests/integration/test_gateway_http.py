"""The HTTP side of the port: the page and its headers, health, protected routes, and who is refused."""

import asyncio
import socket
from collections.abc import Generator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from finops_core.errors import BadFrame, SettingsError
from local.gateway.connections import LocalConnections
from local.gateway.http import EMPTY_STYLE, require_token
from local.gateway.invocation import Handlers
from local.gateway.limits import Limits
from local.gateway.origin import OriginPolicy
from local.gateway.routes import RouteSettings
from local.gateway.server import Gateway, GatewayConfig
from tests.integration.gateway_harness import PATIENCE_S, TOKEN, World, serving

HASHED = "assets/index-Bx3kq9.js"
AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>FinOps Agent</title>")
    (folder / HASHED).write_text("export {};")
    (folder / "favicon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (folder.parent / "secret.txt").write_text("not of the page")
    return folder


def bill() -> dict[str, str]:
    return {"total": str(Decimal("12.30"))}


def unreadable() -> Any:
    raise BadFrame("column BilledCost is missing: export FOCUS 1.0 or newer")


async def posted(request: Request) -> Response:
    return JSONResponse({"heard": (await request.body()).decode()})


@pytest.fixture(scope="module")
def world(page: Path) -> Generator[World]:
    with serving(
        static_dir=page,
        health=lambda: {"status": "ok", "jobs": 3},
        json_routes={"/bill.json": bill, "/unreadable.json": unreadable},
        http_routes=[
            Route("/agui", require_token(TOKEN, posted), methods=["POST"]),
            Route("/open", posted, methods=["POST"]),
        ],
        routes=RouteSettings(origins=OriginPolicy(allowed=frozenset({"http://localhost:5173"}))),
    ) as served:
        yield served


@pytest.fixture
def http(world: World) -> Generator[httpx.Client]:
    with httpx.Client(base_url=f"http://127.0.0.1:{world.port}", timeout=PATIENCE_S) as client:
        yield client


def test_health_is_open_and_says_what_the_platform_says(http: httpx.Client) -> None:
    answer = http.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "jobs": 3}


def test_the_page_runs_no_inline_script_and_talks_to_its_own_address_only(http: httpx.Client, world: World) -> None:
    answer = http.get("/")
    assert "FinOps Agent" in answer.text
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert "script-src" not in policy
    assert policy["connect-src"] == f"'self' ws://127.0.0.1:{world.port}"
    assert policy["style-src"] == f"'self' '{EMPTY_STYLE}'"
    assert [policy[name] for name in ("object-src", "base-uri", "frame-ancestors")] == ["'none'"] * 3


@pytest.mark.parametrize("path", ["/", "/healthz", "/missing.js", "/bill.json", f"/{HASHED}"])
def test_every_answer_is_hardened(http: httpx.Client, path: str) -> None:
    headers = http.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Content-Security-Policy"]


def test_hashed_assets_are_cached_for_ever_and_the_page_is_asked_for_again(http: httpx.Client) -> None:
    assert http.get(f"/{HASHED}").headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert http.get("/").headers["Cache-Control"] == "no-cache"
    assert http.get("/favicon.svg").headers["Cache-Control"] == "no-cache"


def test_an_unchanged_page_is_not_sent_again(http: httpx.Client) -> None:
    tag = http.get("/").headers["ETag"]
    assert http.get("/", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("path", ["/threads/t1", "/settings", "/index.html"])
def test_client_routes_get_the_page(http: httpx.Client, path: str) -> None:
    answer = http.get(path)
    assert answer.status_code == 200
    assert "FinOps Agent" in answer.text
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/missing.js", "/assets/gone", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/a%00b.js"])
def test_what_is_not_of_the_page_is_not_found(http: httpx.Client, path: str) -> None:
    answer = http.get(path)
    assert answer.status_code == 404
    assert "not of the page" not in answer.text


def test_json_routes_need_the_token(http: httpx.Client) -> None:
    assert http.get("/bill.json").status_code == 401
    assert http.get("/bill.json", headers={"Authorization": "Bearer wrong"}).status_code == 401
    answer = http.get("/bill.json", headers=AUTHORIZED)
    assert answer.json() == {"total": "12.30"}
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_json_route_that_fails_says_why_in_words(http: httpx.Client) -> None:
    answer = http.get("/unreadable.json", headers=AUTHORIZED)
    assert answer.status_code == 400
    assert answer.json() == {
        "code": "BAD_FRAME",
        "message": "column BilledCost is missing: export FOCUS 1.0 or newer",
        "retryable": False,
        "retryAfterMs": None,
    }


def test_injected_routes_are_served_before_the_page_and_may_require_the_token(http: httpx.Client) -> None:
    assert http.post("/agui", content="run").status_code == 401
    assert http.post("/agui", content="run", headers=AUTHORIZED).json() == {"heard": "run"}
    assert http.post("/open", content="run").json() == {"heard": "run"}


def test_the_websocket_path_without_an_upgrade_says_so(http: httpx.Client) -> None:
    answer = http.get("/ws")
    assert answer.status_code == 426
    assert answer.headers["Upgrade"] == "websocket"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.2", "localhost:80:80", ""])
def test_a_foreign_host_is_refused_everywhere(http: httpx.Client, host: str) -> None:
    for path in ("/", "/healthz", "/bill.json"):
        answer = http.get(path, headers={"Host": host, **AUTHORIZED})
        assert answer.status_code == 403
        assert "total" not in answer.text


@pytest.mark.parametrize("host", ["localhost:1234", "127.0.0.1", "[::1]:8080", "LOCALHOST"])
def test_every_loopback_name_is_served(http: httpx.Client, host: str) -> None:
    assert http.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_a_foreign_page_cannot_even_ask(http: httpx.Client, origin: str) -> None:
    assert http.post("/open", content="x", headers={"Origin": origin}).status_code == 403


def test_own_and_allowed_pages_may_ask(http: httpx.Client, world: World) -> None:
    for origin in (f"http://127.0.0.1:{world.port}", "http://localhost:5173"):
        assert http.post("/open", content="x", headers={"Origin": origin}).status_code == 200


async def test_rubbish_instead_of_http_is_a_400(world: World) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
    writer.write(b"\x16\x03\x01 this is no HTTP\r\n\r\n")
    async with asyncio.timeout(PATIENCE_S):
        assert (await reader.read()).startswith(b"HTTP/1.1 400 ")
    writer.close()
    await writer.wait_closed()


def nothing(_event: object, _context: object) -> dict[str, int]:
    return {"statusCode": 200}


HANDLERS = Handlers(connect=nothing, default=nothing, disconnect=nothing)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.org", "::"])
def test_an_address_that_others_can_reach_is_refused(host: str) -> None:
    with pytest.raises(SettingsError, match="loopback"):
        Gateway(GatewayConfig(host=host), HANDLERS).start()


def test_a_port_that_is_taken_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"port {port}"):
            Gateway(GatewayConfig(port=port), HANDLERS).start()


def test_without_a_token_protected_routes_are_closed_to_all() -> None:
    gateway = Gateway(GatewayConfig(), HANDLERS, json_routes={"/bill.json": bill})
    port = gateway.start()
    try:
        for authorization in ("", "Bearer", "Bearer x"):
            answer = httpx.get(f"http://127.0.0.1:{port}/bill.json", headers={"Authorization": authorization})
            assert answer.status_code == 401
    finally:
        gateway.stop()


def test_without_a_page_unknown_paths_are_not_found() -> None:
    gateway = Gateway(GatewayConfig(), HANDLERS)
    port = gateway.start()
    try:
        assert httpx.get(f"http://127.0.0.1:{port}/").status_code == 404
        assert httpx.get(f"http://127.0.0.1:{port}/healthz").json() == {"status": "ok"}
    finally:
        gateway.stop()


def test_connections_made_before_the_gateway_are_the_gateways() -> None:
    connections = LocalConnections(Limits())
    assert Gateway(GatewayConfig(), HANDLERS, connections=connections).connections is connections


def test_the_configuration_does_not_print_its_token() -> None:
    assert TOKEN not in repr(GatewayConfig(token=TOKEN))
