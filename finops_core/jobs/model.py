"""The job record and its pure transitions. Nothing here reads a clock or a store."""

import base64
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeAlias

from finops_core.jobs.events import Event, Progress, RunFailed, RunFinished
from finops_core.roles import UNSAID, Role

JsonObject: TypeAlias = dict[str, object]


class JobStatus(StrEnum):
    """QUEUED → RUNNING → one of the terminal states. INTERRUPTED is terminal: its decision makes a new job."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    INTERRUPTED = "INTERRUPTED"


ACTIVE_STATUSES = frozenset({JobStatus.QUEUED, JobStatus.RUNNING})
TERMINAL_STATUSES = frozenset(JobStatus) - ACTIVE_STATUSES


class IllegalTransition(Exception):
    """A caller asked for a change this state does not allow. Always a race or a bug, never the user's fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right of one worker to append to a job until a moment."""

    owner: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One question of one user and how far it is.

    `attempt` counts claims; together with `next_seq` it fences appends. `accounts` are the analysed accounts the
    user may see (None: all), `role` is what the user may do. `props` is the run's `forwardedProps`. `finished_at` is
    set in terminal states.
    """

    job_id: str
    user_id: str
    thread_id: str
    run_id: str
    input_hash: str
    question: str
    props: JsonObject
    accounts: tuple[str, ...] | None
    status: JobStatus
    created_at: datetime
    updated_at: datetime
    next_seq: int = 1
    percent: int = 0
    attempt: int = 0
    lease: Lease | None = None
    cancel_requested: bool = False
    finished_at: datetime | None = None
    error_code: str | None = None
    role: Role = UNSAID

    @property
    def active(self) -> bool:
        return self.status in ACTIVE_STATUSES

    def leased(self, now: datetime) -> bool:
        """Whether a worker holds the job at that moment."""
        return self.lease is not None and now < self.lease.until


def job_id_of(user_id: str, run_id: str) -> str:
    """The id of the job of a user's run: the same run is always the same job."""
    digest = hashlib.sha256(f"{user_id}\x00{run_id}".encode()).digest()
    return base64.b32encode(digest).decode().lower()[:26]


def with_log(job: Job, events: tuple[Event, ...]) -> Job:
    """A new job together with the first events of its log, before anybody claimed it."""
    percent = max((event.percent for event in events if isinstance(event, Progress)), default=job.percent)
    return replace(job, next_seq=job.next_seq + len(events), percent=percent)


def renew(job: Job, *, now: datetime, lease_for: timedelta) -> Job:
    """The holder keeps the job longer. Raises IllegalTransition when nobody holds it."""
    if job.status is not JobStatus.RUNNING or job.lease is None:
        raise IllegalTransition(f"job {job.job_id} is {job.status} and has no lease to renew")
    return replace(job, lease=replace(job.lease, until=now + lease_for), updated_at=now)


def hand_back(job: Job, *, now: datetime) -> Job:
    """The holder lets go at once, so that another worker may claim. Raises IllegalTransition."""
    return renew(job, now=now, lease_for=timedelta(0))


def append(job: Job, events: tuple[Event, ...], *, now: datetime) -> Job:
    """The claimant appended events to the log; a terminal event ends the job.

    Raises IllegalTransition when nobody holds the job, nothing is appended, progress goes back, or anything
    follows a terminal event.
    """
    if job.status is not JobStatus.RUNNING or not events:
        raise IllegalTransition(f"job {job.job_id} is {job.status}, {len(events)} events cannot be appended")
    percent = job.percent
    for position, event in enumerate(events):
        if isinstance(event, Progress):
            if event.percent < percent:
                raise IllegalTransition(f"job {job.job_id} went back from {percent} % to {event.percent} %")
            percent = event.percent
        elif isinstance(event, RunFinished | RunFailed) and position != len(events) - 1:
            raise IllegalTransition(f"job {job.job_id} went on after its end")
    ended = _end_of(events[-1], now)
    return replace(job, next_seq=job.next_seq + len(events), percent=percent, updated_at=now, **ended)


_OUTCOMES = {
    "success": JobStatus.SUCCEEDED,
    "cancelled": JobStatus.CANCELLED,
    "interrupt": JobStatus.INTERRUPTED,
}


def _end_of(last: Event, now: datetime) -> dict[str, Any]:
    """What a terminal event changes of its job, by field; nothing for any other."""
    match last:
        case RunFinished(outcome=outcome):
            return {"status": _OUTCOMES[outcome], "finished_at": now, "lease": None}
        case RunFailed(code=code):
            return {"status": JobStatus.FAILED, "finished_at": now, "lease": None, "error_code": code}
        case _:
            return {}
