"""The HTTP API: every request is a frame of the wire, so that identity, limits and refusals are those of a socket.

API Gateway buffers what a function returns, so that an event stream is a stretch of one: all there is, and what comes
within a bounded time (ADR 40).
"""

import json
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from finops_core.errors import BadFrame, ErrorCode, FinOpsError, JobNotFound
from finops_core.jobs.model import job_id_of
from websocket import protocol, threads
from websocket.deps import FrontDoor, front_door
from websocket.faults import STATUS
from websocket.http_api.event_stream import MEDIA_TYPE, event_stream, still_running
from websocket.http_api.records import JobFailure, JobRead, Refusal, Stopping
from websocket.http_api.request import MAX_WAIT_S, HttpRequest
from websocket.http_api.routes import ROUTES, VERSION, HttpRoute, Operation
from websocket.http_api.visit import TERMINAL, Pause, Refused, Stretch, Visit
from websocket.identity import headers_of
from websocket.tokens import Identity

logger = logging.getLogger(__name__)

Response = dict[str, Any]


def handler(
    event: Mapping[str, Any], context: object, *, deps: FrontDoor | None = None, pause: Pause = time.sleep
) -> Response:
    """Answers one request of payload format 2.0, whose token says whose it is."""
    deps = deps or front_door()
    return respond(event, deps, lambda request: deps.tokens.verify(request.token), pause)


def respond(
    event: Mapping[str, Any],
    deps: FrontDoor,
    identify: Callable[[HttpRequest], Identity],
    pause: Pause,
    *,
    longest_wait_s: int = MAX_WAIT_S,
) -> Response:
    """Answers one request of payload format 2.0. What is wrong with it is a response too, which a page may read."""
    response = _responded(event, deps, identify, pause, longest_wait_s)
    origin = headers_of(event).get("origin")
    if origin is not None:
        response["headers"]["Vary"] = "Origin"
        if origin in deps.allowed_origins:
            allowed = {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": "retry-after"}
            response["headers"] |= allowed
    return response


def _responded(
    event: Mapping[str, Any],
    deps: FrontDoor,
    identify: Callable[[HttpRequest], Identity],
    pause: Pause,
    longest_wait_s: int,
) -> Response:
    try:
        request = HttpRequest.from_event(event, longest_wait_s=longest_wait_s)
        found = _routed(request)
        if found is None:
            return _no_such(request)
        route, named = found
        visit = Visit.of(identify(request), deps, pause)
        return _answered(route.operation, named, request, visit)
    except Refused as refused:
        return _refusal(refused.frame)
    except FinOpsError as error:
        return _refusal(json.loads(protocol.to_text(protocol.error_frame(error, req_id=None))))
    except Exception:
        logger.exception("path=%s | request failed", event.get("rawPath"))
        told = {"code": ErrorCode.INTERNAL, "message": "The platform failed on this request. Sending it again is safe."}
        return _refusal({**told, "retryable": True})
    finally:
        deps.tracing.sink.flush()


def _routed(request: HttpRequest) -> tuple[HttpRoute, Mapping[str, str]] | None:
    for route in ROUTES:
        named = route.match(request.segments)
        if named is not None and route.method == request.method:
            return route, named
    return None


def _no_such(request: HttpRequest) -> Response:
    known = ", ".join(f"{route.method} {route.path}" for route in ROUTES)
    message = f"There is no {request.method} /{'/'.join(request.segments)[:100]} here. There is {known}."
    return _refusal({"code": ErrorCode.BAD_FRAME, "message": message, "retryable": False}, 404)


def _answered(operation: Operation, named: Mapping[str, str], request: HttpRequest, visit: Visit) -> Response:
    match operation:
        case Operation.SUBMIT:
            return _submitted(request, visit)
        case Operation.ASK:
            return _asked(request, visit)
        case Operation.LIST:
            return _json(visit.send({"type": "jobs.list"})[0])
        case Operation.READ:
            return _read(named["jobId"], request.wait_s, visit)
        case Operation.EVENTS:
            return _stretch_of(named["jobId"], request, visit)
        case Operation.CANCEL:
            visit.send({"type": "cancel", **named})
            return _stopping(named["jobId"], visit)
        case Operation.PART:
            return _part(named, visit)
        case Operation.AGUI:
            return _agui(request, visit)


def _submitted(request: HttpRequest, visit: Visit) -> Response:
    if not isinstance(protocol.parse(request.body), protocol.Run):
        raise BadFrame("POST a run: `threadId`, `runId` and `messages`, the last one by the role `user`.")
    return _json(visit.send(request.body)[0], 202)


def _asked(request: HttpRequest, visit: Visit) -> Response:
    """Submits, and waits for the end: as long as the request says, or as it may."""
    job_id = str(json.loads(_submitted(request, visit)["body"])["jobId"])
    return _read(job_id, request.longest_wait_s if "wait" not in request.query else request.wait_s, visit, asked=True)


def _stretch_of(job_id: str, request: HttpRequest, visit: Visit) -> Response:
    stretch = visit.read_on({job_id: request.after}, request.wait_s)
    return _events(event_stream(stretch)) if stretch.envelopes or not stretch.over else _nothing_more()


def _part(named: Mapping[str, str], visit: Visit) -> Response:
    part = named["part"]
    if not part.isdecimal() or len(part) > 5:
        raise JobNotFound(f"Job {named['jobId']} has no part {part[:20]} of a result {named['artifactId']}.")
    return _json(visit.send({"type": "get", **named, "part": int(part)})[0])


def _agui(request: HttpRequest, visit: Visit) -> Response:
    """A run or a resume is answered with events, every other frame with JSON."""
    match protocol.parse(request.body):
        case protocol.Run():
            job_id = str(visit.send(request.body)[0]["jobId"])
            stretch = visit.read_on({job_id: request.after}, MAX_WAIT_S)
            return _events(event_stream(stretch) if stretch.over else still_running(stretch))
        case protocol.Resume(jobs=jobs):
            return _events(event_stream(visit.read_on({job.job_id: job.after for job in jobs}, MAX_WAIT_S)))
        case protocol.Abort(run_id=run_id):
            visit.send(request.body)
            return _stopping(job_id_of(visit.who.user_id, run_id), visit)
        case protocol.Cancel(job_id=job_id):
            visit.send(request.body)
            return _stopping(job_id, visit)
        case _:
            return _json(visit.send(request.body)[0])


def _read(job_id: str, wait_s: float, visit: Visit, *, asked: bool = False) -> Response:
    """A job as it is; while it goes on also where to read on, which answers a question with 202."""
    stretch = visit.read_on({job_id: 0}, wait_s)
    job = visit.door.jobs.of_user(visit.who.user_id, job_id)
    answer = next((each["value"] for each in _chunks(stretch) if each.get("name") == "answer"), None)
    ended = next((each for each in _chunks(stretch) if each["type"] in TERMINAL), None)
    read = JobRead(
        job=threads.summary(job),
        answer=answer,
        failure=None if answer or not ended else _failure(ended),
        read_on=None if ended else f"/{VERSION}/jobs/{job_id}",
    )
    return _json(json.loads(protocol.to_text(read)), 202 if asked and not ended else 200)


def _failure(ended: Mapping[str, Any]) -> JobFailure:
    """Why a job ended without an answer, of its last event."""
    if ended["type"] == "RUN_ERROR":
        return JobFailure(code=str(ended["code"]), message=str(ended["message"]))
    outcome = str(ended["outcome"]["type"])
    return JobFailure(code=outcome.upper(), message=f"The job ended without an answer: {outcome}.")


def _chunks(stretch: Stretch) -> list[dict[str, Any]]:
    return [envelope["chunk"] for envelope in stretch.envelopes]


def _stopping(job_id: str, visit: Visit) -> Response:
    """On a socket the job's own last event answers; here it is read again by whoever wants it."""
    job = visit.door.jobs.of_user(visit.who.user_id, job_id)
    stopping = Stopping(job_id=job.job_id, run_id=job.run_id, status=job.status.value)
    return _json(stopping.model_dump(mode="json", by_alias=True), 202)


def _refusal(frame: Mapping[str, Any], status: int | None = None) -> Response:
    fields = ("code", "message", "retryable", "retryAfterMs")
    refusal = Refusal.model_validate({name: frame.get(name) for name in fields})
    response = _json(refusal.model_dump(mode="json", by_alias=True), status or _status(refusal))
    if refusal.retry_after_ms:
        response["headers"]["Retry-After"] = str(-(-refusal.retry_after_ms // 1000))
    if response["statusCode"] == 401:
        response["headers"]["WWW-Authenticate"] = "Bearer"
    return response


def _status(refusal: Refusal) -> int:
    """A failure that may pass is no fault of the request: clients and proxies know 503 as that."""
    status = STATUS[refusal.code]
    return 503 if status == 500 and refusal.retryable else status


def _json(told: Mapping[str, Any], status: int = 200) -> Response:
    return _response(status, "application/json", json.dumps(told, separators=(",", ":"), ensure_ascii=False))


def _events(text: str) -> Response:
    return _response(200, MEDIA_TYPE, text)


def _nothing_more() -> Response:
    """The job has ended and all of it was read: a client that follows the standard does not ask again."""
    return _response(204, MEDIA_TYPE, "")


def _response(status: int, media_type: str, body: str) -> Response:
    headers = {"Content-Type": media_type, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return {"statusCode": status, "headers": headers, "body": body, "isBase64Encoded": False}
