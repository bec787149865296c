"""Cuts what is too large for one event: long text into deltas, tool results into previews, tables into artifacts."""

from typing import Any

from finops_core.answers import Answer
from finops_core.answers.paging import shortened_text
from finops_core.blobs.port import Blobs
from finops_core.jobs.events import MAX_EVENT_BYTES, AgentFailed, Answered, Event, TextDelta, ToolArgs, ToolResult
from finops_core.jobs.model import Job
from finops_core.jobs.repository import JobRepository
from worker.artifacts import JobArtifacts
from worker.fitted_answer import fitted

MAX_ANSWER_BYTES = MAX_EVENT_BYTES - 1024
MAX_TOOL_RESULT_BYTES = 4 * 1024
MAX_DELTA_CHARS = 3 * 1024
"""A character takes up to six bytes in JSON."""
MAX_MESSAGE_CHARS = 2000
"""What a person reads of an error."""
MAX_FIELD_CHARS = 1000
"""What is left of each text of any other event that is too large."""


class Fitter:
    """Makes events fit, storing what does not as artifacts of the job."""

    def __init__(self, jobs: JobRepository, blobs: Blobs) -> None:
        self._jobs = jobs
        self._blobs = blobs

    def fit(self, event: Event, job: Job) -> tuple[Event, ...]:
        """The event, or what stands for it, each within MAX_EVENT_BYTES. Raises ToolError when an answer cannot."""
        match event:
            case TextDelta(delta=delta) | ToolArgs(delta=delta) if len(delta) > MAX_DELTA_CHARS:
                pieces = (delta[start : start + MAX_DELTA_CHARS] for start in range(0, len(delta), MAX_DELTA_CHARS))
                return tuple(event.model_copy(update={"delta": piece}) for piece in pieces)
            case AgentFailed(message=message):
                return (event.model_copy(update={"message": shortened(message)}),)
            case ToolResult(content=content) if len(content.encode()) > MAX_TOOL_RESULT_BYTES:
                cut = content.encode()[:MAX_TOOL_RESULT_BYTES].decode(errors="ignore")
                return (event.model_copy(update={"content": f"{cut} … (cut; the answer has the whole result)"}),)
            case Answered(answer=answer):
                return (Answered(answer=self._fit_answer(answer, job)),)
            case _:
                return (_with_short_texts(event),)

    def _fit_answer(self, answer: Answer, job: Job) -> Answer:
        found = fitted(answer, MAX_ANSWER_BYTES)
        kept = JobArtifacts(job, self._jobs, self._blobs)
        for artifact_id, stored in found.stored.items():
            for number, part in enumerate(stored.parts):
                kept.put(artifact_id, number, part)
            kept.complete(artifact_id, len(stored.parts))
        return found.answer


def shortened(message: str) -> str:
    """The beginning of a message that is too long to read, such as one that lists ten thousand columns."""
    return message if len(message) <= MAX_MESSAGE_CHARS else f"{message[:MAX_MESSAGE_CHARS]} …"


def _with_short_texts(event: Event) -> Event:
    """The event as it is, or with each of its texts cut when it is too large for any log."""
    if len(event.model_dump_json(by_alias=True).encode()) <= MAX_EVENT_BYTES:
        return event
    cut: dict[str, Any] = {
        name: shortened_text(value, MAX_FIELD_CHARS)
        for name in type(event).model_fields
        if isinstance(value := getattr(event, name), str)
    }
    return event.model_copy(update=cut)
