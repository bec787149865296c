"""Where jobs live: every write of job records and logs, once, over the storage port; `reader.py` has the reads.

Invariants kept here: a job exists with its log's beginning or not at all; a segment and the job's new state are one
write; only the claimant of the current attempt appends; a user's active jobs are counted exactly.
"""

import logging
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from finops_core.answers import Finding
from finops_core.clock import Clock, to_epoch_ms
from finops_core.errors import BadFrame, ConditionFailed, RateLimited, StorageUnavailable
from finops_core.jobs import items
from finops_core.jobs.active_count import mend_active_count
from finops_core.jobs.events import Event
from finops_core.jobs.feedback import FeedbackRepository
from finops_core.jobs.log import Encoded, Segment, clamp, split
from finops_core.jobs.memory import MemoryRepository
from finops_core.jobs.model import ACTIVE_STATUSES, Job, JobStatus, append, hand_back, renew, with_log
from finops_core.jobs.opening import opening
from finops_core.jobs.reader import JobReader, JobSettings
from finops_core.jobs.threads import Deletion
from finops_core.table.port import (
    AbsentOrBelow,
    Delete,
    Equals,
    Key,
    NotExists,
    OneOf,
    Put,
    Table,
    Update,
    Write,
)
from finops_core.table.schema import THREAD_INDEX

logger = logging.getLogger(__name__)


_ERASED_AT_ONCE = 25
"""Items of one transaction; DynamoDB counts their sizes together, up to 4 MB."""

_COUNT_WRITE, _THREAD_WRITE = 1, 2
"""Which of the writes that submit a job are the count's and the thread's."""


_LONGEST_ID = 256
_ACTIVE = OneOf("status", tuple(sorted(status.value for status in ACTIVE_STATUSES)))


class StaleClaim(Exception):
    """Another worker holds the job by now, or it has ended: what this one does no longer counts."""


class JobRepository(JobReader):
    """Jobs, their logs and findings in one table; `threads` are the conversations they belong to.

    What is said of answers (`feedback`) and what users ask to be remembered (`memory`) lies beside them.
    """

    def __init__(self, table: Table, clock: Clock, settings: JobSettings) -> None:
        super().__init__(table, clock, settings)
        self.feedback = FeedbackRepository(table, clock, keep_for=settings.keep_for)
        self.memory = MemoryRepository(table, clock)

    # Submitting

    def submit(self, job: Job, events: tuple[Event, ...]) -> tuple[Job, bool]:
        """Stores a new job with its first events in one write; returns it and whether it was there already.

        Raises BadFrame when the run exists with another input, RateLimited when the user has too many active jobs.
        """
        (first,) = split(clamp(events, job.percent))
        segment = Segment.of_job(job, job.next_seq, first.events, self._clock.now())
        stored = with_log(job, segment.events)
        expires = self._expires(job.created_at)
        due = to_epoch_ms(job.created_at + self.settings.ring_again_after)
        opened = not self.settings.plain_records and job.next_seq == 1 and segment.events == opening(job.question)
        record = items.job_to_item(stored, due_at_ms=due, expires_at_s=expires, opened=opened)
        writes: list[Write] = [
            Put(item=record, conditions=(NotExists(),)),
            Update(
                key=items.active_key(job.user_id),
                add={"jobs": 1},
                conditions=(AbsentOrBelow("jobs", self.settings.max_active_jobs),),
            ),
            self.threads.asked(job, expires_at_s=expires),
        ]
        if not opened:
            writes.append(Put(item=items.segment_to_item(segment, first.text, writer=job.job_id, expires_at_s=expires)))
        try:
            self._table.transact(writes)
        except ConditionFailed as failure:
            if failure.index == _THREAD_WRITE and self.threads.mend(job.user_id, job.thread_id):
                return self.submit(job, events)
            if failure.index == _COUNT_WRITE and self._mend_count(job.user_id):
                return self.submit(job, events)
            return self._already_there(job, failure), True
        return stored, False

    def _already_there(self, job: Job, failure: ConditionFailed) -> Job:
        existing = self.find(job.job_id)
        if existing is None and failure.index == _THREAD_WRITE:
            raise RateLimited(
                "The conversation was deleted at this very moment. Ask again to begin it anew.", retry_after_ms=100
            ) from failure
        if existing is None:
            limit = self.settings.max_active_jobs
            raise RateLimited(
                f"You have {limit} questions running, the most allowed at once. Wait for one to finish or stop one.",
                retry_after_ms=1000,
            ) from failure
        if existing.input_hash != job.input_hash:
            raise BadFrame(f"Run {job.run_id} was submitted before with another input. Use a new runId.")
        return existing

    def add_artifact(self, job: Job, artifact_id: str, parts: int) -> None:
        """Makes a large result known, after all its parts were stored."""
        expires = self._expires(job.created_at)
        self._table.put_if(Put(item=items.artifact_to_item(job.job_id, artifact_id, parts, expires_at_s=expires)))

    # Erasing what its user deleted

    def deleted(self, deletion: Deletion, *, limit: int, newest_first: bool = False) -> dict[str, Job | None]:
        """Jobs of a deletion that are still named, by id; None for one that is gone except for its name."""
        hash, up_to = items.thread_hash(deletion.user_id, deletion.thread_id), items.due_stamp(deletion.through_ms)
        named = self._table.query_index(THREAD_INDEX.name, hash, up_to=up_to, limit=limit, reverse=newest_first)
        keys = [Key(str(item["pk"]), str(item["sk"])) for item in named]
        found = self._table.get_many(keys)
        jobs = {items.job_id_of(key): self._job(found[key]) if key in found else None for key in keys}
        return {job_id: job for job_id, job in jobs.items() if job is None or job.user_id == deletion.user_id}

    def erase(self, job_id: str) -> None:
        """Removes a job with its log and findings. Its record goes last: until then another call goes on."""
        record = items.job_key(job_id)
        parts = (Key(record.pk, str(item["sk"])) for item in self._table.query(record.pk))
        keys = [*(key for key in parts if key != record), record]
        for start in range(0, len(keys), _ERASED_AT_ONCE):
            self._table.transact([Delete(key=key) for key in keys[start : start + _ERASED_AT_ONCE]])

    # Moving a job on

    def now(self) -> datetime:
        """The time that leases and ends are stamped with."""
        return self._clock.now()

    def claim(self, job_id: str, *, owner: str) -> Job | None:
        """Takes the job for `owner`, or returns None when it is leased, terminal, unknown, or another was faster."""
        return self.claim_each((job_id,), owner=owner)[0]

    def claim_each(self, job_ids: Sequence[str], *, owner: str) -> list[Job | None]:
        """Takes several jobs as `claim` does, in the same order.

        Nothing is read before: the store knows best who may have a job.
        """
        # A doorbell is anybody's text, and no store looks up a long one. Cut short it still names no job.
        taken = self._table.update_each([self._claim(job_id[:_LONGEST_ID], owner) for job_id in job_ids])
        jobs = [None if item is None else self._job(item) for item in taken]
        return [job if job is not None and job.active else None for job in jobs]

    def _claim(self, job_id: str, owner: str) -> Update:
        now = self._clock.now()
        now_ms, until_ms = to_epoch_ms(now), to_epoch_ms(now + self.settings.lease_for)
        return Update(
            key=items.job_key(job_id),
            set={
                "status": JobStatus.RUNNING.value,
                "lease_owner": owner,
                "lease_until": until_ms,
                "updated_at": now_ms,
            },
            # A job that is over before it was due never moves in that index: each move is two writes of it. One that
            # takes longer is due while it is leased, which `due` knows, until its lease is first renewed.
            set_if_absent={"due_shard": items.due_shard(job_id), "due_at": items.due_stamp(until_ms)},
            add={"attempt": 1},
            conditions=(_ACTIVE, AbsentOrBelow("lease_until", now_ms + 1)),
        )

    def renew(self, job: Job) -> None:
        """Keeps the lease. Raises StaleClaim."""
        self._hold(renew(job, now=self._clock.now(), lease_for=self.settings.lease_for))

    def hand_back(self, job: Job) -> None:
        """Ends the lease now, for another worker to claim. Raises StaleClaim."""
        self._hold(hand_back(job, now=self._clock.now()))

    def _hold(self, job: Job) -> None:
        try:
            self._table.update_if(
                Update(
                    key=items.job_key(job.job_id),
                    set={"lease_until": items.lease_until_ms(job), **self._due(job)},
                    conditions=(Equals("attempt", job.attempt), Equals("status", JobStatus.RUNNING.value)),
                )
            )
        except ConditionFailed as failure:
            raise StaleClaim(job.job_id) from failure

    def postpone(self, job: Job) -> None:
        """Moves an active job's due moment on, after its doorbell was rung. Losing the race is fine."""
        due = items.due_stamp(to_epoch_ms(self._clock.now() + self.settings.ring_again_after))
        try:
            self._table.update_if(
                Update(
                    key=items.job_key(job.job_id),
                    set={"due_at": due},
                    conditions=(Equals("attempt", job.attempt), Equals("status", job.status.value)),
                )
            )
        except ConditionFailed:
            return

    def release(self, job: Job) -> None:
        """Ends the lease of a worker known to be gone. Losing the race is fine."""
        try:
            self.hand_back(job)
        except StaleClaim:
            return

    def request_cancel(self, user_id: str, job_id: str) -> Job:
        """Flags a user's own job for stopping; a finished one stays as it is. Raises JobNotFound."""
        job = self.of_user(user_id, job_id)
        if not job.active:
            return job
        try:
            item = self._table.update_if(
                Update(key=items.job_key(job_id), set={"cancel_requested": True}, conditions=(_ACTIVE,))
            )
        except ConditionFailed:
            return self.of_user(user_id, job_id)
        return self._job(item)

    def append(self, job: Job, events: tuple[Event, ...], *, findings: Mapping[str, Finding] | None = None) -> Job:
        """Appends events as the claimant and returns the job after them; a terminal event ends it.

        Segment and state are one write; events beyond a segment's size become several such writes.
        Raises StaleClaim when this attempt no longer holds the job, StorageUnavailable when the store stays away.
        """
        for part in split(clamp(events, job.percent)):
            job = self._append_segment(job, part, findings or {})
            findings = None
        return job

    def _append_segment(self, job: Job, part: Encoded, findings: Mapping[str, Finding]) -> Job:
        now = self._clock.now()
        segment = Segment.of_job(job, job.next_seq, part.events, now)
        advanced = append(job, part.events, now=now)
        expires = self._expires(job.created_at)
        writer = uuid.uuid4().hex
        writes: list[Write] = [
            Put(
                item=items.segment_to_item(segment, part.text, writer=writer, expires_at_s=expires),
                conditions=(NotExists(),),
            ),
            Update(
                key=items.job_key(job.job_id),
                set=items.state_attributes(advanced) | ({} if advanced.active else items.lease_attributes(advanced)),
                remove=() if advanced.active else ("due_shard", "due_at"),
                conditions=(
                    Equals("status", JobStatus.RUNNING.value),
                    Equals("attempt", job.attempt),
                    Equals("next_seq", job.next_seq),
                ),
            ),
        ]
        if advanced.active:
            kept = (items.finding_to_item(job.job_id, *found, expires_at_s=expires) for found in findings.items())
            writes += [Put(item=item) for item in kept if item is not None]
        else:  # no later attempt will look for what was found
            writes.append(Update(key=items.active_key(job.user_id), add={"jobs": -1}))
        try:
            self._table.transact(writes)
        except ConditionFailed as failure:
            if not self._wrote(segment, writer):
                raise StaleClaim(job.job_id) from failure
        except StorageUnavailable:
            if not self._wrote(segment, writer):
                raise
        except ValueError:
            # A count that is no number refuses to be lowered, and would keep the job from its end.
            if advanced.active or not self._mend_count(job.user_id):
                raise
            return self._append_segment(job, part, findings)
        return advanced

    def _mend_count(self, user_id: str) -> bool:
        return mend_active_count(self._table, user_id, lambda: sum(job.active for job in self.recent(user_id)))

    def _wrote(self, segment: Segment, writer: str) -> bool:
        """Whether an ambiguous write of this segment succeeded after all."""
        item = self._table.get(items.segment_key(segment.job_id, segment.first_seq))
        return item is not None and item["writer"] == writer

    def _due(self, job: Job) -> dict[str, str]:
        until = job.lease.until if job.lease else self._clock.now() + self.settings.ring_again_after
        return {"due_shard": items.due_shard(job.job_id), "due_at": items.due_stamp(to_epoch_ms(until))}

    def _expires(self, created_at: datetime) -> int:
        return int((created_at + self.settings.keep_for).timestamp())
