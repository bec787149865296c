"""A message: one alert, or several as a digest, with a key that stays the same however often it is sent."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from finops_core.texts import readable
from worker.alerts.alert import Alert, digest

MOST_IN_ONE: Final = 40
"""Alerts in one message: more are told in a second one."""
_ADDRESS: Final = re.compile(r":(?=//)|(?<=www)\.|@(?=\w)|(?<=\bmailto):", re.IGNORECASE)
_JOINER: Final = "\u2060"
_AT_ONCE: Final = 12
"""Alerts that a message tells in detail; of the others it tells the headlines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent over one channel. `key` is what a receiver knows a repetition by."""

    key: str
    alerts: tuple[Alert, ...]
    page: str = ""

    @property
    def title(self) -> str:
        """One line of plain text."""
        if len(self.alerts) == 1:
            return readable(self.alerts[0].headline)
        return f"{len(self.alerts)} cost alerts"

    def link(self, alert: Alert | None = None) -> str:
        """The page that tells more, or the page itself; empty without an address."""
        if not self.page:
            return ""
        place = alert.page if alert is not None else ""
        return f"{self.page.rstrip('/')}/#/{quote(place)}"


def message_of(channel: str, alerts: Sequence[Alert], page: str) -> Message:
    """The message that tells these alerts over a channel. The same alerts have the same key, in any order."""
    key = digest("message", channel, *sorted(one.identity for one in alerts))
    return Message(key=key, alerts=tuple(alerts), page=page)


def plain_lines(message: Message) -> list[str]:
    """The message for people, as lines of plain text, each without line ends and marks that act.

    The only address that becomes a link is that of the page: programs that show text make links of others too, and a
    name in a bill must not lead anywhere.
    """
    lines: list[str] = []
    for place, alert in enumerate(message.alerts):
        lines.append(unlinked(alert.headline))
        if place < _AT_ONCE:
            lines += [f"{label}: {unlinked(said)}" for label, said in alert.details]
            lines.append(f"What to do: {unlinked(alert.todo)}")
            if link := message.link(alert):
                lines.append(link)
        lines.append("")
    return lines[:-1]


def unlinked(text: str) -> str:
    """A text for people in which nothing reads as an address; what parts it is a mark that nobody sees."""
    return _ADDRESS.sub(lambda found: f"{found.group()}{_JOINER}", readable(text))


def as_record(message: Message) -> dict[str, Any]:
    """The message for programs."""
    return {
        "key": message.key,
        "title": message.title,
        "alerts": [
            {
                "id": alert.identity,
                "kind": alert.kind.value,
                "subject": alert.subject,
                "period": alert.period,
                "threshold": alert.threshold,
                "headline": readable(alert.headline),
                "details": [{"label": label, "text": readable(said)} for label, said in alert.details],
                "todo": readable(alert.todo),
                "link": message.link(alert),
            }
            for alert in message.alerts
        ],
    }


def to_json(message: Message) -> str:
    """As it is stored: exactly this is sent again."""
    record = {"key": message.key, "page": message.page, "alerts": [alert.to_json() for alert in message.alerts]}
    return json.dumps(record, ensure_ascii=False)


def from_json(text: str) -> Message:
    """Raises ValueError, KeyError or TypeError for what is no message."""
    record: dict[str, Any] = json.loads(text)
    alerts = tuple(Alert.from_json(one) for one in record["alerts"])
    return Message(key=str(record["key"]), alerts=alerts, page=str(record["page"]))
