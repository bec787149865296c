"""Every read of job records and logs, once, over the storage port."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from finops_core.answers import Finding
from finops_core.clock import Clock, to_epoch_ms
from finops_core.errors import JobNotFound
from finops_core.jobs import damage, items
from finops_core.jobs.events import Event
from finops_core.jobs.log import Segment
from finops_core.jobs.model import Job
from finops_core.jobs.opening import opening_segment
from finops_core.jobs.threads import ThreadRepository
from finops_core.table.port import Item, Key, Table
from finops_core.table.schema import DUE_INDEX, JOB_SORT, SEGMENT_PREFIX, THREAD_INDEX, USER_INDEX

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSettings:
    """Limits of jobs. `ring_again_after` is how long a queued job waits before its doorbell is rung again.

    `plain_records` gives the beginning of each log an item of its own, as releases before this one read it.
    """

    max_active_jobs: int = 5
    max_attempts: int = 5
    lease_for: timedelta = timedelta(seconds=45)
    ring_again_after: timedelta = timedelta(seconds=15)
    keep_for: timedelta = timedelta(days=7)
    plain_records: bool = False


class JobReader:
    """Jobs, their logs and findings as they are; `threads` are the conversations they belong to.

    A record that cannot be read is ended by whoever reads it.
    """

    def __init__(self, table: Table, clock: Clock, settings: JobSettings) -> None:
        self._table = table
        self._clock = clock
        self.settings = settings
        self.threads = ThreadRepository(table, clock, keep_for=settings.keep_for)

    def find(self, job_id: str) -> Job | None:
        """The job, or None."""
        item = self._table.get(items.job_key(job_id))
        return self._job(item) if item else None

    def of_user(self, user_id: str, job_id: str) -> Job:
        """A user's own job. Raises JobNotFound, also for another user's: its existence is nobody else's business."""
        job = self.find(job_id)
        if job is None or job.user_id != user_id:
            raise JobNotFound(f"There is no job {job_id}. Jobs are kept for {self.settings.keep_for.days} days.")
        return job

    def kept_of_user(self, user_id: str, job_id: str) -> Job:
        """As `of_user`, and not of a deleted conversation, though it may still be read to its end."""
        kept = self._not_deleted(user_id, [self.of_user(user_id, job_id)])
        if not kept:
            raise JobNotFound(f"The conversation of job {job_id} was deleted.")
        return kept[0]

    def log(self, job_id: str, *, after: int = 0) -> list[Segment]:
        """The segments beyond `after`, in order, consistently read."""
        found = self._table.query(items.job_key(job_id).pk, after=items.BEFORE_LOG)
        record = next((item for item in found if item["sk"] == JOB_SORT), None)
        stored = [item for item in found if str(item["sk"]).startswith(SEGMENT_PREFIX)]
        segments = damage.read_log(stored, None)
        if len(segments) < len(stored):
            segments = damage.read_log(stored, self.find(job_id))
        if record is not None and damage.begins_in_record(stored):
            segments.insert(0, opening_segment(self._job(record)))
        parts = (segment.after(after) for segment in segments)
        return [part for part in parts if part is not None]

    def events(self, job_id: str) -> tuple[Event, ...]:
        """The whole log."""
        return tuple(event for segment in self.log(job_id) for event in segment.events)

    def findings(self, job_id: str) -> dict[str, Finding]:
        """Results of the steps that finished, by step."""
        found = self._table.query(items.job_key(job_id).pk, prefix=items.FINDING_PREFIX)
        read = ((str(item["sk"]).removeprefix(items.FINDING_PREFIX), items.item_to_finding(item)) for item in found)
        return {step: finding for step, finding in read if finding is not None}

    def artifact_parts(self, job_id: str, artifact_id: str) -> int:
        """How many parts a large result of a job has; 0 when there is none of that id."""
        item = self._table.get(items.artifact_key(job_id, artifact_id))
        return cast(int, item["parts"]) if item else 0

    def recent(self, user_id: str, *, limit: int = 50) -> list[Job]:
        """A user's jobs, newest first."""
        span = limit
        while True:
            named = self._table.query_index(USER_INDEX.name, user_id, limit=span, reverse=True)
            jobs = self._not_deleted(user_id, self._jobs(named))
            if len(jobs) >= limit or len(named) < span:
                return jobs[:limit]
            span *= 4

    def of_thread(self, user_id: str, thread_id: str, *, limit: int = 200) -> list[Job]:
        """The jobs of a user's thread, oldest first."""
        key = items.thread_hash(user_id, thread_id)
        newest = self._jobs(self._table.query_index(THREAD_INDEX.name, key, limit=limit, reverse=True))
        return self._not_deleted(user_id, [job for job in newest if job.user_id == user_id])[::-1]

    def _not_deleted(self, user_id: str, jobs: list[Job]) -> list[Job]:
        """Without those that their user deleted and that are not erased yet."""
        through = self.threads.deleted_through(user_id, {job.thread_id for job in jobs})
        return [job for job in jobs if to_epoch_ms(job.created_at) > through.get(job.thread_id, -1)]

    def due(self, *, limit: int = 100) -> list[Job]:
        """Jobs that nobody moved for too long: queued and unclaimed, or running on a lease that passed."""
        moment = self._clock.now()
        now = items.due_stamp(to_epoch_ms(moment))
        found: list[Item] = []
        for shard in range(items.DUE_SHARDS):
            found += self._table.query_index(DUE_INDEX.name, str(shard), up_to=now, limit=limit)
        return [job for job in self._jobs(found) if job.active and not job.leased(moment)]

    def running(self, *, limit: int = 1000) -> list[Job]:
        """Every active job that is due at any time; for a start-up that knows all former workers are gone."""
        found: list[Item] = []
        for shard in range(items.DUE_SHARDS):
            found += self._table.query_index(DUE_INDEX.name, str(shard), limit=limit)
        return [job for job in self._jobs(found) if job.active]

    def _jobs(self, found: list[Item]) -> list[Job]:
        """The jobs an index names: it carries keys only, and may name what is gone."""
        jobs = self._table.get_many(Key(str(item["pk"]), str(item["sk"])) for item in found)
        return [self._job(item) for item in jobs.values()]

    def _job(self, item: Item) -> Job:
        """The job of a record; one that cannot be read is ended, and is what is left of it."""
        try:
            return items.item_to_job(item)
        except items.BadRecord as error:
            logger.warning("key=%s, reason=%s | damaged job record", item["pk"], error)
            return damage.end_damaged(item, self._table, now=self._clock.now(), keep_for=self.settings.keep_for)
