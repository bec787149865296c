"""The HTTP API's requests, told once: what the handler answers, the stack routes and the document describes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

VERSION = "v1"


class Operation(StrEnum):
    """What can be asked for."""

    SUBMIT = "submit"
    ASK = "ask"
    LIST = "list"
    READ = "read"
    EVENTS = "events"
    CANCEL = "cancel"
    PART = "part"
    AGUI = "agui"


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRoute:
    """A method and a path; `{name}` stands for one segment of it."""

    operation: Operation
    method: str
    path: str
    summary: str

    @property
    def names(self) -> tuple[str, ...]:
        """What the path names."""
        return tuple(part[1:-1] for part in self.path.split("/") if part.startswith("{"))

    def match(self, segments: tuple[str, ...]) -> Mapping[str, str] | None:
        """What a path's segments stand for; None when it is another path."""
        wanted = self.path.strip("/").split("/")
        if len(wanted) != len(segments):
            return None
        named = {part[1:-1]: given for part, given in zip(wanted, segments, strict=True) if part.startswith("{")}
        fixed = all(part == given for part, given in zip(wanted, segments, strict=True) if not part.startswith("{"))
        return named if fixed and all(named.values()) else None


def _route(operation: Operation, method: str, path: str, summary: str) -> HttpRoute:
    return HttpRoute(operation=operation, method=method, path=f"/{VERSION}/{path}", summary=summary)


ROUTES = (
    _route(
        Operation.SUBMIT,
        "POST",
        "jobs",
        "Submits a question. The same `runId` is the same job, however often it is sent.",
    ),
    _route(
        Operation.ASK,
        "POST",
        "questions",
        "Asks a question and waits for its answer; what takes longer than the request may is read on as a job.",
    ),
    _route(Operation.LIST, "GET", "jobs", "Lists the caller's latest jobs, newest first."),
    _route(
        Operation.READ,
        "GET",
        "jobs/{jobId}",
        "Reads a job with its answer; with `wait` once it has ended, or after so many seconds.",
    ),
    _route(
        Operation.EVENTS,
        "GET",
        "jobs/{jobId}/events",
        "Reads the job's AG-UI events beyond the last one that the caller has, waiting for its end up to `wait`.",
    ),
    _route(Operation.CANCEL, "POST", "jobs/{jobId}/cancel", "Stops a job."),
    _route(
        Operation.PART,
        "GET",
        "jobs/{jobId}/artifacts/{artifactId}/{part}",
        "Reads one part of a result that is too large for the answer.",
    ),
    _route(
        Operation.AGUI,
        "POST",
        "agui",
        "Takes a run as AG-UI's HttpAgent sends it, and any other frame of the wire.",
    ),
)
