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
        self.headers: list[dict[str, str]] = []


class _Taking(BaseHTTPRequestHandler):
    server: Collector  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.headers.append(dict(self.headers.items()))
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


def test_what_was_taken_is_sent_before_a_process_that_may_be_frozen_goes_on(collector: Collector) -> None:
    sink = OtlpSpans(f"http://127.0.0.1:{collector.server_port}", "finops-worker")
    for count in (1, 2, 3):
        sink.take(*spans())
        sink.flush()
        sent = [each for _, body in collector.taken for each in body["resourceSpans"][0]["scopeSpans"][0]["spans"]]
        assert len(sent) == 2 * count
    sink.close()


def test_xray_gets_the_same_signed_by_the_processs_own_credentials(
    collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_XRAY", f"http://127.0.0.1:{collector.server_port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDOFATEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret-of-a-test")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "session-of-a-test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    tracing = tracing_to("xray", "finops-worker", SystemClock())
    tracing.sink.take(*spans())
    tracing.sink.close()
    [headers] = collector.headers
    assert "/eu-west-1/xray/aws4_request" in headers["Authorization"]
    assert headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIDOFATEST/")
    assert "secret-of-a-test" not in str(headers)
    assert headers["X-Amz-Security-Token"] == "session-of-a-test"
    assert [path for path, _ in collector.taken] == ["/v1/traces application/json"]


def test_without_credentials_a_trace_is_lost_and_nothing_else(
    collector: Collector, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_XRAY", f"http://127.0.0.1:{collector.server_port}")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, "/dev/null")
    tracing = tracing_to("xray", "finops-worker", SystemClock())
    tracing.sink.take(*spans())
    tracing.sink.flush()
    tracing.sink.close()
    assert collector.taken == []
    assert "traces could not be sent" in caplog.text


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
