"""The wire, subprotocol `finops.v1`: every frame as a model. The TypeScript types and AsyncAPI come from here."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import from_json

from finops_core.errors import BadFrame, ErrorCode, FinOpsError, TooLarge
from websocket.access_frames import Access, AccessGet
from websocket.advice_frames import (
    AdviceDismiss,
    AdviceDismissed,
    AdviceMark,
    AdviceMarked,
    AdviceReopen,
    AdviceReopened,
    AdviceUnmark,
    AdviceUnmarked,
)
from websocket.anomaly_frames import AnomalyDismiss, AnomalyDismissed, AnomalyRestore, AnomalyRestored
from websocket.feedback_frames import FeedbackGive, FeedbackGiven, FeedbackList, Feedbacks
from websocket.frame import Frame, Id, RunInput
from websocket.key_frames import KeyCreate, KeyMade, KeyRevoke, KeyRotate, Keys, KeysList
from websocket.list_frames import (
    Jobs,
    JobsList,
    ThreadDelete,
    ThreadDeleted,
    ThreadGet,
    ThreadJobs,
    ThreadRename,
    ThreadRenamed,
    Threads,
    ThreadsList,
)
from websocket.memory_frames import Memories, MemoryForget, MemoryList

SUBPROTOCOL = "finops.v1"
BEARER_SUBPROTOCOL_PREFIX = "base64UrlBearerAuthorization."
MAX_FRAME_BYTES = 30 * 1024
"""API Gateway closes a connection above 32 KB a frame; this leaves room for its framing."""
MAX_QUESTION_CHARS = 4000
MAX_PROPS_BYTES = 8 * 1024


# Client → server


class Run(Frame):
    """Submits a question. The same `input.runId` is the same job, however often it is sent."""

    type: Literal["run"] = "run"
    req_id: Id
    input: RunInput


class ResumeJob(Frame):
    job_id: Id
    after: int = Field(ge=0, description="the last `seq` the client has")


class Resume(Frame):
    """Replays what came after, then the feed goes on live."""

    type: Literal["resume"] = "resume"
    req_id: Id | None = None
    jobs: tuple[ResumeJob, ...] = Field(max_length=20)


class Abort(Frame):
    """Stops the job of a run."""

    type: Literal["abort"] = "abort"
    req_id: Id | None = None
    run_id: Id


class Cancel(Frame):
    """Stops a job."""

    type: Literal["cancel"] = "cancel"
    req_id: Id | None = None
    job_id: Id


class Get(Frame):
    """Asks for one part of a large result."""

    type: Literal["get"] = "get"
    req_id: Id | None = None
    job_id: Id
    artifact_id: Id
    part: int = Field(default=0, ge=0, le=10_000)


class Auth(Frame):
    """Hands in a fresh token before the old one expires."""

    type: Literal["auth"] = "auth"
    req_id: Id | None = None
    token: str = Field(min_length=1, max_length=8192)


class Ping(Frame):
    """Keeps an idle connection open."""

    type: Literal["ping"] = "ping"
    req_id: Id | None = None


class Approve(Frame):
    """Decides open interrupts; reserved for actions."""

    type: Literal["approve"] = "approve"
    req_id: Id | None = None
    job_id: Id
    resume: tuple[dict[str, Any], ...]


ClientFrame = Annotated[
    Run
    | Resume
    | Abort
    | Cancel
    | Get
    | JobsList
    | ThreadsList
    | ThreadGet
    | ThreadRename
    | ThreadDelete
    | AdviceDismiss
    | AdviceReopen
    | AdviceMark
    | AdviceUnmark
    | AnomalyDismiss
    | AnomalyRestore
    | FeedbackGive
    | FeedbackList
    | MemoryList
    | MemoryForget
    | AccessGet
    | KeysList
    | KeyCreate
    | KeyRotate
    | KeyRevoke
    | Auth
    | Ping
    | Approve,
    Field(discriminator="type"),
]

# Server → client


class Ack(Frame):
    """The job is durable; `seq` is the last event it has, `duplicate` says that it was there before."""

    type: Literal["ack"] = "ack"
    req_id: str | None
    job_id: str
    run_id: str
    thread_id: str
    seq: int
    duplicate: bool


class Pong(Frame):
    """The answer to a ping."""

    type: Literal["pong"] = "pong"
    req_id: str | None = None


class AuthOk(Frame):
    """The connection is good until `exp` (Unix seconds; null: until it closes)."""

    type: Literal["auth.ok"] = "auth.ok"
    req_id: str | None = None
    exp: int | None


class ResumeDone(Frame):
    """The replay reached `through`; what comes next is live."""

    type: Literal["resume.done"] = "resume.done"
    req_id: str | None = None
    job_id: str
    through: int


class Artifact(Frame):
    """Part `part` of `parts` of a large result, as JSON text."""

    type: Literal["artifact"] = "artifact"
    req_id: str | None = None
    job_id: str
    artifact_id: str
    part: int
    parts: int
    data: str


class Error(Frame):
    """A refused frame: what happened and what to do; `retryable` says whether sending it again may help."""

    type: Literal["error"] = "error"
    req_id: str | None = None
    code: ErrorCode
    message: str
    retryable: bool
    retry_after_ms: int | None = None


ControlFrame = Annotated[
    Ack
    | Pong
    | AuthOk
    | ResumeDone
    | Jobs
    | Threads
    | ThreadJobs
    | ThreadRenamed
    | ThreadDeleted
    | AdviceDismissed
    | AdviceReopened
    | AdviceMarked
    | AdviceUnmarked
    | AnomalyDismissed
    | AnomalyRestored
    | FeedbackGiven
    | Feedbacks
    | Memories
    | Access
    | Keys
    | KeyMade
    | Artifact
    | Error,
    Field(discriminator="type"),
]

Listed = TypeVar("Listed", bound=Frame)

_LAZY = ConfigDict(defer_build=True)
_CLIENT_FRAMES: TypeAdapter[ClientFrame] = TypeAdapter(ClientFrame, config=_LAZY)


def parse(body: str) -> ClientFrame:
    """A client's text as a frame; a bare RunAgentInput becomes a Run. Raises TooLarge or BadFrame."""
    if len(body) > MAX_FRAME_BYTES or len(body.encode()) > MAX_FRAME_BYTES:
        raise TooLarge(f"A frame may have {MAX_FRAME_BYTES} bytes. Shorten the question or send less context.")
    try:
        raw = from_json(body, allow_inf_nan=False)
    except ValueError as error:
        raise BadFrame("The frame is not JSON.") from error
    if not isinstance(raw, dict):
        raise BadFrame("A frame is a JSON object.")
    try:
        if "type" not in raw and "runId" in raw:
            return Run.model_validate({"reqId": raw["runId"], "input": raw})
        return _CLIENT_FRAMES.validate_python(raw)
    except ValidationError as error:
        raise BadFrame(_first_problem(error)) from error


def request_id(body: str) -> str | None:
    """The reqId of a frame that could not be parsed, when it has one, so that its error can be told apart."""
    try:
        raw = from_json(body)
    except ValueError:
        return None
    found: object = raw.get("reqId") if isinstance(raw, dict) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return found if isinstance(found, str) and len(found) <= 128 else None


def question_of(run_input: RunInput) -> str:
    """The text of the last user message. Raises BadFrame when there is none or it is too long."""
    for message in reversed(run_input.messages):
        if message.role == "user":
            if not isinstance(message.content, str):
                raise BadFrame("Only text questions are supported: send the user message's content as a string.")
            text = message.content.strip()
            if not text:
                raise BadFrame("The question is empty.")
            if len(text) > MAX_QUESTION_CHARS:
                raise TooLarge(f"A question may have {MAX_QUESTION_CHARS} characters.")
            return text
    raise BadFrame("The run has no user message.")


def to_text(frame: Frame) -> str:
    """A control frame as JSON text. Fields without a value are null, as the schema says."""
    return frame.model_dump_json(by_alias=True)


def that_fit(summaries: Iterable[Listed]) -> tuple[Listed, ...]:
    """As many entries of a list as one frame holds, from the first on."""
    fitting: list[Listed] = []
    room = MAX_FRAME_BYTES - 512
    for summary in summaries:
        room -= len(to_text(summary).encode()) + 1
        if room < 0:
            break
        fitting.append(summary)
    return tuple(fitting)


def error_frame(error: FinOpsError, *, req_id: str | None) -> Error:
    """What a client is told about an error."""
    return Error(
        req_id=req_id,
        code=error.code,
        message=str(error),
        retryable=error.retryable,
        retry_after_ms=error.retry_after_ms,
    )


def _first_problem(error: ValidationError) -> str:
    first: Mapping[str, Any] = error.errors(include_url=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else str(first["msg"])
