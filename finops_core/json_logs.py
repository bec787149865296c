"""Log lines of deployed functions: one JSON object an event, and metrics that CloudWatch reads out of some of them.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
says what a line with metrics looks like; nothing is called and nothing waits for it.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

NAMESPACE: Final = "FinOpsAgent"
STACK: Final = "stack"
"""The one dimension: the stacks of an account are told apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Numbers of one event. `units` are CloudWatch's names by metric; `values` has each of them. Attach as `extra`."""

    stack: str
    units: Mapping[str, str]
    values: Mapping[str, float]
    namespace: str = NAMESPACE
    fields: Mapping[str, str] = field(default_factory=dict[str, str])

    def as_fields(self, timestamp_ms: int) -> dict[str, Any]:
        """What a line has beside its message."""
        metrics = [{"Name": name, "Unit": unit} for name, unit in self.units.items()]
        definition = {"Namespace": self.namespace, "Dimensions": [[STACK]], "Metrics": metrics}
        return {
            "_aws": {"Timestamp": timestamp_ms, "CloudWatchMetrics": [definition]},
            STACK: self.stack,
            **self.fields,
            **self.values,
        }


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON: when, level, logger, message, what failed, and numbers if it has any."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, Any] = {
            "timestamp": when.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        request_id = getattr(record, "aws_request_id", None)
        if request_id:
            line["request_id"] = request_id
        if record.exc_info and record.exc_info[0] is not None:
            line["error_type"] = record.exc_info[0].__name__
            line["stack_trace"] = record.exc_text or self.formatException(record.exc_info)
        measured = getattr(record, "measured", None)
        if isinstance(measured, Measured):
            line |= measured.as_fields(round(record.created * 1000))
        return json.dumps(line, ensure_ascii=True)
