"""What the HTTP API answers beside the frames of the wire."""

from typing import Any, Literal

from finops_core.errors import ErrorCode
from websocket.frame import Frame
from websocket.list_frames import JobSummary


class Refusal(Frame):
    """A refused request: what happened and what to do; `retryable` says whether sending it again may help."""

    code: ErrorCode
    message: str
    retryable: bool
    retry_after_ms: int | None = None


class JobFailure(Frame):
    """Why a job has no answer."""

    code: str
    message: str


class JobRead(Frame):
    """A job as it is now. `answer` is there once it has one, `failure` when it ended without.

    `read_on` is the path at which it is read on, as long as it goes on.
    """

    type: Literal["job"] = "job"
    job: JobSummary
    answer: Any = None
    failure: JobFailure | None = None
    read_on: str | None = None


class Stopping(Frame):
    """The job was told to stop; `status` is what it is until it has."""

    type: Literal["stopping"] = "stopping"
    job_id: str
    run_id: str
    status: str
