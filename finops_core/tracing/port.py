"""Where spans go, and the time they are measured with."""

from dataclasses import dataclass
from typing import Protocol

from finops_core.clock import Clock, SystemClock
from finops_core.tracing.span import Span


class SpanSink(Protocol):
    """Takes spans that ended. It never raises and never waits: a trace that is lost costs no answer."""

    def take(self, *spans: Span) -> None:
        """Takes spans, to be sent on when there is time."""
        ...

    def flush(self) -> None:
        """Waits until what was taken is sent, for two seconds at most: before a process that may be frozen is."""
        ...

    def close(self) -> None:
        """Sends what is left, within a few seconds."""
        ...


class Nowhere:
    """The sink of a process that is not traced."""

    def take(self, *spans: Span) -> None:
        pass

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass


XRAY = "xray"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracing:
    """Where a process sends its spans, and by which clock."""

    sink: SpanSink
    clock: Clock

    @property
    def traced(self) -> bool:
        """Whether spans go anywhere; where they do not, nobody need make them."""
        return not isinstance(self.sink, Nowhere)


UNTRACED = Tracing(sink=Nowhere(), clock=SystemClock())


def tracing_to(endpoint: str, service: str, clock: Clock) -> Tracing:
    """Traces to an OpenTelemetry collector at an address, or nowhere without one. `service` is this process's name.

    `xray` instead of an address is AWS X-Ray in the region and with the credentials of this process.
    """
    if not endpoint:
        return Tracing(sink=Nowhere(), clock=clock)
    if endpoint == XRAY:
        from finops_core.tracing.xray import xray_spans

        return Tracing(sink=xray_spans(service), clock=clock)
    from finops_core.tracing.otlp import OtlpSpans

    return Tracing(sink=OtlpSpans(endpoint, service), clock=clock)
