"""Frames with which a user reads and deletes what they asked to be remembered."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from finops_core.jobs.memory import MOST_NAME_CHARS
from websocket.frame import Frame, Id

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_NAME_CHARS)]


class MemoryList(Frame):
    """Asks for the names that the user asked to be remembered."""

    type: Literal["memory.list"] = "memory.list"
    req_id: Id | None = None


class MemoryForget(Frame):
    """Forgets one of these names, or all of them with null. Doing it again changes nothing."""

    type: Literal["memory.forget"] = "memory.forget"
    req_id: Id | None = None
    name: Name | None


class MemoryEntry(Frame):
    """A name of the user's own, and what it is read as in questions since `at`, in Unix milliseconds."""

    name: str
    meaning: str
    at: int


class Memories(Frame):
    """What is remembered now, the oldest first."""

    type: Literal["memories"] = "memories"
    req_id: str | None = None
    names: tuple[MemoryEntry, ...]
