"""How many frames a user may send. Counted in the process: an exact count would cost a write a frame."""

from collections import OrderedDict
from threading import Lock

from finops_core.clock import Clock
from finops_core.errors import RateLimited

MAX_TRACKED = 10_000

BURST_S = 5.0
"""How many seconds' worth may come at once: all tabs of a user connect again when a platform does."""


class FrameLimiter:
    """At most `per_second` frames a second of each user, over however many connections, with a burst. Thread-safe."""

    def __init__(self, per_second: int, clock: Clock, *, burst_s: float = BURST_S) -> None:
        self._per_second = per_second
        self._most = per_second * burst_s
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def admit(self, user_id: str) -> None:
        """Counts one frame. Raises RateLimited beyond the limit."""
        now = self._clock.now().timestamp()
        with self._lock:
            tokens, then = self._buckets.pop(user_id, (self._most, now))
            tokens = min(self._most, tokens + (now - then) * self._per_second)
            admitted = tokens >= 1
            self._buckets[user_id] = (tokens - 1 if admitted else tokens, now)
            if len(self._buckets) > MAX_TRACKED:
                self._buckets.popitem(last=False)
        if not admitted:
            raise RateLimited(
                f"More than {self._per_second} frames a second came from you, all connections together. Send fewer.",
                retry_after_ms=1000,
            )
