"""Alerts of a running platform: a thread that looks when a delivery came or a day began, and sends what is due."""

import logging
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Final

from finops_core.clock import Clock
from finops_core.errors import FinOpsError
from worker.alerts.looking import Sight
from worker.alerts.watch import Watch, look
from worker.bill_watch import BillWatch

logger = logging.getLogger(__name__)

TICK_S: Final = 60.0
PATIENCE_S: Final = 10.0
"""How long stopping waits for a round."""


class AlertRounds:
    """Looks at the bill every `every_minutes`, and as soon as a question took in a new delivery or one was dismissed.

    The bill stays as it is during a look. One that shows nothing new since the last look, on the same day, is not
    looked at.
    """

    def __init__(self, watch: Watch, sight: Sight, bill_watch: BillWatch, clock: Clock) -> None:
        self._watch = watch
        self._sight = sight
        self._bill_watch = bill_watch
        self._clock = clock
        self._next: datetime = clock.now()
        self._tried: object = None
        self._looked_at: object = None
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="alerts", daemon=True)

    def start(self) -> None:
        """Begins with a look."""
        self._thread.start()

    def stop(self) -> None:
        """Interrupts a look and waits a little; what is under way is sent again by the next start."""
        self._stopping.set()
        self._sight.stop.set()
        self._thread.join(PATIENCE_S)

    def tick(self) -> None:
        """One round: a look if one is due, and what is to be sent."""
        if self._clock.now() >= self._next or self._state() != self._tried:
            self._next = self._clock.now() + timedelta(minutes=self._sight.settings.every_minutes)
            self._look()
        for one in self._watch.deliver():
            if one.problem:
                logger.warning("channel=%s, reason=%s | alerts wait", one.channel, one.problem)

    def _look(self) -> None:
        with self._bill_watch.question():
            state = self._state()
            self._tried = None  # until it is recorded: what was dismissed must not be sent by the next round
            if state == self._looked_at:
                self._tried = state
                return
            seen = look(self._sight)
        new = self._watch.record(seen.alerts, seen.withdrawn)
        self._tried = state
        logger.info("seen=%d, new=%d | looked for alerts", len(seen.alerts), new)
        for problem in seen.problems:
            logger.warning("reason=%s | cannot look for alerts", problem)
        if not seen.problems:
            self._looked_at = state

    def _state(self) -> object:
        """What has to change before there can be something new."""
        info = self._sight.bill.info()
        return info.rows, info.period, info.complete_until, info.data_as_of, self._sight.today, self._sight.dismissed

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.tick()
            except FinOpsError as error:
                logger.warning("reason=%s | a round of alerts failed, the next one goes on", error)
            except Exception as error:
                if not self._stopping.is_set():
                    logger.error("a round of alerts failed, the next one goes on", exc_info=error)
            self._stopping.wait(TICK_S)
