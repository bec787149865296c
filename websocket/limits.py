"""How many frames a connection may send. Counted in the process: an exact count would cost a write a frame."""

from collections import OrderedDict
from threading import Lock

from finops_core.clock import Clock
from finops_core.errors import RateLimited

MAX_TRACKED = 10_000


class FrameLimiter:
    """At most `per_second` frames a second of each connection, with one second's worth of burst. Thread-safe."""

    def __init__(self, per_second: int, clock: Clock) -> None:
        self._per_second = per_second
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def admit(self, connection_id: str) -> None:
        """Counts one frame. Raises RateLimited beyond the limit."""
        now = self._clock.now().timestamp()
        with self._lock:
            tokens, then = self._buckets.pop(connection_id, (float(self._per_second), now))
            tokens = min(float(self._per_second), tokens + (now - then) * self._per_second)
            admitted = tokens >= 1
            self._buckets[connection_id] = (tokens - 1 if admitted else tokens, now)
            if len(self._buckets) > MAX_TRACKED:
                self._buckets.popitem(last=False)
        if not admitted:
            raise RateLimited(
                f"More than {self._per_second} frames a second came over this connection. Send fewer.",
                retry_after_ms=1000,
            )

    def forget(self, connection_id: str) -> None:
        """The connection is gone."""
        with self._lock:
            self._buckets.pop(connection_id, None)
