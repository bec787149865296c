"""A request in API Gateway's payload format 2.0, which Function URLs have too, read once."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from finops_core.errors import BadFrame, Unauthenticated
from websocket.identity import headers_of

MAX_WAIT_S = 25
"""API Gateway gives up after 30 seconds, and Lambda's own way takes a moment."""

_LONGEST_NUMBER = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """What of a request is looked at. `segments` are those of its path; `headers` have lower-case names."""

    method: str
    segments: tuple[str, ...]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: str
    longest_wait_s: int = MAX_WAIT_S

    @classmethod
    def from_event(cls, event: Mapping[str, Any], *, longest_wait_s: int = MAX_WAIT_S) -> "HttpRequest":
        """Raises BadFrame for a body that is no text."""
        return cls(
            method=str(event["requestContext"]["http"]["method"]).upper(),
            segments=tuple(unquote(part) for part in str(event["rawPath"]).strip("/").split("/")),
            query=event.get("queryStringParameters") or {},
            headers=headers_of(event),
            body=_body(event),
            longest_wait_s=longest_wait_s,
        )

    @property
    def token(self) -> str:
        """The bearer token. Raises Unauthenticated when there is none."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Unauthenticated("Send the header `Authorization: Bearer <token>`.")
        return token.strip()

    @property
    def wait_s(self) -> int:
        """For how many seconds the client wants to wait; nothing said is not at all. Raises BadFrame."""
        return self._number("wait", self.query.get("wait", "0"), self.longest_wait_s)

    @property
    def after(self) -> int:
        """The number of the last event that the client has. Raises BadFrame."""
        given = self.query.get("after") or self.headers.get("last-event-id") or "0"
        return self._number("after (or Last-Event-ID)", given, 10**_LONGEST_NUMBER)

    @staticmethod
    def _number(name: str, text: str, most: int) -> int:
        if not text.isascii() or not text.isdecimal() or len(text) > _LONGEST_NUMBER or int(text) > most:
            raise BadFrame(f"{name} is a whole number from 0 to {most}.")
        return int(text)


def _body(event: Mapping[str, Any]) -> str:
    body = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return str(body)
    try:
        return base64.b64decode(body, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise BadFrame("The body is no text in UTF-8.") from error
