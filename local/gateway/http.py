"""The HTTP side of the gateway's port: the page, health, the `@connections` API and injected routes."""

import hmac
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, TypeAlias

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from finops_core.errors import BadFrame, ConnectionGone, FinOpsError, TooLarge
from local.gateway.connections import Connections
from local.gateway.limits import Limits
from local.gateway.origin import OriginPolicy, is_loopback_host
from local.gateway.proof import NONCE, ServerProof
from websocket.faults import STATUS

logger = logging.getLogger(__name__)

JsonSource: TypeAlias = Callable[[], Any]
"""Makes the JSON value of a route; called in a thread, for every request."""

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]

Accepted: TypeAlias = str | tuple[str, ...]
"""The tokens that let a request in; an empty one lets nobody in."""

EMPTY_STYLE = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


def application(
    *,
    connections: Connections,
    token: Accepted,
    proof: ServerProof | None,
    origins: OriginPolicy,
    health: JsonSource,
    json_routes: Mapping[str, JsonSource],
    routes: Sequence[BaseRoute],
    static_dir: Path | None,
    websocket_path: str,
    limits: Limits,
) -> ASGIApp:
    """The ASGI application. `json_routes` and `@connections` require the token, `health` and the page do not.

    `routes` come after those and before the page; wrap their endpoints in `require_token` to protect them.
    """

    async def healthz(_: Request) -> Response:
        return JSONResponse(await run_in_threadpool(health))

    async def upgrade_required(_: Request) -> Response:
        return JSONResponse({"message": "Upgrade Required"}, status_code=426, headers={"Upgrade": "websocket"})

    endpoint = require_token(token, _connections_endpoint(connections, limits.post_bytes))
    served: list[BaseRoute] = [
        Route("/healthz", healthz),
        Route(websocket_path, upgrade_required),
        Route("/@connections/{connection_id}", endpoint, methods=["GET", "POST", "DELETE"]),
        *(Route(path, require_token(token, _json_endpoint(source))) for path, source in json_routes.items()),
        *routes,
    ]
    if proof is not None:
        served.insert(0, Route("/session", _session_endpoint(proof)))
    if static_dir is not None:
        served.append(Mount("/", Page(static_dir)))
    handlers = {FinOpsError: _told, HTTPException: _refused}
    return Guard(Starlette(routes=served, exception_handlers=handlers), origins, body_bytes=limits.body_bytes)


def _session_endpoint(proof: ServerProof) -> Endpoint:
    async def session(request: Request) -> Response:
        nonce = request.query_params.get("nonce", "")
        if not NONCE.fullmatch(nonce):
            raise BadFrame("`nonce` has to be 22 to 128 characters of base64url, drawn at random.")
        # The port is that of the socket: a Host header is whatever its sender says.
        port = int(request.scope["server"][1])
        told = {"session": proof.session, "proof": proof.answer(nonce, port)}
        return JSONResponse(told, headers={"Cache-Control": "no-store"})

    return session


def require_token(token: Accepted, endpoint: Endpoint) -> Endpoint:
    """The endpoint, for requests with `Authorization: Bearer <token>` alone; others get 401."""
    expected = [f"Bearer {known}".encode() for known in ((token,) if isinstance(token, str) else token) if known]

    async def guarded(request: Request) -> Response:
        given = request.headers.get("Authorization", "").encode("latin-1")
        if not any(hmac.compare_digest(given, known) for known in expected):
            return JSONResponse({"message": "Unauthorized"}, status_code=401, headers={"WWW-Authenticate": "Bearer"})
        return await endpoint(request)

    return guarded


class Page(StaticFiles):
    """The built page. Unknown paths without a file suffix are its client-side routes and get `index.html`.

    Files in `assets/` carry a hash of their content in their names and may be cached for ever, others not at all
    without asking.
    """

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory)

    async def get_response(self, path: str, scope: Scope) -> Response:
        try:
            response = await super().get_response("index.html" if path == "." else path, scope)
        except HTTPException as error:
            if error.status_code != 404 or PurePosixPath(path).suffix or path.startswith("assets/"):
                raise
            response = await super().get_response("index.html", scope)
        hashed = path.startswith("assets/")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
        return response


class Guard:
    """Refuses foreign Hosts and Origins before any route sees the request, and hardens every response.

    No route reads more than `body_bytes` of a body, except one that takes an upload and bounds it itself.
    """

    def __init__(self, app: ASGIApp, origins: OriginPolicy, *, body_bytes: int) -> None:
        self._app = app
        self._origins = origins
        self._body_bytes = body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        host = hosts[0] if len(hosts) == 1 else ""

        async def hardened(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_security_headers(host))
            await send(message)

        foreign = any(not self._origins.admits_page(origin, host=host) for origin in headers.getlist("origin"))
        if not is_loopback_host(host):
            host = "localhost"
            app: ASGIApp = JSONResponse({"message": "Forbidden: this Host is not served here"}, status_code=403)
        elif foreign:
            app = JSONResponse({"message": "Forbidden: this Origin may not ask here"}, status_code=403)
        else:
            app = self._app
        await app(scope, receive if scope["method"] == "PUT" else self._bounded(receive), hardened)

    def _bounded(self, receive: Receive) -> Receive:
        left = self._body_bytes

        async def bounded() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise TooLarge(f"A request may have {self._body_bytes} bytes.")
            return message

        return bounded


def _security_headers(host: str) -> dict[str, str]:
    # MUI's emotion inserts empty <style> elements and fills them through the style sheet's own interface: the hash is
    # that of the empty text. No inline style and no inline script is allowed otherwise.
    policy = (
        "default-src 'self'; "
        f"connect-src 'self' ws://{host}; "
        f"style-src 'self' '{EMPTY_STYLE}'; "
        "img-src 'self' data:; "
        "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }


def _json_endpoint(source: JsonSource) -> Endpoint:
    async def endpoint(_: Request) -> Response:
        return JSONResponse(await run_in_threadpool(source), headers={"Cache-Control": "no-store"})

    return endpoint


def _connections_endpoint(connections: Connections, post_bytes: int) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        connection_id = request.path_params["connection_id"]
        if request.method == "POST":
            connections.post(connection_id, await body_of(request, post_bytes + 1))
            return Response()
        if request.method == "DELETE":
            connections.delete(connection_id)
            return Response(status_code=204)
        details = connections.get(connection_id)
        return JSONResponse(
            {
                "connectedAt": details.connected_at.isoformat(),
                "identity": dict(details.identity),
                "lastActiveAt": details.last_active_at.isoformat(),
            }
        )

    return endpoint


async def body_of(request: Request, up_to_bytes: int) -> bytes:
    """The body, read no further than `up_to_bytes`."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) >= up_to_bytes:
            break
    return bytes(body[:up_to_bytes])


def refusal(error: Mapping[str, Any]) -> Response:
    """An `error` frame as an HTTP response: its code and words, and the status of its code."""
    after_ms = error.get("retryAfterMs")
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": str(-(-after_ms // 1000))} if after_ms else {})
    told = {name: error.get(name) for name in ("code", "message", "retryable", "retryAfterMs")}
    return JSONResponse(told, status_code=STATUS.get(error["code"], 500), headers=headers)


async def _told(_: Request, error: Exception) -> Response:
    if isinstance(error, ConnectionGone):
        return JSONResponse({"code": error.code, "message": str(error)}, status_code=410)
    assert isinstance(error, FinOpsError)
    told = {"code": error.code, "message": str(error), "retryable": error.retryable}
    return refusal(told | {"retryAfterMs": error.retry_after_ms})


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"message": error.detail}, status_code=error.status_code, headers=error.headers)
