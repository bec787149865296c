"""Frames with which a user says what an answer was worth, and reads what was said."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from finops_core.jobs.feedback import MOST_REASON_CHARS
from websocket.frame import Frame, Id

Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=MOST_REASON_CHARS, pattern=r"^[^\x00-\x1f\x7f]*$")
]
"""One line of text, perhaps an empty one."""


class FeedbackGive(Frame):
    """Says whether a job's answer helped, and why; null takes it back. What was said before is replaced.

    It is kept as long as the job, for evaluation, and goes with its conversation.
    """

    type: Literal["feedback.give"] = "feedback.give"
    req_id: Id | None = None
    job_id: Id
    verdict: Literal["up", "down"] | None
    reason: Reason = ""


class FeedbackList(Frame):
    """Asks for what the user said of the latest answers."""

    type: Literal["feedback.list"] = "feedback.list"
    req_id: Id | None = None


class FeedbackGiven(Frame):
    """What is kept of a job's answer since `at`, in Unix milliseconds; nulls when nothing is."""

    type: Literal["feedback.given"] = "feedback.given"
    req_id: str | None = None
    job_id: str
    verdict: Literal["up", "down"] | None
    reason: str
    at: int | None


class FeedbackEntry(Frame):
    """What was said of one answer; `at` is Unix milliseconds."""

    job_id: str
    thread_id: str
    question: str
    verdict: Literal["up", "down"]
    reason: str
    at: int


class Feedbacks(Frame):
    """What the user said of answers, the latest question first."""

    type: Literal["feedbacks"] = "feedbacks"
    req_id: str | None = None
    feedback: tuple[FeedbackEntry, ...]
