"""The log of a job: events in numbered segments, and how a log that broke off is made whole again. All pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic_core import to_json

from finops_core.jobs.events import (
    MAX_EVENT_BYTES,
    AgentFailed,
    AgentFinished,
    AgentStarted,
    Event,
    Progress,
    Retried,
    RunFailed,
    RunFinished,
    StepFinished,
    StepStarted,
    TextDelta,
    TextEnded,
    TextStarted,
    ToolEnded,
    ToolStarted,
)
from finops_core.jobs.model import Job

MAX_SEGMENT_BYTES = 24 * 1024
"""A segment fits one small item; an event fits a segment."""

LOST_WORKER = "the worker that ran this was lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Consecutive events written at once, with all a publisher needs to send them.

    `percent` is the job's progress before the first event.
    """

    job_id: str
    user_id: str
    thread_id: str
    run_id: str
    attempt: int
    first_seq: int
    percent: int
    written_at: datetime
    events: tuple[Event, ...]

    @classmethod
    def of_job(cls, job: Job, first_seq: int, events: Sequence[Event], written_at: datetime) -> "Segment":
        """A segment of the job's current attempt, from the job's progress on."""
        return cls(
            job_id=job.job_id,
            user_id=job.user_id,
            thread_id=job.thread_id,
            run_id=job.run_id,
            attempt=job.attempt,
            first_seq=first_seq,
            percent=job.percent,
            written_at=written_at,
            events=tuple(events),
        )

    @property
    def last_seq(self) -> int:
        return self.first_seq + len(self.events) - 1

    def numbered(self) -> Iterator[tuple[int, Event]]:
        """Each event with its `seq`."""
        return enumerate(self.events, self.first_seq)

    def after(self, seq: int) -> "Segment | None":
        """The part beyond `seq`, or None when there is none."""
        skip = max(0, seq - self.first_seq + 1)
        if skip >= len(self.events):
            return None
        percent = latest_percent(self.events[:skip], self.percent)
        return replace(self, first_seq=self.first_seq + skip, events=self.events[skip:], percent=percent)


def latest_percent(events: Iterable[Event], before: int) -> int:
    """The progress after these events."""
    for event in events:
        if isinstance(event, Progress):
            before = event.percent
    return before


def clamp(events: Sequence[Event], percent: int) -> tuple[Event, ...]:
    """The events with progress that never goes back below `percent`, as a new attempt starts from the beginning."""
    clamped: list[Event] = []
    for event in events:
        if isinstance(event, Progress):
            percent = max(percent, event.percent)
            clamped.append(event if event.percent == percent else event.model_copy(update={"percent": percent}))
        else:
            clamped.append(event)
    return tuple(clamped)


def coalesce(events: Sequence[Event]) -> tuple[Event, ...]:
    """Joins neighbouring text deltas of one message while the result stays a small event."""
    joined: list[Event] = []
    for event in events:
        last = joined[-1] if joined else None
        if (
            isinstance(event, TextDelta)
            and isinstance(last, TextDelta)
            and last.message_id == event.message_id
            and len(last.delta) + len(event.delta) <= MAX_EVENT_BYTES // 8
        ):
            joined[-1] = last.model_copy(update={"delta": last.delta + event.delta})
        else:
            joined.append(event)
    return tuple(joined)


@dataclass(frozen=True, slots=True)
class Encoded:
    """Events that fit one segment, and their stored text."""

    events: tuple[Event, ...]
    text: str


def split(events: Sequence[Event]) -> list[Encoded]:
    """The events in runs that each fit a segment.

    Raises ValueError for an event that fits none: whoever made it must cut it first.
    """
    together = to_json(events, by_alias=True)
    if len(together) <= min(MAX_EVENT_BYTES, MAX_SEGMENT_BYTES):  # nearly always: nothing has to be measured singly
        return [Encoded(tuple(events), together.decode())]
    parts: list[Encoded] = []
    part: list[Event] = []
    texts: list[str] = []
    size = 2
    for event in events:
        text = event.model_dump_json(by_alias=True)
        event_bytes = len(text) if text.isascii() else len(text.encode())
        if event_bytes > MAX_EVENT_BYTES:
            raise ValueError(f"a {event.type} event of {event_bytes} bytes does not fit {MAX_EVENT_BYTES}")
        if part and size + event_bytes + 1 > MAX_SEGMENT_BYTES:
            parts.append(Encoded(tuple(part), f"[{','.join(texts)}]"))
            part, texts, size = [], [], 2
        part.append(event)
        texts.append(text)
        size += event_bytes + 1
    parts.append(Encoded(tuple(part), f"[{','.join(texts)}]"))
    return parts


def open_events(events: Iterable[Event]) -> list[Event]:
    """The events of a log that opened something not yet closed, in the order they came."""
    opened: dict[tuple[str, str], Event] = {}
    for event in events:
        match event:
            case StepStarted(stage=name):
                opened["step", name] = event
            case StepFinished(stage=name):
                opened.pop(("step", name), None)
            case AgentStarted(agent_run_id=name):
                opened["agent", name] = event
            case AgentFinished(agent_run_id=name) | AgentFailed(agent_run_id=name):
                opened.pop(("agent", name), None)
            case ToolStarted(call_id=name):
                opened["tool", name] = event
            case ToolEnded(call_id=name):
                opened.pop(("tool", name), None)
            case TextStarted(message_id=name):
                opened["text", name] = event
            case TextEnded(message_id=name):
                opened.pop(("text", name), None)
            case _:
                pass
    return list(opened.values())


def closing(events: Iterable[Event], reason: str) -> tuple[Event, ...]:
    """What closes everything a log left open, innermost first."""
    closed: list[Event] = []
    for event in reversed(open_events(events)):
        match event:
            case StepStarted(stage=stage):
                closed.append(StepFinished(stage=stage))
            case AgentStarted(agent_run_id=agent_run_id):
                closed.append(AgentFailed(agent_run_id=agent_run_id, message=reason))
            case ToolStarted(call_id=call_id, agent_run_id=agent_run_id):
                closed.append(ToolEnded(call_id=call_id, agent_run_id=agent_run_id))
            case TextStarted(message_id=message_id):
                closed.append(TextEnded(message_id=message_id))
            case _:
                pass
    return tuple(closed)


def repair(events: Sequence[Event], *, attempt: int, reason: str = LOST_WORKER) -> tuple[Event, ...]:
    """What a new attempt appends to a log that broke off, before it starts again: closings, then the retry."""
    return (*closing(events, reason), Retried(attempt=attempt, reason=reason))


def cancelled(events: Sequence[Event]) -> tuple[Event, ...]:
    """What ends a log because the user stopped the job."""
    return (*closing(events, "stopped by the user"), RunFinished(outcome="cancelled"))


def failed(events: Sequence[Event], *, code: str, message: str) -> tuple[Event, ...]:
    """What ends a log with an error the user sees."""
    return (*closing(events, message), RunFailed(code=code, message=message))
