"""Records that cannot be read: a job's ends as its failure, for its user; a piece of a log is told as lost.

Whatever wrote them (another version, a broken disk, a hand in the table), the records of others go on unharmed.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from finops_core.clock import from_epoch_ms
from finops_core.errors import ConditionFailed, ErrorCode, FinOpsError, StorageUnavailable
from finops_core.jobs import items
from finops_core.jobs.events import Event, Progress, RunFailed
from finops_core.jobs.log import Segment, split
from finops_core.jobs.model import TERMINAL_STATUSES, Job, JobStatus
from finops_core.jobs.opening import opening_segment
from finops_core.table.port import TTL_ATTRIBUTE, Item, NotExists, Put, Table, Update, Write
from finops_core.table.schema import SEGMENT_PREFIX

logger = logging.getLogger(__name__)

MESSAGE = "The record of this question is damaged, so it was ended. Ask again."
LOST = "This part of the record cannot be read."
_WRITER = "damage"


def end_damaged(item: Item, table: Table, *, now: datetime, keep_for: timedelta) -> Job:
    """Ends the job of a record that cannot be read; returns what is left of it. Safe to call any number of times."""
    segments = table.query(str(item["pk"]), prefix=SEGMENT_PREFIX)
    job = _left_of(item, segments, now)
    logger.error("job_id=%s, user_id=%s | job record cannot be read, the job is ended", job.job_id, job.user_id)
    raw_status, expires = item.get("status"), item.get(TTL_ATTRIBUTE)
    expires_at_s = expires if type(expires) is int else int((now + keep_for).timestamp())
    writes: list[Write] = []
    try:
        if raw_status not in {status.value for status in TERMINAL_STATUSES}:
            segment = _last_words(job, segments, now)
            text = split(segment.events)[0].text
            stored = items.segment_to_item(segment, text, writer=_WRITER, expires_at_s=expires_at_s)
            writes.append(Put(item=stored, conditions=(NotExists(),)))
            if job.user_id != NOBODY:
                writes.append(Update(key=items.active_key(job.user_id), add={"jobs": -1}))
        writes.append(Put(item=items.job_to_item(job, due_at_ms=None, expires_at_s=expires_at_s)))
        _transact(writes, table)
    except (ConditionFailed, StorageUnavailable) as error:
        logger.warning("job_id=%s, reason=%s | not ended yet", job.job_id, type(error).__name__)
    except FinOpsError:
        logger.exception("job_id=%s | damaged job cannot be ended", job.job_id)
    return job


def _transact(writes: Sequence[Write], table: Table) -> None:
    """Without lowering the user's count where that is no number: it is counted anew when the user next asks."""
    try:
        table.transact(writes)
    except ValueError:
        table.transact([write for write in writes if isinstance(write, Put)])


NOBODY = "unknown"
"""Whose job it was when neither its record nor its log says."""


def _left_of(item: Item, segments: Sequence[Item], now: datetime) -> Job:
    """The fields that can be read, in the record or in its log; the others empty."""
    job_id = str(item["pk"]).removeprefix("JOB#")

    def text(name: str, in_log: str = "", otherwise: str = "") -> str:
        found = [item.get(name), *(segment.get(in_log) for segment in segments)]
        return next((value for value in found if isinstance(value, str) and value), otherwise)

    status = text("status")
    ended = status in {one.value for one in TERMINAL_STATUSES}
    return Job(
        job_id=job_id,
        user_id=text("user_id", "owner_id", NOBODY),
        thread_id=text("thread_id", "thread_id", NOBODY),
        run_id=text("run_id", "run_id"),
        input_hash=text("input_hash"),
        question=text("question"),
        props={},
        accounts=(),
        status=JobStatus(status) if ended else JobStatus.FAILED,
        created_at=_moment(item.get("created_at"), now),
        updated_at=now,
        next_seq=max(_number(item.get("next_seq")), 1),
        percent=min(_number(item.get("percent")), 100),
        attempt=_number(item.get("attempt")),
        finished_at=now,
        error_code=ErrorCode.INTERNAL,
    )


def _number(value: Any) -> int:
    return value if type(value) is int and value >= 0 else 0


def _moment(value: Any, otherwise: datetime) -> datetime:
    try:
        return from_epoch_ms(int(value))
    except (TypeError, ValueError, OverflowError, OSError):
        return otherwise


def _last_words(job: Job, segments: Sequence[Item], now: datetime) -> Segment:
    """The segment that ends a log, after everything that is in it."""
    first = opening_segment(job).last_seq + 1 if begins_in_record(segments) else 1
    after = [job.next_seq, first, *(items.first_seq_of(item) + _events_in(item) for item in segments)]
    return Segment.of_job(job, max(after), [RunFailed(code=ErrorCode.INTERNAL, message=MESSAGE)], now)


def _events_in(item: Item) -> int:
    try:
        return len(items.item_to_segment(item).events)
    except items.BadRecord:
        return 1


def begins_in_record(stored: Sequence[Item]) -> bool:
    """Whether a log begins in its job's record: then no segment has its first event."""
    return not stored or items.first_seq_of(stored[0]) > 1


def read_log(found: Sequence[Item], job: Job | None) -> list[Segment]:
    """The segments of a log in order. One that cannot be read keeps its numbers and says that its part is lost."""
    segments: list[Segment] = []
    for position, item in enumerate(found):
        try:
            segments.append(items.item_to_segment(item))
        except items.BadRecord as error:
            logger.error("key=%s/%s, reason=%s | part of a log cannot be read", item["pk"], item["sk"], error)
            if job is not None:
                following = found[position + 1] if position + 1 < len(found) else None
                segments.append(_lost(item, following, job))
    return segments


def _lost(item: Item, following: Item | None, job: Job) -> Segment:
    first = items.first_seq_of(item)
    after = job.next_seq if following is None else items.first_seq_of(following)
    told: list[Event] = [Progress(percent=job.percent, stage="damaged", message=LOST)] * max(after - first, 1)
    if following is None and not job.active:
        told[-1] = RunFailed(code=ErrorCode.INTERNAL, message=f"{LOST} Ask again.")
    return Segment.of_job(job, first, told[:_MOST_LOST], job.updated_at)


_MOST_LOST = 10_000
"""Events of one segment; more is another damage."""
