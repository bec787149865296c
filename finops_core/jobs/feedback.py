"""What users say of answers, for evaluation: helpful or not, and why.

One item beside the job that answered. It ends with that job, and is erased with it when its conversation is deleted.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from finops_core.clock import Clock, from_epoch_ms, to_epoch_ms
from finops_core.errors import BadFrame
from finops_core.jobs import items
from finops_core.jobs.model import Job
from finops_core.table.port import TTL_ATTRIBUTE, Delete, Item, Key, Put, Table

logger = logging.getLogger(__name__)

MOST_REASON_CHARS: Final = 500
MOST_LISTED: Final = 200
"""Of a user's latest jobs, so many are looked through for what was said of them."""

Verdict = Literal["up", "down"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """Whether an answer helped (`up`) or not (`down`); `reason` may be empty."""

    verdict: Verdict
    reason: str
    at: datetime


class FeedbackRepository:
    """Feedback in the one table. Whose job it is about is for the caller to know."""

    def __init__(self, table: Table, clock: Clock, *, keep_for: timedelta) -> None:
        self._table = table
        self._clock = clock
        self._keep_for = keep_for

    def give(self, job: Job, verdict: Verdict, reason: str = "") -> Feedback:
        """Keeps it in the place of what was said before. Raises BadFrame for a job that goes on, or a long reason."""
        said = " ".join(reason.split())
        if len(said) > MOST_REASON_CHARS:
            raise BadFrame(f"A reason may have {MOST_REASON_CHARS} characters.")
        if job.active:
            raise BadFrame("This question is still being answered. Say what you think of the answer once it is there.")
        made = Feedback(verdict=verdict, reason=said, at=from_epoch_ms(to_epoch_ms(self._clock.now())))
        self._table.put_if(Put(item=self._item(job, made)))
        return made

    def take_back(self, job: Job) -> None:
        """Nothing was said of this answer any more, whether it was or not."""
        self._table.delete_if(Delete(key=_key(job.job_id)))

    def of_jobs(self, jobs: Iterable[Job]) -> list[tuple[Job, Feedback]]:
        """Those jobs of which something was said, in their order."""
        listed = list(jobs)
        found = self._table.get_many(_key(job.job_id) for job in listed)
        read = {key: _read(item) for key, item in found.items()}
        return [(job, said) for job in listed if (said := read.get(_key(job.job_id))) is not None]

    def _item(self, job: Job, made: Feedback) -> Item:
        key = _key(job.job_id)
        return {
            "pk": key.pk,
            "sk": key.sk,
            "verdict": made.verdict,
            "reason": made.reason,
            "at_ms": to_epoch_ms(made.at),
            TTL_ATTRIBUTE: int((job.created_at + self._keep_for).timestamp()),
        }


def _key(job_id: str) -> Key:
    return Key(items.job_key(job_id).pk, "FEEDBACK")


def _read(item: Item) -> Feedback | None:
    """The feedback of an item; none for one that cannot be read, as if nothing had been said."""
    raw: dict[str, Any] = dict(item)
    try:
        if raw["verdict"] not in ("up", "down"):
            raise ValueError(raw["verdict"])
        return Feedback(verdict=raw["verdict"], reason=str(raw["reason"]), at=from_epoch_ms(raw["at_ms"]))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        logger.error("pk=%s, reason=%s | feedback cannot be read", raw.get("pk"), type(error).__name__)
        return None
