"""Webhooks over HTTP: Slack, Microsoft Teams, and one of your own that is signed.

Slack and Teams know no keys: a crash between sending and marking can show a message there twice. One of your own gets
`Idempotency-Key` and is to take each once. It is signed as `X-FinOps-Signature: t=<seconds>,v1=<hex>`, the HMAC-SHA256
of `<seconds>.<body>` with the shared secret: compare it, and refuse what is older than some minutes.

Texts are put where no markup is read: Slack's `plain_text`, Teams' `TextRun`.
"""

import hashlib
import hmac
import http.client
import json
import ssl
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from finops_core.clock import Clock
from finops_core.texts import readable
from worker.alerts.alert import Alert
from worker.alerts.channels.port import TIMEOUT_S, ChannelFailed
from worker.alerts.message import Message, as_record, plain_lines
from worker.alerts.settings import ChatSettings, WebhookSettings, check_url

MOST_ANSWER_BYTES: Final = 64 * 1024
_MOST_SECTION: Final = 2900
"""Slack takes 3000 letters in a text, 150 in a header and 50 blocks."""
_MOST_HEADER: Final = 150
_MOST_SECTIONS: Final = 45


def post(url: str, body: bytes, headers: Mapping[str, str], tls: ssl.SSLContext | None = None) -> None:
    """Posts JSON; what answers with 2xx has taken it. Redirects are not followed.

    Raises ChannelFailed. Addresses can be secrets, so no word of it has one.
    """
    parts = urlsplit(url)
    place = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        context = tls or ssl.create_default_context()
        connection = http.client.HTTPSConnection(parts.hostname or "", parts.port, timeout=TIMEOUT_S, context=context)
    else:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
    try:
        sent = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "finops-agent", **headers}
        connection.request("POST", place, body, sent)
        answer = connection.getresponse()
        answer.read(MOST_ANSWER_BYTES)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise ChannelFailed(f"The webhook cannot be reached ({type(error).__name__}).") from error
    finally:
        connection.close()
    if not 200 <= answer.status < 300:
        raise ChannelFailed(f"The webhook answered with {answer.status}.")


def _address(url: str | None, variable: str | None, secrets: Mapping[str, str]) -> str:
    found = url or secrets.get(variable or "", "")
    if not found:
        raise ChannelFailed(f"The environment variable {variable} is not set.")
    try:
        check_url(found)
    except ValueError as error:
        raise ChannelFailed(f"What {variable} holds {error}.") from error
    return found


def _encoded(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=True).encode()


class ChatChannel:
    """An incoming webhook of Slack or Teams."""

    def __init__(self, settings: ChatSettings, secrets: Mapping[str, str], tls: ssl.SSLContext | None = None) -> None:
        self._settings = settings
        self._secrets = secrets
        self._tls = tls
        self.name = settings.name

    def send(self, message: Message) -> None:
        content = slack_message(message) if self._settings.kind == "slack" else teams_message(message)
        post(_address(None, self._settings.url_env, self._secrets), _encoded(content), {}, self._tls)


class SignedChannel:
    """A webhook of your own."""

    def __init__(
        self, settings: WebhookSettings, secrets: Mapping[str, str], clock: Clock, tls: ssl.SSLContext | None = None
    ) -> None:
        self._settings = settings
        self._secrets = secrets
        self._clock = clock
        self._tls = tls
        self.name = settings.name

    def send(self, message: Message) -> None:
        secret = self._secrets.get(self._settings.secret_env)
        if not secret:
            raise ChannelFailed(f"The environment variable {self._settings.secret_env} is not set.")
        body = _encoded(as_record(message))
        headers = {
            "Idempotency-Key": message.key,
            "X-FinOps-Signature": signature(body, secret, int(self._clock.now().timestamp())),
        }
        post(_address(self._settings.url, self._settings.url_env, self._secrets), body, headers, self._tls)


def signature(body: bytes, secret: str, seconds: int) -> str:
    """What a receiver compares: made of the body, the moment and the shared secret."""
    made = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={made}"


def slack_message(message: Message) -> dict[str, Any]:
    """Blocks of plain text; the only markup is the link, whose address is a setting."""
    sections = [_slack_text(_told(alert)) for alert in message.alerts[:_MOST_SECTIONS]]
    if message.link():
        only = message.alerts[0] if len(message.alerts) == 1 else None
        link = _slack_escaped(message.link(only))
        sections.append({"type": "section", "text": {"type": "mrkdwn", "text": f"<{link}|Open>"}})
    header = {"type": "plain_text", "text": readable(message.title)[:_MOST_HEADER] or "Alert", "emoji": False}
    return {
        "text": _slack_escaped(readable(message.title)),
        "unfurl_links": False,
        "blocks": [{"type": "header", "text": header}, *sections],
    }


def _slack_text(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "plain_text", "text": text[:_MOST_SECTION], "emoji": False}}


def _slack_escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _told(alert: Alert) -> str:
    return "\n".join(plain_lines(Message(key="", alerts=(alert,))))


def teams_message(message: Message) -> dict[str, Any]:
    """An adaptive card whose texts are runs, in which Teams reads no Markdown."""
    body: list[dict[str, Any]] = [_run(readable(message.title), weight="Bolder", size="Medium")]
    body += [_run(line) for line in plain_lines(message) if line]
    only = message.alerts[0] if len(message.alerts) == 1 else None
    card: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
    }
    if message.link():
        card["actions"] = [{"type": "Action.OpenUrl", "title": "Open", "url": message.link(only)}]
    return {
        "type": "message",
        "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": card}],
    }


def _run(text: str, **style: str) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **style}]}
