"""The frames of subprotocol `finops.v1`: those a client reads as models, those it sends as JSON text."""

import json
from collections.abc import Mapping
from typing import Any, Literal, TypeAlias, cast

from pydantic import Field, TypeAdapter

from finops_client.answer_methods import Record
from finops_client.key_frames import KeyMade, Keys
from finops_client.tables import Cell

SUBPROTOCOL = "finops.v1"
MAX_MESSAGE_BYTES = 128 * 1024
"""Largest message the platform sends; a larger one is no frame of ours."""

MAX_RESUMED_JOBS = 20

TERMINAL_CHUNKS = frozenset({"RUN_FINISHED", "RUN_ERROR"})

JsonObject: TypeAlias = dict[str, Any]


class Envelope(Record):
    """One logged event: `seq` counts from 1 without gaps for each job, `ts` is Unix milliseconds."""

    seq: int = Field(alias="id", ge=1)
    job_id: str = Field(min_length=1)
    thread_id: str
    ts: int
    chunk: JsonObject

    @property
    def terminal(self) -> bool:
        return self.chunk.get("type") in TERMINAL_CHUNKS


class Ack(Record):
    """The job is durable. `seq` is the last event it has; `duplicate` says that the job was there before."""

    type: Literal["ack"] = "ack"
    req_id: str | None = None
    job_id: str
    run_id: str
    thread_id: str
    seq: int
    duplicate: bool


class Pong(Record):
    type: Literal["pong"] = "pong"
    req_id: str | None = None


class AuthOk(Record):
    """The connection is good until `exp`, in Unix seconds; None: until it closes."""

    type: Literal["auth.ok"] = "auth.ok"
    req_id: str | None = None
    exp: int | None = None


class ResumeDone(Record):
    """The replay of a job reached `through`; what comes next is live."""

    type: Literal["resume.done"] = "resume.done"
    req_id: str | None = None
    job_id: str
    through: int


class JobSummary(Record):
    """A job in a list; times are Unix milliseconds. `model` is False for one that is kept from language models."""

    job_id: str
    thread_id: str
    run_id: str
    question: str
    status: str
    percent: int
    seq: int
    created_at: int
    finished_at: int | None = None
    model: bool | None = None


class Jobs(Record):
    type: Literal["jobs"] = "jobs"
    req_id: str | None = None
    jobs: tuple[JobSummary, ...]


class ThreadSummary(Record):
    """A conversation in a list; `updated_at` is Unix milliseconds, `jobs` the count of its questions."""

    thread_id: str
    title: str
    updated_at: int
    jobs: int


class Threads(Record):
    type: Literal["threads"] = "threads"
    req_id: str | None = None
    threads: tuple[ThreadSummary, ...]


class ThreadJobs(Record):
    """One conversation: its jobs."""

    type: Literal["thread"] = "thread"
    req_id: str | None = None
    thread_id: str
    jobs: tuple[JobSummary, ...]


class ThreadRenamed(Record):
    """A conversation has another title. Changes made elsewhere come without a `req_id`."""

    type: Literal["thread.renamed"] = "thread.renamed"
    req_id: str | None = None
    thread_id: str
    title: str


class ThreadDeleted(Record):
    """A conversation is gone. Changes made elsewhere come without a `req_id`."""

    type: Literal["thread.deleted"] = "thread.deleted"
    req_id: str | None = None
    thread_id: str


class AdviceDismissed(Record):
    """A recommendation is dismissed until `until`, in Unix milliseconds."""

    type: Literal["advice.dismissed"] = "advice.dismissed"
    req_id: str | None = None
    check: str
    account: str
    resource: str
    reason: str
    until: int


class AdviceReopened(Record):
    """A recommendation counts again."""

    type: Literal["advice.reopened"] = "advice.reopened"
    req_id: str | None = None
    check: str
    account: str
    resource: str


class AdviceMarked(Record):
    """A recommendation is marked as done since `at`, in Unix milliseconds."""

    type: Literal["advice.marked"] = "advice.marked"
    req_id: str | None = None
    check: str
    account: str
    resource: str
    at: int


class AdviceUnmarked(Record):
    """A recommendation is not marked as done."""

    type: Literal["advice.unmarked"] = "advice.unmarked"
    req_id: str | None = None
    check: str
    account: str
    resource: str


class AnomalyDismissed(Record):
    """An anomaly is dismissed until `until`, in Unix milliseconds."""

    type: Literal["anomaly.dismissed"] = "anomaly.dismissed"
    req_id: str | None = None
    anomaly_id: str
    account: str
    reason: str
    until: int


class AnomalyRestored(Record):
    """An anomaly counts again."""

    type: Literal["anomaly.restored"] = "anomaly.restored"
    req_id: str | None = None
    anomaly_id: str
    account: str


class FeedbackGiven(Record):
    """What is kept of a job's answer; None when nothing is. `at` is Unix milliseconds."""

    type: Literal["feedback.given"] = "feedback.given"
    req_id: str | None = None
    job_id: str
    verdict: Literal["up", "down"] | None = None
    reason: str
    at: int | None = None


class FeedbackEntry(Record):
    """What the user said of one answer: whether it helped, and why. `at` is Unix milliseconds."""

    job_id: str
    thread_id: str
    question: str
    verdict: Literal["up", "down"]
    reason: str
    at: int


class Feedbacks(Record):
    type: Literal["feedbacks"] = "feedbacks"
    req_id: str | None = None
    feedback: tuple[FeedbackEntry, ...]


class MemoryEntry(Record):
    """A name that the user asked to be remembered, and what it is read as. `at` is Unix milliseconds."""

    name: str
    meaning: str
    at: int


class Memories(Record):
    type: Literal["memories"] = "memories"
    req_id: str | None = None
    names: tuple[MemoryEntry, ...]


class Access(Record):
    """What the user may do: a role and its rights; a newer platform may name others."""

    type: Literal["access"] = "access"
    req_id: str | None = None
    role: str
    may: tuple[str, ...]


class Artifact(Record):
    """Part `part` (from 0) of `parts` of a large result: some of its items, as JSON text."""

    type: Literal["artifact"] = "artifact"
    req_id: str | None = None
    job_id: str
    artifact_id: str
    part: int
    parts: int
    data: str

    def rows(self) -> list[tuple[Cell, ...]]:
        """The rows of this part. Raises pydantic.ValidationError (a ValueError) when it holds something else."""
        return _ROWS.validate_json(self.data)

    def items(self) -> list[Any]:
        """The items of this part. Raises pydantic.ValidationError (a ValueError) when it is no list."""
        return _ITEMS.validate_json(self.data)


class ErrorFrame(Record):
    """A frame of ours was refused: what happened, and whether sending it again may help."""

    type: Literal["error"] = "error"
    req_id: str | None = None
    code: str
    message: str
    retryable: bool
    retry_after_ms: int | None = None


_ROWS: TypeAdapter[list[tuple[Cell, ...]]] = TypeAdapter(list[tuple[Cell, ...]])
_ITEMS: TypeAdapter[list[Any]] = TypeAdapter(list[Any])

Control: TypeAlias = (
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
    | ErrorFrame
)
Frame: TypeAlias = Envelope | Control

_CONTROL: dict[object, type[Control]] = {
    "ack": Ack,
    "pong": Pong,
    "auth.ok": AuthOk,
    "resume.done": ResumeDone,
    "jobs": Jobs,
    "threads": Threads,
    "thread": ThreadJobs,
    "thread.renamed": ThreadRenamed,
    "thread.deleted": ThreadDeleted,
    "advice.dismissed": AdviceDismissed,
    "advice.reopened": AdviceReopened,
    "advice.marked": AdviceMarked,
    "advice.unmarked": AdviceUnmarked,
    "anomaly.dismissed": AnomalyDismissed,
    "anomaly.restored": AnomalyRestored,
    "feedback.given": FeedbackGiven,
    "feedbacks": Feedbacks,
    "memories": Memories,
    "access": Access,
    "keys": Keys,
    "key.made": KeyMade,
    "artifact": Artifact,
    "error": ErrorFrame,
}


def parse_frame(text: str | bytes) -> Frame | None:
    """What the platform sent, or None for what is no frame of this protocol version.

    Nothing is lost by ignoring an unreadable event: its number is missing, so the client asks for it again.
    """
    try:
        raw: object = json.loads(text)
        if not isinstance(raw, dict):
            return None
        frame = cast("JsonObject", raw)
        if "type" not in frame:
            return Envelope.model_validate(frame)
        model = _CONTROL.get(frame["type"])
        return None if model is None else model.model_validate(frame)
    except (ValueError, RecursionError, TypeError):
        return None


def run_input(text: str, *, thread_id: str, run_id: str, message_id: str, model: bool = True) -> JsonObject:
    """An AG-UI 1.0 `RunAgentInput` that asks one question, without `model` of no language model."""
    return {
        "threadId": thread_id,
        "runId": run_id,
        "protocolVersion": "1.0",
        "messages": [{"id": message_id, "role": "user", "content": text}],
        "tools": [],
        "context": [],
        "forwardedProps": {} if model else {"finops": {"model": False}},
    }


def resume_frame(after_by_job: Mapping[str, int], *, req_id: str) -> JsonObject:
    """Asks for everything after the given numbers, at most `MAX_RESUMED_JOBS` jobs at once."""
    jobs = [{"jobId": job_id, "after": after} for job_id, after in after_by_job.items()]
    return {"type": "resume", "reqId": req_id, "jobs": jobs}


def to_text(frame: JsonObject) -> str:
    """A frame as sent. Raises TypeError for what JSON cannot hold."""
    return json.dumps(frame, separators=(",", ":"), ensure_ascii=False)
