"""The trace of one attempt at a job, read from the events it says: attempt, stages, agents, the model, tools.

Nothing that runs has to know that it is traced. Of the events only kinds, ids and the product's own names are taken.
A worker that is killed takes the spans it had not ended with it; the next attempt begins its own below the same frame.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from finops_core.jobs.events import (
    AgentFailed,
    AgentFinished,
    AgentStarted,
    Answered,
    Event,
    Routed,
    StepFinished,
    StepStarted,
    ToolResult,
    ToolStarted,
)
from finops_core.jobs.model import Job, JobStatus
from finops_core.tracing.port import Tracing
from finops_core.tracing.span import FRAME, span_of

MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class _Open:
    name: str
    parent: str
    begin: datetime
    attributes: dict[str, str | int]


class Trace(Protocol):
    """What hears an attempt's events."""

    def hear(self, event: Event) -> None: ...

    def end(self, job: Job) -> None: ...


class NoTrace:
    """The trace of a process that is not traced: it makes nothing and asks no clock."""

    def hear(self, event: Event) -> None:
        pass

    def end(self, job: Job) -> None:
        pass


def trace_of(job: Job, tracing: Tracing) -> Trace:
    """The trace of an attempt that begins now."""
    return JobTrace(job, tracing) if tracing.traced else NoTrace()


class JobTrace:
    """Heard by one thread, as an attempt's events are."""

    def __init__(self, job: Job, tracing: Tracing) -> None:
        self._job = job
        self._tracing = tracing
        self._attempt = f"attempt-{job.attempt}"
        self._begin = tracing.clock.now()
        self._open: dict[str, _Open] = {}
        self._attributes: dict[str, str | int] = {"job_id": job.job_id, "attempt": job.attempt}
        if job.attempt == 1:
            self._take("queue", "queue", FRAME, job.created_at)

    def hear(self, event: Event) -> None:
        """Opens or closes the span that an event is about."""
        match event:
            case StepStarted(stage=stage):
                self._begun(stage, stage, self._attempt)
            case AgentStarted(agent_run_id=run_id, agent=agent):
                self._begun(run_id, "agent", self._above(run_id), agent=agent)
            case ToolStarted(call_id=call_id, agent_run_id=run_id, tool=tool):
                self._begun(call_id, "tool", run_id if run_id in self._open else self._above(run_id), tool=tool)
            case StepFinished(stage=key) | AgentFinished(agent_run_id=key) | ToolResult(call_id=key):
                self._ended(key)
            case AgentFailed(agent_run_id=key):
                self._ended(key, failed=True)
            case Routed():
                self._attributes |= {"path": event.path, "route_us": event.micros}
            case Answered(answer=answer):
                usage = answer.usage
                self._attributes |= {
                    "requests": usage.requests,
                    "tokens_in": usage.tokens_in,
                    "tokens_out": usage.tokens_out,
                    "price_micro_usd": round(Decimal(usage.price_usd) * MICRO),
                }
            case _:
                pass

    def end(self, job: Job) -> None:
        """The attempt is over, with the job as it is now; whatever is still open was given up."""
        for key in list(reversed(self._open)):
            self._ended(key, failed=True)
        failed = job.status is JobStatus.FAILED
        self._attributes |= {"status": job.status.value} | ({"code": job.error_code} if job.error_code else {})
        self._take(self._attempt, "attempt", FRAME, self._begin, failed=failed, attributes=self._attributes)

    def _above(self, run_id: str) -> str:
        """The agent that a specialist of a model works for, else the stage at work."""
        callers = [key for key, span in self._open.items() if span.name == "agent" and run_id.startswith(f"{key}-")]
        stages = [key for key, span in self._open.items() if span.parent == self._attempt]
        return max(callers, key=len, default=stages[-1] if stages else self._attempt)

    def _begun(self, key: str, name: str, parent: str, **attributes: str) -> None:
        self._open[key] = _Open(name, parent, self._tracing.clock.now(), dict(attributes))

    def _ended(self, key: str, *, failed: bool = False) -> None:
        opened = self._open.pop(key, None)
        if opened is None:
            return
        self._take(
            self._unique(key),
            opened.name,
            self._unique(opened.parent),
            opened.begin,
            failed=failed,
            attributes=opened.attributes,
        )

    def _unique(self, key: str) -> str:
        """A key within the trace: stages have the same name in each attempt."""
        return key if key == self._attempt else f"{self._attempt}/{key}"

    def _take(
        self,
        key: str,
        name: str,
        parent: str,
        begin: datetime,
        *,
        failed: bool = False,
        attributes: dict[str, str | int] | None = None,
    ) -> None:
        end = self._tracing.clock.now()
        self._tracing.sink.take(
            span_of(
                self._job.job_id, key, name, parent=parent, begin=begin, end=end, failed=failed, attributes=attributes
            )
        )
