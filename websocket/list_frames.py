"""Frames about lists: the user's latest jobs, and conversations with theirs."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from websocket.frame import Frame, Id

MAX_TITLE_CHARS = 80
Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TITLE_CHARS, pattern=r"^[^\x00-\x1f\x7f]+$"),
]
"""One line of text."""


class JobsList(Frame):
    """Asks for the user's latest jobs."""

    type: Literal["jobs.list"] = "jobs.list"
    req_id: Id | None = None


class ThreadsList(Frame):
    """Asks for the user's conversations."""

    type: Literal["threads.list"] = "threads.list"
    req_id: Id | None = None


class ThreadGet(Frame):
    """Asks for the jobs of one conversation."""

    type: Literal["thread.get"] = "thread.get"
    req_id: Id | None = None
    thread_id: Id


class ThreadRename(Frame):
    """Names a conversation."""

    type: Literal["thread.rename"] = "thread.rename"
    req_id: Id | None = None
    thread_id: Id
    title: Title


class ThreadDelete(Frame):
    """Deletes a conversation with its jobs; those still active are cancelled. Doing it again changes nothing."""

    type: Literal["thread.delete"] = "thread.delete"
    req_id: Id | None = None
    thread_id: Id


class JobSummary(Frame):
    """A job in a list; times are Unix milliseconds. `model` is false for one that is kept from language models."""

    job_id: str
    thread_id: str
    run_id: str
    question: str
    status: str
    percent: int
    seq: int
    created_at: int
    finished_at: int | None
    model: bool | None = None


class Jobs(Frame):
    """The user's latest jobs, newest first."""

    type: Literal["jobs"] = "jobs"
    req_id: str | None = None
    jobs: tuple[JobSummary, ...]


class ThreadSummary(Frame):
    """A conversation in a list; `updated_at` is Unix milliseconds."""

    thread_id: str
    title: str
    updated_at: int
    jobs: int


class Threads(Frame):
    """The user's conversations, the latest first."""

    type: Literal["threads"] = "threads"
    req_id: str | None = None
    threads: tuple[ThreadSummary, ...]


class ThreadJobs(Frame):
    """The latest jobs of a conversation, oldest first."""

    type: Literal["thread"] = "thread"
    req_id: str | None = None
    thread_id: str
    jobs: tuple[JobSummary, ...]


class ThreadRenamed(Frame):
    """A conversation has another title. Its user's other connections are told too, without a `reqId`."""

    type: Literal["thread.renamed"] = "thread.renamed"
    req_id: str | None = None
    thread_id: str
    title: str


class ThreadDeleted(Frame):
    """A conversation is gone. Its user's other connections are told too, without a `reqId`."""

    type: Literal["thread.deleted"] = "thread.deleted"
    req_id: str | None = None
    thread_id: str
