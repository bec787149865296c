"""Frames with which a recommendation is dismissed and opened again, or marked as done and no more."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from finops_core.dismissals import MOST_DAYS, MOST_REASON_CHARS, USUAL_DAYS
from websocket.frame import Frame, Id

Reason = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=MOST_REASON_CHARS, pattern=r"^[^\x00-\x1f\x7f]+$"
    ),
]
"""One line of text."""
Name = Annotated[str, Field(max_length=2048)]


class AdviceReopen(Frame):
    """Counts a dismissed recommendation again. Doing it twice changes nothing."""

    type: Literal["advice.reopen"] = "advice.reopen"
    req_id: Id | None = None
    check: Annotated[str, Field(min_length=1, max_length=200)]
    account: Annotated[str, Field(max_length=200)] = ""
    resource: Name = ""


class AdviceDismiss(Frame):
    """Puts a recommendation aside, as `check`, `entity.account` and `resource` name it, for a reason and some days.

    It is in no total until then, or until it saves over a quarter more a month than `savingPerMonth`.
    """

    type: Literal["advice.dismiss"] = "advice.dismiss"
    req_id: Id | None = None
    check: Annotated[str, Field(min_length=1, max_length=200)]
    account: Annotated[str, Field(max_length=200)] = ""
    resource: Name = ""
    saving_per_month: Annotated[str, Field(max_length=40, pattern=r"^\d+(\.\d+)?$")]
    unit: Annotated[str, Field(max_length=8)]
    reason: Reason
    days: int = Field(default=USUAL_DAYS, ge=1, le=MOST_DAYS)


class AdviceMark(Frame):
    """Says that a recommendation was carried out, which is held against the bill's later months. Totals stay."""

    type: Literal["advice.mark"] = "advice.mark"
    req_id: Id | None = None
    check: Annotated[str, Field(min_length=1, max_length=200)]
    account: Annotated[str, Field(max_length=200)] = ""
    resource: Name = ""


class AdviceUnmark(Frame):
    """Says that a recommendation was not carried out after all. Doing it twice changes nothing."""

    type: Literal["advice.unmark"] = "advice.unmark"
    req_id: Id | None = None
    check: Annotated[str, Field(min_length=1, max_length=200)]
    account: Annotated[str, Field(max_length=200)] = ""
    resource: Name = ""


class AdviceDismissed(Frame):
    """A recommendation is dismissed until `until`, in Unix milliseconds. Answers asked for from now on leave it out."""

    type: Literal["advice.dismissed"] = "advice.dismissed"
    req_id: str | None = None
    check: str
    account: str
    resource: str
    reason: str
    until: int


class AdviceReopened(Frame):
    """A recommendation counts again in answers asked for from now on."""

    type: Literal["advice.reopened"] = "advice.reopened"
    req_id: str | None = None
    check: str
    account: str
    resource: str


class AdviceMarked(Frame):
    """A recommendation is marked as done since `at`, in Unix milliseconds: the first time that this was said."""

    type: Literal["advice.marked"] = "advice.marked"
    req_id: str | None = None
    check: str
    account: str
    resource: str
    at: int


class AdviceUnmarked(Frame):
    """A recommendation is not marked as done."""

    type: Literal["advice.unmarked"] = "advice.unmarked"
    req_id: str | None = None
    check: str
    account: str
    resource: str
