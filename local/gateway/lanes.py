"""A bounded pool of threads that serves every connection in turn, so that a flooding one starves nobody."""

import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TypeAlias

Work: TypeAlias = Callable[[], object]
"""Something to call once; it must not raise."""


class Lane:
    """The waiting work of one connection: first in, first started, at most `in_flight` at a time."""

    __slots__ = ("in_flight", "limit_bytes", "limit_items", "lock", "queue", "queued_bytes", "ready", "running")

    def __init__(self, *, in_flight: int, limit_items: int, limit_bytes: int) -> None:
        self.in_flight = in_flight
        self.limit_items = limit_items
        self.limit_bytes = limit_bytes
        self.lock = threading.Lock()
        self.queue: deque[tuple[Work, int]] = deque()
        self.queued_bytes = 0
        self.running = 0
        self.ready = False


class Lanes:
    """Threads take one piece of work from the next ready lane, then put the lane at the end of the line."""

    def __init__(self, threads: int) -> None:
        self._ready: SimpleQueue[Lane | None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._serve, name=f"gateway-handler-{number}", daemon=True)
            for number in range(threads)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, timeout_s: float) -> bool:
        """Lets waiting work finish for up to `timeout_s` seconds; says whether all of it did."""
        for _ in self._threads:
            self._ready.put(None)
        deadline = time.monotonic() + timeout_s
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def submit(self, lane: Lane, work: Work, *, size_bytes: int = 0, force: bool = False) -> bool:
        """Queues the work; says False when the lane is full and the work therefore refused. `force` always queues."""
        with lane.lock:
            full = len(lane.queue) >= lane.limit_items or lane.queued_bytes + size_bytes > lane.limit_bytes
            if full and not force:
                return False
            lane.queue.append((work, size_bytes))
            lane.queued_bytes += size_bytes
            self._line_up(lane)
        return True

    def _line_up(self, lane: Lane) -> None:
        if lane.queue and not lane.ready and lane.running < lane.in_flight:
            lane.ready = True
            self._ready.put(lane)

    def _serve(self) -> None:
        while (lane := self._ready.get()) is not None:
            self._work(lane)
        # Told to stop: what waits behind that word is still done. A lane lines up again before its thread looks for
        # the next one, so the last thread at work finds everything that is left.
        others = 0
        with suppress(Empty):
            while True:
                if (lane := self._ready.get_nowait()) is not None:
                    self._work(lane)
                else:
                    others += 1
        for _ in range(others):
            self._ready.put(None)

    def _work(self, lane: Lane) -> None:
        with lane.lock:
            lane.ready = False
            work, size_bytes = lane.queue.popleft()
            lane.queued_bytes -= size_bytes
            lane.running += 1
            self._line_up(lane)
        try:
            work()
        finally:
            with lane.lock:
                lane.running -= 1
                self._line_up(lane)
