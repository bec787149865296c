"""$default: every frame of a client, answered with frames."""

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from finops_core.errors import (
    BadFrame,
    ConnectionGone,
    ConnectionThrottled,
    ErrorCode,
    FinOpsError,
    JobNotFound,
    TokenExpired,
    TooLarge,
)
from finops_core.jobs.ending import stop
from finops_core.jobs.model import Job, JobStatus, job_id_of
from finops_core.jobs.opening import opening
from finops_core.tracing.span import FRAME, span_of
from websocket import access, advice, agui, anomalies, feedback, keys, memory, protocol, threads
from websocket.connections import Connection
from websocket.deps import FrontDoor, front_door
from websocket.identity import Caller, caller
from websocket.kept_texts import refuse_credentials

logger = logging.getLogger(__name__)

EXPIRED = "Your sign-in has expired. Send a fresh token in an `auth` frame, then send this again."


def handler(event: Mapping[str, Any], context: object, *, deps: FrontDoor | None = None) -> dict[str, Any]:
    """Answers one frame with frames posted to the sender. Errors are frames too; only a lost sender is silent."""
    door = deps or front_door()
    answer(str(event.get("body") or ""), caller(event), door)
    door.tracing.sink.flush()
    return {"statusCode": 200}


def answer(body: str, who: Caller, deps: FrontDoor) -> None:
    """Answers one frame of a caller by posting frames to their connection. What is wrong with it is a frame too."""
    try:
        refused = _carried_out(body, who, deps)
        if refused is not None:
            _reply(refused, who, deps)
    except ConnectionGone:
        deps.connections.remove(who.user_id, who.connection_id)
    except ConnectionThrottled:
        logger.info("connection_id=%s | reply dropped, the client reads too slowly", who.connection_id)


def _carried_out(body: str, who: Caller, deps: FrontDoor) -> protocol.Error | None:
    """Carries out one frame; what is wrong with it comes back as an error frame."""
    try:
        deps.limiter.admit(who.user_id)
        _dispatch(protocol.parse(body), who, deps)
    except (ConnectionGone, ConnectionThrottled):
        raise
    except FinOpsError as error:
        return protocol.error_frame(error, req_id=protocol.request_id(body))
    except Exception:
        logger.exception("user_id=%s, connection_id=%s | frame failed", who.user_id, who.connection_id)
        return protocol.Error(
            req_id=protocol.request_id(body),
            code=ErrorCode.INTERNAL,
            message="The platform failed on this frame. Sending it again is safe.",
            retryable=True,
        )
    return None


def _dispatch(frame: protocol.ClientFrame, who: Caller, deps: FrontDoor) -> None:
    if not isinstance(frame, protocol.Auth | protocol.Ping):
        who = _signed_in(who, deps)
    access.refuse_unless_allowed(frame, who)
    refuse_credentials(frame)
    match frame:
        case protocol.Run():
            _run(frame, who, deps)
        case protocol.Resume():
            _resume(frame, who, deps)
        case protocol.Abort(run_id=run_id):
            stop(who.user_id, job_id_of(who.user_id, run_id), deps.jobs)
        case protocol.Cancel(job_id=job_id):
            stop(who.user_id, job_id, deps.jobs)
        case protocol.Get():
            _artifact(frame, who, deps)
        case protocol.Auth():
            _auth(frame, who, deps)
        case protocol.Ping(req_id=req_id):
            _reply(protocol.Pong(req_id=req_id), who, deps)
        case protocol.Approve():
            raise BadFrame("Approving actions is not available in this version.")
        case _:
            _records(frame, who, deps)


def _records(
    frame: threads.Frame
    | advice.Frame
    | anomalies.Frame
    | feedback.Frame
    | memory.Frame
    | keys.Frame
    | protocol.AccessGet,
    who: Caller,
    deps: FrontDoor,
) -> None:
    """Reads and changes what is kept of a user, and says what they may do."""

    def reply(answer: protocol.Frame) -> None:
        _reply(answer, who, deps)

    match frame:
        case protocol.AccessGet():
            reply(access.told(frame, who))
        case protocol.FeedbackGive() | protocol.FeedbackList():
            feedback.answer(frame, who, deps, reply)
        case protocol.KeysList() | protocol.KeyCreate() | protocol.KeyRotate() | protocol.KeyRevoke():
            keys.answer(frame, who, deps, reply)
        case protocol.MemoryList() | protocol.MemoryForget():
            memory.answer(frame, who, deps, reply)
        case protocol.AdviceDismiss() | protocol.AdviceReopen() | protocol.AdviceMark() | protocol.AdviceUnmark():
            advice.answer(frame, who, deps, reply)
        case protocol.AnomalyDismiss() | protocol.AnomalyRestore():
            anomalies.answer(frame, who, deps, reply)
        case _:
            threads.answer(frame, who, deps, reply)


def _run(frame: protocol.Run, who: Caller, deps: FrontDoor) -> None:
    now = deps.clock.now()
    question = protocol.question_of(frame.input)
    props = _props(frame.input.forwarded_props or {})
    run_id, thread_id = frame.input.run_id, frame.input.thread_id
    job = Job(
        job_id=job_id_of(who.user_id, run_id),
        user_id=who.user_id,
        thread_id=thread_id,
        run_id=run_id,
        input_hash=_input_hash(thread_id, question, props),
        question=question,
        props=props,
        accounts=who.accounts,
        role=who.role,
        status=JobStatus.QUEUED,
        created_at=now,
        updated_at=now,
    )
    stored, duplicate = deps.jobs.submit(job, opening(question))
    submitted = deps.tracing.clock.now() if deps.tracing.traced else None
    ack = protocol.Ack(
        req_id=frame.req_id,
        job_id=stored.job_id,
        run_id=stored.run_id,
        thread_id=stored.thread_id,
        seq=stored.next_seq - 1,
        duplicate=duplicate,
    )
    try:
        _reply(ack, who, deps)  # the job is durable: its sender need not wait for the doorbell
    finally:
        if stored.status is JobStatus.QUEUED:
            _ring(stored.job_id, deps)
        if submitted is not None and not duplicate:
            _trace(stored, submitted, deps)


def _trace(job: Job, submitted: datetime, deps: FrontDoor) -> None:
    """The root of the job's trace, and how long storing it took."""
    begin, end = job.created_at, deps.tracing.clock.now()
    deps.tracing.sink.take(
        span_of(job.job_id, FRAME, FRAME, parent="", begin=begin, end=end, attributes={"job_id": job.job_id}),
        span_of(job.job_id, "submit", "submit", parent=FRAME, begin=begin, end=submitted),
    )


def _ring(job_id: str, deps: FrontDoor) -> None:
    """The job is durable already: a doorbell that fails is rung again by the sweep."""
    try:
        deps.queue.send(job_id)
    except FinOpsError:
        logger.warning("job_id=%s | doorbell failed, the sweep will ring", job_id)


def _resume(frame: protocol.Resume, who: Caller, deps: FrontDoor) -> None:
    for wanted in frame.jobs:
        _signed_in(who, deps)
        try:
            job = deps.jobs.of_user(who.user_id, wanted.job_id)
        except JobNotFound as error:
            _reply(protocol.error_frame(error, req_id=frame.req_id), who, deps)
            continue
        through = replay(job, wanted.after, who.connection_id, deps)
        _reply(protocol.ResumeDone(req_id=frame.req_id, job_id=job.job_id, through=through), who, deps)


def replay(job: Job, after: int, connection_id: str, deps: FrontDoor) -> int:
    """Posts a job's events beyond `after` to one connection; returns the last `seq` it now has."""
    through = after
    for segment in deps.jobs.log(job.job_id, after=after):
        deps.poster.post(connection_id, *agui.frames(segment))
        through = segment.last_seq
    return through


def _artifact(frame: protocol.Get, who: Caller, deps: FrontDoor) -> None:
    job = deps.jobs.of_user(who.user_id, frame.job_id)
    parts = deps.jobs.artifact_parts(job.job_id, frame.artifact_id)
    data = deps.blobs.get(f"{job.job_id}/{frame.artifact_id}/{frame.part}") if frame.part < parts else None
    if data is None:
        raise JobNotFound(f"Job {job.job_id} has no part {frame.part} of a result {frame.artifact_id}.")
    _reply(
        protocol.Artifact(
            req_id=frame.req_id,
            job_id=job.job_id,
            artifact_id=frame.artifact_id,
            part=frame.part,
            parts=parts,
            data=data.decode(),
        ),
        who,
        deps,
    )


def _auth(frame: protocol.Auth, who: Caller, deps: FrontDoor) -> None:
    identity = deps.tokens.verify(frame.token)
    if identity.user_id != who.user_id:
        raise BadFrame("The token belongs to another user. Open a new connection for it.")
    deps.connections.extend(
        Connection(
            connection_id=who.connection_id,
            user_id=who.user_id,
            exp=identity.exp,
            accounts=identity.accounts,
            role=identity.role,
        )
    )
    _reply(protocol.AuthOk(req_id=frame.req_id, exp=identity.exp), who, deps)


def _signed_in(who: Caller, deps: FrontDoor) -> Caller:
    """The caller as the latest token of the connection says. Raises TokenExpired when none is good any more."""
    now = deps.clock.now().timestamp()
    if who.exp is None or now < who.exp:
        return who
    connection = deps.connections.find(who.user_id, who.connection_id)
    if connection is None or not connection.good_at(now):
        raise TokenExpired(EXPIRED)
    return replace(who, exp=connection.exp, accounts=connection.accounts, role=connection.role)


def _props(props: dict[str, object]) -> dict[str, object]:
    if len(json.dumps(props)) > protocol.MAX_PROPS_BYTES:
        raise TooLarge(f"forwardedProps may have {protocol.MAX_PROPS_BYTES} bytes.")
    return props


def _input_hash(thread_id: str, question: str, props: Mapping[str, object]) -> str:
    text = json.dumps([thread_id, question, props], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _reply(frame: protocol.Frame, who: Caller, deps: FrontDoor) -> None:
    deps.poster.post(who.connection_id, protocol.to_text(frame).encode())
