"""Spans reach an OpenTelemetry collector as it takes them, and one that is away costs nothing but the spans."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from finops_core.clock import SystemClock
from finops_core.tracing.otlp import MAX_WAITING, OtlpSpans
from finops_core.tracing.port import Nowhere, tracing_to
from finops_core.tracing.span import FRAME, Span, span_of

BEGIN = datetime(2026, 5, 1, 12, 0, 0, 123456, tzinfo=UTC)


class Collector(HTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.taken: list[tuple[str, Any]] = []


class _Taking(BaseHTTPRequestHandler):
    server: Collector  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((f"{self.path} {self.headers['Content-Type']}", json.loads(body)))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def collector() -> Iterator[Collector]:
    server = Collector()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(5)


def spans() -> list[Span]:
    end = BEGIN + timedelta(seconds=1)
    root = span_of("job", FRAME, FRAME, parent="", begin=BEGIN, end=end)
    tool = span_of(
        "job",
        "t",
        "tool",
        parent=FRAME,
        begin=BEGIN,
        end=end,
        failed=True,
        attributes={"tool": "total", "tokens": 2**60},
    )
    return [root, tool]


def test_a_collector_gets_every_span_with_its_ids_times_and_attributes(collector: Collector) -> None:
    sink = OtlpSpans(f"http://127.0.0.1:{collector.server_port}/", "finops-worker")
    sink.take(*spans())
    sink.close()
    assert {path for path, _ in collector.taken} == {"/v1/traces application/json"}
    resources = [resource for _, body in collector.taken for resource in body["resourceSpans"]]
    assert resources[0]["resource"]["attributes"] == [
        {"key": "service.name", "value": {"stringValue": "finops-worker"}}
    ]
    root, tool = [span for resource in resources for scope in resource["scopeSpans"] for span in scope["spans"]]
    assert "parentSpanId" not in root
    assert (tool["traceId"], tool["parentSpanId"]) == (root["traceId"], root["spanId"])
    assert (len(tool["traceId"]), len(tool["spanId"])) == (32, 16)
    assert (tool["startTimeUnixNano"], tool["endTimeUnixNano"]) == ("1777636800123456000", "1777636801123456000")
    assert tool["attributes"] == [
        {"key": "finops.tool", "value": {"stringValue": "total"}},
        {"key": "finops.tokens", "value": {"intValue": str(2**60)}},
    ]
    assert (root["status"], tool["status"]) == ({}, {"code": 2})


def test_a_collector_that_is_away_neither_raises_nor_holds_anybody_up(
    collector: Collector, caplog: pytest.LogCaptureFixture
) -> None:
    address = f"http://127.0.0.1:{collector.server_port}"
    collector.server_close()
    sink = OtlpSpans(address, "finops-worker")
    sink.take(*spans() * (MAX_WAITING // 2 + 10))
    sink.close()
    assert any("traces could not be sent" in record.getMessage() for record in caplog.records)


def test_without_an_address_nothing_is_sent_anywhere() -> None:
    assert isinstance(tracing_to("", "finops-worker", SystemClock()).sink, Nowhere)
