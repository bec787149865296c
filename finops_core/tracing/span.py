"""What a trace is made of. Both ids follow from the job's, so that no message and no record has to carry them.

Whoever knows a job knows its trace: the front door, the worker of each attempt, and whoever reads a log with a job id.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

FRAME = "frame"
"""The root of every trace: the frame that asked."""

_NAME = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One piece of work that ended. `parent_id` is empty for the root; ids are hexadecimal, as OpenTelemetry has them.

    `attributes` are counts and names out of the product's own lists: never a text of a user, a bill or a model.
    """

    trace_id: str
    span_id: str
    parent_id: str
    name: str
    begin: datetime
    end: datetime
    failed: bool = False
    attributes: Mapping[str, str | int] = field(default_factory=dict[str, "str | int"])


def trace_id_of(job_id: str) -> str:
    """The trace of a job: 32 hexadecimal digits."""
    return hashlib.sha256(f"trace\x00{job_id}".encode()).hexdigest()[:32]


def span_id_of(job_id: str, key: str) -> str:
    """The span of a job's work that `key` names within its trace: 16 hexadecimal digits."""
    return hashlib.sha256(f"span\x00{job_id}\x00{key}".encode()).hexdigest()[:16]


def span_of(
    job_id: str,
    key: str,
    name: str,
    *,
    parent: str,
    begin: datetime,
    end: datetime,
    failed: bool = False,
    attributes: Mapping[str, str | int] | None = None,
) -> Span:
    """A span of a job below the one with the key `parent`; without one it is the root. It never ends before it begins.

    What is no short name, as a model may call a tool by any text, is replaced by `other`.
    """
    named = {name: _plain(value) for name, value in (attributes or {}).items()}
    return Span(
        trace_id=trace_id_of(job_id),
        span_id=span_id_of(job_id, key),
        parent_id=span_id_of(job_id, parent) if parent else "",
        name=str(_plain(name)),
        begin=begin,
        end=max(begin, end),
        failed=failed,
        attributes=named,
    )


def _plain(value: str | int) -> str | int:
    return value if isinstance(value, int) or _NAME.fullmatch(value) else "other"
