"""Rings for submitted jobs from a thread of its own: who asked has the acknowledgement already and need not wait."""

import logging
from queue import Empty, SimpleQueue
from threading import Thread

from finops_core.errors import FinOpsError
from finops_core.queue.port import Sender

logger = logging.getLogger(__name__)

AT_ONCE = 256


class Doorbells:
    """A Sender that passes on together what was sent while it passed on what came before.

    A doorbell that fails is rung again by the sweep, as the jobs are durable; so is one that a kill swallows.
    """

    def __init__(self, queue: Sender) -> None:
        self._queue = queue
        self._waiting: SimpleQueue[str | None] = SimpleQueue()
        self._thread = Thread(target=self._ring, name="doorbells", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Passes on what waits, then ends the thread."""
        self._waiting.put(None)
        self._thread.join()

    def send(self, *bodies: str, delay_s: int = 0) -> None:
        """Never fails and never waits. Raises ValueError for a delay: doorbells of new jobs have none."""
        if delay_s:
            raise ValueError(f"a doorbell is rung at once, not after {delay_s} s")
        for body in bodies:
            self._waiting.put(body)

    def _ring(self) -> None:
        going_on = True
        while going_on:
            bodies = [self._waiting.get(), *self._that_wait_too()]
            going_on = None not in bodies
            try:
                self._queue.send(*filter(None, bodies))
            except FinOpsError as error:
                logger.warning("jobs=%d, reason=%s | doorbells failed, the sweep will ring", len(bodies), error)
            except Exception:  # the thread has to outlive whatever the queue does
                logger.exception("jobs=%d | doorbells failed, the sweep will ring", len(bodies))

    def _that_wait_too(self) -> list[str | None]:
        bodies: list[str | None] = []
        while len(bodies) < AT_ONCE:
            try:
                bodies.append(self._waiting.get_nowait())
            except Empty:
                break
        return bodies
