"""New deliveries of the bill are taken in between questions, so that no question sees two states of it."""

import logging
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Condition
from typing import Protocol, runtime_checkable

from finops_core.clock import Clock
from finops_core.errors import FinOpsError

logger = logging.getLogger(__name__)

PATIENCE_S = 10.0
"""How long a question waits for those before it, so that new deliveries are seen under load too."""


@runtime_checkable
class Refreshable(Protocol):
    """A bill that can take in what was delivered since."""

    @property
    def looked_at_every(self) -> timedelta:
        """How often it is asked to."""
        ...

    def refresh(self) -> object:
        """Raises FinOpsError, and answers from the former state, when that cannot be read."""
        ...


class BillWatch:
    """Looks for new deliveries when a question begins and no other is at work, as often as the bill says."""

    def __init__(self, bill: object, clock: Clock) -> None:
        self._bill = bill if isinstance(bill, Refreshable) else None
        self._clock = clock
        self._looked: datetime = clock.now()
        self._running = 0
        self._changed = Condition()

    @contextmanager
    def question(self) -> Generator[None]:
        """Within it the bill stays as it is."""
        with self._changed:
            if self._is_due() and self._changed.wait_for(lambda: not self._running, PATIENCE_S) and self._is_due():
                self._refresh()
            self._running += 1
        try:
            yield
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()

    def _is_due(self) -> bool:
        return self._bill is not None and self._clock.now() - self._looked >= self._bill.looked_at_every

    def _refresh(self) -> None:
        self._looked = self._clock.now()
        try:
            if self._bill is not None:
                self._bill.refresh()
        except FinOpsError as error:
            logger.warning("reason=%s | newer deliveries cannot be read, the former bill stays", error)
