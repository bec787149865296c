"""How jobs, segments and their neighbours look as items of the one table."""

import json
import zlib
from collections.abc import Mapping
from typing import Any, cast

from finops_core.answers import Finding
from finops_core.clock import from_epoch_ms, to_epoch_ms
from finops_core.jobs.events import from_json
from finops_core.jobs.log import Segment
from finops_core.jobs.model import Job, JobStatus, JsonObject, Lease
from finops_core.jobs.opening import FORM
from finops_core.roles import UNSAID, Role
from finops_core.table.port import TTL_ATTRIBUTE, Item, Key, Value
from finops_core.table.schema import JOB_SORT, SEGMENT_PREFIX

MAX_FINDING_BYTES = 200 * 1024
"""Half of what an item may have."""

DUE_SHARDS = 4
"""Hash values of the due index, so that no single one takes every write."""

VERSION = 1
"""Of the records below. Raise it with any change that an older version of the product would read wrongly."""

OPENING = "opening"
"""Of a job record whose log begins in it: the form of that beginning. Such a log has no segment of its first event."""

BEFORE_LOG = "J"
"""A sort key before a job's record and its segments, and behind everything else in its partition."""

FINDING_PREFIX = "FINDING#"
THREAD_PREFIX = "THREAD#"


class BadRecord(Exception):
    """A stored record is not one that this version of the product writes. The text says what is wrong with it."""


def job_key(job_id: str) -> Key:
    return Key(f"JOB#{job_id}", JOB_SORT)


def job_id_of(key: Key) -> str:
    """The job whose record lies at the key."""
    return key.pk.removeprefix("JOB#")


def segment_key(job_id: str, first_seq: int) -> Key:
    return Key(f"JOB#{job_id}", f"{SEGMENT_PREFIX}{first_seq:08d}")


def first_seq_of(item: Item) -> int:
    """The number of a segment's first event, which its key has even when nothing else can be read."""
    number = str(item["sk"]).removeprefix(SEGMENT_PREFIX)
    return int(number) if number.isdecimal() else 1


def finding_key(job_id: str, agent: str) -> Key:
    return Key(f"JOB#{job_id}", f"{FINDING_PREFIX}{agent}")


def artifact_key(job_id: str, artifact_id: str) -> Key:
    return Key(f"JOB#{job_id}", f"ARTIFACT#{artifact_id}")


def thread_item_key(user_id: str, thread_id: str) -> Key:
    return Key(f"USER#{user_id}", f"{THREAD_PREFIX}{thread_id}")


def thread_id_of(item: Item) -> str:
    """Whose item lies at `thread_item_key`."""
    return str(item["sk"]).removeprefix(THREAD_PREFIX)


def active_key(user_id: str) -> Key:
    """The item that counts a user's active jobs, so that the limit holds without a race."""
    return Key(f"USER#{user_id}", "ACTIVE")


def thread_hash(user_id: str, thread_id: str) -> str:
    """The hash of a user's thread in its index. A `#` in a user's id is escaped: two users never share a hash."""
    return f"{user_id.replace('%', '%25').replace('#', '%23')}#{thread_id}"


def due_shard(job_id: str) -> str:
    return str(zlib.crc32(job_id.encode()) % DUE_SHARDS)


def due_stamp(epoch_ms: int) -> str:
    """A moment as text that sorts by time."""
    return f"{epoch_ms:015d}"


def job_to_item(job: Job, *, due_at_ms: int | None, expires_at_s: int, opened: bool = False) -> dict[str, Value]:
    """The whole job record. A due moment puts it into the due index; with `opened` its log begins in it."""
    item: dict[str, Value] = {
        "pk": job_key(job.job_id).pk,
        "sk": job_key(job.job_id).sk,
        "version": VERSION,
        "job_id": job.job_id,
        "user_id": job.user_id,
        "thread_id": job.thread_id,
        "thread_key": thread_hash(job.user_id, job.thread_id),
        "run_id": job.run_id,
        "input_hash": job.input_hash,
        "question": job.question,
        "props": json.dumps(job.props, separators=(",", ":")),
        "created_at": due_stamp(to_epoch_ms(job.created_at)),
        "cancel_requested": job.cancel_requested,
        TTL_ATTRIBUTE: expires_at_s,
        **state_attributes(job),
        **lease_attributes(job),
    }
    if job.accounts is not None:
        item["accounts"] = list(job.accounts)
    if job.role is not UNSAID:
        item["role"] = job.role.value
    if opened:
        item[OPENING] = FORM
    if due_at_ms is not None:
        item["due_shard"] = due_shard(job.job_id)
        item["due_at"] = due_stamp(due_at_ms)
    return item


def lease_attributes(job: Job) -> dict[str, Value]:
    """Who holds the job, apart from its state: an append must not shorten a lease that was renewed meanwhile."""
    return {
        "lease_owner": job.lease.owner if job.lease else None,
        "lease_until": lease_until_ms(job),
    }


def lease_until_ms(job: Job) -> int:
    """When the lease ends; 0 without one."""
    return to_epoch_ms(job.lease.until) if job.lease else 0


def state_attributes(job: Job) -> dict[str, Value]:
    """The attributes that change while a job runs."""
    changed: dict[str, Value] = {
        "status": job.status.value,
        "attempt": job.attempt,
        "next_seq": job.next_seq,
        "percent": job.percent,
        "updated_at": to_epoch_ms(job.updated_at),
    }
    if job.finished_at is not None:
        changed["finished_at"] = to_epoch_ms(job.finished_at)
    if job.error_code is not None:
        changed["error_code"] = job.error_code
    return changed


def item_to_job(item: Item) -> Job:
    """The job of an item written by `job_to_item`. Raises BadRecord for any other."""
    try:
        raw = _of_this_version(item, _JOB_FIELDS)
        return _read_job(raw)
    except (KeyError, ValueError, TypeError, AttributeError, OverflowError, OSError) as error:
        raise BadRecord(f"{type(error).__name__}: {error}"[:200]) from error


_JOB_FIELDS: Mapping[str, type] = {
    **dict.fromkeys(("job_id", "user_id", "thread_id", "run_id", "input_hash", "question", "props", "status"), str),
    **dict.fromkeys(("next_seq", "percent", "attempt", "updated_at"), int),
    "created_at": str,
    "cancel_requested": bool,
}
_SEGMENT_FIELDS: Mapping[str, type] = {
    **dict.fromkeys(("job_id", "owner_id", "thread_id", "run_id", "events"), str),
    **dict.fromkeys(("attempt", "first_seq", "percent", "written_at"), int),
}


def _of_this_version(item: Item, fields: Mapping[str, type]) -> Mapping[str, Any]:
    version = item.get("version", VERSION)
    if version != VERSION:
        raise ValueError(f"written by version {version!r} of the records, this one reads {VERSION}")
    for name, kind in fields.items():
        if type(item[name]) is not kind:
            raise TypeError(f"{name} is no {kind.__name__}")
    return cast(Mapping[str, Any], item)


def _read_job(raw: Mapping[str, Any]) -> Job:
    lease = Lease(owner=raw["lease_owner"], until=from_epoch_ms(raw["lease_until"])) if raw["lease_owner"] else None
    accounts = raw.get("accounts")
    finished_at = raw.get("finished_at")
    return Job(
        job_id=raw["job_id"],
        user_id=raw["user_id"],
        thread_id=raw["thread_id"],
        run_id=raw["run_id"],
        input_hash=raw["input_hash"],
        question=raw["question"],
        props=_object(raw["props"]),
        accounts=_texts(accounts) if accounts is not None else None,
        status=JobStatus(raw["status"]),
        created_at=from_epoch_ms(int(raw["created_at"])),
        updated_at=from_epoch_ms(raw["updated_at"]),
        next_seq=raw["next_seq"],
        percent=raw["percent"],
        attempt=raw["attempt"],
        lease=lease,
        cancel_requested=raw["cancel_requested"],
        finished_at=from_epoch_ms(finished_at) if finished_at is not None else None,
        error_code=raw.get("error_code"),
        role=Role(raw.get("role", UNSAID)),
    )


def _object(text: str) -> JsonObject:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise TypeError("props is no object")
    return cast(JsonObject, found)


def _texts(value: Any) -> tuple[str, ...]:
    """A text is a list of letters to Python: read as such it would be other accounts."""
    if not isinstance(value, list | tuple) or not all(type(one) is str for one in cast(list[Any], value)):
        raise TypeError("accounts is no list of texts")
    return tuple(cast(list[str], value))


def segment_to_item(segment: Segment, text: str, *, writer: str, expires_at_s: int) -> dict[str, Value]:
    """A segment with its events as `text`; `writer` tells after an ambiguous write whether it was one's own."""
    key = segment_key(segment.job_id, segment.first_seq)
    return {
        "pk": key.pk,
        "sk": key.sk,
        "version": VERSION,
        "job_id": segment.job_id,
        "owner_id": segment.user_id,
        "thread_id": segment.thread_id,
        "run_id": segment.run_id,
        "attempt": segment.attempt,
        "first_seq": segment.first_seq,
        "percent": segment.percent,
        "written_at": to_epoch_ms(segment.written_at),
        "events": text,
        "writer": writer,
        TTL_ATTRIBUTE: expires_at_s,
    }


def item_to_segment(item: Item) -> Segment:
    """The segment of an item written by `segment_to_item`. Raises BadRecord for any other."""
    try:
        return _read_segment(_of_this_version(item, _SEGMENT_FIELDS))
    except (KeyError, ValueError, TypeError, OverflowError, OSError) as error:
        raise BadRecord(f"{type(error).__name__}: {error}"[:200]) from error


def _read_segment(raw: Mapping[str, Any]) -> Segment:
    return Segment(
        job_id=raw["job_id"],
        user_id=raw["owner_id"],
        thread_id=raw["thread_id"],
        run_id=raw["run_id"],
        attempt=raw["attempt"],
        first_seq=raw["first_seq"],
        percent=raw["percent"],
        written_at=from_epoch_ms(raw["written_at"]),
        events=from_json(raw["events"]),
    )


def finding_to_item(job_id: str, agent: str, finding: Finding, *, expires_at_s: int) -> dict[str, Value] | None:
    """A finished agent's result, kept for a later attempt; None for one too large, which is then found again."""
    text = finding.model_dump_json(by_alias=True)
    if len(text.encode()) > MAX_FINDING_BYTES:
        return None
    key = finding_key(job_id, agent)
    return {"pk": key.pk, "sk": key.sk, "finding": text, TTL_ATTRIBUTE: expires_at_s}


def item_to_finding(item: Item) -> Finding | None:
    """The finding of an item written by `finding_to_item`; None when it cannot be read, and is then found again."""
    try:
        return Finding.model_validate_json(str(item["finding"]))
    except (KeyError, ValueError):
        return None


def artifact_to_item(job_id: str, artifact_id: str, parts: int, *, expires_at_s: int) -> dict[str, Value]:
    """The index entry of a large result, whose parts are blobs."""
    key = artifact_key(job_id, artifact_id)
    return {"pk": key.pk, "sk": key.sk, "parts": parts, TTL_ATTRIBUTE: expires_at_s}
