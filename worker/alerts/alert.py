"""An alert: one thing that somebody should know, in words, with an identity by which it is told once."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

MOST_CHARS: Final = 600
"""Of one text of an alert; longer ones end in a mark."""


class AlertKind(StrEnum):
    """What an alert is about."""

    ANOMALY = "anomaly"
    BUDGET = "budget"
    FORECAST = "forecast"
    COMMITMENT = "commitment"
    REPORT = "report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Plain texts, made of names from a bill among others: each channel escapes them for its own markup.

    `subject`, `period` and `threshold` are its identity with the kind. `first` and `last` are the days of an anomaly:
    days that touch those of an alert that was told before, of the same subject, are the same anomaly, which goes on.
    """

    kind: AlertKind
    subject: str
    period: str
    threshold: str
    headline: str
    details: tuple[tuple[str, str], ...]
    todo: str
    page: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def identity(self) -> str:
        """What tells it from every other, for ever."""
        return digest(self.kind.value, self.subject, self.period, self.threshold)

    @property
    def series(self) -> str:
        """What its anomalies have in common."""
        return digest(self.kind.value, self.subject)

    def to_json(self) -> str:
        days = {name: day.isoformat() if day else None for name, day in (("first", self.first), ("last", self.last))}
        record = {**asdict(self), "kind": self.kind.value, **days}
        return json.dumps(record, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Alert":
        """Raises ValueError, KeyError or TypeError for what is none."""
        record: dict[str, Any] = json.loads(text)
        return cls(
            kind=AlertKind(record["kind"]),
            subject=str(record["subject"]),
            period=str(record["period"]),
            threshold=str(record["threshold"]),
            headline=str(record["headline"]),
            details=tuple((str(label), str(said)) for label, said in record["details"]),
            todo=str(record["todo"]),
            page=str(record["page"]),
            first=date.fromisoformat(record["first"]) if record["first"] else None,
            last=date.fromisoformat(record["last"]) if record["last"] else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """Days of a series of anomalies that nobody needs to be told of any more, because they were dismissed."""

    subject: str
    first: date
    last: date

    def covers(self, alert: Alert) -> bool:
        """Whether an alert is of an anomaly on some of these days."""
        if alert.kind is not AlertKind.ANOMALY or alert.subject != self.subject:
            return False
        first = alert.first or date.fromisoformat(alert.period)
        return first <= self.last and (alert.last or first) >= self.first


def digest(*parts: str) -> str:
    """A short name for some texts together."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def shortened(text: str) -> str:
    """A text that fits an alert."""
    return text if len(text) <= MOST_CHARS else f"{text[: MOST_CHARS - 1]}…"
