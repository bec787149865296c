"""The sink for tests: spans in memory, and the tree that they make."""

from threading import Lock

from finops_core.tracing.span import Span


class MemorySpans:
    """Keeps every span it took."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._spans: list[Span] = []

    def take(self, *spans: Span) -> None:
        with self._lock:
            self._spans.extend(spans)

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass

    @property
    def spans(self) -> tuple[Span, ...]:
        with self._lock:
            return tuple(self._spans)

    def paths(self) -> set[str]:
        """Each span as the names from its root to it: `frame/attempt/agents`. A parent that is missing is `?`."""
        by_id = {span.span_id: span for span in self.spans}

        def path(span: Span) -> str:
            if not span.parent_id:
                return span.name
            parent = by_id.get(span.parent_id)
            return f"{path(parent) if parent else '?'}/{span.name}"

        return {path(span) for span in by_id.values()}
