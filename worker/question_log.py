"""The one line that is logged of every question that ended: how it went, how long it took, what it used.

The stack's dashboard counts these lines. They hold no word of the question and none of the answer. Where a stack is
named, its numbers go with the line as metrics, of which alarms are made.
"""

import logging
from collections.abc import Iterable

from finops_core.answers import Usage
from finops_core.jobs.events import Answered, Event, Routed
from finops_core.jobs.model import Job, JobStatus
from finops_core.json_logs import Measured

logger = logging.getLogger(__name__)

FIELDS = (
    "job_id",
    "user_id",
    "status",
    "code",
    "path",
    "attempt",
    "wait_ms",
    "run_ms",
    "route_us",
    "requests",
    "tokens_in",
    "tokens_out",
    "price_usd",
)
"""In the order of the line; the dashboard reads them by it."""

MESSAGE = "question ended"

METRICS = {
    "questions": "Count",
    "failed": "Count",
    "answer_ms": "Milliseconds",
    "run_ms": "Milliseconds",
    "route_us": "Microseconds",
    "tokens": "Count",
    "price_usd": "None",
}
"""CloudWatch bills each of them by the hour in which a question ended."""


def line_of(job: Job, said: Iterable[Event], *, run_ms: int) -> str:
    """The line of a job that ended. `run_ms` is what its last attempt took; what was before that is `wait_ms`."""
    routed: Routed | None = None
    usage = Usage()
    for event in said:
        match event:
            case Routed():
                routed = event
            case Answered(answer=answer):
                usage = answer.usage
            case _:
                pass
    ended = job.finished_at or job.updated_at
    total_ms = round((ended - job.created_at).total_seconds() * 1000)
    values = (
        job.job_id,
        job.user_id,
        job.status.value,
        job.error_code or "-",
        routed.path if routed else "-",
        job.attempt,
        max(0, total_ms - run_ms),
        run_ms,
        routed.micros if routed else 0,
        usage.requests,
        usage.tokens_in,
        usage.tokens_out,
        usage.price_usd,
    )
    pairs = ", ".join(f"{name}={value}" for name, value in zip(FIELDS, values, strict=True))
    return f"{pairs} | {MESSAGE}"


def measured(line: str, status: str, stack: str) -> Measured:
    """The numbers of a line of `line_of`, as metrics of a stack."""
    told = dict(pair.split("=", 1) for pair in line.partition(" | ")[0].split(", "))
    values = {
        "questions": 1.0,
        "failed": float(status == JobStatus.FAILED.value),
        "answer_ms": float(told["wait_ms"]) + float(told["run_ms"]),
        "run_ms": float(told["run_ms"]),
        "route_us": float(told["route_us"]),
        "tokens": float(told["tokens_in"]) + float(told["tokens_out"]),
        "price_usd": float(told["price_usd"]),
    }
    return Measured(stack=stack, units=METRICS, values=values)


def log_end(job: Job, said: Iterable[Event], *, run_ms: int, stack: str = "") -> None:
    """Logs it, where lines of this level are wanted at all; with its numbers as metrics of a stack, if one is named."""
    if logger.isEnabledFor(logging.INFO):
        line = line_of(job, said, run_ms=run_ms)
        extra = {"measured": measured(line, job.status.value, stack)} if stack else None
        logger.info("%s", line, extra=extra)
