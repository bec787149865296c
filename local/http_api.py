"""The HTTP API on this machine: requests become the events that API Gateway makes of them, for the same handler."""

import anyio
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from finops_core.errors import TooLarge
from local.gateway.http import Endpoint, body_of
from websocket import protocol
from websocket.deps import FrontDoor
from websocket.http_api.handler import handler
from websocket.http_api.routes import ROUTES, VERSION

WAITING = 32
"""Requests at work at once, each in a thread of its own: one that waits for a job keeps nobody else waiting."""


def routes(door: FrontDoor) -> list[Route]:
    """Everything below the version; what there is not, the handler says."""
    methods = sorted({route.method for route in ROUTES} | {"PUT", "PATCH", "DELETE"})
    return [Route(f"/{VERSION}/{{rest:path}}", _endpoint(door), methods=methods)]


def _endpoint(door: FrontDoor) -> Endpoint:
    threads = anyio.CapacityLimiter(WAITING)

    async def answered(request: Request) -> Response:
        body = await body_of(request, protocol.MAX_FRAME_BYTES + 1)
        if len(body) > protocol.MAX_FRAME_BYTES:
            raise TooLarge(f"A request may have {protocol.MAX_FRAME_BYTES} bytes. Shorten the question.")
        event = {
            "version": "2.0",
            "rawPath": request.url.path,
            "headers": dict(request.headers.items()),
            "queryStringParameters": dict(request.query_params),
            "requestContext": {"http": {"method": request.method, "path": request.url.path}},
            "body": body.decode(errors="replace"),
            "isBase64Encoded": False,
        }
        told = await run_sync(lambda: handler(event, None, deps=door), limiter=threads)
        return Response(told["body"], status_code=told["statusCode"], headers=told["headers"])

    return answered
