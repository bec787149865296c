"""What became of the last attempt to prepare what was delivered. It lies beside the manifest, for all readers."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from billing.query import BillProblem

NAME = "finops-preparation.json"
LONGEST_REASON = 500
MOST_TRIES = 3
TRIED_AGAIN_AFTER = timedelta(minutes=50)
"""What failed so often is left alone for so long, unless something else is delivered."""

ENDED_FROM_OUTSIDE = "it was ended before it was done, for want of time, memory or disk."


class Decision(StrEnum):
    """What is to be done about a delivery that is not prepared yet."""

    PREPARE = "prepare"
    LEAVE = "leave"
    GIVE_UP = "give up"


class Attempt(BaseModel):
    """At preparing a delivery, called by its content. `failed_at` is None while it goes on, and after it succeeded.

    One that is `paused` had no time left, and another goes on where it stopped: that is no further try.
    `tries` counts those in a row. Fields that a later release added are passed over.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    content: str = Field(max_length=64)
    began_at: datetime
    tries: int = Field(default=1, ge=1)
    paused: bool = False
    failed_at: datetime | None = None
    reason: str = Field(default="", max_length=LONGEST_REASON)

    @classmethod
    def of(cls, text: bytes | None) -> Self | None:
        """What a document says; None for one that is not there or says nothing."""
        try:
            return cls.model_validate_json(text) if text is not None else None
        except ValidationError:
            return None

    def failed(self, reason: str, now: datetime) -> Self:
        """This one, as it ended."""
        return self.model_copy(update={"failed_at": now, "reason": reason[:LONGEST_REASON]})

    def problem(self, prepared: str) -> BillProblem | None:
        """What an answer from the prepared content has to say of it."""
        if self.failed_at is None or self.content == prepared:
            return None
        return BillProblem(message=f"{self.told()} This is the bill from before.", unread=True)

    def told(self) -> str:
        """A failed one in a sentence."""
        reason = self.reason.rstrip(".")
        return f"The newest delivery, of {self.began_at:%Y-%m-%d %H:%M} UTC, could not be prepared: {reason}."


def next_attempt(last: Attempt | None, content: str, now: datetime) -> Attempt:
    """The attempt that begins now."""
    goes_on = last is not None and last.content == content and not _is_old(last, now)
    tries = last.tries + (not last.paused) if last is not None and goes_on else 1
    return Attempt(content=content, began_at=now, tries=tries)


def decide(last: Attempt | None, content: str, now: datetime, *, again: bool) -> Decision:
    """Whether to prepare a content that is not there. `again` says that this was asked before, and came to nothing.

    What failed is tried again by the message that saw it fail, and left alone by all others that say the same.
    """
    if last is None or last.content != content or last.paused or _is_old(last, now):
        return Decision.PREPARE
    if not again:
        return Decision.LEAVE
    return Decision.PREPARE if last.tries < MOST_TRIES else Decision.GIVE_UP


def _is_old(last: Attempt, now: datetime) -> bool:
    return now - (last.failed_at or last.began_at) >= TRIED_AGAIN_AFTER
