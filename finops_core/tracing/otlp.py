"""Spans to an OpenTelemetry collector: OTLP over HTTP in its JSON form, which needs no library of OpenTelemetry's.

https://opentelemetry.io/docs/specs/otlp/ says what collectors take.
"""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Any
from urllib.request import Request, urlopen

from finops_core.tracing.span import Span

logger = logging.getLogger(__name__)

MAX_WAITING = 4096
"""Spans that wait to be sent; more are dropped, and how many is logged."""
MAX_BATCH = 512
SEND_LIMIT_S = 5.0
CLOSE_LIMIT_S = 6.0
FLUSH_LIMIT_S = 2.0
"""For so long a function that is about to be frozen waits for its spans to be taken."""
_NANOS = 1_000_000_000


Sign = Callable[[str, bytes, Mapping[str, str]], Mapping[str, str]]
"""The headers to send with a body to an address, by those that it has already."""


def unsigned(url: str, body: bytes, headers: Mapping[str, str]) -> Mapping[str, str]:
    """For a collector that asks nobody who they are."""
    return headers


class OtlpSpans:
    """Sends spans from a thread of its own, which ends with the process or with `close`."""

    def __init__(self, endpoint: str, service: str, *, sign: Sign = unsigned) -> None:
        """`endpoint` is the collector's address without a path, such as http://127.0.0.1:4318."""
        self._url = f"{endpoint.rstrip('/')}/v1/traces"
        self._service = service
        self._sign = sign
        self._waiting: Queue[Span | Event | None] = Queue(MAX_WAITING)
        self._dropped = 0
        self._thread = Thread(target=self._send_all, name="traces", daemon=True)
        self._thread.start()

    def take(self, *spans: Span) -> None:
        for span in spans:
            try:
                self._waiting.put_nowait(span)
            except Full:
                self._dropped += 1

    def flush(self) -> None:
        sent = Event()
        try:
            self._waiting.put_nowait(sent)
        except Full:
            return
        sent.wait(FLUSH_LIMIT_S)

    def close(self) -> None:
        try:
            self._waiting.put(None, timeout=SEND_LIMIT_S)
        except Full:
            return
        self._thread.join(CLOSE_LIMIT_S)

    def _send_all(self) -> None:
        while (first := self._waiting.get()) is not None:
            if isinstance(first, Event):
                first.set()
                continue
            batch, flushed, closing = self._batch(first)
            self._send(batch)
            if flushed is not None:
                flushed.set()
            if closing:
                return

    def _batch(self, first: Span) -> tuple[list[Span], Event | None, bool]:
        """What waits besides the first one, who waits for it to be sent, and whether nothing comes any more."""
        batch = [first]
        while len(batch) < MAX_BATCH:
            try:
                span = self._waiting.get_nowait()
            except Empty:
                return batch, None, False
            if not isinstance(span, Span):
                return batch, span, span is None
            batch.append(span)
        return batch, None, False

    def _send(self, batch: Sequence[Span]) -> None:
        body = json.dumps(request_of(batch, self._service)).encode()
        try:
            headers = self._sign(self._url, body, {"Content-Type": "application/json"})
            request = Request(self._url, data=body, headers=dict(headers))
            with urlopen(request, timeout=SEND_LIMIT_S):
                pass
        except Exception as error:  # noqa: BLE001 - the thread's edge: a trace that is lost costs no answer
            self._dropped += len(batch)
            logger.warning("spans=%d, error=%s | traces could not be sent", self._dropped, type(error).__name__)
            self._dropped = 0


def request_of(spans: Sequence[Span], service: str) -> dict[str, Any]:
    """The spans as an ExportTraceServiceRequest in JSON."""
    return {
        "resourceSpans": [
            {
                "resource": {"attributes": [_attribute("service.name", service)]},
                "scopeSpans": [{"scope": {"name": "finops"}, "spans": [_span(span) for span in spans]}],
            }
        ]
    }


def _span(span: Span) -> dict[str, Any]:
    parent = {"parentSpanId": span.parent_id} if span.parent_id else {}
    return {
        "traceId": span.trace_id,
        "spanId": span.span_id,
        **parent,
        "name": span.name,
        "kind": 1,
        "startTimeUnixNano": _nanos(span.begin),
        "endTimeUnixNano": _nanos(span.end),
        "attributes": [_attribute(f"finops.{name}", value) for name, value in span.attributes.items()],
        "status": {"code": 2} if span.failed else {},
    }


def _attribute(name: str, value: str | int) -> dict[str, Any]:
    """A count goes as text, as JSON's numbers have fewer digits than 64 bits."""
    return {"key": name, "value": {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value}}


def _nanos(moment: datetime) -> str:
    whole = int(moment.replace(microsecond=0).timestamp())
    return str(whole * _NANOS + moment.microsecond * 1000)
